"""What a mapping file says twice, or against itself.

It looks at what was read from the file, before the models: so these faults are told
together with all others. What has the wrong form is left to the models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from snelsync.adapters.mapping_faults import Fault, shown
from snelsync.adapters.mapping_model import CONSEQUENCES, RuleRow

Body = Mapping[str, Any]

_KINDS = {
    "a product": ("sku", "product", "category", "tag"),
    "a fee": ("fee",),
    "shipping": ("shipping_method",),
}


def contradictions(body: Body) -> Iterator[Fault]:
    """Find everything that stands twice or cannot hold."""
    yield from _statuses(_section(body, "shop", "statuses"))
    payments = _rows(body, "payments")
    yield from _same(payments, ("payments",), "gateway", "this payment method")
    recorded = _rows(_section(body, "currency"), "recorded")
    yield from _same(recorded, ("currency", "recorded"), "key", "this key")
    yield from _keys(_section(body, "customers"))
    yield from _gift_cards(_section(body, "gift_cards"))
    yield from _rules(_rows(body, "rules"))


def _section(body: Body, *names: str) -> Body:
    for name in names:
        found = body.get(name)
        body = found if isinstance(found, dict) else {}
    return body


def _rows(body: Body, name: str) -> list[Body]:
    found = body.get(name)
    rows = found if isinstance(found, list) else []
    return [row if isinstance(row, dict) else {} for row in rows]


def _texts(body: Body, name: str) -> list[str]:
    found = body.get(name)
    texts = found if isinstance(found, list) else []
    return [one for one in texts if isinstance(one, str)]


def _statuses(statuses: Body) -> Iterator[Fault]:
    """A status cannot mean two things."""
    seen: dict[str, str] = {}
    for name in ("book", "wait", "skip"):
        for status in _texts(statuses, name):
            if status in seen:
                where = "here" if seen[status] == name else f"under `{seen[status]}`"
                told = f"{shown(status)} stands {where} already; take it out of one"
                yield ("shop", "statuses", name), told
            seen.setdefault(status, name)


def _same(
    rows: list[Body], place: tuple[str, ...], name: str, what: str
) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, row in enumerate(rows):
        text = row.get(name)
        if not isinstance(text, str):
            continue
        if text in first:
            told = f"{shown(text)}: {what} stands in row {first[text] + 1} already"
            yield (*place, index, name), f"{told}; take one of the two out"
        first.setdefault(text, index)


def _keys(customers: Body) -> Iterator[Fault]:
    """What is a VAT number cannot be a trade-register number."""
    for key in _texts(customers, "kvk_keys"):
        if key in _texts(customers, "vat_number_keys"):
            told = f"{shown(key)} stands under `vat_number_keys` too"
            yield ("customers", "kvk_keys"), f"{told}; take it out of one"


def _gift_cards(cards: Body) -> Iterator[Fault]:
    kind = cards.get("kind")
    if kind == "multi" and "account" not in cards:
        told = "'multi' needs `account`: the ledger account of what is owed on cards"
        yield ("gift_cards", "kind"), told
    if cards.get("unexplained") == "book" and kind != "multi":
        told = "'book' needs `kind = \"multi\"`: only such cards pay afterwards"
        yield ("gift_cards", "unexplained"), told


def _rules(rows: list[Body]) -> Iterator[Fault]:
    names: dict[str, int] = {}
    asked: dict[tuple[tuple[str, Any], ...], str] = {}
    for index, row in enumerate(rows):
        name = str(row.get("name", ""))
        if name.casefold() in names:
            told = f"{shown(name)}: row {names[name.casefold()] + 1} has this name too"
            yield ("rules", index, "name"), f"{told}; give each rule its own"
        names.setdefault(name.casefold(), index)
        conditions = _conditions(row)
        yield from _impossible(row, index)
        if conditions and conditions in asked:
            told = f"this rule is never chosen: {asked[conditions]} has its conditions"
            yield ("rules", index), f"{told}; take one out, or add a condition"
        asked.setdefault(conditions, f"rule {shown(name)} above")


def _conditions(row: Body) -> tuple[tuple[str, Any], ...]:
    """Give what a rule asks; "" asks nothing, but for a tax class."""
    return tuple(
        sorted(
            (name, repr(row[name]))
            for name in RuleRow.model_fields.keys() & row.keys()
            if name not in {"name", *CONSEQUENCES}
            and (row[name] != "" or name == "tax_class")
        )
    )


def _impossible(row: Body, index: int) -> Iterator[Fault]:
    """A line is a product, a fee or shipping, never two of them."""
    asked = {name for name, _ in _conditions(row)}
    kinds = [kind for kind, names in _KINDS.items() if asked & set(names)]
    if len(kinds) > 1:
        told = f"no line is {' and '.join(kinds)}: this rule never fits"
        yield ("rules", index), f"{told}; make a rule for each"
    if row.get("tax_class") == "standard":
        told = "'standard' fits no line: WooCommerce writes the standard class as \"\""
        yield ("rules", index, "tax_class"), told
    if "shipping_method" in asked and "tax_class" in asked:
        told = "shipping has no tax class: this rule never fits; take one of them out"
        yield ("rules", index, "tax_class"), told
