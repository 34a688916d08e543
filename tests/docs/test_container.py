"""The recipe of a container: what can be known of it without building it."""

from __future__ import annotations

import re
import tomllib

from snelsync.adapters.credentials import NEEDED_KEYS
from tests.meta.layers import REPOSITORY
from tests.meta.test_help import LEAVES

FOLDER = REPOSITORY / "examples" / "container"
RECIPE = (FOLDER / "Containerfile").read_text(encoding="utf-8")
README = (FOLDER / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def test_its_python_is_one_that_snelsync_is_for() -> None:
    """Each stage has the same Python, and the project says it runs on that."""
    (version,) = set(
        re.findall(r"^FROM \S+/python:([\d.]+)-slim", RECIPE, re.MULTILINE)
    )
    named = f"Programming Language :: Python :: {version}"
    assert named in PROJECT["project"]["classifiers"]


def test_it_copies_all_that_building_needs() -> None:
    """What the project file names for the wheel is copied, and is there."""
    lines = re.findall(r"^COPY (?!--)(.*) \./", RECIPE, re.MULTILINE)
    copied = set(" ".join(lines).split())
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        "pyproject.toml",
        PROJECT["project"]["readme"],
        *PROJECT["project"]["license-files"],
        *wheel["packages"],
        *wheel["force-include"],
    }
    assert copied == needed
    assert all((REPOSITORY / name).exists() for name in needed - {"snelsync"})


def test_it_runs_shut_in_and_finds_what_it_is_given() -> None:
    """Not as root, read-only, without rights; every needed key is a secret by name."""
    (user,) = re.findall(r"^USER (\d+)$", RECIPE, re.MULTILINE)
    assert int(user) > 0
    assert f"--uid {user} " in RECIPE
    for word in ("--read-only", "--cap-drop=all", "--security-opt=no-new-privileges"):
        assert word in README
    secrets = set(re.findall(rf"--secret ([\w-]+),uid={user},mode=0400", README))
    assert secrets == {f"snelsync-{key.slug}" for key in NEEDED_KEYS}
    assert set(re.findall(r"secret create ([\w-]+) -", README)) == secrets
    for name in ("CREDENTIALS_DIRECTORY", "SNELSYNC_MAPPING", "SNELSYNC_STATE"):
        assert re.search(rf"^ +{name}=/|ENV {name}=/", RECIPE, re.MULTILINE)
        page = (REPOSITORY / "docs/reference/environment.md").read_text("utf-8")
        assert f"`{name}`" in page


def test_the_commands_that_are_named_can_be_typed() -> None:
    """Those of the page exist; what runs by itself is the daily run."""
    line = r"^\./snelsync-in-a-container ([a-z- ]+?)(?: --.*)?$"
    typed = re.findall(line, README, re.MULTILINE)
    assert typed
    assert set(typed) <= set(LEAVES)
    assert 'CMD ["sync", "--quiet"]' in RECIPE
    assert "Not tried" in README
