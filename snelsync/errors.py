"""Everything that can go wrong with a *call* or a *setting*, and the exit codes.

Faults in data (an order that cannot be booked) are no exceptions: they are values, see
``snelsync.domain.problem``. The tree::

    SnelsyncError             1   a bug
    ├─ UsageError             2   typed what cannot be done
    ├─ InterruptError       130   stopped from outside
    │  └─ StoppedError      130   ends where everything is recorded
    ├─ SettingsError         10   mapping or settings invalid
    ├─ CredentialsError      11   a key is missing or refused, and which one
    ├─ StateError            12   the state file cannot be used
    │  └─ LockedError        42   another run holds the lock
    ├─ ShopError             20   the shop is unreachable, blocked or too old
    ├─ AdministrationError   30   SnelStart is unreachable or out of quota
    │  ├─ NotSentError       30   certainly not arrived: safe to try again
    │  ├─ RefusedError       30   a definite no, with SnelStart's own codes
    │  └─ UncertainError     34   perhaps booked: never repeated blindly
    ├─ BreakerError          40   stopped before damage
    └─ PlanChangedError      41   the plan is no longer what was approved
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What a run says to the shell; numbers are never reused."""

    DONE = 0
    BUG = 1
    USAGE = 2
    NEEDS_PERSON = 3
    DIFFERENCES = 4
    SETTINGS = 10
    CREDENTIALS = 11
    STATE = 12
    SHOP = 20
    ADMINISTRATION = 30
    UNCERTAIN = 34
    BREAKER = 40
    PLAN_CHANGED = 41
    LOCKED = 42
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """One line for a person; the documentation's table is compared with it."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.DONE: "done, nothing needs a person",
    ExitCode.BUG: "a bug in snelsync",
    ExitCode.USAGE: "wrong usage",
    ExitCode.NEEDS_PERSON: (
        "done, but some documents need a person (held, refused, conflict)"
    ),
    ExitCode.DIFFERENCES: "reconcile found differences",
    ExitCode.SETTINGS: "mapping or settings invalid",
    ExitCode.CREDENTIALS: "credentials missing or refused (and which of the keys)",
    ExitCode.STATE: "state file unusable (missing, damaged, newer schema)",
    ExitCode.SHOP: "shop unreachable, blocked or too old",
    ExitCode.ADMINISTRATION: "SnelStart unreachable or out of quota: try later",
    ExitCode.UNCERTAIN: "an outcome is still uncertain after looking it up",
    ExitCode.BREAKER: "a breaker tripped: names the flag that overrides it",
    ExitCode.PLAN_CHANGED: "the plan is no longer what was approved",
    ExitCode.LOCKED: "another run holds the lock",
    ExitCode.INTERRUPTED: "interrupted; what was begun is recorded",
}

WORST_FIRST = (
    ExitCode.BUG,
    ExitCode.STATE,
    ExitCode.LOCKED,
    ExitCode.USAGE,
    ExitCode.INTERRUPTED,
    ExitCode.SETTINGS,
    ExitCode.CREDENTIALS,
    ExitCode.BREAKER,
    ExitCode.PLAN_CHANGED,
    ExitCode.UNCERTAIN,
    ExitCode.ADMINISTRATION,
    ExitCode.SHOP,
    ExitCode.DIFFERENCES,
    ExitCode.NEEDS_PERSON,
    ExitCode.DONE,
)
"""Which code a run of several parts ends with: what stopped a part goes before what a
part found, because 3 and 4 say that everything else was done."""


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """Give the worst of several exit codes; of none, that all is done."""
    return min(codes, key=WORST_FIRST.index, default=ExitCode.DONE)


ENDED_WELL = frozenset({ExitCode.DONE, ExitCode.NEEDS_PERSON, ExitCode.DIFFERENCES})
"""A run that ends so did all it could; what is left is for a person."""


class SnelsyncError(Exception):
    """A failed call or setting, told to a person as what, why and how to mend it.

    Args:
        what: one sentence without a full stop: what failed, where and why.
        hint: the command to type or the line to change.
        details: further lines, each a fact (all faults of a file, say).
    """

    exit_code = ExitCode.BUG
    default_hint = "report this with the command you typed"

    def __init__(
        self, what: str, *, hint: str | None = None, details: tuple[str, ...] = ()
    ) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint or self.default_hint
        self.details = details


class UsageError(SnelsyncError):
    """What was typed cannot be done."""

    exit_code = ExitCode.USAGE
    default_hint = "see --help"


class InterruptError(SnelsyncError):
    """The run was stopped from outside; what was begun is recorded."""

    exit_code = ExitCode.INTERRUPTED
    default_hint = "run the same command again: it goes on from here"


class StoppedError(InterruptError):
    """A run ends here, with everything recorded: somebody or its time limit said so.

    Args:
        what: why.
        interrupted: somebody asked for it; else the run has had its time.
    """

    def __init__(self, what: str, *, interrupted: bool) -> None:
        super().__init__(what)
        self.interrupted = interrupted


class SettingsError(SnelsyncError):
    """The mapping file or a setting cannot be used."""

    exit_code = ExitCode.SETTINGS
    default_hint = "correct the mapping file and run `snelsync map-check`"


class CredentialsError(SnelsyncError):
    """A key is missing or refused; the message names which one."""

    exit_code = ExitCode.CREDENTIALS
    default_hint = "run `snelsync auth login`"


class StateError(SnelsyncError):
    """The state file is missing, damaged or of a newer snelsync."""

    exit_code = ExitCode.STATE
    default_hint = "run `snelsync pull-orders` or name another file with --state"


class LockedError(StateError):
    """Another run is writing to the same state file."""

    exit_code = ExitCode.LOCKED
    default_hint = "wait until the other run has ended and try again"


class ShopError(SnelsyncError):
    """The shop did not give an answer that can be used."""

    exit_code = ExitCode.SHOP
    default_hint = "try again later; what was fetched is kept"


class AdministrationError(SnelsyncError):
    """SnelStart did not give an answer that can be used."""

    exit_code = ExitCode.ADMINISTRATION
    default_hint = "try again later; what was booked is recorded"


class NotSentError(AdministrationError):
    """The call certainly did not arrive, so it may be repeated."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason SnelStart gave for a no: its code (or "") and its own words."""

    code: str
    message: str


class RefusedError(AdministrationError):
    """SnelStart said a definite no."""

    default_hint = "see docs/reference/snelstart-codes.md for the code"

    def __init__(
        self, what: str, *, refusals: tuple[Refusal, ...], hint: str | None = None
    ) -> None:
        super().__init__(what, hint=hint)
        self.refusals = refusals

    def has(self, code: str) -> bool:
        """Say whether SnelStart gave this code among its reasons."""
        return any(refusal.code == code for refusal in self.refusals)


class UncertainError(AdministrationError):
    """The call may have been carried out; only looking it up can tell."""

    exit_code = ExitCode.UNCERTAIN
    default_hint = "run `snelsync push` again: it looks the booking up first"


class BreakerError(SnelsyncError):
    """Something looks so wrong that nothing was done."""

    exit_code = ExitCode.BREAKER
    default_hint = "look at what changed before overriding"


class PlanChangedError(SnelsyncError):
    """The orders, mapping or chart are no longer those of the approved plan."""

    exit_code = ExitCode.PLAN_CHANGED
    default_hint = "make and approve a new plan with `snelsync push --dry-run`"
