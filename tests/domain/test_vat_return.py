"""The figures for the tax office: boxes, the ICP listing, the OSS return."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from snelsync.domain.booking import (
    Booking,
    BookingLine,
    Customer,
    DocumentKey,
    DocumentKind,
    ForeignVat,
    VatLine,
)
from snelsync.domain.icp import icp_of, icp_total
from snelsync.domain.money import total
from snelsync.domain.origins import sale_days
from snelsync.domain.oss_return import oss_of
from snelsync.domain.vat import Treatment, VatKind, line_kind
from snelsync.domain.vat_number import Validity, VatCheck
from snelsync.domain.vat_return import (
    Box,
    booked_total,
    box_of,
    boxes_of,
    outside_of,
    vat_due,
    whole_euros,
)

from .builders import SHOP, booking

GERMAN = ForeignVat("DE", Decimal(19), "SR")
LOW_GERMAN = ForeignVat("DE", Decimal(7), "RRL")
FRENCH = ForeignVat("FR", Decimal(20), "SR")


def line(
    amount: str,
    treatment: Treatment | None,
    foreign: ForeignVat | None = None,
    *,
    is_vat: bool = False,
) -> BookingLine:
    """Make a line of a treatment."""
    return BookingLine(
        account=8100,
        description="",
        amount=Decimal(amount),
        treatment=treatment,
        vat_kind=line_kind(treatment) if treatment else VatKind.NONE,
        reason="",
        foreign=foreign,
        is_vat=is_vat,
    )


def booked(
    *lines: BookingLine,
    vat: dict[VatKind, str] | None = None,
    order: int = 1,
    kind: DocumentKind = DocumentKind.SALE,
    revision: int = 0,
    day: date = date(2026, 10, 1),
    vat_number: str = "",
) -> Booking:
    """Make a booking of these lines."""
    rows = tuple(VatLine(one, Decimal(text)) for one, text in (vat or {}).items())
    return booking(
        key=DocumentKey(SHOP, kind, order, revision),
        order_id=order,
        order_number=str(order),
        number=f"{order}-{kind}-{revision}",
        day=day,
        customer=Customer("DE", "Bedrijf", vat_number=vat_number),
        lines=lines,
        vat=rows,
        total=total([*(one.amount for one in lines), *(row.amount for row in rows)]),
    )


def oss(net: str, vat: str, rate: ForeignVat = GERMAN, **fields: object) -> Booking:
    """Make an OSS booking of one rate."""
    lines = [line(net, Treatment.OSS, rate)]
    if Decimal(vat):
        lines.append(line(vat, Treatment.OSS, rate, is_vat=True))
    return booked(*lines, **fields)  # type: ignore[arg-type]


MIXED = booked(
    line("100.00", Treatment.HIGH),
    line("50.00", Treatment.LOW),
    line("0.03", None),
    vat={VatKind.HIGH: "21.00", VatKind.LOW: "4.50"},
)
CREDIT = booked(
    line("-10.70", Treatment.HIGH),
    vat={VatKind.HIGH: "-2.25"},
    kind=DocumentKind.CREDIT,
)


def test_each_treatment_is_in_the_box_of_the_form() -> None:
    """Every treatment has one box, or none: exempt, OSS, outside scope and margin."""
    boxed = {str(one): box_of(one) for one in Treatment}
    assert boxed == {
        "high": "1a",
        "low": "1b",
        "other": "1c",
        "zero": "1e",
        "reverse_charged": "1e",
        "export": "3a",
        "intra_eu_goods": "3b",
        "intra_eu_services": "3b",
        **dict.fromkeys(("exempt", "oss", "outside_scope", "margin")),
    }
    assert box_of(None) is None
    assert [one for one in Box if one.has_vat] == ["1a", "1b", "1c"]


def test_boxes_take_credits_off_and_lose_nothing() -> None:
    """Boxes and what is in none are all that was booked, to the cent."""
    every = [MIXED, CREDIT, oss("100.00", "19.00"), booked(line("5.00", None))]
    boxes, outside = boxes_of(every), outside_of(every)
    assert [str(one.box) for one in boxes] == ["1a", "1b", "1c", "1e", "3a", "3b"]
    assert (boxes[0].net, boxes[0].vat) == (Decimal("89.30"), Decimal("18.75"))
    assert (boxes[0].documents, boxes[1].documents, boxes[5].documents) == (2, 1, 0)
    assert [(one.treatment, one.net, one.vat, one.documents) for one in outside] == [
        (Treatment.OSS, Decimal("100.00"), Decimal("19.00"), 1),
        (None, Decimal("5.03"), Decimal("0.00"), 2),
    ]
    assert booked_total(boxes, outside) == total(one.total for one in every)


def test_a_reverse_charge_has_turnover_and_no_vat() -> None:
    """The row of 0.00 that SnelStart wants fills no box of VAT."""
    rows = boxes_of(
        [
            booked(
                line("12000.00", Treatment.REVERSE_CHARGED),
                vat={VatKind.REVERSE_CHARGED: "0.00"},
            )
        ]
    )
    assert [one.whole_net for one in rows] == [0, 0, 0, 12000, 0, 0]
    assert vat_due(rows) == 0


@pytest.mark.parametrize(
    ("amount", "whole"),
    [("18.75", 18), ("18.00", 18), ("-0.50", -1), ("0.99", 0), ("-7.00", -7)],
)
def test_whole_euros_are_in_the_shops_favour(amount: str, whole: int) -> None:
    """Of what is due nothing is rounded up; what comes back is not rounded away."""
    assert whole_euros(Decimal(amount)) == whole


def test_the_due_vat_is_the_sum_of_what_the_form_shows() -> None:
    """Box 5a adds up whole euros: 18.75 and 4.50 are 22, not 23."""
    assert vat_due(boxes_of([MIXED, CREDIT])) == 22


def check(day: int, validity: Validity = Validity.VALID, proof: str = "W1") -> VatCheck:
    """Ask VIES on a day of October."""
    at = datetime(2026, 10, day, 12, 0, tzinfo=UTC)
    return VatCheck("DE136695976", validity, at, at, proof)


def test_the_listing_has_each_number_with_its_evidence() -> None:
    """Goods and services per number, a credit proven by the check of its sale."""
    number = "DE136695976"
    sale = booked(
        line("100.00", Treatment.INTRA_EU_GOODS),
        line("20.00", Treatment.INTRA_EU_SERVICES),
        vat_number=number,
    )
    credit = booked(
        line("-30.00", Treatment.INTRA_EU_GOODS),
        vat_number=number,
        kind=DocumentKind.CREDIT,
        day=date(2026, 12, 20),
    )
    other = booked(line("7.00", Treatment.INTRA_EU_GOODS), order=2)
    every = [credit, sale, other, MIXED]
    nameless, row = icp_of(
        every, checks={number: (check(1),)}, days=sale_days([sale, other])
    )
    assert (row.country, row.goods, row.services) == ("DE", Decimal(70), Decimal(20))
    assert [one.number for one in row.evidence] == ["1-sale-0", "1-credit-0"]
    assert [one.sale_day for one in row.evidence] == [date(2026, 10, 1)] * 2
    assert row.proven
    assert not nameless.proven
    assert icp_total((nameless, row)) == boxes_of(every)[-1].net == Decimal(97)


@pytest.mark.parametrize(
    ("found", "lacks"),
    [
        ((), "VIES was never asked"),
        (
            (check(2, Validity.INVALID),),
            "VIES said on 2026-10-02 that the number is not valid",
        ),
        ((check(2, Validity.UNAVAILABLE),), "VIES has not answered"),
        (
            (check(2, proof=""),),
            "VIES said yes on 2026-10-02, without a consultation number",
        ),
        (
            (replace(check(2), checked=datetime(2026, 12, 1, tzinfo=UTC)),),
            "checked on 2026-12-01, too far from the sale",
        ),
    ],
)
def test_lacking_evidence_is_named(found: tuple[VatCheck, ...], lacks: str) -> None:
    """What a tax inspector would miss is said per booking."""
    sale = booked(line("9.00", Treatment.INTRA_EU_GOODS), vat_number="DE136695976")
    (row,) = icp_of([sale], checks={"DE136695976": found}, days={})
    assert [one.lacks for one in row.evidence] == [lacks]
    assert not row.proven


def test_oss_is_per_country_and_rate() -> None:
    """Countries by name, the highest rate first, and the VAT the shop charged."""
    twice = booked(
        line("10.00", Treatment.OSS, LOW_GERMAN),
        line("20.00", Treatment.OSS, LOW_GERMAN),
        line("2.11", Treatment.OSS, LOW_GERMAN, is_vat=True),
        line("100.00", Treatment.OSS, GERMAN),
        line("19.00", Treatment.OSS, GERMAN, is_vat=True),
    )
    found = oss_of([oss("50.00", "10.00", FRENCH, order=2), twice, MIXED], days={})
    assert [
        (str(one.rate), str(one.net), str(one.vat), str(one.expected), one.lines)
        for one in found.rows
    ] == [
        ("DE 19 % (SR)", "100.00", "19.00", "19.00", 1),
        ("DE 7 % (RRL)", "30.00", "2.11", "2.10", 2),
        ("FR 20 % (SR)", "50.00", "10.00", "10.00", 1),
    ]
    assert (found.net, found.vat) == (Decimal("180.00"), Decimal("31.11"))
    assert not found.corrections


def test_what_goes_back_to_an_earlier_quarter_is_a_correction() -> None:
    """A refund and a correction of a sale in Q3 are told apart, per country."""
    sale = oss("100.00", "19.00", day=date(2026, 9, 30))
    credit = oss("-40.00", "-7.60", kind=DocumentKind.CREDIT)
    back = oss("-60.00", "-11.40", kind=DocumentKind.SALE_REVERSAL)
    again = oss("59.00", "11.21", revision=1)
    new = oss("10.00", "1.90", order=2)
    days = sale_days([sale, credit, back, again, new])
    found = oss_of([credit, back, again, new], days=days)
    assert [(str(one.rate), one.net) for one in found.rows] == [
        ("DE 19 % (SR)", Decimal(10))
    ]
    (corrected,) = found.corrections
    assert (corrected.country, corrected.quarter) == ("DE", "2026-Q3")
    assert (str(corrected.net), str(corrected.vat)) == ("-41.00", "-7.79")
    assert corrected.documents == 3
    assert (str(found.net), str(found.vat)) == ("-31.00", "-5.89")
