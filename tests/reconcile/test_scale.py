"""Many documents: few calls of SnelStart, and little memory.

Takes a minute, so it is asked for: ``pytest -m chaos tests/reconcile``. The number of
documents is 10,000; SNELSYNC_SCALE sets it. What it took is printed with ``-s``.
"""

import os
import sys
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from snelsync.app import ledger, proving

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


def test_calls_are_pages_of_invoices_alone(staged: OpenStage) -> None:
    """A call for each page of invoices, ten more, and never one for a document.

    One is spent on a page that is not full, one on foreign rates, and one on cost
    centres, of which a rule names one here. The cards of the ICP listing are a call for
    twenty VAT numbers, counted apart. What is called for a token, and waiting for a
    limit, is not counted.
    """
    stage = staged("incl")

    proof = stage.prove()

    calls = [one.path for one in stage.world.administration.requests]
    invoices = sum(
        one.number != "" and one.books is not None for one in proof.documents
    )
    apart = ("/b2b/token", "/v2/relaties")
    assert len([one for one in calls if one not in apart]) <= invoices / 500 + 10
    assert calls.count("/v2/relaties") == 1
    assert calls.count("/v2/grootboekmutaties") == 2
    assert proof.notes == ()


def test_without_sums_every_mutation_is_read_and_that_is_said(
    staged: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note tells why it took more calls."""
    stage = staged("incl")
    monkeypatch.setattr(stage.world.books, "sums", lambda *_, **__: None)

    proof = stage.prove()

    assert proof.notes == (ledger.NOT_ADDED_UP,)
    assert proof.unexplained == 0


def test_a_changed_sum_costs_the_mutations_of_its_accounts(staged: OpenStage) -> None:
    """What does not add up is read and explained, whatever SnelStart says of it."""
    stage = staged("incl")
    books = stage.books
    account = stage.ledger(8100)["id"]
    key = next(
        key
        for key, one in books.mutations.items()
        if one["factuurNummer"] == "314" and one["grootboek"]["id"] == account
    )
    books.mutations[key] |= {"saldo": Decimal("-9.70"), "credit": Decimal("9.70")}

    proof = stage.prove()

    rows = [row for one in proof.checks if one.code == "C3" for row in one.rows]
    assert [row.difference for row in rows if row.number == "314"] == [Decimal("1.00")]
    asked = [
        one.query
        for one in stage.world.administration.requests
        if one.path == "/v2/grootboekmutaties"
    ]
    assert len(asked) == 3
    assert f"Grootboek/Id eq guid'{account}'" in unquote_plus(asked[-1])
    assert " or " not in unquote_plus(asked[-1])
    assert proof.unexplained == 0


def test_when_most_was_touched_all_is_read_and_that_is_said(
    staged: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asking for each by its number would take more calls than all pages."""
    stage = staged("incl")
    monkeypatch.setattr(ledger, "SPARE", 0)
    for invoice in stage.books.invoices.values():
        invoice["modifiedOn"] = "2026-11-21T12:00:00"

    proof = stage.prove()

    assert proof.notes == (ledger.MANY_TOUCHED,)
    assert proof.unexplained == 0


def test_what_is_not_looked_up_is_said(
    staged: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many missing invoices a part is looked for elsewhere, and a note says so."""
    stage = staged("incl")
    stage.delete("314", "317")
    monkeypatch.setattr(proving, "LOOKED_UP", 1)

    (note,) = stage.prove().notes

    assert note.startswith("2 invoices we booked are not in this period")
