"""What a shop's own settings propose: nothing that only a person knows is guessed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snelsync.domain.chart import Company
from snelsync.domain.mapping import (
    Customers,
    GiftCardKind,
    GiftCards,
    Payment,
    PaymentMeaning,
)
from snelsync.domain.proposal import (
    Answers,
    How,
    PaymentProposal,
    Proposal,
    Proposals,
    Question,
    named,
)
from snelsync.domain.proposals import propose
from snelsync.domain.shop_proposals import company_proposals
from snelsync.domain.shop_setup import (
    Gateway,
    OrderStatus,
    Part,
    Plugin,
    ShopSetup,
    ShopTaxRate,
)

from .builders import mapping
from .charts import full_chart

PAID = PaymentMeaning.PAID


def proposed(setup: ShopSetup, *answers: tuple[str, str], **more: Any) -> Proposals:  # noqa: ANN401
    """Propose for a shop, on 21 November 2026, in an administration with everything."""
    base = more.pop("base", mapping())
    return propose(
        full_chart(**more),
        setup,
        base=base,
        usual=(*base.payments, Payment("stripe*", PAID), Payment("str*", PAID)),
        today=date(2026, 11, 21),
        answers=Answers(dict(answers)),
        learned={},
    )


def at(found: Proposals, *place: str) -> Proposal | None:
    """Find the proposal for a setting."""
    return next((one for one in found.settings if one.place == place), None)


def asked(found: Proposals, key: str) -> Question | None:
    """Find a question."""
    return next((one for one in found.questions if one.key == key), None)


def value(found: Proposals, *place: str) -> object:
    """Give what is proposed for a setting."""
    one = at(found, *place)
    return one.value if one else None


QUESTIONS = [
    (ShopSetup(), "shop.start", "2026-07-01", ("shop", "start"), date(2026, 7, 1)),
    (ShopSetup(country="BE"), "shop.country", "BE", ("shop", "country"), "BE"),
    (
        ShopSetup(meta_keys=("_wcpdf_invoice_number",)),
        "invoices.number_keys",
        "_wcpdf_invoice_number",
        ("invoices", "number_keys"),
        ("_wcpdf_invoice_number",),
    ),
    (
        ShopSetup(meta_keys=("_wcpdf_invoice_number",)),
        "invoices.number_keys",
        "none",
        ("invoices", "number_keys"),
        (),
    ),
    (
        ShopSetup(meta_keys=("_vat_number",)),
        "customers.businesses",
        "card",
        ("customers", "businesses"),
        "card",
    ),
    (
        ShopSetup(tax_rates=(ShopTaxRate(1, "NL", Decimal(0), "0", "zero", True),)),  # noqa: FBT003
        "zero_vat.domestic_zero_rate",
        "exempt",
        ("zero_vat", "domestic_zero_rate"),
        "exempt",
    ),
    (
        ShopSetup(plugins=(Plugin("pw-gift-cards/x.php", "PW", "1"),)),
        "gift_cards.kind",
        "multi",
        ("gift_cards", "kind"),
        "multi",
    ),
    (
        ShopSetup(statuses=(OrderStatus("verzonden", "Verzonden"),)),
        "shop.statuses:verzonden",
        "book",
        ("shop", "statuses", "book"),
        ("completed", "processing", "refunded", "verzonden"),
    ),
]


@pytest.mark.parametrize(("setup", "key", "answer", "place", "said"), QUESTIONS)
def test_what_only_a_person_knows_is_asked_until_it_is_answered(
    setup: ShopSetup, key: str, answer: str, place: tuple[str, ...], said: object
) -> None:
    """Before the answer nothing sure stands there; afterwards the answer does."""
    before = proposed(setup)
    question = asked(before, key)
    assert question is not None
    assert question.takes(answer)
    assert question.takes(question.default)
    assert not question.takes("nonsense")
    guess = at(before, *place)
    assert guess is None or not guess.sure or guess.how is How.SHOP
    assert asked(proposed(setup, (key, "later")), key)
    assert asked(proposed(setup, (key, "nonsense")), key)
    after = proposed(setup, (key, answer))
    assert asked(after, key) is None
    told = at(after, *place)
    assert told is not None
    assert (told.value, told.how, told.sure) == (said, How.ANSWER, True)


def test_the_start_that_is_guessed_is_the_first_day_of_the_vat_quarter() -> None:
    """What lies before it may stand in a return that was filed."""
    found = at(proposed(ShopSetup()), "shop", "start")
    assert found is not None
    assert (found.value, found.sure) == (date(2026, 10, 1), False)
    assert found in proposed(ShopSetup()).guesses


def test_a_guess_is_said_once_with_all_that_rest_on_it() -> None:
    """Shipping and fees without an account of their own go with the goods, say."""
    same = [
        Proposal(("fees", name), 8140, How.NUMBER, sure=False, why="as [revenue]")
        for name in ("zero", "exempt")
    ]
    assert Proposals(settings=tuple(same)).guesses_in_short == (
        "[fees] zero, [fees] exempt = 8140: as [revenue]",
    )


def test_the_shop_s_zone_is_taken_where_it_names_one() -> None:
    """A bare offset says nothing of summer time: then the Dutch zone is the guess."""
    assert value(
        proposed(ShopSetup(time_zone="Europe/Paris")), "shop", "time_zone"
    ) == ("Europe/Paris")
    guess = at(proposed(ShopSetup()), "shop", "time_zone")
    assert guess is not None
    assert (guess.value, guess.sure) == ("Europe/Amsterdam", False)


def test_a_shop_at_home_is_not_asked_for_its_country() -> None:
    """Its own address agrees with the administration."""
    found = proposed(ShopSetup(country="NL"))
    assert value(found, "shop", "country") == "NL"
    assert asked(found, "shop.country") is None


def test_known_statuses_and_drafts_are_not_asked_about() -> None:
    """WooCommerce's own mean what they mean."""
    own = ("processing", "on-hold", "failed", "checkout-draft")
    found = proposed(ShopSetup(statuses=tuple(OrderStatus(one, one) for one in own)))
    assert [one.key for one in found.questions if one.about] == []
    assert value(found, "shop", "statuses", "wait") == ("on-hold", "pending")


def test_a_payment_method_nobody_knows_is_left_out() -> None:
    """Known ones get a row where none fits; unknown ones hold their orders."""
    gateways = (
        Gateway("bacs", "Overboeking", enabled=True),
        Gateway("stripe_ideal", "iDEAL", enabled=True),
        Gateway("stripe", "Kaart", enabled=True),
        Gateway("pay*later", "Later", enabled=True),
        Gateway("cheque", "Cheque", enabled=False),
    )
    found = proposed(ShopSetup(gateways=gateways))
    assert found.payments == (PaymentProposal("stripe*", PAID, "known"),)
    question = asked(found, "payments:pay*later")
    assert question is not None
    assert (question.setting, question.default) == ("[[payments]]", "later")
    assert asked(found, "payments:cheque") is None
    answered = proposed(ShopSetup(gateways=gateways), ("payments:pay*later", "open"))
    assert answered.payments[1] == PaymentProposal("pay[*]later", "open", "your answer")


def test_meta_keys_that_look_like_numbers_are_added_as_a_guess() -> None:
    """The known ones stay first; results of checks are no numbers."""
    keys = ("_vat_number", "btw_nummer", "_vat_number_is_valid", "billing_kvk")
    base = replace(
        mapping(), customers=Customers("Webshop", vat_number_keys=("_vat_number",))
    )
    found = proposed(ShopSetup(meta_keys=keys), base=base)
    told = at(found, "customers", "vat_number_keys")
    assert told is not None
    assert (told.value, told.sure) == (("_vat_number", "btw_nummer"), False)
    assert value(found, "customers", "kvk_keys") == ("billing_kvk",)


def test_a_shop_whose_rates_are_all_taxed_is_not_asked_about_zero() -> None:
    """A 0 % rate of another country is not a domestic one."""
    rates = (
        ShopTaxRate(1, "NL", Decimal(21), "BTW", "standard", shipping=True),
        ShopTaxRate(2, "GB", Decimal(0), "VAT", "standard", shipping=True),
    )
    found = proposed(ShopSetup(tax_rates=rates))
    assert at(found, "zero_vat", "domestic_zero_rate") is None


def test_gift_cards_that_were_decided_on_are_not_asked_about() -> None:
    """What the mapping says stands."""
    base = replace(mapping(), gift_cards=GiftCards(kind=GiftCardKind.MULTI))
    found = proposed(ShopSetup(meta_keys=("_ywgc_gift_card_code",)), base=base)
    assert asked(found, "gift_cards.kind") is None


def test_what_the_key_may_not_read_is_told() -> None:
    """A part that is closed is a question, not an empty list."""
    unread = frozenset({Part.GATEWAYS, Part.PLUGINS})
    found = proposed(ShopSetup(unread=unread))
    question = asked(found, "payments:gateways")
    assert question is not None
    assert "may not read the shop's payment methods" in question.text
    assert asked(found, "shop.statuses:statuses") is None


def test_the_administration_names_itself_and_its_scheme() -> None:
    """A key of another administration then stops the run; KOR exempts everything."""
    company = Company("id", "Oefen", small_business=True)
    found = company_proposals(company)
    assert value(found, "snelstart", "administration") == "Oefen"
    assert value(found, "zero_vat", "small_business") == "exempt"
    assert company_proposals(Company("id", "")) == Proposals()
    assert len(found.chosen) == 2


def test_settings_are_named_as_in_the_file() -> None:
    """Tables, lists of tables and settings each in their own form."""
    assert named(("rules", "account")) == "[[rules]] account"
    assert named(("shop", "statuses")) == "[shop.statuses]"
    assert named(("discounts", "accounts", "high")) == "[discounts.accounts] high"
