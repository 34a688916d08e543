"""A key in a file: read only where nobody else could read or change it.

Three kinds of files. One's own, for its owner alone, as ssh wants it of its keys. One
that systemd hands to a service: root's, which the service's group may read. One that
a container was given under ``/run/secrets``: readable for all in it, since Docker and
Podman mount it so (mode 0444), and nobody else is in there.
"""

from __future__ import annotations

import os
import shlex
import stat
from enum import Enum
from pathlib import Path

from snelsync.errors import CredentialsError
from snelsync.secret import Secret

CONTAINER_SECRETS = Path("/run/secrets")
LARGEST = 16_384
"""Bytes; a key is far shorter, and whatever is longer is another file."""
ROOT = 0


class Kind(Enum):
    """Who put the file there, and so who may be able to read it."""

    OWN = "one's own"
    SYSTEMD = "handed over by systemd"
    CONTAINER = "mounted into a container"


class UnsafeFileError(CredentialsError):
    """A key stands where others could have read or changed it; it is not used."""


def read_key_file(
    path: Path, *, label: str, setting: str, by_systemd: bool = False
) -> Secret:
    """Read the one key in a file.

    Args:
        path: the file.
        label: what a person calls the key.
        setting: what named the file, for a message.
        by_systemd: it stands in the folder of systemd's credentials.

    Raises:
        UnsafeFileError: others can read or change it; says the command that mends it.
        CredentialsError: it cannot be read, or is no text.
    """
    kind = Kind.SYSTEMD if by_systemd else _kind_of(path)
    try:
        # Without waiting: a named pipe would keep us for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            _refuse_unsafe(path, os.fstat(file.fileno()), kind=kind, label=label)
            text = file.read(LARGEST + 1)
        return Secret(_decoded(text))
    except (OSError, ValueError) as error:
        # A decoding error carries the bytes; only its kind is told.
        reason = getattr(error, "strerror", None) or "it is no text with one key"
        raise CredentialsError(
            f"the file with the {label} cannot be read: {path}: {reason}",
            hint=f"correct {setting}, or the rights of that file",
        ) from None


def _decoded(text: bytes) -> str:
    if len(text) > LARGEST or len(text.split()) > 1:
        raise ValueError
    return text.decode()


def _kind_of(path: Path) -> Kind:
    inside = path.resolve().is_relative_to(CONTAINER_SECRETS.resolve())
    return Kind.CONTAINER if inside else Kind.OWN


def _refuse_unsafe(
    path: Path, found: os.stat_result, *, kind: Kind, label: str
) -> None:
    told = f"the file with the {label}"
    quoted = shlex.quote(str(path))
    if not stat.S_ISREG(found.st_mode):
        raise CredentialsError(
            f"{told} is no ordinary file: {path}", hint="name a file with the key in it"
        )
    if kind is not Kind.CONTAINER and found.st_uid not in {ROOT, os.geteuid()}:
        raise UnsafeFileError(
            f"{told} belongs to another user, who can change it: {path}",
            hint=f"run `sudo chown {os.geteuid()} {quoted}`, then `chmod 600 {quoted}`",
        )
    if found.st_mode & _forbidden(kind, found):
        raise UnsafeFileError(
            f"{told} can be read or changed by other users: {path}"
            f" (mode {stat.S_IMODE(found.st_mode):04o})",
            hint=(
                f"run `chmod 600 {quoted}`; if others may have read it, replace the key"
            ),
        )
    _refuse_open_folder(path, told)


def _forbidden(kind: Kind, found: os.stat_result) -> int:
    """Say which rights make a file unfit."""
    writing = stat.S_IWGRP | stat.S_IWOTH
    match kind:
        case Kind.CONTAINER:
            return writing
        case Kind.SYSTEMD if found.st_uid == ROOT:
            # It gives the service's user its right through the group's (an ACL).
            return writing | stat.S_IRWXO
        case Kind.SYSTEMD | Kind.OWN:
            return stat.S_IRWXG | stat.S_IRWXO


def _refuse_open_folder(path: Path, told: str) -> None:
    """Refuse a file in a folder where every user may put another in its place."""
    for folder in {path.absolute().parent, path.resolve().parent}:
        mode = folder.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise UnsafeFileError(
                f"{told} is in a folder that every user can change: {folder}",
                hint=f"run `chmod o-w {shlex.quote(str(folder))}`",
            )
