"""Whether SnelStart is set up for what the mapping says, before anything is booked.

The accounts of the sections are checked by ``accounts``; here is all else: rules, OSS,
the rate table, the small-business scheme, what the connection may do, VAT returns that
were handed in, customer cards and the age of a key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from snelsync.domain.accounts import account_problems, cost_centre_problems
from snelsync.domain.chart import FITTING, Account, AccountFunction, Chart
from snelsync.domain.mapping import Mapping, Rule
from snelsync.domain.period import Period
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.vat import DOMESTIC, Treatment, VatKind, VatRates

BACK = 5
"""Years before the book year of which SnelStart takes dates (BOE-0033; 2026-05)."""
KEY_DAYS = 90
"""How long a development key lives (SnelStart's portal, 2026-05)."""
WARN_DAYS = 14
_START = "[shop] start"


class Right(StrEnum):
    """What a connection may be allowed to do, in our words."""

    READ_SETTINGS = "read the company's settings, rates and countries"
    READ_BOOKS = "read the ledger accounts and bookings"
    WRITE_BOOKS = "make bookings"
    READ_CARDS = "read customer cards"
    WRITE_CARDS = "make customer cards"
    READ_INVOICES = "read invoices"
    READ_VAT_RETURNS = "read VAT returns"


NEEDED = tuple(right for right in Right if right is not Right.READ_VAT_RETURNS)
"""Without VAT returns one check less is made, and nothing else is missed."""


def chart_problems(mapping: Mapping, chart: Chart, today: date) -> tuple[Problem, ...]:
    """Check the mapping against the administration, beyond the sections' accounts."""
    return (
        *rule_problems(mapping, chart),
        *oss_problems(mapping, chart),
        *rate_problems(mapping, chart.rates, today),
        *small_business_problems(mapping, chart),
        *_too_early(mapping, chart),
        *_unnamed(mapping, chart),
    )


def rule_problems(mapping: Mapping, chart: Chart) -> Iterator[Problem]:
    """Check the account and the cost centre of every rule, used or not."""
    for rule in mapping.rules:
        setting = f"[[rules]] {rule.name}: account"
        for problem in _rule_account(rule, chart, setting):
            yield replace(problem, where=setting)
        for problem in cost_centre_problems(rule, chart):
            yield replace(problem, where=f"[[rules]] {rule.name}: cost_centre")


def _rule_account(rule: Rule, chart: Chart, setting: str) -> Iterable[Problem]:
    if rule.account is None:
        return ()
    account = chart.account(rule.account)
    fitting = [one for one in Treatment if account and _takes(account, one)]
    if account and not fitting:
        return (
            Problem(
                code=Code.ACCOUNT_MISFIT,
                message=(
                    f"{setting} is {rule.account}, whose function ({account.function})"
                    " is not one for sales"
                ),
                remedy=f"choose an account for turnover for {setting}",
            ),
        )
    return account_problems(
        rule.account,
        rule.treatment or next(iter(fitting), Treatment.HIGH),
        chart=chart,
        setting=setting,
        cost_centre=rule.cost_centre,
    )


def _takes(account: Account, treatment: Treatment) -> bool:
    return account.function in FITTING[treatment]


def oss_problems(mapping: Mapping, chart: Chart) -> Iterator[Problem]:
    """Hold SnelStart's OSS switch and accounts against the mapping's."""
    company = chart.company
    for code, number in mapping.oss.accounts:
        account = chart.account(number)
        if account and account.function is AccountFunction.DISTANCE_SALES:
            yield from _rate_code(code, account, on=company.foreign_vat)
    if not company.foreign_vat:
        return
    if not mapping.oss.accounts:
        yield _warning(
            Code.FOREIGN_VAT,
            "SnelStart has foreign VAT (OSS) switched on and [oss.accounts] is empty:"
            " sales to consumers in other EU countries are held",
            "add `SR = <ledger number>` under [oss.accounts], and one for each rate"
            " code you sell at",
            "[oss.accounts]",
        )
    owed = chart.owed_abroad()
    if owed is None or not owed.active:
        yield Problem(
            code=Code.FOREIGN_VAT,
            message=(
                "SnelStart has foreign VAT (OSS) switched on without an active account"
                " for what is owed of it: no such sale can be booked"
            ),
            remedy="choose an active account for foreign VAT in SnelStart's settings",
        )


def _rate_code(code: str, account: Account, *, on: bool) -> Iterator[Problem]:
    if account.oss_rate_code == code:
        return
    setting = f"[oss.accounts] {code}"
    yield Problem(
        code=Code.ACCOUNT_MISFIT,
        message=(
            f"{setting} is {account.number}, whose rate code is"
            f" '{account.oss_rate_code}' and not '{code}'"
        ),
        remedy=f"choose an account with that rate code for {setting}",
        where=setting,
        severity=Severity.HOLD if on else Severity.WARN,
    )


def rate_problems(mapping: Mapping, rates: VatRates, today: date) -> Iterator[Problem]:
    """Check that the rate table covers every day that can be booked."""
    for kind, treatment in DOMESTIC.items():
        if kind is VatKind.OTHER or mapping.revenue.number(treatment) is None:
            continue
        missing = _uncovered(rates, kind, mapping.shop.start, today)
        if missing is not None:
            yield _warning(
                Code.RATE_UNKNOWN,
                f"SnelStart's table of rates has no {kind} rate on {missing}, and"
                f" orders are booked from {mapping.shop.start} on",
                "set `start` under [shop] after the days without a rate, or ask"
                " SnelStart about its table",
                _START,
            )


def _uncovered(rates: VatRates, kind: VatKind, day: date, last: date) -> date | None:
    """Find the first day of a stretch that has no rate."""
    while day <= last:
        ends = [
            row.valid_until
            for row in rates.rows
            if row.kind is kind and row.percent and row.valid_from <= day
        ]
        until = max(ends, default=date.min)
        if until < day:
            return day
        if until >= last:
            return None
        day = until + timedelta(days=1)
    return None


def small_business_problems(mapping: Mapping, chart: Chart) -> Iterator[Problem]:
    """Hold the small-business scheme in SnelStart against the mapping's."""
    setting = "[zero_vat] small_business"
    said = mapping.zero_vat.small_business
    if chart.company.small_business and said is None:
        yield _warning(
            Code.SMALL_BUSINESS,
            "SnelStart has the small-business scheme (KOR) on, and the mapping does"
            " not say what sales are then",
            'set `small_business = "exempt"` under [zero_vat]',
            setting,
        )
    if said is not None and not chart.company.small_business:
        yield _warning(
            Code.SMALL_BUSINESS,
            f"{setting} takes everything without VAT for {said}, and SnelStart has the"
            " small-business scheme (KOR) off",
            "take the line out, or switch the scheme on in SnelStart",
            setting,
        )


def _too_early(mapping: Mapping, chart: Chart) -> Iterator[Problem]:
    first = chart.company.book_year - BACK
    if mapping.shop.start.year < first:
        yield _warning(
            Code.PERIOD_CLOSED,
            f"orders are booked from {mapping.shop.start} on, and SnelStart takes no"
            f" date before {first}: five years before its current book year (BOE-0033)",
            f"set `start = {first}-01-01` under [shop], or later",
            _START,
        )


def _unnamed(mapping: Mapping, chart: Chart) -> Iterator[Problem]:
    if not mapping.administration.strip():
        yield _warning(
            Code.ADMINISTRATION_UNNAMED,
            "the mapping does not name the administration: a key of another one would"
            " not be noticed",
            f'set `administration = "{chart.company.name}"` under [snelstart]',
            "[snelstart] administration",
        )


def right_problems(rights: frozenset[Right]) -> tuple[Problem, ...]:
    """Find what the connection may not do, and must."""
    return tuple(
        Problem(
            code=Code.RIGHT_MISSING,
            message=f"the connection key may not {right}",
            remedy=(
                "let SnelStart grant the connection this right: its name there is under"
                " right_missing in docs/reference/problems.md"
            ),
        )
        for right in NEEDED
        if right not in rights
    )


def filed_problems(
    filed: Iterable[Period], days: Iterable[date]
) -> tuple[Problem, ...]:
    """Find documents to be booked in a period whose VAT return was handed in."""
    per_day = Counter(days)
    counted = [
        (period, sum(n for day, n in per_day.items() if day in period))
        for period in filed
    ]
    return tuple(
        _warning(
            Code.VAT_RETURN_FILED,
            f"{count} document{'s' * (count > 1)} to be booked fall in {period.label},"
            " whose VAT return was handed in: it would not be right any more",
            f"set `start = {period.last + timedelta(days=1)}` under [shop] if they were"
            " booked another way; else correct that return (suppletie) afterwards",
            _START,
        )
        for period, count in counted
        if count
    )


def card_problems(cards: dict[str, int]) -> tuple[Problem, ...]:
    """Find collective names that more than one customer card bears."""
    return tuple(
        _warning(
            Code.CUSTOMER_AMBIGUOUS,
            f"{count} customer cards in SnelStart are named '{name}': push cannot tell"
            " which is meant, unless it remembers one",
            "rename all but one in SnelStart, or change `collective_name` under"
            " [customers]",
            "[customers] collective_name",
        )
        for name, count in cards.items()
        if count > 1
    )


@dataclass(frozen=True, slots=True)
class KeyAge:
    """What can be told of a development key's end: an estimate, never a fact.

    SnelStart does not say when a key was made. It is at least as old as our first use
    of it, so it ends at the latest so long after that, unless it was renewed.
    """

    first_used: date | None

    def problem(self, today: date) -> Problem | None:
        """Warn when the end is near."""
        ends = self._ends
        if ends is None or not today <= ends <= today + timedelta(days=WARN_DAYS):
            return None
        return _warning(
            Code.KEY_ENDS,
            f"the development key ends on {ends} at the latest, an estimate:"
            f" {KEY_DAYS} days after this record first used it",
            "look on SnelStart's developer portal when it ends, renew it there, and run"
            " `snelsync auth login`; with a key that does not end, set `key ="
            ' "production"` under [snelstart]',
            "[snelstart] key",
        )

    def note(self, today: date) -> str:
        """Say what is known of the end."""
        ends = self._ends
        lives = f"a development key lives {KEY_DAYS} days"
        if ends is None:
            return (
                f"{lives}; SnelStart does not tell since when, and this record has not"
                " booked with it yet: look on SnelStart's developer portal"
            )
        if ends < today:
            return (
                f"{lives}, and this record first used one on {self.first_used}: it was"
                " renewed since, and when it ends is not known"
            )
        return (
            f"{lives}; this record first used it on {self.first_used}, so it ends on"
            f" {ends} at the latest, unless it was renewed (an estimate)"
        )

    @property
    def _ends(self) -> date | None:
        if self.first_used is None:
            return None
        return self.first_used + timedelta(days=KEY_DAYS)


def _warning(code: Code, message: str, remedy: str, where: str) -> Problem:
    return Problem(code, message, remedy, where=where, severity=Severity.WARN)
