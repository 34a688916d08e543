"""What happens to our own record: a lost disk, an old copy, a hand in the file."""

from __future__ import annotations

from decimal import Decimal

from .stage import Row, Stage
from .tampering import Found, Table

RECORD = Table()
NOBODY = "00000000-0000-4000-8000-000000000000"


@RECORD(Found("183", "not_in_record", "not_in_record", "C1"))
def sale_forgotten(stage: Stage) -> None:
    """The row of a booked sale is gone."""
    stage.forget("183")


@RECORD(Found("258-R283", "not_in_record", "not_in_record", "C1"))
def credit_forgotten(stage: Stage) -> None:
    """The row of a booked credit is gone."""
    stage.forget("258-R283")


@RECORD(Found("206", "not_in_record", "not_in_record", "C1"))
def foreign_sale_forgotten(stage: Stage) -> None:
    """The row of a booked OSS sale is gone."""
    stage.forget("206")


@RECORD(Found("184", "everywhere", "record_differs", "C2"))
def booking_rewritten(stage: Stage) -> None:
    """The record says a higher amount than was booked."""

    def change(booking: Row) -> None:
        booking["lines"][0]["amount"] = "31.30"
        booking["total"] = "41.95"

    stage.rewrite("184", change)
    stage.recorded("184", total="41.95")


@RECORD(Found("248-R272", "everywhere", "record_differs", "C2"))
def credit_rewritten(stage: Stage) -> None:
    """The record says that a credit took back less than it did."""

    def change(booking: Row) -> None:
        line = booking["lines"][0]
        line["amount"] = str(Decimal(line["amount"]) + 5)
        booking["total"] = "-7.95"

    stage.rewrite("248-R272", change)
    stage.recorded("248-R272", total="-7.95")


@RECORD(Found("185", "everywhere", "other_booking", "C1"))
def remote_id_lost(stage: Stage) -> None:
    """The record points at a booking that never was."""
    stage.recorded("185", remote_id=NOBODY)


@RECORD(Found("187", "everywhere", "other_booking", "C1"))
def remote_id_of_another(stage: Stage) -> None:
    """Two rows of the record point at the same booking."""
    stage.recorded("187", remote_id=stage.booking("190")["id"])


@RECORD(Found("189", "not_in_record", "not_in_record", "C1"))
def outcome_set_to_held(stage: Stage) -> None:
    """A booked sale is called held."""
    stage.recorded("189", outcome="held", booking=None, payload=None, remote_id="")


@RECORD(Found("191", "not_in_record", "not_in_record", "C1"))
def outcome_set_to_skipped(stage: Stage) -> None:
    """A booked sale is called skipped."""
    stage.recorded("191", outcome="skipped", booking=None, payload=None, remote_id="")


@RECORD(Found("192", "not_in_record", "not_in_record", "C1"))
def outcome_set_to_uncertain(stage: Stage) -> None:
    """Of a booked sale it is no longer known what became of it."""
    stage.recorded("192", outcome="uncertain", remote_id="")


@RECORD(Found("195", "not_in_record", "not_in_record", "C1"))
def left_while_sending(stage: Stage) -> None:
    """A sale stayed on its way: the machine died before the answer was written."""
    stage.recorded("195", outcome="sending", remote_id="")


@RECORD(Found("193", "", "", "C15"))
def order_forgotten(stage: Stage) -> None:
    """An order is not in our copy of the shop: it is in the shop, and booked."""
    stage.sql("DELETE FROM orders WHERE order_id = 193")


@RECORD(Found("196", "", "", "C15"))
def order_called_gone(stage: Stage) -> None:
    """An order is called gone in our copy of the shop, which has it."""
    stage.sql("UPDATE orders SET gone = 1 WHERE order_id = 196")


@RECORD(Found("249", "", "", "C15"))
def refund_forgotten(stage: Stage) -> None:
    """A refund is not in our copy of the shop."""
    stage.sql("DELETE FROM refunds WHERE refund_id = 273")


@RECORD(Found("211", "everywhere", "changed_in_shop", "C15"))
def fingerprint_changed(stage: Stage) -> None:
    """The record says the order was another one when it was booked."""
    stage.recorded("211", fingerprint="0" * 64)


@RECORD(Found("233", "everywhere", "date_differs", "C2"))
def day_changed(stage: Stage) -> None:
    """The record says another day of the quarter than was booked."""

    def change(booking: Row) -> None:
        booking["day"] = "2026-10-20"

    stage.rewrite("233", change)
    stage.recorded("233", day="2026-10-20")


@RECORD(Found("210-X", "everywhere", "number_differs", "C2"))
def number_changed(stage: Stage) -> None:
    """The record says another invoice number than was booked."""

    def change(booking: Row) -> None:
        booking["number"] = "210-X"

    stage.rewrite("210", change)
    stage.recorded("210", number="210-X")


@RECORD(Found("203", "not_in_record", "not_in_record", "C1 C15"))
def order_and_document_forgotten(stage: Stage) -> None:
    """Nothing of an order is left in the record."""
    stage.sql("DELETE FROM orders WHERE order_id = 203")
    stage.forget("203")


@RECORD(Found("99999", "only_in_record", "missing_in_books", "C1 C15"))
def document_invented(stage: Stage) -> None:
    """The record has a booked sale of an order that nobody knows."""
    columns = (
        "shop, kind, shop_id, revision, order_id, order_number, number, day, total,"
        " outcome, reason, problems, remote_id, booking, payload, customer_id,"
        " fingerprint, since, mapping_digest, run_id"
    )
    new = columns.replace("shop_id,", "99999,").replace(" order_id,", " 99999,")
    new = new.replace("order_number, number", "'99999', '99999'")
    new = new.replace("remote_id", f"'{NOBODY}'")
    new = new.replace("booking", "replace(booking, '226', '99999')")
    stage.sql(
        f"INSERT INTO documents ({columns})"  # noqa: S608
        f" SELECT {new} FROM documents WHERE number = '226'"
    )


@RECORD(Found("201", "", "", "C10"), Found("294", "", "nothing_due", gap="-29.66"))
def evidence_lost(stage: Stage) -> None:
    """What VIES said of a buyer's number is gone."""
    stage.sql("DELETE FROM vat_checks WHERE number LIKE 'DE%'")
