"""The page of scenarios says what the code does, entry by entry.

To write the entries anew: ``SNELSYNC_REGENERATE_DOCS=1 pytest tests/docs``; then read
what changed, as a bookkeeper would. It is refused in continuous integration.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.problem import Code, Severity

from .catalogue import (
    Case,
    alone,
    amounts_shown,
    cases,
    comments,
    read_page,
    render,
    rows_of,
    settings,
    shown,
    with_entry,
    write_entry,
)
from .practice import Practised, load, lost, practise

TEXT = read_page()
SETTINGS = settings(TEXT)
CASES = tuple(cases(TEXT))
ENTRIES = tuple(case for case in CASES if not case.code)
HELD = tuple(case for case in CASES if case.code)
REGENERATE = "SNELSYNC_REGENERATE_DOCS"

Practise = Callable[[Case], Practised]


def regenerating(environ: Mapping[str, str]) -> bool:
    """Say whether the entries shall be written anew.

    Raises:
        ValueError: it is asked of a machine that should only check.
    """
    wanted = environ.get(REGENERATE, "") == "1"
    if wanted and environ.get("CI"):
        raise ValueError("the page is written by a person, who reads it")
    return wanted


def _orders() -> dict[Case, frozenset[int]]:
    """Gather, for cases that can share a practice shop, the orders it needs."""
    found: defaultdict[Case, set[int]] = defaultdict(set)
    for case in CASES:
        found[alone(case)].add(case.order)
    return {case: frozenset(orders) for case, orders in found.items()}


@pytest.fixture(scope="session")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Practise:
    """Book the orders of a case; cases under the same circumstances share that."""
    needed = _orders()

    @cache
    def once(shared: Case) -> Practised:
        block = SETTINGS.get(shared.setting, "")
        folder = tmp_path_factory.mktemp("practice")
        return practise(shared, block, needed[shared], folder)

    return lambda case: once(alone(case))


def document(case: Case, practice: Practised) -> Decision:
    """Find the document that a case is about."""
    found = [one for one in practice.plan.decisions if one.order_id == case.order]
    return found[case.credit]


@pytest.mark.parametrize("case", ENTRIES, ids=str)
def test_every_entry_is_what_the_code_books(case: Case, practised: Practise) -> None:
    """Each journal entry of the page is, to the letter, what the code books."""
    booking = document(case, practised(case)).booking
    assert booking is not None
    found = render(booking)
    if regenerating(os.environ):
        write_entry(case, found)
    assert shown(read_page(), case) == found


@pytest.mark.parametrize("case", ENTRIES, ids=str)
def test_every_entry_balances(case: Case) -> None:
    """The columns of each entry, as they stand in the page, have the same sum."""
    debit, credit = amounts_shown(shown(read_page(), case))
    assert debit == credit > 0


@pytest.mark.parametrize("case", ENTRIES, ids=str)
def test_every_entry_is_in_the_books(case: Case, practised: Practise) -> None:
    """The administration accepted each entry and posted it to the same accounts."""
    practice = practised(case)
    decision = document(case, practice)
    assert decision.outcome is Outcome.BOOKED
    assert decision.booking is not None
    books = practice.administration
    stored = books.bookings[decision.remote_id]
    assert stored["factuurnummer"] == decision.booking.number
    assert str(stored["factuurbedrag"]) == str(decision.booking.total)
    expected: defaultdict[int, Decimal] = defaultdict(Decimal)
    for one in rows_of(decision.booking):
        expected[one.account] += one.amount
    numbers = {row["id"]: row["nummer"] for row in books.ledgers.values()}
    posted: defaultdict[int, Decimal] = defaultdict(Decimal)
    for guid, row in books.mutations.items():
        if books.books.mutation_owners[guid] == decision.remote_id:
            amount = Decimal(str(row["debet"])) - Decimal(str(row["credit"]))
            posted[numbers[row["grootboek"]["id"]]] += amount
    assert posted == expected


@pytest.mark.parametrize("case", HELD, ids=str)
def test_every_held_case_is_held_for_its_reason(
    case: Case, practised: Practise
) -> None:
    """Each case the page calls held, skipped or waiting is so, for the code named."""
    decision = document(case, practised(case))
    if case.code in {Outcome.SKIPPED, Outcome.WAITING}:
        assert decision.outcome == case.code
        return
    assert decision.outcome in {Outcome.HELD, Outcome.DRIFTED}
    stopping = {
        one.code for one in decision.problems if one.severity is not Severity.WARN
    }
    assert stopping == {Code(case.code)}


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_block_of_settings_loads(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each block of settings fits in the example mapping, and arrives there whole."""
    plain = load("", tmp_path_factory.mktemp("plain")).mapping
    changed = load(SETTINGS[name], tmp_path_factory.mktemp("changed")).mapping
    assert changed.digest != plain.digest
    assert not lost(SETTINGS[name])


def test_every_block_of_settings_has_an_example() -> None:
    """Settings are named and used, and no marker needs settings that are not there."""
    assert TEXT.count("```toml") == len(SETTINGS)
    assert {case.setting for case in CASES} - {""} == set(SETTINGS)


def test_no_entry_stands_without_its_marker() -> None:
    """No entry is written by hand, and no two markers are the same."""
    markers = comments(TEXT)
    assert len(set(markers)) == len(markers)
    assert sum(line.startswith("Invoice `") for line in TEXT.splitlines()) == len(
        ENTRIES
    )
    assert TEXT.count("| Debit | Credit |") == len(ENTRIES)
    assert len(ENTRIES) > 50
    assert len(HELD) > 20


def test_a_comment_that_is_no_marker_is_not_overlooked() -> None:
    """A marker with a fault in it cannot pass for a case that was checked."""
    for wrong in ("entry: incl", "held: incl 173", "entry: incl 173 because gift_card"):
        with pytest.raises(ValueError, match="not a marker"):
            list(cases(f"<!-- {wrong} -->"))


def test_the_page_is_written_anew_only_when_asked() -> None:
    """The page is never its own judge: off by default, refused where it checks."""
    assert not regenerating({})
    assert not regenerating({REGENERATE: "yes"})
    assert regenerating({REGENERATE: "1"})
    with pytest.raises(ValueError, match="by a person"):
        regenerating({REGENERATE: "1", "CI": "true"})


def test_writing_an_entry_changes_nothing_else() -> None:
    """Another entry takes the place of the old one; once written it stays the same."""
    case = ENTRIES[1]
    assert with_entry(TEXT, case, shown(TEXT, case)) == TEXT
    changed = with_entry(TEXT, case, shown(TEXT, ENTRIES[0]))
    assert changed != TEXT
    assert shown(changed, case) == shown(TEXT, ENTRIES[0])
    assert with_entry(changed, case, shown(TEXT, case)) == TEXT
