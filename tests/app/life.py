"""A shop and its books through anything that may happen, and what must hold then."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from snelsync.app.correcting import only_corrections
from snelsync.app.marking import mark, markable, marked, unmark
from snelsync.app.pull import pull
from snelsync.app.push import Manner, execute, prepare, settle
from snelsync.app.undo import undo
from snelsync.app.vat_numbers import check_vat_numbers
from snelsync.domain.booking import Outcome
from snelsync.domain.period import Period
from snelsync.errors import SnelsyncError, UncertainError, UsageError
from tests.app.businesses import BELGIAN, CONSUMER, World
from tests.app.promises import Promises, Row, cents, order_of
from tests.contract.wiring import open_record
from tests.fakes import Cutting, Meter, PowerCut

if TYPE_CHECKING:
    from snelsync.app.ports import Administration, Recording, Shop
    from snelsync.domain.plan import Plan
    from snelsync.sandbox.administration import Fault

MIXED = 228
"""A consumer's order with goods of 21 % and of 9 %."""
MODELS = (CONSUMER, MIXED, BELGIAN)
POST_BOOKING = ("POST", "/v2/verkoopboekingen")
FULL_AFTER = timedelta(days=30)


class Life(Promises):
    """A shop, its administration and the record between them; knows what was true."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = World(folder, MODELS)
        self.practice, self.books = self.world.practice, self.world.books
        self.clock = self.world.clock
        self.statuses: dict[int, set[str]] = defaultdict(set)
        self.totals: dict[int, set[Decimal]] = defaultdict(set)
        self.refunds: dict[int, dict[int, Decimal]] = defaultdict(dict)
        self.touched: set[int] = set()
        self.forgotten: set[int] = set()
        self.made: dict[str, set[str]] = defaultdict(set)
        self.deleted: Counter[str] = Counter()
        self.has_copy = False
        for model in MODELS:
            self.note(model)

    def note(self, order_id: int) -> None:
        """Remember what an order is now."""
        row = self.rows[order_id]
        self.statuses[order_id].add(row["status"])
        self.totals[order_id].add(cents(row["total"]))

    def left(self, order_id: int) -> Decimal:
        """Tell how much of an order may still be refunded: the shop sees to it."""
        row = self.rows[order_id]
        back = sum((cents(one["total"]) for one in row["refunds"]), Decimal(0))
        return cents(row["total"]) + back

    # What commands do.

    def pull(self, *, full: bool = False, cut_at: int = 0) -> bool:
        """Fetch, then ask VIES; the power may fail at any call."""
        world, meter = self.world, Meter(cut_at)
        state = cast("Recording", Cutting(world.state, meter=meter))
        try:
            shop = cast("Shop", Cutting(world.shop.shop, meter=meter))
            pull(
                shop,
                state,
                clock=self.clock,
                full=full,
                full_after=FULL_AFTER,
                accept_gone=True,
            )
            check_vat_numbers(
                state, world.vies, mapping=world.mapping, clock=self.clock
            )
        except PowerCut:
            self.reopen()
            return False
        return True

    def push(
        self, *, cut_at: int = 0, correct: int | None = None, limit: int | None = None
    ) -> Plan | None:
        """Settle, plan, book; None when the power failed or the run was stopped.

        Raises:
            UsageError: a correction was asked for that cannot be had.
        """
        world, meter = self.world, Meter(cut_at)
        state = cast("Recording", Cutting(world.state, meter=meter))
        books = cast(
            "Administration", Cutting(world.opened.administration, meter=meter)
        )
        mapping, clock = world.mapping, self.clock
        try:
            run = state.begin_run("push", at=clock.now(), mapping_digest=mapping.digest)
            settle(state, books, clock=clock, run_id=run)
            orders = {correct: str(correct)} if correct else {}
            planned = prepare(
                state, books, mapping=mapping, clock=clock, correct=frozenset(orders)
            )
            if orders:
                only = only_corrections(planned.plan, orders)
                planned = replace(planned, plan=only)
            done = execute(
                planned, state, books, clock=clock, run_id=run, manner=Manner(limit)
            )
            state.end_run(run, at=clock.now(), exit_code=0)
        except PowerCut:
            self.reopen()
            return None
        finally:
            self.check_books()
        return None if done.stopped else done.plan

    def push_with(self, fault: Fault, *, correct: int | None = None) -> None:
        """Push while something goes wrong, once, and is over afterwards."""
        self.books.faults.add(fault)
        try:
            plan = self.push(correct=correct)
        except SnelsyncError:
            plan = None
        finally:
            self.books.faults.clear()
        if plan is not None:
            self.check_record(plan)

    def push_and_check(self) -> Plan:
        """Push while nothing goes wrong, and look at everything."""
        plan = self.push()
        assert plan is not None
        self.check_record(plan)
        return plan

    def correct(
        self, order_id: int, *, cut_at: int = 0, limit: int | None = None
    ) -> None:
        """Correct an order, if it can be."""
        try:
            plan = self.push(correct=order_id, cut_at=cut_at, limit=limit)
        except UsageError:
            return
        if plan is not None:
            self.check_record(plan)

    def mark(self, *, back: bool) -> None:
        """Keep all that is not booked as booked otherwise, or take that back."""
        state, clock, mapping = self.world.state, self.clock, self.world.mapping
        books = self.world.opened.administration
        run = state.begin_run("push", at=clock.now(), mapping_digest=mapping.digest)
        plan = prepare(state, books, mapping=mapping, clock=clock).plan
        always = Period(date(2026, 1, 1), date(2027, 12, 31), "always")
        if back:
            unmark(marked(plan, always), state, clock=clock, run_id=run)
        else:
            mark(markable(plan, always), state, clock=clock, run_id=run)

    def undo(self, order_id: int, *, cut_at: int = 0) -> None:
        """Take an order out of the books, however often it takes."""
        before, done = dict(self.books.bookings), None
        while done is None:
            meter = Meter(cut_at)
            state = cast("Recording", Cutting(self.world.state, meter=meter))
            books = cast(
                "Administration", Cutting(self.world.opened.administration, meter=meter)
            )
            run = self.world.state.begin_run(
                "undo", at=self.clock.now(), mapping_digest=""
            )
            try:
                done = undo(
                    order_id,
                    state,
                    books,
                    mapping=self.world.mapping,
                    clock=self.clock,
                    run_id=run,
                )
            except PowerCut:
                self.reopen()
                cut_at = 0
            except UncertainError:
                break
        for key in before.keys() - self.books.bookings.keys():
            self.deleted[before[key]["factuurnummer"]] += 1
        if done is not None and order_id not in self.touched | self.forgotten:
            assert not self.bookings()[order_id], f"{order_id} is still in the books"

    def reopen(self) -> None:
        """Go on from the file as a dead process left it."""
        self.world.state._engine.dispose()
        self.world.state = open_record(self.world.path)

    def copy_record(self) -> None:
        """Copy the record as it is, with the log that waits beside it."""
        for name in ("", "-wal"):
            kept = self.folder / f"copy{name}"
            kept.unlink(missing_ok=True)
            found = self.folder / f"state.sqlite3{name}"
            if found.exists():
                shutil.copy(found, kept)
        self.has_copy = True

    def lose_record(self, *, restored: bool) -> None:
        """Delete the record, or put the copy of it back."""
        self.world.state._engine.dispose()
        for found in self.folder.glob("state.sqlite3*"):
            found.unlink()
        for name in ("", "-wal"):
            kept = self.folder / f"copy{name}"
            if restored and kept.exists():
                shutil.copy(kept, self.folder / f"state.sqlite3{name}")
        self.reopen()
        known = {one.remote_id for one in self.world.state.verdicts()}
        for one in self.world.state.verdicts():
            if one.remote_id and one.remote_id not in self.books.bookings:
                # Taken out since: an older record cannot know.
                self.touched.add(one.order_id)
        for key, row in self.books.bookings.items():
            if key not in known:
                self.forgotten.add(order_of(row))

    def posts(self) -> int:
        """Count how often a booking was sent."""
        calls = self.books.requests
        return sum((one.method, one.path) == POST_BOOKING for one in calls)

    def check_rest(self) -> None:
        """When all has come to rest nothing is in doubt, and nothing more is sent."""
        for _ in range(2):
            self.clock.sleep(timedelta(minutes=11).total_seconds())
            self.push_and_check()
        bookings, posts = set(self.books.bookings), self.posts()
        plan = self.push_and_check()
        assert set(self.books.bookings) == bookings
        # What was refused, or has somebody else's number, is tried at every push.
        again = (Outcome.CONFLICT, Outcome.REFUSED)
        tried = sum(plan.counts.get(one, 0) for one in again)
        assert self.posts() - posts <= tried
        assert not {Outcome.UNCERTAIN, Outcome.PLANNED}.intersection(plan.counts)
        assert self.world.state.unsettled() == ()
        self.check_lost(plan)

    def edit(self, row: Row, deed: str) -> None:
        """Let a person delete a booking, or change its date or amount."""
        self.touched.add(order_of(row))
        invoice = self.books.invoice_of(row["id"])
        if deed == "delete":
            self.books.delete_booking(row["id"])
            self.deleted[row["factuurnummer"]] += 1
        elif deed == "date":
            row["factuurdatum"] = invoice["factuurDatum"] = "2026-10-02T00:00:00"
        else:
            row["factuurbedrag"] += 1
            invoice["factuurBedrag"] += 1

    def book_by_hand(self, number: str) -> None:
        """Let a person book something under the number an order would have."""
        self.touched.add(int(number))
        self.books.add_booking_by_hand(number, "99.00")

    def change_mapping(self, **rooms: Any) -> None:  # noqa: ANN401
        """Save another mapping file."""
        mapping = replace(self.world.mapping, **rooms)
        said = f"{mapping.revenue} {mapping.invoices.lines} {mapping.refunds}"
        self.world.mapping = replace(mapping, digest=said)
