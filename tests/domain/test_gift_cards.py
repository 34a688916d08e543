"""Gift cards: sold or spent, as a fee, a coupon or unseen, single- or multi-purpose."""

from dataclasses import replace

import pytest

from snelsync.domain.mapping import Choice, GiftCardKind, GiftCards
from snelsync.domain.order import Order
from snelsync.domain.problem import Code
from snelsync.domain.translate import translate_sale

from .builders import (
    amounts,
    charge,
    codes,
    fee,
    order,
    refund,
    sale_of,
    tax_line,
    vat,
)
from .charts import full_chart
from .credits import booking_of, credit_after
from .decided import cards, decided

CHART = full_chart(oss=False)
SOLD = charge("50.00", rate=None, code="BON-50", line_id=12)
SOLD_WITH_VAT = charge("41.32", "8.68", code="BON-50", line_id=12)
SPENT = fee("-20.00", rate=None, code="Cadeaubon ABCD")
SPENT_WITH_VAT = fee("-16.53", "-3.47", code="Cadeaubon ABCD")
MUGS = charge("60.00", "12.60")


def lines(one: Order, said: GiftCards) -> list[tuple[int, str]]:
    """Translate and give the lines."""
    by = decided(gift_cards=said)
    return amounts(sale_of(one, mapping=by, chart=CHART).booking)


def held(one: Order, said: GiftCards) -> set[Code]:
    """Translate an order that must be held."""
    return codes(translate_sale(one, mapping=decided(gift_cards=said), chart=CHART))


UNDECIDED = cards(kind=None)
SINGLE = cards(kind=GiftCardKind.SINGLE)


@pytest.mark.parametrize(
    "one",
    [
        order(MUGS, SOLD),
        order(MUGS, SOLD_WITH_VAT),
        order(MUGS, SPENT),
        order(MUGS, SPENT_WITH_VAT),
        order(MUGS, coupons=("tegoed-ABCD",)),
    ],
    ids=["sold", "sold with VAT", "fee", "fee with VAT", "coupon"],
)
def test_a_card_nobody_decided_about_is_held(one: Order) -> None:
    """Single- or multi-purpose makes all the difference for VAT, so it is asked."""
    assert held(one, UNDECIDED) == {Code.GIFT_CARD}


def test_a_multi_purpose_card_is_a_debt_when_sold() -> None:
    """No turnover and no VAT: what was sold is money."""
    assert lines(order(MUGS, SOLD), cards()) == [(8100, "60.00"), (1750, "50.00")]


def test_a_multi_purpose_card_pays_as_a_fee() -> None:
    """Spent, the card is taken from the debt, and VAT over the goods stays whole."""
    one = order(MUGS, SPENT)
    made = sale_of(one, mapping=decided(), chart=CHART).booking
    assert amounts(made) == [(8100, "60.00"), (1750, "-20.00")]
    assert vat(made) == {"high": "12.60"}
    assert str(made.total) == "52.60"


@pytest.mark.parametrize("charged", [SOLD_WITH_VAT, SPENT_WITH_VAT])
def test_a_multi_purpose_card_changes_no_vat(charged: object) -> None:
    """VAT on a multi-purpose card, sold or spent, is wrong and held."""
    one = order(MUGS, charged)  # type: ignore[arg-type]
    assert held(one, cards()) == {Code.GIFT_CARD}


def test_a_multi_purpose_card_as_a_coupon_is_held() -> None:
    """WooCommerce lowers turnover and VAT for a coupon, which a payment may not."""
    one = order(MUGS, coupons=("zomer", "tegoed-ABCD"))
    assert held(one, cards()) == {Code.GIFT_CARD}
    assert lines(order(MUGS, coupons=("zomer",)), cards()) == [(8100, "60.00")]


def test_a_multi_purpose_card_needs_its_account() -> None:
    """Without an account for the debt nothing is booked elsewhere."""
    assert held(order(MUGS, SOLD), cards(account=None)) == {Code.ACCOUNT_MISSING}
    assert held(order(MUGS, SOLD), cards(account=8100)) == {Code.ACCOUNT_MISFIT}
    assert held(order(MUGS, SOLD), cards(account=1799)) == {Code.ACCOUNT_UNKNOWN}


def test_a_single_purpose_card_is_turnover_when_sold() -> None:
    """Rate and place are known, so VAT is due at once."""
    assert lines(order(SOLD_WITH_VAT), SINGLE) == [(8100, "41.32")]


def test_a_single_purpose_card_without_vat_is_held() -> None:
    """A single-purpose card that carries no VAT, sold or spent, is not believed."""
    assert held(order(MUGS, SOLD), SINGLE) == {Code.GIFT_CARD}
    assert held(order(MUGS, SPENT), SINGLE) == {Code.GIFT_CARD}


def test_a_single_purpose_card_spent_takes_turnover_and_vat_off() -> None:
    """Its VAT was paid when it was sold: spending lowers both again."""
    one = order(MUGS, SPENT_WITH_VAT)
    made = sale_of(one, mapping=decided(gift_cards=SINGLE), chart=CHART).booking
    assert amounts(made) == [(8100, "60.00"), (8106, "-16.53")]
    assert vat(made) == {"high": "9.13"}
    assert lines(order(MUGS, coupons=("tegoed-A",)), SINGLE) == [(8100, "60.00")]


def test_a_card_the_shop_does_not_show_is_taken_from_the_debt() -> None:
    """A total lower than its lines was paid by card, where that was chosen."""
    made = sale_of(order(MUGS, total="22.60"), mapping=decided(), chart=CHART).booking
    assert amounts(made) == [(8100, "60.00"), (1750, "-50.00")]
    assert vat(made) == {"high": "12.60"}
    assert made.lines[1].description == "Betaald met cadeaubon"


@pytest.mark.parametrize(
    "said",
    [
        cards(unexplained=Choice.HOLD),
        cards(kind=None),
        cards(kind=GiftCardKind.SINGLE),
        cards(account=None),
    ],
)
def test_an_unexplained_total_is_held_unless_it_was_chosen(said: GiftCards) -> None:
    """Nobody takes a difference for a gift card who was not told to."""
    assert held(order(MUGS, total="22.60"), said) == {Code.AMOUNTS_DO_NOT_ADD_UP}


def test_a_higher_total_is_no_gift_card() -> None:
    """A card lowers a total; money too much is not explained by one."""
    assert held(order(MUGS, total="92.60"), cards()) == {Code.AMOUNTS_DO_NOT_ADD_UP}


def test_a_few_cents_are_rounding_and_no_card() -> None:
    """Within the tolerance a difference is rounding."""
    assert lines(order(MUGS, total="72.55"), cards())[1] == (4756, "-0.05")
    assert lines(order(MUGS, total="72.54"), cards())[1] == (1750, "-0.06")


def test_goods_that_only_look_like_a_card_are_goods() -> None:
    """Patterns go by the kind of charge: a fee is no product, a product no fee."""
    one = order(charge("10.00", "2.10", code="Cadeaubon ABCD"), fee("1.00", "0.21"))
    assert lines(one, cards()) == [(8100, "10.00"), (8106, "1.00")]


def test_a_card_sold_abroad_has_the_same_debt() -> None:
    """Selling a multi-purpose card is no export: it is no sale of goods."""
    one = replace(order(SOLD), ship_country="US", bill_country="US")
    assert lines(one, cards()) == [(1750, "50.00")]


def test_a_card_that_goes_back_is_no_debt_any_more() -> None:
    """Refunding a sold card takes the debt back."""
    one = order(MUGS, SOLD)
    made = booking_of(credit_after(refund("122.60"), one, said=decided(), known=CHART))
    assert amounts(made) == [(8100, "-60.00"), (1750, "-50.00")]


def test_a_full_refund_gives_a_spent_card_back() -> None:
    """The debt of a card that paid comes back with everything else."""
    one = order(MUGS, total="22.60", tax_lines=(tax_line(1, "21", goods="12.60"),))
    made = booking_of(credit_after(refund("22.60"), one, said=decided(), known=CHART))
    assert amounts(made) == [(8100, "-60.00"), (1750, "50.00")]
    assert vat(made) == {"high": "-12.60"}
