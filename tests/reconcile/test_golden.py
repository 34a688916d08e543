"""What reconcile tells of a week that was tampered with, word for word.

To write the files anew: ``SNELSYNC_REGENERATE_GOLDEN=yes pytest
tests/reconcile/test_golden.py``; then read what changed, as a bookkeeper would.
"""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from snelsync.cli.proof_files import ReportFiles, write_reports
from snelsync.cli.proving import page
from snelsync.domain.proof import Proof, Standing
from tests.domain.builders import mapping
from tests.golden.test_catalogue import differences, regenerating

from .conftest import OpenStage
from .stage import dearer
from .table import TAMPERINGS

HERE = Path(__file__).parent / "golden"
DONE = {
    "line_made_dearer",
    "order_trashed",
    "sale_forgotten",
    "booking_rewritten",
    "remote_id_lost",
    "same_number_by_hand",
    "payments_mixed_up",
}
DAYS = ("2026-10-01", "2026-10-09")


@pytest.fixture(scope="module")
def proof(staged: OpenStage) -> Proof:
    """Tamper with a week of the recorded shop, and reconcile it."""
    stage = staged("incl")
    for one in TAMPERINGS:
        if one.name in DONE:
            one.deed(stage)
    stage.delete("175")
    stage.edit("190", dearer("0.02"))
    return stage.prove(*DAYS)


def checked(name: str, found: bytes) -> None:
    """Compare with the stored file; a person may have asked to write it anew."""
    path = HERE / name
    if regenerating(os.environ):
        path.write_bytes(found)
    expected = path.read_bytes()
    told = differences(expected.decode(), found.decode(), name)
    assert found == expected, f"\n{told}"


@pytest.mark.parametrize("columns", [80, 120])
def test_the_page_in_a_terminal_is_the_one_agreed_on(
    proof: Proof, columns: int
) -> None:
    """The verdict, the checks and what explains them, in a window of this width."""
    written = StringIO()
    Console(file=written, width=columns).print(*page(proof), sep="\n")
    lines = [line.rstrip() for line in written.getvalue().splitlines()]
    assert max(map(len, lines)) <= columns
    checked(f"terminal-{columns}.txt", "\n".join([*lines, ""]).encode())


@pytest.mark.parametrize("dutch", [False, True])
def test_the_tables_are_the_ones_agreed_on(
    proof: Proof, tmp_path: Path, *, dutch: bool
) -> None:
    """Every CSV file, byte for byte; a Dutch Excel's too."""
    write_reports(ReportFiles(csv=tmp_path, csv_dutch=dutch), proof, mapping=mapping())
    some = {"checks.csv", "rows.csv"} if dutch else None
    for path in sorted(tmp_path.iterdir()):
        if some is None or path.name in some:
            checked(f"dutch-{path.name}" if dutch else path.name, path.read_bytes())


def test_a_tolerance_hides_no_row(staged: OpenStage) -> None:
    """Two cents pass as a warning; all rows, and what is more, stay as they are."""
    stage = staged("incl")
    stage.edit("190", dearer("0.02"))
    strict = stage.prove(*DAYS)
    said = replace(stage.world.mapping.reconcile, tolerance=Decimal("0.05"))
    lenient = stage.prove(*DAYS, settings=said)
    assert [one.rows for one in lenient.checks] == [one.rows for one in strict.checks]
    changed = [
        (before.code, before.verdict, after.verdict)
        for before, after in zip(strict.checks, lenient.checks, strict=True)
        if before != after
    ]
    assert changed == [("C3", Standing.FAIL, Standing.WARN)]
