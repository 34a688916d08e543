"""A crontab's line: one command, for a shell that knows nothing of this one."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from snelsync.adapters.credentials import NEEDED_KEYS
from snelsync.adapters.service_units import key_file
from snelsync.app.ports import Unattended
from snelsync.errors import UsageError

LONGEST = 990
"""Characters of a command that every cron takes (Vixie cron: 1,000)."""


def crontab(run: Unattended) -> str:
    """Write the line: the files with keys, the command, and its two files."""
    hour, minute = run.at
    words = " ".join(_words(run))
    if not words.isprintable() or len(words) > LONGEST:
        raise UsageError(
            "these paths are too long for a line of a crontab, or have a line end in"
            " them",
            hint="move the files to a folder with a short, ordinary name",
        )
    # cron ends a command at %, in quotes too.
    return f"{minute} {hour} * * * {words.replace('%', chr(92) + '%')}"


def _words(run: Unattended) -> Iterator[str]:
    for key in NEEDED_KEYS:
        path = f"{run.keys.rstrip('/')}/{key_file(run, key)}"
        yield f"{key.variable}_FILE={shlex.quote(path)}"
    yield from (shlex.quote(one) for one in run.program)
    yield f"--mapping {shlex.quote(run.mapping)}"
    yield f"--state {shlex.quote(run.state)}"
    yield "sync --quiet"
