"""Two pushes at once, and a push that is told to stop: the program itself, as started.

Whoever is to wait waits at the administration's door, so nothing is left to chance.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from snelsync.sandbox.administration import PracticeAdministration
from tests.chaos.stage import (
    BOOKING,
    PATIENCE,
    REFUNDED,
    SALES,
    Call,
    Script,
    Stage,
    answered,
    shop_with,
    staged,
)
from tests.cli.practice import KEYS, Json

DOCUMENTS = 33
STOPPING = "stopping after what is under way"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Set a stage with some thirty documents."""
    shop = shop_with(*SALES, *REFUNDED)
    with staged(shop, tmp_path_factory.mktemp("thirty")) as stage:
        yield stage


@pytest.fixture
def thirty(stage: Stage) -> Stage:
    """Begin anew, with books that go by the machine's clock as the program does."""
    stage.begin()
    stage.time.set(datetime.now(UTC))  # noqa: TID251 - the program has that clock
    stage.front.begin(PracticeAdministration(now=stage.time.now, oss=True))
    return stage


@contextmanager
def started(
    stage: Stage, state: Path, *words: str
) -> Iterator["subprocess.Popen[str]"]:
    """Start the program, pushing."""
    files = ("--mapping", str(stage.practice.mapping), "--state", str(state))
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "snelsync", *files, "push", "--yes", *words],
        env=KEYS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        yield program


def ended(program: "subprocess.Popen[str]") -> Json:
    """Let it end; gives the one document it printed."""
    told, remarks = program.communicate(timeout=PATIENCE)
    assert "Traceback" not in remarks
    document: Json = json.loads(told)
    assert document["exit_code"] == program.returncode
    return document


def waiting(come: Event, go: Event) -> Script:
    """Make a script: the first booking waits at the door."""

    def script(call: Call) -> Iterable[bytes]:
        if call.what == BOOKING and not come.is_set():
            come.set()
            assert go.wait(PATIENCE)
        return call.answer()

    return script


def check_books(thirty: Stage) -> None:
    """See each document once, and a next push that posts nothing."""
    assert len(thirty.booked()) == len(set(thirty.booked())) == DOCUMENTS
    assert set(thirty.cards().values()) == {1}
    thirty.front.follow(answered)
    assert thirty.push() == 0
    assert BOOKING not in thirty.front.calls


def test_the_second_push_is_told_of_the_first(thirty: Stage) -> None:
    """While one push is at work another ends at once, with 42, and calls nobody."""
    come, go = Event(), Event()
    thirty.front.follow(waiting(come, go))
    with started(thirty, thirty.practice.state, "--json") as first:
        assert come.wait(PATIENCE)
        with started(thirty, thirty.practice.state, "--json") as second:
            told = ended(second)
        go.set()
        assert ended(first)["counts"] == {"booked": DOCUMENTS}
    assert told["exit_code"] == 42
    assert f"process {first.pid}" in told["error"]["message"]
    check_books(thirty)


@pytest.mark.chaos
def test_two_pushes_with_records_of_their_own(thirty: Stage) -> None:
    """As from two machines: no lock is between them, and each document is booked once.

    Whoever comes later finds the number taken, compares, and adopts.
    """
    other = thirty.practice.folder / "other.sqlite3"
    other.write_bytes(thirty.pulled.read_bytes())
    come, go = Event(), Event()
    thirty.front.follow(waiting(come, go))
    with started(thirty, thirty.practice.state, "--json") as first:
        assert come.wait(PATIENCE)
        with started(thirty, other, "--json") as second:
            theirs = ended(second)
        go.set()
        ours = ended(first)
    assert (ours["exit_code"], theirs["exit_code"]) == (0, 0)
    assert ours["counts"]["adopted"] == theirs["counts"]["booked"] > 0
    assert theirs["counts"]["adopted"] == ours["counts"]["booked"] > 0
    check_books(thirty)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.chaos)]
)
def test_a_push_that_is_told_to_stop(thirty: Stage, number: signal.Signals) -> None:
    """It ends what it has begun, records it, ends with 130; the next one goes on."""
    heard, known = Event(), Event()
    programs: list[subprocess.Popen[str]] = []

    def script(call: Call) -> Iterable[bytes]:
        if (call.what, call.nth) == (BOOKING, 5):
            assert known.wait(PATIENCE)
            programs[0].send_signal(number)
            assert heard.wait(PATIENCE)
        return call.answer()

    thirty.front.follow(script)
    with started(thirty, thirty.practice.state) as program:
        programs.append(program)
        known.set()
        assert program.stderr is not None
        while STOPPING not in program.stderr.readline():
            assert program.poll() is None
        heard.set()
        told, _ = program.communicate(timeout=PATIENCE)
    begun = len(thirty.booked())
    assert program.returncode == 130
    assert 5 <= begun < DOCUMENTS
    assert f"{begun} booked now; {DOCUMENTS - begun} left" in " ".join(told.split())
    recorded = thirty.practice.json("status")["counts"]
    assert recorded["booked"] == begun
    assert not recorded.keys() & {"sending", "uncertain"}

    assert thirty.push() == 0
    check_books(thirty)
