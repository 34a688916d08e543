"""What line mends a problem, and which lines decide nothing."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from snelsync.domain.accounts import mapping_problems
from snelsync.domain.chart import AccountFunction, Chart
from snelsync.domain.mapping import GiftCards, Mapping, Oss
from snelsync.domain.problem import Code, Problem
from snelsync.domain.suggestions import Suggestion, joined, suggestions
from snelsync.domain.vat import VatKind

from .builders import accounts, mapping
from .charts import account, chart, full_chart

LOW_ONLY = chart(accounts=(account(8110, AccountFunction.REVENUE_LOW, VatKind.LOW),))


def lines(
    code: Code,
    about: str,
    said: Mapping | None = None,
    admin: Chart | None = None,
) -> list[tuple[str, str, bool]]:
    """Give what is suggested: header, line, and whether it is safe."""
    problem = Problem(code, "m", "r", about=about)
    found = suggestions(problem, mapping=said or mapping(), chart=admin or full_chart())
    assert all(one.why for one in found)
    return [(one.header, one.line, one.safe) for one in found]


def test_the_only_account_that_fits_is_safe() -> None:
    """Where its number says the same, and nobody chose another."""
    none = mapping(revenue=accounts(high=8100))

    def low(admin: Chart, said: Mapping = none) -> list[tuple[str, str, bool]]:
        return lines(Code.ACCOUNT_MISSING, "revenue.low", said, admin)

    assert low(LOW_ONLY) == [("[revenue]", "low = 8110", True)]
    (only,) = LOW_ONLY.accounts
    other = replace(LOW_ONLY, accounts=(replace(only, number=8500),))
    assert low(other) == [("[revenue]", "low = 8500", False)]
    assert low(full_chart()) == [("[revenue]", "low = 8110", False)]
    chosen = mapping(revenue=accounts(low=8999))
    assert low(LOW_ONLY, chosen) == [("[revenue]", "low = 8110", False)]
    assert low(replace(LOW_ONLY, accounts=(replace(only, active=False),))) == []


@pytest.mark.parametrize(
    ("about", "wanted"),
    [
        ("shipping.high", ["high = 8101"]),
        ("fees.zero", ["zero = 8140"]),
        ("discounts.accounts.low", ["low = 8115"]),
        ("oss.accounts.RRL", ["RRL = 8181"]),
        ("oss.accounts.PR", []),
        ("oss.accounts", ["RRL = 8181", "SR = 8180"]),
        ("rounding.account", ["account = 4756"]),
        ("gift_cards.account", ["account = 1750"]),
        ("revenue.outside_scope", []),
        ("", []),
    ],
)
def test_the_usual_account_comes_first(about: str, wanted: list[str]) -> None:
    """And of general accounts no other: any balance-sheet account is one."""
    said = mapping(oss=Oss(()), gift_cards=GiftCards())
    assert [line for _, line, _ in lines(Code.ACCOUNT_MISSING, about, said)] == wanted


def test_a_known_payment_method_is_safe() -> None:
    """By its own name alone; what an unknown one means a person must say."""
    code = Code.GATEWAY_UNKNOWN
    row = "[[payments]]"
    assert lines(code, "stripe_sepa") == [
        (row, 'gateway = "stripe_sepa"\nmeans = "paid"', True)
    ]
    assert lines(code, "") == [(row, 'gateway = ""\nmeans = "open"', True)]
    assert lines(code, "a*[1]?") == [
        (row, 'gateway = "a[*][[]1][?]"\nmeans = "open"', False)
    ]


def test_what_a_person_decides_is_proposed() -> None:
    """With a value that loads, and never as safe."""
    assert lines(Code.STATUS_UNKNOWN, "verzonden") == [
        ("[shop.statuses]", 'wait = ["on-hold", "pending", "verzonden"]', False)
    ]
    zero = Code.ZERO_WITHOUT_REASON
    assert lines(zero, "zero_vat.outside_eu") == [
        ("[zero_vat]", 'outside_eu = "export"', False)
    ]
    assert lines(Code.GIFT_CARD, "gift_cards.kind") == [
        ("[gift_cards]", 'kind = "multi"\naccount = 1750', False)
    ]
    ((header, line, safe),) = lines(zero, 'item A"\x7f*')
    assert (header, safe) == ("[[rules]]", False)
    assert tomllib.loads(line) == {
        "name": 'without VAT: item A"\x7f*',
        "sku": 'A"\x7f[*]',
        "treatment": "exempt",
    }
    assert lines(zero, "shipping flat_rate") == lines(zero, "") == []


def test_lists_of_one_setting_are_put_together() -> None:
    """Two statuses nobody knows are one line; anything else is said once."""

    def wait(*statuses: str) -> Suggestion:
        return Suggestion("shop.statuses", (("wait", statuses),), safe=False, why="")

    assert joined(wait("a", "b"), wait("a", "c")) == wait("a", "b", "c")
    number = replace(wait(), settings=(("high", 1),))
    assert joined(number, wait("a")) == number
    row = replace(wait("a"), is_row=True)
    assert joined(row, wait("b")) == row
    assert wait("a").place == wait("b").place != row.place


def test_every_fault_of_an_account_is_about_its_setting() -> None:
    """Of each section; a rule's is about none that one line could mend."""
    said: dict[str, Any] = {"revenue": accounts(high=1), "shipping": accounts(low=8198)}
    found = mapping_problems(mapping(**said, rounding=8100), chart())

    about = {problem.about for problem in found}
    assert {"revenue.high", "shipping.low", "rounding.account"} <= about
