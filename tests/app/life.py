"""A shop and its books through anything that may happen, and what must hold then."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from snelsync.app.pull import pull
from snelsync.app.push import execute, prepare, settle
from snelsync.app.status import read_status
from snelsync.app.vat_numbers import check_vat_numbers
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.errors import SnelsyncError
from tests.app.businesses import BELGIAN, CONSUMER, World
from tests.contract.wiring import open_record
from tests.fakes import Cutting, Meter, PowerCut

if TYPE_CHECKING:
    from snelsync.app.ports import Administration, Recording, Shop, Verdict
    from snelsync.domain.plan import Plan
    from snelsync.sandbox.administration import Fault

MIXED = 228
"""A consumer's order with goods of 21 % and of 9 %."""
MODELS = (CONSUMER, MIXED, BELGIAN)
BOOKED = ("processing", "completed", "refunded")
UNDONE = ("cancelled", "failed", "trash")
POST_BOOKING = ("POST", "/v2/verkoopboekingen")

Row = dict[str, Any]


class Life:
    """A shop, its administration and the record between them; knows what was true.

    Attributes:
        statuses, totals: of each order, all it ever had; "trash" also when deleted.
        refunds: of each order, the amount of each refund it ever had.
        touched: orders of which a person changed the books.
        forgotten: orders with a booking that an older record did not know.
        forgiven: those of which that booking is a credit.
        withdrawn: of each order, the refunds that were deleted in the shop.
        made: how often a number was taken by a booking, ever.
        deleted: how often a person gave a number back.
    """

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
        self.forgiven: set[int] = set()
        self.withdrawn: dict[int, set[int]] = defaultdict(set)
        self.made: dict[str, set[str]] = defaultdict(set)
        self.deleted: Counter[str] = Counter()
        self.has_copy = False
        for model in MODELS:
            self.note(model)

    @property
    def rows(self) -> dict[int, Row]:
        """Give the shop's orders by id, those in the trash too."""
        return self.practice._state.orders

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
            pull(shop, state, clock=self.clock, full=full, accept_gone=True)
            check_vat_numbers(
                state, world.vies, mapping=world.mapping, clock=self.clock
            )
        except PowerCut:
            self.reopen()
            return False
        return True

    def push(self, *, cut_at: int = 0) -> Plan | None:
        """Settle, plan, book; None when the power failed or the run was stopped."""
        world, meter = self.world, Meter(cut_at)
        state = cast("Recording", Cutting(world.state, meter=meter))
        books = cast(
            "Administration", Cutting(world.opened.administration, meter=meter)
        )
        mapping, clock = world.mapping, self.clock
        try:
            run = state.begin_run("push", at=clock.now(), mapping_digest=mapping.digest)
            settle(state, books, clock=clock, run_id=run)
            planned = prepare(state, books, mapping=mapping, clock=clock)
            done = execute(planned, state, books, clock=clock, run_id=run)
            state.end_run(run, at=clock.now(), exit_code=0)
        except PowerCut:
            self.reopen()
            return None
        finally:
            self.check_books()
        return None if done.stopped else done.plan

    def push_with(self, fault: Fault) -> None:
        """Push while something goes wrong, once, and is over afterwards."""
        self.books.faults.add(fault)
        try:
            plan = self.push()
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
        for key, row in self.books.bookings.items():
            if key not in known:
                self.forgotten.add(order_of(row))
                if "-R" in row["factuurnummer"]:
                    self.forgiven.add(order_of(row))

    # What must hold.

    def bookings(self) -> dict[int, list[Row]]:
        """Give what is in the books, by order."""
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self.books.bookings.values():
            found[order_of(row)].append(row)
        return found

    def check_books(self) -> None:
        """Nothing twice, nothing that was never sold, nothing out of balance."""
        for key, row in self.books.bookings.items():
            self.made[row["factuurnummer"]].add(key)
        for number, keys in self.made.items():
            assert len(keys) <= 1 + self.deleted[number], f"{number} twice"
        for order_id, rows in self.bookings().items():
            if order_id in self.touched:
                continue
            for row in rows:
                self._check_booking(order_id, row)
            self._check_sum(order_id, rows)

    def _check_booking(self, order_id: int, row: Row) -> None:
        number, total = row["factuurnummer"], row["factuurbedrag"]
        parts = [line["bedrag"] for line in row["boekingsregels"]]
        parts += [line["btwBedrag"] for line in row["btw"]]
        assert sum(parts) == total, f"{number} is out of balance"
        _, _, credit = number.partition("-R")
        if not credit:
            assert self.statuses[order_id].intersection(BOOKED), f"{number} not sold"
            assert total in self.totals[order_id], f"{number} is {total}"
        elif int(credit) == order_id:
            assert self.statuses[order_id].intersection(UNDONE), f"{number} not undone"
        else:
            assert -total == self.refunds[order_id].get(int(credit)), number

    def _check_sum(self, order_id: int, rows: list[Row]) -> None:
        total = sum((row["factuurbedrag"] for row in rows), Decimal(0))
        told = {row["factuurnummer"]: str(row["factuurbedrag"]) for row in rows}
        assert str(order_id) in told, f"credits without a sale: {told}"
        withdrawn = {f"{order_id}-R{one}" for one in self.withdrawn[order_id]}
        if order_id in self.forgiven or withdrawn.intersection(told):
            # A credit that the record lost, or whose refund was deleted after it was
            # booked, is not taken off what may still go back. Of the second a person
            # is told: it has drifted. Of the first nobody knows.
            return
        assert total >= 0, f"more taken back than sold: {told}"

    def check_record(self, plan: Plan) -> None:
        """The record says what is in the books, and status what push said."""
        state = self.world.state
        found = read_status(state, mapping=self.world.mapping)
        seen = found.seen.orders + found.seen.refunds + found.seen.gone
        assert (
            sum(found.counts.values()) + found.new
            == seen + found.taken_back + found.corrections
        )
        assert found.new == 0
        verdicts = list(state.verdicts())
        if not any(is_idle_undoing(one) for one in verdicts):
            assert found.counts == plan.counts, told_apart(found.attention, plan)
        ours = {one.remote_id for one in verdicts if one.outcome.in_the_books}
        for one in verdicts:
            if one.outcome.in_the_books and one.order_id not in self.touched:
                row = self.books.bookings[one.remote_id]
                assert row["factuurnummer"] == one.number
                assert str(row["factuurbedrag"]) == one.total
        open_ones = {one.order_id for one in verdicts if is_open(one)}
        for order_id, rows in self.bookings().items():
            if order_id in self.touched | self.forgotten | open_ones:
                continue
            for row in rows:
                assert row["id"] in ours, f"{row['factuurnummer']} is not known"
        self.forgotten -= {
            order_id
            for order_id, rows in self.bookings().items()
            if ours.issuperset(row["id"] for row in rows)
        }

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
        self._check_lost(plan)

    def _check_lost(self, plan: Plan) -> None:
        """What the shop sold is booked, when nobody and no old record came between."""
        ours = {one.order.order_id: one for one in self.world.state.everything()}
        for one in plan.decisions:
            sold = ours[one.order_id]
            if one.order_id in self.touched | self.forgotten:
                continue
            assert one.outcome is not Outcome.CONFLICT, one
            if one.key.kind is DocumentKind.CREDIT:
                # The last of several may be refused: the cents of VAT that are left
                # do not fit the turnover that is left.
                continue
            if sold.order.status in BOOKED and not sold.gone:
                assert one.outcome.in_the_books, one

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


def is_idle_undoing(verdict: Verdict) -> bool:
    """Say whether an order was to be taken back, and nothing was booked for it.

    Its row stays when a push no longer decides about it, the order being restored or
    deleted: then status tells of it, or is silent about the sale, and push is not.
    """
    idle = not verdict.outcome.in_the_books
    return idle and verdict.key.undoes(verdict.order_id)


def is_open(verdict: Verdict) -> bool:
    """Say whether it is not known what became of a document."""
    return verdict.outcome is Outcome.UNCERTAIN


def order_of(row: Row) -> int:
    """Tell which order a booking is of, by its number."""
    return int(str(row["factuurnummer"]).partition("-R")[0])


def cents(text: str) -> Decimal:
    """Read an amount of the shop."""
    return Decimal(text).quantize(Decimal("0.01"))


def told_apart(attention: tuple[Verdict, ...], plan: Plan) -> str:
    """Say of which documents status and push tell different things."""
    by_status = {f"{one.number} {one.key}": str(one.outcome) for one in attention}
    by_push = {
        f"{one.number} {one.key}": str(one.outcome)
        for one in plan.decisions
        if one.outcome.needs_person or one.outcome is Outcome.UNCERTAIN
    }
    return f"status: {by_status}; push: {by_push}"
