"""Alerts and the silence of runs at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from snelsync.cli import wiring, wiring_unattended
from snelsync.cli.output import Output
from snelsync.cli.session import Session
from tests.adapters.listeners import Ears, listening
from tests.app.test_alerting import summary
from tests.cli.practice import MORNING, Practice, Stopped, leaks, personal
from tests.contract.wiring import open_record

SECRET = "2f1c7d1e-uuid"
HOUR = 3600


@pytest.fixture
def ears() -> Iterator[Ears]:
    """Listen for HTTP."""
    with listening() as ears:
        yield ears


def _alerts(ears: Ears, more: str = "") -> tuple[str, str]:
    """Change the example so that a ping goes to those ears."""
    return 'ping_url = ""', f'ping_url = "{ears.url}/{SECRET}"{more}'


def _synced(practice: Practice) -> None:
    """Note in the record that a sync ran in the morning.

    The clock that everybody shares has gone on by what others waited.
    """
    state = open_record(practice.state)
    run = state.begin_run("sync", at=MORNING, mapping_digest="")
    state.end_run(run, at=MORNING, exit_code=0)


@pytest.mark.parametrize(
    "words", [("status",), ("pull-orders",), ("push", "--yes"), ("retry", "--yes")]
)
def test_every_command_that_writes_says_that_runs_have_stopped(
    pulled: Practice, words: tuple[str, ...]
) -> None:
    """Even when quiet, on stderr; a day and a half is no silence yet."""
    _synced(pulled)
    later = Stopped(MORNING)
    practice = pulled.with_clock(later)
    later.sleep(37 * HOUR)
    told = practice.run(*words, "--quiet").stderr
    assert "the last `sync` that ended well was 37 hours ago" in told
    assert "hint: look whether its timer or cron still runs" in told


def test_a_sync_says_that_the_ones_before_have_stopped(pulled: Practice) -> None:
    """Of the runs before it, so once; the first there ever was says nothing."""
    later = Stopped(pulled.clock.now())
    practice = pulled.with_clock(later)
    assert practice.run("sync", "--quiet").stderr == ""
    later.sleep(37 * HOUR)
    told = practice.run("sync", "--quiet").stderr
    assert told.count("warning: the last `sync` that ended well was 37 hours") == 1


def test_status_needs_a_person_when_runs_have_stopped(pulled: Practice) -> None:
    """Exit 3 with nothing else wrong, and the JSON says when the last good run was."""
    _synced(pulled)
    later = Stopped(MORNING)
    practice = pulled.with_clock(later)
    later.sleep(36 * HOUR)
    document = practice.json("status")
    assert (document["exit_code"], document["warnings"]) == (0, [])
    ran = {"command": "sync", "ended": "2026-11-21T09:00:00+00:00"}
    assert document["last_good_run"] == ran
    assert "last good sync: ended 2026-11-21 10:00" in practice.run("status").stdout

    later.sleep(HOUR)
    told = practice.run("status", "--json")
    assert told.code == 3
    assert [one["code"] for one in told.document["warnings"]] == ["runs_stopped"]
    assert "warning: the last `sync`" in told.stderr
    assert "runs have stopped" in practice.run("status", "--quiet").stdout


def test_a_trial_says_what_arrived(practice: Practice, ears: Ears) -> None:
    """The ping is called as after a good run; one that fails is exit 10, told short."""
    practice.write_mapping(_alerts(ears))
    document = practice.json("alert-test")
    assert (document["exit_code"], document["counts"]) == (0, {"arrived": 1, "lost": 0})
    ((method, path, text),) = ears.heard
    assert (method, path) == ("POST", f"/{SECRET}")
    assert "this is a test" in text

    ears.statuses = [404]
    hook = practice.with_environ(SNELSYNC_ALERT_WEBHOOK_URL="http://elsewhere.test/x")
    told = hook.run("alert-test", "--quiet")
    assert (told.code, told.stdout) == (10, "0 of 2 alerts arrived\n")
    assert "ping: not delivered: 127.0.0.1 answered 404" in told.stderr
    assert "webhook: not delivered: its address is not an https" in told.stderr
    assert SECRET not in told.stderr
    assert "elsewhere" not in told.stderr


def test_a_trial_of_nothing_is_a_fault_of_the_mapping(practice: Practice) -> None:
    """Where nobody is set up, exit 10 says which settings there are."""
    document = practice.json("alert-test")
    assert document["exit_code"] == 10
    assert "`ping_url` under [alerts]" in document["error"]["hint"]


def test_persons_that_are_planted_everywhere_reach_nobody(
    practice: Practice, ears: Ears
) -> None:
    """Ping and webhook get numbers and codes, whatever a summary is filled with."""
    practice.write_mapping(
        _alerts(ears), ('webhook_url = ""', f'webhook_url = "{ears.url}/hook"')
    )
    persons = sorted(personal())
    named = [one for one in persons if not one.isdecimal()]
    session = Session(practice.world(), Output(), practice.mapping, practice.state)
    filled = summary(
        3,
        command=named[0],
        counts={"held": 1} | dict.fromkeys(persons, 1),
        codes={"currency": 1} | dict.fromkeys(persons, 1),
        orders=("1042", *(one for one in named if " " in one or "@" in one)),
    )
    telling = wiring_unattended.alerts(session, wiring.settings(session))
    assert telling.started("sync", 7, at=MORNING) == ()
    assert telling.ended(filled) == ()
    assert len(ears.heard) == 3
    assert [leaks(text) for *_, text in ears.heard] == [[], [], []]
    assert any("1042" in text and "currency" in text for *_, text in ears.heard)


def test_what_stands_besides_a_run_is_in_its_alert(
    pulled: Practice, ears: Ears, tmp_path: Path
) -> None:
    """A silence that is over and a key that ends soon are told with the next run."""
    pulled.write_mapping(_alerts(ears), ('key = "production"', 'key = "development"'))
    _synced(pulled)
    later = Stopped(MORNING)
    later.sleep(80 * 24 * HOUR)
    practice = pulled.with_clock(later)
    session = Session(practice.world(), Output(), practice.mapping, practice.state)
    chosen = wiring.settings(session)
    assert wiring_unattended.alerts(session, chosen).ended(summary()) == ()
    nowhere = replace(session, state_path=tmp_path / "none.sqlite3")
    assert wiring_unattended.alerts(nowhere, chosen).ended(summary()) == ()
    first, second = (text for *_, text in ears.heard)
    assert "key_ends: 1" in first
    assert "runs_stopped: 1" in first
    assert "key_ends" not in second
