"""Many documents: few calls of SnelStart, and little memory.

Takes a minute, so it is asked for: ``pytest -m chaos tests/reconcile``. The number of
documents is 10,000; SNELSYNC_SCALE sets it. What it took is printed with ``-s``.
"""

import os
import sys
from pathlib import Path

import pytest

from .conftest import OpenStage
from .scale import measure

DOCUMENTS = int(os.environ.get("SNELSYNC_SCALE", "10000"))
MOST_MEMORY = 300
"""MB, with Python and its libraries."""


@pytest.mark.chaos
def test_many_documents_take_few_calls_and_little_memory(tmp_path: Path) -> None:
    """SnelStart is called once for each page, and 300 MB are enough."""
    cost = measure(DOCUMENTS, tmp_path)

    sys.stderr.write(
        f"{cost.documents} documents: {cost.seconds:.0f} s, {cost.peak:.0f} MB,"
        f" {cost.calls.total()} calls of {cost.allowed}: {dict(cost.calls)}\n"
    )
    assert cost.code in {0, 4}
    assert cost.calls.total() <= cost.allowed
    assert cost.peak <= MOST_MEMORY


def test_calls_are_pages_alone(staged: OpenStage) -> None:
    """A call for each page of invoices and mutations, and never one for a document."""
    stage = staged("incl")

    stage.prove()

    books = stage.world.administration.books
    pages = (len(books.invoices) + len(books.mutations)) // 500
    assert len(stage.world.administration.requests) <= pages + 10
