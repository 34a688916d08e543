"""The arrows of the house point down, and the checker can tell when one does not."""

import shutil
from pathlib import Path

import pytest

from tests.meta.layers import (
    PACKAGE,
    ROOMS,
    SOURCE,
    WIRING,
    Import,
    imports,
    modules,
    violations,
)

PLANTED = [
    ("domain/money.py", "import httpx"),
    ("domain/plan.py", "from snelsync.app.push import prepare"),
    ("domain/plan.py", "from snelsync.errors import BreakerError"),
    ("domain/vat.py", "from .money import ZERO"),
    ("app/push.py", "from snelsync.adapters.http import persist"),
    ("app/push.py", "from snelsync.cli import wiring"),
    ("app/check.py", "from snelsync.sandbox import serve"),
    ("adapters/http.py", "from snelsync.app.push import prepare"),
    ("adapters/http.py", "from snelsync.cli.session import World"),
    ("adapters/state/rows.py", "from snelsync.adapters.snelstart.codes import CODES"),
    ("adapters/snelstart/wire.py", "import snelsync.adapters.woocommerce.wire"),
    ("adapters/snelstart/wire.py", "from snelsync.adapters import credentials"),
    ("adapters/credentials.py", "from snelsync.sandbox.shop import PracticeShop"),
    ("cli/tables.py", "from snelsync.adapters.http import persist"),
    ("cli/commands/push.py", "from snelsync.adapters.state import engine"),
    ("cli/commands/push.py", "from snelsync.sandbox.serve import served"),
    ("cli/wiring.py", "from snelsync.sandbox.serve import served"),
    ("sandbox/shop/app.py", "from snelsync.domain.money import ZERO"),
    ("sandbox/shop/app.py", "from snelsync.sandbox.administration import Fault"),
    ("sandbox/serve.py", "from snelsync.cli.session import World"),
    ("errors.py", "from snelsync.domain.money import ZERO"),
]


@pytest.fixture(scope="module")
def ours() -> list[Import]:
    """List every import there is, once."""
    return list(imports(SOURCE))


def test_every_import_points_the_right_way() -> None:
    """The cli knows app, app knows domain, adapters know ports; nothing points back."""
    assert violations(SOURCE) == []


def test_every_module_is_in_a_room() -> None:
    """A new room needs a place in the plan first."""
    rooms = {name.partition(".")[0] for name, _ in modules(SOURCE)}
    assert rooms == set(ROOMS)


def test_the_walk_sees_imports_wherever_they_stand(ours: list[Import]) -> None:
    """Imports inside functions count, and those for type checking are told apart."""
    found = {(one.by, one.of, one.typing_only) for one in ours}
    assert ("cli.commands.push", "snelsync.app.push", False) in found
    assert ("cli.commands.push", "snelsync.app.push", True) in found
    assert ("cli.wiring", "snelsync.adapters.http", False) not in found


def test_only_the_wiring_and_the_key_commands_reach_an_adapter(
    ours: list[Import],
) -> None:
    """When running, these modules of the command line import adapters, and no other."""
    found = {
        (one.by, one.of.removeprefix("snelsync.adapters."))
        for one in ours
        if one.by.startswith("cli.")
        and one.by not in WIRING
        and one.of.startswith("snelsync.adapters")
        and not one.typing_only
    }
    assert found == {
        ("cli.commands.auth", "credentials"),
        ("cli.commands.rotate", "credentials"),
    }


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the source to a place where it may be spoiled."""
    root = tmp_path_factory.mktemp("copy") / PACKAGE
    skip = shutil.ignore_patterns("__pycache__", "*.json")
    shutil.copytree(SOURCE, root, ignore=skip)
    return root


@pytest.mark.parametrize(("path", "line"), PLANTED)
def test_an_arrow_that_points_up_is_found(copy: Path, path: str, line: str) -> None:
    """Planted in a function at the end of a module, each is named with its place."""
    module = path.removesuffix(".py").replace("/", ".")
    spoiled = copy / path
    good = spoiled.read_text(encoding="utf-8")
    spoiled.write_text(f"{good}\n\ndef planted():\n    {line}\n", encoding="utf-8")
    try:
        (found,) = violations(copy, only=module)
    finally:
        spoiled.write_text(good, encoding="utf-8")
    assert violations(copy, only=module) == []
    assert found.startswith(f"{module}:{good.count(chr(10)) + 4} imports ")
