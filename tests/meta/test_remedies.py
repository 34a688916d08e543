"""What a message tells to set in the mapping can be set there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from snelsync.adapters.mapping_model import MappingFile
from tests.meta.layers import SOURCE

SECTION = re.compile(r"(?:`([a-z_]+)(?: = [^`]*)?` )?under \[+([a-z_.]+)\]+")


def texts() -> Iterator[tuple[str, str]]:
    """Give every text in the source with its place; what is filled in is a star."""
    for path in sorted(SOURCE.rglob("*.py")):
        where = str(path.relative_to(SOURCE))
        if "sandbox" in where:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield where, node.value
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    str(one.value) if isinstance(one, ast.Constant) else "*"
                    for one in node.values
                )
                yield where, "".join(parts)


def settings_of(section: str) -> set[str] | None:
    """List the settings of a section: all there can be; None for no such section."""
    model: Any = MappingFile
    for name in section.split("."):
        field = model.model_fields.get(name) if model else None
        if field is None:
            return None
        kinds = (field.annotation, *getattr(field.annotation, "__args__", ()))
        model = next(
            (
                kind
                for kind in kinds
                if isinstance(kind, type) and issubclass(kind, BaseModel)
            ),
            None,
        )
    return set(model.model_fields) if model else set()


def test_every_setting_that_a_message_names_is_there() -> None:
    """A person who follows a remedy finds the section, and the setting in it."""
    named = {
        (where, key, section)
        for where, text in texts()
        for key, section in SECTION.findall(text)
    }
    assert len(named) > 20
    wrong = {
        (where, key, section)
        for where, key, section in named
        if (known := settings_of(section)) is None
        or (key and known and key not in known)
    }
    assert wrong == set()
