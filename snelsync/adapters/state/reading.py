"""Our own record, for looking only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from snelsync.adapters.state import tables as t
from snelsync.adapters.state.codec import (
    dump_moment,
    load_booking,
    load_chart,
    load_moment,
    load_order,
    load_problem,
    load_problems,
    load_product,
    load_refund,
    load_shop_info,
)
from snelsync.adapters.state.drift import (
    count_new,
    count_seen,
    find_drift,
    undecided_refunds,
)
from snelsync.adapters.state.past_runs import RunReader
from snelsync.adapters.state.rows import is_of, key_of, outcome_of, verdict_of
from snelsync.app.ports import JournalEntry, Seen, ShopInfo, Unreadable, Verdict
from snelsync.domain.booking import DocumentKey, DocumentKind
from snelsync.domain.chart import Chart
from snelsync.domain.decision import Known
from snelsync.domain.order import Charge, Product, Sold
from snelsync.domain.vat_number import Validity, VatCheck

SHOP_INFO = "shop info"
CHART = "chart"


class StateReader(RunReader):
    """Looks things up for one shop; writes nothing.

    Args:
        engine: an opened state file.
        shop: the shop's name; one file may hold several.
    """

    def __init__(self, engine: sa.Engine, *, shop: str) -> None:
        super().__init__(engine)
        self._shop = shop

    def cursor(self, name: str) -> datetime | None:
        """Tell how far a reading of the shop got."""
        table = t.cursors
        found = self._scalar(
            sa.select(table.c.at).where(
                table.c.shop == self._shop, table.c.name == name
            )
        )
        return load_moment(found) if found else None

    def shop_info(
        self, *, since: datetime, until: datetime | None = None
    ) -> ShopInfo | None:
        """Tell what the shop said of itself, where that was in a stretch of time."""
        body = self._kept(SHOP_INFO, since, until)
        return load_shop_info(body) if body else None

    def chart(self, *, since: datetime, until: datetime | None = None) -> Chart | None:
        """Tell what SnelStart said of itself, where that was in a stretch of time."""
        body = self._kept(CHART, since, until)
        return load_chart(body) if body else None

    def _kept(self, what: str, since: datetime, until: datetime | None) -> str | None:
        table = t.kept
        query = sa.select(table.c.body).where(
            table.c.shop == self._shop,
            table.c.what == what,
            table.c.at >= dump_moment(since),
        )
        if until is not None:
            query = query.where(table.c.at <= dump_moment(until))
        found: str | None = self._scalar(query)
        return found

    def live_order_ids(self) -> frozenset[int]:
        """List the orders that were in the shop when last seen."""
        table = t.orders
        query = sa.select(table.c.order_id).where(
            table.c.shop == self._shop, table.c.gone.is_(False)
        )
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def refund_ids(self) -> frozenset[int]:
        """List the refunds we have."""
        table = t.refunds
        query = sa.select(table.c.refund_id).where(table.c.shop == self._shop)
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def orders_to_watch(self) -> frozenset[int]:
        """List orders with a refund that is neither in the books nor skipped."""
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(undecided_refunds(self._shop)))

    def everything(self) -> Iterator[Sold]:
        """Go over all orders with their refunds, by id, a few at a time in memory."""
        orders = sa.select(t.orders).where(t.orders.c.shop == self._shop)
        refunds = (
            sa.select(t.refunds)
            .where(t.refunds.c.shop == self._shop)
            .order_by(t.refunds.c.order_id, t.refunds.c.refund_id)
        )
        with self._engine.connect() as connection:
            besides = self._besides()
            streamed = connection.execution_options(yield_per=500)
            by_order = _Groups(streamed.execute(refunds))
            for row in streamed.execute(orders.order_by(t.orders.c.order_id)):
                yield _sold(row, by_order.of(row.order_id), besides)

    def find(self, order: str) -> Sold | None:
        """Find an order by its number, else by its id; the newest of that number."""
        table = t.orders
        ours = sa.select(table).where(table.c.shop == self._shop)
        query = ours.where(table.c.number == order)
        with self._engine.connect() as connection:
            # Asked for in order of id, SQLite goes through all orders in that order.
            rows = connection.execute(query)
            row = max(rows, key=lambda one: one.order_id, default=None)
            if row is None and order.isdecimal():
                by_id = ours.where(table.c.order_id == int(order))
                row = connection.execute(by_id).first()
            if row is None:
                return None
            refunds = connection.execute(
                sa.select(t.refunds)
                .where(
                    t.refunds.c.shop == self._shop,
                    t.refunds.c.order_id == row.order_id,
                )
                .order_by(t.refunds.c.refund_id)
            )
            return _sold(row, list(refunds), self._besides())

    def unreadable(self) -> tuple[Unreadable, ...]:
        """List what the shop could not give."""
        query = (
            sa.select(t.unreadable)
            .where(t.unreadable.c.shop == self._shop)
            .order_by(t.unreadable.c.place)
        )
        with self._engine.connect() as connection:
            return tuple(
                Unreadable(
                    row.shop_id,
                    load_problem(row.problem),
                    refund_of=row.refund_of,
                    is_refund=row.is_refund,
                )
                for row in connection.execute(query)
            )

    def vat_checks(self) -> dict[str, tuple[VatCheck, ...]]:
        """Tell what was found out about VAT numbers, by number, oldest first."""
        table = t.vat_checks
        query = sa.select(table).where(table.c.shop == self._shop)
        in_order = query.order_by(table.c.number, table.c.first_asked)
        with self._engine.connect() as connection:
            found = [
                VatCheck(
                    number=row.number,
                    validity=Validity(row.validity),
                    checked=load_moment(row.checked),
                    first_asked=load_moment(row.first_asked),
                    consultation=row.consultation,
                )
                for row in connection.execute(in_order)
            ]
        return {
            number: tuple(checks)
            for number, checks in groupby(found, key=lambda check: check.number)
        }

    def products(self) -> dict[int, Product]:
        """Tell where products are filed, by id."""
        table = t.products
        query = sa.select(table.c.body).where(table.c.shop == self._shop)
        with self._engine.connect() as connection:
            found = [load_product(body) for body in connection.scalars(query)]
        return {product.product_id: product for product in found}

    def known(
        self, *, first: int = 0, last: int | None = None
    ) -> dict[DocumentKey, Known]:
        """Tell what was sent, or begun to be sent, by document."""
        d = t.documents
        # All but the payload, which is as long as the rest together.
        columns = [one for one in d.c if one is not d.c.payload]
        query = sa.select(*columns).where(
            d.c.shop == self._shop, d.c.payload.is_not(None), d.c.order_id >= first
        )
        if last is not None:
            query = query.where(d.c.order_id <= last)
        with self._engine.connect() as connection:
            streamed = connection.execution_options(yield_per=500)
            found = (_known(row) for row in streamed.execute(query))
            return {known.key: known for known in found}

    def verdicts(self) -> Iterator[Verdict]:
        """Tell where every document stood at the last push."""
        table = t.documents
        query = (
            sa.select(table)
            .where(table.c.shop == self._shop)
            .order_by(
                table.c.order_id,
                table.c.kind.like("credit%"),
                table.c.revision,
                table.c.shop_id,
                table.c.kind,
            )
        )
        with self._engine.connect() as connection:
            streamed = connection.execution_options(yield_per=500)
            for row in streamed.execute(query):
                yield verdict_of(row)

    def drifted(
        self, *, book: frozenset[str], skip: frozenset[str]
    ) -> dict[DocumentKey, Verdict]:
        """Tell which booked documents are no longer what the shop says."""
        return find_drift(self._engine, self._shop, book=book, skip=skip)

    def count_new(self) -> int:
        """Count the documents no push has looked at yet."""
        return count_new(self._engine, self._shop)

    def journal(self, key: DocumentKey) -> tuple[JournalEntry, ...]:
        """Tell what happened to a document, oldest first."""
        table = t.journal
        query = sa.select(table).where(*is_of(table, key)).order_by(table.c.entry_id)
        with self._engine.connect() as connection:
            return tuple(
                JournalEntry(
                    at=load_moment(row.at),
                    run_id=row.run_id,
                    event=row.event,
                    detail=row.detail,
                )
                for row in connection.execute(query)
            )

    def seen(self) -> Seen:
        """Count what was seen in the shop."""
        return count_seen(self._engine, self._shop)

    def _besides(self) -> _Besides:
        table = t.marked
        query = sa.select(table.c.kind, table.c.shop_id).where(
            table.c.shop == self._shop
        )
        with self._engine.connect() as connection:
            marked = frozenset(
                (row.kind, row.shop_id) for row in connection.execute(query)
            )
        return _Besides(self.vat_checks(), self.products(), marked)


@dataclass(frozen=True, slots=True)
class _Besides:
    """What is kept apart from orders and refunds, and belongs to them.

    Attributes:
        marked: kind and id of what somebody said was booked another way.
    """

    checks: dict[str, tuple[VatCheck, ...]]
    products: dict[int, Product]
    marked: frozenset[tuple[str, int]]


class _Groups:
    """Refund rows by order, read along with the orders: both are in order of id."""

    def __init__(self, rows: sa.CursorResult[Any]) -> None:
        self._groups = groupby(rows, key=lambda row: row.order_id)
        self._next: tuple[int, list[Any]] | None = None
        self._advance()

    def _advance(self) -> None:
        found = next(self._groups, None)
        self._next = (found[0], list(found[1])) if found else None

    def of(self, order_id: int) -> list[Any]:
        while self._next and self._next[0] < order_id:
            self._advance()
        if self._next is None or self._next[0] != order_id:
            return []
        rows = self._next[1]
        self._advance()
        return rows


def _sold(
    row: Any,  # noqa: ANN401
    refunds: list[Any],
    besides: _Besides,
) -> Sold:
    order = load_order(row.body)
    known = besides.checks.get(order.vat_number)
    if known:
        order = replace(order, vat_checks=known)
    if besides.products:
        order = replace(order, charges=_filed(order.charges, besides.products))
    marked = besides.marked
    return Sold(
        order=order,
        refunds=tuple(load_refund(refund.body) for refund in refunds),
        gone=row.gone,
        gone_refunds=frozenset(one.refund_id for one in refunds if one.gone),
        marked=(str(DocumentKind.SALE), order.order_id) in marked,
        marked_refunds=frozenset(
            one.refund_id
            for one in refunds
            if (str(DocumentKind.CREDIT), one.refund_id) in marked
        ),
    )


def _filed(
    charges: tuple[Charge, ...], products: dict[int, Product]
) -> tuple[Charge, ...]:
    """Put with each charge what is known of its product."""
    return tuple(
        replace(one, product=products[one.product_id])
        if one.product_id in products
        else one
        for one in charges
    )


def _known(row: Any) -> Known:  # noqa: ANN401
    return Known(
        key=key_of(row),
        outcome=outcome_of(row.outcome),
        booking=load_booking(row.booking),
        fingerprint=row.fingerprint,
        remote_id=row.remote_id,
        problems=load_problems(row.problems),
        customer_id=row.customer_id or "",
        booked=load_moment(row.since) if row.since else None,
    )
