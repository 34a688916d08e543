"""Where the state file stands: its owner's alone, and refused where it is not safe."""

from __future__ import annotations

import os
import pwd
import re
import stat
from pathlib import Path

from snelsync.adapters.private_files import make_folder
from snelsync.adapters.state.trouble import ELSEWHERE
from snelsync.errors import StateError

MOUNTS = Path("/proc/self/mountinfo")
"""Where Linux tells which file system is where; other systems have no such file."""

NETWORKED = frozenset(
    {
        *("9p", "afs", "beegfs", "ceph", "cifs", "davfs", "gfs2", "glusterfs"),
        *("lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs"),
        *("fuse.davfs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs"),
        *("fuse.smbnetfs", "fuse.sshfs"),
    }
)
"""File systems over which SQLite's log has no shared memory, and locks are not to be
trusted: "WAL does not work over a network filesystem" (sqlite.org/wal.html, 2026-11).
"""

_OF_SQLITE = ("-wal", "-shm", "-journal")
_ROOT = 0

_ESCAPED = re.compile(r"\\(\d{3})")


def look_at(path: Path) -> None:
    """Refuse a name that is no plain file.

    Raises:
        StateError: it is a folder, or a link.
    """
    if path.is_symlink():
        # The lock stands beside the name: by two names two runs would not see it.
        raise StateError(
            f"state file {path} is a link to {path.resolve()}",
            hint="name the file itself with --state or SNELSYNC_STATE",
        )
    if path.is_dir():
        raise StateError(
            f"state file {path} is a folder",
            hint="name a file with --state or SNELSYNC_STATE",
        )
    _refuse_laid_ready(path)


def _refuse_laid_ready(path: Path) -> None:
    """Refuse what somebody else put beside the file, under a name that SQLite uses.

    From a journal it takes what is in it for the file's own; into a log it writes all
    that is kept.
    """
    owner = path.stat().st_uid if path.exists() else os.geteuid()
    for ending in _OF_SQLITE:
        beside = path.with_name(f"{path.name}{ending}")
        try:
            found = beside.lstat()
        except OSError:
            continue
        if not stat.S_ISREG(found.st_mode) or found.st_uid not in {owner, _ROOT}:
            raise StateError(
                f"{beside} is not of the owner of the state file beside it",
                hint=(
                    "look who put it there, and keep the state file in a folder of your"
                    " own"
                ),
            )


def make_private(path: Path) -> None:
    """Make the file for its owner only, before anything is written to it.

    Raises:
        StateError: it cannot be made, is somebody else's, or is on a network disk.
    """
    _refuse_networked(path)
    try:
        make_folder(path.parent)
        if not path.exists():
            path.touch(mode=0o600)
        found = path.stat()
        _refuse_foreign(path, found.st_uid)
        if found.st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise StateError(
            f"state file {path} cannot be made: {error.strerror}", hint=ELSEWHERE
        ) from error
    if not os.access(path, os.W_OK):
        raise StateError(f"state file {path} may not be written", hint=ELSEWHERE)


def remarks(path: Path) -> tuple[str, ...]:
    """Say what of the place is not wrong enough to refuse it."""
    try:
        mode = path.parent.stat().st_mode
    except OSError:
        return ()
    # In a folder with the sticky bit others cannot take away what is not theirs.
    if not mode & 0o022 or mode & stat.S_ISVTX:
        return ()
    told = (
        f"warning: others on this machine may write in {path.parent}, and so put"
        f" another state file in place of {path.name}\nhint: run"
        f" `chmod go-w {path.parent}`"
    )
    return (told,)


def _refuse_foreign(path: Path, owner: int) -> None:
    """Refuse a file of another user: what we put beside it he could not use."""
    if owner == os.geteuid():
        return
    name = _user(owner)
    raise StateError(
        f"state file {path} belongs to user {name}, and you are {_user(os.geteuid())}",
        hint=f"run snelsync as {name}, for example with `sudo -u {name}`",
    )


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"number {number}"


def _refuse_networked(path: Path) -> None:
    kind = file_system(path)
    if kind not in NETWORKED:
        return
    raise StateError(
        f"state file {path} is on a network disk ({kind}), where two runs cannot keep"
        " out of each other's way",
        hint=(
            "keep it on a disk of this machine: `snelsync backup FILE` copies it there,"
            " then name that FILE with --state or SNELSYNC_STATE; copies may go to the"
            " network"
        ),
    )


def file_system(path: Path) -> str:
    """Tell the kind of file system a path is on, "" when the system does not say."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    real = path.resolve()
    best, kind = -1, ""
    for line in lines:
        mount, _, told = line.partition(" - ")
        fields = mount.split(" ")
        if len(fields) < 5 or not told:
            continue
        at = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[4]))
        # Of two on one place the later covers the earlier.
        if real.is_relative_to(at) and len(at.parts) >= best:
            best, kind = len(at.parts), told.split(" ")[0]
    return kind
