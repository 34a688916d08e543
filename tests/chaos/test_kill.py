"""snelsync is killed at any call: pushed again, each document is booked once.

Real processes, SIGKILL, a real state file, and the administration over HTTP. The same
at every instruction of the use case, in memory: tests/app/test_crash.py.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from threading import Event

import pytest

from snelsync.sandbox.administration import PracticeAdministration, booking_rules
from tests.chaos.stage import (
    AT_REST,
    BOOKING,
    CARD,
    KILLED,
    PATIENCE,
    Call,
    Stage,
    What,
    answered,
    shop_with,
    staged,
)
from tests.cli.practice import KEYS, MORNING

INVOICES: What = ("GET", "/v2/verkoopfacturen")
BOOKED = ["173", "206", "308", "308-R309"]
"""A sale at home, one to Germany, and one that was refunded."""


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Set a stage with four documents for two customer cards."""
    with staged(shop_with(173, 206, 308), tmp_path_factory.mktemp("few")) as stage:
        yield stage


def check_recovery(few: Stage) -> None:
    """Push again, at once and after a while: all is booked once, and well."""
    code = few.push()
    assert code in {0, 34}
    if code == 34:
        few.time.sleep(AT_REST)
        assert few.push() == 0
    check_books(few)


def check_books(few: Stage) -> None:
    """See one booking per document and one card per customer, and nobody needed."""
    assert few.booked() == BOOKED
    assert sorted(few.cards().values()) == [1, 1]


def check_nothing_left(few: Stage) -> None:
    """Push once more: neither a booking nor a card is posted."""
    few.front.follow(answered)
    assert few.push() == 0
    assert not {BOOKING, CARD} & few.front.calls.keys()
    check_books(few)


def killed(few: Stage, what: What, nth: int, *, stored: bool) -> None:
    """Kill a push of everything at a call, and see it repaired."""
    few.begin()
    few.front.follow(few.kill_at(what, nth, stored=stored))
    assert few.push() == KILLED, what
    few.front.follow(answered)
    check_recovery(few)


FEW_WRITES = ((CARD, 2, False), (BOOKING, 1, True), (BOOKING, 4, False))
WRITES = ((CARD, 2), *((BOOKING, nth) for nth in range(1, 5)))


def test_killed_at_a_write(few: Stage) -> None:
    """At a card and a booking, before it is stored or after: nobody is needed.

    What was stored and never answered is found again; what was never stored is sent
    again, when it cannot arrive any more.
    """
    for what, nth, stored in (
        (CARD, 2, False),
        (BOOKING, 1, True),
        (BOOKING, 4, False),
    ):
        killed(few, what, nth, stored=stored)
    check_nothing_left(few)


@pytest.mark.chaos
def test_killed_at_every_write(few: Stage) -> None:
    """The same at each of them."""
    for place, (what, nth) in enumerate(WRITES):
        killed(few, what, nth, stored=bool(place % 2))
    check_nothing_left(few)


@pytest.mark.chaos
def test_killed_at_a_write_the_other_way(few: Stage) -> None:
    """Where it was killed before it was stored, after; and the other way round."""
    for place, (what, nth) in enumerate(WRITES):
        killed(few, what, nth, stored=not place % 2)
    check_nothing_left(few)


def synced_after_a_kill(few: Stage, what: What, nth: int, *, stored: bool) -> None:
    """Kill a whole run at a call; the next ones finish it, and nobody is needed."""
    few.begin()
    few.time.set(MORNING)  # The shop's clock stands still: it refuses other times.
    few.front.follow(few.kill_at(what, nth, stored=stored))
    assert few.run("sync") == KILLED, what
    few.front.follow(answered)
    code = few.run("sync")
    assert code in {0, 34}
    if code == 34:
        few.time.sleep(AT_REST)
        assert few.run("sync") == 0
    check_books(few)


def test_a_whole_run_is_killed_at_a_write(few: Stage) -> None:
    """``sync``, killed at a booking that was stored: run again, it is booked once."""
    synced_after_a_kill(few, BOOKING, 2, stored=True)


@pytest.mark.chaos
def test_a_whole_run_is_killed_at_any_call(few: Stage) -> None:
    """At each write, before and after it was stored, and at reads."""
    for stored in (True, False):
        for what, nth in WRITES:
            synced_after_a_kill(few, what, nth, stored=stored)
    for path in ("grootboeken", "companyInfo", "relaties"):
        synced_after_a_kill(few, ("GET", f"/v2/{path}"), 1, stored=True)


@pytest.mark.chaos
def test_killed_where_numbers_are_not_refused(
    few: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even so: what was stored is found by our own record and a look, and not sent."""
    monkeypatch.setattr(booking_rules, "_number_problems", lambda *_: ())
    for nth in range(1, 5):
        killed(few, BOOKING, nth, stored=True)
    check_nothing_left(few)


@pytest.mark.chaos
def test_killed_at_a_read(few: Stage) -> None:
    """At one in three of the questions it asks, the next push goes on."""
    few.begin()
    assert few.push() == 0
    asked = sorted(few.front.calls.keys() - {CARD, BOOKING})
    assert len(asked) > 6
    for what in asked[::3]:
        killed(few, what, 1, stored=True)


@pytest.mark.chaos
def test_killed_again_while_recovering(few: Stage) -> None:
    """A kill while the first kill is repaired is repaired too."""
    few.begin()
    kills = (
        (BOOKING, 2, False),
        (INVOICES, 1, True),
        (BOOKING, 1, True),
        (INVOICES, 1, True),
    )
    for what, nth, stored in kills:
        few.front.follow(few.kill_at(what, nth, stored=stored))
        assert few.push() == KILLED
        few.time.sleep(AT_REST)
    few.front.follow(answered)
    check_recovery(few)
    check_nothing_left(few)


@pytest.mark.parametrize(
    "too_late", [False, pytest.param(True, marks=pytest.mark.chaos)]
)
def test_a_booking_that_arrives_after_its_sender_died(
    few: Stage, *, too_late: bool
) -> None:
    """It is on the network when snelsync is killed, and arrives after the next push.

    Within two minutes the next push leaves it alone. Even should it come later than
    anything can, after it was sent again, SnelStart refuses its number.
    """
    few.begin()
    held: list[Call] = []
    go, gone = Event(), Event()

    def script(call: Call) -> Iterable[bytes]:
        if call.what != BOOKING or held:
            return call.answer()
        held.append(call)
        few.processes.kill()
        assert go.wait(PATIENCE)
        try:
            return call.answer()
        finally:
            gone.set()

    few.front.follow(script)
    assert few.push() == KILLED
    if too_late:
        few.time.sleep(AT_REST)
    again = few.push()
    without = few.booked()
    go.set()
    assert gone.wait(PATIENCE)
    few.time.sleep(AT_REST)
    assert again == (0 if too_late else 34)
    assert (without == BOOKED) == too_late
    assert few.push() == 0
    check_books(few)
    check_nothing_left(few)


def test_the_program_itself_is_killed(few: Stage) -> None:
    """``python -m snelsync push --yes``, with its own clock, killed at a booking."""
    few.begin()
    few.time.set(datetime.now(UTC))  # noqa: TID251 - the program has that clock
    few.front.begin(PracticeAdministration(now=few.time.now, oss=True))
    words = [sys.executable, "-m", "snelsync", *few.practice.files, "push", "--yes"]
    with subprocess.Popen(  # noqa: S603 - our own program
        words,
        env=KEYS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as program:

        def script(call: Call) -> Iterable[bytes]:
            answer = call.answer()
            if (call.what, call.nth) == (BOOKING, 2):
                program.kill()
                program.wait(PATIENCE)
            return answer

        few.front.follow(script)
        assert program.wait(PATIENCE) == KILLED
    assert 2 <= len(few.booked()) < 4
    few.time.sleep(AT_REST)
    check_recovery(few)
    check_nothing_left(few)
