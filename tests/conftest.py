"""How the interpreter runs the tests."""

import gc

import pytest

gc.disable()  # collecting makes millions of objects, and all of them stay


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Have no collection of garbage look through the thousands of tests again."""
    gc.freeze()
    gc.enable()
