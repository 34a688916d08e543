"""What is left for a person to type, so that runs start by themselves."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from snelsync.adapters.credentials import NEEDED_KEYS, Key
from snelsync.adapters.service_units import key_file
from snelsync.app.ports import Step, Unattended

_RECORD = "the record so far goes along; without it every booking is looked up again"
_PASTE = "paste the key, then Enter and Ctrl-D"


def unit_steps(run: Unattended, folder: Path) -> tuple[Step, ...]:
    """Say what to type once the files stand in a folder."""
    return tuple(_own_steps(run, folder) if run.own else _steps(run, folder))


def _steps(run: Unattended, folder: Path) -> Iterator[Step]:
    place = Path("/etc/systemd/system")
    if run.run_as:
        yield Step(
            "make the user it runs as, once",
            f"id -u {run.run_as} >/dev/null 2>&1 || sudo useradd --system"
            f" --no-create-home --shell /usr/sbin/nologin {run.run_as}",
        )
    who = f"the user {run.run_as}" if run.run_as else "every user"
    yield Step(f"see to it that {who} can read {run.mapping}")
    yield from _key_steps(run, _folder(run, "/etc"), sudo="sudo ")
    yield from _copied(run, folder, place, sudo="sudo ")
    if run.state == f"/var/lib/{run.name}/state.sqlite3":
        pass  # it is in its place
    elif run.state and run.run_as:
        yield Step(_RECORD, _moved(run, f"/var/lib/{run.name}"))
    elif run.state:
        yield Step(
            f"the record so far, {run.state}, cannot go along to a user that systemd"
            " makes: use --run-as, or every booking is looked up again and adopted"
        )
    yield from _started(run, "sudo systemctl", f"journalctl -u {run.name}.service")


def _own_steps(run: Unattended, folder: Path) -> Iterator[Step]:
    place = Path("~/.config/systemd/user")
    yield from _key_steps(run, _folder(run, "~/.config"), sudo="")
    yield from _copied(run, folder, place, sudo="")
    if run.state:
        yield Step(_RECORD, _moved(run, f"~/.local/state/{run.name}"))
    yield Step(
        "let your runs start when you are not logged in", "loginctl enable-linger"
    )
    journal = f"journalctl --user -u {run.name}.service"
    yield from _started(run, "systemctl --user", journal)


def cron_steps(run: Unattended) -> tuple[Step, ...]:
    """Say what to type besides the line of the crontab."""
    keys = (_key_step(f"{run.keys}/{key_file(run, key)}", key) for key in NEEDED_KEYS)
    return (*keys, Step("put the line into your crontab", "crontab -e"))


def _folder(run: Unattended, settings: str) -> str:
    usual = f"{settings}/credstore{'.encrypted' if run.encrypted else ''}"
    return run.keys.rstrip("/") or usual


def _key_steps(run: Unattended, folder: str, *, sudo: str) -> Iterator[Step]:
    yield Step("a folder for the keys", f"{sudo}install -d -m 700 {_typed(folder)}")
    for key in NEEDED_KEYS:
        path = f"{folder}/{key_file(run, key)}"
        if not run.encrypted:
            yield _key_step(path, key, sudo=sudo)
            continue
        own = "--user " if run.own else ""
        yield Step(
            f"{key.label}: {_PASTE}",
            f"{sudo}systemd-creds encrypt {own}--name=snelsync-{key.slug} -"
            f" {_typed(path)}",
        )


def _key_step(path: str, key: Key, *, sudo: str = "") -> Step:
    return Step(
        f"{key.label}: {_PASTE}", f"{sudo}install -m 600 /dev/stdin {_typed(path)}"
    )


def _copied(run: Unattended, folder: Path, place: Path, *, sudo: str) -> Iterator[Step]:
    if folder.expanduser() == place.expanduser():
        return
    files = (
        _typed(str(folder / f"{run.name}.{kind}")) for kind in ("service", "timer")
    )
    yield Step(
        "the units go where systemd looks for them",
        f"{sudo}install -D -m 644 -t {place} {' '.join(files)}",
    )


def _moved(run: Unattended, folder: str) -> str:
    """Copy the record whole, and give it to who it runs as.

    One that is there already is newer, and stays: `backup` overwrites nothing.
    """
    target = f"{folder}/state.sqlite3"
    words = (*run.program, "--mapping", run.mapping, "--state", run.state, "backup")
    backup = shlex.join(words)
    if not run.run_as:
        return f"install -d -m 700 {folder} && {backup} {target}"
    copy = shlex.quote(f"{run.state}.moved")
    return (
        f"sudo install -d -m 700 -o {run.run_as} {folder}"
        f" && sudo test ! -e {target} && {backup} {copy}"
        f" && sudo install -m 600 -o {run.run_as} {copy} {target} && rm {copy}"
    )


def _started(run: Unattended, systemctl: str, journal: str) -> Iterator[Step]:
    yield Step("systemd reads the units", f"{systemctl} daemon-reload")
    yield Step("try it once", f"{systemctl} start {run.name}.service")
    yield Step("see what it said", journal)
    yield Step("start it every day", f"{systemctl} enable --now {run.name}.timer")


def _typed(path: str) -> str:
    """Write a path for a shell; ~ stays one's home."""
    if path.startswith("~/"):
        return f"~/{shlex.quote(path[2:])}"
    return shlex.quote(path)
