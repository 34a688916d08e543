"""Whether SnelStart is set up for the mapping: each fault, its remedy, and the cure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from snelsync.domain.chart import Account, AccountFunction, Chart, CostCentre
from snelsync.domain.chart_checks import (
    NEEDED,
    KeyAge,
    Right,
    card_problems,
    chart_problems,
    filed_problems,
    right_problems,
)
from snelsync.domain.mapping import Mapping, Oss, Rule, ZeroVat
from snelsync.domain.period import Period
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import Treatment, VatKind, VatRates

from .builders import mapping
from .charts import RATES, account, chart, full_chart

TODAY = date(2026, 11, 21)
NAMED = {"administration": "Oefenadministratie"}
QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30), "2026-07-01 to 2026-09-30")


def said(**fields: Any) -> Mapping:  # noqa: ANN401
    """Make a mapping that has nothing wrong, but for what is given."""
    return mapping(**(NAMED | fields))


def rule(**fields: Any) -> Mapping:  # noqa: ANN401
    """Make a mapping with one rule."""
    return said(rules=(Rule("deposit", sku="STATIE*", **fields),))


def oss(*accounts: tuple[str, int]) -> Mapping:
    """Make a mapping with accounts for foreign VAT."""
    return said(oss=Oss(accounts))


def begin(day: date) -> Mapping:
    """Make a mapping that books from a day on."""
    return said(shop={"start": day})


def with_company(**fields: Any) -> Chart:  # noqa: ANN401
    """Change the settings of the company in SnelStart."""
    known = full_chart(oss=False)
    return replace(known, company=replace(known.company, **fields))


def with_account(one: Account) -> Chart:
    """Give the chart with an account changed or added."""
    known = full_chart(oss=False)
    rest = tuple(row for row in known.accounts if row.number != one.number)
    return replace(known, accounts=(*rest, one))


@dataclass(frozen=True, slots=True)
class Seed:
    """A fault: mapping and chart with it, what is said of it, and both once cured."""

    name: str
    faulty: tuple[Mapping, Chart]
    code: Code
    where: str
    says: str
    remedy: str
    cured: tuple[Mapping, Chart]
    holds: bool = True


SHOP = full_chart(oss=False)
ABROAD = full_chart()
IDLE = account(1700, AccountFunction.GENERAL, active=False)
WITHOUT_1700 = tuple(one for one in ABROAD.accounts if one.number != 1700)
BOTH = (("SR", 8180), ("RRL", 8181))
LATER = VatRates(tuple(row for row in RATES.rows if row.valid_from.year != 1986))
CENTRES = (
    CostCentre("id-1", 1, "Webshop", active=True),
    CostCentre("id-3", 3, "Oud", active=False),
)
ACCOUNT, CENTRE = "[[rules]] deposit: account", "[[rules]] deposit: cost_centre"
SEEDS = (
    Seed(
        "rule on no account",
        (rule(account=9123), SHOP),
        Code.ACCOUNT_UNKNOWN,
        ACCOUNT,
        "9123: no account in the administration",
        "choose an existing account",
        (rule(account=1751), SHOP),
    ),
    Seed(
        "rule on an inactive account",
        (rule(account=8198), SHOP),
        Code.ACCOUNT_INACTIVE,
        ACCOUNT,
        "8198, which is inactive",
        "choose an active account",
        (rule(account=8100), SHOP),
    ),
    Seed(
        "rule on a journal",
        (rule(account=1300), with_account(account(1300, AccountFunction.JOURNAL))),
        Code.ACCOUNT_MISFIT,
        ACCOUNT,
        "(journal) is not one for sales",
        "choose an account for turnover",
        (rule(account=8100), SHOP),
    ),
    Seed(
        "rule with a treatment on an account of another",
        (rule(account=8100, treatment=Treatment.OUTSIDE_SCOPE), SHOP),
        Code.ACCOUNT_MISFIT,
        ACCOUNT,
        "is not one for outside_scope",
        "with a fitting function",
        (rule(account=1751, treatment=Treatment.OUTSIDE_SCOPE), SHOP),
    ),
    Seed(
        "rule on an account that wants a cost centre",
        (rule(account=8102), SHOP),
        Code.COST_CENTRE_REQUIRED,
        ACCOUNT,
        "account 8102 takes no line without a cost centre",
        "name a `cost_centre`",
        (rule(account=8102, cost_centre=1), SHOP),
    ),
    Seed(
        "rule with no such cost centre",
        (rule(cost_centre=7), SHOP),
        Code.COST_CENTRE_REQUIRED,
        CENTRE,
        "cost centre 7 is not in the administration",
        "choose an active cost centre",
        (rule(cost_centre=1), SHOP),
    ),
    Seed(
        "rule with an inactive cost centre",
        (rule(cost_centre=3), replace(SHOP, cost_centres=CENTRES)),
        Code.COST_CENTRE_REQUIRED,
        CENTRE,
        "cost centre 3 is inactive",
        "choose an active cost centre",
        (rule(cost_centre=1), replace(SHOP, cost_centres=CENTRES)),
    ),
    Seed(
        "OSS on in SnelStart only",
        (said(), ABROAD),
        Code.FOREIGN_VAT,
        "[oss.accounts]",
        "[oss.accounts] is empty",
        "add `SR = <ledger number>`",
        (oss(*BOTH), ABROAD),
        holds=False,
    ),
    Seed(
        "OSS on without an account for what is owed",
        (oss(*BOTH), with_company(foreign_vat=True, foreign_vat_account_id="")),
        Code.FOREIGN_VAT,
        "",
        "without an active account",
        "choose an active account for foreign VAT in SnelStart",
        (oss(*BOTH), with_company(foreign_vat=True, foreign_vat_account_id="id-1700")),
    ),
    Seed(
        "OSS on with an inactive account for what is owed",
        (oss(*BOTH), replace(ABROAD, accounts=(*WITHOUT_1700, IDLE))),
        Code.FOREIGN_VAT,
        "",
        "without an active account",
        "choose an active account for foreign VAT in SnelStart",
        (oss(*BOTH), ABROAD),
    ),
    Seed(
        "an OSS account of another rate code",
        (oss(("SR", 8181)), ABROAD),
        Code.ACCOUNT_MISFIT,
        "[oss.accounts] SR",
        "whose rate code is 'RRL' and not 'SR'",
        "choose an account with that rate code",
        (oss(("SR", 8180)), ABROAD),
    ),
    Seed(
        "the same while OSS is off",
        (oss(("SR", 8181)), SHOP),
        Code.ACCOUNT_MISFIT,
        "[oss.accounts] SR",
        "whose rate code is 'RRL'",
        "choose an account with that rate code",
        (oss(("SR", 8180)), SHOP),
        holds=False,
    ),
    Seed(
        "days without a low rate",
        (begin(date(2018, 12, 1)), replace(SHOP, rates=LATER)),
        Code.RATE_UNKNOWN,
        "[shop] start",
        "no low rate on 2018-12-01",
        "set `start` under [shop]",
        (begin(date(2019, 1, 1)), replace(SHOP, rates=LATER)),
        holds=False,
    ),
    Seed(
        "KOR on in SnelStart only",
        (said(), with_company(small_business=True)),
        Code.SMALL_BUSINESS,
        "[zero_vat] small_business",
        "the mapping does not say what sales are then",
        'set `small_business = "exempt"`',
        (
            said(zero_vat=ZeroVat(small_business=Treatment.EXEMPT)),
            with_company(small_business=True),
        ),
        holds=False,
    ),
    Seed(
        "KOR on in the mapping only",
        (said(zero_vat=ZeroVat(small_business=Treatment.EXEMPT)), SHOP),
        Code.SMALL_BUSINESS,
        "[zero_vat] small_business",
        "takes everything without VAT for exempt",
        "take the line out",
        (said(), SHOP),
        holds=False,
    ),
    Seed(
        "a start that SnelStart does not take",
        (begin(date(2020, 12, 31)), with_company(book_year=2026)),
        Code.PERIOD_CLOSED,
        "[shop] start",
        "no date before 2021",
        "set `start = 2021-01-01`",
        (begin(date(2021, 1, 1)), with_company(book_year=2026)),
        holds=False,
    ),
    Seed(
        "an administration without a name",
        (mapping(administration=" "), SHOP),
        Code.ADMINISTRATION_UNNAMED,
        "[snelstart] administration",
        "a key of another one would not be noticed",
        'set `administration = "Oefenadministratie"`',
        (said(), SHOP),
        holds=False,
    ),
)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_each_fault_is_told_and_its_remedy_cures_it(seed: Seed) -> None:
    """One problem with its place, what is wrong and what to do; done, it is gone."""
    (found,) = chart_problems(*seed.faulty, TODAY)
    assert (found.code, found.where, found.holds) == (seed.code, seed.where, seed.holds)
    assert seed.says in found.message
    assert seed.remedy in found.remedy
    assert chart_problems(*seed.cured, TODAY) == ()


def test_an_account_that_is_not_for_distance_sales_is_told_once() -> None:
    """That is told with all accounts of the sections; its rate code is not asked."""
    assert chart_problems(oss(("SR", 8100), ("PR", 9999)), SHOP, TODAY) == ()


def test_a_rate_table_is_looked_through_to_this_day() -> None:
    """Rows that follow each other cover; a hole between them, or at the end, does not.

    A shop without turnover at a rate needs none, and one that begins tomorrow neither.
    """
    low = [row for row in RATES.rows if row.kind is VatKind.LOW and row.percent]
    rest = tuple(row for row in RATES.rows if row not in low)
    old, new = low
    late = replace(new, valid_from=date(2019, 1, 2))
    short = replace(new, valid_until=TODAY - timedelta(days=1))

    def missing(*rows: Any, **fields: Any) -> list[str]:  # noqa: ANN401
        known = chart(rates=VatRates((*rest, *rows)))
        shop = {"start": date(2018, 1, 1)}
        found = chart_problems(said(shop=shop, **fields), known, TODAY)
        return [one.message.partition(" rate on ")[2][:10] for one in found]

    assert missing(old, new) == []
    assert missing(old, late) == ["2019-01-01"]
    assert missing(old, short) == [str(TODAY)]
    assert missing(revenue=replace(said().revenue, by_treatment=())) == []
    assert missing() == ["2018-01-01"]
    tomorrow = said(shop={"start": TODAY + timedelta(days=1)})
    assert chart_problems(tomorrow, chart(rates=VatRates(rest)), TODAY) == ()


@pytest.mark.parametrize("right", NEEDED)
def test_a_right_that_is_missing_is_told(right: Right) -> None:
    """Each right that booking needs is told when missing; once granted it is well."""
    (found,) = right_problems(frozenset(Right) - {right})
    assert (found.code, found.holds) == (Code.RIGHT_MISSING, True)
    assert right in found.message
    assert "let SnelStart grant" in found.remedy
    assert right_problems(frozenset(NEEDED)) == ()


def only(found: Iterable[Problem]) -> Problem:
    """Give the one problem there is."""
    (one,) = found
    return one


def test_documents_in_a_period_that_was_filed_are_told() -> None:
    """How many, in which period; with the later start that is proposed, none."""
    days = [date(2026, 6, 30), date(2026, 9, 30), date(2026, 10, 1)]
    found = only(filed_problems([QUARTER], days))
    assert "1 document to be booked fall in 2026-07-01" in found.message
    assert "`start = 2026-10-01`" in found.remedy
    assert (found.code, found.holds) == (Code.VAT_RETURN_FILED, False)
    assert filed_problems([QUARTER], [d for d in days if d >= date(2026, 10, 1)]) == ()
    assert "2 documents" in only(filed_problems([QUARTER], days[1:2] * 2)).message


def test_two_cards_of_one_collective_name_are_told() -> None:
    """Which of two is meant nobody knows; one, or none yet, is well."""
    found = only(card_problems({"Webshop NL": 2, "Webshop BE": 1, "Webshop DE": 0}))
    assert "2 customer cards in SnelStart are named 'Webshop NL'" in found.message
    assert "rename all but one" in found.remedy
    assert found.code is Code.CUSTOMER_AMBIGUOUS
    assert card_problems({"Webshop NL": 1}) == ()


@pytest.mark.parametrize(
    ("used", "warned", "says"),
    [
        (None, False, "this record has not booked with it yet"),
        (TODAY, False, "ends on 2027-02-19 at the latest"),
        (TODAY - timedelta(days=75), False, "(an estimate)"),
        (TODAY - timedelta(days=76), True, "ends on 2026-12-05 at the latest"),
        (TODAY - timedelta(days=90), True, "ends on 2026-11-21 at the latest"),
        (TODAY - timedelta(days=91), False, "was renewed since"),
    ],
)
def test_the_end_of_a_development_key_is_an_estimate(
    used: date | None, *, warned: bool, says: str
) -> None:
    """Two weeks ahead it is a warning; else a note, which says what is not known."""
    age = KeyAge(used)
    problem = age.problem(TODAY)
    assert (problem is not None) is warned
    if problem is None:
        assert says in age.note(TODAY)
    else:
        assert says in problem.message
        assert 'key = "production"' in problem.remedy.replace("'", "")
