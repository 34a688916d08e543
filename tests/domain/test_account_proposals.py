"""Which accounts are proposed: by number, RGS code, function; and never a wrong one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snelsync.domain.account_choice import (
    BESIDE_GOODS,
    DEPOSITS,
    GIFT_CARDS,
    GOODS,
    ROUNDING,
)
from snelsync.domain.account_proposals import account_proposals, oss_proposals
from snelsync.domain.accounts import account_problems
from snelsync.domain.chart import Account, AccountFunction, Chart
from snelsync.domain.proposal import Answers, How, Place, Proposal, Proposals
from snelsync.domain.vat import Treatment, VatKind

from .charts import account, chart, full_chart

HIGH = AccountFunction.REVENUE_HIGH
TREATMENT = {
    one.place: one.treatment
    for one in (*GOODS, *BESIDE_GOODS, ROUNDING, GIFT_CARDS, DEPOSITS)
}


def high(number: int, name: str, *rgs: str, **fields: Any) -> Account:  # noqa: ANN401
    """Make an account for turnover at the high rate."""
    return account(
        number, HIGH, VatKind.HIGH, description=name, rgs_codes=rgs, **fields
    )


def proposed(*accounts: Account, **more: Any) -> Proposals:  # noqa: ANN401
    """Propose the accounts of a chart that has these only."""
    settings: dict[str, Any] = {"answers": Answers(), "learned": {}} | more
    return account_proposals(chart(accounts=accounts), **settings)


def at(found: Proposals, *place: str) -> Proposal:
    """Find the proposal for a setting."""
    (one,) = [one for one in found.settings if one.place == place]
    return one


def told(one: Proposal) -> tuple[object, How, bool]:
    """Give what counts of a proposal."""
    return one.value, one.how, one.sure


def test_the_usual_number_is_chosen_when_its_function_fits() -> None:
    """8100 for turnover at the high rate, as in SnelStart's own chart."""
    found = at(proposed(high(8100, "Omzet")), "revenue", "high")
    assert told(found) == (8100, How.NUMBER, True)
    assert found.setting == "[revenue] high"
    assert found.why == 'the usual number: "Omzet"'


def test_the_usual_number_with_another_rgs_code_is_a_guess() -> None:
    """A number can be reused for something else; the RGS code tells."""
    found = at(proposed(high(8100, "Omzet", "WOmzKebVek")), "revenue", "high")
    assert told(found) == (8100, How.NUMBER, False)


@pytest.mark.parametrize(
    "wrong",
    [
        high(8100, "Omzet", active=False),
        high(8100, "Omzet", cost_centre_required=True),
        high(8100, "Verzendkosten"),
        account(8100, AccountFunction.GENERAL),
    ],
)
def test_the_usual_number_is_passed_over_when_it_cannot_be_meant(
    wrong: Account,
) -> None:
    """Inactive, of another function, for shipping, or in need of a cost centre."""
    found = at(proposed(wrong, high(4, "Omzet", "WOmzNohOlh")), "revenue", "high")
    assert told(found) == (4, How.RGS, True)


def test_an_rgs_code_of_another_kind_of_turnover_is_a_guess() -> None:
    """Turnover of services where the chart has none of goods."""
    found = at(proposed(high(4, "Omzet", "WOmzNodOlh")), "revenue", "high")
    assert told(found) == (4, How.RGS, False)


def test_several_with_the_same_rgs_code_are_asked_about() -> None:
    """The lowest number is the guess, and the question names them all."""
    found = proposed(high(6, "B", "WOmzNohOlh"), high(5, "A\n1", "WOmzNohOlh"))
    assert told(at(found, "revenue", "high")) == (5, How.RGS, False)
    asked = next(one for one in found.questions if one.place == ("revenue", "high"))
    assert (asked.default, asked.allowed) == ("5", ("5", "6", "later"))
    assert asked.text.startswith("which account is for what is sold at the high rate?")
    assert asked.text.endswith('There are 5 "A 1", 6 "B"')
    assert asked.key == "revenue.high"


def test_the_only_account_with_a_function_is_a_guess_that_nobody_is_asked_about() -> (
    None
):
    """Without number or RGS code the function is all there is to go by."""
    found = proposed(high(5, "Omzet"))
    assert told(at(found, "revenue", "high")) == (5, How.FUNCTION, False)
    assert ("revenue", "high") not in {one.place for one in found.questions}


def test_a_name_tells_accounts_of_one_function_apart() -> None:
    """Zero-rated, exempt and reverse-charged turnover share one function."""
    untaxed = AccountFunction.REVENUE_UNTAXED
    found = proposed(
        account(1, untaxed, description="Omzet"),
        account(2, untaxed, description="Omzet vrijgesteld"),
        account(3, untaxed, description="Omzet verlegd"),
        account(4, untaxed, description="Omzet nultarief"),
    )
    numbers = {one.place: one.value for one in found.settings}
    assert numbers["revenue", "zero"] == 4
    assert numbers["revenue", "exempt"] == 2
    assert numbers["revenue", "reverse_charged"] == 3
    assert numbers["shipping", "exempt"] == 2


def test_shipping_and_fees_have_an_account_of_their_own_or_that_of_the_goods() -> None:
    """Which of both it is, stands beside it."""
    found = proposed(high(8100, "Omzet"), high(8101, "Boeken"), high(9, "Porto"))
    assert told(at(found, "shipping", "high")) == (9, How.FUNCTION, False)
    fees = at(found, "fees", "high")
    assert told(fees) == (8100, How.NUMBER, False)
    assert "that of the goods" in fees.why
    assert at(found, "fees", "low").value is None
    assert at(found, "discounts", "accounts", "high").value is None


def test_a_general_account_is_never_taken_for_its_function_alone() -> None:
    """Dozens share it: its name or its RGS code has to say what it is for."""
    general = AccountFunction.GENERAL
    found = proposed(account(4757, general), account(1750, general))
    assert at(found, "rounding", "account").value is None
    assert at(found, "gift_cards", "account").value is None
    asked = {one.key: one for one in found.questions}
    assert asked["rounding.account"].default == "later"
    assert "rounding differences" in asked["rounding.account"].text
    assert "gift_cards.account" not in asked
    named = proposed(account(5, general, rgs_codes=("WBedAdlBet",)))
    assert told(at(named, "rounding", "account")) == (5, How.RGS, True)
    usual = proposed(account(4756, general))
    assert told(at(usual, "rounding", "account")) == (4756, How.NUMBER, False)
    other = proposed(account(4756, general, description="Cadeaubonnen"))
    assert at(other, "rounding", "account").value is None


def test_an_account_that_is_lacking_is_asked_for() -> None:
    """What there is not cannot be chosen, and the question says so."""
    asked = {one.key: one for one in proposed().questions}
    assert asked["revenue.high"].text.endswith("make one in SnelStart")
    assert asked["revenue.high"].allowed == ("later",)


def test_a_long_list_of_accounts_is_cut_short() -> None:
    """A question stays readable."""
    (asked,) = [
        one
        for one in proposed(*(high(n, "Omzet") for n in range(1, 10))).questions
        if one.key == "revenue.high"
    ]
    assert asked.text.endswith('6 "Omzet" and 3 more')


def test_an_answer_goes_before_a_guess() -> None:
    """The chosen account is the answer's; no question is left."""
    answers = Answers({"revenue.high": "6", "revenue.low": "7"})
    found = proposed(high(5, "A"), high(6, "B"), answers=answers)
    assert told(at(found, "revenue", "high")) == (6, How.ANSWER, True)
    assert at(found, "revenue", "low").value is None
    assert "revenue.high" not in {one.key for one in found.questions}


def test_what_was_learned_goes_before_everything_that_fits() -> None:
    """A booking made by hand says it; an account that booking refuses does not."""
    learned: dict[Place, tuple[int, str]] = {
        ("revenue", "high"): (6, "learned from invoice 7"),
        ("revenue", "low"): (6, "learned from invoice 7"),
        ("oss", "accounts", "SR"): (8180, "learned from invoice 7"),
        ("oss", "accounts", "RRL"): (6, "learned from invoice 7"),
    }
    found = proposed(high(5, "A"), high(6, "B"), learned=learned)
    assert told(at(found, "revenue", "high")) == (6, How.INVOICE, True)
    assert at(found, "revenue", "low").value is None
    oss = oss_proposals(full_chart(), answers=Answers(), learned=learned)
    assert told(at(oss, "oss", "accounts", "SR")) == (8180, How.INVOICE, True)
    assert told(at(oss, "oss", "accounts", "RRL")) == (8181, How.FUNCTION, True)


def test_distance_sales_have_an_account_for_each_rate_code_where_oss_is_on() -> None:
    """Two for one code are asked about; without OSS or codes there are none."""

    def oss(one: Chart, answers: Answers | None = None) -> Proposals:
        return oss_proposals(one, answers=answers or Answers(), learned={})

    on = full_chart()
    found = oss(on)
    assert [(one.place[-1], one.value) for one in found.settings] == [
        ("RRH", None),
        ("RRL", 8181),
        ("SR", 8180),
    ]
    distance = AccountFunction.DISTANCE_SALES
    twice = full_chart(
        accounts=(
            account(1, distance, oss_rate_code="SR"),
            account(2, distance, oss_rate_code="SR"),
            account(3, distance),
        )
    )
    (asked,) = oss(twice).questions
    assert (asked.setting, asked.default) == ("[oss.accounts] SR", "1")
    assert told(oss(twice).settings[-1]) == (1, How.FUNCTION, False)
    assert oss(twice, Answers({asked.key: "2"})).settings[-1].value == 2
    (none,) = oss(full_chart(accounts=())).questions
    assert none.setting == "[oss.accounts]"
    (off,) = oss(full_chart(oss=False)).settings
    assert (off.value, off.sure) == (None, True)


NAMES = ("Omzet", "Verzendkosten", "Korting", "nultarief", "verlegd", "Afronding")
CODES = ("WOmzNohOlh", "WOmzNohOlg", "WOmzKebVek", "WBedAdlBet", "BVorDebHad")
ACCOUNTS = st.builds(
    account,
    st.sampled_from((1, 2, 4756, 8100, 8101, 8110, 8140, 8199)),
    st.sampled_from(list(AccountFunction)),
    st.sampled_from(list(VatKind)),
    description=st.sampled_from(NAMES),
    active=st.booleans(),
    cost_centre_required=st.booleans(),
    rgs_codes=st.lists(st.sampled_from(CODES), max_size=2).map(tuple),
)


@given(st.lists(ACCOUNTS, max_size=12))
def test_no_account_is_proposed_that_booking_refuses(accounts: list[Account]) -> None:
    """Whatever the chart looks like, map-check finds no fault in what is proposed."""
    one = chart(accounts=tuple(accounts))
    for proposal in proposed(*accounts).settings:
        if proposal.value is not None:
            assert isinstance(proposal.value, int)
            treatment = TREATMENT.get(proposal.place) or Treatment(proposal.place[-1])
            assert not account_problems(
                proposal.value, treatment, chart=one, setting=proposal.setting
            )
