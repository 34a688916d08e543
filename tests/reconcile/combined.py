"""Two hands at once: what hides one change behind another must still be found."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal

from .stage import Row, Stage, dated, dearer
from .tampering import Found, Table

COMBINED = Table()


@COMBINED(
    Found(
        "259",
        "only_in_record",
        "missing_in_books",
        "C1 C15 C2 C3 C4",
        gap="51.35",
        net="44.47",
        vat="6.88",
    ),
    Found("259-R284", "gone_from_shop", "same"),
    Found(
        "259-R259",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-39.10",
        net="-34.34",
        vat="-4.76",
    ),
)
def trashed_and_deleted(stage: Stage) -> None:
    """The order went to the trash and its booking was deleted; its credit stands."""
    stage.world.shop.trash_order(259)
    stage.delete("259")


@COMBINED(
    Found(
        "264",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="77.77",
        net="67.37",
        vat="10.40",
    )
)
def forgotten_and_deleted(stage: Stage) -> None:
    """Neither the record nor SnelStart has it any more; the shop does."""
    stage.forget("264")
    stage.delete("264")


@COMBINED(Found("265", "foreign", "foreign", others="1671 4.44, 8100 17.05, 8101 4.09"))
def deleted_and_forgotten(stage: Stage) -> None:
    """Only SnelStart still has it."""
    stage.world.shop.delete_order(265)
    stage.sql("DELETE FROM orders WHERE order_id = 265")
    stage.forget("265")


@COMBINED(Found("202", "everywhere", "record_differs", "C15 C2"))
def changed_alike_on_two_sides(stage: Stage) -> None:
    """Shop and SnelStart were made EUR 1.21 dearer: the record alone is behind."""
    stage.reprice(202, "1.21")
    stage.edit("202", dearer("1.00", vat="0.21"))


@COMBINED(
    Found(
        "266",
        "everywhere",
        "amount_differs",
        "C2 C3 C4",
        gap="-2.42",
        net="-2.00",
        vat="-0.42",
    ),
    Found(
        "267",
        "everywhere",
        "amount_differs",
        "C2 C3 C4",
        gap="2.42",
        net="2.00",
        vat="0.42",
    ),
)
def two_that_make_up_for_each_other(stage: Stage) -> None:
    """One booking went up by what another went down: every sum is right."""
    stage.edit("266", dearer("2.00", vat="0.42"))
    stage.edit("267", dearer("-2.00", vat="-0.42"))


@COMBINED(
    Found("246", "", "", "C15"),
    Found("246-R270", "only_in_record", "missing_in_books", "C1 C15"),
)
def refund_undone_on_both_sides(stage: Stage) -> None:
    """The refund was deleted in the shop and its credit in SnelStart."""
    stage.world.shop.delete_refund(246, 270)
    stage.change(246, status="processing")
    stage.delete("246-R270")


@COMBINED(
    Found(
        "289",
        "everywhere",
        "date_differs",
        "C15 C2 C3 C4",
        gap="1.21",
        net="1.00",
        vat="0.21",
    )
)
def edited_and_moved(stage: Stage) -> None:
    """The order was edited and its booking moved to another day."""
    stage.reprice(289, "1.21")
    stage.edit("289", dated("2026-11-30"))


@COMBINED(Found("302", "everywhere", "other_booking", "C1"))
def deleted_and_typed_again(stage: Stage) -> None:
    """A booking was deleted and typed in again, under its number."""
    customer = stage.booking("302")["klant"]["id"]
    stage.delete("302")
    stage.by_hand("302", "29.97", klant=customer, factuurdatum=date(2026, 11, 20))


@COMBINED(
    Found("303", "not_in_record", "not_in_record", "C1 C2 C3", gap="-0.50", net="-0.50")
)
def forgotten_and_changed(stage: Stage) -> None:
    """The record lost it, and SnelStart has another amount."""
    stage.forget("303")
    stage.edit("303", dearer("0.50"))


@COMBINED(
    Found("305", "gone_from_shop", "same", "C15"),
    Found(
        "305-R305",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-19.85",
        net="-16.40",
        vat="-3.45",
    ),
    Found(
        "9004",
        "not_booked",
        "not_booked",
        "C1 C15 C2 C3 C4",
        gap="19.85",
        net="16.40",
        vat="3.45",
    ),
)
def one_gone_and_one_like_it_new(stage: Stage) -> None:
    """An order was deleted and one of the same total came in: every sum is right."""
    stage.world.shop.copy_order(305, 9004)
    stage.world.shop.delete_order(305)


@COMBINED(
    Found(
        "307",
        "gone_from_books",
        "missing_in_books",
        "C1 C2 C3 C4",
        gap="45.80",
        net="39.89",
        vat="5.91",
    ),
    Found("307-OUD", "foreign", "foreign", "C14", others="1671 7.95, 8100 37.85"),
)
def typed_again_under_another_number(stage: Stage) -> None:
    """A booking was deleted and typed in again under another number."""
    stage.delete("307")
    stage.by_hand("307-OUD", "45.80", factuurdatum=date(2026, 11, 20))


@COMBINED(
    Found(
        "232",
        "everywhere",
        "amount_differs",
        "C2 C3",
        gap="-3.00",
        net="-3.00",
    )
)
def rewritten_alike_on_two_sides(stage: Stage) -> None:
    """Record and SnelStart were made EUR 3.00 dearer; the shop did not change."""

    def change(booking: Row) -> None:
        line = booking["lines"][0]
        line["amount"] = str(Decimal(line["amount"]) + 3)
        booking["total"] = "19.06"

    stage.rewrite("232", change)
    stage.recorded("232", total="19.06")
    stage.edit("232", dearer("3.00"))


@COMBINED(
    Found(
        "177",
        "everywhere",
        "amount_differs",
        "C2 C3",
        gap="1.00",
        net="1.00",
    )
)
def three_amounts(stage: Stage) -> None:
    """The record was made dearer and SnelStart cheaper: no two agree."""

    def change(booking: Row) -> None:
        line = booking["lines"][0]
        line["amount"] = str(Decimal(line["amount"]) + 2)
        booking["total"] = "4.35"

    stage.rewrite("177", change)
    stage.recorded("177", total="4.35")
    stage.edit("177", dearer("-1.00"))


def shifted(amount: str) -> Callable[[Row], None]:
    """Take an amount from the second line to the first: the total stays."""

    def change(row: Row) -> None:
        first, second = row["boekingsregels"]
        first["bedrag"] += Decimal(amount)
        second["bedrag"] -= Decimal(amount)

    return change


@COMBINED(
    Found("219", "everywhere", "lines_differ", "C3", moved="8100 1.00, 8101 -1.00"),
    Found("297", "everywhere", "lines_differ", "C3", moved="8100 -1.00, 8101 1.00"),
)
def moved_in_one_and_back_in_another(stage: Stage) -> None:
    """Between two accounts, one way and the other: all totals and sums are right."""
    stage.edit("219", shifted("-1.00"))
    stage.edit("297", shifted("1.00"))


@COMBINED(
    Found("314", "everywhere", "lines_differ", "C3 C4", net="0.01", vat="-0.01"),
    Found("317", "everywhere", "lines_differ", "C3 C4", net="-0.01", vat="0.01"),
)
def vat_and_turnover_moved_and_moved_back(stage: Stage) -> None:
    """A cent became VAT in one booking, and turnover in another."""
    stage.edit("314", dearer("-0.01", vat="0.01"))
    stage.edit("317", dearer("0.01", vat="-0.01"))


@COMBINED(
    Found(
        "F2026-0042", "everywhere", "lines_differ", "C3", moved="8100 -2.00, 8101 2.00"
    ),
    Found("248", "everywhere", "lines_differ", "C3", moved="8100 2.00, 8110 -2.00"),
    Found("308", "everywhere", "lines_differ", "C3", moved="8101 -2.00, 8110 2.00"),
)
def moved_round_in_three_and_not_told(stage: Stage) -> None:
    """Round three accounts, and the invoices do not say that they were changed."""

    def add_shipping(row: Row) -> None:
        _, second = row["boekingsregels"]
        second["bedrag"] -= Decimal("2.00")
        line = deepcopy(second)
        line["grootboek"], line["btwSoort"] = stage.ledger(8101), "Hoog"
        row["boekingsregels"].append(line | {"bedrag": Decimal("2.00")})

    def cheaper(row: Row) -> None:
        first, second, *_ = row["boekingsregels"]
        first["bedrag"] -= Decimal("2.00")
        second["bedrag"] += Decimal("2.00")

    stage.edit("F2026-0042", shifted("2.00"), silently=True)
    stage.edit("248", cheaper, silently=True)
    stage.edit("308", add_shipping, silently=True)


@COMBINED(
    Found("HAND-8", "foreign", "foreign", others="1671 21.00, 8100 100.00"),
    Found("HAND-9", "foreign", "foreign", others="1671 -21.00, 8100 -100.00"),
)
def typed_and_taken_back(stage: Stage) -> None:
    """A sale was typed in, and taken back: nothing is left of it on any account."""
    stage.by_hand("HAND-8", "121.00", factuurdatum=date(2026, 11, 3))
    stage.by_hand("HAND-9", "-121.00", factuurdatum=date(2026, 11, 4))


@COMBINED(
    Found("MEMO-1", "", "", others="8100 50.00"),
    Found("MEMO-2", "", "", others="8100 -50.00"),
)
def journal_entry_and_its_opposite(stage: Stage) -> None:
    """Two journal entries, of which there are no invoices, make up for each other."""
    stage.memo("MEMO-1", 8100, "50.00")
    stage.memo("MEMO-2", 8100, "-50.00")


@COMBINED(
    Found("268", "everywhere", "lines_differ", "C3", net="-5.00"),
    Found("306", "everywhere", "lines_differ", "C3", net="5.00"),
)
def journal_entries_with_our_numbers(stage: Stage) -> None:
    """Entries in another journal have numbers of ours, and make up for each other."""
    stage.memo("268", 8100, "5.00")
    stage.memo("306", 8100, "-5.00")


@COMBINED(
    Found("199", "everywhere", "number_differs", "C2"),
    Found("237", "everywhere", "number_differs", "C2"),
)
def numbers_swapped(stage: Stage) -> None:
    """Two bookings have each other's number, and SnelStart does not say so."""
    for number, other in (("199", "X"), ("237", "199"), ("X", "237")):
        stage.edit(number, _renumbered(other), silently=True)


def _renumbered(number: str) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row["factuurnummer"] = number

    return change
