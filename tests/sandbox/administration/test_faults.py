import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from waitress import create_server

from snelsync.sandbox.administration import (
    ConnectionDropped,
    Fault,
    FaultKind,
    PracticeAdministration,
)

Body = dict[str, Any]
Post = Callable[[Body], httpx.Response]
Sale = Callable[..., Body]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.UNAUTHORIZED, 401),
        (FaultKind.RATE_LIMIT, 429),
        (FaultKind.QUOTA, 403),
        (FaultKind.SERVER_ERROR, 500),
        (FaultKind.BAD_GATEWAY, 502),
        (FaultKind.UNAVAILABLE, 503),
        (FaultKind.TIMEOUT_BEFORE, 504),
        (FaultKind.HTML, 200),
        (FaultKind.PLAIN_TEXT, 503),
    ],
)
def test_a_fault_before_leaves_nothing(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    kind: FaultKind,
    status: int,
) -> None:
    """The call answers the fault, once, and has no effect."""
    administration.faults.add(Fault(kind=kind))
    assert post(sale()).status_code == status
    assert not administration.bookings
    assert administration.requests[-1].status == status
    assert post(sale()).status_code == 201


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.TIMEOUT_AFTER, 504),
        (FaultKind.HTML_AFTER, 200),
        (FaultKind.TRUNCATED, 201),
    ],
)
def test_a_fault_after_leaves_a_booking(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    kind: FaultKind,
    status: int,
) -> None:
    """The booking is stored although the answer cannot be used."""
    administration.faults.add(Fault(kind=kind, method="POST"))
    answer = post(sale())
    assert answer.status_code == status
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert len(administration.bookings) == 1


@pytest.mark.parametrize(
    ("kind", "stored"), [(FaultKind.DROPPED_BEFORE, 0), (FaultKind.DROPPED_AFTER, 1)]
)
def test_a_dropped_connection_reaches_the_caller(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    kind: FaultKind,
    stored: int,
) -> None:
    """In process the documented exception comes through; the status noted is 0."""
    administration.faults.add(Fault(kind=kind))
    with pytest.raises(ConnectionDropped):
        post(sale())
    assert len(administration.bookings) == stored
    assert administration.requests[-1].status == 0


@pytest.mark.parametrize(
    ("kind", "stored"), [(FaultKind.SLOW, 0), (FaultKind.SLOW_AFTER, 1)]
)
def test_a_slow_answer_waits_with_what_it_is_given(
    open_administration: Callable[..., PracticeAdministration],
    connect: Callable[[PracticeAdministration], httpx.Client],
    kind: FaultKind,
    stored: int,
) -> None:
    """Waiting is the caller's function, before or after the booking is stored."""
    waited: list[tuple[float, int]] = []

    def note(seconds: float) -> None:
        waited.append((seconds, len(administration.relations)))

    administration = open_administration(sleep=note)

    there = len(administration.relations)
    administration.faults.add(Fault(kind=kind, method="POST", path="/v2/*", seconds=90))
    body = {"relatiesoort": ["Klant"], "naam": "K"}
    assert connect(administration).post("/v2/relaties", json=body).status_code == 201
    assert waited == [(90, there + stored)]


def test_retry_after_goes_with_the_faults_that_have_it(
    administration: PracticeAdministration, api: httpx.Client
) -> None:
    """429 and the quota 403 name the seconds that the fault was given."""
    for kind in ("rate_limit", "quota"):
        administration.faults.add(Fault(kind=kind, retry_after=7))
    answers = [api.get("/v2/echo/1") for _ in range(2)]
    assert [answer.headers["Retry-After"] for answer in answers] == ["7", "7"]
    assert "Out of call volume quota" in answers[1].json()["message"]


def test_a_fault_hits_the_calls_it_is_meant_for(
    administration: PracticeAdministration, api: httpx.Client
) -> None:
    """Method, path, the nth call and the number of times all count."""
    administration.faults.add(
        Fault(kind="server_error", method="get", path="/v2/echo/*", nth=2, times=2)
    )
    assert api.get("/v2/companyInfo").status_code == 200
    statuses = [api.get(f"/v2/echo/{at}").status_code for at in range(5)]
    assert statuses == [200, 500, 500, 200, 200]


def test_a_fault_may_last_and_be_cleared(
    administration: PracticeAdministration, api: httpx.Client
) -> None:
    """Without a number of times it stays until it is taken away."""
    administration.faults.add(Fault(kind="unavailable", times=None))
    assert {api.get("/v2/echo/1").status_code for _ in range(5)} == {503}
    administration.faults.clear()
    assert api.get("/v2/echo/1").status_code == 200


def test_the_token_endpoint_can_fail_too(
    administration: PracticeAdministration, api: httpx.Client
) -> None:
    """A fault may be meant for the path of tokens."""
    administration.faults.add(Fault(kind="bad_gateway", path="/b2b/token"))
    assert api.post("/b2b/token").status_code == 502


@pytest.mark.parametrize("choices", [{"kind": "sabotage"}, {"kind": "html", "nth": 0}])
def test_a_fault_that_cannot_be_is_refused(choices: Body) -> None:
    """An unknown kind or a call before the first is a mistake in the test."""
    with pytest.raises(ValueError, match=r"sabotage|number 1"):
        Fault(**choices)


@pytest.fixture
def served(administration: PracticeAdministration) -> Iterator[str]:
    """Serve the administration on loopback and give its address."""
    server = create_server(administration, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.task_dispatcher.shutdown()
    server.close()
    thread.join(timeout=5)


def test_a_real_server_breaks_the_connection(
    administration: PracticeAdministration, served: str
) -> None:
    """Over loopback a dropped connection is one for the client too."""
    administration.faults.add(Fault(kind=FaultKind.DROPPED_AFTER))
    with httpx.Client(base_url=served) as api, pytest.raises(httpx.TransportError):
        api.get("/v2/echo/1")
    with httpx.Client(base_url=served) as api:
        assert api.get("/v2/echo/1").status_code == 401
