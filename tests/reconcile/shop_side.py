"""What changes in the shop after the books were made."""

from __future__ import annotations

from .stage import Stage
from .tampering import Found, Table

SHOP = Table()
YESTERDAY = {"date_created": "2026-11-20T12:00:00"}


@SHOP(
    Found(
        "173",
        "everywhere",
        "changed_in_shop",
        "C15 C2 C3 C4",
        gap="1.21",
        net="1.00",
        vat="0.21",
    )
)
def line_made_dearer(stage: Stage) -> None:
    """A line went up by EUR 1.21, and total and VAT with it."""
    stage.reprice(173, "1.21")


@SHOP(
    Found(
        "180",
        "everywhere",
        "changed_in_shop",
        "C15 C2 C3 C4",
        gap="-4.84",
        net="-4.00",
        vat="-0.84",
    )
)
def line_made_cheaper(stage: Stage) -> None:
    """A line went down."""
    stage.reprice(180, "-4.84")


@SHOP(Found("178", "everywhere", "changed_in_shop", "C15 C2", gap="5.00"))
def total_alone_edited(stage: Stage) -> None:
    """The total no longer is what the lines add up to."""
    stage.change(178, total="73.80")


@SHOP(
    Found(
        "186",
        "everywhere",
        "changed_in_shop",
        "C15 C3 C4",
        net="1.18",
        vat="-1.18",
        moved="8100 -10.70, 8110 11.88",
    )
)
def rate_edited(stage: Stage) -> None:
    """The same total, at 9 % in place of 21 %."""
    order = stage.order(186)
    tax = [{"id": 2, "total": "1.07", "subtotal": "1.07"}]
    line = order["line_items"][0] | {
        "total": "11.88",
        "subtotal": "11.88",
        "total_tax": "1.07",
        "taxes": tax,
    }
    rate = order["tax_lines"][0] | {
        "rate_code": "NL-BTW 9%-1",
        "rate_id": 2,
        "rate_percent": 9,
        "tax_total": "1.07",
    }
    stage.change(
        186,
        line_items=[line, *order["line_items"][1:]],
        tax_lines=[rate],
        total_tax="1.07",
        cart_tax="1.07",
    )


@SHOP(Found("176", "everywhere", "changed_in_shop", "C15"))
def line_moved_between_lines(stage: Stage) -> None:
    """Two lines of one rate change places in amount: the total stays."""
    lines = stage.order(176)["line_items"]
    first, second = (
        one | {key: other[key] for key in ("total", "subtotal", "total_tax", "taxes")}
        for one, other in (lines[:2], lines[1::-1])
    )
    stage.change(176, line_items=[first, second, *lines[2:]])


@SHOP(
    Found("179", "gone_from_shop", "same", "C15"),
    Found(
        "179-R179",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-9.95",
        net="-8.22",
        vat="-1.73",
    ),
)
def order_trashed(stage: Stage) -> None:
    """It went to the trash."""
    stage.world.shop.trash_order(179)


@SHOP(
    Found("181", "gone_from_shop", "same", "C15"),
    Found(
        "181-R181",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-58.94",
        net="-52.17",
        vat="-6.77",
    ),
)
def order_deleted(stage: Stage) -> None:
    """It was deleted for good."""
    stage.world.shop.delete_order(181)


@SHOP(
    Found("182", "", "", "C15"),
    Found(
        "182-R182",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-23.63",
        net="-19.80",
        vat="-3.83",
    ),
)
def order_cancelled(stage: Stage) -> None:
    """It was cancelled after it was booked."""
    stage.change(182, status="cancelled")


@SHOP(
    Found("228", "", "", "C15"),
    Found(
        "228-R228",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-42.89",
        net="-37.72",
        vat="-5.17",
    ),
)
def payment_failed_later(stage: Stage) -> None:
    """Its payment was called failed after it was booked."""
    stage.change(228, status="failed")


@SHOP()
def day_moved_within_the_quarter(stage: Stage) -> None:
    """It was paid on another day of the same quarter, as the shop says now."""
    stage.change(231, date_paid="2026-11-02T12:00:00")


@SHOP(Found("245", "", "", "C16"))
def day_moved_out_of_the_quarter(stage: Stage) -> None:
    """It was paid in the quarter before, as the shop says now."""
    stage.change(245, date_paid="2026-09-20T12:00:00")


@SHOP(Found("225", "everywhere", "changed_in_shop", "C15"))
def destination_edited(stage: Stage) -> None:
    """It goes to Belgium now; the VAT stays as it was charged."""
    address = stage.order(225)["shipping"] | {"country": "BE"}
    stage.change(225, shipping=address)


@SHOP(Found("229", "everywhere", "changed_in_shop", "C15"))
def currency_edited(stage: Stage) -> None:
    """The same figure, in dollars now."""
    stage.change(229, currency="USD")


@SHOP(
    Found(
        "9001",
        "not_booked",
        "not_booked",
        "C1 C15 C2 C3 C4",
        gap="17.90",
        net="14.79",
        vat="3.11",
    )
)
def order_never_pulled(stage: Stage) -> None:
    """An order of the quarter came in that no pull has seen."""
    stage.world.shop.copy_order(226, 9001)


@SHOP(
    Found("227", "", "", "C15"),
    Found(
        "227-R9100",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-56.75",
        net="-46.90",
        vat="-9.85",
    ),
)
def whole_refund_added(stage: Stage) -> None:
    """All of an order went back, and nobody pulled it."""
    stage.world.shop.add_refund(227, {"id": 9100, "amount": "56.75", **YESTERDAY})


@SHOP(
    Found("230", "", "", "C15"),
    Found(
        "230-R9101",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-5.00",
        net="-4.13",
        vat="-0.87",
    ),
)
def part_refund_added(stage: Stage) -> None:
    """A part of an order went back, and nobody pulled it."""
    stage.world.shop.add_refund(230, {"id": 9101, "amount": "5.00", **YESTERDAY})


@SHOP(
    Found("251", "", "", "C15"),
    Found(
        "251-R9102",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-1.00",
        net="-0.86",
        vat="-0.14",
    ),
)
def third_refund_added(stage: Stage) -> None:
    """One more went back of an order with two booked refunds."""
    stage.world.shop.add_refund(251, {"id": 9102, "amount": "1.00", **YESTERDAY})


@SHOP(
    Found("247", "", "", "C15"),
    Found(
        "247-R271",
        "gone_from_shop",
        "changed_in_shop",
        "C15 C2 C3 C4",
        gap="24.99",
        net="22.93",
        vat="2.06",
    ),
)
def refund_deleted(stage: Stage) -> None:
    """A booked refund is no longer in the shop; its order was not touched."""
    stage.world.shop.delete_refund(247, 271)


@SHOP(
    Found("250", "", "", "C15"),
    Found(
        "250-R274",
        "gone_from_shop",
        "changed_in_shop",
        "C15 C2 C3 C4",
        gap="4.95",
        net="4.09",
        vat="0.86",
    ),
    Found(
        "250-R9103",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-3.95",
        net="-3.42",
        vat="-0.53",
    ),
)
def refund_replaced(stage: Stage) -> None:
    """A booked refund was deleted, and another one made in its place."""
    stage.world.shop.delete_refund(250, 274)
    stage.world.shop.add_refund(250, {"id": 9103, "amount": "3.95", **YESTERDAY})


@SHOP(
    Found("252", "gone_from_shop", "same", "C15"),
    Found("252-R277", "gone_from_shop", "same"),
    Found(
        "252-R252",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-42.89",
        net="-37.72",
        vat="-5.17",
    ),
)
def order_trashed_with_its_refund(stage: Stage) -> None:
    """An order with a booked refund went to the trash."""
    stage.world.shop.trash_order(252)


@SHOP(
    Found("255", "gone_from_shop", "same", "C15"),
    Found("255-R280", "gone_from_shop", "same"),
    Found(
        "255-R255",
        "not_booked",
        "not_booked",
        "C1 C2 C3 C4",
        gap="-52.84",
        net="-45.94",
        vat="-6.90",
    ),
)
def order_deleted_with_its_refund(stage: Stage) -> None:
    """An order was deleted, and its booked refund with it."""
    stage.world.shop.delete_order(255)


@SHOP(Found("174", "", "", "C15"))
def status_completed(stage: Stage) -> None:
    """It was sent: nothing in the books changes."""
    stage.change(174, status="completed")


@SHOP()
def note_added(stage: Stage) -> None:
    """A customer's note is no bookkeeping."""
    stage.change(175, customer_note="Bel aan bij de buren")


@SHOP(Found("9003", "", "nothing_due", "C15"))
def unpaid_order_added(stage: Stage) -> None:
    """An order that waits for its payment has nothing to book yet."""
    stage.world.shop.copy_order(221, 9003)


@SHOP(
    Found(
        "218",
        "not_booked",
        "not_booked",
        "C1 C14 C15 C2 C3 C4",
        gap="17.90",
        net="14.79",
        vat="3.11",
    )
)
def number_given_twice(stage: Stage) -> None:
    """A plugin that numbers orders gave a new one the number of another."""
    stage.world.shop.copy_order(226, 9005, number="218")


@SHOP(Found("200", "", "", "C10"))
def vat_number_edited(stage: Stage) -> None:
    """The buyer's VAT number is another one now than was booked and checked."""
    rows = stage.order(200)["meta_data"]
    edited = [
        {**one, "value": "BE0403053608"} if "BE0477472701" in str(one["value"]) else one
        for one in rows
    ]
    assert edited != rows
    stage.change(200, meta_data=edited)
