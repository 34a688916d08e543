"""What nobody should send, put in the place of what somebody does send."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import httpx

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 10**30, 0.1, -0.0, 1e308, [], {}, [0], [[]], "x"),
    *("", "0", "-0.00", "NaN", "Infinity", "1e400", "1E-400", "12,95", " 5 "),
    *("9" * 40, "-1", "0.005", "1e17", "0001-01-01T00:00:00", float("nan")),
    *("9999-12-31T23:59:59", "2026-10-25T00:30:00", "2026-02-30T00:00:00"),
    *("2026-10-01T20:06:22Z", "2026-10-01", "NL", "nl", "XX", "EUR", "USD"),
    *("\ud800", "\x00", "EL", "trash", "refunded", "\x1b[2J", "[red]x", "=1+1"),
    *("00000000-0000-0000-0000-000000000000", "<script>", "../../etc/passwd"),
)
"""Values of every kind, and those that look right and are not."""

NONSENSE = (
    b"",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"9" * 5_000,
    b"[" + b"9" * 5_000 + b"]",
    b"NaN",
    b"[NaN, -Infinity]",
    b"[1e999999999]",
    b'{"value": [',
    b"<html><body>\x1b[2J</body></html>",
    b"null",
    b"[null]",
    b"[[]]",
    b"{}",
    b'"text"',
)
"""Answers that are no answer at all."""

STATUSES = (200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 418, 429, 500, 503, 599)

HEADERS: tuple[dict[str, str], ...] = (
    {"Content-Type": "application/json; charset=no-such"},
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "no-such"},
    {"X-WP-Total": "9" * 5_000},
    {"X-WP-Total": "-1"},
    {"X-WP-Total": "many"},
    {"Retry-After": "9" * 400},
    {"Retry-After": "Fri, 99 Foo 2026"},
    {"Location": "https://elsewhere.example/\x1b[2J"},
    {"Date": "never"},
)
"""Headers that make no sense."""


Kept = dict[str, tuple[int, dict[str, str], bytes]]
"""Questions and what was answered."""


def places(body: Any) -> list[tuple[str | int, ...]]:  # noqa: ANN401
    """List every place in a body."""
    found: list[tuple[str | int, ...]] = []
    if isinstance(body, dict | list):
        inner = body.items() if isinstance(body, dict) else enumerate(body)
        for key, value in inner:
            found.append((key,))
            found += [(key, *rest) for rest in places(value)]
    return found


def mangled(body: Any, by: Random) -> Any:  # noqa: ANN401
    """Change a few places of a body."""
    made = copy.deepcopy(body)
    for _ in range(by.randint(1, 4)):
        found = places(made)
        if not found:
            break
        way = by.choice(found)
        holder: Any = made
        for step in way[:-1]:
            holder = holder[step]
        match by.choice(["replace", "leave out", "double"]):
            case "replace":
                holder[way[-1]] = copy.deepcopy(by.choice(ODD))
            case "leave out":
                del holder[way[-1]]
            case _ if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[int(way[-1])]))
            case _:
                holder[f"{way[-1]}_2"] = holder[way[-1]]
    return made


class Mangler(httpx.BaseTransport):
    """Answers as the other side once did, and spoils some of the answers.

    Args:
        inner: the other side; asked once for each question.
        kept: what it answered.
        by: chance, with a seed that is told when something fails.
        often: one answer in so many is spoiled.
    """

    def __init__(
        self, inner: httpx.BaseTransport, kept: Kept, by: Random, *, often: int
    ) -> None:
        self._inner, self._kept, self._by, self._often = inner, kept, by, often

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a call."""
        key = f"{request.method} {request.url} {request.content!r}"
        if key not in self._kept:
            response = self._inner.handle_request(request)
            headers = {**response.headers}
            headers.pop("content-length", None)
            self._kept[key] = (response.status_code, headers, response.read())
        status, headers, content = self._kept[key]
        if self._by.randrange(self._often) == 0:
            status, headers, content = self._spoiled(status, headers, content)
        return httpx.Response(
            status, headers=headers, stream=httpx.ByteStream(content), request=request
        )

    def _spoiled(
        self, status: int, headers: dict[str, str], content: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        match self._by.choice(["body", "body", "nonsense", "headers"]):
            case "body":
                return status, headers, self._mangled(content)
            case "nonsense":
                status = self._by.choice(STATUSES)
                return status, headers, self._by.choice(NONSENSE)
            case _:
                return status, headers | self._by.choice(HEADERS), content

    def _mangled(self, content: bytes) -> bytes:
        try:
            body = json.loads(content)
        except ValueError:
            return content[: len(content) // 2]
        return json.dumps(mangled(body, self._by)).encode()
