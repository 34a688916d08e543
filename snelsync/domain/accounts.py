"""From a treated part to its ledger account, checked against the administration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from snelsync.domain.chart import FITTING, Account, Chart
from snelsync.domain.classify import Part
from snelsync.domain.mapping import Accounts, Mapping, Rule
from snelsync.domain.order import ChargeKind
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import Treatment, line_kind


@dataclass(frozen=True, slots=True)
class Placed:
    """A part with the account it is booked on."""

    part: Part
    account: int
    cost_centre: int | None = None


SECTIONS = {
    ChargeKind.ITEM: "revenue",
    ChargeKind.SHIPPING: "shipping",
    ChargeKind.FEE: "fees",
}
_GIFT_CARDS = "[gift_cards] account"
_ROUNDING = "[rounding] account"


def accounts_for(kind: ChargeKind, mapping: Mapping) -> Accounts:
    """Give the part of the mapping that places a kind of charge."""
    match kind:
        case ChargeKind.ITEM:
            return mapping.revenue
        case ChargeKind.SHIPPING:
            return mapping.shipping
        case ChargeKind.FEE:
            return mapping.fees


def place_parts(
    parts: tuple[Part, ...], *, mapping: Mapping, chart: Chart
) -> tuple[tuple[Placed, ...], tuple[Problem, ...]]:
    """Give each part its account; a part without a right one is a problem."""
    placed: list[Placed] = []
    problems: dict[tuple[str, str], Problem] = {}
    for part in parts:
        number, setting = _chosen(part, mapping)
        centre = part.rule.cost_centre if part.rule else None
        if number is None:
            found: tuple[Problem, ...] = (_not_chosen(setting, part.treatment),)
        else:
            found = account_problems(
                number,
                part.treatment,
                chart=chart,
                setting=setting,
                cost_centre=centre,
            )
            found += _rate_code_problems(part, number, chart=chart, setting=setting)
            placed.append(Placed(part=part, account=number, cost_centre=centre))
        found += cost_centre_problems(part.rule, chart)
        for problem in found:
            problems.setdefault((problem.code, problem.message), problem)
    return tuple(placed), tuple(problems.values())


def _chosen(part: Part, mapping: Mapping) -> tuple[int | None, str]:
    """Find the account of a part, and the setting that chose it.

    A rule goes before everything, then what the treatment itself brings (a gift card,
    a foreign rate), then the section of the kind of charge.
    """
    if part.rule is not None and part.rule.account is not None:
        return part.rule.account, f"[[rules]] {part.rule.name}: account"
    if part.account is not None:
        return part.account, _GIFT_CARDS
    if part.foreign is not None:
        code = part.foreign.rate_code
        return mapping.oss.number(code), f"[oss.accounts] {code}"
    section = SECTIONS[part.charge.kind]
    number = accounts_for(part.charge.kind, mapping).number(part.treatment)
    return number, f"[{section}] {part.treatment}"


def setting_path(setting: str) -> str:
    """Give a setting as a path, "" for one in a rule: ``[oss.accounts] SR``."""
    section, _, name = setting.partition("] ")
    return "" if setting.startswith("[[") else f"{section[1:]}.{name}"


def _not_chosen(setting: str, treatment: Treatment) -> Problem:
    section, _, name = setting.partition(" ")
    return Problem(
        code=Code.ACCOUNT_MISSING,
        message=f"no ledger account chosen for {treatment}: {setting} is not there",
        remedy=f"add `{name} = <ledger number>` under {section}",
        about=setting_path(setting),
    )


def _rate_code_problems(
    part: Part, number: int, *, chart: Chart, setting: str
) -> tuple[Problem, ...]:
    """Check that a distance-sales account is of the rate that was charged."""
    account = chart.account(number)
    if part.foreign is None or account is None:
        return ()
    if account.oss_rate_code == part.foreign.rate_code:
        return ()
    return (
        Problem(
            code=Code.ACCOUNT_MISFIT,
            message=(
                f"{setting} is {number}, whose rate code is"
                f" '{account.oss_rate_code}' and not '{part.foreign.rate_code}'"
            ),
            remedy=f"choose an account with that rate code for {setting}",
            about=setting_path(setting),
        ),
    )


def cost_centre_problems(rule: Rule | None, chart: Chart) -> tuple[Problem, ...]:
    """Check the cost centre a rule names."""
    if rule is None or rule.cost_centre is None:
        return ()
    centre = chart.cost_centre(rule.cost_centre)
    if centre is not None and centre.active:
        return ()
    what = "inactive" if centre else "not in the administration"
    return (
        Problem(
            code=Code.COST_CENTRE_REQUIRED,
            message=f"[[rules]] {rule.name}: cost centre {rule.cost_centre} is {what}",
            remedy=f"choose an active cost centre for rule {rule.name}",
        ),
    )


def account_problems(
    number: int,
    treatment: Treatment,
    *,
    chart: Chart,
    setting: str,
    cost_centre: int | None = None,
) -> tuple[Problem, ...]:
    """Check one chosen account against the administration's chart."""
    account = chart.account(number)
    if account is None:
        return (
            Problem(
                code=Code.ACCOUNT_UNKNOWN,
                message=f"{setting} is {number}: no account in the administration",
                remedy=f"choose an existing account for {setting}, or make {number}",
                about=setting_path(setting),
            ),
        )
    problems = []
    if not account.active:
        problems.append(
            Problem(
                code=Code.ACCOUNT_INACTIVE,
                message=f"{setting} is {number}, which is inactive in SnelStart",
                remedy=f"choose an active account for {setting}",
                about=setting_path(setting),
            )
        )
    if not _fits(account, treatment):
        problems.append(
            Problem(
                code=Code.ACCOUNT_MISFIT,
                message=(
                    f"{setting} is {number}, whose function ({account.function}) is not"
                    f" one for {treatment}: its turnover would land in the wrong box"
                ),
                remedy=f"choose an account with a fitting function for {setting}",
                about=setting_path(setting),
            )
        )
    if account.cost_centre_required and cost_centre is None:
        problems.append(
            Problem(
                code=Code.COST_CENTRE_REQUIRED,
                message=f"account {number} takes no line without a cost centre",
                remedy=(
                    f"choose another account for {setting}, or name a `cost_centre` in"
                    " a [[rules]] row"
                ),
                about=setting_path(setting),
            )
        )
    return tuple(problems)


def _fits(account: Account, treatment: Treatment) -> bool:
    if account.function not in FITTING[treatment]:
        return False
    kind = line_kind(treatment)
    return not account.vat_kinds or kind in account.vat_kinds


def rounding_problems(mapping: Mapping, chart: Chart) -> tuple[Problem, ...]:
    """Check the rounding account: a general account without VAT."""
    return account_problems(
        mapping.rounding,
        Treatment.OUTSIDE_SCOPE,
        chart=chart,
        setting=_ROUNDING,
    )


def mapping_problems(mapping: Mapping, chart: Chart) -> tuple[Problem, ...]:
    """Check every account the mapping names, used by an order or not.

    Where a problem is, is the setting it is about: ``[revenue] high``.
    """
    return tuple(
        replace(problem, where=setting)
        for number, treatment, setting in _named(mapping)
        for problem in account_problems(number, treatment, chart=chart, setting=setting)
    )


def _named(mapping: Mapping) -> Iterator[tuple[int, Treatment, str]]:
    """List the accounts of all sections: number, treatment and setting."""
    for kind in ChargeKind:
        for treatment, number in accounts_for(kind, mapping).by_treatment:
            yield number, treatment, f"[{SECTIONS[kind]}] {treatment}"
    for treatment, number in mapping.discounts.accounts.by_treatment:
        yield number, treatment, f"[discounts.accounts] {treatment}"
    for code, number in mapping.oss.accounts:
        yield number, Treatment.OSS, f"[oss.accounts] {code}"
    if mapping.gift_cards.account is not None:
        yield mapping.gift_cards.account, Treatment.OUTSIDE_SCOPE, _GIFT_CARDS
    yield mapping.rounding, Treatment.OUTSIDE_SCOPE, _ROUNDING
