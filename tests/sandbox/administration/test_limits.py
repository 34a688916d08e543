from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snelsync.sandbox.administration import (
    Fault,
    FaultKind,
    Limits,
    PracticeAdministration,
)

Make = Callable[..., PracticeAdministration]
Connect = Callable[[PracticeAdministration], httpx.Client]
Wait = Callable[[float], None]


def test_a_minute_has_its_limit(
    open_administration: Make, connect: Connect, wait: Wait
) -> None:
    """One call too many answers 429 and says how long to wait; then it works."""
    api = connect(open_administration(limits=Limits(per_minute=2)))
    assert api.get("/v2/echo/1").status_code == 200
    wait(20)
    assert api.get("/v2/echo/2").status_code == 200
    late = api.get("/v2/echo/3")
    assert (late.status_code, late.headers["Retry-After"]) == (429, "40")
    assert late.json() == {
        "statusCode": 429,
        "message": "Rate limit is exceeded. Try again in 40 seconds.",
    }
    wait(39)
    assert api.get("/v2/echo/4").status_code == 429
    wait(1)
    assert api.get("/v2/echo/5").status_code == 200


def test_the_defaults_are_those_of_a_bought_key(
    open_administration: Make, connect: Connect
) -> None:
    """Five hundred calls a minute pass, the next does not."""
    api = connect(open_administration())
    statuses = [api.get("/v2/echo/1").status_code for _ in range(501)]
    assert statuses == [200] * 500 + [429]


@pytest.mark.parametrize("status", [403, 429])
def test_an_hour_has_its_limit(
    open_administration: Make,
    connect: Connect,
    wait: Wait,
    status: Literal[403, 429],
) -> None:
    """Above the hour limit the answer is 403 or 429, both with Retry-After."""
    limits = Limits(per_hour=1, hour_status=status)
    administration = open_administration(limits=limits)
    api = connect(administration)
    api.get("/v2/echo/1")
    wait(600)
    late = api.get("/v2/echo/2")
    assert (late.status_code, late.headers["Retry-After"]) == (status, "3000")
    if status == 403:
        assert late.json()["message"] == (
            "Out of call volume quota. Quota will be replenished in 00:50:00."
        )
    wait(3000)
    assert connect(administration).get("/v2/echo/3").status_code == 200


def test_token_requests_are_not_counted(
    open_administration: Make, connect: Connect
) -> None:
    """The token endpoint is another host and has no part in the limits."""
    administration = open_administration(limits=Limits(per_minute=1))
    connect(administration)
    connect(administration)
    assert connect(administration).get("/v2/echo/1").status_code == 200


def test_only_so_many_calls_at_once(
    open_administration: Make, connect: Connect
) -> None:
    """A call made while the allowed number is being answered gets 429."""
    seen: list[int] = []
    administration = open_administration(
        limits=Limits(concurrent=1), sleep=lambda _seconds: call()
    )
    api = connect(administration)

    def call() -> None:
        seen.append(api.get("/v2/echo/2").status_code)

    administration.faults.add(Fault(kind=FaultKind.SLOW, path="/v2/echo/1"))
    api.get("/v2/echo/1")
    assert seen == [429]
    assert api.get("/v2/echo/3").status_code == 200


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 30), max_size=40), st.integers(1, 5))
def test_no_minute_ever_holds_too_many(gaps: list[int], allowed: int) -> None:
    """Whatever the rhythm of calls, no sixty seconds see more than allowed."""
    clock = _Clock()
    administration = PracticeAdministration(
        now=clock, limits=Limits(per_minute=allowed)
    )
    passed: list[float] = []
    transport = httpx.WSGITransport(app=administration)
    with httpx.Client(transport=transport, base_url="https://b2bapi.test") as api:
        key = {"Ocp-Apim-Subscription-Key": "0practice0practice0practice0prac"}
        for gap in gaps:
            clock.move(gap)
            # Without a token: what passes the limit answers 401.
            if api.get("/v2/echo/1", headers=key).status_code == 401:
                passed.append(clock.seconds)
    for first in passed:
        assert sum(first <= at < first + 60 for at in passed) <= allowed


class _Clock:
    def __init__(self) -> None:
        self.seconds = 0

    def move(self, seconds: int) -> None:
        self.seconds += seconds

    def __call__(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)
