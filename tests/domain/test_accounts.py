"""From a treatment to its ledger account, checked against the administration."""

from dataclasses import replace

import pytest

from snelsync.domain.accounts import (
    account_problems,
    mapping_problems,
    rounding_problems,
)
from snelsync.domain.chart import FITTING, AccountFunction
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Order
from snelsync.domain.problem import Code
from snelsync.domain.translate import translate_sale
from snelsync.domain.vat import Treatment, VatKind

from .builders import (
    accounts,
    amounts,
    charge,
    codes,
    fee,
    mapping,
    order,
    sale_of,
    shipping,
)
from .charts import account, chart


def held(one: Order, said: Mapping) -> set[Code]:
    """Translate with a faulty mapping."""
    return codes(translate_sale(one, mapping=said, chart=chart()))


def test_each_kind_of_charge_has_its_own_accounts() -> None:
    """Goods, shipping and fees each land on the account their section names."""
    one = order(
        charge("10.70", "2.25"),
        charge("22.93", "2.06", rate=2, line_id=12),
        charge("27.30", rate=3, line_id=13),
        shipping("4.09", "0.86"),
        shipping("1.00", "0.09", rate=2, line_id=22),
        fee("0.50", "0.11"),
        fee("3.00", "0.27", rate=2, line_id=32),
    )
    assert amounts(sale_of(one).booking) == [
        (8100, "10.70"),
        (8110, "22.93"),
        (8140, "27.30"),
        (8101, "4.09"),
        (8111, "1.00"),
        (8106, "0.50"),
        (8116, "3.00"),
    ]


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"low": 8110}, Code.ACCOUNT_MISSING),
        ({"high": 8199}, Code.ACCOUNT_UNKNOWN),
        ({"high": 8198}, Code.ACCOUNT_INACTIVE),
        ({"high": 8110}, Code.ACCOUNT_MISFIT),
        ({"high": 8140}, Code.ACCOUNT_MISFIT),
        ({"high": 4756}, Code.ACCOUNT_MISFIT),
        ({"high": 8102}, Code.COST_CENTRE_REQUIRED),
    ],
)
def test_an_account_that_cannot_be_right_holds_the_order(
    numbers: dict[str, int], code: Code
) -> None:
    """Turnover is never booked on a missing, inactive or unfitting account."""
    assert held(order(), mapping(revenue=accounts(**numbers))) == {code}


def test_a_faulty_account_is_told_once() -> None:
    """Thirty lines with the same faulty account are one problem."""
    one = order(*(charge("10.70", "2.25", line_id=n) for n in range(30)))
    result = mapping(revenue=accounts(high=8199))
    problems = translate_sale(one, mapping=result, chart=chart())
    assert len(getattr(problems, "problems", ())) == 1


def test_an_account_may_have_several_faults() -> None:
    """Every fault of an account is told at once."""
    bad = account(
        8300,
        AccountFunction.REVENUE_LOW,
        VatKind.LOW,
        active=False,
        cost_centre_required=True,
    )
    found = account_problems(
        8300, Treatment.HIGH, chart=chart(accounts=(bad,)), setting="[revenue] high"
    )
    assert {problem.code for problem in found} == {
        Code.ACCOUNT_INACTIVE,
        Code.ACCOUNT_MISFIT,
        Code.COST_CENTRE_REQUIRED,
    }


def test_an_account_must_allow_the_kind_of_vat() -> None:
    """A function that fits does not help when the VAT kind is not allowed."""
    only_low = account(8300, AccountFunction.REVENUE_HIGH, VatKind.LOW)
    silent = replace(only_low, number=8301, vat_kinds=frozenset())
    known = chart(accounts=(only_low, silent))
    misfit = account_problems(8300, Treatment.HIGH, chart=known, setting="x")
    assert [problem.code for problem in misfit] == [Code.ACCOUNT_MISFIT]
    assert not account_problems(8301, Treatment.HIGH, chart=known, setting="x")


@pytest.mark.parametrize("treatment", list(Treatment))
def test_only_fitting_functions_are_taken(treatment: Treatment) -> None:
    """For every treatment, exactly the functions of the table are accepted."""
    taken = {
        function
        for function in AccountFunction
        if not account_problems(
            8300,
            treatment,
            chart=chart(
                accounts=(replace(account(8300, function), vat_kinds=frozenset()),)
            ),
            setting="x",
        )
    }
    assert taken == FITTING[treatment]


def test_a_good_mapping_has_no_problems() -> None:
    """The example mapping fits a new administration."""
    assert not mapping_problems(mapping(), chart())


@pytest.mark.parametrize("section", ["revenue", "shipping", "fees"])
def test_every_account_of_a_mapping_is_checked(section: str) -> None:
    """An account is checked before any order uses it, and its section is named."""
    found = mapping_problems(mapping(**{section: accounts(low=8199)}), chart())
    assert [problem.code for problem in found] == [Code.ACCOUNT_UNKNOWN]
    assert section in found[0].message


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (8100, Code.ACCOUNT_MISFIT),
        (4999, Code.ACCOUNT_UNKNOWN),
        (8140, Code.ACCOUNT_MISFIT),
    ],
)
def test_rounding_goes_on_a_general_account(number: int, code: Code) -> None:
    """Rounding differences carry no VAT and are no turnover."""
    said = mapping(rounding=number)
    assert [problem.code for problem in rounding_problems(said, chart())] == [code]
    assert [problem.code for problem in mapping_problems(said, chart())] == [code]


def test_a_chart_finds_what_it_has() -> None:
    """Accounts, cost centres and countries are found by what people call them."""
    known = chart()
    centre, country, found = (
        known.cost_centre(1),
        known.country("NL"),
        known.account(8100),
    )
    assert centre is not None
    assert country is not None
    assert found is not None
    assert (centre.description, country.name, found.number) == (
        "Webshop",
        "Nederland",
        8100,
    )
    assert known.cost_centre(9) is None
    assert known.country("XX") is None
    assert known.account(1) is None
