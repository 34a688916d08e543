"""The shop, our record and SnelStart held against each other."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.compare import Finding, Invoice, Verdict, compare
from snelsync.domain.decision import Decision
from snelsync.domain.problem import Code, Problem

from .builders import DAY, credit_key, sale_key

TOLD = Problem(Code.CURRENCY, "the order is in USD", "book it by hand")
DRIFT = Problem(Code.DRIFTED, "it was changed in the shop", "compare it")


def decision(outcome: Outcome = Outcome.BOOKED, **fields: Any) -> Decision:  # noqa: ANN401
    """Make a decision about order 173."""
    settings: dict[str, Any] = {
        "key": sale_key(),
        "order_id": 173,
        "order_number": "173",
        "number": "173",
        "day": DAY,
        "total": Decimal("12.95"),
        "fingerprint": "f",
        "remote_id": "b-1" if outcome.in_the_books else "",
    }
    return Decision(outcome=outcome, **(settings | fields))


def invoice(**fields: Any) -> Invoice:  # noqa: ANN401
    """Make the invoice that fits the decision."""
    settings: dict[str, Any] = {
        "invoice_id": "i-1",
        "booking_id": "b-1",
        "number": "173",
        "day": DAY,
        "total": Decimal("12.95"),
        "open_amount": Decimal("0.00"),
    }
    return Invoice(**(settings | fields))


def only(findings: tuple[Finding, ...]) -> Finding:
    """Take the one finding there is."""
    assert len(findings) == 1
    return findings[0]


CASES: list[tuple[Verdict, Decision, list[Invoice]]] = [
    (Verdict.SAME, decision(), [invoice()]),
    (Verdict.SAME, decision(Outcome.ADOPTED), [invoice()]),
    (Verdict.NOTHING_DUE, decision(Outcome.SKIPPED, reason="cancelled"), []),
    (Verdict.NOTHING_DUE, decision(Outcome.WAITING, reason="pending"), []),
    (Verdict.NOT_BOOKED, decision(Outcome.PLANNED), []),
    (Verdict.NEEDS_PERSON, decision(Outcome.HELD, problems=(TOLD,)), []),
    (Verdict.NEEDS_PERSON, decision(Outcome.REFUSED, problems=(TOLD,)), []),
    (Verdict.NEEDS_PERSON, decision(Outcome.UNCERTAIN, problems=(TOLD,)), []),
    (Verdict.NEEDS_PERSON, decision(Outcome.CONFLICT), []),
    (Verdict.MISSING_IN_BOOKS, decision(), []),
    (Verdict.MISSING_IN_BOOKS, decision(Outcome.DRIFTED, problems=(DRIFT,)), []),
    (Verdict.AMOUNT_DIFFERS, decision(), [invoice(total=Decimal("12.96"))]),
    (Verdict.DATE_DIFFERS, decision(), [invoice(day=date(2026, 10, 2))]),
    (Verdict.NOT_IN_RECORD, decision(Outcome.PLANNED), [invoice()]),
    (Verdict.NOT_IN_RECORD, decision(Outcome.HELD, problems=(TOLD,)), [invoice()]),
    (Verdict.NOT_IN_RECORD, decision(Outcome.SKIPPED), [invoice()]),
    (
        Verdict.CHANGED_IN_SHOP,
        decision(Outcome.DRIFTED, problems=(DRIFT,)),
        [invoice()],
    ),
    (
        Verdict.AMOUNT_DIFFERS,
        decision(Outcome.DRIFTED, problems=(DRIFT,)),
        [invoice(total=Decimal("0.00"), day=date(2026, 1, 1))],
    ),
]


@pytest.mark.parametrize(("verdict", "ours", "theirs"), CASES)
def test_every_document_gets_its_verdict(
    verdict: Verdict, ours: Decision, theirs: list[Invoice]
) -> None:
    """One document and its invoice have one verdict, with an explanation."""
    found = only(compare([ours], theirs).findings)
    assert found.verdict is verdict
    assert found.explanation or not (ours.problems or ours.reason)
    assert (found.order_id, found.order_number, found.kind) == (
        173,
        "173",
        DocumentKind.SALE,
    )


def test_every_verdict_can_happen() -> None:
    """No verdict is without a case."""
    tried = {verdict for verdict, _, _ in CASES} | {Verdict.FOREIGN}
    by_more_than_invoices = {
        Verdict.NUMBER_DIFFERS,
        Verdict.CUSTOMER_DIFFERS,
        Verdict.LINES_DIFFER,
        Verdict.OTHER_BOOKING,
    }
    assert tried | by_more_than_invoices == set(Verdict)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_agreement_is_no_difference(verdict: Verdict) -> None:
    """Everything but agreement, nothing due and foreign needs somebody."""
    calm = {Verdict.SAME, Verdict.NOTHING_DUE, Verdict.FOREIGN}
    assert verdict.is_difference == (verdict not in calm)


@pytest.mark.parametrize(("verdict", "ours", "theirs"), CASES)
def test_a_difference_has_a_remedy(
    verdict: Verdict, ours: Decision, theirs: list[Invoice]
) -> None:
    """Whoever is told of a difference is told what to do."""
    found = only(compare([ours], theirs).findings)
    if verdict.is_difference and ours.outcome is not Outcome.CONFLICT:
        assert found.remedy


def test_an_invoice_of_nobody_is_foreign() -> None:
    """What was booked by hand is shown, and is no difference of ours."""
    result = compare([], [invoice()])
    found = only(result.findings)
    assert found.verdict is Verdict.FOREIGN
    assert (found.kind, found.order_id, found.shop) == (None, None, None)
    assert found.books == Decimal("12.95")
    assert not result.differences
    assert result.books_total == result.shop_total == 0


def test_an_invoice_is_found_by_its_booking_first() -> None:
    """A renumbered invoice is still ours by its booking's id."""
    other = invoice(invoice_id="i-2", booking_id="b-2", number="X", total=Decimal(5))
    found = compare([decision()], [invoice(number="174"), other]).findings
    assert [one.verdict for one in found] == [Verdict.SAME, Verdict.FOREIGN]


@pytest.mark.parametrize("number", ["w173", " W173 ", "W173"])
def test_an_invoice_is_found_by_number_in_any_case(number: str) -> None:
    """A number is compared without regard to case and outer spaces."""
    ours = decision(number="W173", outcome=Outcome.PLANNED)
    theirs = [invoice(number=number, booking_id="b-9")]
    assert only(compare([ours], theirs).findings).verdict is Verdict.NOT_IN_RECORD


def test_a_document_without_a_number_matches_nothing() -> None:
    """A held document has no number, and takes no nameless invoice."""
    ours = decision(Outcome.HELD, number="", problems=(TOLD,))
    found = compare([ours], [invoice(number="", booking_id="b-9")]).findings
    assert [one.verdict for one in found] == [Verdict.NEEDS_PERSON, Verdict.FOREIGN]


def test_an_order_and_its_refund_are_two_rows() -> None:
    """Sale and credit of one order are each held against their own invoice."""
    credit = decision(
        key=credit_key(), number="173-R270", total=Decimal("-5.00"), remote_id="b-2"
    )
    back = invoice(
        invoice_id="i-2", booking_id="b-2", number="173-R270", total=Decimal("-5.00")
    )
    result = compare([decision(), credit], [back, invoice()])
    assert [one.verdict for one in result.findings] == [Verdict.SAME, Verdict.SAME]
    assert result.findings[1].kind is DocumentKind.CREDIT
    assert result.shop_total == result.books_total == Decimal("7.95")


def test_the_differences_explain_the_totals() -> None:
    """What the rows differ adds up to what shop and books differ, to the cent."""
    decisions = [ours for _, ours, _ in CASES]
    numbered = [
        Decision(
            **{
                **{name: getattr(one, name) for name in one.__slots__},
                "number": str(place),
                "remote_id": f"b{place}" if one.remote_id else "",
            }
        )
        for place, one in enumerate(decisions)
    ]
    invoices = [
        Invoice(
            **{
                **{name: getattr(one, name) for name in one.__slots__},
                "number": str(place),
                "booking_id": f"b{place}",
                "invoice_id": f"i{place}",
            }
        )
        for place, (_, _, theirs) in enumerate(CASES)
        for one in theirs
    ]
    result = compare(numbered, [*invoices, invoice(number="hand", invoice_id="h")])
    assert len(result.findings) == len(CASES) + 1
    assert [one.verdict for one in result.findings[:-1]] == [v for v, _, _ in CASES]
    explained = sum(
        (one.difference for one in result.findings if one.verdict.value != "foreign"),
        start=Decimal(0),
    )
    assert explained == result.shop_total - result.books_total
    assert set(result.differences) == {
        one for one in result.findings if one.verdict.is_difference
    }


def test_nothing_due_counts_for_nothing() -> None:
    """A skipped order is no part of what the shop charged."""
    result = compare([decision(Outcome.SKIPPED, reason="cancelled")], [])
    assert only(result.findings).shop is None
    assert result.shop_total == 0


def test_a_difference_is_shop_minus_books() -> None:
    """A row says what the shop has more than the books."""
    found = only(compare([decision()], [invoice(total=Decimal("10.00"))]).findings)
    assert str(found.difference) == "2.95"
    assert "12.95" in found.explanation
    assert "10.00" in found.explanation
