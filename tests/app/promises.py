"""What must hold of a shop, its books and the record, whatever happened to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from snelsync.app.status import read_status
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.problem import Code
from snelsync.domain.sales import MARKED
from tests.app.businesses import World

if TYPE_CHECKING:
    from snelsync.app.ports import Verdict
    from snelsync.domain.decision import Decision
    from snelsync.domain.order import Sold
    from snelsync.domain.plan import Plan
    from snelsync.sandbox.administration import PracticeAdministration

BOOKED = ("processing", "completed", "refunded")
UNDONE = ("cancelled", "failed", "trash")

ODD_CENT = "BOE-0069"
"""SnelStart's code for VAT that is not the rate's part of the turnover."""

Row = dict[str, Any]


class Promises:
    """Looks at the books, the record and what was true, and at nothing else.

    Attributes:
        statuses, totals: of each order, all it ever had; "trash" also when deleted.
        refunds: of each order, the amount of each refund it ever had.
        touched: orders of which a person changed the books.
        forgotten: orders with a booking that an older record did not know.
        made: how often a number was taken by a booking, ever.
        deleted: how often a person gave a number back.
    """

    world: World
    books: PracticeAdministration
    statuses: dict[int, set[str]]
    totals: dict[int, set[Decimal]]
    refunds: dict[int, dict[int, Decimal]]
    touched: set[int]
    forgotten: set[int]
    made: dict[str, set[str]]
    deleted: Counter[str]

    @property
    def rows(self) -> dict[int, Row]:
        """Give the shop's orders by id, those in the trash too."""
        return self.world.practice._state.orders

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
            by_number = {row["factuurnummer"]: row for row in rows}
            for row in rows:
                self._check_booking(order_id, row, by_number)
            self._check_sum(order_id, by_number)

    def _check_booking(self, order_id: int, row: Row, rows: dict[str, Row]) -> None:
        number, total = row["factuurnummer"], row["factuurbedrag"]
        lines = amounts_of(row)
        assert sum(lines) == total, f"{number} is out of balance"
        if number.endswith("-T"):
            taken = rows.get(number.removesuffix("-T"))
            assert taken is not None, f"{number} of nothing"
            assert [-one for one in lines] == amounts_of(taken), f"{number} differs"
            return
        first, _, revision = number.partition("-C")
        if revision:
            again = f"-C{int(revision) - 1}" if int(revision) > 1 else ""
            assert f"{first}{again}-T" in rows, f"{number} beside the one before"
        _, _, credit = first.partition("-R")
        if not credit:
            assert self.statuses[order_id].intersection(BOOKED), f"{number} not sold"
            assert total in self.totals[order_id], f"{number} is {total}"
        elif int(credit) == order_id:
            assert self.statuses[order_id].intersection(UNDONE), f"{number} not undone"
        else:
            assert -total == self.refunds[order_id].get(int(credit)), number

    def _check_sum(self, order_id: int, rows: dict[str, Row]) -> None:
        # A credit of a refund that was deleted, and that no record knows any more,
        # cannot be counted by anybody.
        kept = self.world.state.refund_ids()
        kept |= {one["id"] for one in self.rows.get(order_id, {}).get("refunds", ())}
        lost = self.refunds[order_id].keys() - kept
        gone = {f"{order_id}-R{one}" for one in lost}
        total = sum(
            (
                row["factuurbedrag"]
                for number, row in rows.items()
                if number not in gone
            ),
            Decimal(0),
        )
        told = {number: str(row["factuurbedrag"]) for number, row in rows.items()}
        assert str(order_id) in told, f"credits without a sale: {told}"
        sales = {one for one in told if "-R" not in one}
        if len(sales) % 2:
            # Else its sale was taken back, and shall be booked anew.
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
        # Where a reversal had to wait, status tells what it was to take back as
        # drifted: the run that wished for it has told so.
        if not any(waits_to_take_back(one) for one in verdicts):
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

    def check_lost(self, plan: Plan) -> None:
        """What the shop sold is booked, when nobody and no old record came between."""
        for sold in self.world.state.everything():
            order_id = sold.order.order_id
            found = [one for one in plan.decisions if one.order_id == order_id]
            if order_id in self.touched | self.forgotten:
                continue
            live = sold.order.status in BOOKED and not sold.gone
            for one in found:
                self._check_outcome(one, live=live)
            settled = {Outcome.BOOKED, Outcome.ADOPTED, Outcome.SKIPPED}
            whole = all(one.outcome in settled for one in found)
            if whole and MARKED not in {one.reason for one in found}:
                self._check_total(sold, live=live)

    def _check_outcome(self, one: Decision, *, live: bool) -> None:
        assert one.outcome is not Outcome.CONFLICT, one
        if one.outcome is Outcome.REFUSED:
            # The last of several may be refused: a part of a cent more than a cent of
            # VAT that is left does not fit the turnover that is left.
            assert one.key.kind is DocumentKind.CREDIT, one
            assert ODD_CENT in str(one.problems), one
            assert len(self.bookings()[one.order_id]) > 2, one
        # Its evidence may be of long after the sale, when nobody pulled for weeks.
        late = {problem.code for problem in one.problems} == {Code.VAT_NUMBER}
        sold = live and one.key.kind is DocumentKind.SALE and one.reason != MARKED
        if sold and not late:
            assert one.outcome.in_the_books, one

    def _check_total(self, sold: Sold, *, live: bool) -> None:
        """The books say of an order what the shop says, when nobody must look."""
        rows = self.bookings()[sold.order.order_id]
        total = sum((row["factuurbedrag"] for row in rows), Decimal(0))
        back = sum(
            (
                cents(str(one.amount))
                for one in sold.refunds
                if one.refund_id not in sold.gone_refunds
            ),
            Decimal(0),
        )
        right = cents(str(sold.order.total)) - back if live else Decimal(0)
        told = {row["factuurnummer"]: str(row["factuurbedrag"]) for row in rows}
        assert total == right, f"{told} for EUR {right}"


def is_open(verdict: Verdict) -> bool:
    """Say whether it is not known what became of a document."""
    return verdict.outcome is Outcome.UNCERTAIN


def waits_to_take_back(verdict: Verdict) -> bool:
    """Say whether a reversal waits for what goes before it."""
    return verdict.key.kind.is_reversal and verdict.outcome is Outcome.WAITING


def order_of(row: Row) -> int:
    """Tell which order a booking is of, by its number."""
    return int(str(row["factuurnummer"]).partition("-")[0])


def amounts_of(row: Row) -> list[Decimal]:
    """List the amounts of a booking, each in its place."""
    lines = [line["bedrag"] for line in row["boekingsregels"]]
    return lines + [line["btwBedrag"] for line in row["btw"]]


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
