"""One table says what an answer means, and one loop repeats what may be repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from snelsync.adapters.http import (
    ATTEMPTS,
    LONGEST_WAIT,
    MEANING_OF_ERROR,
    Meaning,
    TryAgain,
    meaning_of,
    meaning_of_error,
    meaning_of_status,
    persist,
    retry_after,
)
from snelsync.errors import ShopError
from tests.fakes import FakeClock

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def subclasses(
    kind: type[httpx.TransportError],
) -> Iterator[type[httpx.TransportError]]:
    """List all kinds of a transport error, to any depth."""
    for sub in kind.__subclasses__():
        if sub.__module__.partition(".")[0] == "httpx":
            yield sub
            yield from subclasses(sub)


def concrete() -> set[type[httpx.TransportError]]:
    """List the kinds httpx itself raises: those without kinds of their own."""
    return {
        kind for kind in subclasses(httpx.TransportError) if not list(subclasses(kind))
    }


def test_every_transport_error_has_a_place_in_the_table() -> None:
    """A kind of error a new httpx brings fails here until somebody places it."""
    assert concrete() == set(MEANING_OF_ERROR)


def test_only_what_cannot_have_left_counts_as_not_sent() -> None:
    """Everything that is not proven to be not sent is uncertain."""
    surely_not_sent = {
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.LocalProtocolError,
        httpx.UnsupportedProtocol,
    }

    found = {
        kind
        for kind in concrete()
        if meaning_of_error(kind("")) is not Meaning.UNCERTAIN
    }

    assert found == surely_not_sent


def test_an_error_nobody_placed_is_uncertain() -> None:
    """The cautious meaning is the default, for kinds of known kinds too."""

    class NewError(httpx.ConnectError):
        pass

    assert meaning_of_error(NewError("")) is Meaning.UNCERTAIN
    assert meaning_of_error(httpx.DecodingError("")) is Meaning.UNCERTAIN


def expected_of(status: int) -> Meaning:
    """Say in another way what each status means for a write."""
    special = {401: Meaning.RENEW, 429: Meaning.WAIT, 408: Meaning.UNCERTAIN}
    if status in special:
        return special[status]
    if status in {200, 201, 204}:
        return Meaning.DONE
    return Meaning.REFUSED if 300 <= status < 500 else Meaning.UNCERTAIN


def test_every_status_has_a_meaning() -> None:
    """From 100 to 599 each status means something, and a 5xx never means "no"."""
    found = {status: meaning_of_status(status) for status in range(100, 600)}

    assert found == {status: expected_of(status) for status in range(100, 600)}
    assert {found[status] for status in range(500, 600)} == {Meaning.UNCERTAIN}


@pytest.mark.parametrize(
    ("told", "headers", "meaning"),
    [
        ("Out of call volume Quota.", {}, Meaning.WAIT),
        ("no", {"Retry-After": "60"}, Meaning.WAIT),
        ("no", {}, Meaning.REFUSED),
    ],
)
def test_a_403_may_be_about_the_quota(
    told: str, headers: dict[str, str], meaning: Meaning
) -> None:
    """Said in its words or by when to come back: then nothing was carried out."""
    assert meaning_of(httpx.Response(403, text=told, headers=headers)) is meaning


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 13:00:30 +0100", 30.0),
        ("Fri, 20 Nov 2026 12:00:30 -0000", 30.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ],
)
def test_retry_after_is_read_in_all_its_forms(said: str, seconds: float | None) -> None:
    """Seconds and dates are understood; a date gone by is now; nonsense is nothing."""
    response = httpx.Response(429, headers={"Retry-After": said})

    assert retry_after(response, NOW) == seconds


def test_no_retry_after_is_nothing() -> None:
    """A server that does not say how long leaves it to us."""
    assert retry_after(httpx.Response(429), NOW) is None


class Failing:
    """Fails some times, and counts."""

    def __init__(self, times: int, *, wait: float | None = None) -> None:
        self.left = times
        self.calls = 0
        self._wait = wait

    def __call__(self) -> str:
        """Fail while there is failing to be done."""
        self.calls += 1
        if self.left:
            self.left -= 1
            raise TryAgain(ShopError("no"), wait=self._wait)
        return "yes"


def test_what_fails_at_first_is_repeated_with_longer_waits() -> None:
    """Three failures are survived, each wait longer, none longer than half a minute."""
    clock, call = FakeClock(), Failing(ATTEMPTS - 1)

    assert persist(call, clock=clock) == "yes"
    assert call.calls == ATTEMPTS
    assert len(clock.slept) == ATTEMPTS - 1
    assert all(0.5 <= wait <= 30.5 for wait in clock.slept)
    assert clock.slept[-1] > clock.slept[0]


def test_what_keeps_failing_is_given_up_with_its_reason() -> None:
    """After the last attempt the reason itself is raised, not the signal to repeat."""
    clock, call = FakeClock(), Failing(99)

    with pytest.raises(ShopError):
        persist(call, clock=clock)

    assert call.calls == ATTEMPTS


@pytest.mark.parametrize("wait", [0.0, 1.0, 42.0, LONGEST_WAIT])
def test_a_server_is_waited_for_exactly_as_long_as_it_asks(wait: float) -> None:
    """What the server asks for is what is waited."""
    clock = FakeClock()

    persist(Failing(1, wait=wait), clock=clock)

    assert clock.slept == [wait]


def test_a_server_that_asks_for_too_long_is_not_waited_for() -> None:
    """More than the longest wait is told to the user at once."""
    clock, call = FakeClock(), Failing(1, wait=LONGEST_WAIT + 1)

    with pytest.raises(ShopError):
        persist(call, clock=clock)

    assert (call.calls, clock.slept) == (1, [])


@pytest.mark.parametrize(
    "error", [ValueError("x"), ShopError("y"), KeyboardInterrupt()]
)
def test_nothing_else_is_repeated(error: BaseException) -> None:
    """Only a signal to repeat is repeated; anything else comes out as it is."""
    clock = FakeClock()
    calls: list[int] = []

    def call() -> None:
        calls.append(1)
        raise error

    with pytest.raises(type(error)):
        persist(call, clock=clock)

    assert (len(calls), clock.slept) == (1, [])


def test_the_number_of_attempts_can_be_chosen() -> None:
    """One attempt means no repetition."""
    call: Callable[[], str] = Failing(1)

    with pytest.raises(ShopError):
        persist(call, clock=FakeClock(), attempts=1)
