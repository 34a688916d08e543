"""Amounts at the number of decimals a request asks for (``dp``).

The state of the shop holds every amount as recorded with ``dp=6``. Rounding those
half up gives exactly what was recorded with ``dp=2``, for every amount of every
order and refund of both shops (recorded on WooCommerce 11.0.1, 2026-11-20).
"""

from decimal import ROUND_HALF_UP, Decimal

from snelsync.sandbox.shop.recording import Json

_TOP = (
    "discount_total",
    "discount_tax",
    "shipping_total",
    "shipping_tax",
    "cart_tax",
    "total",
    "total_tax",
    "amount",
)
_LINES = {
    "line_items": ("subtotal", "subtotal_tax", "total", "total_tax"),
    "shipping_lines": ("total", "total_tax"),
    "fee_lines": ("total", "total_tax"),
    "tax_lines": ("tax_total", "shipping_tax_total"),
    "refunds": ("total", "total_tax"),
}
_TAXES = ("total", "subtotal")
_RECORDED_PLACES = 2


def rounded(amount: object, places: int) -> str:
    """Write an amount with this many decimals, half up; an empty one stays empty."""
    if amount in ("", None):
        return ""
    unit = Decimal(1).scaleb(-places)
    return format(Decimal(str(amount)).quantize(unit, ROUND_HALF_UP), "f")


def unpadded(amount: object) -> str:
    """Write an amount with the decimals it has and no more, as 8.9 writes taxes."""
    if amount in ("", None):
        return ""
    text = format(Decimal(str(amount)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_kept(resource: Json, places: int) -> Json:
    """Return an order or refund as a shop that calculates with fewer decimals has it.

    Totals and VAT are rounded whatever ``dp`` asks for; the amounts of lines before
    VAT are not (recorded on WooCommerce 11.0.1 with 0 decimals, 2026-11-20).
    """
    if places >= _RECORDED_PLACES:
        return resource
    kept = dict(resource)
    for name in _TOP:
        if name in kept:
            kept[name] = rounded(kept[name], places)
    for group, names in _LINES.items():
        taxes = [name for name in names if name.endswith(("tax", "tax_total"))]
        if group in kept:
            kept[group] = [
                line | {one: rounded(line[one], places) for one in taxes if one in line}
                for line in kept[group]
            ]
    return kept


def with_decimals(resource: Json, places: int, *, rounds_line_taxes: bool) -> Json:
    """Return an order or refund with its amounts at this many decimals.

    Args:
        resource: the order or refund as the state holds it; it is not changed.
        places: the decimals asked for.
        rounds_line_taxes: False on releases that show ``taxes[]`` unrounded.
    """
    shown = dict(resource)
    for name in _TOP:
        if name in shown:
            shown[name] = rounded(shown[name], places)
    for group, names in _LINES.items():
        if group in shown:
            shown[group] = [
                _line(line, names, places, rounds_line_taxes=rounds_line_taxes)
                for line in shown[group]
            ]
    return shown


def _line(
    line: Json, names: tuple[str, ...], places: int, *, rounds_line_taxes: bool
) -> Json:
    shown = dict(line)
    for name in names:
        if name in shown:
            shown[name] = rounded(shown[name], places)
    if "taxes" in shown:
        shown["taxes"] = [
            tax
            | {
                name: rounded(tax[name], places)
                if rounds_line_taxes
                else unpadded(tax[name])
                for name in _TAXES
                if name in tax
            }
            for tax in shown["taxes"]
        ]
    return shown
