"""What the models of the mapping file say, as a JSON Schema: for editors and messages.

The file beside this one is this schema, written down for editors. After a change of the
models: ``snelsync map-check --schema > snelsync/adapters/mapping.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from snelsync.adapters.mapping_model import MappingFile

Node = dict[str, Any]
Place = tuple[int | str, ...]


@cache
def mapping_schema() -> Node:
    """Make the schema of a whole mapping file."""
    made: Node = _plain(MappingFile.model_json_schema())
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "snelsync mapping",
    }
    return head | made


def schema_text() -> str:
    """Write the schema as the file has it."""
    return json.dumps(mapping_schema(), indent=2, ensure_ascii=False) + "\n"


def _plain(node: Any) -> Any:  # noqa: ANN401
    """Leave out what a TOML file cannot say (null, a number as text), and titles."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    choices = [one for one in node.get("anyOf", ()) if one.get("type") != "null"]
    if choices:
        node = {key: value for key, value in node.items() if key != "anyOf"}
        node |= choices[0]
    return {
        key: _plain(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "default" and value is None)
    }


def node_at(place: Place) -> Node:
    """Find what may stand at a place; {} where nothing may."""
    node = _resolved(mapping_schema())
    for part in place:
        node = _resolved(_inside(node, part))
    return node


def _inside(node: Node, part: int | str) -> Node:
    if isinstance(part, int):
        found = node.get("items")
    else:
        found = node.get("properties", {}).get(part)
        found = found or node.get("additionalProperties")
        found = found or next(iter(node.get("patternProperties", {}).values()), None)
    return found if isinstance(found, dict) else {}


def _resolved(node: Node) -> Node:
    name = str(node.get("$ref", "")).rpartition("/")[2]
    below: Node = mapping_schema()["$defs"].get(name, {})
    return below | node


def names_at(place: Place) -> tuple[str, ...]:
    """List the settings that may stand in a section."""
    node = node_at(place)
    keys = _resolved(node.get("propertyNames", {}))
    return tuple(node.get("properties", {})) or tuple(keys.get("enum", ()))


def sections_with(name: str) -> Iterator[str]:
    """Find the sections in which a setting can stand, as the file spells them."""
    yield from _sections((), mapping_schema(), name)


def _sections(place: tuple[str, ...], node: Node, name: str) -> Iterator[str]:
    properties = node.get("properties", {})
    if place and name in properties:
        yield f"[{'.'.join(place)}]"
    for key, value in properties.items():
        yield from _sections((*place, key), _resolved(value), name)
        if "items" in value and "properties" in _resolved(value["items"]):
            dotted = ".".join((*place, key))
            if name in _resolved(value["items"])["properties"]:
                yield f"[[{dotted}]]"


def allowed(node: Node) -> str:
    """Say in words what a setting takes; "" when that is a section."""
    if node.get("enum"):
        return ", ".join(node["enum"])
    match node.get("type"):
        case "integer":
            return f"a whole number{_limits(node)}, without quotes"
        case "number":
            return f"a number{_limits(node)}, with a point"
        case "boolean":
            return "true or false, without quotes"
        case "array" if _resolved(node["items"]).get("type") == "object":
            return 'a list of rows, like [{ key = "a", way = "divide" }]'
        case "array":
            return 'a list, like ["a", "b"]'
        case "string":
            return _text(node)
        case _:
            return "settings of its own, each on a line"


def _limits(node: Node) -> str:
    if "maximum" not in node:
        return f" from {node['minimum']} up"
    return f" from {node['minimum']:.10g} to {node['maximum']:.10g}"


def _text(node: Node) -> str:
    if node.get("format") == "date":
        return "a day like 2026-01-01, without quotes"
    if "pattern" in node:
        return str(node["description"])
    if "maxLength" in node:
        return f"a text of {node['minLength']} to {node['maxLength']} characters"
    return "a text between quotes"
