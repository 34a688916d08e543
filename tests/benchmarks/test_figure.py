"""What is measured is judged rightly, and is what the page on performance says."""

from __future__ import annotations

import re

import pytest

from tests.benchmarks.__main__ import MEASURES
from tests.meta.layers import REPOSITORY

from .figure import Figure, table
from .shops import shop_of

PAGE = (REPOSITORY / "docs" / "performance.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("measured", "at_least", "verdict"),
    [
        (1.01, False, "met"),
        (1.02, False, "MISSED"),
        (1.02, True, "met"),
        (1.0, True, "MISSED"),
        (None, False, "not measured"),
    ],
)
def test_a_figure_is_held_against_its_limit(
    measured: float | None, *, at_least: bool, verdict: str
) -> None:
    """At most or at least so much; what was not measured is neither."""
    figure = Figure(
        letter="a", what="calls", limit=1.01, measured=measured, at_least=at_least
    )

    assert figure.verdict == figure.document()["verdict"] == verdict
    assert verdict in table([figure])


def test_every_letter_is_explained() -> None:
    """Each target has a row on the page, and each row is measured."""
    explained = re.findall(r"^\| ([a-z]) \|", PAGE, re.MULTILINE)
    assert explained == [letter for name in MEASURES for letter in name]


def test_a_shop_of_any_size_is_made() -> None:
    """So many orders, and of them so many with a refund; each under its own number."""
    state = shop_of(50, 5)._state

    assert (len(state.orders), len(state.refunds)) == (50, 5)
    assert {one["parent_id"] for one in state.refunds.values()} <= state.orders.keys()
    assert len({one["number"] for one in state.orders.values()}) == 50
