"""Options of a push from the command line, and the commands around it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest

from snelsync.adapters.state.lock import only_run
from snelsync.sandbox.administration import Fault
from tests.cli.practice import MORNING, Practice

BOOKINGS = "/v2/verkoopboekingen"


@pytest.fixture
def changing(pulled: Practice) -> Iterator[Practice]:
    """Give a shop whose orders may be changed: others use it after this test."""
    before = dict(pulled.shop._state.orders)
    yield pulled
    pulled.shop._state.orders = before


def _planned(practice: Practice) -> list[str]:
    """List the invoice numbers that a push would book."""
    rows = practice.json("push", "--dry-run")["documents"]
    return sorted(row["number"] for row in rows if row["outcome"] == "planned")


def test_a_saved_plan_is_booked_and_nothing_else(pulled: Practice) -> None:
    """Nothing is asked; what was approved is what is in the books, and once."""
    planned = _planned(pulled)
    plan = str(pulled.folder / "plan.json")

    looked = pulled.run("push", "--dry-run", "--plan", plan)
    assert f"push --plan {plan}" in "".join(looked.stdout.split("\n"))
    assert pulled.booked_numbers() == []
    body = json.loads((pulled.folder / "plan.json").read_text(encoding="utf-8"))
    assert sorted(one["number"] for one in body["documents"]) == planned

    assert pulled.run("push", "--plan", plan).code == 3
    assert pulled.booked_numbers() == planned
    assert pulled.run("push", "--plan", plan).code == 3
    assert pulled.booked_numbers() == planned


def test_a_plan_that_changed_is_exit_41_and_books_nothing(changing: Practice) -> None:
    """The mapping or an order: what changed is said, with the order first."""
    plan = str(changing.folder / "plan.json")
    changing.run("push", "--dry-run", "--plan", plan)
    changing.shop.change_order(173, payment_method="bacs")
    changing.run("pull-orders", "--full")

    document = changing.json("push", "--plan", plan)

    assert document["exit_code"] == 41
    (change,) = document["error"]["details"]
    assert change.startswith("order 173: invoice 173, EUR 12.95, would now be booked")
    changing.write_mapping(('number = "{order_number}"', 'number = "W{order_number}"'))
    told = changing.run("push", "--plan", plan)
    assert told.code == 41
    assert "the mapping was changed" in told.stderr
    assert changing.booked_numbers() == []


def test_a_plan_that_is_none_is_wrong_usage(pulled: Practice) -> None:
    """A file that is not there is told before anything is asked of SnelStart."""
    document = pulled.json("push", "--plan", str(pulled.folder / "none.json"))
    assert document["exit_code"] == 2
    assert "there is no plan" in document["error"]["message"]


def test_a_limit_leaves_the_rest_for_the_next_push(pulled: Practice) -> None:
    """So many are booked, the rest is said, and booked later."""
    planned = _planned(pulled)

    document = pulled.json("push", "--yes", "--limit", "2")
    assert document["counts"]["planned"] == len(planned) - 2
    assert "at most 2" in document["stopped"]
    assert len(pulled.booked_numbers()) == 2
    told = pulled.run("push", "--yes", "--limit", "3")
    assert f"3 booked now; {len(planned) - 5} left: at most 3 now" in told.stdout
    assert pulled.json("push", "--yes")["stopped"] is None
    assert pulled.booked_numbers() == planned


def test_a_push_that_has_had_its_minutes_goes_on_later(pulled: Practice) -> None:
    """A pause SnelStart asks for that is longer than the time left ends the run."""
    planned = _planned(pulled)
    busy = Fault(kind="rate_limit", method="POST", path=BOOKINGS, retry_after=300)
    pulled.administration.faults.add(busy)

    document = pulled.json("push", "--yes", "--max-minutes", "2")

    assert "minutes" in document["stopped"]
    assert document["counts"]["planned"] > 0
    assert pulled.json("status")["exit_code"] == 3
    pulled.administration.faults.clear()
    pulled.run("push", "--yes", "--max-minutes", "2")
    assert pulled.booked_numbers() == planned


def test_far_more_than_usual_is_exit_40(pulled: Practice) -> None:
    """Nobody was asked, so nothing is booked; the option that allows it is named."""
    few = ("documents = 500", "documents = 2")
    pulled.write_mapping(few)
    planned = _planned(pulled)

    told = pulled.run("push", "--yes")
    assert told.code == 40
    assert f"--max-documents {len(planned)}" in told.stderr
    assert pulled.booked_numbers() == []
    allowed = str(len(planned))
    assert pulled.run("push", "--yes", "--max-documents", allowed).code == 3
    assert pulled.booked_numbers() == planned


def test_somebody_who_looked_may_book_as_many_as_there_are(pulled: Practice) -> None:
    """Asked on a terminal, the number was in the question."""
    pulled.write_mapping(("documents = 500", "documents = 2"))
    told = pulled.at_a_terminal().run("push", typed="y\n")
    assert told.code == 3
    assert len(pulled.booked_numbers()) > 2


@pytest.mark.parametrize("command", ["push --yes", "pull-orders", "retry --yes"])
def test_a_second_run_is_exit_42(pulled: Practice, command: str) -> None:
    """It says who is first; commands that only look go on."""
    with only_run(pulled.state, "push", now=MORNING):
        document = pulled.json(*command.split())
        assert document["exit_code"] == 42
        assert "`snelsync push`, process" in document["error"]["message"]
        assert pulled.run("status").code == 0
        assert pulled.run("push", "--dry-run").code == 3
    assert pulled.booked_numbers() == []


def test_a_suddenly_empty_shop_is_exit_40(changing: Practice) -> None:
    """Nothing is marked as gone, and nothing is credited, until somebody says so."""
    changing.run("push", "--yes")
    before = changing.booked_numbers()
    for order_id in list(changing.shop._state.orders):
        changing.shop.trash_order(order_id)

    told = changing.run("pull-orders")

    assert told.code == 40
    assert "pull-orders --accept-gone" in told.stderr
    assert changing.json("status")["seen"]["gone"] == 0
    assert changing.run("pull-orders", "--accept-gone").code == 0
    assert changing.json("status")["seen"]["orders"] == 0
    assert changing.booked_numbers() == before


def test_an_order_is_taken_out_and_booked_anew(pulled: Practice) -> None:
    """Asked first; without a terminal only with --yes."""
    pulled.run("push", "--yes")
    before = pulled.booked_numbers()
    assert pulled.run("push", "--undo", "173").code == 2
    assert pulled.at_a_terminal().run("push", "--undo", "173", typed="n\n").code == 0
    assert pulled.booked_numbers() == before

    document = pulled.json("push", "--undo", "173", "--yes")

    assert (document["exit_code"], document["undone"]) == (0, ["173"])
    assert pulled.booked_numbers() == [one for one in before if one != "173"]
    assert pulled.run("push", "--undo", "nobody", "--yes").code == 2
    pulled.run("push", "--yes")
    assert pulled.booked_numbers() == before


@pytest.mark.parametrize("other", ["--dry-run", "--limit=1", "--plan=plan.json"])
def test_undoing_goes_with_nothing_else(pulled: Practice, other: str) -> None:
    """A dry run above all deletes nothing."""
    pulled.run("push", "--yes")
    before = pulled.booked_numbers()

    told = pulled.run("push", "--undo", "173", "--yes", other)

    assert told.code == 2
    assert "--undo" in told.stderr
    assert pulled.booked_numbers() == before


def test_what_snelstart_keeps_is_exit_3(pulled: Practice) -> None:
    """With its reason, and what to do."""
    pulled.run("push", "--yes")
    rows = pulled.administration.bookings.items()
    booking_id = next(key for key, row in rows if row["factuurnummer"] == "173")
    pulled.administration.add_payment_by_hand(booking_id, "1.00")

    told = pulled.run("push", "--undo", "173", "--yes")

    assert told.code == 3
    assert "BOE-0083" in told.stdout
    assert "hint:" in told.stderr
    quiet = pulled.run("push", "--undo", "173", "--yes", "--quiet")
    assert "BOE-0083" in quiet.stdout


def test_a_lost_state_file_is_rebuilt(pulled: Practice) -> None:
    """Pulled again and read from SnelStart: nothing is sent, and nothing is left."""
    pulled.run("push", "--yes")
    booked = pulled.booked_numbers()
    (pulled.folder / "new").mkdir()
    shutil.copy(pulled.mapping, pulled.folder / "new")
    anew = replace(pulled, folder=pulled.folder / "new")
    assert anew.run("pull-orders").code == 0
    sent = len([one for one in pulled.administration.requests if one.method == "POST"])

    document = anew.json("rebuild")

    assert document["counts"] == {"adopted": len(booked), "different": 0, "absent": 0}
    assert sorted(document["adopted"]) == booked
    told = anew.run("rebuild")
    assert told.code == 0
    assert "0 taken over" in told.stdout
    anew.run("push", "--yes")
    posts = [one for one in pulled.administration.requests if one.method == "POST"]
    assert {one.path for one in posts[sent:]} <= {"/b2b/token"}
    assert pulled.booked_numbers() == booked


def test_a_retry_books_what_was_named(pulled: Practice) -> None:
    """And leaves all else for a push."""
    assert pulled.run("retry", "173", "--yes").code == 3
    assert pulled.booked_numbers() == ["173"]
    assert pulled.run("retry", "nobody", "--yes").code == 2
    pulled.run("push", "--yes")
    assert len(pulled.booked_numbers()) > 1


def test_a_correction_is_shown_approved_and_booked(changing: Practice) -> None:
    """Alone, by a saved plan too; what nobody asked for is left as it is."""
    changing.run("push", "--yes")
    changing.shop.change_order(173, number="X173")
    changing.run("pull-orders", "--full")
    before = changing.booked_numbers()
    plan = str(changing.folder / "plan.json")

    shown = changing.run("push", "--dry-run", "--correct", "X173", "--plan", plan)
    assert "173-T" in shown.stdout
    assert "X173-C1" in shown.stdout
    assert changing.booked_numbers() == before
    assert changing.run("push", "--plan", plan).code == 41
    assert changing.run("push", "--correct", "X173", "--plan", plan).code == 3
    assert sorted(set(changing.booked_numbers()) - set(before)) == ["173-T", "X173-C1"]
    told = changing.json("status")
    assert told["seen"]["corrections"] == 2
    assert "X173" not in {one["order_number"] for one in told["documents"]}
    story = changing.json("show", "X173")["documents"]
    assert [(one["kind"], one["revision"]) for one in story] == [
        ("sale", 0),
        ("sale_reversal", 0),
        ("sale", 1),
    ]
    again = changing.run("push", "--correct", "X173", "--yes")
    assert (again.code, "nothing to correct" in again.stderr) == (2, True)


def test_a_history_is_marked_when_somebody_says_so(pulled: Practice) -> None:
    """Asked first; then skipped; and taken back again."""
    planned = _planned(pulled)
    asked = pulled.run("push", "--mark-booked", "2026")
    assert (asked.code, "booked another way" in asked.stderr) == (2, True)
    both = pulled.run("push", "--mark-booked", "2026", "--undo", "173")
    assert (both.code, pulled.booked_numbers()) == (2, [])
    marked = pulled.json("push", "--mark-booked", "2026", "--yes")
    assert marked["counts"]["marked"] >= len(planned)
    assert pulled.run("push", "--yes").code == 0
    assert pulled.booked_numbers() == []
    told = pulled.run("push", "--unmark", "2026", "--yes", "--quiet")
    assert "decides about them anew" in told.stdout
    assert _planned(pulled) == planned
    assert pulled.run("push", "--unmark", "2026", "--yes").stdout.startswith("nothing")
    assert pulled.run("push", "--mark-booked", "oktober", "--yes").code == 2
