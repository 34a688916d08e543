"""What the shop uses: each value counted once an order, with what is made of it."""

from decimal import Decimal
from typing import Any

from snelsync.domain.coverage import Coverage, CoverageRow, Dimension, Observer
from snelsync.domain.mapping import (
    Accounts,
    DiscountMethod,
    Discounts,
    ExchangeKey,
    ExchangeWay,
    LineStyle,
)
from snelsync.domain.order import Sold
from snelsync.domain.plan import make_plan
from snelsync.domain.problem import Code

from .builders import (
    AFTERWARDS,
    HIGH,
    LOW,
    accounts,
    charge,
    fee,
    mapping,
    order,
    refund,
    refund_line,
    shipping,
    sold,
    tax_line,
)
from .charts import chart, full_chart
from .decided import RATE_KEY, TO_BELGIUM, cards, decided

MUG = charge("10.70", "2.25")


def covered(*everything: Sold, **fields: Any) -> Coverage:  # noqa: ANN401
    """Watch orders go by, and tell."""
    said = fields.pop("said", None) or mapping(**fields)
    admin = full_chart(oss=False) if said.gift_cards.account else chart()
    observer = Observer(said, admin)
    make_plan(
        everything,
        known={},
        mapping=said,
        chart=admin,
        now=AFTERWARDS,
        watch=observer.watch,
    )
    return observer.coverage()


def rows(found: Coverage, dimension: Dimension) -> dict[str, CoverageRow]:
    """Give the rows of a dimension by value."""
    return {row.value: row for row in found[dimension]}


def test_each_value_is_counted_once_an_order_with_its_money() -> None:
    """Two lines of one SKU are one order; refunds count where they take back."""
    two = (MUG, charge("10.70", "2.25", line_id=12), shipping("4.09", "0.86"))
    one = order(*two, coupons=("welkom", "welkom"))
    back = refund("12.95", refund_line("10.70", "2.25"))
    amount_only = refund("1.00", refund_id=271)

    found = covered(
        sold(one, back, amount_only),
        sold(order(order_id=174, number="174", status="pending")),
    )

    sku = rows(found, Dimension.SKU)["MOK-001"]
    assert (sku.orders, sku.refunds, sku.gross) == (2, 1, Decimal("38.85"))
    assert sku.mapped_to == ("8100 high",)
    flat = rows(found, Dimension.SHIPPING_METHOD)["flat_rate"]
    assert (flat.orders, flat.refunds, flat.gross) == (1, 0, Decimal("4.95"))
    statuses = rows(found, Dimension.STATUS)
    assert {name: row.mapped_to for name, row in statuses.items()} == {
        "processing": ("book",),
        "pending": ("wait",),
    }
    assert (statuses["processing"].orders, statuses["processing"].refunds) == (1, 2)
    gateway = rows(found, Dimension.GATEWAY)["mollie_wc_gateway_ideal"]
    assert gateway.mapped_to == ("paid (mollie_wc_gateway_*)",)
    assert rows(found, Dimension.COUPON)["welkom"].mapped_to == ("less turnover",)
    assert rows(found, Dimension.RATE)["21 % of NL"].orders == 2
    assert rows(found, Dimension.TAX_CLASS)[""].orders == 2
    assert rows(found, Dimension.VAT_NUMBER)["without"].mapped_to == (
        "collective card",
    )


def test_a_charge_is_divided_over_its_rates() -> None:
    """Each rate gets the turnover its VAT says; a rate that was lost is named so."""
    mixed = fee("-20.00", "-3.00", taxes={HIGH: "-2.10", LOW: "-0.90"})
    zero = charge("5.00", line_id=12, taxes={3: "0", 9: "0"}, code="")
    one = order(
        mixed,
        zero,
        tax_lines=(
            tax_line(HIGH, "21", goods="-2.10"),
            tax_line(LOW, "9", goods="-0.90"),
            tax_line(3, "0"),
            tax_line(4, None, country="DE"),
        ),
    )
    lost = order(charge("1.00", rate=4), order_id=174, number="174", tax_lines=())
    odd = order(
        charge("1.00", rate=4),
        order_id=175,
        number="175",
        ship_country="BE",
        tax_lines=(tax_line(4, None, country="DE"),),
    )

    found = rows(covered(sold(one), sold(lost), sold(odd)), Dimension.RATE)

    assert found["21 % of NL"].gross == Decimal("-12.10")
    assert found["9 % of NL"].gross == Decimal("-10.90")
    assert found["0 % of NL"].gross == Decimal(0)
    assert {"a lost rate, to NL", "a lost rate of DE, to BE"} <= found.keys()


def test_a_held_document_counts_where_its_problem_is() -> None:
    """By the charge it names, by the setting it is about, or by what it is of."""
    untaxed = charge("5.00", rate=None, line_id=12, code="BON", product_id=0)
    held = covered(
        sold(order(MUG, untaxed, shipping("4.09", "0.86"), payment_method="new")),
        shipping=accounts(low=8111),
    )

    assert rows(held, Dimension.GATEWAY)["new"].codes == (Code.GATEWAY_UNKNOWN,)
    assert rows(held, Dimension.GATEWAY)["new"].mapped_to == ()
    assert rows(held, Dimension.SKU)["BON"].codes == (Code.ZERO_WITHOUT_REASON,)
    mug = rows(held, Dimension.SKU)["MOK-001"]
    assert (mug.held, mug.mapped_to) == (0, ("8100 high",))
    flat = rows(held, Dimension.SHIPPING_METHOD)["flat_rate"]
    assert (flat.held, flat.codes) == (1, (Code.ACCOUNT_MISSING,))
    assert rows(held, Dimension.STATUS)["processing"].held == 0


def test_a_problem_of_vat_that_names_no_line_is_of_the_rates() -> None:
    """Discounts without an account; an order whose VAT is not believable."""
    gross = Discounts(DiscountMethod.GROSS, Accounts(()))
    one = order(charge("10.70", "2.25", discount="-1.00"), coupons=("a",))

    found = covered(sold(one), discounts=gross)

    rate = rows(found, Dimension.RATE)["21 % of NL"]
    assert (rate.held, rate.codes) == (1, (Code.ACCOUNT_MISSING,))
    assert rows(found, Dimension.SKU)["MOK-001"].held == 0
    assert rows(found, Dimension.COUPON)["a"].mapped_to == ("an account of its own",)


def test_a_gift_card_is_shown_by_its_pattern() -> None:
    """Whoever reads a card's code could spend it."""
    spent = fee("-5.00", code="Cadeaubon X1", rate=None)
    one = order(MUG, spent, coupons=("tegoed-77",))

    found = covered(sold(one), said=decided(gift_cards=cards()))

    assert rows(found, Dimension.FEE).keys() == {"Cadeaubon *"}
    coupon = rows(found, Dimension.COUPON)["tegoed-*"]
    assert (coupon.codes, coupon.mapped_to) == ((Code.GIFT_CARD,), ())


def test_products_with_something_to_say() -> None:
    """No SKU at all, and one SKU of two products."""
    lines = (
        charge("10.00", "2.10", code=""),
        charge("10.00", "2.10", code="A", line_id=12, product_id=8),
        charge("10.00", "2.10", code="A", line_id=13, product_id=9),
    )

    grouped = {"lines": LineStyle.GROUPED}
    found = rows(covered(sold(order(*lines)), invoices=grouped), Dimension.SKU)

    assert found[""].remark == "no SKU: no rule can name it"
    assert found["A"].remark == "one SKU of several products: 8, 9"
    assert found["A"].mapped_to == ("8100 high",)


def test_money_of_other_currencies_is_in_eur() -> None:
    """At the rate it is booked at; without one it counts for nothing."""
    dollars = order(currency="USD", meta=((RATE_KEY, "2"),))
    unknown = order(currency="GBP", order_id=174, number="174")

    found = rows(
        covered(
            sold(dollars),
            sold(unknown),
            exchange=(ExchangeKey(RATE_KEY, ExchangeWay.DIVIDE),),
        ),
        Dimension.CURRENCY,
    )

    assert (found["USD"].gross, found["USD"].mapped_to) == (
        Decimal("6.48"),
        ("EUR, converted",),
    )
    assert (found["GBP"].gross, found["GBP"].codes) == (Decimal(0), (Code.CURRENCY,))


def test_buyers_with_a_vat_number() -> None:
    """With a card of their own, or with a number that makes no sense."""
    business = order(charge("100.00", rate=None), **TO_BELGIUM)
    odd = order(order_id=174, number="174", unusable_vat_number=True)

    found = rows(
        covered(sold(business), sold(odd), said=decided()), Dimension.VAT_NUMBER
    )

    assert found["with"].mapped_to == ("a card of its own",)
    assert found["unusable"].mapped_to == ("collective card",)


def test_what_is_held_for_its_number_alone_is_about_no_value() -> None:
    """So each order is done with as it goes by: a collision shows only in the end."""
    seen = covered(
        sold(order(MUG, order_id=1, number="7")),
        sold(order(MUG, order_id=2, number="7")),
    )

    assert not [row for rows in seen.values() for row in rows if row.held or row.codes]
