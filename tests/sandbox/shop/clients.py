"""Ways to ask a practice shop something in process, and the recorded answers."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx
from woocommerce.oauth import OAuth

import snelsync
from snelsync.sandbox.shop import (
    PRACTICE_CONSUMER_KEY,
    PRACTICE_CONSUMER_SECRET,
    ApiKey,
    PracticeShop,
)

Json = dict[str, Any]

NOW = datetime(2026, 11, 20, 21, 50, tzinfo=UTC)
ORDERS = "/wp-json/wc/v3/orders"
REFUNDS = "/wp-json/wc/v3/refunds"
KEY = (PRACTICE_CONSUMER_KEY, PRACTICE_CONSUMER_SECRET)
READER = ApiKey(*KEY, "read")
WRITER = ApiKey("ck_write", "cs_write", "write")
EDITOR = ApiKey("ck_recorded", "cs_recorded", "read_write")

_RECORDINGS = Path(__file__).parents[2] / "recordings"
_PACKED = Path(snelsync.__file__).parent / "sandbox" / "shop" / "recorded"


class Told(Protocol):
    """An answer, of httpx or of requests."""

    @property
    def status_code(self) -> int: ...

    @property
    def text(self) -> str: ...

    def json(self) -> Any: ...  # noqa: ANN401


def open_shop(name: str = "incl", version: str = "11.0.1") -> PracticeShop:
    """Open a shop whose clock stands still, with one key of each kind."""
    return PracticeShop(
        name, version=version, keys=(READER, WRITER, EDITOR), now=lambda: NOW
    )


def client(
    shop: PracticeShop,
    key: tuple[str, str] | None = KEY,
    base: str = "https://shop.test",
) -> httpx.Client:
    """Return a client that sends Basic authentication, or none."""
    return httpx.Client(
        transport=httpx.WSGITransport(app=shop), base_url=base, auth=key
    )


def signed(
    path: str, params: dict[str, str] | None = None, key: tuple[str, str] = KEY
) -> str:
    """Sign a plain-http address as the PyPI ``woocommerce`` package does."""
    url = f"http://shop.test{path}"
    return signed_url(f"{url}?{urlencode(params)}" if params else url, key=key)


def signed_url(
    url: str,
    *,
    key: tuple[str, str] = KEY,
    method: str = "GET",
    timestamp: int = int(NOW.timestamp()),
) -> str:
    """Sign a whole address."""
    oauth = OAuth(
        url=url,
        consumer_key=key[0],
        consumer_secret=key[1],
        version="wc/v3",
        method=method,
        oauth_timestamp=timestamp,
    )
    return str(oauth.get_oauth_url())


def recorded(folder: str, name: str) -> Json:
    """Read one recorded request and its answer."""
    text = (_RECORDINGS / folder / f"{name}.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text, parse_float=Decimal)
    return loaded


def scenarios(shop: str) -> Json:
    """Read what each recorded order of a shop stands for."""
    text = (_RECORDINGS / f"scenarios-{shop}.json").read_text(encoding="utf-8")
    named: Json = json.loads(text, parse_float=Decimal)["scenarios"]
    return named


def recorded_names(folder: str) -> list[str]:
    """Name every recording of a folder."""
    return sorted(path.stem for path in (_RECORDINGS / folder).glob("*.json"))


@cache
def dataset(shop: str) -> Json:
    """Read everything recorded of one shop."""
    text = (_PACKED / f"{shop}.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text, parse_float=Decimal)
    return loaded


def read(response: httpx.Response) -> object:
    """Read an answer's JSON without letting a number through a binary float."""
    told: object = json.loads(response.text, parse_float=Decimal)
    return told


def ids(response: Told) -> list[int]:
    """Return the ids on a page."""
    assert response.status_code == 200, response.text
    return [row["id"] for row in response.json()]
