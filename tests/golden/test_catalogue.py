"""The golden catalogue: every recorded scenario, with its entry or why there is none.

To write the files anew: ``SNELSYNC_REGENERATE_GOLDEN=yes pytest tests/golden``; then
read what changed, as a bookkeeper would. It is refused in continuous integration.
"""

import json
import os
from collections import defaultdict
from collections.abc import Mapping as MappingOf
from difflib import unified_diff
from pathlib import Path

import pytest

from snelsync.domain.booking import Outcome
from snelsync.domain.decision import Decision
from snelsync.domain.problem import Code
from snelsync.domain.vat import Treatment
from tests.recorded.oracle import SHOPS, names, scenarios
from tests.recorded.world import World

from .catalogue import catalogue
from .conftest import OpenWide

HERE = Path(__file__).parent
WHY: dict[str, str] = json.loads((HERE / "why.json").read_text("utf-8"))
ON, OFF = True, False
REGENERATE = "SNELSYNC_REGENERATE_GOLDEN"
TITLES = {
    "incl": "A shop that types prices including VAT",
    "excl": "A shop that types prices excluding VAT",
}


def regenerating(environ: MappingOf[str, str]) -> bool:
    """Say whether the files shall be written anew.

    Raises:
        ValueError: it is asked of a machine that should only check.
    """
    wanted = environ.get(REGENERATE, "") == "yes"
    if wanted and environ.get("CI"):
        raise ValueError("golden files are written by a person, who reads them")
    return wanted


def differences(expected: str, found: str, name: str) -> str:
    """Show what differs, line by line, with what stands around it."""
    return "\n".join(
        unified_diff(
            expected.splitlines(),
            found.splitlines(),
            fromfile=f"{name} as it should be",
            tofile=f"{name} as it is",
            lineterm="",
            n=6,
        )
    )


def by_scenario(world: World) -> list[tuple[str, str, list[Decision]]]:
    """Give each scenario with its sentence and documents, in the recording's order."""
    documents: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in world.first.decisions:
        documents[names(world.name)[decision.order_id]].append(decision)
    return [(name, WHY[name], documents[name]) for name in scenarios(world.name)]


@pytest.mark.parametrize("shop", SHOPS)
def test_every_scenario_is_booked_as_the_catalogue_says(
    shop: str, opened: OpenWide
) -> None:
    """Each scenario's entry, or the reason there is none, is the one agreed on."""
    found = catalogue(by_scenario(opened(shop, ON)), title=TITLES[shop])
    path = HERE / f"{shop}.txt"
    if regenerating(os.environ):
        path.write_text(found, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    assert found == expected, "\n" + differences(expected, found, path.name)


def test_every_scenario_has_its_sentence() -> None:
    """Each scenario says in one sentence why it is booked so, and no other is there."""
    recorded = {name for shop in SHOPS for name in scenarios(shop)}
    assert set(WHY) == recorded
    assert all(text.endswith(".") and "\n" not in text for text in WHY.values())


def oss_documents(world: World) -> set[str]:
    """Name the documents with foreign VAT in them."""
    return {
        str(one.key)
        for one in world.first.decisions
        if one.booking
        and any(line.treatment is Treatment.OSS for line in one.booking.lines)
    }


@pytest.mark.parametrize("oss", [True, False])
@pytest.mark.parametrize("shop", SHOPS)
def test_the_administration_accepts_everything_translated(
    shop: str,
    oss: bool,  # noqa: FBT001
    opened: OpenWide,
) -> None:
    """No booking is refused, in doubt or left: what is translated is in the books."""
    world = opened(shop, oss)
    outcomes = {one.outcome for one in world.first.decisions}
    assert outcomes == {
        Outcome.BOOKED,
        Outcome.HELD,
        Outcome.SKIPPED,
        Outcome.WAITING,
    }
    booked = [one for one in world.first.decisions if one.outcome is Outcome.BOOKED]
    assert {one.number for one in booked} == set(world.bookings())
    assert len(booked) > 110
    for one in booked:
        assert one.booking is not None
        stored = world.bookings()[one.number]
        assert str(stored["factuurbedrag"]) == str(one.booking.total)


@pytest.mark.parametrize("shop", SHOPS)
def test_foreign_vat_is_all_that_depends_on_oss(shop: str, opened: OpenWide) -> None:
    """With OSS off, OSS sales and their credits are held; all else is the same."""
    with_oss, without = opened(shop, ON), opened(shop, OFF)
    foreign = oss_documents(with_oss)
    assert len(foreign) >= 7
    assert not oss_documents(without)
    for one, other in zip(
        with_oss.first.decisions, without.first.decisions, strict=True
    ):
        assert one.key == other.key
        if str(one.key) in foreign:
            assert other.outcome is Outcome.HELD
            assert {problem.code for problem in other.problems} <= {
                Code.FOREIGN_VAT,
                Code.ORDER_NOT_BOOKED,
            }
        else:
            assert other.booking == one.booking
            assert other.outcome is one.outcome


def test_files_are_written_only_when_asked() -> None:
    """The catalogue is never its own judge: off by default, refused where it checks."""
    assert not regenerating({})
    assert not regenerating({REGENERATE: "1"})
    assert regenerating({REGENERATE: "yes"})
    with pytest.raises(ValueError, match="a person"):
        regenerating({REGENERATE: "yes", "CI": "true"})


def test_a_difference_reads_well() -> None:
    """A difference shows the line that was, the line that is, and the scenario."""
    shown = differences("## a\n  8100 1.00\n", "## a\n  8100 1.01\n", "incl.txt")
    assert "-  8100 1.00" in shown
    assert "+  8100 1.01" in shown
    assert " ## a" in shown
