"""The machine's keyring: asked with patience, and not used where it keeps no secret.

A desktop has one. A server mostly has none, or one that waits for a password nobody
types: what there is in its place is said in every message. Each call is made on the
side and waited for so long and no longer, because a locked keyring answers when
somebody has typed its password, and else never.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from snelsync.errors import CredentialsError
from snelsync.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "snelsync"
"""The name under which keys stand in the keyring."""
PATIENCE = 90.0
"""Seconds; somebody at the terminal may have to type the keyring's own password."""
PATIENCE_ALONE = 5.0
"""Seconds where nobody is at the terminal."""
INSTEAD = (
    "put each key in a file of its own with mode 600, and name that file in the key's"
    " variable with _FILE (docs/how-to/keep-the-keys.md)"
)

T = TypeVar("T")


class NoKeyringError(CredentialsError):
    """This machine has no keyring that keeps secrets."""

    default_hint = INSTEAD


class LockedKeyringError(CredentialsError):
    """There is a keyring, and it does not open."""

    default_hint = f"unlock it and run the command again; or {INSTEAD}"


class Keyring:
    """Keeps keys by name, for one user of one machine.

    Args:
        patience: seconds that an answer is waited for.
    """

    def __init__(self, *, patience: float = PATIENCE_ALONE) -> None:
        self._patience = patience

    def get(self, name: str) -> Secret | None:
        """Look a key up.

        Raises:
            NoKeyringError: there is no keyring, or none that keeps secrets.
            LockedKeyringError: it does not open.
        """
        ring = self._usable()
        text = self._asked(lambda: ring.get_password(SERVICE, name))
        return Secret(text) if text and text.strip() else None

    def keep(self, name: str, secret: Secret) -> None:
        """Put a key in, and see that it is there.

        Raises:
            NoKeyringError: there is no keyring, or none that keeps secrets.
            LockedKeyringError: it does not open.
        """
        ring = self._usable()
        self._asked(lambda: ring.set_password(SERVICE, name, secret.reveal()))
        if self.get(name) != secret:
            raise NoKeyringError("this machine's keyring keeps nothing it is given")

    def forget(self, name: str) -> bool:
        """Take a key out; says whether it was there.

        Raises:
            NoKeyringError: there is no keyring, or none that keeps secrets.
            LockedKeyringError: it does not open.
        """
        if self.get(name) is None:
            return False
        ring = self._usable()
        self._asked(lambda: ring.delete_password(SERVICE, name))
        return True

    def _usable(self) -> KeyringBackend:
        """Give the keyring, unless it is none or writes secrets where all can read."""
        ring = self._asked(_keyring)
        for one in _members(ring):
            kind = type(one)
            if kind.__module__ == "keyring.backends.fail":
                raise NoKeyringError("this machine has no keyring that can be used")
            if kind.__module__ == "keyring.backends.null":
                raise NoKeyringError("this machine's keyring is switched off (null)")
            if "plaintext" in kind.__name__.lower():
                raise NoKeyringError(
                    "this machine's keyring writes keys in a file, readable as they"
                    f" are ({kind.__module__}.{kind.__name__})"
                )
        return ring

    def _asked(self, ask: Callable[[], T]) -> T:
        """Ask on the side; a keyring that says nothing in time is locked."""
        answers: list[T] = []
        errors: list[Exception] = []

        def aside() -> None:
            try:
                answers.append(ask())
            except Exception as error:  # noqa: BLE001 - backends raise what they like
                errors.append(error)

        thread = Thread(target=aside, name="keyring", daemon=True)
        thread.start()
        thread.join(self._patience)
        if answers:
            return answers[0]
        raise _told(errors[0] if errors else None)


def _told(error: Exception | None) -> CredentialsError:
    """Say why a keyring gave nothing, without its own words: they may be anything."""
    from keyring.errors import NoKeyringError as Nowhere  # noqa: PLC0415

    if error is None:
        return LockedKeyringError(
            "the keyring does not answer: it is locked, and waits for its password"
        )
    if isinstance(error, Nowhere):
        return NoKeyringError("this machine has no keyring that can be used")
    if isinstance(error, ImportError | AttributeError):
        return NoKeyringError(
            f"this machine's keyring cannot be loaded ({type(error).__name__})",
            hint=f"correct PYTHON_KEYRING_BACKEND, or {INSTEAD}",
        )
    return LockedKeyringError(f"the keyring does not open ({type(error).__name__})")


def _keyring() -> KeyringBackend:
    if sys.platform != "darwin":
        # Its backend for macOS seeks a library there by starting programs (ldconfig,
        # gcc), which would be given our environment: the keys may be in it.
        sys.modules.setdefault("keyring.backends.macOS.api", None)  # type: ignore[arg-type]
    import keyring  # noqa: PLC0415 - slow to import

    return keyring.get_keyring()


def _members(ring: KeyringBackend) -> Iterator[KeyringBackend]:
    """Give a keyring, and those it passes on to where it is a chain of them."""
    yield ring
    yield from getattr(ring, "backends", ())
