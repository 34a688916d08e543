"""A mapping file without what somebody typed freely: to be sent to a stranger.

Made by the schema, from the file as it stands, so that a faulty one can be sent too.
Numbers, days, choices and settings left as they are by default stay; of a text only
its length and placeholders are told, of an address only http or https.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

from snelsync.adapters.mapping_schema import Node, Place, names_at, node_at

USUAL = frozenset(
    """
    pending processing on-hold completed cancelled refunded failed trash bacs cheque
    cod paypal ppcp-gateway stripe klarna_payments woocommerce_payments
    mollie_wc_gateway_ideal mollie_wc_gateway_creditcard
    mollie_wc_gateway_bancontact mollie_wc_gateway_paypal mollie_wc_gateway_klarna
    mollie_wc_gateway_banktransfer multisafepay_ideal pay_gateway_ideal adyen_ideal
    standard reduced-rate zero-rate flat_rate free_shipping local_pickup
    """.split()  # noqa: SIM905 - read as words
)
"""Words of WooCommerce and its usual plugins: they say nothing of anybody."""

_WORDS = re.compile(
    r"\{(order_number|order_id|refund_id|invoice|revision|quantity|code|rate|country)\}"
)


def scrubbed(text: str) -> dict[str, Any]:
    """Give what a mapping file says, as far as it may be sent.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML file.
    """
    body = tomllib.loads(text, parse_float=Decimal)
    found = _section(body, ())
    return found if isinstance(found, dict) else {}


def _section(body: dict[str, Any], place: Place) -> Any:  # noqa: ANN401
    known = names_at(place)
    forms = node_at(place).get("patternProperties", {})
    kept: dict[str, Any] = {}
    others = 0
    for name, value in body.items():
        if name in known or any(re.fullmatch(form, name) for form in forms):
            kept[name] = _value(value, (*place, name))
        else:
            others += 1
    return kept | ({"(settings there are not)": others} if others else {})


def _value(value: Any, place: Place) -> Any:  # noqa: ANN401
    node = node_at(place)
    if isinstance(value, dict):
        return _section(value, place)
    if isinstance(value, list):
        return [_value(one, (*place, i)) for i, one in enumerate(value)]
    if value == node.get("default") and not isinstance(value, bool):
        return value
    return _plain(value, node)


def _plain(value: Any, node: Node) -> Any:  # noqa: ANN401
    match value:
        case bool():
            return value
        case int() | Decimal():
            return _number(value, node)
        case str():
            return _text(value, node)
        case date():
            return value.isoformat()
        case _:
            return "(something else)"


def _number(value: int | Decimal, node: Node) -> Any:  # noqa: ANN401
    is_number = node.get("type") in {"integer", "number"}
    fits = is_number and node.get("minimum", 0) <= value <= node.get("maximum", 0)
    return str(value) if fits else "(a number)"


def _text(value: str, node: Node) -> str:
    form = node.get("pattern")
    if value in node.get("enum", ()) or (form and re.fullmatch(form, value)):
        return value
    if value in USUAL or not value:
        return value
    scheme, is_address, _ = value.partition("://")
    if is_address and scheme in {"http", "https"}:
        return f"({scheme} address)"
    words = " ".join(found.group() for found in _WORDS.finditer(value))
    return f"(text of {len(value)}{': ' if words else ''}{words})"
