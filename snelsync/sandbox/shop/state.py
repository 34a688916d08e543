"""The orders and refunds a practice shop holds, and how they change.

Everything is kept as recorded with six decimals and replaced, never changed in
place: several shops in one process share the recordings.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from snelsync.sandbox.shop.dates import PAIRS, gmt_of, gmt_text, local_of, local_text
from snelsync.sandbox.shop.recording import HOME, Json, recording
from snelsync.sandbox.shop.settings import Settings

_ORDERS_AT = f"{HOME}/wp-json/wc/v3/orders"
_LINE_GROUPS = (
    "line_items",
    "tax_lines",
    "shipping_lines",
    "fee_lines",
    "coupon_lines",
)
_ORDER_ALLOWS = {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}
_REFUND_ALLOWS = {"allow": ["GET", "DELETE"]}


class State:
    """What one practice shop holds, starting from a recorded shop."""

    def __init__(self, shop: str, now: Callable[[], datetime], *, version: str) -> None:
        self._now = now
        self.recorded = recording(shop)
        self.settings = Settings(self.recorded, version)
        orders = self.recorded["orders.dp6"] + self.recorded["trash.dp6"]
        self.orders: dict[int, Json] = {order["id"]: order for order in orders}
        self.refunds: dict[int, Json] = {
            refund["id"]: refund for refund in self.recorded["refunds.dp6"]
        }
        self.products: dict[int, Json] = {
            product["id"]: product for product in self.recorded["products"]
        }

    def change_product(self, product_id: int, changes: Json) -> None:
        """Change top-level fields of a product.

        Raises:
            KeyError: there is no such product.
        """
        if product_id not in self.products:
            raise KeyError(f"the practice shop has no product {product_id}")
        self.products[product_id] = self.products[product_id] | changes

    def delete_product(self, product_id: int) -> None:
        """Delete a product: it leaves the list, and its lines become of product 0."""
        del self.products[product_id]
        for order in list(self.orders.values()):
            lines = [_orphaned(line, product_id) for line in order["line_items"]]
            self.orders[order["id"]] = order | {"line_items": lines}

    def add_order(self, order: Json) -> None:
        """Take in a new order, made and touched now unless it says otherwise.

        Raises:
            ValueError: the id is missing or in use: orders, refunds and products
                share one series of numbers. Or it names refunds that do not exist.
        """
        number = order.get("id")
        if not isinstance(number, int):
            raise ValueError("an order needs an id")  # noqa: TRY004 - also for none
        self._require_free(number)
        self._require_refunds(order)
        dated = self._paired(order, ("date_created", "date_modified"))
        self.orders[number] = {
            **_blank_order(number),
            **dated,
            "_links": _order_links(number),
        }

    def copy_order(self, order_id: int, new_id: int, changes: Json) -> None:
        """Copy an order under a new id: its lines get ids of their own, no refunds.

        Raises:
            ValueError: the new id is in use.
        """
        self._require_free(new_id)
        order = self._order(order_id)
        next_line = self._next_line_id()
        copied: Json = {**order, "id": new_id, "number": str(new_id), "refunds": []}
        for group in _LINE_GROUPS:
            lines = order.get(group, [])
            copied[group] = [
                line | {"id": next_line + i} for i, line in enumerate(lines)
            ]
            next_line += len(lines)
        copied["order_key"] = f"wc_order_copy{new_id}"
        copied["payment_url"] = _payment_url(new_id, copied["order_key"])
        copied["_links"] = _order_links(new_id)
        self.orders[new_id] = copied | self._paired(changes, ("date_modified",))

    def change_order(self, order_id: int, changes: Json) -> None:
        """Change top-level fields; every write bumps ``date_modified`` on 11.0.1.

        Raises:
            ValueError: the id itself would change.
        """
        if changes.get("id", order_id) != order_id:
            raise ValueError("an order keeps its id: see copy_order()")
        order = self._order(order_id)
        self.orders[order_id] = order | self._paired(changes, ("date_modified",))

    def trash_order(self, order_id: int) -> None:
        """Move an order to the trash, where only ``status=trash`` finds it."""
        order = self._order(order_id)
        moment = str(int(self._now().timestamp()))
        meta_id = max((entry["id"] for entry in order["meta_data"]), default=0)
        trashed = [
            {
                "id": meta_id + 1,
                "key": "_wp_trash_meta_status",
                "value": f"wc-{order['status']}",
            },
            {"id": meta_id + 2, "key": "_wp_trash_meta_time", "value": moment},
        ]
        changes = {"status": "trash", "meta_data": trashed + order["meta_data"]}
        self.change_order(order_id, changes)

    def delete_order(self, order_id: int) -> None:
        """Delete an order for good, with its refunds: no trace is left."""
        self._order(order_id)
        del self.orders[order_id]
        self.refunds = {
            number: refund
            for number, refund in self.refunds.items()
            if refund["parent_id"] != order_id
        }

    def add_refund(self, order_id: int, refund: Json) -> int:
        """Refund an order: embedded at once, the order's ``date_modified`` bumped.

        The order becomes ``refunded`` only when all of it has been refunded.

        Returns:
            The id of the refund.

        Raises:
            ValueError: the id is in use or the amount is missing.
        """
        order = self._order(order_id)
        number = refund.get("id") or self._next_id()
        self._require_free(number)
        if "amount" not in refund:
            raise ValueError("a refund needs an amount")
        dated = self._paired(refund, ("date_created",))
        made: Json = {**_blank_refund(number, order_id), **dated, "id": number}
        made["parent_id"] = order_id
        self.refunds[number] = made
        embedded = [_embedded(made), *order["refunds"]]
        changes: Json = {"refunds": embedded}
        if _is_all_refunded(order, embedded):
            changes["status"] = "refunded"
        self.change_order(order_id, changes)
        return int(number)

    def delete_refund(self, order_id: int, refund_id: int) -> None:
        """Delete a refund; the order's ``date_modified`` stays (recorded)."""
        order = self._order(order_id)
        if self.refunds.get(refund_id, {}).get("parent_id") != order_id:
            raise KeyError(f"order {order_id} has no refund {refund_id}")
        del self.refunds[refund_id]
        left = [entry for entry in order["refunds"] if entry["id"] != refund_id]
        self.orders[order_id] = order | {"refunds": left}

    def _order(self, order_id: int) -> Json:
        if order_id not in self.orders:
            raise KeyError(f"the practice shop has no order {order_id}")
        return self.orders[order_id]

    def _paired(self, changes: Json, touched: tuple[str, ...]) -> Json:
        """Complete each date with its twin; ``touched`` ones default to now."""
        now = self._now()
        paired = dict(changes)
        for stem in PAIRS:
            gmt = f"{stem}_gmt"
            if stem in changes and gmt not in changes:
                paired[gmt] = None if changes[stem] is None else gmt_of(changes[stem])
            elif gmt in changes and stem not in changes:
                paired[stem] = None if changes[gmt] is None else local_of(changes[gmt])
            elif stem not in changes and stem in touched:
                paired |= {stem: local_text(now), gmt: gmt_text(now)}
        return paired

    def _require_free(self, number: int) -> None:
        if number in self._taken():
            raise ValueError(f"id {number} is in use")

    def _require_refunds(self, order: Json) -> None:
        for entry in order.get("refunds", []):
            if self.refunds.get(entry["id"], {}).get("parent_id") != order["id"]:
                raise ValueError(f"refund {entry['id']} does not exist: add_refund()")

    def _taken(self) -> set[int]:
        return {*self.orders, *self.refunds, *self.products}

    def _next_id(self) -> int:
        return max(self._taken()) + 1

    def _next_line_id(self) -> int:
        resources = [*self.orders.values(), *self.refunds.values()]
        lines = (
            line["id"]
            for resource in resources
            for group in _LINE_GROUPS
            for line in resource.get(group, [])
            if "id" in line
        )
        return max(lines, default=0) + 1


def _is_all_refunded(order: Json, embedded: list[Json]) -> bool:
    total = Decimal(order["total"])
    refunded = -sum((Decimal(entry["total"]) for entry in embedded), Decimal())
    return total > 0 and refunded >= total


def _orphaned(line: Json, product_id: int) -> Json:
    """Show a line of a deleted product (recorded on 11.0.1): no id and no SKU."""
    if line["product_id"] != product_id:
        return line
    return line | {"product_id": 0, "sku": None}


def _embedded(refund: Json) -> Json:
    tax = sum(
        (
            Decimal(line.get(name, "0"))
            for line in refund["tax_lines"]
            for name in ("tax_total", "shipping_tax_total")
        ),
        Decimal(),
    )
    return {
        "id": refund["id"],
        "reason": refund["reason"],
        "total": f"-{refund['amount']}",
        "total_tax": str(tax),
    }


def _order_links(number: int) -> Json:
    address = f"{_ORDERS_AT}/{number}"
    templates = f"{address}/actions/email_templates"
    return {
        "self": [{"href": address, "targetHints": _ORDER_ALLOWS}],
        "collection": [{"href": _ORDERS_AT}],
        "email_templates": [{"embeddable": True, "href": templates}],
    }


def _payment_url(number: int, key: str) -> str:
    return f"{HOME}/checkout/order-pay/{number}/?pay_for_order=true&key={key}"


def _blank_refund(number: int, order_id: int) -> Json:
    order = f"{_ORDERS_AT}/{order_id}"
    address = f"{order}/refunds/{number}"
    return {
        "id": number,
        "parent_id": order_id,
        "date_created": None,
        "date_created_gmt": None,
        "amount": "0",
        "reason": "",
        "refunded_by": 1,
        "refunded_payment": False,
        "meta_data": [],
        "line_items": [],
        "shipping_lines": [],
        "tax_lines": [],
        "fee_lines": [],
        "_links": {
            "self": [{"href": address, "targetHints": _REFUND_ALLOWS}],
            "collection": [{"href": f"{order}/refunds"}],
            "up": [{"href": order}],
        },
    }


def _blank_order(number: int) -> Json:
    names = ("first_name", "last_name", "company", "address_1", "address_2", "city")
    address: dict[str, Any] = dict.fromkeys(
        (*names, "state", "postcode", "country", "phone"), ""
    )
    key = f"wc_order_practice{number}"
    amounts = ("discount_total", "discount_tax", "shipping_total", "shipping_tax")
    return {
        "id": number,
        "parent_id": 0,
        "status": "pending",
        "currency": "EUR",
        "version": "11.0.1",
        "prices_include_tax": True,
        "date_created": None,
        "date_modified": None,
        **dict.fromkeys((*amounts, "cart_tax", "total", "total_tax"), "0"),
        "customer_id": 0,
        "order_key": key,
        "billing": address | {"email": ""},
        "shipping": address,
        "payment_method": "",
        "payment_method_title": "",
        "transaction_id": "",
        "customer_ip_address": "",
        "customer_user_agent": "",
        "created_via": "rest-api",
        "customer_note": "",
        "date_completed": None,
        "date_paid": None,
        "cart_hash": "",
        "number": str(number),
        "meta_data": [],
        **{group: [] for group in _LINE_GROUPS},
        "refunds": [],
        "payment_url": _payment_url(number, key),
        "is_editable": False,
        "needs_payment": False,
        "needs_processing": False,
        "date_created_gmt": None,
        "date_modified_gmt": None,
        "date_completed_gmt": None,
        "date_paid_gmt": None,
        "currency_symbol": "€",
    }
