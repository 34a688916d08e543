"""Keys: sought in a fixed order, told apart, and never shown."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from snelsync.adapters.credentials import (
    ALERT_KEYS,
    NEEDED_KEYS,
    SHOP_KEYS,
    SNELSTART_KEYS,
    Credentials,
    Found,
    Key,
    Secret,
)
from snelsync.adapters.keyrings import SERVICE
from snelsync.errors import CredentialsError

PLANTED = "cs_0123456789abcdef"


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets when the test ends."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Find."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget."""
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    """Put a keyring in place of the machine's."""
    before = keyring.get_keyring()
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def no_ring() -> Iterator[None]:
    """Be a machine without a keyring."""
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def credentials(scope: str = "shop.test", **environ: str) -> Credentials:
    """Give credentials of one shop."""
    return Credentials(environ, scope=scope)


def private(path: Path, text: str) -> Path:
    """Write a file for its owner alone."""
    path.write_text(text)
    path.chmod(0o600)
    return path


def where(found: Found | None) -> str:
    """Tell where a key was found."""
    assert found is not None
    return f"{found.secret.reveal()} in {found.where}"


def test_places_are_sought_in_order(tmp_path: Path, ring: MemoryKeyring) -> None:
    """First systemd, then the environment, then a file, then the keyring."""
    private(tmp_path / "snelsync-woo-key", "one\n")
    private(tmp_path / "key", "three\n")
    ring.set_password(SERVICE, "woo-key@shop.test", "four")
    environ = {
        "CREDENTIALS_DIRECTORY": str(tmp_path),
        "SNELSYNC_WOO_KEY": "two",
        "SNELSYNC_WOO_KEY_FILE": str(tmp_path / "key"),
    }
    found = []
    for name in [*environ, ""]:
        found.append(where(credentials(**environ).find(Key.WOO_KEY)))
        environ.pop(name, None)

    assert found == [
        "one in systemd credential snelsync-woo-key",
        "two in environment variable SNELSYNC_WOO_KEY",
        f"three in file {tmp_path / 'key'}",
        "four in keyring",
    ]


def test_a_systemd_folder_without_the_key_is_passed_over(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    """One key may come from systemd and another from elsewhere."""
    assert ring.kept == {}
    found = credentials(
        CREDENTIALS_DIRECTORY=str(tmp_path), SNELSYNC_WOO_SECRET="two"
    ).find(Key.WOO_SECRET)

    assert found is not None
    assert found.where == "environment variable SNELSYNC_WOO_SECRET"


@pytest.mark.parametrize("key", Key)
def test_a_missing_key_is_named_with_where_to_put_it(
    key: Key, ring: MemoryKeyring
) -> None:
    """Which key, which command, and which variable where there is no keyring."""
    assert ring.kept == {}

    with pytest.raises(CredentialsError) as raised:
        credentials().need(key)

    assert key.label in raised.value.what
    assert key.variable in raised.value.hint
    assert f"{key.variable}_FILE" in raised.value.hint
    assert raised.value.exit_code == 11


@pytest.mark.parametrize("key", Key)
def test_an_empty_key_is_no_key(key: Key, ring: MemoryKeyring) -> None:
    """A variable of spaces is as good as none."""
    assert ring.kept == {}

    assert credentials(**{key.variable: "  "}).find(key) is None


def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    """A named file that is not there, or holds no text, is an error and not passed."""
    ring.set_password(SERVICE, "woo-key@shop.test", "four")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    (tmp_path / "bytes").chmod(0o600)

    for name in ("nowhere", "bytes"):
        path = str(tmp_path / name)
        with pytest.raises(CredentialsError, match=name) as raised:
            credentials(SNELSYNC_WOO_KEY_FILE=path).need(Key.WOO_KEY)
        assert "SNELSYNC_WOO_KEY_FILE" in raised.value.hint


def test_a_key_is_kept_per_shop(ring: MemoryKeyring) -> None:
    """What is kept for one shop is not found for another, and can be forgotten."""
    mine, other = credentials(), credentials(scope="other.test")

    mine.keep(Key.WOO_KEY, Secret(f" {PLANTED}\n"))

    assert ring.kept == {(SERVICE, "woo-key@shop.test"): PLANTED}
    assert mine.need(Key.WOO_KEY).reveal() == PLANTED
    assert other.find(Key.WOO_KEY) is None
    assert mine.forget(Key.WOO_KEY)
    assert not mine.forget(Key.WOO_KEY)
    assert mine.find(Key.WOO_KEY) is None


@pytest.mark.usefixtures("no_ring")
def test_a_machine_without_a_keyring_is_explained() -> None:
    """Without a keyring nothing is found or forgotten, and keeping says so."""
    mine = credentials()

    assert mine.find(Key.WOO_KEY) is None
    assert not mine.forget(Key.WOO_KEY)
    with pytest.raises(CredentialsError, match="no keyring") as raised:
        mine.keep(Key.WOO_KEY, Secret(PLANTED))
    assert "SNELSYNC_WOO_KEY" in raised.value.hint
    assert PLANTED not in f"{raised.value}{raised.value.__cause__}"


@pytest.mark.usefixtures("no_ring")
def test_the_environment_works_without_a_keyring() -> None:
    """A server without a keyring uses variables."""
    assert credentials(SNELSYNC_WOO_KEY=PLANTED).need(Key.WOO_KEY).reveal() == PLANTED


def test_a_secret_never_shows_itself() -> None:
    """Not printed, formatted, in a container, a dataclass, or an error's arguments."""
    secret = Secret(PLANTED)
    found = Found(Key.WOO_SECRET, secret, "keyring")

    shown = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r}",
        f"{secret}",
        "%s" % secret,  # noqa: UP031 - old code does
        "{}".format(secret),  # noqa: UP032 - the same
        repr([secret]),
        repr({"key": secret}),
        repr(found),
        str(ValueError(secret)),
    ]

    assert not any(PLANTED in text or PLANTED[:8] in text for text in shown)
    assert not hasattr(secret, "__dict__")


def test_a_traceback_with_values_hides_a_secret() -> None:
    """Even a traceback that shows local values shows no secret."""

    def fail(secret: Secret) -> None:
        kept = secret
        raise ValueError(kept)

    try:
        fail(Secret(PLANTED))
    except ValueError as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)

    assert "Secret(…)" in "".join(told.format())
    frames = [line for line in told.format() if "in fail" in line]
    assert frames
    assert not any(PLANTED in line for line in frames)


def test_a_tail_tells_no_more_than_it_must() -> None:
    """Four characters of a long secret, none of a short one."""
    assert Secret(PLANTED).tail == "…cdef"
    assert Secret("short").tail == "…"


def test_keys_belong_to_a_side() -> None:
    """Four keys, two for each side, and those of alerts; each has its own names."""
    assert (*SHOP_KEYS, *SNELSTART_KEYS) == NEEDED_KEYS
    assert {*NEEDED_KEYS, *ALERT_KEYS} == set(Key)
    assert len({key.slug for key in Key}) == len({key.variable for key in Key}) == 7
