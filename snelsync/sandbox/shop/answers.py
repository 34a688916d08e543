"""What the shop says back: bodies, statuses and the headers around them.

Headers are the set recorded on WooCommerce 11.0.1 behind nginx, 2026-11-20, without
those that belong to one connection (Transfer-Encoding, Connection) and without gzip.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from werkzeug.wrappers import Response

from snelsync.sandbox.shop.query import Values, written
from snelsync.sandbox.shop.recording import HOME, as_php_json

JSON_TYPE = "application/json; charset=UTF-8"
HTML_TYPE = "text/html; charset=UTF-8"

NO_CACHE = {
    "Expires": "Wed, 11 Jan 1984 05:00:00 GMT",
    "Cache-Control": "no-cache, must-revalidate, max-age=0, no-store, private",
}
REST = {
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Expose-Headers": "X-WP-Total, X-WP-TotalPages, Link",
    "Access-Control-Allow-Headers": (
        "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type"
    ),
}
READ_ONLY = "snelsync_practice_shop_is_read_only"


@dataclass(frozen=True, slots=True)
class Answer:
    """A REST answer before it is written down."""

    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)
    order_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Link:
    """What a ``Link`` header is made from: where a page stands among the others."""

    address: str
    values: Values
    page: int
    pages: int

    def headers(self) -> dict[str, str]:
        """Return the header, or nothing when there is no other page."""
        links = []
        if self.page > 1:
            links.append(self._to(min(self.page - 1, self.pages), "prev"))
        if self.pages > self.page:
            links.append(self._to(self.page + 1, "next"))
        return {"Link": ", ".join(links)} if links else {}

    def _to(self, page: int, relation: str) -> str:
        query = written(self.values | {"page": str(page)})
        return f'<{self.address}?{query}>; rel="{relation}"'


def refused(
    status: int, code: str, message: str, *, data: object | None = None
) -> Answer:
    """Return a WordPress error."""
    told = {"status": status} if data is None else data
    return Answer(status, {"code": code, "message": message, "data": told})


def no_route() -> Answer:
    """Return the answer to an unknown route or method."""
    text = "No route was found matching the URL and request method."
    return refused(404, "rest_no_route", text)


def cannot_list() -> Answer:
    """Return the answer to a stranger asking for a list."""
    text = "Sorry, you cannot list resources."
    return refused(401, "woocommerce_rest_cannot_view", text)


def cannot_view() -> Answer:
    """Return the answer to a stranger asking for one thing."""
    text = "Sorry, you cannot view this resource."
    return refused(401, "woocommerce_rest_cannot_view", text)


def forbidden() -> Answer:
    """Return the answer to somebody who may not see this, though they are known."""
    text = "Sorry, you cannot list resources."
    return refused(403, "woocommerce_rest_cannot_view", text)


def read_only() -> Answer:
    """Refuse a write that a real shop would have done: nobody may write here."""
    text = (
        "This practice shop is read-only: snelsync promises never to write to a shop."
    )
    return refused(403, READ_ONLY, text)


def json_response(
    answer: Answer,
    *,
    base: str,
    now: datetime,
    is_known: bool,
    allow: tuple[str, ...],
) -> Response:
    """Write a REST answer with the headers a shop puts around it.

    Args:
        answer: what to say.
        base: scheme and host the request came in at; recorded links point there.
        now: the moment, for the Date header.
        is_known: whether a key was accepted; strangers get other headers.
        allow: methods of the route, empty when no route was reached.
    """
    text = as_php_json(answer.body).replace(HOME.replace("/", "\\/"), _escaped(base))
    headers = {
        **stamped(now),
        "Content-Type": JSON_TYPE,
        "Link": f'<{base}/wp-json/>; rel="https://api.w.org/"',
        **REST,
        **(NO_CACHE if is_known else {"Vary": "Origin"}),
        **({"Allow": ", ".join(allow)} if allow and is_known else {}),
        **answer.headers,
    }
    return Response(text, status=answer.status, headers=headers)


def stamped(now: datetime) -> dict[str, str]:
    """Return the headers nginx puts on everything."""
    return {"Server": "nginx/1.22.1", "Date": format_datetime(now, usegmt=True)}


def _escaped(text: str) -> str:
    return text.replace("/", "\\/")
