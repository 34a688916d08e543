"""Our own record, for the commands that write it: each fact in its own transaction.

No transaction is open while the network is used, and "about to be sent" is committed
before anything is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert, insert

from snelsync.adapters.state import tables as t
from snelsync.adapters.state.codec import (
    dump_booking,
    dump_moment,
    dump_problems,
    load_booking,
    load_moment,
)
from snelsync.adapters.state.facts import FactRecorder
from snelsync.adapters.state.rows import SENDING, is_of, key_of
from snelsync.app.ports import Sending
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.problem import Problem
from snelsync.events import Event, heard, tell

_FREE = (Outcome.HELD, Outcome.SKIPPED, Outcome.WAITING, Outcome.REFUSED)
_KEY = ("shop", "kind", "shop_id", "revision")
_OPEN = (SENDING, str(Outcome.UNCERTAIN))
"""Outcomes that are still to be found out."""


def _may_be_sent() -> sa.ColumnElement[bool]:
    """Say which documents may (again) be sent: nothing of ours is in the books.

    A conflict with an id of SnelStart's is a booking of ours that came out different.
    """
    table = t.documents
    foreign = sa.and_(table.c.outcome == str(Outcome.CONFLICT), table.c.remote_id == "")
    return sa.or_(*(table.c.outcome == str(one) for one in _FREE), foreign)


def _over_unsent() -> Insert:
    statement = insert(t.documents)
    new = {name: one for name, one in statement.excluded.items() if name not in _KEY}
    return statement.on_conflict_do_update(
        index_elements=_KEY, set_=new, where=_may_be_sent()
    )


_OVER_UNSENT = _over_unsent()
"""Keeps a document's row, unless what is there was sent; made once, for it is long."""
_JOURNAL = sa.insert(t.journal)


class StateRecorder(FactRecorder):
    """Writes the record of one shop."""

    def __init__(self, engine: sa.Engine, *, shop: str) -> None:
        super().__init__(engine, shop=shop)
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
        with self._writer.begin() as connection:
            if not connection.execute(_OVER_UNSENT, row).rowcount:
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
                    key=key_of(row),
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
        _tell(key, outcome, problems)

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
        _tell(key, Outcome.WAITING)

    def take_out(self, key: DocumentKey, *, at: datetime, run_id: int) -> None:
        """Record that a booking was taken out of SnelStart, and may be made again."""
        table = t.documents
        values = {
            "outcome": str(Outcome.WAITING),
            "reason": "taken out of SnelStart; the next push books it anew",
            "payload": None,
            "booking": None,
            "remote_id": "",
            "problems": "[]",
        }
        with self._writer.begin() as connection:
            connection.execute(
                sa.update(table).where(*is_of(table, key)).values(values)
            )
            self._write_journal(
                connection, key, at=at, run_id=run_id, event="taken out", detail=""
            )
        _tell(key, Outcome.WAITING)

    def save_verdicts(self, decisions: Iterable[Decision], *, run_id: int) -> None:
        """Keep where the documents stand that were not sent."""
        rows = []
        for decision in decisions:
            rows.append(self._verdict_row(decision, run_id))
            if decision.outcome.needs_person:
                _tell(decision.key, decision.outcome, decision.problems)
        if rows:
            with self._writer.begin() as connection:
                connection.execute(_OVER_UNSENT, rows)

    def drop_idle(self, wanted: Collection[DocumentKey]) -> None:
        """Forget extra documents that were only considered, and no longer are."""
        table = t.documents
        extra = sa.or_(
            table.c.kind.in_([str(one) for one in DocumentKind if one.is_reversal]),
            table.c.revision > 0,
            sa.and_(
                table.c.kind == str(DocumentKind.CREDIT),
                table.c.shop_id == table.c.order_id,
            ),
        )
        query = sa.select(table).where(
            table.c.shop == self._shop, extra, _may_be_sent()
        )
        with self._writer.begin() as connection:
            idle = {key_of(row) for row in connection.execute(query)} - set(wanted)
            for key in idle:
                connection.execute(sa.delete(table).where(*is_of(table, key)))

    def mark(self, keys: Iterable[DocumentKey], *, at: datetime, run_id: int) -> None:
        """Keep that documents were booked another way, as somebody said."""
        with self._writer.begin() as connection:
            for key in keys:
                row = {
                    "shop": key.shop,
                    "kind": str(key.kind),
                    "shop_id": key.shop_id,
                    "run_id": run_id,
                }
                statement = insert(t.marked).values(row).on_conflict_do_nothing()
                connection.execute(statement)
                self._write_journal(
                    connection, key, at=at, run_id=run_id, event="marked", detail=""
                )

    def unmark(self, keys: Iterable[DocumentKey], *, at: datetime, run_id: int) -> None:
        """Forget that somebody said so."""
        table = t.marked
        with self._writer.begin() as connection:
            for key in keys:
                connection.execute(
                    sa.delete(table).where(
                        table.c.shop == key.shop,
                        table.c.kind == str(key.kind),
                        table.c.shop_id == key.shop_id,
                    )
                )
                self._write_journal(
                    connection, key, at=at, run_id=run_id, event="unmarked", detail=""
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
        return {
            "shop": key.shop,
            "kind": str(key.kind),
            "shop_id": key.shop_id,
            "revision": key.revision,
        }

    def _update_open(
        self, connection: sa.Connection, key: DocumentKey, values: dict[str, Any]
    ) -> bool:
        """Settle a document that still is to be; another run may have been first."""
        table = t.documents
        done = connection.execute(
            sa.update(table).where(*is_of(table, key), table.c.outcome.in_(_OPEN)),
            values,
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
        connection.execute(_JOURNAL, row)


def _tell(
    key: DocumentKey, outcome: Outcome, problems: tuple[Problem, ...] = ()
) -> None:
    if not heard():
        return
    anew = f":{key.revision}" if key.revision else ""
    tell(
        Event.DOCUMENT_STANDS,
        document=f"{key.kind}:{key.shop_id}{anew}",
        outcome=outcome,
        codes=tuple({one.code: None for one in problems}),
    )
