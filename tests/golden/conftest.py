"""Both recorded shops, booked by a wide mapping with foreign VAT on and off."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.recorded.world import World, open_world

from .wide import CHECKS, wide

OpenWide = Callable[[str, bool], World]


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWide]:
    """Open worlds by shop and foreign VAT, each once."""
    with ExitStack() as stack:

        @cache
        def open_once(name: str, oss: bool) -> World:  # noqa: FBT001
            state_file = tmp_path_factory.mktemp("golden") / "state.sqlite3"
            return open_world(
                name, state_file, stack, oss=oss, change=wide, checks=CHECKS
            )

        yield open_once
