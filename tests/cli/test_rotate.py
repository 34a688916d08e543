"""`auth rotate`: a key is replaced without a gap, or not at all; keys from a pipe."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import quote_plus

import pytest

from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    PracticeAdministration,
)
from snelsync.sandbox.serve import served
from snelsync.sandbox.shop import PRACTICE_CONSUMER_KEY, PRACTICE_CONSUMER_SECRET
from tests.cli.practice import KEYS, Practice, Told

OLD = {
    "woo-key": "ck_" + "a" * 40,
    "woo-secret": "cs_" + "b" * 40,
    "subscription-key": "c" * 32,
    "connection-key": "b3VkZTpzbGV1dGVsLWRpZS1lciB3YXM=",
}
"""Keys that worked once."""
NEW_SHOP = f"{PRACTICE_CONSUMER_KEY}\n{PRACTICE_CONSUMER_SECRET}\n"
NEW_BOOKS = f"{PRACTICE_SUBSCRIPTION_KEY}\n{PRACTICE_CONNECTION_KEY}\n"


class Both:
    """Two administrations behind one address, told apart by their keys."""

    def __init__(self, mine: PracticeAdministration, key: str) -> None:
        self.key = key
        self._mine = mine
        self._other = PracticeAdministration(connection_key=key, name="Andere")

    def __call__(self, environ: Any, start_response: Any) -> Any:  # noqa: ANN401
        """Pass on to the one that the key or the token is of."""
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = BytesIO(body)
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        others = quote_plus(self.key).encode() in body
        others |= token in self._other.tokens._good
        return (self._other if others else self._mine)(environ, start_response)


@pytest.fixture
def kept(practice: Practice, desktop: Any) -> dict[tuple[str, str], str]:  # noqa: ANN401
    """Keep four old keys in the keyring; gives what is in it."""
    host = practice.at.shop_url.removeprefix("http://")
    for key, value in OLD.items():
        desktop.kept["snelsync", f"{key}@{host}"] = value
    ring: dict[tuple[str, str], str] = desktop.kept
    return ring


@pytest.fixture
def bare(practice: Practice) -> Practice:
    """Give the practice with no key in the environment."""
    return practice.with_environ(**dict.fromkeys(KEYS, ""))


def rotate(practice: Practice, side: str, typed: str, *more: str) -> Told:
    """Rotate, with somebody at the terminal unless it is piped."""
    at = practice if "--stdin" in more else practice.at_a_terminal()
    told = at.run("auth", "rotate", side, *more, typed=typed)
    assert not any(old in told.stdout + told.stderr for old in OLD.values())
    return told


def values(kept: dict[tuple[str, str], str]) -> set[str]:
    """List what is in the keyring."""
    return set(kept.values())


@pytest.mark.parametrize("piped", [(), ("--stdin",)])
def test_new_keys_are_tried_and_then_kept(
    bare: Practice, kept: dict[tuple[str, str], str], piped: tuple[str, ...]
) -> None:
    """Both halves of the shop's pair, the other side untouched; the old is to go."""
    told = rotate(bare, "shop", NEW_SHOP, *piped)

    assert told.code == 0, told.stderr
    assert values(kept) == {
        PRACTICE_CONSUMER_KEY,
        PRACTICE_CONSUMER_SECRET,
        OLD["subscription-key"],
        OLD["connection-key"],
    }
    assert "(…aaaa): WooCommerce > Settings > Advanced > REST API" in told.stderr
    assert bare.json("pull-orders")["exit_code"] == 0


def test_one_of_the_keys_of_snelstart_can_be_replaced(
    bare: Practice, kept: dict[tuple[str, str], str]
) -> None:
    """An empty answer leaves the other as it is."""
    works = next(name for name in kept if name[1].startswith("connection-key"))
    kept[works] = PRACTICE_CONNECTION_KEY

    document = rotate(
        bare, "snelstart", f"{PRACTICE_SUBSCRIPTION_KEY}\n\n", "--stdin", "--json"
    ).document

    assert document["replaced"] == ["SnelStart subscription key"]
    (old,) = document["withdraw"]
    assert (old["tail"], "developer portal" in old["how"]) == ("…cccc", True)
    assert values(kept) >= {PRACTICE_SUBSCRIPTION_KEY, PRACTICE_CONNECTION_KEY}


@pytest.mark.parametrize(
    ("side", "typed", "words", "code"),
    [
        ("shop", NEW_SHOP.replace("_", "_x"), "does not accept the consumer key", 11),
        ("shop", f"{PRACTICE_CONSUMER_KEY}\n\n", "belong together", 11),
        ("shop", f"{OLD['woo-key']}\n{OLD['woo-secret']}\n", "there is already", 11),
        ("shop", "\n\n", "no new key was given", 2),
        ("shop", f"{PRACTICE_CONSUMER_KEY}\n", "standard input has no line", 11),
        (
            "snelstart",
            f"{'0' * 32}\n{PRACTICE_CONNECTION_KEY}\n",
            "subscription key",
            11,
        ),
    ],
)
def test_nothing_is_replaced_by_what_does_not_work(
    bare: Practice,
    kept: dict[tuple[str, str], str],
    side: str,
    typed: str,
    words: str,
    code: int,
) -> None:
    """A wrong key, half a pair, the same again, or none: the old ones still count."""
    told = rotate(bare, side, typed, "--stdin")

    assert (told.code, words in told.stderr) == (code, True), told.stderr
    assert values(kept) == set(OLD.values())


def test_a_connection_of_another_administration_is_refused(
    bare: Practice, kept: dict[tuple[str, str], str]
) -> None:
    """By the mapping's name for it, and else by what the key before opens."""
    for name in kept:
        if name[1].startswith("connection-key"):
            kept[name] = PRACTICE_CONNECTION_KEY
        if name[1].startswith("subscription-key"):
            kept[name] = PRACTICE_SUBSCRIPTION_KEY
    before = dict(kept)
    other = Both(bare.administration, "YW5kZXJlOnNsZXV0ZWwtdmFuLWVlbi1hbmRlcg==")
    with served(bare.shop, other) as at:  # type: ignore[arg-type]
        moved = replace(bare, at=replace(at, shop_url=bare.at.shop_url))
        moved.write_mapping()
        told = rotate(moved, "snelstart", f"\n{other.key}\n")
        moved.write_mapping(('administration = ""', 'administration = "Mijn zaak"'))
        by_name = rotate(moved, "snelstart", f"\n{other.key}\n")

    assert (told.code, by_name.code) == (11, 11)
    assert "opens administration 'Andere', and not 'Oefenadministratie'" in told.stderr
    assert "and not 'Mijn zaak'" in by_name.stderr
    assert kept == before


def test_keys_that_stand_elsewhere_are_tried_and_left(
    practice: Practice,
    desktop: Any,  # noqa: ANN401
) -> None:
    """What is in a variable or a file counts first: it is said where to change it."""
    file = practice.folder / "key"
    file.write_text(OLD["woo-key"])
    file.chmod(0o600)
    elsewhere = practice.with_environ(
        SNELSYNC_WOO_KEY="",
        SNELSYNC_WOO_KEY_FILE=str(file),
        SNELSYNC_WOO_SECRET=OLD["woo-secret"],
    )

    told = rotate(elsewhere, "shop", NEW_SHOP)

    assert told.code == 11
    assert "the new keys work; nothing was replaced" in told.stderr
    assert f"file {file}" in told.stderr
    assert "environment variable SNELSYNC_WOO_SECRET" in told.stderr
    assert (desktop.kept, file.read_text()) == ({}, OLD["woo-key"])


def test_login_reads_keys_from_a_pipe(bare: Practice, desktop: Any) -> None:  # noqa: ANN401
    """One on each line, tried and kept; at a terminal they would show, so not there."""
    typed = "\n".join([*KEYS.values(), ""])

    told = bare.run("auth", "login", "--stdin", typed=typed)
    assert (told.code, len(desktop.kept)) == (0, 4), told.stderr
    shown = bare.at_a_terminal().run("auth", "login", "--stdin", typed=typed)
    assert (shown.code, "terminal" in shown.stderr) == (2, True)


def test_status_says_where_else_a_key_stands(
    practice: Practice, kept: dict[tuple[str, str], str]
) -> None:
    """Which place counts, and that another one has a different key."""
    document = practice.json("auth", "status", "shop")

    (first, _) = document["keys"]
    assert first["where"] == "environment variable SNELSYNC_WOO_KEY"
    assert first["also"] == [{"where": "keyring", "tail": "…aaaa", "same": False}]
    told = practice.run("auth", "status", "shop").stdout
    assert "  also in keyring: another one (…aaaa), not used" in told
    for name in kept:
        if name[1].startswith("woo-key"):
            kept[name] = PRACTICE_CONSUMER_KEY
    assert "also in keyring: the same" in practice.run("auth", "status").stdout


def test_an_unsafe_key_file_stops_the_run(practice: Practice) -> None:
    """It is refused with the command that mends it; behind another it is a warning."""
    file = practice.folder / "key"
    file.write_text(PRACTICE_CONSUMER_KEY)
    file.chmod(0o644)
    unsafe = practice.with_environ(SNELSYNC_WOO_KEY_FILE=str(file))

    warned = unsafe.run("auth", "status", "shop")
    refused = unsafe.with_environ(SNELSYNC_WOO_KEY="").run("pull-orders")

    assert (warned.code, refused.code) == (0, 11)
    assert warned.stderr.startswith("warning: the file with the WooCommerce consumer")
    for told in (warned, refused):
        assert f"chmod 600 {file}" in told.stderr
