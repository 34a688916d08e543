"""Files for their owner only: private from the first byte, put whole in their place.

What is written may be in a folder that others write in too (``/tmp``, a share). So
a link that stands under the name is not followed, a file that somebody else laid ready
is not filled, and how the machine is set (its umask) changes nothing.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_STREAMS = ("/dev/null", "/dev/stdout", "/dev/stderr", "/dev/fd/")
"""What a system has in place of files: written to as they are."""


@contextmanager
def put_in_place(path: Path) -> Iterator[BinaryIO]:
    """Write a file, over one that is there; it has its name once it is whole.

    One's own file that was there keeps its rights: somebody may be meant to read it.

    Raises:
        OSError: it cannot be written there, or no plain file stands there.
    """
    if str(path).startswith(_STREAMS):
        with path.open("wb") as stream:
            yield stream
        return
    mode = _mode_of(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, mode)
            yield file
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def write_private(path: Path, content: bytes) -> None:
    """Write a whole file, over one that is there.

    Raises:
        OSError: it cannot be written there, or no plain file stands there.
    """
    with put_in_place(path) as file:
        file.write(content)


def make_folder(folder: Path, *, mode: int = 0o700) -> None:
    """Make a folder, and those above it, for their owner only; others stay as is."""
    lacking = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(lacking):
        one.mkdir(mode=mode, exist_ok=True)
    if not folder.is_dir():
        folder.mkdir()


def _mode_of(path: Path) -> int:
    """Give the rights the file is to have, and refuse what is no plain file."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return 0o600
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, "it is a link; name the file itself")
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no plain file")
    return stat.S_IMODE(found.st_mode) if found.st_uid == os.geteuid() else 0o600
