"""The example mapping, wherever snelsync was installed from."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

NAME = "mapping.example.toml"


def example_mapping() -> str:
    """Give the text of the example mapping file."""
    packaged = resources.files("snelsync") / NAME
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    # An editable install runs from the source tree, where the file is at the top.
    return (Path(__file__).parents[2] / NAME).read_text(encoding="utf-8")
