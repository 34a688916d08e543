"""A keyring that is not there, locked, or keeps nothing is told apart, and in time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from threading import Event
from typing import Any

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from snelsync.adapters.credentials import Credentials, Key
from snelsync.adapters.keyrings import Keyring, LockedKeyringError, NoKeyringError
from snelsync.errors import CredentialsError
from snelsync.secret import Secret

PLANTED = "cs_0123456789abcdef"


class Locked(KeyringBackend):
    """A keyring of which the prompt was dismissed."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        """Fail, with something in the message that may not be shown."""
        raise KeyringLocked(f"{PLANTED} {service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Fail."""
        raise OSError(service, username, password)

    delete_password = get_password  # type: ignore[assignment]


class Waiting(Locked):
    """A keyring that waits for somebody to type its password."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.typed = Event()

    def get_password(self, service: str, username: str) -> str | None:
        """Wait, longer than anybody has patience here."""
        self.typed.wait(2)
        return f"{service}{username}"


class PlaintextKeyring(Locked):
    """One that writes keys in a file as they are, as keyrings.alt has it."""

    def get_password(self, service: str, username: str) -> str | None:
        """Give what anybody can read."""
        return f"{PLANTED}{service}{username}"


class Chain(Locked):
    """Several keyrings, one after the other."""

    backends = (Locked(), PlaintextKeyring())  # type: ignore[no-untyped-call]


class Forgetful(Locked):
    """One that drops what it is given."""

    def get_password(self, service: str, username: str) -> str | None:
        """Find nothing."""
        return {service: username}.get("")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Drop it."""


@pytest.fixture
def put() -> Iterator[Any]:
    """Put a keyring in place of the machine's."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


FAIL = keyring.backends.fail.Keyring
NULL = keyring.backends.null.Keyring


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (FAIL, "no keyring that can be used"),
        (NULL, "switched off"),
        (PlaintextKeyring, "readable as they are"),
        (Chain, "readable as they are"),
    ],
)
def test_what_keeps_no_secrets_is_no_keyring(put: Any, kind: Any, words: str) -> None:  # noqa: ANN401
    """Neither read nor written; a missing key says why, and the way without one."""
    put(kind())

    for use in (
        lambda: Keyring().get("one"),
        lambda: Keyring().keep("one", Secret(PLANTED)),
        lambda: Keyring().forget("one"),
    ):
        with pytest.raises(NoKeyringError, match=words) as raised:
            use()
        assert "mode 600" in raised.value.hint
    with pytest.raises(CredentialsError, match=words) as lacking:
        Credentials({}, scope="shop.test").need(Key.WOO_KEY)
    assert "SNELSYNC_WOO_KEY_FILE" in lacking.value.hint
    assert "auth login" not in lacking.value.hint


def test_a_keyring_that_cannot_be_loaded_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A wrong name in PYTHON_KEYRING_BACKEND is told as that."""

    def load() -> None:
        raise ModuleNotFoundError("nonsense")

    monkeypatch.setattr(keyring, "get_keyring", load)

    with pytest.raises(NoKeyringError, match="cannot be loaded") as raised:
        Keyring().get("one")
    assert "PYTHON_KEYRING_BACKEND" in raised.value.hint


def test_a_locked_keyring_is_told_and_not_passed_over(put: Any) -> None:  # noqa: ANN401
    """The key may be in there, so it is not said that there is none."""
    put(Locked())  # type: ignore[no-untyped-call]

    with pytest.raises(LockedKeyringError, match="does not open") as raised:
        Credentials({}, scope="shop.test").find(Key.WOO_KEY)

    assert "_FILE" in raised.value.hint
    assert PLANTED not in f"{raised.value.what}{raised.value.__cause__}"
    assert raised.value.exit_code == 11


def test_a_keyring_that_waits_is_not_waited_for(put: Any) -> None:  # noqa: ANN401
    """On a server nobody types the password: the run ends and says so."""
    ring = Waiting()
    put(ring)

    with pytest.raises(LockedKeyringError, match="waits for its password"):
        Keyring(patience=0.02).get("one")

    ring.typed.set()
    assert Keyring(patience=5).get("one") == Secret("snelsyncone")


def test_a_keyring_that_keeps_nothing_is_found_out(put: Any) -> None:  # noqa: ANN401
    """What was put in is read again before the old key may be withdrawn."""
    put(Forgetful())  # type: ignore[no-untyped-call]

    with pytest.raises(NoKeyringError, match="keeps nothing"):
        Keyring().keep("one", Secret(PLANTED))


def test_another_place_needs_no_keyring(put: Any) -> None:  # noqa: ANN401
    """A keyring is not even asked where a variable or a file comes first."""
    put(Waiting())

    found = Credentials({"SNELSYNC_WOO_KEY": PLANTED}, scope="s").find(Key.WOO_KEY)

    assert found is not None


class Full(Locked):
    """One that takes a single key, and no other."""

    def __init__(self, *, kept: dict[str, str], takes: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept, self._takes = kept, takes

    def get_password(self, service: str, username: str) -> str | None:
        """Find."""
        return self.kept.get(username) if service else None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Take it, or fail."""
        if service and not username.startswith(self._takes):
            raise OSError
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget."""
        self.kept.pop(username if service else "")


@pytest.mark.parametrize("before", [{}, {"woo-key@s": "ck_before_0123456789"}])
def test_half_a_pair_is_not_kept(put: Any, before: dict[str, str]) -> None:  # noqa: ANN401
    """When the second key cannot be kept, the first is as it was."""
    ring = Full(kept=dict(before), takes="woo-key")
    put(ring)
    pair = {Key.WOO_KEY: Secret(PLANTED), Key.WOO_SECRET: Secret(PLANTED)}

    with pytest.raises(LockedKeyringError):
        Credentials({}, scope="s").keep_all(pair)

    assert ring.kept == before


STARTING = """
import sys
sys.addaudithook(lambda name, _: name in SPAWNS and print(name))
SPAWNS = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork"}
from snelsync.adapters import keyrings
print(keyrings._keyring().__module__.split(".")[0])
"""


def test_looking_for_a_keyring_starts_no_program() -> None:
    """One that is started is given our environment, and the keys may be in that."""
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", STARTING], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "keyring\n"
