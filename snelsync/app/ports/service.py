"""What is to run unattended: which program, for which shop, when, and as whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Unattended:
    """A run that nobody starts by hand.

    Attributes:
        shop: which shop it is for, for who reads the files.
        program: the command, without its arguments: whole paths.
        mapping: the mapping file, as a whole path.
        state: the state file there is now, as a whole path; "" for none.
        name: what the units are called, and the folder of their state.
        at: the time of day, hour and minute.
        keys: the folder with a file for each key; "" for the usual one.
        own: for the user's own systemd, not the machine's.
        run_as: the user it runs as; "" for one that systemd makes.
        encrypted: the files with keys are encrypted for this machine.
        sees_home: program or mapping lie in somebody's home.
    """

    shop: str
    program: tuple[str, ...]
    mapping: str
    state: str
    name: str = "snelsync"
    at: tuple[int, int] = (6, 15)
    keys: str = ""
    own: bool = False
    run_as: str = "snelsync"
    encrypted: bool = False
    sees_home: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What is left for a person to type, and why; "" for what only is to be known."""

    why: str
    command: str = ""


class Installer(Protocol):
    """Writes what starts runs."""

    def units(self, run: Unattended) -> dict[str, str]:
        """Write systemd's files, by name."""

    def unit_steps(self, run: Unattended, folder: Path) -> tuple[Step, ...]:
        """Say what to type once the files stand in a folder."""

    def crontab(self, run: Unattended) -> str:
        """Write the line of a crontab."""

    def cron_steps(self, run: Unattended) -> tuple[Step, ...]:
        """Say what to type besides."""

    def write(self, folder: Path, texts: Mapping[str, str], *, force: bool) -> None:
        """Write files into a folder; none that is there is changed without force."""
