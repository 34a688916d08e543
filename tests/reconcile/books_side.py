"""What people do in SnelStart itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .stage import KINDS, VAT_ROWS, Row, Stage, dated, dearer
from .tampering import Found, Table

BOOKS = Table()


def account(stage: Stage, number: str, line: int, ledger: int) -> None:
    """Move a line of a booking to another account."""

    def change(row: Row) -> None:
        row["boekingsregels"][line]["grootboek"] = stage.ledger(ledger)

    stage.edit(number, change)


@BOOKS(
    Found(
        "204",
        "gone_from_books",
        "missing_in_books",
        "C1 C2 C3",
        gap="67.68",
        net="67.68",
    )
)
def sale_deleted(stage: Stage) -> None:
    """A booked export was deleted."""
    stage.delete("204")


@BOOKS(
    Found(
        "253-R278",
        "gone_from_books",
        "missing_in_books",
        "C1 C2 C3 C4",
        gap="-55.84",
        net="-48.42",
        vat="-7.42",
    )
)
def credit_deleted(stage: Stage) -> None:
    """A booked credit was deleted."""
    stage.delete("253-R278")


@BOOKS(
    Found(
        "207",
        "gone_from_books",
        "missing_in_books",
        "C1 C11 C2 C3 C4",
        gap="59.78",
        net="52.59",
        vat="7.19",
    )
)
def foreign_sale_deleted(stage: Stage) -> None:
    """A booked sale with French VAT was deleted."""
    stage.delete("207")


@BOOKS(Found("205", "everywhere", "amount_differs", "C2 C3", gap="-1.00", net="-1.00"))
def amount_raised(stage: Stage) -> None:
    """An export was made EUR 1.00 dearer."""
    stage.edit("205", dearer("1.00"))


@BOOKS(
    Found(
        "213",
        "everywhere",
        "amount_differs",
        "C2 C3 C4",
        gap="0.12",
        net="0.10",
        vat="0.02",
    )
)
def amount_lowered_with_its_vat(stage: Stage) -> None:
    """A line went down by ten cents and its VAT by two."""
    stage.edit("213", dearer("-0.10", vat="-0.02"))


@BOOKS(
    Found(
        "254-R279",
        "everywhere",
        "amount_differs",
        "C2 C3 C4",
        gap="-5.84",
        net="-4.83",
        vat="-1.01",
    )
)
def credit_lowered(stage: Stage) -> None:
    """A credit takes back less than it did."""
    stage.edit("254-R279", dearer("4.83", vat="1.01"))


@BOOKS(Found("234", "everywhere", "date_differs", "C2"))
def day_moved_within_the_books_quarter(stage: Stage) -> None:
    """A booking was moved to another day of the quarter."""
    stage.edit("234", dated("2026-11-01"))


@BOOKS(
    Found("235", "everywhere", "date_differs", "C2 C3 C4", net="718.26", vat="150.84")
)
def day_moved_into_another_quarter(stage: Stage) -> None:
    """A booking was moved into the quarter before."""
    stage.edit("235", dated("2026-09-30"))


@BOOKS(Found("244", "", "", "C3 C4", net="-14.79", vat="-3.11"))
def day_moved_into_this_quarter(stage: Stage) -> None:
    """A booking of July was moved into this quarter."""
    stage.edit("244", dated("2026-10-31"))


@BOOKS(
    Found("262", "everywhere", "lines_differ", "C3", moved="8100 24.79, 8106 -24.79")
)
def line_on_another_account(stage: Stage) -> None:
    """A line was moved to another account of the same VAT."""
    account(stage, "262", 0, 8106)


@BOOKS(
    Found("293", "everywhere", "lines_differ", "C3", moved="8140 -38.85, 8160 38.85")
)
def line_in_another_box(stage: Stage) -> None:
    """An export was moved to the account of the zero rate: from box 3a to 1e."""
    account(stage, "293", 0, 8140)


@BOOKS(
    Found("208", "everywhere", "lines_differ", "C3", moved="8180 10.70, 8182 -10.70")
)
def rate_of_oss_changed(stage: Stage) -> None:
    """An OSS line was moved to the account of the reduced rate."""
    account(stage, "208", 0, 8182)


@BOOKS(
    Found(
        "304",
        "everywhere",
        "lines_differ",
        "C3 C4",
        net="-1.10",
        vat="1.10",
        moved="8100 10.00, 8110 -11.10",
    )
)
def vat_kind_changed(stage: Stage) -> None:
    """A sale at 21 % became one at 9 % of the same total."""

    def change(row: Row) -> None:
        line = row["boekingsregels"][0]
        line["grootboek"], line["btwSoort"] = stage.ledger(8110), KINDS["9"]
        line["bedrag"] = Decimal("11.10")
        row["btw"] = [{"btwSoort": VAT_ROWS["9"], "btwBedrag": Decimal("1.00")}]
        row["factuurbedrag"] = Decimal("12.10")

    stage.edit("304", change)


@BOOKS(Found("263", "everywhere", "lines_differ", "C3 C4", net="0.01", vat="-0.01"))
def cent_moved_from_turnover_to_vat(stage: Stage) -> None:
    """A cent of turnover became VAT: the total stays."""
    stage.edit("263", dearer("-0.01", vat="0.01"))


@BOOKS(Found("241", "everywhere", "customer_differs", "C9"))
def customer_changed(stage: Stage) -> None:
    """A sale was put on another card."""
    other = stage.booking("200")["klant"]

    def change(row: Row) -> None:
        row["klant"] = dict(other)

    stage.edit("241", change)


@BOOKS(Found("257", "everywhere", "number_differs", "C2"))
def number_changed_by_hand(stage: Stage) -> None:
    """An invoice got another number."""

    def change(row: Row) -> None:
        row["factuurnummer"] = "257-OUD"

    stage.edit("257", change)


@BOOKS(
    Found("194", "everywhere", "lines_differ", "C14 C3 C4", net="-15.83", vat="-3.32"),
    Found("194", "foreign", "foreign", "C14 C3 C4", net="-15.83", vat="-3.32"),
)
def same_number_by_hand(stage: Stage) -> None:
    """A second invoice under a number of ours was typed in."""
    stage.by_hand("194x", "19.15", factuurdatum=date(2026, 10, 8))

    def change(row: Row) -> None:
        row["factuurnummer"] = "194"

    stage.edit("194x", change)


@BOOKS(Found("HAND-1", "foreign", "foreign", others="1671 21.00, 8100 100.00"))
def booked_by_hand(stage: Stage) -> None:
    """A sale of something else was typed in, on our account of turnover."""
    stage.by_hand("HAND-1", "121.00", factuurdatum=date(2026, 11, 3))


@BOOKS(Found("HAND-2", "foreign", "foreign", others="8160 50.00"))
def export_by_hand(stage: Stage) -> None:
    """An export was typed in."""
    stage.by_hand("HAND-2", "50.00", factuurdatum=date(2026, 12, 1), grootboek=8160)


@BOOKS()
def booked_by_hand_in_another_quarter(stage: Stage) -> None:
    """What was typed in for another quarter is none of this one's."""
    stage.by_hand("HAND-3", "121.00", factuurdatum=date(2026, 9, 3))


@BOOKS(Found("242", "", "", "C8 C9"))
def paid_partly(stage: Stage) -> None:
    """EUR 5.00 of what was paid went back."""
    stage.world.administration.add_payment_by_hand(stage.booking("242")["id"], "-5.00")


@BOOKS(Found("238", "", "", "C8 C9"))
def paid_too_much(stage: Stage) -> None:
    """More was paid than an invoice is."""
    stage.world.administration.add_payment_by_hand(stage.booking("238")["id"], "10.00")


@BOOKS(
    Found(
        "256-R281", "everywhere", "lines_differ", "C3", moved="8160 21.40, 8170 -21.40"
    )
)
def credit_on_another_account(stage: Stage) -> None:
    """A line of a credit was moved to another account."""
    account(stage, "256-R281", 1, 8170)


@BOOKS(Found("201", "", "", "C10"))
def vat_number_of_a_card_edited(stage: Stage) -> None:
    """The card of a German business has another VAT number than was booked."""
    card = stage.booking("201")["klant"]["id"]
    stage.books.relations[card]["btwNummer"] = "DE999999999"


@BOOKS(Found("197", "", "", "C8 C9"), Found("198", "", "", "C8 C9"))
def payments_mixed_up(stage: Stage) -> None:
    """EUR 3.00 of one invoice's payment was put on another: the card's sum is right."""
    for number, more in (("197", "-3.00"), ("198", "3.00")):
        pay = stage.world.administration.add_payment_by_hand
        pay(stage.booking(number)["id"], more)


@BOOKS(Found("HAND-4", "foreign", "foreign", others="1671 4.20, 8100 20.00"))
def booked_by_hand_on_our_card(stage: Stage) -> None:
    """Somebody booked an invoice on the collective card: no difference of ours."""
    card = stage.booking("191")["klant"]["id"]
    stage.by_hand("HAND-4", "24.20", klant=card, factuurdatum=date(2026, 11, 4))


@BOOKS(Found("F2026-0044", "everywhere", "same"), Found("F2026-0043", "", "", "C14"))
def number_of_a_series_skipped(stage: Stage) -> None:
    """An invoice plugin gave the number after the next one: one is nowhere."""
    renumbered(stage, "212", "F2026-0044")


@BOOKS(Found("G-1", "everywhere", "same"), Found("G-3", "everywhere", "same"))
def number_of_a_series_accounted_for(stage: Stage) -> None:
    """The number between two has an order that is not booked: it is no gap."""
    renumbered(stage, "215", "G-1")
    renumbered(stage, "236", "G-3")
    number = {"id": 1, "key": "_wcpdf_invoice_number", "value": "G-2"}
    stage.change(220, meta_data=[*stage.order(220)["meta_data"], number])


def renumbered(stage: Stage, old: str, new: str) -> None:
    """Give a document another number on both sides, as if it always had it."""

    def in_record(booking: Row) -> None:
        booking["number"] = new

    def there(row: Row) -> None:
        row["factuurnummer"] = new

    stage.rewrite(old, in_record)
    stage.recorded(old, number=new)
    stage.edit(old, there)
