"""Trouble on demand: what hosts, plugins and networks do to a shop's answers.

Bodies and headers are recorded ones (nginx 1.22.1 and WordPress 6.9, 2026-11-20).
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from werkzeug.wrappers import Response

from snelsync.sandbox.shop.answers import HTML_TYPE, NO_CACHE, Answer, stamped
from snelsync.sandbox.shop.recording import Json, recording

FaultKind = Literal[
    "bad_gateway",
    "gateway_timeout",
    "maintenance",
    "rate_limited",
    "html_in_200",
    "php_warning",
    "database_down",
    "crashing_order",
    "redirect_to_https",
    "moved",
    "extra_fields",
    "dropped_connection",
    "truncated_json",
]

ALWAYS = sys.maxsize

_LASTING = ("crashing_order", "redirect_to_https", "moved", "extra_fields")
_PAGES = (
    "bad_gateway",
    "gateway_timeout",
    "maintenance",
    "rate_limited",
    "database_down",
)
_IN_THE_WAY = (*_PAGES, "html_in_200", "moved", "redirect_to_https")
_CHECKING = (
    "<!DOCTYPE html>\n<html>\n<head><title>Just a moment...</title></head>\n"
    "<body><h1>Checking your browser before accessing the shop.</h1></body>\n</html>\n"
)


class ConnectionDropped(ConnectionError):  # noqa: N818 - says what happened
    """Raised while the answer is being sent: the connection breaks off.

    In process it comes out of the client's call; over a socket the server closes
    the connection in the middle of the answer.
    """


@dataclass(frozen=True, slots=True)
class Fault:
    """One piece of trouble.

    Attributes:
        kind: what goes wrong.
        path: a piece of the path and query it applies to; empty for every request.
        nth: the first matching request it happens to, counted from 1.
        times: how many matching requests it lasts. By default one; a crashing
            order, a redirect and extra fields last until ``faults.clear()``.
        order_id: the order a plugin crashes on (``crashing_order``).
        location: where ``moved`` points; by default the same path under ``/winkel``.
    """

    kind: FaultKind
    path: str = ""
    nth: int = 1
    times: int | None = None
    order_id: int | None = None
    location: str = ""

    def __post_init__(self) -> None:
        """Refuse a crash that names no order."""
        if self.kind == "crashing_order" and self.order_id is None:
            raise ValueError("a crashing order needs an order_id")

    @property
    def lasts(self) -> int:
        """How many matching requests the trouble lasts."""
        if self.times is not None:
            return self.times
        return ALWAYS if self.kind in _LASTING else 1


class Faults:
    """The trouble a shop is set up to have."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Set up one piece of trouble."""
        self._faults.append(fault)

    def clear(self) -> None:
        """End all trouble."""
        self._faults.clear()
        self._counts.clear()

    def due(self, scheme: str, target: str) -> list[Fault]:
        """Return what goes wrong with a request, and count it."""
        return list(self._due(scheme, target))

    def _due(self, scheme: str, target: str) -> Iterator[Fault]:
        for at, fault in enumerate(self._faults):
            is_meant = scheme == "http" or fault.kind != "redirect_to_https"
            if fault.path in target and is_meant:
                count = self._counts.get(at, 0) + 1
                self._counts[at] = count
                if fault.nth <= count < fault.nth + fault.lasts:
                    yield fault


def instead(
    faults: Iterable[Fault], *, base: str, target: str, now: datetime
) -> Response | None:
    """Return the answer of whatever stands in the way, before WordPress is reached."""
    for fault in faults:
        if fault.kind in _IN_THE_WAY:
            return _in_the_way(fault, base=base, target=target, now=now)
    return None


def crashes(faults: Iterable[Fault], answer: Answer) -> bool:
    """Tell whether a plugin crashes on one of the orders in an answer."""
    return any(
        fault.kind == "crashing_order" and fault.order_id in answer.order_ids
        for fault in faults
    )


def crash_page(base: str, now: datetime) -> Response:
    """Return WordPress's page for a fatal error, with status 500."""
    link = {"Link": f'<{base}/wp-json/>; rel="https://api.w.org/"'}
    return _page(recording("trouble")["crashing_order"], now, link)


def with_extra_fields(faults: Iterable[Fault], answer: Answer) -> Answer:
    """Add the fields and meta data a plugin puts on every order."""
    if not any(fault.kind == "extra_fields" for fault in faults):
        return answer
    if not answer.order_ids:
        return answer
    body = answer.body
    if isinstance(body, list):
        return replace(answer, body=[_extended(order) for order in body])
    return replace(answer, body=_extended(body)) if isinstance(body, dict) else answer


def damaged(faults: Iterable[Fault], response: Response) -> Response:
    """Spoil the bytes of an answer."""
    for fault in faults:
        text = response.get_data()
        if fault.kind == "php_warning":
            prefix = recording("trouble")["php_warning"]["prefix"].encode()
            response.set_data(prefix + text)
        elif fault.kind == "truncated_json":
            response.set_data(text[: len(text) // 2])
        elif fault.kind == "dropped_connection":
            response.response = _broken_off(text)
            response.headers["Content-Length"] = str(len(text))
    return response


def _broken_off(text: bytes) -> Iterator[bytes]:
    yield text[: len(text) // 2] or b"["
    raise ConnectionDropped("the practice shop broke the connection off")


def _in_the_way(fault: Fault, *, base: str, target: str, now: datetime) -> Response:
    pages = recording("trouble")
    if fault.kind == "html_in_200":
        headers = stamped(now) | {"Content-Type": HTML_TYPE}
        return Response(_CHECKING, status=200, headers=headers)
    if fault.kind == "redirect_to_https":
        there = f"https://{base.partition('://')[2]}{target}"
        return _page(pages["redirect_to_https"], now, {"Location": there})
    if fault.kind == "moved":
        return moved(fault.location or f"{base}/winkel{target}", now)
    return _page(pages[fault.kind], now, {})


def moved(location: str, now: datetime) -> Response:
    """Return WordPress's own redirect to another address."""
    headers = {
        **stamped(now),
        **NO_CACHE,
        "Content-Type": HTML_TYPE,
        "X-Redirect-By": "WordPress",
        "Location": location,
    }
    response = Response("", status=301, headers=headers)
    response.autocorrect_location_header = False
    return response


def _page(page: Json, now: datetime, headers: dict[str, str]) -> Response:
    return Response(
        page["body"],
        status=page["status"],
        headers={**stamped(now), **page["headers"], **headers},
    )


def _extended(order: Json) -> Json:
    extra = recording("trouble")["extra_fields"]
    extended: Json = order | extra["fields"]
    if "meta_data" in order:
        extended["meta_data"] = [*order["meta_data"], *extra["meta"]]
    return extended
