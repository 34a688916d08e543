"""Two warnings of our dependencies' newest releases are let pass, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
PASSING = (
    "ignore:The 'initial' parameter is deprecated:DeprecationWarning",
    r"ignore:The Result.tuples\(\) method is deprecated",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let them pass in this folder."""
    for item in items:
        if HERE in item.path.parents:
            for warning in PASSING:
                item.add_marker(pytest.mark.filterwarnings(warning))
