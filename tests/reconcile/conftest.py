"""Both recorded shops booked whole: OSS on, businesses on cards of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.golden.wide import CHECKS, wide
from tests.recorded.world import open_world

from .stage import Stage

OpenStage = Callable[[str], Stage]


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStage]:
    """Book each shop once; every test gets it as it was after that."""
    with ExitStack() as stack:

        @cache
        def book_once(name: str) -> Stage:
            state_file = tmp_path_factory.mktemp("reconcile") / "state.sqlite3"
            world = open_world(
                name, state_file, stack, oss=True, change=wide, checks=CHECKS
            )
            return Stage(world, state_file, state_file.with_name("record.sqlite3"))

        def open_again(name: str) -> Stage:
            stage = book_once(name)
            stage.restore()
            return stage

        yield open_again
