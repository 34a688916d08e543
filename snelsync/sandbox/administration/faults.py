"""Faults on request: what goes wrong, on which call, and how often.

All were seen or must be feared at the real API: a 504 after the booking was stored is
the one that makes duplicates.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase


class FaultKind(StrEnum):
    """What goes wrong. Those named AFTER_… first do what was asked."""

    UNAUTHORIZED = "unauthorized"
    RATE_LIMIT = "rate_limit"
    QUOTA = "quota"
    SERVER_ERROR = "server_error"
    BAD_GATEWAY = "bad_gateway"
    UNAVAILABLE = "unavailable"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    HTML = "html"
    HTML_AFTER = "html_after"
    PLAIN_TEXT = "plain_text"
    TRUNCATED = "truncated"
    SLOW = "slow"
    SLOW_AFTER = "slow_after"
    DROPPED_BEFORE = "dropped_before"
    DROPPED_AFTER = "dropped_after"


AFTER = frozenset(
    {
        FaultKind.TIMEOUT_AFTER,
        FaultKind.HTML_AFTER,
        FaultKind.TRUNCATED,
        FaultKind.DROPPED_AFTER,
        FaultKind.SLOW,
        FaultKind.SLOW_AFTER,
    }
)

SLOW = frozenset({FaultKind.SLOW, FaultKind.SLOW_AFTER})


class ConnectionDropped(ConnectionError):  # noqa: N818 - says what happened
    """The connection breaks in the middle of an answer.

    Raised while the body is sent, after status and headers: `httpx.WSGITransport` lets
    it through, and a real server has nothing left to do but break the connection.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong on chosen calls.

    Args:
        kind: What goes wrong: a `FaultKind` or its value.
        method: The method it is meant for; None for every one.
        path: The path it is meant for, as in `/v2/relaties/*`; None for every one.
        nth: The first call it hits, counting those that match from when it was added
            and that no fault added before it hits.
        times: How many calls in a row it hits; None for all that follow.
        retry_after: Seconds for `Retry-After`, for the kinds that send it.
        seconds: How long a slow answer takes.

    """

    kind: str
    method: str | None = None
    path: str | None = None
    nth: int = 1
    times: int | None = 1
    retry_after: int = 1
    seconds: float = 60.0

    def __post_init__(self) -> None:
        """Refuse a kind there is not and a call before the first."""
        FaultKind(self.kind)
        if self.nth < 1:
            raise ValueError("the first call is number 1")

    def _fits(self, method: str, path: str) -> bool:
        return (self.method is None or self.method.upper() == method) and (
            self.path is None or fnmatchcase(path, self.path)
        )


class Faults:
    """The faults of an administration, in the order they were added."""

    def __init__(self) -> None:
        self._planned: list[tuple[Fault, list[int]]] = []

    def add(self, fault: Fault) -> None:
        """Plan a fault."""
        self._planned.append((fault, [0]))

    def clear(self) -> None:
        """Forget every fault."""
        self._planned.clear()

    def next_for(self, method: str, path: str) -> Fault | None:
        """Count a call for the faults it fits; give the first that is due.

        A call that a fault hits does not count for those added after it.
        """
        for fault, seen in self._planned:
            if not fault._fits(method, path):  # noqa: SLF001 - a module's own class
                continue
            seen[0] += 1
            late = fault.times is not None and seen[0] >= fault.nth + fault.times
            if seen[0] >= fault.nth and not late:
                return fault
        return None


Sleep = Callable[[float], object]


def no_sleep(_seconds: float) -> None:
    """Wait not at all: what a practice administration does unless told otherwise."""
