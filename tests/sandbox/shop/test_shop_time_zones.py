"""A date in a filter means what WordPress makes of it, traps included."""

from typing import NamedTuple

import pytest

from .clients import ORDERS, client, dataset, ids, open_shop

_SUMMER_GMT = "2026-06-30T22:00:00"
"""The moment 2026-07-01T00:00:00 in Amsterdam."""


class Window(NamedTuple):
    """What is sent, and the first second of UTC that comes through."""

    sent: str
    gmt: str | None
    limit: str


_TABLE = [
    Window("2026-07-01T00:00:00", "true", "2026-07-01T00:00:00"),
    Window("2026-07-01T00:00:00Z", "true", "2026-07-01T02:00:00"),
    Window("2026-07-01T00:00:00Z", None, "2026-07-01T02:00:00"),
    Window("2026-07-01T00:00:00", None, "2026-07-01T00:00:00"),
    Window("2026-03-29T02:30:00", "true", "2026-03-29T03:30:00"),
    Window("2026-01-15T00:00:00Z", "true", "2026-01-15T01:00:00"),
    Window("2026-07-01T00:00:00+02:00", None, "2026-07-01T00:00:00"),
    Window("2026-07-01T00:00:00.999", None, "2026-07-01T00:00:00"),
]


@pytest.mark.parametrize("window", _TABLE, ids=str)
@pytest.mark.parametrize("version", ["11.0.1", "8.9.2"])
def test_a_filter_compares_the_site_local_time_of_what_was_sent(
    window: Window, version: str
) -> None:
    """The limit is exclusive, and one second later is already within."""
    shop = open_shop(version=version)
    key = "date_modified_gmt" if window.gmt else "date_modified"
    later = window.limit[:-1] + "1"
    shop.change_order(173, **{key: window.limit})
    shop.change_order(174, **{key: later})
    params = {"modified_after": window.sent, "include": "173,174"}
    if window.gmt:
        params["dates_are_gmt"] = window.gmt
    assert ids(client(shop).get(ORDERS, params=params)) == [174]


@pytest.mark.parametrize("edge", ["after", "before"])
def test_creation_dates_filter_exclusively_too(edge: str) -> None:
    """An order made exactly at the limit is in neither half."""
    moment = next(
        order["date_created"]
        for order in dataset("incl")["orders.dp2"]
        if order["id"] == 200
    )
    answer = client(open_shop()).get(ORDERS, params={edge: moment, "per_page": "100"})
    assert 200 not in ids(answer)
    assert answer.headers["X-WP-Total"] != "0"


def test_after_and_before_together_leave_out_only_the_limit_itself() -> None:
    """Two halves and the limit make the whole."""
    asker = client(open_shop())
    orders = dataset("incl")["orders.dp2"]
    moment = orders[40]["date_modified_gmt"]
    base = {"dates_are_gmt": "1", "per_page": "1"}
    totals = [
        int(asker.get(ORDERS, params=base | {name: moment}).headers["X-WP-Total"])
        for name in ("modified_after", "modified_before")
    ]
    at_limit = sum(order["date_modified_gmt"] == moment for order in orders)
    assert sum(totals) + at_limit == len(orders)


def test_the_turn_of_the_year_is_local_unless_asked_for_in_gmt() -> None:
    """Order 243 was made in 2026 in Amsterdam and in 2025 in Greenwich."""
    asker = client(open_shop())
    new_year = {"before": "2026-01-01T00:00:00"}
    assert ids(asker.get(ORDERS, params=new_year)) == []
    assert ids(asker.get(ORDERS, params=new_year | {"dates_are_gmt": "true"})) == [243]


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01",
        "1-10-2026",
        "2026-13-01T00:00:00",
        "2026-02-30T00:00:00",
        "2026-10-01T00:00",
        "2026-10-01T00:00:00+0200",
        "2026-10-01T00:00:00 02:00",
        "0001-01-01T00:00:00+14:00",
        "",
        "gisteren",
    ],
)
def test_what_is_not_a_date_and_time_is_refused(text: str) -> None:
    """A bare date, an impossible one or a lost plus sign is a 400."""
    answer = client(open_shop()).get(ORDERS, params={"modified_after": text})
    assert answer.status_code == 400
    assert answer.json()["code"] == "rest_invalid_param"
    assert answer.json()["data"]["params"] == {"modified_after": "Invalid date."}
