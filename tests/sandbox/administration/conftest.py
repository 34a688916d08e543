"""A practice administration on 2026-06-15, a client, and a sale that fits."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    PracticeAdministration,
)

Body = dict[str, Any]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    """Give a clock at noon, Dutch time, on 2026-06-15."""
    return Clock()


@pytest.fixture
def wait(clock: Clock) -> Callable[[float], None]:
    """Move the clock by some seconds."""

    def move(seconds: float) -> None:
        clock.time += timedelta(seconds=seconds)

    return move


@pytest.fixture
def open_administration(clock: Clock) -> Callable[..., PracticeAdministration]:
    """Open an administration with choices of a test's own."""

    def make(**choices: Any) -> PracticeAdministration:  # noqa: ANN401
        return PracticeAdministration(now=clock, **choices)

    return make


@pytest.fixture
def administration(
    open_administration: Callable[..., PracticeAdministration],
) -> PracticeAdministration:
    """Open an administration as it is by default."""
    return open_administration()


@pytest.fixture
def connect() -> Iterator[Callable[[PracticeAdministration], httpx.Client]]:
    """Make clients with both keys."""
    made: list[httpx.Client] = []

    def make(administration: PracticeAdministration) -> httpx.Client:
        client = httpx.Client(
            transport=httpx.WSGITransport(app=administration),
            base_url="https://b2bapi.test",
        )
        made.append(client)
        asked = {"grant_type": "clientkey", "clientkey": PRACTICE_CONNECTION_KEY}
        token = client.post("/b2b/token", data=asked).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        client.headers["Ocp-Apim-Subscription-Key"] = PRACTICE_SUBSCRIPTION_KEY
        administration.requests.clear()
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def api(
    administration: PracticeAdministration,
    connect: Callable[[PracticeAdministration], httpx.Client],
) -> httpx.Client:
    """Connect to the administration."""
    return connect(administration)


@pytest.fixture
def codes() -> Callable[[httpx.Response], list[str]]:
    """Read the codes of a refusal by business rules; [] when it was no refusal."""

    def read(response: httpx.Response) -> list[str]:
        if response.is_success:
            return []
        assert response.status_code in {400, 404}, response.text
        rows = response.json()
        assert isinstance(rows, list), response.text
        assert all(row.keys() == {"errorCode", "message", "details"} for row in rows)
        return [row["errorCode"] for row in rows]

    return read


@pytest.fixture
def customer(administration: PracticeAdministration) -> str:
    """The id of a Dutch consumer."""
    return str(administration.add_relation_by_hand(naam="J. Jansen")["id"])


@pytest.fixture
def line(administration: PracticeAdministration) -> Callable[..., Body]:
    """Make a line on a ledger, by its number."""

    def make(number: int, bedrag: str, kind: str | None = "Hoog", **more: Any) -> Body:  # noqa: ANN401
        guid = administration.ledger(number)["id"]
        made = {"grootboek": {"id": guid}, "bedrag": bedrag, "btwSoort": kind}
        return {**made, **more}

    return make


@pytest.fixture
def sale(customer: str, line: Callable[..., Body]) -> Callable[..., Body]:
    """Make a sale of 100.00 at 21%, with what a test changes."""

    def make(**changes: Any) -> Body:  # noqa: ANN401
        body = {
            "factuurnummer": "WC-1",
            "factuurdatum": "2026-06-01T00:00:00",
            "klant": {"id": customer},
            "factuurbedrag": "121.00",
            "boekingsregels": [line(8100, "100.00")],
            "btw": [{"btwSoort": "VerkopenHoog", "btwBedrag": "21.00"}],
        }
        return {**body, **changes}

    return make


@pytest.fixture
def post(api: httpx.Client) -> Callable[[Body], httpx.Response]:
    """Send a verkoopboeking."""

    def send(body: Body) -> httpx.Response:
        return api.post("/v2/verkoopboekingen", json=body)

    return send
