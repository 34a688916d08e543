"""The practice shop as a WSGI application: WordPress's way from request to answer.

The order of the checks is WordPress's own: first credentials that are told to be
wrong, then the key's permission, then the route, then the parameters, and only then
whether a stranger may see this at all.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from snelsync.sandbox.shop import faults as trouble
from snelsync.sandbox.shop.answers import (
    HTML_TYPE,
    Answer,
    cannot_list,
    cannot_view,
    forbidden,
    json_response,
    no_route,
    read_only,
    refused,
    stamped,
)
from snelsync.sandbox.shop.index import namespace_index, options, root_index
from snelsync.sandbox.shop.keys import (
    PRACTICE_CONSUMER_KEY,
    PRACTICE_CONSUMER_SECRET,
    ApiKey,
    Claim,
    Denied,
    KeyRing,
)
from snelsync.sandbox.shop.parameters import problems, refusal
from snelsync.sandbox.shop.query import Query, Values, parse, without_secrets
from snelsync.sandbox.shop.recording import Json
from snelsync.sandbox.shop.releases import release
from snelsync.sandbox.shop.routes import Route, Routes
from snelsync.sandbox.shop.settings import BLANK_GATEWAY, BLANK_TAX
from snelsync.sandbox.shop.state import State
from snelsync.sandbox.shop.visit import Visit

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

SHOPS = ("incl", "excl")

_API = "/wp-json"
_V3 = "/wc/v3"
_READS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Request:
    """One request the shop answered; status 0 when the connection was dropped."""

    method: str
    path: str
    query: str
    status: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request as WordPress sees it."""

    method: str
    route: str
    base: str
    values: Values
    body: bytes
    is_json: bool
    owner: ApiKey | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the default clock of a server


class PracticeShop:
    """A recorded WooCommerce shop that answers like the real one, or stricter.

    Args:
        shop: ``incl`` (prices typed including VAT) or ``excl``.
        version: the WooCommerce release to play, 11.0.1 or 8.9.2.
        keys: the API keys that exist.
        now: the clock, for OAuth, for the Date header and for what changes.

    Attributes:
        requests: every request answered so far.
        faults: the trouble to have.
        strip_authorization: drop the Authorization header before looking at it, as
            Apache with CGI does.
    """

    def __init__(
        self,
        shop: str = "incl",
        *,
        version: str = "11.0.1",
        keys: Iterable[ApiKey] = (
            ApiKey(PRACTICE_CONSUMER_KEY, PRACTICE_CONSUMER_SECRET, "read"),
        ),
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        if shop not in SHOPS:
            raise ValueError(f"no shop {shop!r} was recorded (only {', '.join(SHOPS)})")
        self._release = release(version)
        self._routes = Routes.of(self._release)
        self._keys = KeyRing(keys)
        self._now = now
        self._state = State(shop, now, version=version)
        self._lock = RLock()
        self.requests: list[Request] = []
        self.faults = trouble.Faults()
        self.strip_authorization = False

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        request = HttpRequest(environ)
        with self._lock:
            response = self._respond(request)
        return response(environ, start_response)

    def add_order(self, order: Json) -> None:
        """Add an order; what it leaves out is blank, its dates are now."""
        with self._lock:
            self._state.add_order(order)

    def copy_order(self, order_id: int, new_id: int, **changes: object) -> None:
        """Add a copy of an order under a new id, with top-level changes."""
        with self._lock:
            self._state.copy_order(order_id, new_id, changes)

    def change_order(self, order_id: int, **changes: object) -> None:
        """Change top-level fields of an order and bump its ``date_modified``."""
        with self._lock:
            self._state.change_order(order_id, changes)

    def trash_order(self, order_id: int) -> None:
        """Move an order to the trash, bumping its ``date_modified``."""
        with self._lock:
            self._state.trash_order(order_id)

    def delete_order(self, order_id: int) -> None:
        """Delete an order for good: no trace of it is left."""
        with self._lock:
            self._state.delete_order(order_id)

    def add_refund(self, order_id: int, refund: Json) -> int:
        """Refund an order, bumping its ``date_modified``; return the refund's id."""
        with self._lock:
            return self._state.add_refund(order_id, refund)

    def delete_refund(self, order_id: int, refund_id: int) -> None:
        """Delete a refund; the order's ``date_modified`` stays as it was."""
        with self._lock:
            self._state.delete_refund(order_id, refund_id)

    def change_product(self, product_id: int, **changes: object) -> None:
        """Change a product: ``categories`` and ``tags`` are lists with slugs."""
        with self._lock:
            self._state.change_product(product_id, changes)

    def delete_product(self, product_id: int) -> None:
        """Delete a product for good."""
        with self._lock:
            self._state.delete_product(product_id)

    def change_setting(self, setting: str, value: str) -> None:
        """Set a setting by WooCommerce's name, ``woocommerce_price_num_decimals``."""
        with self._lock:
            self._state.settings.change_setting(setting, value)

    def change_gateway(self, gateway_id: str, **changes: object) -> None:
        """Change a payment method, or add one."""
        with self._lock:
            put = self._state.settings.put
            put("payment_gateways", gateway_id, changes, BLANK_GATEWAY)

    def change_tax_rate(self, rate_id: int, **changes: object) -> None:
        """Change a row of the tax table, or add one; orders keep what they were."""
        with self._lock:
            self._state.settings.put("taxes", rate_id, changes, BLANK_TAX)

    def delete_tax_rate(self, rate_id: int) -> None:
        """Take a row out of the tax table."""
        with self._lock:
            self._state.settings.remove("taxes", rate_id)

    def add_status(self, slug: str, name: str) -> None:
        """Register a status, as a plugin does."""
        with self._lock:
            self._state.settings.statuses[slug] = name

    def add_plugin(self, path: str, name: str, version: str = "1.0.0") -> None:
        """Switch a plugin on: it is only told of, and changes nothing."""
        with self._lock:
            self._state.settings.add_plugin(path, name, version)

    def _respond(self, request: HttpRequest) -> Response:
        raw = request.query_string.decode("latin-1")
        path = (
            request.script_root + request.path if request.script_root else request.path
        )
        base = f"{request.scheme}://{request.host}"
        target = quote(path) + (f"?{raw}" if raw else "")
        due = self.faults.due(request.scheme, target)
        response = trouble.instead(due, base=base, target=target, now=self._now())
        if response is None:
            response = self._served(request, base=base, path=path, due=due)
        if request.method == "HEAD":
            response.set_data(b"")
        is_dropped = any(fault.kind == "dropped_connection" for fault in due)
        status = 0 if is_dropped else response.status_code
        self.requests.append(
            Request(request.method, path, without_secrets(raw), status)
        )
        return response

    def _served(
        self, request: HttpRequest, *, base: str, path: str, due: list[trouble.Fault]
    ) -> Response:
        values = parse(request.query_string.decode("latin-1"))
        route, is_pretty = _rest_route(path, values)
        if route is None:
            return self._website(path, base)
        asked = _Asked(
            method=request.method,
            route=route,
            base=base,
            values=values,
            body=request.get_data(),
            is_json=request.is_json,
        )
        response = self._rest(request, asked, due, may_sign_in=is_pretty)
        return trouble.damaged(due, response)

    def _rest(
        self,
        request: HttpRequest,
        asked: _Asked,
        due: list[trouble.Fault],
        *,
        may_sign_in: bool,
    ) -> Response:
        owner: ApiKey | None = None
        allow: tuple[str, ...] = ()
        try:
            if may_sign_in:
                owner = self._owner(request, asked)
        except Denied as denied:
            answer = refused(401, denied.code, denied.message)
        else:
            answer, allow = self._dispatch(asked, owner)
        if trouble.crashes(due, answer):
            return trouble.crash_page(asked.base, self._now())
        return json_response(
            trouble.with_extra_fields(due, answer),
            base=asked.base,
            now=self._now(),
            is_known=owner is not None,
            allow=allow,
        )

    def _owner(self, request: HttpRequest, asked: _Asked) -> ApiKey | None:
        # WooCommerce looks at keys only under its own part of the API.
        if not asked.route.startswith(("/wc/", "/wc-")):
            return None
        header = None if self.strip_authorization else request.authorization
        claim = Claim(
            method=request.method,
            url=asked.base + quote(request.script_root + request.path),
            is_https=request.scheme == "https",
            values=asked.values,
            header=header,
        )
        return self._keys.owner(claim, self._now())

    def _dispatch(
        self, asked: _Asked, owner: ApiKey | None
    ) -> tuple[Answer, tuple[str, ...]]:
        denial = owner.denial(asked.method) if owner is not None else None
        if denial is not None:
            code = "woocommerce_rest_authentication_error"
            return refused(401, code, denial), ()
        described = self._described(asked)
        if described is not None:
            return described, ("GET",)
        found = self._found(asked)
        if found is None:
            return no_route(), ()
        route, ids = found
        if asked.method == "OPTIONS":
            return options(route), route.methods
        return self._answer(asked, owner, route, ids), route.methods

    def _described(self, asked: _Asked) -> Answer | None:
        if asked.method not in (*_READS, "OPTIONS"):
            return None
        if asked.route == "/":
            return root_index(asked.base, self._now())
        return namespace_index(self._routes) if asked.route == _V3 else None

    def _found(self, asked: _Asked) -> tuple[Route, Json] | None:
        if not asked.route.startswith(f"{_V3}/"):
            return None
        found = self._routes.find(asked.route.removeprefix(_V3))
        if found is None:
            return None
        allowed = (*found[0].methods, "HEAD", "OPTIONS")
        return found if asked.method in allowed else None

    def _answer(
        self, asked: _Asked, owner: ApiKey | None, route: Route, ids: Json
    ) -> Answer:
        broken = _json_problem(asked)
        if broken is not None:
            return broken
        if asked.method not in _READS:
            return read_only() if owner is not None else _cannot_write(asked.method)
        wrong = problems(asked.values, route.known)
        if wrong:
            return Answer(400, refusal(wrong))
        if owner is None and route.is_list:
            return cannot_list()
        if owner is not None and route.for_managers and not owner.manages:
            return forbidden()
        address = f"{asked.base}{_API}{asked.route}"
        visit = Visit(self._state, Query(asked.values), self._release, address)
        answer = route.answer(visit, **ids)
        return cannot_view() if owner is None and answer.status == 200 else answer

    def _website(self, path: str, base: str) -> Response:
        """Answer outside the API as the shop's website would."""
        now = self._now()
        if f"{_API}/" in path:
            # An unknown place before wp-json: redirected to itself (recorded).
            return trouble.moved(base + quote(path), now)
        status = 200 if path in ("/", "/index.php") else 404
        page = "<!DOCTYPE html>\n<html><head><title>Oefenwinkel</title></head></html>\n"
        headers = stamped(now) | {"Content-Type": HTML_TYPE}
        return Response(page, status=status, headers=headers)


def _rest_route(path: str, values: Values) -> tuple[str | None, bool]:
    """Return the REST route asked for, and whether its address is a pretty one.

    With plain permalinks (``/?rest_route=``) WooCommerce looks at no key at all.
    """
    plain = path.removeprefix("/index.php")
    if plain == _API or plain.startswith(f"{_API}/"):
        return plain.removeprefix(_API).rstrip("/") or "/", True
    asked = values.get("rest_route")
    if plain in ("", "/") and isinstance(asked, str) and asked:
        return asked.rstrip("/") or "/", False
    return None, False


def _json_problem(asked: _Asked) -> Answer | None:
    if asked.method in _READS or not asked.is_json or not asked.body:
        return None
    try:
        json.loads(asked.body)
    except ValueError:
        data = {
            "status": 400,
            "json_error_code": 4,
            "json_error_message": "Syntax error",
        }
        return refused(400, "rest_invalid_json", "Invalid JSON body passed.", data=data)
    return None


def _cannot_write(method: str) -> Answer:
    deed = {"POST": "create", "DELETE": "delete"}.get(method, "edit")
    text = "Sorry, you are not allowed to create resources."
    if deed != "create":
        text = f"Sorry, you are not allowed to {deed} this resource."
    return refused(401, f"woocommerce_rest_cannot_{deed}", text)
