"""The HTTP side: which answer a request gets, and in what order it is checked.

First the subscription key, then the limits, the token, route and scope, the content
type, the body's form, and only then the rules. The scope depends on the route and the
limit on the administration, which only a token names: calls without a known token share
a window.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from werkzeug import Request as HttpRequest
from werkzeug import Response
from werkzeug.http import parse_options_header

from snelsync.sandbox.administration.books import Books
from snelsync.sandbox.administration.errors import Refusal, framework, gateway
from snelsync.sandbox.administration.faults import AFTER, ConnectionDropped, FaultKind
from snelsync.sandbox.administration.limits import (
    Turnstile,
    quota_refusal,
    too_many,
)
from snelsync.sandbox.administration.resources import Call, Reply
from snelsync.sandbox.administration.routes import find_route
from snelsync.sandbox.administration.tokens import FORM, TokenDesk, token_refusal
from snelsync.sandbox.administration.wire import write_json

TOKEN_PATH: Final = "/b2b/token"  # noqa: S105 - a path
_JSON: Final = "application/json; charset=utf-8"
_BAD_KEY: Final = (
    "Access denied due to invalid subscription key. Make sure to provide a valid key "
    "for an active subscription."
)
_NO_KEY: Final = (
    "Access denied due to missing subscription key. Make sure to include subscription "
    "key when making requests to an API."
)
_DENIED: Final = "Authorization has been denied for this request."
_HTML: Final = (
    "<!DOCTYPE html><html><head><title>Storing</title></head>"
    "<body><h1>Even geduld</h1></body></html>"
)
_LONGEST_BODY: Final = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Desk:
    """What it takes to answer: the books, the tokens, the limits and the key."""

    books: Books
    tokens: TokenDesk
    turnstile: Turnstile
    subscription_key: str


def answer(request: HttpRequest, desk: Desk) -> Response:
    """Answer a request as the API would when nothing goes wrong."""
    try:
        if request.path == TOKEN_PATH:
            return _token(request, desk)
        return _reply(_api(request, desk))
    except Refusal as refusal:
        return refused(refusal)


def _reply(reply: Reply) -> Response:
    if reply.body is None:
        return Response(status=reply.status)
    return Response(write_json(reply.body), reply.status, content_type=_JSON)


def refused(refusal: Refusal) -> Response:
    """Write down a refusal."""
    return Response(
        write_json(refusal.body),
        refusal.status,
        headers=dict(refusal.headers),
        content_type=_JSON,
    )


def _token(request: HttpRequest, desk: Desk) -> Response:
    if request.method != "POST":
        said = "The requested resource does not support this http method."
        raise framework(405, said)
    kind, _options = parse_options_header(request.headers.get("Content-Type"))
    if kind != FORM:
        raise token_refusal(
            "The content type must be application/x-www-form-urlencoded"
        )
    fields = request.form.to_dict()
    granted = desk.tokens.grant(fields, now=desk.books.now())
    response = Response(write_json(granted), 200, content_type=_JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def _api(request: HttpRequest, desk: Desk) -> Reply:
    if not request.path.startswith("/v2/"):
        raise gateway(404, "Resource not found")
    _check_key(request, desk.subscription_key)
    now = desk.books.now()
    token = _bearer(request)
    caller = "administration" if desk.tokens.knows(token) else "unknown"
    desk.turnstile.pass_through(caller, now=now)
    scopes = desk.tokens.scopes_of(token, now=now)
    if scopes is None:
        raise framework(401, _DENIED)
    route, key = find_route(request.method, request.path)
    if not route.scopes <= scopes:
        raise gateway(403, "Forbidden")
    if request.method in {"POST", "PUT"}:
        _check_content_type(request)
    options = list(request.args.items(multi=True))
    call = Call(key=key, options=options, body=_body(request))
    return route.operation(call, desk.books)


def _check_key(request: HttpRequest, expected: str) -> None:
    name = "Ocp-Apim-Subscription-Key"
    given = request.headers.get(name) or request.args.get("subscription-key")
    if not given:
        raise gateway(401, _NO_KEY)
    if given != expected:
        raise gateway(401, _BAD_KEY)


def _bearer(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _check_content_type(request: HttpRequest) -> None:
    kind, options = parse_options_header(request.headers.get("Content-Type"))
    charset = options.get("charset", "utf-8").lower()
    if kind not in {"application/json", "text/json"} or charset != "utf-8":
        said = "The request entity's media type is not supported for this resource."
        raise framework(415, said)


def _body(request: HttpRequest) -> bytes:
    body = request.get_data(cache=False)
    if len(body) > _LONGEST_BODY:
        raise framework(413, "The request entity is too large.")
    return body


def faulty(kind: FaultKind, *, retry_after: int, whole: Response | None) -> Response:
    """Make the answer of something that went wrong.

    Args:
        kind: What went wrong.
        retry_after: Seconds for `Retry-After`, for the kinds that send it.
        whole: The answer there would have been, for the kinds that come after it.

    """
    if whole is not None and kind is FaultKind.TRUNCATED:
        return _truncated(whole)
    if kind in {FaultKind.DROPPED_BEFORE, FaultKind.DROPPED_AFTER}:
        return _dropped()
    if kind in _PAGES:
        status, text, content_type = _PAGES[kind]
        return Response(text, status, content_type=content_type)
    return refused(_refusal(kind, retry_after))


def _refusal(kind: FaultKind, retry_after: int) -> Refusal:
    match kind:
        case FaultKind.UNAUTHORIZED:
            return framework(401, _DENIED)
        case FaultKind.RATE_LIMIT:
            return too_many(retry_after)
        case FaultKind.QUOTA:
            return quota_refusal(retry_after)
        case _:
            return framework(500, "An error has occurred.")


_PAGES: Final = {
    FaultKind.HTML: (200, _HTML, "text/html; charset=utf-8"),
    FaultKind.HTML_AFTER: (200, _HTML, "text/html; charset=utf-8"),
    FaultKind.PLAIN_TEXT: (503, "Service unavailable", "text/plain"),
    FaultKind.BAD_GATEWAY: (502, _HTML, "text/html"),
    FaultKind.UNAVAILABLE: (503, _HTML, "text/html"),
    FaultKind.TIMEOUT_BEFORE: (504, _HTML, "text/html"),
    FaultKind.TIMEOUT_AFTER: (504, _HTML, "text/html"),
}


def _truncated(whole: Response) -> Response:
    body = whole.get_data()
    return Response(body[: len(body) // 2], whole.status_code, content_type=_JSON)


def _dropped() -> Response:
    response = Response(_broken_body(), 200, content_type=_JSON)
    response.headers["Content-Length"] = "1000"
    return response


def _broken_body() -> Iterator[bytes]:
    yield b'{"'
    raise ConnectionDropped("the practice administration dropped the connection")


def comes_after(kind: FaultKind) -> bool:
    """Tell whether a fault comes after what was asked has been done."""
    return kind in AFTER
