"""The four keys: where they are sought, and how they are kept from showing.

Sought in this order: a systemd credential, an environment variable, a file named by
the same variable with ``_FILE``, the keyring. Never on the command line, where every
user of the machine could read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from snelsync.errors import CredentialsError

SERVICE = "snelsync"
"""The name under which keys stand in the keyring."""


class Key(Enum):
    """A key, by what a person calls it and by its environment variable."""

    WOO_KEY = ("WooCommerce consumer key (ck_…)", "SNELSYNC_WOO_KEY")
    WOO_SECRET = ("WooCommerce consumer secret (cs_…)", "SNELSYNC_WOO_SECRET")
    SUBSCRIPTION_KEY = (
        "SnelStart subscription key",
        "SNELSYNC_SNELSTART_SUBSCRIPTION_KEY",
    )
    CONNECTION_KEY = (
        "SnelStart connection key (koppelsleutel)",
        "SNELSYNC_SNELSTART_CONNECTION_KEY",
    )

    @property
    def label(self) -> str:
        """Say what a person calls it."""
        return self.value[0]

    @property
    def variable(self) -> str:
        """Give the environment variable that holds it."""
        return self.value[1]

    @property
    def slug(self) -> str:
        """Give its name in the keyring and among systemd's credentials."""
        return self.name.lower().replace("_", "-")


SHOP_KEYS = (Key.WOO_KEY, Key.WOO_SECRET)
SNELSTART_KEYS = (Key.SUBSCRIPTION_KEY, Key.CONNECTION_KEY)


class Secret:
    """A text that does not show itself: not when printed, logged or in a traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text.strip()

    def reveal(self) -> str:
        """Give the text itself, to send it."""
        return self._text

    @property
    def tail(self) -> str:
        """Give enough of it to recognise it by, and no more."""
        return f"…{self._text[-4:]}" if len(self._text) >= 12 else "…"

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "Secret(…)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Found:
    """A key, and where it was found."""

    key: Key
    secret: Secret
    where: str


class Credentials:
    """Finds and keeps the keys of one mapping.

    Args:
        environ: the environment variables.
        scope: the shop's name; keys in the keyring are kept per shop.
    """

    def __init__(self, environ: Mapping[str, str], *, scope: str) -> None:
        self._environ = environ
        self._scope = scope

    def find(self, key: Key) -> Found | None:
        """Seek a key in all places, in order."""
        for seek in (self._in_systemd, self._in_environment, self._in_keyring):
            found = seek(key)
            if found is not None and found.secret.reveal():
                return found
        return None

    def need(self, key: Key) -> Secret:
        """Seek a key that must be there.

        Raises:
            CredentialsError: it is nowhere; says which, and where it may be put.
        """
        found = self.find(key)
        if found is None:
            raise CredentialsError(
                f"there is no {key.label}",
                hint=(
                    f"run `snelsync auth login`, or set {key.variable} (or"
                    f" {key.variable}_FILE) where there is no keyring"
                ),
            )
        return found.secret

    def keep(self, key: Key, secret: Secret) -> None:
        """Put a key in the keyring.

        Raises:
            CredentialsError: there is no keyring that can be used.
        """
        import keyring  # noqa: PLC0415 - slow to import
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            keyring.set_password(SERVICE, self._name(key), secret.reveal())
        except KeyringError as error:
            raise CredentialsError(
                "this machine has no keyring that can be used, so nothing was kept",
                hint=(
                    "set SNELSYNC_WOO_KEY, SNELSYNC_WOO_SECRET,"
                    " SNELSYNC_SNELSTART_SUBSCRIPTION_KEY and"
                    " SNELSYNC_SNELSTART_CONNECTION_KEY (or each with _FILE)"
                ),
            ) from error

    def forget(self, key: Key) -> bool:
        """Take a key out of the keyring; says whether it was there."""
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            keyring.delete_password(SERVICE, self._name(key))
        except KeyringError:
            return False
        return True

    def _name(self, key: Key) -> str:
        return f"{key.slug}@{self._scope}"

    def _in_systemd(self, key: Key) -> Found | None:
        folder = self._environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            return None
        path = Path(folder) / f"snelsync-{key.slug}"
        if not path.is_file():
            return None
        return Found(key, _read(path, key), f"systemd credential {path.name}")

    def _in_environment(self, key: Key) -> Found | None:
        text = self._environ.get(key.variable, "").strip()
        if text:
            return Found(key, Secret(text), f"environment variable {key.variable}")
        name = self._environ.get(f"{key.variable}_FILE")
        if name:
            return Found(key, _read(Path(name), key), f"file {name}")
        return None

    def _in_keyring(self, key: Key) -> Found | None:
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            text = keyring.get_password(SERVICE, self._name(key))
        except KeyringError:
            return None
        return Found(key, Secret(text), "keyring") if text else None


def _read(path: Path, key: Key) -> Secret:
    try:
        return Secret(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise CredentialsError(
            f"the file with the {key.label} cannot be read: {path}: {reason}",
            hint=f"correct {key.variable}_FILE, or the rights of that file",
        ) from error
