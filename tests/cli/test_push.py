"""Booking from the command line: only what was approved, never twice, never lost."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.sandbox.administration import Fault
from tests.cli.practice import Json, Practice, Say, Stopped

BOOKINGS = "/v2/verkoopboekingen"
INVOICES = "/v2/verkoopfacturen"


class Impatient(Stopped):
    """A clock at which somebody presses Ctrl-C, the n-th time it is looked at."""

    def __init__(self, looks: int, time: datetime) -> None:
        super().__init__(time)
        self.looks = looks

    def now(self) -> datetime:
        """Tell the time, until it is enough."""
        self.looks -= 1
        if self.looks == 0:
            raise KeyboardInterrupt
        return super().now()


def _planned(practice: Practice) -> list[str]:
    """List the invoice numbers that a push would book."""
    rows = practice.json("push", "--dry-run")["documents"]
    return sorted(row["number"] for row in rows if row["outcome"] == "planned")


def test_dry_run_writes_nothing_anywhere(pulled: Practice) -> None:
    """A dry run reads SnelStart, asks a token, and leaves the state byte for byte."""
    before = pulled.state.read_bytes()
    assert pulled.run("push", "--dry-run").code == 3
    asked = {(one.method, one.path) for one in pulled.administration.requests}
    assert {one for one in asked if one[0] != "GET"} == {("POST", "/b2b/token")}
    assert pulled.state.read_bytes() == before
    assert pulled.booked_numbers() == []


def test_dry_run_shows_every_booking_line(pulled: Practice) -> None:
    """Each line of each booking is in the table as it is in the JSON."""
    shown = pulled.run("push", "--dry-run").stdout
    rows = [line.split() for line in shown.splitlines()]
    planned = [
        row
        for row in pulled.json("push", "--dry-run")["documents"]
        if row["outcome"] == "planned"
    ]
    assert len(planned) == 11
    for row in planned:
        first = row["lines"][0]
        head = [row["number"], row["date"], str(first["account"])]
        assert any(cells[:3] == head for cells in rows), row["number"]
        for line in row["lines"]:
            ends = (str(line["account"]), line["amount"])
            assert any(ends[0] in cells and cells[-1:] == [ends[1]] for cells in rows)


def test_dry_run_announces_exactly_what_is_booked_then(pulled: Practice) -> None:
    """What a dry run shows is what push books: same numbers, same plan."""
    planned, plan = _planned(pulled), pulled.json("push", "--dry-run")["plan"]
    booked = pulled.json("push", "--yes")
    assert pulled.booked_numbers() == planned != []
    assert booked["plan"] == plan
    assert booked["counts"]["booked"] == len(planned)


def test_every_sent_booking_is_in_the_books_to_the_cent(booked_once: Practice) -> None:
    """What our record says was booked is what SnelStart has, in all."""
    rows = booked_once.administration.bookings.values()
    total = sum(Decimal(str(row["factuurbedrag"])) for row in rows)
    document = booked_once.json("reconcile", "2026")
    assert total == Decimal(document["totals"]["books"]) > 0


def test_pushing_again_books_nothing(said: Say, booked_once: Practice) -> None:
    """A second push sends no booking, and says so."""
    before = booked_once.booked_numbers()
    told = said("push", "--yes")
    assert "0 booked now" in told.stdout
    assert booked_once.booked_numbers() == before
    sent = [r for r in booked_once.administration.requests if r.path == BOOKINGS]
    assert len(sent) == len(before) > 90


def test_a_deleted_state_file_books_nothing_twice(pulled: Practice) -> None:
    """After losing the state file everything is found again by its number."""
    assert pulled.run("push", "--yes").code == 3
    before = pulled.booked_numbers()
    pulled.state.unlink()
    assert pulled.run("pull-orders").code == 0
    counts = pulled.json("push", "--yes")["counts"]
    assert counts["adopted"] == len(before)
    assert "booked" not in counts
    assert pulled.booked_numbers() == before


def test_push_asks_only_where_somebody_can_answer(pulled: Practice) -> None:
    """Without a terminal and without --yes nothing is asked and nothing booked."""
    for words in (("push",), ("push", "--json"), ("push", "--quiet")):
        told = pulled.run(*words)
        assert told.code == 2
        assert "--yes" in told.stderr
    assert pulled.booked_numbers() == []


def test_the_refusal_to_ask_is_a_json_document_too(pulled: Practice) -> None:
    """The error has a message and a hint, and the code of the process."""
    error = pulled.json("push")["error"]
    assert "There is no terminal to ask on" in error["message"]
    assert "--yes" in error["hint"]


@pytest.mark.parametrize("answer", ["n\n", "\n"])
def test_no_books_nothing(pulled: Practice, answer: str) -> None:
    """Anything but yes books nothing; the question shows the plan, total and name."""
    planned = _planned(pulled)
    told = pulled.at_a_terminal().run("push", typed=answer)
    assert told.code == 0
    assert told.stderr.count("Book ") == 1
    assert f"Book {len(planned)} documents, EUR " in told.stderr
    assert "in 'Oefenadministratie'?" in told.stderr
    assert "nothing was booked" in told.stderr
    assert all(number in told.stdout for number in planned)
    assert pulled.booked_numbers() == []


def test_yes_books_what_was_shown(pulled: Practice) -> None:
    """After one yes everything that was shown is booked, and nothing else."""
    planned = _planned(pulled)
    told = pulled.at_a_terminal().run("push", typed="y\n")
    assert told.code == 3
    assert f"{len(planned)} booked now" in told.stdout
    assert pulled.booked_numbers() == planned


def test_a_timeout_after_storing_is_looked_up(pulled: Practice) -> None:
    """A 504 after the booking was stored ends as booked once, in the same run."""
    planned = _planned(pulled)
    pulled.administration.faults.add(
        Fault(kind="timeout_after", method="POST", path=BOOKINGS)
    )
    document = pulled.json("push", "--yes")
    assert document["counts"]["booked"] == len(planned)
    assert pulled.booked_numbers() == planned


def test_a_lost_booking_is_found_out_about_in_the_same_run(pulled: Practice) -> None:
    """With growing pauses, until it surely did not arrive; then it is sent again."""
    planned = _planned(pulled)
    before = pulled.clock.now()
    pulled.administration.faults.add(
        Fault(kind="timeout_before", method="POST", path=BOOKINGS)
    )
    assert pulled.json("push", "--yes")["exit_code"] == 3
    assert pulled.booked_numbers() == planned
    assert pulled.clock.now() - before > timedelta(minutes=2)


def test_an_unknown_outcome_is_exit_34_and_waits_for_certainty(
    pulled: Practice,
) -> None:
    """What cannot be looked up is not sent again until it surely did not arrive."""
    planned = _planned(pulled)
    pulled.administration.faults.add(
        Fault(kind="timeout_before", method="POST", path=BOOKINGS)
    )
    unseen = Fault(kind="unavailable", method="GET", path=INVOICES, nth=2, times=None)
    pulled.administration.faults.add(unseen)
    first = pulled.json("push", "--yes")
    assert (first["exit_code"], first["counts"]["uncertain"]) == (34, 1)
    assert pulled.json("status")["exit_code"] == 34
    missing = set(planned) - set(pulled.booked_numbers())
    assert len(missing) == 1
    assert pulled.json("push", "--yes")["exit_code"] == 30
    assert set(planned) - set(pulled.booked_numbers()) == missing
    pulled.administration.faults.clear()
    last = pulled.json("push", "--yes")
    assert (last["exit_code"], pulled.booked_numbers()) == (3, planned)


def test_a_dropped_connection_never_books_twice(pulled: Practice) -> None:
    """Connections that break before or after storing leave each sale booked once."""
    planned = _planned(pulled)
    for kind, nth in (("dropped_after", 2), ("dropped_before", 4), ("html_after", 6)):
        pulled.administration.faults.add(
            Fault(kind=kind, method="POST", path=BOOKINGS, nth=nth)
        )
    pulled.run("push", "--yes")
    pulled.clock.time += timedelta(minutes=3)
    assert pulled.run("push", "--yes").code == 3
    assert pulled.booked_numbers() == planned


@pytest.mark.parametrize("looks", [8, 20, 31])
def test_ctrl_c_during_a_push_is_exit_130_and_loses_nothing(
    pulled: Practice, looks: int
) -> None:
    """However far it got: what was begun is recorded, and the next push ends it."""
    planned = _planned(pulled)
    document = pulled.with_clock(Impatient(looks, pulled.clock.now())).json(
        "push", "--yes"
    )
    assert document["exit_code"] == 130
    assert "interrupted" in document["error"]["message"]
    assert len(pulled.booked_numbers()) < len(planned)
    pulled.clock.time += timedelta(minutes=3)
    assert pulled.run("push", "--yes").code == 3
    assert pulled.booked_numbers() == planned


def test_a_closed_period_is_a_breaker(pulled: Practice) -> None:
    """Exit 40; what is not later is not sent any more, and it can be overridden."""
    pulled.administration.set_blocked_until(pulled.clock.now().date())
    document = pulled.json("push", "--yes")
    rows = [row for row in document["documents"] if row["problems"]]
    closed = [row for row in rows if row["problems"][0]["code"] == "period_closed"]
    assert document["exit_code"] == 40
    assert {row["outcome"] for row in closed} <= {"refused", "held"}
    assert all(row["problems"][0]["remedy"] for row in closed)
    assert pulled.booked_numbers() == []
    assert pulled.json("push", "--yes", "--accept-closed")["exit_code"] == 3


def test_an_invoice_by_hand_under_our_number_is_a_conflict(pulled: Practice) -> None:
    """Somebody else's invoice is never overwritten, and a person is told of it."""
    number = _planned(pulled)[0]
    pulled.administration.add_booking_by_hand(number, "9.99")
    rows: list[Json] = pulled.json("push", "--yes")["documents"]
    (row,) = [one for one in rows if one["number"] == number]
    assert row["outcome"] == "conflict"
    assert row["problems"][0]["code"] == "adoption_conflict"
    assert pulled.booked_numbers().count(number) == 1


def test_a_state_file_is_for_its_owner_only(pulled: Practice, tmp_path: Path) -> None:
    """A new state file is made with mode 0600 in a folder of its own."""
    state = tmp_path / "new" / "folder" / "state.sqlite3"
    words = ("--mapping", str(pulled.mapping), "--state", str(state), "pull-orders")
    assert json.loads(pulled.type(*words, "--json").stdout)["exit_code"] == 0
    assert state.stat().st_mode & 0o777 == 0o600
    assert state.parent.stat().st_mode & 0o777 == 0o700
