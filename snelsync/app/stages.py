"""What a run without anybody there consists of, and what became of each part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum

from snelsync.app.light import LightReport
from snelsync.app.ports import (
    Administration,
    Checkpoint,
    Progress,
    Shop,
    VatRegister,
    unhindered,
    unwatched,
)
from snelsync.app.pull import PullReport
from snelsync.app.push import Done, Manner, Planned
from snelsync.app.status import StatusReport
from snelsync.domain.problem import Problem
from snelsync.errors import ExitCode, SnelsyncError, worst

Watch = Callable[[str], AbstractContextManager[Progress]]
"""Shows progress of something that is counted."""


@contextmanager
def unseen(_what: str, /) -> Iterator[Progress]:
    """Show nothing."""
    yield unwatched


class StageName(StrEnum):
    """The parts of a run, in their order."""

    PULL = "pull"
    SETTLE = "settle"
    CHECK = "check"
    PUSH = "push"
    RECONCILE = "reconcile"


@dataclass(frozen=True, slots=True)
class Stage:
    """How one part of a run ended.

    Attributes:
        error: what failed.
        left_out: why it was not begun, or not ended; "" when it was.
    """

    name: StageName
    code: ExitCode = ExitCode.DONE
    error: SnelsyncError | None = None
    left_out: str = ""

    @property
    def why_not_on(self) -> str:
        """Say why nothing may be built on it; "" when it may."""
        if self.error is not None:
            return f"{self.name} failed: {self.error.what}"
        if self.code is ExitCode.SETTINGS:
            return "the mapping does not fit SnelStart"
        return self.left_out


@dataclass(frozen=True, slots=True)
class Sides:
    """Those that a run deals with."""

    shop: Shop
    administration: Administration
    register: VatRegister


@dataclass(frozen=True, slots=True)
class Terms:
    """What a run may do.

    Attributes:
        most: so many documents it may book.
        manner: how they are booked.
        checkpoint: asked while reading too; raises StoppedError when somebody wants it
            to end. A limit of time is no matter for it: a pull that is cut off short
            each time would never come to its end.
        watch: shows progress.
        accept_gone: believe it when many orders at once have left the shop.
        accept_closed: that a period is closed is told as any refusal.
    """

    most: int
    manner: Manner
    checkpoint: Checkpoint = unhindered
    watch: Watch = unseen
    accept_gone: bool = False
    accept_closed: bool = False


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of a run.

    Attributes:
        unanswered: VAT numbers that VIES did not answer about.
        faults: what does not fit between mapping and SnelStart.
        planned, done: what was to be booked, and what became of it.
        read_anew: SnelStart's accounts and settings were read in this run.
        status: where everything stands now.
    """

    stages: tuple[Stage, ...]
    pulled: PullReport | None
    unanswered: int
    faults: tuple[Problem, ...]
    planned: Planned | None
    done: Done | None
    read_anew: bool
    light: LightReport | None
    status: StatusReport

    @property
    def code(self) -> ExitCode:
        """Give the worst thing that needs a person, else what to try again."""
        return worst([self.status.code, *(one.code for one in self.stages)])

    @property
    def errors(self) -> tuple[SnelsyncError, ...]:
        """List what failed."""
        return tuple(one.error for one in self.stages if one.error is not None)
