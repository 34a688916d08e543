"""Writing what a reconciliation found into the files that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from snelsync.cli import wiring
from snelsync.domain.mapping import Mapping
from snelsync.domain.proof import Proof


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Which files were asked for; None where none.

    Attributes:
        csv_dutch: the CSV files as a Dutch Excel opens them.
    """

    csv: Path | None = None
    csv_dutch: bool = False
    xlsx: Path | None = None
    html: Path | None = None


def write_reports(files: ReportFiles, proof: Proof, *, mapping: Mapping) -> None:
    """Write each, over what is there; but for the time, equal proofs give equal files.

    Raises:
        UsageError: one of them cannot be written.
    """
    if files.csv is not None:
        from snelsync.cli.proof_sheets import csv_sheets  # noqa: PLC0415

        wiring.write_csv(files.csv, csv_sheets(proof), dutch=files.csv_dutch)
    if files.xlsx is not None:
        from snelsync.cli.proof_sheets import workbook_sheets  # noqa: PLC0415
        from snelsync.cli.proof_words import facts  # noqa: PLC0415

        made = proof.made.astimezone(mapping.shop.zone).strftime("%Y-%m-%d %H:%M")
        told = (*facts(proof), ("Made", made))
        wiring.write_workbook(files.xlsx, workbook_sheets(proof, told), made=proof.made)
    if files.html is not None:
        from snelsync.cli.proof_page import page_content  # noqa: PLC0415

        wiring.write_page(files.html, "proof", page_content(proof, mapping=mapping))
