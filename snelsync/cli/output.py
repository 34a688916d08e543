"""Where words go: data to stdout, everything else to stderr, colour to terminals only.

With ``--json`` stdout gets exactly one JSON document, and nothing else does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from snelsync.errors import ExitCode, SnelsyncError
from snelsync.secret import without_secrets

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from snelsync.app.ports import Progress

WIDTH = 120
"""Columns where there is no window: in a file, a mail or a pipe."""

SCHEMA = 1
"""Version of the JSON document; it grows only, until this number does."""


@dataclass(frozen=True, slots=True)
class Output:
    """The two streams, and how much to say on them."""

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    silent: bool = False
    columns: int | None = None

    @property
    def shows(self) -> bool:
        """Say whether data are shown to a person: what is not need not be made."""
        return not (self.as_json or self.quiet or self.silent)

    def show(self, *what: RenderableType) -> None:
        """Show data to a person; not with ``--json``, and not when quiet."""
        if not self.shows:
            return
        console = _console(stderr=False, columns=self.columns)
        for one in what:
            console.print(one)

    def summary(self, text: str) -> None:
        """Show the one line that is said even when quiet; not with ``--json``."""
        if not self.as_json and not self.silent:
            _write(sys.stdout, printable(text))

    def note(self, text: str) -> None:
        """Say something beside the data, on stderr."""
        if not self.quiet and not self.as_json and not self.silent:
            _say(text)

    def document(self, command: str, exit_code: int, **content: Any) -> None:  # noqa: ANN401
        """Print the JSON document, where that is asked for."""
        if not self.as_json:
            return
        head = {"schema": SCHEMA, "command": command, "exit_code": int(exit_code)}
        body = {"counts": {}, "documents": []} | content
        # Piece by piece: with every document of a big shop it is long.
        encoder = json.JSONEncoder(ensure_ascii=False, indent=2)
        sys.stdout.writelines(map(_escaped, encoder.iterencode(head | body)))
        sys.stdout.write("\n")
        sys.stdout.flush()

    def failure(self, command: str, error: SnelsyncError) -> None:
        """Tell what failed, why, and how to mend it."""
        self.document(
            command,
            error.exit_code,
            error={
                "message": without_secrets(error.what),
                "hint": without_secrets(error.hint),
                "details": [without_secrets(one) for one in error.details],
            },
        )
        self.wrong(error)

    def wrong(self, error: SnelsyncError) -> None:
        """Tell what failed, on stderr, whatever else is said."""
        _say(f"error: {error.what}")
        for detail in error.details:
            _say(f"  {detail}")
        _say(f"\nhint: {error.hint}")

    def warning(self, text: str) -> None:
        """Say on stderr what is wrong beside what was asked for, even when quiet."""
        if not self.silent:
            _say(f"warning: {text}")

    @contextmanager
    def progress(self, what: str) -> Iterator[Progress]:
        """Show progress on a terminal, unless each step is told; nowhere else."""
        unseen = self.quiet or self.as_json or self.verbose
        if unseen or not sys.stderr.isatty():
            yield lambda _done, _of, /: None
            return
        from rich.progress import Progress as Bar  # noqa: PLC0415 - slow to import

        with Bar(console=_console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=None)

            def told(done: int, of: int, /) -> None:
                bar.update(task, completed=done, total=of or None)

            yield told


def _escaped(piece: str) -> str:
    """Write as JSON can what could move a terminal's cursor, or turn its text round."""
    if piece.isascii() and "\x7f" not in piece:
        return piece
    return "".join(
        char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1]
        for char in piece
    )


def printable(text: str) -> str:
    """Leave out what could move a terminal's cursor: text may come from a shop."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def _say(text: str) -> None:
    _write(sys.stderr, printable(without_secrets(text)))


def _write(stream: TextIO, text: str) -> None:
    """Write words as they are; to a terminal broken between two of them.

    In a log a line is not broken: what it says may be copied from there.
    """
    if stream.isatty():
        console = _console(stderr=stream is sys.stderr)
        console.print(text, markup=False, highlight=False)
        return
    stream.write(f"{text}\n")
    stream.flush()


def _console(*, stderr: bool, columns: int | None = None) -> Console:
    from snelsync.cli.terminal import SteadyConsole  # noqa: PLC0415 - slow to import

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else columns or WIDTH
    return SteadyConsole(printable, stderr=stderr, width=width)


def bug(error: Exception, *, command: str, output: Output) -> ExitCode:
    """Tell that it is our own mistake; the traceback only when asked for."""
    told = SnelsyncError(
        f"a bug in snelsync: {type(error).__name__}",
        hint=(
            "run it again with --verbose and report what it shows, with the file that"
            " `snelsync support-bundle` makes"
        ),
    )
    from snelsync.cli.discreet import place_of, traceback_of  # noqa: PLC0415
    from snelsync.events import Event, tell  # noqa: PLC0415

    output.failure(command, told)
    tell(Event.BUG, error=type(error), place=place_of(error))
    if output.verbose:
        sys.stderr.write(without_secrets(traceback_of(error)))
    return ExitCode.BUG
