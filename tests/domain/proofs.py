"""A proof with something of everything, made by hand: for what is made of proofs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from snelsync.domain.booking import DocumentKind, ForeignVat, Outcome
from snelsync.domain.compare import Finding, Verdict
from snelsync.domain.icp import Evidence, IcpRow
from snelsync.domain.oss_return import OssCorrection, OssReturn, OssRow
from snelsync.domain.period import Period
from snelsync.domain.proof import (
    Check,
    Month,
    Mutation,
    Proof,
    RateOfMonth,
    ReturnBox,
    Row,
    ShopSide,
    Standing,
    Unit,
)
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_number import Validity, VatCheck
from snelsync.domain.vat_return import Box, BoxFigures, OnNoBox

MADE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31), "2026-Q4")
ASKED = datetime(2026, 10, 2, 12, 0, tzinfo=UTC)


def money(text: str) -> Decimal:
    """Read an amount."""
    return Decimal(text)


def check(code: str, left: str, right: str, *rows: Row, **fields: Any) -> Check:  # noqa: ANN401
    """Make a check of two amounts; it fails where they differ."""
    settings: dict[str, Any] = {
        "title": "net per account",
        "left_is": "shop and record",
        "right_is": "SnelStart's mutations",
        "verdict": Standing.OK if left == right else Standing.FAIL,
    }
    return Check(
        code=code,
        left=money(left),
        right=money(right),
        rows=rows,
        **(settings | fields),
    )


def month(number: int, high: str, books: str, low: str) -> Month:
    """Make a month of two rates, and one that carries no VAT."""

    def rate(name: str, shop: str, there: str, percent: str) -> RateOfMonth:
        by = money(percent) / 100
        return RateOfMonth(
            rate=name,
            shop_net=money(shop),
            shop_vat=(money(shop) * by).quantize(Decimal("0.01")),
            books_net=money(there),
            books_vat=(money(there) * by).quantize(Decimal("0.01")),
        )

    return Month(
        date(2026, number, 1),
        (
            rate("high", high, books, "21"),
            rate("low", low, low, "9"),
            rate("export", "270.30", "270.30", "0"),
        ),
    )


def finding(order: str, verdict: Verdict, shop: str, books: str | None) -> Finding:
    """Make a document."""
    return Finding(
        verdict=verdict,
        kind=DocumentKind.SALE,
        order_id=int(order),
        order_number=order,
        number=order,
        day=date(2026, 10, 3),
        shop=money(shop),
        books=None if books is None else money(books),
        explanation="=not a formula",
        remedy="`snelsync push`",
    )


LOST = Row(
    order_number="10233",
    number="10233",
    day=date(2026, 10, 3),
    left=money("41.24"),
    right=None,
    reason="we booked it, and SnelStart no longer has it",
    remedy="find out who deleted it; `snelsync show 10233` has what was booked",
)
CHECKED = VatCheck("DE136695976", Validity.VALID, ASKED, ASKED, "WAPIAAAAW1")
PROOF = Proof(
    period=QUARTER,
    administration="Voorbeeld B.V.",
    shop="shop.example.nl",
    made=MADE,
    shop_side=ShopSide.FRESH,
    shop_note="",
    checks=(
        check(
            "C1",
            "412",
            "411",
            LOST,
            title="every document is booked once",
            unit=Unit.DOCUMENTS,
        ),
        check("C3", "18204.11", "18163.49", LOST, about="8100"),
        check(
            "C4",
            "3822.86",
            "3814.20",
            LOST,
            about="high",
            title="VAT per kind",
            verdict=Standing.WARN,
        ),
        check("C4", "297.06", "297.06", about="low", title="VAT per kind"),
        Check(
            code="C7",
            title="payment providers",
            left_is="payments",
            right_is="clearing account",
            left=None,
            right=None,
            verdict=Standing.NOT_LOOKED_AT,
            note="payouts are not read yet",
        ),
    ),
    documents=(
        finding("10232", Verdict.SAME, "12.95", "12.95"),
        finding("10233", Verdict.MISSING_IN_BOOKS, "41.24", None),
    ),
    places=(("everywhere", 411), ("gone_from_books", 1), ("foreign", 1)),
    months=(
        month(10, "18204.11", "18163.49", "3301.57"),
        month(11, "9120.00", "9120.00", "1200.10"),
        month(12, "-310.00", "-310.00", "990.00"),
    ),
    boxes=tuple(
        ReturnBox(BoxFigures(box, money("100.50"), money("21.11"), 1), 100, 21)
        for box in Box
    ),
    outside=(OnNoBox(Treatment.OSS, money("100.00"), money("19.00"), 1),),
    icp=(
        IcpRow(
            "DE136695976",
            money("70.00"),
            money("0.00"),
            (
                Evidence(
                    number="200",
                    order_number="200",
                    day=date(2026, 10, 1),
                    sale_day=date(2026, 10, 1),
                    goods=money("70.00"),
                    services=money("0.00"),
                    check=CHECKED,
                ),
            ),
        ),
    ),
    oss=OssReturn(
        (
            OssRow(
                ForeignVat("DE", Decimal(19), "SR"),
                money("100.00"),
                money("19.00"),
                1,
                1,
            ),
        ),
        (OssCorrection("FR", "2026-Q3", money("-10.00"), money("-2.00"), 1),),
    ),
    foreign=(Mutation(8100, date(2026, 10, 9), money("0.62"), "WS-10107"),),
    outcomes=((Outcome.BOOKED, 411), (Outcome.HELD, 6), (Outcome.SKIPPED, 12)),
)
