"""Each recorded shop, pulled and pushed once; most tests only look."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from .oracle import SHOPS
from .world import World, open_world

Open = Callable[[str, str], World]


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Open worlds by shop and release, each once."""
    with ExitStack() as stack:

        @cache
        def open_once(name: str, version: str) -> World:
            state_file: Path = tmp_path_factory.mktemp("recorded") / "state.sqlite3"
            return open_world(name, state_file, stack, version=version)

        yield open_once


@pytest.fixture(params=SHOPS)
def world(request: pytest.FixtureRequest, opened: Open) -> World:
    """Give a recorded shop that was pulled and pushed."""
    return opened(request.param, "11.0.1")
