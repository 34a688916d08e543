"""What ``snelsync map-check`` says of the mapping file: faults, places, its schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

from snelsync.cli.documents import problem_json
from snelsync.cli.output import Output
from snelsync.cli.session import Session
from snelsync.domain.problem import Problem
from snelsync.errors import ExitCode

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings

NOT_CHECKED = (
    "whether the ledger accounts and cost centres exist in SnelStart and fit",
    "whether the keys work, and open the administration that is meant",
    "whether the orders can be booked",
)
"""What takes a system, and so is not looked at offline."""


class Told:
    """Problems of the mapping and of SnelStart, each with its line in the file."""

    def __init__(self, problems: Iterable[Problem], chosen: Settings) -> None:
        found = tuple(problems)
        self.faults = [one for one in found if one.holds]
        self.remarks = [one for one in found if not one.holds]
        self._chosen = chosen

    @property
    def counted(self) -> str:
        """Count the faults, in words."""
        return f"{len(self.faults)} fault{'' if len(self.faults) == 1 else 's'}"

    def json(self, problems: Iterable[Problem]) -> list[dict[str, Any]]:
        """Write problems, each with the line of its setting or null."""
        return [
            problem_json(one) | {"line": self._line(one) if one.where else None}
            for one in problems
        ]

    def show(self, output: Output, notes: Iterable[str]) -> None:
        """Say everything, what is wrong first."""
        for problem in self.faults:
            output.note(f"error: {self._words(problem)}")
        for problem in self.remarks:
            output.note(f"warning: {self._words(problem)}")
        for note in notes:
            output.note(f"note: {note}")

    def _line(self, problem: Problem) -> int:
        return self._chosen.line_of(problem.where)

    def _words(self, problem: Problem) -> str:
        at = f"{self._chosen.path}:{self._line(problem)}: " if problem.where else ""
        return f"{at}{problem.message}\nhint: {problem.remedy}\n"


def without_systems(session: Session, *, schema: bool) -> None:
    """Do what takes neither shop nor SnelStart."""
    if schema:
        show_schema(session)
    else:
        check_file(session)


def check_file(session: Session) -> None:
    """Check the mapping file, and say what that leaves open; faults are an error."""
    from snelsync.cli import wiring  # noqa: PLC0415

    chosen = wiring.settings(session)
    output = session.output
    output.document(
        "map-check",
        ExitCode.DONE,
        offline=True,
        mapping=str(chosen.path),
        mapping_problems=[],
        not_checked=list(NOT_CHECKED),
    )
    output.note("not checked, because it takes SnelStart or the orders:")
    for one in NOT_CHECKED:
        output.note(f"  {one}")
    output.note("hint: run `snelsync map-check` without --offline for those\n")
    output.summary(f"{chosen.path} has no faults")


def show_schema(session: Session) -> None:
    """Print the JSON Schema of a mapping file, for an editor."""
    import json  # noqa: PLC0415

    from snelsync.cli import wiring  # noqa: PLC0415

    text = wiring.mapping_schema()
    output = session.output
    output.document("map-check", ExitCode.DONE, mapping_schema=json.loads(text))
    if not output.as_json:
        typer.echo(text, nl=False)
