"""What every command is given: the global options, the outside world, the output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from snelsync.cli.output import Output

if TYPE_CHECKING:
    from snelsync.app.ports import Clock


@dataclass(frozen=True, slots=True)
class World:
    """The outside: tests and the demo bring their own.

    Attributes:
        environ: its variables; keys may be among them, so it does not show itself.
        columns: how wide to write where there is no window to ask.
        stop: set when the run shall end where everything is recorded.
        silent: nothing at all is to be said (the demo's steps under ``--json``).
    """

    environ: Mapping[str, str] = field(repr=False)
    clock: Clock
    stdin_is_terminal: bool
    silent: bool = False
    stop: Event = field(default_factory=Event)
    columns: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One use of the command line.

    Attributes:
        log_path: the file that what happens is written to; None for no file.
    """

    world: World
    output: Output
    mapping_path: Path
    state_path: Path | None
    log_path: Path | None = None
