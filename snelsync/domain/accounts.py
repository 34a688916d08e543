"""From a treated part to its ledger account, checked against the administration."""

from __future__ import annotations

from dataclasses import dataclass

from snelsync.domain.chart import FITTING, Account, Chart
from snelsync.domain.classify import Part
from snelsync.domain.mapping import Accounts, Mapping
from snelsync.domain.order import ChargeKind
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import Treatment, line_kind


@dataclass(frozen=True, slots=True)
class Placed:
    """A part with the account it is booked on."""

    part: Part
    account: int


SECTIONS = {
    ChargeKind.ITEM: "revenue",
    ChargeKind.SHIPPING: "shipping",
    ChargeKind.FEE: "fees",
}


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
        kind, treatment = part.charge.kind, part.treatment
        number = accounts_for(kind, mapping).number(treatment)
        section = SECTIONS[kind]
        if number is None:
            found: tuple[Problem, ...] = (_not_chosen(section, treatment),)
        else:
            found = account_problems(
                number, treatment, chart=chart, setting=f"[{section}] {treatment}"
            )
            placed.append(Placed(part=part, account=number))
        for problem in found:
            problems.setdefault((problem.code, problem.message), problem)
    return tuple(placed), tuple(problems.values())


def _not_chosen(section: str, treatment: Treatment) -> Problem:
    return Problem(
        code=Code.ACCOUNT_MISSING,
        message=f"no ledger account chosen for {section} at treatment {treatment}",
        remedy=f"add `{treatment} = <ledger number>` under [{section}]",
    )


def account_problems(
    number: int, treatment: Treatment, *, chart: Chart, setting: str
) -> tuple[Problem, ...]:
    """Check one chosen account against the administration's chart."""
    account = chart.account(number)
    if account is None:
        return (
            Problem(
                code=Code.ACCOUNT_UNKNOWN,
                message=f"{setting} is {number}: no account in the administration",
                remedy=f"choose an existing account for {setting}, or make {number}",
            ),
        )
    problems = []
    if not account.active:
        problems.append(
            Problem(
                code=Code.ACCOUNT_INACTIVE,
                message=f"{setting} is {number}, which is inactive in SnelStart",
                remedy=f"choose an active account for {setting}",
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
            )
        )
    if account.cost_centre_required:
        problems.append(
            Problem(
                code=Code.COST_CENTRE_REQUIRED,
                message=f"account {number} takes no line without a cost centre",
                remedy=f"choose another account for {setting}",
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
        setting="[rounding] account",
    )


def mapping_problems(mapping: Mapping, chart: Chart) -> tuple[Problem, ...]:
    """Check every account the mapping names, used by an order or not."""
    problems: list[Problem] = []
    for kind in ChargeKind:
        for treatment, number in accounts_for(kind, mapping).by_treatment:
            problems += account_problems(
                number,
                treatment,
                chart=chart,
                setting=f"[{SECTIONS[kind]}] {treatment}",
            )
    problems += rounding_problems(mapping, chart)
    return tuple(problems)
