"""The shop, our record and SnelStart held against each other."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.compare import Finding, Invoice, Verdict, foreign, judge
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


def judged(ours: Decision, theirs: list[Invoice]) -> Finding:
    """Hold a document against the invoice that was found for it, or none."""
    return judge(ours, theirs[0] if theirs else None)


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
    found = judged(ours, theirs)
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
        Verdict.RECORD_DIFFERS,
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
    found = judged(ours, theirs)
    if verdict.is_difference and ours.outcome is not Outcome.CONFLICT:
        assert found.remedy


def test_an_invoice_of_nobody_is_foreign() -> None:
    """What was booked by hand is shown, and is no difference of ours."""
    found = foreign(invoice())
    assert found.verdict is Verdict.FOREIGN
    assert not found.verdict.is_difference
    assert (found.kind, found.order_id, found.shop) == (None, None, None)
    assert found.books == Decimal("12.95")


def test_a_credit_that_undoes_an_order_says_why_it_is_due() -> None:
    """The shop has nothing for it but that the order was undone."""
    whole = decision(Outcome.PLANNED, key=credit_key(173), total=Decimal("-12.95"))
    assert "undone in the shop" in judge(whole, None).explanation


def test_nothing_due_counts_for_nothing() -> None:
    """A skipped order is no part of what the shop charged."""
    found = judge(decision(Outcome.SKIPPED, reason="cancelled"), None)
    assert found.shop is None
    assert found.difference == 0


def test_a_difference_is_shop_minus_books() -> None:
    """A row says what the shop has more than the books."""
    found = judge(decision(), invoice(total=Decimal("10.00")))
    assert str(found.difference) == "2.95"
    assert "12.95" in found.explanation
    assert "10.00" in found.explanation
