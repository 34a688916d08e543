"""A whole run: what follows what, what it ends with, and that the next one goes on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from snelsync.app.push import Manner
from snelsync.app.stages import StageName
from snelsync.domain.booking import Outcome
from snelsync.domain.compare import Verdict
from snelsync.domain.problem import Code
from snelsync.errors import BreakerError, ExitCode, StoppedError
from tests.app.syncs import Night, stage
from tests.contract.samples import a_refund, an_order
from tests.fakes import Cutting, FakeAdministration, Loss, Meter, PowerCut

DOCUMENTS = ["1", "1-R9", "2"]


@pytest.fixture
def night() -> Night:
    """Give a shop with one order, and empty books."""
    return Night()


@pytest.fixture
def once(night: Night) -> Night:
    """Give the same after a first run, some hours later."""
    assert night.sync().code is ExitCode.DONE
    night.clock.sleep(6 * 3600)
    return night


def test_a_run_pulls_books_and_looks_back(night: Night) -> None:
    """Everything is done once; a second run books nothing, and finds it there."""
    first, second = night.sync(), night.sync()

    assert night.numbers == ["1"]
    assert [one.code for one in (*first.stages, *second.stages)] == [ExitCode.DONE] * 10
    assert first.status.counts == second.status.counts == {Outcome.BOOKED: 1}
    assert first.light is not None
    assert second.light is not None
    assert (first.light.looked_at, second.light.looked_at) == (0, 1)


def test_what_is_new_is_booked_on_what_snelstart_says_now(once: Night) -> None:
    """An account taken out of use holds the new order: nothing old is believed."""
    once.sell(2)
    once.books.close_account()

    done = once.sync()

    assert {one.code for one in done.faults} == {Code.ACCOUNT_INACTIVE}
    assert (done.code, once.numbers) == (ExitCode.SETTINGS, ["1"])
    assert once.books.calls["book"] == 1


def test_nothing_is_ever_booked_on_what_was_kept(night: Night) -> None:
    """Also where the mapping has news and the shop none: SnelStart is asked anew."""
    assert night.sync(night.later()).status.counts == {Outcome.SKIPPED: 1}
    night.books.close_account()

    done = night.sync()

    assert done.read_anew
    assert (done.code, night.books.calls["book"]) == (ExitCode.SETTINGS, 0)


def test_what_is_kept_is_believed_for_a_day(once: Night) -> None:
    """Where nothing is to be booked and nothing is held."""
    assert not once.sync().read_anew
    once.clock.sleep(18 * 3600 + 1)
    assert once.sync().read_anew


def test_what_is_held_is_decided_anew_after_an_hour(night: Night) -> None:
    """Whoever mends the cause in SnelStart need not wait for a day."""
    night.sell(1, status="unheard-of")
    assert night.sync().code is ExitCode.NEEDS_PERSON

    night.clock.sleep(3600)
    assert not night.sync().read_anew
    night.clock.sleep(1)
    assert night.sync().read_anew


def test_what_is_news_is_decided_on_what_snelstart_says_now(night: Night) -> None:
    """Also when it is held in the end, and minutes after another run."""
    night.sell(1, status="unheard-of")
    night.sync()
    night.clock.sleep(60)
    night.sell(2, status="unheard-of")

    assert night.sync().read_anew
    assert not night.sync().read_anew


def test_after_a_pull_that_failed_only_what_is_in_doubt_is_looked_up(
    night: Night,
) -> None:
    """No booking and no credit on half of what the shop knows; the next run goes on."""
    night.books.losses.append(Loss("lost_after", 1))
    assert night.sync().code is ExitCode.UNCERTAIN
    night.state.save_orders([an_order(2)], at=night.clock.now())
    night.shop.is_down = True
    night.clock.sleep(3600)

    done = night.sync()

    assert done.code is ExitCode.SHOP
    assert (done.status.counts, done.status.new) == ({Outcome.BOOKED: 1}, 1)
    assert [one.name for one in done.stages if one.left_out] == ["check", "push"]
    assert "pull failed" in stage(done, StageName.PUSH).left_out
    assert done.light is not None
    night.shop.is_down = False
    night.sell(2)
    assert night.sync().code is ExitCode.DONE
    assert night.numbers == ["1", "2"]


def test_what_was_pulled_is_kept_when_snelstart_is_down(night: Night) -> None:
    """Exit 30, nothing more is asked of it, and the next run books."""
    night.books.is_down = True

    done = night.sync()

    assert (done.code, done.status.new) == (ExitCode.ADMINISTRATION, 1)
    assert [one.name for one in done.stages if one.left_out] == ["push", "reconcile"]
    night.books.is_down = False
    assert night.sync().code is ExitCode.DONE


def test_what_failed_while_booking_tells_what_was_booked(night: Night) -> None:
    """The first is told as booked, the second is left, and the next run books it."""
    night.sell(2)
    night.books.losses.append(Loss("not_sent", 2))

    done = night.sync()

    assert done.code is ExitCode.ADMINISTRATION
    assert done.done is not None
    assert done.done.plan.counts == {Outcome.BOOKED: 1, Outcome.PLANNED: 1}
    assert night.sync().code is ExitCode.DONE
    assert night.numbers == ["1", "2"]


def test_breakers_hold(once: Night) -> None:
    """More than is allowed is not begun, and that all vanish is not believed."""
    once.sell(2)
    done = once.sync(most=0)
    assert (done.code, once.numbers) == (ExitCode.BREAKER, ["1"])
    assert done.light is not None

    once.shop.orders_now.clear()
    done = once.sync()
    assert isinstance(stage(done, StageName.PULL).error, BreakerError)
    assert stage(done, StageName.PUSH).left_out
    assert once.sync(accept_gone=True).pulled is not None


def test_a_mapping_that_does_not_fit_books_nothing(night: Night) -> None:
    """Its faults are told with what mends them; exit 10."""
    done = night.sync(replace(night.mapping, rounding=1, digest="faulty"))

    assert (done.code, night.numbers) == (ExitCode.SETTINGS, [])
    assert [one.code for one in done.faults] == [Code.ACCOUNT_UNKNOWN]
    assert stage(done, StageName.PUSH).left_out


def test_a_mapping_that_does_not_fit_is_told_each_time(night: Night) -> None:
    """Also where there is nothing to book, until it is mended."""
    faulty = replace(night.later(), rounding=1)
    for _ in range(2):
        assert night.sync(faulty).code is ExitCode.SETTINGS
    assert night.sync(night.later()).code is ExitCode.DONE


def test_somebody_deletes_and_changes_bookings(once: Night) -> None:
    """The next run sees it, says which and what mends it, and ends with 4."""
    for order_id in (2, 3):
        once.sell(order_id)
    once.sync()
    del once.books.bookings[once.key("1")]
    once.books.bookings[once.key("2")]["day"] = "2026-08-01"
    once.books.bookings[once.key("3")]["total"] = "1.00"
    before = once.books.calls.copy()

    done = once.sync()

    assert done.code is ExitCode.DIFFERENCES
    assert done.light is not None
    assert {one.number: one.verdict for one in done.light.findings} == {
        "1": Verdict.MISSING_IN_BOOKS,
        "2": Verdict.DATE_DIFFERS,
        "3": Verdict.AMOUNT_DIFFERS,
    }
    assert all(one.remedy for one in done.light.findings)
    # A page, a look for each of the two that were not on it, and whose books these are.
    asked = {"invoices": 1, "find_invoices": 2, "company": 1}
    assert once.books.calls - before == asked


def test_another_administration_lacks_nothing(once: Night) -> None:
    """With the key of another one our bookings are not missing: that is a breaker."""
    company = replace(once.books.there.company, administration_id="another")
    once.state.keep_chart(
        replace(once.books.there, company=company), at=once.clock.now()
    )
    once.books.bookings.clear()

    done = once.sync()

    assert (done.code, done.light) == (ExitCode.BREAKER, None)


def test_nothing_is_booked_in_another_administration(once: Night) -> None:
    """Where the mapping names none, and each time; with nothing booked, it is ours."""
    company = replace(once.books.there.company, administration_id="another")
    once.books.there = replace(once.books.there, company=company)
    once.sell(2)
    for _ in range(2):
        done = once.sync()
        assert isinstance(stage(done, StageName.CHECK).error, BreakerError)
        assert (done.code, once.books.calls["book"]) == (ExitCode.BREAKER, 1)

    empty = Night()
    empty.sync(empty.later())
    empty.books.there = once.books.there
    assert empty.sync().code is ExitCode.DONE


def test_what_was_kept_by_a_clock_that_was_ahead_is_not_believed(once: Night) -> None:
    """Else an account taken out of use would go unseen until then."""
    once.clock.sleep(400 * 86400)
    once.sync()
    once.clock.moment -= timedelta(days=400)

    done = once.sync()

    assert done.read_anew


def test_more_invoices_than_a_light_look_reads_are_left_to_a_whole_one(
    once: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never says of what it did not read that it is missing."""
    monkeypatch.setattr("snelsync.app.light.TOO_MANY", 0)

    done = once.sync()

    assert done.light is not None
    assert (done.code, done.light.looked_at) == (ExitCode.DONE, 0)
    assert "more than 0 invoices" in done.light.note


@pytest.mark.parametrize("at", range(1, 7))
def test_stopped_between_two_parts_the_next_run_goes_on(night: Night, at: int) -> None:
    """Whenever somebody asks: what was begun is recorded, exit 130, nothing after."""
    left = [at]

    def checkpoint() -> None:
        left[0] -= 1
        if left[0] <= 0:
            raise StoppedError("stopped", interrupted=True)

    done = night.sync(checkpoint=checkpoint)

    assert done.code is ExitCode.INTERRUPTED
    codes = [one.code for one in done.stages]
    assert codes.count(ExitCode.INTERRUPTED) == 1
    after = done.stages[codes.index(ExitCode.INTERRUPTED) + 1 :]
    assert {one.left_out for one in after} <= {"the run was stopped"}
    assert night.sync().code is ExitCode.DONE
    assert night.numbers == ["1"]


def test_a_limit_of_time_stops_the_booking_only(night: Night) -> None:
    """A pull is never cut off by it; what is left is told, and is no fault."""

    def checkpoint() -> None:
        raise StoppedError("the run has had its minutes", interrupted=False)

    done = night.sync(manner=Manner(pauses=(), checkpoint=checkpoint))

    assert (done.code, night.numbers) == (ExitCode.DONE, [])
    assert done.done is not None
    assert "minutes" in done.done.stopped


def _through(cut_at: int) -> int:
    """Cut the power at a point of a run, and run again; gives how many there were."""
    night, meter = Night(), Meter(cut_at)
    night.shop.put(an_order(1, refunds=(9,)), an_order(2))
    night.shop.put_refund(a_refund(9, an_order(1, refunds=(9,))))
    whole = (night.shop, night.books, night.state)
    cut = cast("Any", night)
    cut.shop, cut.books, cut.state = (Cutting(one, meter=meter) for one in whole)
    with suppress(PowerCut):
        night.sync()
    cut.shop, cut.books, cut.state = whole
    night.clock.sleep(timedelta(hours=1).total_seconds())
    again = night.sync()
    assert night.numbers == DOCUMENTS, cut_at
    assert again.code is ExitCode.DONE, cut_at
    return meter.points


def test_a_power_cut_at_any_call_books_once() -> None:
    """Before or after any call to shop, record and SnelStart; then run again."""
    points = _through(0)
    assert points > 60
    for cut_at in range(1, points + 1):
        _through(cut_at)


def test_two_records_of_the_same_shop_book_once() -> None:
    """A run with an empty record finds by their numbers what another booked."""
    night, other = Night(), Night()
    other.books = night.books
    night.sync()

    assert isinstance(other.books, FakeAdministration)
    assert other.sync().status.counts == {Outcome.ADOPTED: 1}
    assert night.numbers == ["1"]
