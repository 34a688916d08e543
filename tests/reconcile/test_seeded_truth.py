"""Seeded truth: whatever was tampered with is found, and nothing else is.

All at once, and three of them alone, at every run. Each of them alone takes a minute:
``pytest -m chaos tests/reconcile/test_seeded_truth.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

import pytest

from .conftest import OpenStage
from .stage import Stage
from .table import TAMPERINGS
from .tampering import Found, Tampering
from .told import Change, Told, name_of, told

TELLING = {
    "document_invented",
    "two_that_make_up_for_each_other",
    "moved_round_in_three_and_not_told",
}
"""What is tried alone at every run; the rest is asked for with ``-m chaos``."""
SUMS = {"gap": "C2", "net": "C3", "vat": "C4"}


@pytest.fixture(scope="session")
def untouched(staged: OpenStage) -> Told:
    """Say what reconcile says before anybody laid hands on anything."""
    return told(staged("incl").prove())


def change_of(stage: Stage, deeds: Iterable[Tampering], untouched: Told) -> Change:
    """Do all of it, reconcile, and tell what is new; nothing stays unexplained."""
    for one in deeds:
        one.deed(stage)
    now = told(stage.prove())
    assert now.unexplained == 0
    return now.since(untouched)


def faults(change: Change, finds: list[Found]) -> list[str]:
    """List what is not as the table has it."""
    wrong = []
    wanted = Counter(
        (one.number, one.place, one.verdict) for one in finds if one.verdict
    )
    if change.documents != wanted:
        missing, more = wanted - change.documents, change.documents - wanted
        wrong.append(f"not found {dict(missing)}, found besides {dict(more)}")
    for one in finds:
        checks = change.checks_about(one.number)
        if checks != frozenset(one.checks.split()):
            wrong.append(f"{one.number} is in {sorted(checks)}, not {one.checks}")
        for what, code in SUMS.items():
            rows = change.amounts_about(one.number, code)
            amount = sum(rows.values(), Decimal(0))
            if amount != Decimal(getattr(one, what)):
                wrong.append(f"{one.number}: {code} is {amount}, {rows}")
        moved = written(change.amounts_about(one.number, "C3"))
        if one.moved and moved != one.moved:
            wrong.append(f"{one.number} moved {moved}")
        others = written(change.others_about(one.number))
        if others != one.others:
            wrong.append(f"{one.number}: others booked {others}")
    return wrong + untouched_rows(change, finds)


def untouched_rows(change: Change, finds: list[Found]) -> list[str]:
    """List rows about what nobody touched; a check's rounding is about nothing."""
    known = {one.number for one in finds} | {""}
    told_of = [*change.rows, *change.gone]
    wrong = [f"{place}: {row}" for place, row in told_of if name_of(row) not in known]
    wrong += [f"{one}" for one in change.others if one.number not in known]
    return [f"untouched, and told of in {one}" for one in wrong]


def written(amounts: dict[str, Decimal]) -> str:
    """Write amounts by account as the table does."""
    return ", ".join(f"{account} {by}" for account, by in sorted(amounts.items()))


@pytest.mark.parametrize(
    "tampering",
    [
        pytest.param(
            one,
            id=one.name,
            marks=[] if one.name in TELLING else [pytest.mark.chaos],
        )
        for one in TAMPERINGS
    ],
)
def test_each_is_found_alone(
    staged: OpenStage, untouched: Told, tampering: Tampering
) -> None:
    """Each is found, named rightly, explained to the cent; nothing else is told of."""
    change = change_of(staged("incl"), [tampering], untouched)

    assert faults(change, list(tampering.finds)) == []


def test_all_are_found_at_once(staged: OpenStage, untouched: Told) -> None:
    """All together they are found as each is alone: none hides another.

    It does not matter whether mutations are added up or read one by one.
    """
    stage = staged("incl")
    for one in TAMPERINGS:
        one.deed(stage)

    by_sums, row_by_row = stage.prove(), stage.prove(few=1000)

    now = told(by_sums)
    assert now.unexplained == 0
    finds = [one for row in TAMPERINGS for one in row.finds]
    assert faults(now.since(untouched), finds) == []
    assert told(row_by_row) == now
    assert row_by_row.months == by_sums.months


def test_there_are_sixty() -> None:
    """The table has its sixty kinds, each with a name of its own."""
    assert len({one.name for one in TAMPERINGS}) == len(TAMPERINGS) >= 60
