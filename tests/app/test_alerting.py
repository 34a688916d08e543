"""Who is told of a run, when, and how little: an alert never breaks or slows a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

import pytest

from snelsync.app.alerting import Alerting
from snelsync.app.ports import RunSummary, TellOn
from snelsync.errors import ExitCode
from tests.fakes import NOON


def summary(code: int = 0, **more: object) -> RunSummary:
    """Give a run that ended with a code."""
    given: dict[str, object] = {
        "command": "sync",
        "run_id": 7,
        "started": NOON,
        "ended": NOON,
        "exit_code": code,
        "counts": {"booked": 3},
        "codes": {},
        "orders": (),
    }
    return RunSummary(**(given | more))  # type: ignore[arg-type]


@dataclass
class Listener:
    """Somebody who is told, and remembers what."""

    name: str = "listener"
    why: str = ""
    heard: list[tuple[str, object]] = field(default_factory=list)

    def began(self, command: str, run_id: int, *, at: object) -> str:
        """Hear that a run began."""
        self.heard.append(("began", (command, run_id, at)))
        return self.why

    def ended(self, told: RunSummary, *, failed: bool) -> str:
        """Hear how it ended."""
        self.heard.append(("failed" if failed else "ended", told))
        return self.why

    def tell(self, told: RunSummary) -> str:
        """Get a message."""
        self.heard.append(("message", told))
        return self.why


@pytest.mark.parametrize(
    ("on", "messages", "failed"),
    [
        (TellOn.FAILURE, {34, 40, 130}, {34, 40, 130}),
        (TellOn.PERSON, {3, 4, 34, 40, 130}, {3, 4, 34, 40, 130}),
        (TellOn.ALWAYS, {0, 3, 4, 34, 40, 130}, {3, 4, 34, 40, 130}),
    ],
)
def test_a_setting_says_of_which_runs_somebody_hears(
    on: TellOn, messages: set[int], failed: set[int]
) -> None:
    """Messages are sent as set; the watchdog is called at every run, good or bad."""
    got: set[int] = set()
    bad: set[int] = set()
    for code in (0, 3, 4, 34, 40, 130):
        dog, friend = Listener(), Listener()
        alerting = Alerting(on=on, watchdogs=(dog,), messengers=(friend,))
        assert alerting.started("sync", 7, at=NOON) == ()
        assert alerting.ended(summary(code)) == ()
        assert [what for what, _ in dog.heard[:1]] == ["began"]
        assert len(dog.heard) == 2
        got |= {code} if friend.heard else set()
        bad |= {code} if dog.heard[1][0] == "failed" else set()
    assert (got, bad) == (messages, failed)


@pytest.mark.parametrize(
    ("on", "told"), [(TellOn.FAILURE, False), (TellOn.PERSON, True)]
)
def test_a_key_that_ends_soon_is_told_after_a_good_run_too(
    on: TellOn, *, told: bool
) -> None:
    """What stands besides the run is among the codes; the watchdog sees a good run."""
    dog, friend = Listener(), Listener()
    standing = {"key_ends": 1}
    Alerting(on=on, watchdogs=(dog,), messengers=(friend,), standing=standing).ended(
        summary(codes={"currency": 2})
    )
    assert bool(friend.heard) is told
    ((what, heard),) = dog.heard
    assert isinstance(heard, RunSummary)
    assert (what, heard.codes) == ("ended", {"key_ends": 1, "currency": 2})


def test_what_could_not_be_told_is_words_with_the_channel() -> None:
    """One that fails stops no other, and neither does a bug in one."""
    good, bad = Listener(), Listener(name="mail", why="the server said no")

    class Broken(Listener):
        def tell(self, told: RunSummary) -> str:
            raise ZeroDivisionError(told)

    alerting = Alerting(
        on=TellOn.ALWAYS, messengers=(bad, Broken(name="webhook"), good)
    )
    assert alerting.ended(summary()) == (
        "the alert by mail was not delivered: the server said no",
        "the alert by webhook was not delivered: a bug in snelsync: ZeroDivisionError",
    )
    assert good.heard


def test_one_that_never_answers_holds_nothing_up() -> None:
    """A name server that hangs costs the deadline, once, and the others are told."""
    never, good = Event(), Listener()

    class Hanging(Listener):
        def tell(self, told: RunSummary) -> str:
            never.wait()
            return str(told)

    stuck = (Hanging(name="mail"), Hanging(name="webhook"), good)
    told = Alerting(on=TellOn.ALWAYS, messengers=stuck, deadline=0.05).ended(summary())
    never.set()
    assert [one.split(" was ")[0] for one in told] == [
        "the alert by mail",
        "the alert by webhook",
    ]
    assert good.heard


def test_what_is_no_number_or_code_goes_nowhere() -> None:
    """Planted where counts, codes and orders belong, a person is left out."""
    friend = Listener()
    planted = "Jan Jansen"
    alerting = Alerting(on=TellOn.ALWAYS, messengers=(friend,), standing={planted: 1})
    alerting.ended(
        summary(
            ExitCode.NEEDS_PERSON,
            command=f"sync {planted}",
            counts={"held": 1, planted: 2, "EUR 12.95": 1},
            codes={"currency": 1, "jan@example.nl": 1},
            orders=(
                "1042",
                "WC-2026/7",
                planted,
                "Jansen",
                "jan@example.nl",
                "1\n2",
                "x" * 41,
            ),
        )
    )
    ((_, heard),) = friend.heard
    assert isinstance(heard, RunSummary)
    assert (heard.command, heard.counts, heard.codes, heard.orders) == (
        "run",
        {"held": 1},
        {"currency": 1},
        ("1042", "WC-2026/7"),
    )


def test_a_trial_reaches_everybody_and_says_what_arrived() -> None:
    """Each is called once, whatever the setting, and has an answer of its own."""
    dog, friend = Listener(name="ping"), Listener(name="mail", why="no")
    alerting = Alerting(on=TellOn.FAILURE, watchdogs=(dog,), messengers=(friend,))
    answers = alerting.tried(summary(command="alert-test"))
    assert [(one.channel, one.why) for one in answers] == [("ping", ""), ("mail", "no")]
    assert [what for what, _ in (*dog.heard, *friend.heard)] == ["ended", "message"]
