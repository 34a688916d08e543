"""``snelsync install-service``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from snelsync.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from snelsync.app.ports import Step, Unattended
    from snelsync.cli.session import Session

COMMAND = "install-service"
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))


def install_service(  # noqa: PLR0913 - each is an option
    ctx: typer.Context,
    *,
    to: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the units are written.")
    ] = Path(),
    user: Annotated[
        bool, typer.Option("--user", help="For your own systemd, not the machine's.")
    ] = False,
    cron: Annotated[
        bool, typer.Option("--cron", help="Print a crontab's line; write nothing.")
    ] = False,
    at: Annotated[
        str, typer.Option(metavar="HH:MM", help="The time of day it runs.")
    ] = "06:15",
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What the units are called.")
    ] = "snelsync",
    run_as: Annotated[
        str, typer.Option(metavar="USER", help="The user it runs as.")
    ] = "snelsync",
    dynamic_user: Annotated[
        bool, typer.Option("--dynamic-user", help="Let systemd make that user.")
    ] = False,
    keys: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The folder of the files with keys."),
    ] = None,
    encrypted: Annotated[
        bool, typer.Option("--encrypted", help="Keys encrypted for this machine.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over units that are there.")
    ] = False,
) -> None:
    """Write systemd's files for a daily `sync`, or a line for cron.

    The service is shut in: it may read, reach the network, and write in its state
    folder. Nothing is started or changed on the machine: the commands that are left to
    type are printed.

    [bold]Examples[/bold]

      snelsync install-service --to units

      snelsync install-service --user --at 07:30

      snelsync install-service --cron
    """
    from snelsync.cli import wiring_unattended  # noqa: PLC0415

    session: Session = ctx.obj
    run = _run(
        session,
        name=_word(name, "--name"),
        at=_time(at),
        run_as="" if user or dynamic_user else _word(run_as, "--run-as"),
        own=user,
        keys=str(keys.expanduser().absolute()) if keys else "",
        encrypted=encrypted,
        cron=cron,
    )
    installer = wiring_unattended.installer()
    if cron:
        line = installer.crontab(run)
        _tell(session, installer.cron_steps(run), files={}, line=line)
        return
    folder = to.expanduser().absolute()
    texts = installer.units(run)
    installer.write(folder, texts, force=force)
    files = {str(folder / one): text for one, text in texts.items()}
    _tell(session, installer.unit_steps(run, folder), files=files, line="")


def _run(  # noqa: PLR0913 - each is a choice
    session: Session,
    *,
    name: str,
    at: tuple[int, int],
    run_as: str,
    own: bool,
    keys: str,
    encrypted: bool,
    cron: bool,
) -> Unattended:
    """Gather what is to run, from the options, the mapping and this very program."""
    from snelsync.app.ports import Unattended  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    chosen = wiring.settings(session)
    mapping = chosen.path.expanduser().absolute()
    state = wiring.state_path(session, chosen).expanduser().absolute()
    program = _program()
    reads = (mapping, *(Path(one) for one in program), Path(sys.base_prefix))
    return Unattended(
        shop=chosen.mapping.shop.name,
        program=program,
        mapping=str(mapping),
        state=str(state) if cron or state.exists() else "",
        name=name,
        at=at,
        keys=keys or (str(mapping.parent) if cron else ""),
        own=own,
        run_as=run_as,
        encrypted=encrypted,
        sees_home=any(one.is_relative_to(home) for one in reads for home in _HOMES),
    )


def _program() -> tuple[str, ...]:
    """Name this very program by whole paths: no search path is gone by."""
    beside = Path(sys.executable).with_name("snelsync")
    return (str(beside),) if beside.exists() else (sys.executable, "-m", "snelsync")


def _time(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if not found:
        raise UsageError(
            f"--at {text} is no time of day", hint="write it like --at 06:15"
        )
    return int(found[1]), int(found[2])


def _word(text: str, option: str) -> str:
    """Take a name that means the same to systemd, to a shell and to a file system."""
    if not re.fullmatch(r"[a-z_][a-z0-9_-]{0,30}", text):
        raise UsageError(
            f"{option} is a name of small letters, digits, - and _",
            hint=f"write it like {option} snelsync",
        )
    return text


def _tell(
    session: Session, steps: tuple[Step, ...], *, files: dict[str, str], line: str
) -> None:
    """Say what was written, and what is left to type."""
    output = session.output
    output.document(
        COMMAND,
        ExitCode.DONE,
        counts={"written": len(files)},
        files=[{"path": path, "text": text} for path, text in files.items()],
        crontab=line or None,
        steps=[{"why": one.why, "command": one.command or None} for one in steps],
    )
    if output.as_json:
        return
    # Written as they are: a line that a window breaks cannot be copied.
    for one in () if output.quiet else steps:
        sys.stdout.write(f"# {one.why}\n{one.command}".rstrip() + "\n\n")
    sys.stdout.write(f"{line or 'written: ' + ', '.join(files)}\n")
