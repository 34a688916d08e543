"""A whole run from the command line: what it says, and to whom."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from snelsync.adapters.state.lock import only_run
from snelsync.app.ports import RunSummary
from snelsync.cli import wiring_unattended
from snelsync.sandbox.shop import Fault as ShopFault
from tests.cli.practice import Json, Practice, Stopped
from tests.cli.test_every_command import DOCUMENT
from tests.cli.test_push import Impatient

STAGES = ["pull", "settle", "check", "push", "reconcile"]


class Listening:
    """Somebody who is told of runs, and can hardly be reached."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def started(self, command: str, run_id: int, *, at: datetime) -> tuple[str, ...]:
        """Hear of a beginning."""
        assert command == "sync"
        assert run_id
        assert at.tzinfo is not None
        self.heard.append(-1)
        return ("ping: cannot be reached",)

    def ended(self, summary: RunSummary) -> tuple[str, ...]:
        """Hear of an end."""
        self.heard.append(summary.exit_code)
        return ()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give what somebody hears of runs: -1 for a beginning, else the exit code."""
    listening = Listening()
    monkeypatch.setattr(wiring_unattended, "alerts", lambda *_: listening)
    return listening.heard


def stages(document: Json) -> dict[str, Json]:
    """Give the parts of a run by name."""
    return {one["stage"]: one for one in document["stages"]}


def test_a_run_says_what_it_did(pulled: Practice) -> None:
    """To a person in tables, to cron in one line, to a script in one document."""
    first = pulled.run("sync")
    assert (first.code, len(pulled.booked_numbers())) == (3, 11)
    assert "A person must look at" in first.stdout
    last = first.stdout.splitlines()[-1]
    assert last == "0 new or changed; 11 booked now; 3 need a person: `snelsync status`"

    second = pulled.run("sync", "--quiet")
    assert (second.code, second.stderr) == (3, "")
    assert second.stdout.count("\n") == 1
    assert "0 booked now" in second.stdout

    document = pulled.json("sync")
    assert (document["command"], document["exit_code"]) == ("sync", 3)
    assert document["counts"] == {"booked": 11, "held": 3, "new": 0}
    assert [one["stage"] for one in document["stages"]] == STAGES
    assert {frozenset(one) for one in document["documents"]} == {frozenset(DOCUMENT)}
    assert not stages(document)["check"]["read_anew"]
    assert document["warnings"] == []


def test_somebody_is_told_of_the_run_and_who_could_not_be_is_a_warning(
    pulled: Practice, heard: list[int]
) -> None:
    """Of beginning and end; the warning is for stderr, quiet or not, and the JSON."""
    document = pulled.json("sync")
    told = pulled.run("sync", "--quiet")
    assert heard == [-1, 3, -1, 3]
    assert document["warnings"] == ["ping: cannot be reached"]
    assert told.stderr == "warning: ping: cannot be reached\n"
    assert told.stdout.count("\n") == 1


def test_a_shop_that_is_down_is_told_and_nothing_is_booked(
    pulled: Practice, heard: list[int]
) -> None:
    """Exit 20 in words, in JSON, in the record, and to whoever listens."""
    pulled.shop.faults.add(ShopFault("bad_gateway", times=99))
    told = pulled.run("sync", "--json")
    document = told.document
    parts = stages(document)
    assert (told.code, document["exit_code"]) == (20, 20)
    assert parts["pull"]["error"]["hint"]
    assert "pull failed" in parts["push"]["left_out"]
    assert told.stderr.count("error: ") == 1
    assert (heard, pulled.booked_numbers()) == ([-1, 20], [])
    runs = {one["command"]: one for one in pulled.json("status")["runs"]}
    assert runs["sync"]["exit_code"] == 20


def test_without_a_key_nothing_is_begun_and_somebody_is_told(
    pulled: Practice, heard: list[int]
) -> None:
    """Which key, and where to put it; exit 11."""
    told = pulled.with_environ(SNELSYNC_WOO_KEY="").run("sync", "--quiet")
    assert (told.code, heard) == (11, [-1, 11])
    assert "SNELSYNC_WOO_KEY" in told.stderr


def test_another_run_keeps_it_out(pulled: Practice, heard: list[int]) -> None:
    """One lock over the whole run: 42 at once, and nobody is told of a run."""
    with only_run(pulled.state, "push", now=pulled.clock.now()):
        told = pulled.run("sync")
    assert (told.code, heard, pulled.booked_numbers()) == (42, [], [])


def test_an_interrupted_run_is_recorded_told_and_finished_by_the_next(
    pulled: Practice, heard: list[int]
) -> None:
    """Wherever it was: exit 130, and the next one books what is left, once."""
    impatient = Impatient(looks=40, time=pulled.clock.now())
    stopped = pulled.with_clock(impatient).run("sync", "--quiet")
    assert (stopped.code, heard) == (130, [-1, 130])
    runs = {one["command"]: one for one in pulled.json("status")["runs"]}
    assert runs["sync"]["exit_code"] == 130
    later = pulled.with_clock(Stopped(pulled.clock.now() + timedelta(minutes=5)))
    assert later.run("sync", "--quiet").code == 3
    assert len(set(pulled.booked_numbers())) == len(pulled.booked_numbers()) == 11


def test_a_breaker_names_the_option_that_overrides_it(pulled: Practice) -> None:
    """More documents than allowed: 40, and with the option it books them."""
    told = pulled.run("sync", "--max-documents", "1")
    assert (told.code, pulled.booked_numbers()) == (40, [])
    assert "--max-documents 11" in told.stderr
    assert pulled.run("sync", "--max-documents", "11", "--limit", "2").code == 3
    assert len(pulled.booked_numbers()) == 2
