"""The part of map-check about the shop itself: its settings, and what they lead to."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from snelsync.app.check_shop import ShopReport, check_shop
from snelsync.cli import tables
from snelsync.cli.documents import problem_json
from snelsync.domain.problem import in_short
from snelsync.domain.shop_setup import Part, ShopSetup
from snelsync.errors import CredentialsError, ShopError, SnelsyncError

if TYPE_CHECKING:
    from collections.abc import Callable

    from snelsync.app.ports import Clock, Shop
    from snelsync.cli.output import Output
    from snelsync.domain.chart import Chart
    from snelsync.domain.mapping import Mapping


def look_at_shop(
    open_shop: Callable[[], AbstractContextManager[Shop]],
    *,
    mapping: Mapping,
    chart: Chart,
    clock: Clock,
) -> ShopReport | SnelsyncError:
    """Check the shop, or give why that could not be done: the rest goes on."""
    try:
        with open_shop() as shop:
            return check_shop(shop, mapping=mapping, chart=chart, clock=clock)
    except (ShopError, CredentialsError) as error:
        return error


def stops(found: ShopReport | SnelsyncError) -> bool:
    """Say whether the shop is set up so that nothing may be booked."""
    return isinstance(found, ShopReport) and found.stops


def shop_json(found: ShopReport | SnelsyncError) -> dict[str, Any]:
    """Write what was found, with the reason where nothing was."""
    if isinstance(found, SnelsyncError):
        return {"checked": False, "message": str(found), "hint": found.hint}
    setup = found.setup
    return {
        "checked": True,
        "woocommerce": setup.version,
        "time_zone": setup.time_zone,
        "currency": setup.currency,
        "country": setup.country,
        "price_decimals": setup.price_decimals,
        "prices_include_tax": setup.prices_include_tax,
        "rounds_at_subtotal": setup.rounds_at_subtotal,
        "calculates_tax": setup.calculates_tax,
        "order_tables": setup.order_tables,
        "tax_rates": [
            {
                "id": fate.rate.rate_id,
                "country": fate.rate.country,
                "percent": str(fate.rate.percent),
                "tax_class": fate.rate.tax_class,
                "becomes": fate.becomes,
            }
            for fate in found.rates
        ],
        "payment_methods": [one.gateway_id for one in setup.gateways if one.enabled],
        "shipping_methods": [one.method_id for one in setup.shipping_methods],
        "statuses": [one.slug for one in setup.statuses],
        "plugins": [one.slug for one in setup.plugins],
        "unread": sorted(setup.unread),
        "problems": [problem_json(one) for one in found.problems],
    }


def show_shop(output: Output, found: ShopReport | SnelsyncError) -> None:
    """Show the shop with what does not fit, and beside it what makes it stop."""
    if isinstance(found, SnelsyncError):
        output.note(f"note: the shop was not checked: {found}\nhint: {found.hint}\n")
        return
    output.show(tables.heading("The shop"), tables.plain_lines(_facts(found.setup)))
    if found.rates:
        output.show(tables.rates(found.rates))
    for message, remedy in in_short(one for one in found.problems if not one.holds):
        output.show(tables.plain_lines(["", message, f"hint: {remedy}"]))
    for message, remedy in in_short(one for one in found.problems if one.holds):
        output.note(f"error: {message}\nhint: {remedy}\n")


def _facts(setup: ShopSetup) -> list[str]:
    """Say in a few lines how the shop is set up; what is unread is left out."""
    told = (
        f"WooCommerce {setup.version}" if setup.version else "",
        _either(setup.order_tables, "orders in tables of their own", "orders as posts"),
        setup.currency,
        setup.country,
        setup.time_zone,
    )
    counted = (
        "" if setup.price_decimals is None else f"{setup.price_decimals} decimals",
        _either(setup.prices_include_tax, "prices with VAT", "prices without VAT"),
        _either(
            setup.rounds_at_subtotal,
            "VAT rounded at the subtotal",
            "VAT rounded by line",
        ),
    )
    ways = [one.gateway_id for one in setup.gateways if one.enabled]
    paid = f"payment methods: {', '.join(ways)}" if ways else ""
    if not paid and Part.GATEWAYS not in setup.unread:
        paid = "payment methods: none"
    lines = (", ".join(filter(None, told)), ", ".join(filter(None, counted)), paid)
    return [line for line in lines if line]


def _either(switch: bool | None, on: str, off: str) -> str:  # noqa: FBT001
    return "" if switch is None else on if switch else off
