"""The page about personal data names every field that is kept, and no other."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest

from snelsync.adapters.state.tables import metadata
from snelsync.adapters.woocommerce.wire import WireOrder, WireProduct, WireRefund
from snelsync.domain.booking import Customer
from snelsync.domain.order import (
    Business,
    Charge,
    Order,
    Product,
    Refund,
    RefundLine,
    RefundPointer,
    TaxLine,
    TaxShare,
)
from snelsync.domain.vat_number import VatCheck
from tests.meta.layers import REPOSITORY

PAGE = "docs/explanation/what-personal-data-goes-where.md"
KEPT: dict[str, Any] = {
    "order": Order,
    "line": Charge,
    "rate": TaxLine,
    "share of a rate": TaxShare,
    "refund in an order": RefundPointer,
    "refund": Refund,
    "line of a refund": RefundLine,
    "product": Product,
    "business": Business,
    "VAT check": VatCheck,
    "customer card of a booking": Customer,
}
ASKED: dict[str, Any] = {
    "orders": WireOrder,
    "refunds": WireRefund,
    "products": WireProduct,
}


def row(page: str, about: str) -> list[str]:
    """Read the names in the row about something."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    (found,) = re.findall(rf"^\| {about} \|(.*)\|$", text, re.MULTILINE)
    return re.findall(r"`(\w+)`", found)


@pytest.mark.parametrize("about", KEPT)
def test_every_field_that_is_kept_is_on_the_page(about: str) -> None:
    """Whoever adds one says there whether it is personal."""
    assert row(PAGE, about) == [one.name for one in fields(KEPT[about])]


@pytest.mark.parametrize("about", ASKED)
def test_every_field_that_is_asked_for_is_on_the_page(about: str) -> None:
    """The lists of fields are those that the shop is asked for."""
    assert row(PAGE, about) == list(ASKED[about].model_fields)


def test_every_column_is_on_the_page_about_the_file() -> None:
    """Tables and columns of the state file are those that are documented."""
    for name, table in metadata.tables.items():
        named = row("docs/reference/state.md", f"`{name}`")
        columns = [column.name for column in table.columns]
        assert named[-len(columns) :] == columns
