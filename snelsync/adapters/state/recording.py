"""Our own record, for the commands that write it: each fact in its own transaction.

No transaction is open while the network is used, and "about to be sent" is committed
before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from snelsync.adapters.state import tables as t
from snelsync.adapters.state.codec import (
    dump_booking,
    dump_moment,
    dump_order,
    dump_problem,
    dump_problems,
    dump_refund,
    load_booking,
    load_moment,
)
from snelsync.adapters.state.engine import WRITES
from snelsync.adapters.state.reading import StateReader
from snelsync.adapters.state.rows import SENDING
from snelsync.app.ports import Sending, Unreadable
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.decide import Decision
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.order import Order, Refund
from snelsync.domain.problem import Problem
from snelsync.domain.vat_number import VatCheck

_FREE = (Outcome.HELD, Outcome.SKIPPED, Outcome.WAITING, Outcome.REFUSED)
_OPEN = (SENDING, str(Outcome.UNCERTAIN))
"""Outcomes that are still to be found out."""


def _may_be_sent() -> sa.ColumnElement[bool]:
    """Say which documents may (again) be sent: nothing of ours is in the books.

    A conflict with an id of SnelStart's is a booking of ours that came out different.
    """
    table = t.documents
    foreign = sa.and_(table.c.outcome == str(Outcome.CONFLICT), table.c.remote_id == "")
    return sa.or_(table.c.outcome.in_([str(one) for one in _FREE]), foreign)


class StateRecorder(StateReader):
    """Writes the record of one shop."""

    def __init__(self, engine: sa.Engine, *, shop: str) -> None:
        super().__init__(engine, shop=shop)
        self._writer = engine.execution_options(**{WRITES: True})
        self._mapping_digest = ""

    def begin_run(self, command: str, *, at: datetime, mapping_digest: str) -> int:
        """Note that a command began; gives the run's id."""
        self._mapping_digest = mapping_digest
        row = {
            "command": command,
            "started": dump_moment(at),
            "mapping_digest": mapping_digest,
        }
        with self._writer.begin() as connection:
            done = connection.execute(
                sa.insert(t.runs).values(row).returning(t.runs.c.run_id)
            )
            return int(done.scalar_one())

    def end_run(self, run_id: int, *, at: datetime, exit_code: int) -> None:
        """Note how a run ended."""
        row = {"ended": dump_moment(at), "exit_code": int(exit_code)}
        with self._writer.begin() as connection:
            connection.execute(
                sa.update(t.runs).where(t.runs.c.run_id == run_id).values(row)
            )

    def save_orders(self, orders: Iterable[Order], *, at: datetime) -> int:
        """Keep orders as last seen, and which of their refunds still exist."""
        found = list(orders)
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
            for order in found:
                self._note_refunds(connection, order)
        return changed

    def _note_refunds(self, connection: sa.Connection, order: Order) -> None:
        table = t.refunds
        present = [pointer.refund_id for pointer in order.refunds]
        connection.execute(
            sa.update(table)
            .where(table.c.shop == self._shop, table.c.order_id == order.order_id)
            .values(gone=table.c.refund_id.not_in(present))
        )

    def save_refunds(self, refunds: Iterable[Refund], *, at: datetime) -> int:
        """Keep refunds as last seen."""
        rows = [
            {
                "shop": self._shop,
                "refund_id": refund.refund_id,
                "order_id": refund.order_id,
                "fingerprint": refund_fingerprint(refund),
                "body": dump_refund(refund),
                "gone": False,
                "seen": dump_moment(at),
            }
            for refund in refunds
        ]
        with self._writer.begin() as connection:
            return _save(connection, t.refunds, rows, "refund_id")

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

    def save_vat_check(self, typed: str, check: VatCheck) -> None:
        """Keep what was found out about a VAT number: it is evidence."""
        self._upsert(
            t.vat_checks,
            {
                "shop": self._shop,
                "typed": typed,
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

    def begin_sending(self, sending: Sending, *, run_id: int) -> bool:
        """Record, on disk, that a document is about to be sent."""
        booking = sending.booking
        row = self._identity(sending.key) | {
            "order_id": booking.order_id,
            "order_number": booking.order_number,
            "number": booking.number,
            "day": booking.day.isoformat(),
            "total": str(booking.total),
            "outcome": SENDING,
            "reason": "",
            "problems": "[]",
            "remote_id": "",
            "booking": dump_booking(booking),
            "payload": sending.payload,
            "customer_id": sending.customer_id,
            "fingerprint": sending.fingerprint,
            "since": dump_moment(sending.since),
            "mapping_digest": self._mapping_digest,
            "run_id": run_id,
        }
        statement = insert(t.documents).values(row)
        statement = statement.on_conflict_do_update(
            index_elements=["shop", "kind", "shop_id"], set_=row, where=_may_be_sent()
        )
        with self._writer.begin() as connection:
            if not connection.execute(statement).rowcount:
                return False
            self._write_journal(
                connection,
                sending.key,
                at=sending.since,
                run_id=run_id,
                event=SENDING,
                detail=f"invoice {booking.number}, EUR {booking.total}",
            )
        return True

    def unsettled(self) -> tuple[Sending, ...]:
        """List what was begun and has no outcome, or an uncertain one."""
        table = t.documents
        query = sa.select(table).where(
            table.c.shop == self._shop,
            table.c.outcome.in_(_OPEN),
        )
        with self._engine.connect() as connection:
            return tuple(
                Sending(
                    key=DocumentKey(row.shop, DocumentKind(row.kind), row.shop_id),
                    booking=load_booking(row.booking),
                    payload=row.payload,
                    customer_id=row.customer_id,
                    fingerprint=row.fingerprint,
                    since=load_moment(row.since),
                )
                for row in connection.execute(query.order_by(table.c.order_id))
            )

    def settle(
        self,
        key: DocumentKey,
        outcome: Outcome,
        *,
        at: datetime,
        run_id: int,
        remote_id: str = "",
        problems: tuple[Problem, ...] = (),
    ) -> None:
        """Record what became of a document that was being sent."""
        values = {
            "outcome": str(outcome),
            "remote_id": remote_id,
            "problems": dump_problems(problems),
        }
        told = "; ".join(problem.message for problem in problems)
        detail = f"SnelStart id {remote_id}" if remote_id else ""
        with self._writer.begin() as connection:
            if not self._update_open(connection, key, values):
                return
            self._write_journal(
                connection,
                key,
                at=at,
                run_id=run_id,
                event=str(outcome),
                detail="; ".join(part for part in (detail, told) if part),
            )

    def forget_sending(self, key: DocumentKey, *, at: datetime, run_id: int) -> None:
        """Record that a document was certainly not sent, so that it may be again."""
        values = {
            "outcome": str(Outcome.WAITING),
            "reason": "not sent yet",
            "payload": None,
            "booking": None,
        }
        with self._writer.begin() as connection:
            if not self._update_open(connection, key, values):
                return
            self._write_journal(
                connection, key, at=at, run_id=run_id, event="not sent", detail=""
            )

    def save_verdicts(self, decisions: Iterable[Decision], *, run_id: int) -> None:
        """Keep where the documents stand that were not sent."""
        table = t.documents
        unsent = _may_be_sent()
        rows = [self._verdict_row(decision, run_id) for decision in decisions]
        with self._writer.begin() as connection:
            for row in rows:
                statement = insert(table).values(row)
                connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=["shop", "kind", "shop_id"],
                        set_=row,
                        where=unsent,
                    )
                )

    def _verdict_row(self, decision: Decision, run_id: int) -> dict[str, Any]:
        return self._identity(decision.key) | {
            "order_id": decision.order_id,
            "order_number": decision.order_number,
            "number": decision.number,
            "day": decision.day.isoformat(),
            "total": str(decision.total),
            "outcome": str(decision.outcome),
            "reason": decision.reason,
            "problems": dump_problems(decision.problems),
            "remote_id": "",
            "booking": None,
            "payload": None,
            "customer_id": None,
            "fingerprint": decision.fingerprint,
            "since": None,
            "mapping_digest": self._mapping_digest,
            "run_id": run_id,
        }

    def _identity(self, key: DocumentKey) -> dict[str, Any]:
        return {"shop": key.shop, "kind": str(key.kind), "shop_id": key.shop_id}

    def _update_open(
        self, connection: sa.Connection, key: DocumentKey, values: dict[str, Any]
    ) -> bool:
        """Settle a document that still is to be; another run may have been first."""
        table = t.documents
        done = connection.execute(
            sa.update(table)
            .where(
                table.c.shop == key.shop,
                table.c.kind == str(key.kind),
                table.c.shop_id == key.shop_id,
                table.c.outcome.in_(_OPEN),
            )
            .values(values)
        )
        return done.rowcount > 0

    def _write_journal(
        self,
        connection: sa.Connection,
        key: DocumentKey,
        *,
        at: datetime,
        run_id: int,
        event: str,
        detail: str,
    ) -> None:
        row = self._identity(key) | {
            "at": dump_moment(at),
            "run_id": run_id,
            "event": event,
            "detail": detail,
        }
        connection.execute(sa.insert(t.journal).values(row))

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
    before = dict(
        connection.execute(
            sa.select(table.c[key], table.c.body).where(
                table.c.shop == rows[0]["shop"], table.c[key].in_(ids)
            )
        )
        .tuples()
        .all()
    )
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
