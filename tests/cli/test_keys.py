"""The four keys: where they are found, which one is wrong, and that none is shown."""

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from snelsync.cli import wiring
from snelsync.cli.output import Output
from snelsync.cli.session import Session
from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
)
from snelsync.sandbox.shop import PRACTICE_CONSUMER_KEY, PRACTICE_CONSUMER_SECRET
from tests.cli.practice import KEYS, Practice

TYPED = "\n".join([*KEYS.values(), ""])
WRONG = {
    "SNELSYNC_WOO_KEY": ("ck_" + "0" * 40, "consumer key"),
    "SNELSYNC_WOO_SECRET": ("cs_" + "0" * 40, "consumer secret"),
    "SNELSYNC_SNELSTART_SUBSCRIPTION_KEY": ("0" * 32, "subscription key"),
    "SNELSYNC_SNELSTART_CONNECTION_KEY": ("d3Jvbmc6a2V5", "connection key"),
}


def _without_keys(practice: Practice) -> Practice:
    return practice.with_environ(**dict.fromkeys(KEYS, ""))


def _places(practice: Practice) -> dict[str, str | None]:
    rows: list[Any] = practice.json("auth", "status")["keys"]
    return {row["variable"]: row["where"] for row in rows}


def test_status_names_what_the_keys_open(practice: Practice) -> None:
    """The administration, the shop, its WooCommerce and its zone are named."""
    document = practice.json("auth", "status")
    assert document["exit_code"] == 0
    assert document["administration"]["name"] == "Oefenadministratie"
    assert document["shop"] == {
        "name": "Oefenwinkel",
        "woocommerce": "11.0.1",
        "time_zone": "Europe/Amsterdam",
    }
    told = practice.run("auth", "status").stdout
    assert "Oefenadministratie" in told
    assert "Oefenwinkel (WooCommerce 11.0.1, Europe/Amsterdam)" in told
    assert told.count("environment variable SNELSYNC_") == 4


@pytest.mark.parametrize(("variable", "label"), [(k, v[1]) for k, v in WRONG.items()])
def test_status_names_the_key_that_is_wrong(
    practice: Practice, variable: str, label: str
) -> None:
    """One wrong key is exit 11, and only that key is named; the other side still works.

    Over plain http a shop does not say whether key or secret is wrong in other words
    than that the signature does not fit.
    """
    wrong = practice.with_environ(**{variable: WRONG[variable][0]})
    document = wrong.json("auth", "status")
    (error,) = document["errors"]
    assert document["exit_code"] == 11
    assert label in error["message"]
    assert error["hint"]
    works = document["administration" if "WOO" in variable else "shop"]
    assert works is not None
    told = wrong.run("auth", "status")
    assert (told.code, label in told.stderr) == (11, True)


@pytest.mark.parametrize("variable", KEYS)
def test_status_names_the_key_that_is_missing(
    practice: Practice, variable: str
) -> None:
    """A missing key is exit 11 with the variable that could hold it."""
    lacking = practice.with_environ(**{variable: ""})
    document = lacking.json("auth", "status")
    (error,) = document["errors"]
    assert document["exit_code"] == 11
    assert f"{variable}_FILE" in error["hint"]
    assert _places(lacking)[variable] is None


@pytest.mark.parametrize(
    ("words", "variable"),
    [(("pull-orders",), name) for name in list(KEYS)[:2]]
    + [(("map-check",), name) for name in list(KEYS)[2:]]
    + [(("push", "--yes"), name) for name in list(KEYS)[2:]],
)
def test_a_wrong_key_stops_a_command_with_its_name(
    pulled: Practice, words: tuple[str, ...], variable: str
) -> None:
    """Not only `auth status`: every command says which key is not accepted."""
    value, label = WRONG[variable]
    document = pulled.with_environ(**{variable: value}).json(*words)
    assert document["exit_code"] == 11
    assert label in document["error"]["message"]
    assert pulled.booked_numbers() == []


def test_a_key_is_sought_in_the_order_of_the_design(
    practice: Practice, desktop: object
) -> None:
    """A systemd credential wins over the environment, that over a file and keyring."""
    folder = practice.folder / "systemd"
    folder.mkdir()
    key_file = practice.folder / "key"
    for file in (key_file, folder / "snelsync-woo-key"):
        file.write_text(f"{PRACTICE_CONSUMER_KEY}\n", encoding="utf-8")
        file.chmod(0o600)
    keyed = _without_keys(practice).at_a_terminal()
    assert keyed.run("auth", "login", typed=TYPED).code == 0
    keyed = keyed.with_environ(SNELSYNC_WOO_KEY_FILE=str(key_file))
    found = [_places(practice.with_environ())["SNELSYNC_WOO_KEY"]]
    found.append(_places(keyed)["SNELSYNC_WOO_KEY"])
    systemd = practice.with_environ(CREDENTIALS_DIRECTORY=str(folder))
    found.append(_places(systemd)["SNELSYNC_WOO_KEY"])
    assert found == [
        "environment variable SNELSYNC_WOO_KEY",
        f"file {key_file}",
        "systemd credential snelsync-woo-key",
    ]
    assert _places(_without_keys(practice))["SNELSYNC_WOO_KEY"] == "keyring", desktop


def test_login_needs_somebody_to_type(practice: Practice, desktop: Any) -> None:  # noqa: ANN401
    """Without a terminal nothing is asked: exit 11, with the variables to set."""
    told = practice.run("auth", "login", typed=TYPED)
    assert (told.code, told.stdout, desktop.kept) == (11, "", {})
    assert all(name in told.stderr for name in KEYS)


def test_login_keeps_keys_that_work_and_logout_removes_them(
    practice: Practice,
    desktop: Any,  # noqa: ANN401
) -> None:
    """After login every command finds the keys in the keyring; after logout none."""
    bare = _without_keys(practice)
    told = bare.at_a_terminal().run("auth", "login", typed=TYPED)
    assert told.code == 0, told.stderr
    assert sorted(desktop.kept.values()) == sorted(KEYS.values())
    assert set(_places(bare).values()) == {"keyring"}
    assert bare.json("pull-orders")["exit_code"] == 0
    assert bare.json("auth", "logout")["counts"] == {"removed": 4, "left": 0}
    assert desktop.kept == {}
    assert bare.json("auth", "status")["exit_code"] == 11


def test_login_keeps_nothing_that_does_not_work(
    practice: Practice,
    desktop: Any,  # noqa: ANN401
) -> None:
    """Keys are tried before they are kept: one wrong, and none is."""
    typed = TYPED.replace(PRACTICE_SUBSCRIPTION_KEY, "0" * 32)
    told = _without_keys(practice).at_a_terminal().run("auth", "login", typed=typed)
    assert (told.code, desktop.kept) == (11, {})
    assert "subscription key" in told.stderr


def test_login_of_one_side_asks_for_its_keys_only(
    practice: Practice,
    desktop: Any,  # noqa: ANN401
) -> None:
    """`auth login snelstart` asks for two keys and leaves the shop's alone."""
    typed = f"{PRACTICE_SUBSCRIPTION_KEY}\n{PRACTICE_CONNECTION_KEY}\n"
    bare = _without_keys(practice).at_a_terminal()
    told = bare.run("auth", "login", "snelstart", typed=typed)
    assert (told.code, len(desktop.kept)) == (0, 2)
    assert "consumer" not in told.stderr


def test_login_without_a_keyring_says_what_to_do_instead(practice: Practice) -> None:
    """On a machine without a keyring the keys are tried, and the way out is named."""
    told = _without_keys(practice).at_a_terminal().run("auth", "login", typed=TYPED)
    assert told.code == 11
    assert "no keyring" in told.stderr
    assert "SNELSYNC_WOO_KEY" in told.stderr


def test_logout_says_what_it_cannot_remove(practice: Practice) -> None:
    """Keys in the environment stay, and are named with their place."""
    document = practice.json("auth", "logout")
    assert document["counts"] == {"removed": 0, "left": 4}
    assert {row["where"] for row in document["left"]} == {
        f"environment variable {name}" for name in KEYS
    }


@pytest.mark.parametrize(("terminal", "seconds"), [(True, 90), (False, 5)])
def test_a_locked_keyring_is_waited_for_as_long_as_somebody_may_be_typing(
    practice: Practice, *, terminal: bool, seconds: int
) -> None:
    """Ninety seconds at a terminal, five in a run that nobody looks at."""
    world = replace(practice, terminal=terminal).world()
    session = Session(world, Output(), practice.mapping, None)
    store = wiring.credentials(session, wiring.settings(session))
    assert store._keyring._patience == seconds


def test_no_option_takes_a_secret(practice: Practice) -> None:
    """No command has an option or argument in which a key could be typed."""
    for words in (("auth", "login"), ("auth", "status"), ("push",), ("pull-orders",)):
        told = practice.type(*words, "--help").stdout
        options = set(re.findall(r"--[a-z-]+", told))
        assert not {one for one in options if re.search("key|secret|pass", one)}
    assert PRACTICE_CONSUMER_SECRET not in " ".join(sys.argv)
    text = Path(practice.mapping).read_text(encoding="utf-8")
    assert not re.search(r"\bc[ks]_[0-9a-f]", text)
