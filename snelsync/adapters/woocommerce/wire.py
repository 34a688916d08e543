"""WooCommerce's answers as they come over the wire, read strictly.

Only what the books need is named; the rest is dropped before anything else sees it:
names, e-mail, phone, addresses and IP are not here (WooCommerce sends an address as one
block, so its country cannot be asked for alone). Facts: recorded on WooCommerce
11.0.1 and 8.9.2, 2026-11-20.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _utc(value: object) -> object:
    """Read ``2026-10-01T20:06:22``: UTC, though WooCommerce writes no zone."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


def _amount(value: object) -> object:
    """Read an amount: a string, sometimes a number; "" is nothing (NaN never is)."""
    return "0" if value in ("", None) else value


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _clean(value: object) -> object:
    """Take out of a text what no text has: half characters and control characters.

    JSON may have them, a file and SnelStart may not, and a terminal must not obey what
    a customer typed.
    """
    if isinstance(value, str) and not value.isprintable():
        return _CONTROL.sub(" ", value.encode("utf-8", "replace").decode("utf-8"))
    return value


def _text(value: object) -> object:
    return "" if value is None else _clean(value)


# The limits before the validator: then they are checked where the number is read, in
# Rust, and not once more in Python.
Amount = Annotated[
    Decimal, Field(allow_inf_nan=False, max_digits=18), BeforeValidator(_amount)
]
LARGEST_ID = 2**53
"""Ids are below it: what a database and every reader of JSON can both have."""

Id = Annotated[int, Field(strict=True, gt=0, lt=LARGEST_ID)]
"""WordPress's own number of a row."""

Moment = Annotated[datetime, BeforeValidator(_utc)]
Text = Annotated[str, BeforeValidator(_text)]
Name = Annotated[str, BeforeValidator(_clean)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class WireTax(_Wire):
    """Which rate, and how much; unrounded in 8.9, and in 11.0 when asked so."""

    id: int
    total: Amount = Decimal(0)


class WireMeta(_Wire):
    """A plugin's value; it may be anything."""

    key: Name
    value: Annotated[object, BeforeValidator(_clean)] = None


class WireLine(_Wire):
    """A product line."""

    id: int
    name: Text = ""
    sku: Text = ""
    product_id: int = 0
    quantity: Amount = Decimal(0)
    tax_class: Text = ""
    subtotal: Amount | None = None
    total: Amount
    total_tax: Amount
    taxes: tuple[WireTax, ...] = ()
    meta_data: tuple[WireMeta, ...] = ()


class WireShipping(_Wire):
    """A shipping line; on 11.0 always there for goods, at 0.00 for pick-up."""

    id: int
    method_id: Text = ""
    method_title: Text = ""
    total: Amount
    total_tax: Amount
    taxes: tuple[WireTax, ...] = ()
    meta_data: tuple[WireMeta, ...] = ()


class WireFee(_Wire):
    """A fee; negative for a discount."""

    id: int
    name: Text = ""
    tax_class: Text = ""
    total: Amount
    total_tax: Amount
    taxes: tuple[WireTax, ...] = ()
    meta_data: tuple[WireMeta, ...] = ()


class WireTaxLine(_Wire):
    """One of the order's rates; percent, code and label are frozen in the order."""

    rate_id: int
    rate_code: Text = ""
    rate_percent: Decimal | None = None
    tax_total: Amount = Decimal(0)
    shipping_tax_total: Amount = Decimal(0)


class WireAddress(_Wire):
    """What is looked at of an address; of a consumer only the country is kept."""

    country: Text = ""
    postcode: Text = ""
    company: Text = ""
    address_1: Text = ""
    address_2: Text = ""
    city: Text = ""
    email: Text = ""


class WireCoupon(_Wire):
    """A coupon; its amount is already taken off the lines."""

    code: Text = ""


class WireRefundPointer(_Wire):
    """A refund as the order mentions it; its total is negative, or ``-0.00``."""

    id: Id
    total: Amount


class WireOrder(_Wire):
    """An order."""

    id: Id
    parent_id: int = 0
    number: Annotated[Name, Field(max_length=100)]
    status: Name
    currency: Name
    total: Amount
    total_tax: Amount
    prices_include_tax: bool = False
    date_created_gmt: Moment
    date_modified_gmt: Moment | None = None
    date_paid_gmt: Moment | None = None
    date_completed_gmt: Moment | None = None
    payment_method: Text = ""
    billing: WireAddress = WireAddress()
    shipping: WireAddress = WireAddress()
    line_items: tuple[WireLine, ...]
    shipping_lines: tuple[WireShipping, ...]
    fee_lines: tuple[WireFee, ...]
    tax_lines: tuple[WireTaxLine, ...]
    coupon_lines: tuple[WireCoupon, ...] = ()
    refunds: tuple[WireRefundPointer, ...] = ()
    meta_data: tuple[WireMeta, ...] = ()


class WireTerm(_Wire):
    """A category or tag."""

    slug: Text = ""


class WireProduct(_Wire):
    """A product, and where it is filed."""

    id: Id
    categories: tuple[WireTerm, ...] = ()
    tags: tuple[WireTerm, ...] = ()


class WireRefund(_Wire):
    """A refund: ``amount`` positive, everything on its lines negative."""

    id: Id
    parent_id: Annotated[int, Field(strict=True, ge=0, lt=LARGEST_ID)] = 0
    date_created_gmt: Moment
    amount: Amount
    line_items: tuple[WireLine, ...] = ()
    shipping_lines: tuple[WireShipping, ...] = ()
    fee_lines: tuple[WireFee, ...] = ()


ORDER_FIELDS = ",".join(WireOrder.model_fields)
PRODUCT_FIELDS = ",".join(WireProduct.model_fields)
REFUND_FIELDS = ",".join(WireRefund.model_fields)
"""What is asked for with ``_fields``, which works on the top level only."""
