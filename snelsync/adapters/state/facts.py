"""What the shop and others told us, kept: orders, refunds, cards, VAT numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from snelsync.adapters.state import tables as t
from snelsync.adapters.state.codec import (
    dump_chart,
    dump_moment,
    dump_order,
    dump_problem,
    dump_product,
    dump_refund,
    dump_shop_info,
    load_order,
)
from snelsync.adapters.state.engine import WRITES
from snelsync.adapters.state.reading import CHART, SHOP_INFO, StateReader
from snelsync.app.ports import ShopInfo, Unreadable
from snelsync.domain.chart import Chart
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.order import Order, Product, Refund
from snelsync.domain.vat_number import VatCheck


class FactRecorder(StateReader):
    """Writes down what was seen; what was done about it is the recorder's."""

    def __init__(self, engine: sa.Engine, *, shop: str) -> None:
        super().__init__(engine, shop=shop)
        self._writer = engine.execution_options(**{WRITES: True})

    def save_orders(self, orders: Iterable[Order], *, at: datetime) -> int:
        """Keep orders as last seen, and which of their refunds still exist."""
        read = list(orders)
        if not read:
            return 0
        found = [*self._as_purged(self._with_products(read))]
        rows = [
            {
                "shop": self._shop,
                "order_id": order.order_id,
                "number": order.number,
                "status": order.status,
                "fingerprint": order_fingerprint(order),
                "body": dump_order(order),
                "gone": False,
                "seen": dump_moment(at),
            }
            for order in found
        ]
        with self._writer.begin() as connection:
            changed = _save(connection, t.orders, rows, "order_id")
            self._note_refunds(connection, found)
        return changed

    def _purged(self, order_ids: Collection[int]) -> frozenset[int]:
        """Tell from which of these orders what is personal was taken out."""
        table = t.orders
        query = sa.select(table.c.order_id).where(
            table.c.shop == self._shop,
            table.c.order_id.in_(order_ids),
            sa.func.json_extract(table.c.body, "$.purged") == 1,
        )
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def _as_purged(self, orders: Iterable[Order]) -> Iterator[Order]:
        """Keep out what was taken out: the shop says it again at every full pull."""
        read = list(orders)
        purged = self._purged([one.order_id for one in read])
        for order in read:
            yield order.nameless if order.order_id in purged else order

    def _with_products(self, orders: list[Order]) -> Iterator[Order]:
        """Keep which products were sold: the shop forgets those it deletes."""
        lost = [one.order_id for one in orders if one.lost_products]
        table = t.orders
        query = sa.select(table.c.order_id, table.c.body).where(
            table.c.shop == self._shop, table.c.order_id.in_(lost)
        )
        before: dict[int, Order] = {}
        if lost:
            with self._engine.connect() as connection:
                rows = connection.execute(query)
                before = {row.order_id: load_order(row.body) for row in rows}
        for order in orders:
            known = before.get(order.order_id)
            yield order.with_products_of(known) if known else order

    def _note_refunds(self, connection: sa.Connection, orders: list[Order]) -> None:
        table = t.refunds
        present = [one.refund_id for order in orders for one in order.refunds]
        connection.execute(
            sa.update(table)
            .where(
                table.c.shop == self._shop,
                table.c.order_id.in_([order.order_id for order in orders]),
            )
            .values(gone=table.c.refund_id.not_in(present))
        )

    def save_refunds(self, refunds: Iterable[Refund], *, at: datetime) -> int:
        """Keep refunds as last seen."""
        read = list(refunds)
        if not read:
            return 0
        purged = self._purged({one.order_id for one in read})
        rows = [
            {
                "shop": self._shop,
                "refund_id": refund.refund_id,
                "order_id": refund.order_id,
                "fingerprint": refund_fingerprint(refund),
                "body": dump_refund(
                    refund.nameless if refund.order_id in purged else refund
                ),
                "gone": False,
                "seen": dump_moment(at),
            }
            for refund in read
        ]
        with self._writer.begin() as connection:
            return _save(connection, t.refunds, rows, "refund_id")

    def save_products(self, products: Iterable[Product]) -> None:
        """Keep where products are filed, as last seen."""
        rows = [
            {
                "shop": self._shop,
                "product_id": product.product_id,
                "body": dump_product(product),
            }
            for product in products
        ]
        with self._writer.begin() as connection:
            _save(connection, t.products, rows, "product_id")

    def set_gone(self, order_ids: Iterable[int]) -> None:
        """Note that orders are no longer in the shop."""
        table = t.orders
        with self._writer.begin() as connection:
            for order_id in order_ids:
                connection.execute(
                    sa.update(table)
                    .where(table.c.shop == self._shop, table.c.order_id == order_id)
                    .values(gone=True)
                )

    def save_unreadable(self, found: Iterable[Unreadable]) -> None:
        """Keep what the shop could not give, in place of what it could not before."""
        rows = [
            {
                "shop": self._shop,
                "place": place,
                "shop_id": one.shop_id,
                "refund_of": one.refund_of,
                "is_refund": one.is_refund,
                "problem": dump_problem(one.problem),
            }
            for place, one in enumerate(found)
        ]
        with self._writer.begin() as connection:
            connection.execute(
                sa.delete(t.unreadable).where(t.unreadable.c.shop == self._shop)
            )
            if rows:
                connection.execute(sa.insert(t.unreadable), rows)

    def set_cursor(self, name: str, at: datetime) -> None:
        """Note how far a reading of the shop got."""
        row = {"shop": self._shop, "name": name, "at": dump_moment(at)}
        self._upsert(t.cursors, row)

    def keep_shop_info(self, info: ShopInfo, *, at: datetime) -> None:
        """Keep what the shop said of itself, in place of before."""
        self._keep(SHOP_INFO, dump_shop_info(info), at)

    def keep_chart(self, chart: Chart, *, at: datetime) -> None:
        """Keep what SnelStart said of itself, in place of before."""
        self._keep(CHART, dump_chart(chart), at)

    def _keep(self, what: str, body: str, at: datetime) -> None:
        row = {"shop": self._shop, "what": what, "at": dump_moment(at), "body": body}
        self._upsert(t.kept, row)

    def save_vat_check(self, check: VatCheck) -> None:
        """Keep what was found out about a VAT number, beside what was before."""
        self._upsert(
            t.vat_checks,
            {
                "shop": self._shop,
                "number": check.number,
                "validity": str(check.validity),
                "checked": dump_moment(check.checked),
                "first_asked": dump_moment(check.first_asked),
                "consultation": check.consultation,
            },
        )

    def customer_id(self, card: str) -> str | None:
        """Tell which SnelStart customer a card of ours is."""
        table = t.customers
        found = self._scalar(
            sa.select(table.c.customer_id).where(
                table.c.shop == self._shop, table.c.card == card
            )
        )
        return str(found) if found else None

    def save_customer(self, card: str, customer_id: str) -> None:
        """Remember which SnelStart customer a card of ours is."""
        self._upsert(
            t.customers,
            {"shop": self._shop, "card": card, "customer_id": customer_id},
        )

    def forget_customer(self, card: str) -> None:
        """Forget a card that SnelStart no longer takes."""
        table = t.customers
        with self._writer.begin() as connection:
            connection.execute(
                sa.delete(table).where(table.c.shop == self._shop, table.c.card == card)
            )

    def _upsert(self, table: sa.Table, row: dict[str, Any]) -> None:
        keys = [column.name for column in table.primary_key]
        statement = insert(table).values(row)
        with self._writer.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=keys, set_=row)
            )


def _save(
    connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]], key: str
) -> int:
    """Keep rows; gives how many are new or say something else than before."""
    if not rows:
        return 0
    ids = [row[key] for row in rows]
    found = connection.execute(
        sa.select(table.c[key], table.c.body).where(
            table.c.shop == rows[0]["shop"], table.c[key].in_(ids)
        )
    )
    before = {row[0]: row[1] for row in found}
    statement = insert(table)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["shop", key],
            set_={
                name: statement.excluded[name]
                for name in rows[0]
                if name not in {"shop", key}
            },
        ),
        rows,
    )
    return sum(before.get(row[key]) != row["body"] for row in rows)
