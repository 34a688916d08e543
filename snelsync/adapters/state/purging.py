"""Taking what is personal out of the record, so that it is in no byte of the file."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from snelsync.adapters.state import tables as t
from snelsync.adapters.state.codec import (
    dump_booking,
    dump_moment,
    dump_order,
    dump_refund,
    load_booking,
    load_order,
    load_refund,
)
from snelsync.adapters.state.engine import wipe
from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.ports import Purged
from snelsync.domain.order import Business
from snelsync.errors import LockedError

AT_A_TIME = 500
TAKEN_OUT = "…"
"""What stands in a message in place of what was taken out of it."""

_TOLD = 3
"""A name shorter than this would be found in words that have nothing to do with it."""


class StatePurger(StateRecorder):
    """Takes what is personal out of the record of one shop."""

    def purge(self, order_ids: Collection[int], *, at: datetime, run_id: int) -> Purged:
        """Take it out, note how much, and write the file anew.

        All of it in one transaction: nothing is half done. The file is written anew
        also when nothing is to be taken out: what a purge that was cut off left in the
        free space goes with the next one.

        Raises:
            LockedError: somebody reads the file, so that its log cannot be emptied.
        """
        ids = sorted(order_ids)
        counts: defaultdict[str, int] = defaultdict(int)
        with self._writer.begin() as connection:
            for start in range(0, len(ids), AT_A_TIME):
                some = _Some(connection, self._shop, ids[start : start + AT_A_TIME])
                for name, count in some.taken_out():
                    counts[name] += count
            if ids:
                row = self._noted(counts, at=at, run_id=run_id)
                connection.execute(sa.insert(t.journal).values(row))
        if not wipe(self._engine):
            raise LockedError(
                "what is personal was taken out, but another program reads the state"
                " file and keeps its log from being emptied",
                hint="close that program, and run the same command again",
            )
        return Purged(**counts)

    def _noted(
        self, counts: dict[str, int], *, at: datetime, run_id: int
    ) -> dict[str, Any]:
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        return {
            "shop": self._shop,
            "kind": "purge",
            "shop_id": 0,
            "revision": 0,
            "at": dump_moment(at),
            "run_id": run_id,
            "event": "purged",
            "detail": told,
        }


class _Some:
    """Some orders, and all that belongs to them."""

    def __init__(self, connection: sa.Connection, shop: str, ids: list[int]) -> None:
        self._connection = connection
        self._shop = shop
        self._ids = ids
        self._names: set[str] = set()

    def taken_out(self) -> Iterator[tuple[str, int]]:
        """Take out what is personal; gives how many rows had something."""
        orders, refunds = self._rows(t.orders), self._rows(t.refunds)
        documents = self._rows(t.documents)
        # Names first: messages of one row may have the name in another.
        self._note_names(orders, documents)
        yield "orders", sum(self._order(row) for row in orders)
        yield "refunds", sum(self._refund(row) for row in refunds)
        yield "documents", sum(self._document(row) for row in documents)
        yield "journal", sum(self._entry(row) for row in self._entries(refunds))

    def _rows(self, table: sa.Table) -> list[Any]:
        query = sa.select(table).where(
            table.c.shop == self._shop, table.c.order_id.in_(self._ids)
        )
        return list(self._connection.execute(query))

    def _entries(self, refunds: list[Any]) -> list[Any]:
        """Find what the journal says of these orders' sales and credits."""
        table = t.journal
        credited = [*self._ids, *(row.refund_id for row in refunds)]
        query = sa.select(table).where(
            table.c.shop == self._shop,
            sa.or_(
                table.c.kind.like("sale%") & table.c.shop_id.in_(self._ids),
                table.c.kind.like("credit%") & table.c.shop_id.in_(credited),
            ),
        )
        return list(self._connection.execute(query))

    def _note_names(self, orders: list[Any], documents: list[Any]) -> None:
        businesses = [load_order(row.body).business for row in orders]
        businesses += [
            load_booking(row.booking).customer.business
            for row in documents
            if row.booking
        ]
        for one in businesses:
            self._names |= _names(one)

    def _order(self, row: Any) -> bool:  # noqa: ANN401
        return self._put(t.orders, row, body=dump_order(load_order(row.body).nameless))

    def _refund(self, row: Any) -> bool:  # noqa: ANN401
        body = dump_refund(load_refund(row.body).nameless)
        return self._put(t.refunds, row, body=body)

    def _document(self, row: Any) -> bool:  # noqa: ANN401
        booking = row.booking and dump_booking(load_booking(row.booking).nameless)
        return self._put(
            t.documents,
            row,
            booking=booking,
            reason=self._without_names(row.reason),
            problems=self._without_names(row.problems),
        )

    def _entry(self, row: Any) -> bool:  # noqa: ANN401
        return self._put(t.journal, row, detail=self._without_names(row.detail))

    def _without_names(self, text: str) -> str:
        """Take names out of what was told; longest first: one may hold another."""
        for name in sorted(self._names, key=len, reverse=True):
            text = text.replace(name, TAKEN_OUT)
        return text

    def _put(self, table: sa.Table, row: Any, **values: Any) -> bool:  # noqa: ANN401
        """Write what is different; says whether anything was."""
        if all(getattr(row, name) == value for name, value in values.items()):
            return False
        keys = (column == getattr(row, column.name) for column in table.primary_key)
        self._connection.execute(sa.update(table).where(*keys).values(values))
        return True


def _names(business: Business | None) -> set[str]:
    """List what of a business may stand in a message, also as JSON writes it."""
    if business is None:
        return set()
    said = (business.name, business.street, business.postcode, business.city)
    found = {
        one
        for one in (*said, business.email)
        if len(one) >= _TOLD and not one.isdigit()
    }
    return found | {json.dumps(one, ensure_ascii=False)[1:-1] for one in found}
