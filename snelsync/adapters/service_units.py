"""systemd's files for a run at a time of day: shut in as far as a run can be.

Of a system that is written to only the state folder is left; keys come as credentials,
which no other program sees. Names and options: systemd 252's manual (2023).
"""

from __future__ import annotations

from collections.abc import Iterator

from snelsync.adapters.credentials import ALERT_KEYS, NEEDED_KEYS, Key
from snelsync.app.ports import Unattended
from snelsync.errors import UsageError

SHUT_IN = """\
# What it may do: reach the network, read, and write in its own folder. No more.
NoNewPrivileges=yes
UMask=0077
# No memory of a crash on disk: keys would be in it.
LimitCORE=0
ProtectSystem=strict
ProtectHome={home}
PrivateTmp=yes
PrivateUsers=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
"""

SHUT_IN_BY_ROOT = """\
CapabilityBoundingSet=
AmbientCapabilities=
KeyringMode=private
PrivateDevices=yes
PrivateMounts=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RemoveIPC=yes
"""
"""Only the machine's own systemd may do these; a user's fails on them."""

ENDS_WELL = "3 4"
"""Exit codes of a run that did all it could, and left something for a person."""


def service(run: Unattended) -> str:
    """Write the service: one run."""
    network = "" if run.own else _NETWORK
    return "".join(
        (
            "[Unit]\n",
            f"Description=snelsync: book {_plain(run.shop)} in SnelStart\n",
            network,
            "\n[Service]\nType=oneshot\n",
            f"ExecStart={command(run.program)} sync --quiet\n",
            "# Done, and something is left for a person: no failure of the service.\n",
            f"SuccessExitStatus={ENDS_WELL}\n",
            "# A run may wait for the next hour's calls; asked to stop, it ends\n",
            "# after the booking that is on its way.\n",
            "TimeoutStartSec=6h\nTimeoutStopSec=5min\n",
            f"Environment={word('SNELSYNC_MAPPING=' + run.mapping)}\n",
            f"Environment=SNELSYNC_STATE=%S/{run.name}/state.sqlite3\n",
            f"StateDirectory={run.name}\nStateDirectoryMode=0700\n",
            *(f"{line}\n" for line in _identity(run)),
            *(f"{line}\n" for line in _credentials(run)),
            "\n",
            SHUT_IN.format(home="read-only" if run.own or run.sees_home else "yes"),
            "" if run.own else SHUT_IN_BY_ROOT,
        )
    )


_NETWORK = "Wants=network-online.target\nAfter=network-online.target\n"


def timer(run: Unattended) -> str:
    """Write the timer: when."""
    hour, minute = run.at
    return "".join(
        (
            f"[Unit]\nDescription=snelsync: every day for {_plain(run.shop)}\n",
            f"\n[Timer]\nOnCalendar=*-*-* {hour:02}:{minute:02}:00\n",
            "# Made up for when the machine was off.\nPersistent=true\n",
            "# Not all machines at the same second.\nRandomizedDelaySec=10min\n",
            "\n[Install]\nWantedBy=timers.target\n",
        )
    )


def _identity(run: Unattended) -> Iterator[str]:
    if run.own:
        return
    yield f"User={run.run_as}" if run.run_as else "DynamicUser=yes"


def _credentials(run: Unattended) -> Iterator[str]:
    """Load the keys: those that are needed must be there, those of alerts may be."""
    load = f"LoadCredential{'Encrypted' if run.encrypted else ''}="
    folder = keys_folder(run)
    for key in NEEDED_KEYS:
        yield f"{load}snelsync-{key.slug}:{folder}/{key_file(run, key)}"
    yield "# Of alerts; sought in systemd's own folders of credentials, and not needed."
    for key in ALERT_KEYS:
        yield f"{load}snelsync-{key.slug}:{key_file(run, key)}"


def keys_folder(run: Unattended) -> str:
    """Name the folder of the files with keys, as systemd reads it."""
    if run.keys:
        return _plain(run.keys.rstrip("/"))
    return f"%E/credstore{'.encrypted' if run.encrypted else ''}"


def key_file(run: Unattended, key: Key) -> str:
    """Name the file of a key: by the units, so that two shops have their own."""
    return f"{run.name}-{key.slug}"


def _plain(text: str) -> str:
    """Write text that systemd does not divide: only % means something in it."""
    if not text.isprintable():
        raise UsageError(
            "a path with a line end or another invisible character in it cannot stand"
            " in a unit",
            hint="move the file to a folder with an ordinary name",
        )
    return text.replace("%", "%%")


def word(text: str) -> str:
    """Write one word: in quotes where something in it would divide or change it."""
    told = _plain(text).replace("\\", "\\\\").replace('"', '\\"')
    quoted = told != text.replace("%", "%%") or any(one in text for one in " '")
    return f'"{told}"' if quoted else told


def command(words: tuple[str, ...]) -> str:
    """Write a command: variables are put in its arguments, not in its name."""
    first, *rest = words
    return " ".join((word(first), *(word(one).replace("$", "$$") for one in rest)))
