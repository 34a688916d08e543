"""The JSON Schema of the mapping file: that of the models, and shipped with them."""

from __future__ import annotations

import json
import tomllib
from importlib import resources

import pytest

from snelsync.adapters.mapping_schema import allowed, node_at, schema_text
from tests.contract.wiring import ROOT
from tests.meta.test_example_mapping import SETTINGS

SHIPPED = resources.files("snelsync.adapters") / "mapping.schema.json"


def test_the_schema_that_is_shipped_is_that_of_the_models() -> None:
    """Written anew with `snelsync map-check --schema`, it would be the same."""
    assert SHIPPED.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("place", SETTINGS, ids=".".join)
def test_every_setting_has_a_place_and_words_for_what_it_takes(
    place: tuple[str, ...],
) -> None:
    """An editor offers each setting, and a message can say what it takes."""
    node = node_at(place)
    if not node:
        node = node_at((*place[:-1], 0, place[-1]))
    assert node
    assert allowed(node)


def test_the_schema_says_what_an_editor_needs() -> None:
    """Words to choose from, limits, what is required, and no setting that is not."""
    schema = json.loads(schema_text())
    assert set(schema["required"]) == {"shop", "revenue", "rounding"}
    assert schema["additionalProperties"] is False
    assert node_at(("shop", "booking_date"))["enum"] == ["paid", "completed", "created"]
    term = node_at(("invoices", "payment_term"))
    assert (term["minimum"], term["maximum"], term["default"]) == (0, 999, 14)
    assert "high" not in node_at(("rules", 0, "treatment"))["enum"]
    assert node_at(("nothing",)) == {}
    assert '"null"' not in schema_text()


def test_the_example_has_no_section_that_the_schema_has_not() -> None:
    """Every section and row of the example is one that an editor knows."""
    example = tomllib.loads((ROOT / "mapping.example.toml").read_text(encoding="utf-8"))
    for name, section in example.items():
        rows = section if isinstance(section, list) else [section]
        place = (name, 0) if isinstance(section, list) else (name,)
        for key in (key for row in rows for key in row):
            assert node_at((*place, key)), (name, key)
