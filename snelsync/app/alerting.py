"""Who is told of a run, and when: nobody is told more than numbers and codes.

An alert can be lost; that is a warning, and never changes how a run ends. All are
called at the same time, and together they have so many seconds: a name server or a
mail server that says nothing does not hold a run up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from threading import Thread

from snelsync.app.ports import Channel, Messenger, RunSummary, TellOn, Watchdog
from snelsync.errors import ENDED_WELL, ExitCode

DEADLINE = 30.0
"""Seconds that telling everybody may take."""

_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_COMMAND = re.compile(r"[a-z][a-z -]{0,39}")
_ORDER = re.compile(r"(?=\D*\d)[A-Za-z0-9#./_-]{1,40}")
_Call = tuple[Channel, Callable[[], str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of telling one: ``why`` is "" when it arrived."""

    channel: str
    why: str


class Alerting:
    """Tells everybody that was set up of a run.

    Args:
        on: of which runs messages are sent; watchdogs are called at every run.
        watchdogs: those who expect to be called.
        messengers: those who get a message.
        standing: what is wrong besides the run, by code: a key that ends soon.
        deadline: seconds that all of them have together.
    """

    def __init__(
        self,
        *,
        on: TellOn,
        watchdogs: Sequence[Watchdog] = (),
        messengers: Sequence[Messenger] = (),
        standing: Mapping[str, int] | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self._on = on
        self._watchdogs = watchdogs
        self._messengers = messengers
        self._standing = dict(standing or {})
        self._deadline = deadline

    def started(self, command: str, run_id: int, *, at: datetime) -> tuple[str, ...]:
        """Tell the watchdogs that a run began."""
        calls: list[_Call] = [
            (one, partial(one.began, command, run_id, at=at)) for one in self._watchdogs
        ]
        return _lost(self._call(calls))

    def ended(self, summary: RunSummary) -> tuple[str, ...]:
        """Tell how a run ended: the watchdogs always, the others when it is due."""
        told = bare(replace(summary, codes={**self._standing, **summary.codes}))
        failed = _matters(told.exit_code, self._on)
        calls: list[_Call] = [
            (one, partial(one.ended, told, failed=failed)) for one in self._watchdogs
        ]
        noteworthy = self._standing and self._on is not TellOn.FAILURE
        if failed or noteworthy or self._on is TellOn.ALWAYS:
            calls += [(one, partial(one.tell, told)) for one in self._messengers]
        return _lost(self._call(calls))

    def tried(self, summary: RunSummary) -> tuple[Answer, ...]:
        """Reach everybody once, and say of each whether it arrived."""
        told = bare(summary)
        calls: list[_Call] = [
            (one, partial(one.ended, told, failed=False)) for one in self._watchdogs
        ]
        calls += [(one, partial(one.tell, told)) for one in self._messengers]
        return self._call(calls)

    def _call(self, calls: Sequence[_Call]) -> tuple[Answer, ...]:
        """Call all at once, in threads that nothing waits for when they hang."""
        running = [(one.name, _in_a_thread(call)) for one, call in calls]
        wait([future for _, future in running], timeout=self._deadline)
        slow = f"there was no answer within {self._deadline:.0f} seconds"
        return tuple(
            Answer(name, future.result() if future.done() else slow)
            for name, future in running
        )


def bare(summary: RunSummary) -> RunSummary:
    """Leave only what has the form of a number, a code or a count.

    So a text that should not be there, whoever put it there, goes nowhere.
    """
    return replace(
        summary,
        command=summary.command if _COMMAND.fullmatch(summary.command) else "run",
        counts=_coded(summary.counts),
        codes=_coded(summary.codes),
        orders=tuple(one for one in summary.orders if _ORDER.fullmatch(one)),
    )


def _coded(counts: Mapping[str, int]) -> dict[str, int]:
    return {str(key): int(n) for key, n in counts.items() if _WORD.fullmatch(key)}


def _matters(exit_code: int, on: TellOn) -> bool:
    """Say whether a run that ended so is bad news to who wants to hear of those."""
    if on is TellOn.FAILURE:
        return exit_code not in ENDED_WELL
    return exit_code != ExitCode.DONE


def _lost(answers: Sequence[Answer]) -> tuple[str, ...]:
    return tuple(
        f"the alert by {one.channel} was not delivered: {one.why}"
        for one in answers
        if one.why
    )


def _in_a_thread(call: Callable[[], str]) -> Future[str]:
    """Start a call; a mistake of ours in it is words too, and ends no run."""
    future: Future[str] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except Exception as error:  # noqa: BLE001 - an alert never breaks a run
            future.set_result(f"a bug in snelsync: {type(error).__name__}")

    Thread(target=run, daemon=True).start()
    return future
