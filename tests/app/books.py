"""A recorded shop, pulled, and an administration to book it in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.proving import prove
from snelsync.app.pull import pull
from snelsync.app.push import execute, prepare, settle
from snelsync.domain.compare import Finding, Verdict
from snelsync.domain.period import Period
from snelsync.domain.plan import Plan
from snelsync.sandbox.administration import PracticeAdministration
from tests.contract.wiring import (
    OpenAdministration,
    example_mapping,
    open_administration,
    open_record,
    open_shop,
    practice_administration,
    practice_shop,
)
from tests.fakes import FakeClock

MAPPING = example_mapping()
LATE = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
YEARS = Period(date(2025, 1, 1), date(2027, 12, 31), "all")


@cache
def pulled(name: str) -> bytes:
    """Pull a recorded shop once, into a file to copy."""
    clock = FakeClock(LATE)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "state.sqlite3"
        state = open_record(path)
        shop = open_shop(practice_shop(clock, name), clock).shop
        pull(shop, state, clock=clock)
        state._engine.dispose()
        return path.read_bytes()


class World:
    """A pulled shop, and an administration with nothing in it."""

    def __init__(self, folder: Path, name: str = "incl", *, below: int = 999) -> None:
        self.name = name
        self.first = Plan((), "")
        self.path = folder / "state.sqlite3"
        self.path.write_bytes(pulled(name))
        self.clock = FakeClock(LATE)
        self.practice: PracticeAdministration = practice_administration(self.clock)
        self.opened: OpenAdministration = open_administration(self.practice, self.clock)
        self.state: StateRecorder = open_record(self.path)
        with self.state._engine.begin() as connection:
            for table in ("orders", "refunds"):
                connection.exec_driver_sql(
                    f"DELETE FROM {table} WHERE order_id >= {below}"  # noqa: S608
                )

    def push(self) -> Plan:
        """Do as the command does."""
        books = self.opened.administration
        run = self.state.begin_run(
            "push", at=self.clock.now(), mapping_digest=MAPPING.digest
        )
        settle(self.state, books, clock=self.clock, run_id=run)
        planned = prepare(self.state, books, mapping=MAPPING, clock=self.clock)
        return execute(planned, self.state, books, clock=self.clock, run_id=run).plan

    def findings(self, period: Period = YEARS) -> dict[str, Finding]:
        """Reconcile, and give the differences by invoice or order number."""
        found = prove(
            None,
            self.state,
            self.opened.administration,
            mapping=MAPPING,
            period=period,
            clock=self.clock,
        )
        wanted = {Verdict.NEEDS_PERSON, Verdict.NOTHING_DUE, Verdict.SAME}
        return {
            one.number or one.order_number: one
            for one in found.documents
            if one.verdict not in wanted
        }

    def booking(self, number: str) -> str:
        """Find a booking's id by its number."""
        return next(
            str(key)
            for key, row in self.practice.bookings.items()
            if row["factuurnummer"] == number
        )

    def row(self, number: str) -> dict[str, object]:
        """Give the invoice of a number, to be edited as a person would."""
        row: dict[str, object] = self.practice.invoice_of(self.booking(number))
        return row

    @property
    def posts(self) -> list[str]:
        """List what was written, by path."""
        return [one.path for one in self.practice.requests if one.method != "GET"]
