"""The keys: where they are sought, and how they are kept from showing.

Sought in this order: a systemd credential, an environment variable, a file named by
the same variable with ``_FILE``, the keyring. Never on the command line, where every
user of the machine could read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from snelsync.adapters.key_files import read_key_file
from snelsync.adapters.keyrings import PATIENCE_ALONE, Keyring
from snelsync.adapters.keyrings import NoKeyringError as NoKeyringError  # noqa: PLC0414
from snelsync.errors import CredentialsError
from snelsync.secret import Secret as Secret  # noqa: PLC0414 - known from here too

KEYRING = "keyring"
"""What is said of where a key was found that `auth login` put there."""


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
    ALERT_PING_URL = ("address of the ping", "SNELSYNC_ALERT_PING_URL")
    ALERT_WEBHOOK_URL = ("address of the webhook", "SNELSYNC_ALERT_WEBHOOK_URL")
    ALERT_SMTP_PASSWORD = (
        "password of the mail server",
        "SNELSYNC_ALERT_SMTP_PASSWORD",
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
NEEDED_KEYS = (*SHOP_KEYS, *SNELSTART_KEYS)
"""Without these nothing is booked; the others only tell somebody of it."""
ALERT_KEYS = (Key.ALERT_PING_URL, Key.ALERT_WEBHOOK_URL, Key.ALERT_SMTP_PASSWORD)


@dataclass(frozen=True, slots=True)
class Found:
    """A key, and where it was found."""

    key: Key
    secret: Secret
    where: str


@dataclass(frozen=True, slots=True)
class Look:
    """All places of one key: what stands in them, the one that counts first."""

    key: Key
    used: Found | None
    others: tuple[Found, ...]
    troubles: tuple[CredentialsError, ...]


Seek = Callable[[Key], Found | None]
"""Looks in one place for a key."""


class Credentials:
    """Finds and keeps the keys of one mapping.

    Args:
        environ: the environment variables.
        scope: the shop's name; keys in the keyring are kept per shop.
        patience: seconds that the keyring is waited for.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        scope: str,
        patience: float = PATIENCE_ALONE,
    ) -> None:
        self._environ = environ
        self._scope = scope
        self._keyring = Keyring(patience=patience)

    def find(self, key: Key) -> Found | None:
        """Seek a key in all places, in order; the first that has it counts.

        Raises:
            CredentialsError: a place that comes before it is unsafe, or does not open.
        """
        for one in self._places(key):
            if isinstance(one, Found):
                return one
            if not isinstance(one, NoKeyringError):
                raise one
        return None

    def look(self, key: Key) -> Look:
        """Look in every place, also behind the first that has the key."""
        places = list(self._places(key))
        found = [one for one in places if isinstance(one, Found)]
        troubles = tuple(one for one in places if isinstance(one, CredentialsError))
        used = places[0] if places and isinstance(places[0], Found) else None
        return Look(
            key=key,
            used=used,
            others=tuple(one for one in found if one is not used),
            troubles=troubles,
        )

    def find_placed(self, key: Key) -> Found | None:
        """Seek a key where a server has it: systemd, the environment, a file."""
        for one in self._asked(key, self._on_a_server):
            if isinstance(one, Found):
                return one
            raise one
        return None

    def need(self, key: Key) -> Secret:
        """Seek a key that must be there.

        Raises:
            CredentialsError: it is nowhere; says which, and where it may be put.
        """
        why = ""
        for one in self._places(key):
            if isinstance(one, Found):
                return one.secret
            if not isinstance(one, NoKeyringError):
                raise one
            why = f"; {one.what}"
        login = "" if why else "run `snelsync auth login`, or "
        raise CredentialsError(
            f"there is no {key.label}{why}",
            hint=(
                f"{login}set {key.variable}_FILE to a file with the key in it (mode"
                f" 600), or {key.variable} to the key itself"
            ),
        )

    def keep(self, key: Key, secret: Secret) -> None:
        """Put a key in the keyring.

        Raises:
            CredentialsError: there is no keyring that can be used.
        """
        try:
            self._keyring.keep(self._name(key), secret)
        except NoKeyringError as error:
            raise _nothing_kept(error) from error

    def keep_all(self, secrets: Mapping[Key, Secret]) -> None:
        """Put keys in the keyring, all or none: half a pair opens nothing.

        Raises:
            CredentialsError: one cannot be kept; those before it are as they were.
        """
        done: list[tuple[Key, Secret | None]] = []
        try:
            for key, secret in secrets.items():
                done.append((key, self._keyring.get(self._name(key))))
                self._keyring.keep(self._name(key), secret)
        except CredentialsError as error:
            for key, before in done:
                self._put_back(key, before)
            if isinstance(error, NoKeyringError):
                raise _nothing_kept(error) from error
            raise

    def _put_back(self, key: Key, before: Secret | None) -> None:
        try:
            if before is None:
                self.forget(key)
            else:
                self.keep(key, before)
        except CredentialsError:
            # The reason why not all could be kept is the one to tell.
            return

    def forget(self, key: Key) -> bool:
        """Take a key out of the keyring; says whether it was there."""
        try:
            return self._keyring.forget(self._name(key))
        except NoKeyringError:
            return False

    def _name(self, key: Key) -> str:
        return f"{key.slug}@{self._scope}"

    @property
    def _on_a_server(self) -> tuple[Seek, ...]:
        return (self._in_systemd, self._in_environment, self._in_file)

    def _places(self, key: Key) -> Iterator[Found | CredentialsError]:
        """Give what each place has, in order; a place with nothing gives nothing."""
        return self._asked(key, (*self._on_a_server, self._in_keyring))

    def _asked(
        self, key: Key, seeks: tuple[Seek, ...]
    ) -> Iterator[Found | CredentialsError]:
        for seek in seeks:
            try:
                found = seek(key)
            except CredentialsError as error:
                yield error
            else:
                if found is not None and found.secret:
                    yield found

    def _in_systemd(self, key: Key) -> Found | None:
        folder = self._environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            return None
        path = Path(folder) / f"snelsync-{key.slug}"
        if not path.exists():
            return None
        secret = read_key_file(
            path, label=key.label, setting="LoadCredential", by_systemd=True
        )
        return Found(key, secret, f"systemd credential {path.name}")

    def _in_environment(self, key: Key) -> Found | None:
        text = self._environ.get(key.variable, "").strip()
        if not text:
            return None
        return Found(key, Secret(text), f"environment variable {key.variable}")

    def _in_file(self, key: Key) -> Found | None:
        setting = f"{key.variable}_FILE"
        name = self._environ.get(setting)
        if not name:
            return None
        secret = read_key_file(Path(name), label=key.label, setting=setting)
        return Found(key, secret, f"file {name}")

    def _in_keyring(self, key: Key) -> Found | None:
        secret = self._keyring.get(self._name(key))
        return Found(key, secret, KEYRING) if secret else None


def _nothing_kept(error: NoKeyringError) -> NoKeyringError:
    """Say where keys go on a machine that has no keyring."""
    variables = ", ".join(f"{key.variable}_FILE" for key in SHOP_KEYS + SNELSTART_KEYS)
    return NoKeyringError(
        f"{error.what}, so nothing was kept",
        hint=f"name a file for each key, with mode 600, in {variables}",
    )
