"""A WooCommerce shop as the use cases know it. It is only ever read."""

from __future__ import annotations

import email.utils
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx

from snelsync.adapters.connection import connect, tls
from snelsync.adapters.woocommerce.paging import PAGE, Row, Stretch, read_all
from snelsync.adapters.woocommerce.parse import (
    DRAFTS,
    NOTHING_MORE,
    Wanted,
    parse_order,
    parse_product,
    parse_refund,
)
from snelsync.adapters.woocommerce.refusals import (
    ForbiddenError,
    PageCrashError,
    PageTooLargeError,
)
from snelsync.adapters.woocommerce.signing import shop_auth
from snelsync.adapters.woocommerce.transport import Answer, ShopTransport
from snelsync.adapters.woocommerce.wire import (
    LARGEST_ID,
    ORDER_FIELDS,
    PRODUCT_FIELDS,
    REFUND_FIELDS,
    WireOrder,
)
from snelsync.app.ports import Clock, OrderPage, RefundPage, ShopInfo, Unreadable
from snelsync.domain.order import Order, Product, Refund
from snelsync.domain.problem import Code, Problem
from snelsync.errors import ShopError

if TYPE_CHECKING:
    from snelsync.domain.shop_setup import ShopSetup
from snelsync.secret import Secret

API = "wp-json/wc/v3"
OLDEST = (5, 8)
"""The first WooCommerce that can filter by modification date."""
REFUND_LIST_SINCE = (9, 0)
"""The first WooCommerce with one list of all refunds."""
DRAFTS_LEFT_OUT_SINCE = (10, 0)
"""Up to 9.9 a list of any status has abandoned carts in it, and counts them."""


def shop_client(
    url: str,
    *,
    key: Secret,
    secret: Secret,
    clock: Clock,
    ca_file: str = "",
    transport: httpx.BaseTransport | None = None,
) -> httpx.Client:
    """Make the HTTP client for one shop: two connections, kept."""
    return connect(
        url,
        auth=shop_auth(httpx.URL(url), key, secret, clock=clock),
        trusted=tls(ca_file) if ca_file else None,
        limits=httpx.Limits(max_connections=2, max_keepalive_connections=2),
        transport=transport,
    )


class WooShop:
    """One shop, read with two pages at a time and only the fields the books need."""

    def __init__(
        self,
        client: httpx.Client,
        *,
        clock: Clock,
        wanted: Wanted = NOTHING_MORE,
    ) -> None:
        self._http = ShopTransport(client, clock=clock)
        self._name = client.base_url.host
        self._wanted = wanted
        self._clock = clock
        self._version: tuple[int, ...] | None = None

    def info(self) -> ShopInfo:
        """Ask who the shop is; proves address and keys, in two calls as a rule."""
        root = self._http.get("wp-json/", {"_fields": "name,timezone_string"})
        version, proof = self._version_and_proof()
        self._version = _numbers(version)
        if self._version and self._version < OLDEST:
            raise ShopError(
                f"shop {self._name} runs WooCommerce {version}, which cannot list"
                " changed orders",
                hint="update WooCommerce to 5.8 or newer",
            )
        body = root.body if isinstance(root.body, dict) else {}
        return ShopInfo(
            name=str(body.get("name", "")),
            version=version,
            zone=str(body.get("timezone_string", "")),
            now=_date_of(proof.headers) or self._clock.now(),
        )

    def recall(self, info: ShopInfo) -> None:
        """Go by what the shop said of itself before, in place of asking it."""
        self._version = _numbers(info.version)
        self._http.first = None

    def time(self) -> datetime | None:
        """Tell the shop's clock at its first answer since; None where it told none."""
        first = self._http.first
        return None if first is None else _date_of(first)

    def _version_and_proof(self) -> tuple[str, Answer]:
        """Ask the version; a shop worker's key may not, but may see an order's."""
        try:
            answer = self._http.get(f"{API}/system_status", {"_fields": "environment"})
        except ForbiddenError:
            params = {"per_page": "1", "orderby": "id", "_fields": "id,version"}
            answer = self._http.get(f"{API}/orders", params)
            return _last_version(answer), answer
        body = answer.body if isinstance(answer.body, dict) else {}
        told = body.get("environment")
        version = told.get("version") if isinstance(told, dict) else ""
        return str(version or ""), answer

    def setup(self) -> ShopSetup:
        """Read how the shop is set up, in ten calls as a rule."""
        from snelsync.adapters.woocommerce.setup import (  # noqa: PLC0415 - many models
            TAX_FIELDS,
            read_setup,
        )

        return read_setup(
            self._http, taxes=self._fetcher("taxes", {"_fields": TAX_FIELDS})
        )

    def orders(self, *, modified_after: datetime | None) -> Iterator[OrderPage]:
        """Read all live orders, or those changed since; drafts left out."""
        since = {}
        if modified_after is not None:
            # UTC without a zone letter: with a Z the shop shifts it (WordPress 6.9).
            since = {
                "modified_after": _stamp(modified_after),
                "dates_are_gmt": "true",
            }
        yield from self._order_pages(since)

    def orders_made(self, first: datetime, until: datetime) -> Iterator[OrderPage]:
        """Read the live orders made in a stretch of time, by ascending id."""
        made = {
            "after": _stamp(first),
            "before": _stamp(until),
            "dates_are_gmt": "true",
        }
        yield from self._order_pages(made)

    def orders_by_id(self, order_ids: Iterable[int]) -> Iterator[OrderPage]:
        """Read these orders; those that are gone are not among the answers."""
        wanted_ids = list(order_ids)
        for start in range(0, len(wanted_ids), PAGE):
            chunk = wanted_ids[start : start + PAGE]
            yield from self._order_pages({"include": ",".join(map(str, chunk))})

    def _order_pages(self, narrowed: dict[str, str]) -> Iterator[OrderPage]:
        before = 0
        for stretch in read_all(
            self._fetcher("orders", self._order_params() | narrowed)
        ):
            orders: list[Order] = []
            unreadable: list[Unreadable] = []
            for row in stretch.rows:
                if row.body is None:
                    unreadable.append(_ungiven("order", row, before))
                    before = row.row_id or before
                    continue
                before = row.row_id or before
                read = parse_order(row.body, wanted=self._wanted)
                if isinstance(read, Unreadable):
                    unreadable.append(read)
                elif read.status not in DRAFTS:
                    orders.append(read)
            yield OrderPage(tuple(orders), tuple(unreadable), stretch.total)

    def order_ids(self) -> Iterator[int]:
        """List the ids of all live orders."""
        params = {"status": "any", "_fields": "id,status"}
        for stretch in read_all(self._fetcher("orders", params)):
            for row in stretch.rows:
                if not (
                    isinstance(row.body, dict) and str(row.body.get("status")) in DRAFTS
                ):
                    yield row.row_id or 0

    def count(self) -> int | None:
        """Count the live orders; None when the shop crashes over the newest."""
        params = {"status": "any", "per_page": "1", "_fields": "id"}
        try:
            total = self._http.get(f"{API}/orders", params).total
            if self._version and self._version >= DRAFTS_LEFT_OUT_SINCE:
                return total
            drafts = params | {"status": "checkout-draft"}
            return total - self._http.get(f"{API}/orders", drafts).total
        except PageCrashError:
            return None

    def refunds(self, *, created_after: datetime | None) -> Iterator[RefundPage] | None:
        """Read all refunds, or those made since; None before WooCommerce 9.0."""
        if self._version and self._version < REFUND_LIST_SINCE:
            return None
        params = {"dp": "6", "_fields": REFUND_FIELDS}
        if created_after is not None:
            params |= {"after": _stamp(created_after), "dates_are_gmt": "true"}
        return self._refund_pages(params)

    def _refund_pages(self, params: dict[str, str]) -> Iterator[RefundPage]:
        yield from _refund_pages(read_all(self._fetcher("refunds", params)), order_id=0)

    def refunds_of(self, order_id: int) -> RefundPage:
        """Read the refunds of one order; more than 100 is read page by page."""
        params = {"dp": "6", "_fields": REFUND_FIELDS}
        fetch = self._fetcher(f"orders/{order_id}/refunds", params)
        pages = list(_refund_pages(read_all(fetch), order_id=order_id))
        refunds = {r.refund_id: r for page in pages for r in page.refunds}
        unreadable = tuple(one for page in pages for one in page.unreadable)
        return RefundPage(tuple(refunds.values()), unreadable)

    def products(self, product_ids: Iterable[int]) -> Iterator[tuple[Product, ...]]:
        """Read where these products are filed; deleted ones are left out."""
        wanted_ids = sorted(product_ids)
        for start in range(0, len(wanted_ids), PAGE):
            chunk = ",".join(map(str, wanted_ids[start : start + PAGE]))
            params = {"include": chunk, "_fields": PRODUCT_FIELDS}
            for stretch in read_all(self._fetcher("products", params)):
                found = (parse_product(row.body) for row in stretch.rows)
                yield tuple(one for one in found if one is not None)

    def _order_params(self) -> dict[str, str]:
        params = {"status": "any", "dp": "6"}
        if not self._wanted.all_keys:
            # Without names of keys the shop would give every plugin's value.
            fields = (one for one in WireOrder.model_fields if one != "meta_data")
            return params | {"_fields": ",".join(fields)}
        keys = ",".join(self._wanted.all_keys)
        return params | {"_fields": ORDER_FIELDS, "include_meta": keys}

    def _fetcher(self, path: str, params: dict[str, str]) -> Any:  # noqa: ANN401
        def fetch(offset: int, size: int) -> Stretch:
            there = {"per_page": str(size), "offset": str(offset)}
            asked = params | {"orderby": "id", "order": "asc"} | there
            try:
                answer = self._http.get(f"{API}/{path}", asked)
            except PageTooLargeError:
                if size > 1:
                    raise
                # Its id can be told all the same.
                answer = self._http.get(f"{API}/{path}", asked | {"_fields": "id"})
                rows = tuple(Row(_id_of(row), None) for row in answer.rows)
            else:
                rows = tuple(Row(_id_of(row), row) for row in answer.rows)
            return Stretch(rows, answer.total)

        return fetch


def _refund_pages(
    stretches: Iterable[Stretch], *, order_id: int
) -> Iterator[RefundPage]:
    before = 0
    for stretch in stretches:
        refunds: list[Refund] = []
        unreadable: list[Unreadable] = []
        for row in stretch.rows:
            if row.body is None:
                unreadable.append(_ungiven("refund", row, before, refund_of=order_id))
                before = row.row_id or before
                continue
            before = row.row_id or before
            read = parse_refund(row.body, order_id=order_id)
            if isinstance(read, Unreadable):
                unreadable.append(read)
            else:
                refunds.append(read)
        yield RefundPage(tuple(refunds), tuple(unreadable))


def _ungiven(what: str, row: Row, before: int, *, refund_of: int = 0) -> Unreadable:
    """Tell of a row the shop could not give; one without an id by its neighbour."""
    near = f"after {what} {before}" if before else "first in the list"
    message = f"the shop crashes over the {what} {near}"
    remedy = "open it in the shop's admin; look in the PHP error log for why"
    if row.row_id:
        message = f"{what} {row.row_id} is larger than can be read"
        remedy = "look in the shop for a plugin that puts very much in it"
    return Unreadable(
        shop_id=row.row_id or 0,
        problem=Problem(code=Code.ORDER_UNREADABLE, message=message, remedy=remedy),
        refund_of=refund_of,
        is_refund=what == "refund",
    )


def _id_of(row: Any) -> int | None:  # noqa: ANN401
    found = row.get("id") if isinstance(row, dict) else None
    return found if type(found) is int and 0 < found < LARGEST_ID else None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(
        int(part)
        for part in version.split(".")[:2]
        if part.isdecimal() and len(part) < 6
    )


def _last_version(answer: Answer) -> str:
    for row in answer.rows:
        if isinstance(row, dict):
            return str(row.get("version", ""))
    return ""


def _date_of(headers: httpx.Headers) -> datetime | None:
    text = headers.get("Date", "")
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.astimezone(UTC)
