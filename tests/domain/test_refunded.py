"""What holds for every order that is refunded in pieces."""

from decimal import Decimal

from hypothesis import event, given, settings

from snelsync.domain.credit import Before, translate_credit
from snelsync.domain.mapping import LineStyle
from snelsync.domain.order import Order, Refund
from snelsync.domain.problem import Code
from snelsync.domain.translate import Held, Translated, translate_sale
from snelsync.domain.vat import Treatment

from .builders import AFTERWARDS, per_account, per_kind
from .charts import full_chart
from .credits import sequence
from .decided import decided
from .generated import WEIRD_ORDERS, WEIRD_REFUNDS
from .refunded import foreign_vat, oss_orders, refunded_orders
from .test_properties import balances

SAID = decided()
GROUPED = decided(invoices={"lines": LineStyle.GROUPED})
CHART = full_chart(oss=True)


@settings(max_examples=50)
@given(refunded_orders())
def test_a_fully_refunded_order_leaves_nothing(
    case: tuple[Order, list[Refund]],
) -> None:
    """Sale and credits are zero per account, VAT kind and foreign rate."""
    one, refunds = case
    sale = translate_sale(one, mapping=SAID, chart=CHART)
    if not refunds or not isinstance(sale, Translated):
        assert one.total <= 0 or isinstance(sale, Translated), sale
        return
    before, results = sequence(one, refunds, sale=sale, said=SAID, known=CHART)
    held = [result for result in results if isinstance(result, Held)]
    event("held" if held else "all booked")
    if held:
        # Taking back a part of what an amount took already is more than is open.
        (first, *_) = held
        assert {p.code for p in first.problems} == {Code.REFUND_TOO_LARGE}
        return
    assert before.refunded == one.total
    assert per_account(sale.booking, *before.credits) == {}
    assert per_kind(sale.booking, *before.credits) == {}
    assert foreign_vat(sale.booking, *before.credits) == {}


@settings(max_examples=50)
@given(refunded_orders())
def test_every_credit_is_exactly_its_refund(case: tuple[Order, list[Refund]]) -> None:
    """However an amount is divided, lines and VAT add up to what went back."""
    one, refunds = case
    sale = translate_sale(one, mapping=SAID, chart=CHART)
    _, results = sequence(one, refunds, sale=sale, said=SAID, known=CHART)
    for back, result in zip(refunds, results, strict=True):
        if isinstance(result, Translated):
            assert result.booking.total == -back.amount
            assert balances(result.booking)


@settings(max_examples=50)
@given(oss_orders())
def test_an_oss_booking_is_pure(one: Order) -> None:
    """A foreign sale holds distance sales and their VAT, no VAT rows and no other."""
    for said in (SAID, GROUPED):
        sale = translate_sale(one, mapping=said, chart=CHART)
        if isinstance(sale, Held):
            assert {p.code for p in sale.problems} == {Code.VAT_IMPLAUSIBLE}
            continue
        assert isinstance(sale, Translated), sale
        assert {line.treatment for line in sale.booking.lines} == {Treatment.OSS}
        assert not sale.booking.vat
        assert {line.account for line in sale.booking.lines} <= {1700, 8180, 8181}
        assert sum(foreign_vat(sale.booking).values()) == sum(
            (row.goods_tax + row.shipping_tax for row in one.tax_lines),
            start=Decimal(0),
        )
        assert sale.booking.total == one.total


@settings(max_examples=50)
@given(WEIRD_ORDERS, WEIRD_REFUNDS, WEIRD_REFUNDS)
def test_nothing_makes_translation_stumble(
    one: Order, first: Refund, second: Refund
) -> None:
    """Where everything is decided too, senseless amounts are booked right or held."""
    before, results = sequence(one, (first, second), said=SAID, known=CHART)
    for result in (before.sale, *results):
        if isinstance(result, Translated):
            assert balances(result.booking)
        if isinstance(result, Held):
            assert all(problem.remedy for problem in result.problems)


@settings(max_examples=25)
@given(refunded_orders())
def test_a_full_credit_does_not_depend_on_lines(
    case: tuple[Order, list[Refund]],
) -> None:
    """The refund of everything is the sale with its signs turned."""
    one, _ = case
    sale = translate_sale(one, mapping=SAID, chart=CHART)
    if not isinstance(sale, Translated):
        return
    whole = Refund(1, one.order_id, one.created, one.total, ())
    credit = translate_credit(
        whole, one, before=Before(sale), mapping=SAID, chart=CHART, now=AFTERWARDS
    )
    assert isinstance(credit, Translated), credit
    assert per_account(sale.booking, credit.booking) == {}
    assert per_kind(sale.booking, credit.booking) == {}
    assert foreign_vat(sale.booking, credit.booking) == {}
