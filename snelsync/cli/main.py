"""The command line itself: global options, and the one place errors end up."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

import snelsync
from snelsync.cli.commands import (
    alert_test,
    auth,
    backup,
    demo,
    init,
    install_service,
    map_check,
    pull_orders,
    purge,
    push,
    rebuild,
    reconcile,
    report,
    retry,
    rotate,
    sandbox,
    show,
    status,
    support_bundle,
    sync,
)
from snelsync.cli.help import help_of
from snelsync.cli.output import Output, bug
from snelsync.cli.session import Session, World
from snelsync.cli.stopping import interrupt
from snelsync.errors import ExitCode, InterruptError, SnelsyncError, UsageError

_VERSION = f"snelsync {snelsync.__version__}\n"
NOT_READ = 141
"""The exit code a shell gives a program whose output nobody reads any more."""

_VALUED = ("--mapping", "--state", "--log-file")
_FLAGS = ("--json", "--quiet", "--verbose", "--log-json")

_TYPED = "snelsync.command"


class Boundary(TyperGroup):
    """Lets global options stand anywhere, and turns errors into words and a code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Take the global options to the front, wherever they were typed."""
        rest: list[str] = super().parse_args(ctx, _global_first(args))
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Find the command; one that does not exist is told in JSON too."""
        try:
            return super().resolve_command(ctx, args)
        except _Usage as error:
            wrong = UsageError(str(error))
            output = Output(as_json=bool(ctx.params.get("as_json")))
            output.document("snelsync", wrong.exit_code, error=_told(wrong))
            raise

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run a command, and tell the log how it ended."""
        command = _command_of((*ctx._protected_args, *ctx.args))  # noqa: SLF001
        ctx.meta[_TYPED] = command
        began = time.monotonic()
        code, reason = int(ExitCode.BUG), None
        try:
            result = self._invoked(ctx, command)
            code = int(ExitCode.DONE)
        except typer.Exit as ended:
            code, reason = int(ended.exit_code), ended.__cause__
            raise
        except _Usage as error:
            code, reason = int(ExitCode.USAGE), error
            raise
        finally:
            _tell_ended(command, code, reason, began)
        return result

    def _invoked(self, ctx: Any, command: str) -> Any:  # noqa: ANN401
        """Run a command; what goes wrong is told once, here."""
        try:
            return super().invoke(ctx)
        except SnelsyncError as error:
            _output(ctx).failure(command, error)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            stopped = InterruptError("interrupted; what was begun is recorded")
            _output(ctx).failure(command, stopped)
            raise typer.Exit(stopped.exit_code) from error
        except BrokenPipeError as error:
            _read_no_further()
            raise typer.Exit(NOT_READ) from error
        except (typer.Exit, typer.Abort, SystemExit) as error:
            if isinstance(error.__context__, BrokenPipeError):  # as rich tells of it
                raise typer.Exit(NOT_READ) from error
            raise
        except _Usage as error:
            wrong = UsageError(str(error))
            _output(ctx).document(command, wrong.exit_code, error=_told(wrong))
            raise
        except Exception as error:
            if type(error).__module__.startswith(("typer", "click")):
                raise
            code = bug(error, command=command, output=_output(ctx))
            raise typer.Exit(code) from error


_Usage = cast("type[Exception]", typer.BadParameter.__mro__[1])
"""What typer raises for wrong usage, and tells on stderr itself."""


def _command_of(words: tuple[str, ...]) -> str:
    """Name the command that was typed, with its part: ``auth login``."""
    said = [word for word in words[:2] if not word.startswith("-")]
    if not said:
        return "snelsync"
    return " ".join(said) if said[0] == "auth" else said[0]


def _tell_ended(
    command: str, code: int, reason: BaseException | None, began: float
) -> None:
    from snelsync.events import Event, heard, known_word, tell  # noqa: PLC0415

    if not heard():
        return
    ms = round((time.monotonic() - began) * 1000)
    known = known_word(command, _names())
    if reason is None:
        tell(Event.COMMAND_ENDED, command=known, exit_code=code, ms=ms)
        return
    tell(Event.COMMAND_ENDED, command=known, exit_code=code, ms=ms, error=type(reason))


def _names() -> frozenset[str]:
    """List every command there is, as it is typed."""
    ours = {one.name for one in app.registered_commands}
    keys = {f"auth {one.name}" for one in auth.app.registered_commands}
    return frozenset(name for name in ours | keys if name)


def _told(error: SnelsyncError) -> dict[str, object]:
    return {"message": error.what, "hint": error.hint, "details": []}


def _output(ctx: Any) -> Output:  # noqa: ANN401
    return ctx.obj.output if isinstance(ctx.obj, Session) else Output()


def _global_first(args: list[str]) -> list[str]:
    """Move global options before the command; after ``--`` nothing is an option."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
            break
        if word in _FLAGS or word.startswith(tuple(f"{name}=" for name in _VALUED)):
            front.append(word)
        elif word in _VALUED:
            value = next(words, None)
            if value is None or value.startswith("-"):
                msg = f"{word} needs the name of a file"
                raise typer.BadParameter(msg)
            front += [word, value]
        else:
            rest.append(word)
    return front + rest


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer's own form
    if wanted:
        sys.stdout.write(_VERSION)
        raise typer.Exit


app = typer.Typer(
    cls=Boundary,
    name="snelsync",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=(
        "Global options may stand before or after the command."
        " Try it without an account: [bold]snelsync demo[/bold]"
    ),
)


@app.callback()
def main(  # noqa: PLR0913 - each is an option
    ctx: typer.Context,
    *,
    mapping: Annotated[
        Path | None,
        typer.Option(help="The mapping file.", show_default="./mapping.toml"),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(help="The state file.", show_default="the user's data folder"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document on stdout.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Say one line, or only what is wrong.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", help="Tell each step on stderr, and the traceback of a bug."
        ),
    ] = False,
    log_json: Annotated[
        bool,
        typer.Option("--log-json", help="Tell each step on stderr, as JSON lines."),
    ] = False,
    log_file: Annotated[
        Path | None,
        typer.Option(help="Write each step to this file too.", show_default="no file"),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback has done it
        bool,
        typer.Option(
            "--version",
            help="Show the version.",
            callback=_show_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Books a WooCommerce shop into SnelStart: never twice, never lost, to the cent."""
    from snelsync.cli.wiring import mapping_path, this_world  # noqa: PLC0415
    from snelsync.cli.wiring_logs import log_path, logged  # noqa: PLC0415

    if not isinstance(ctx.obj, World):
        from snelsync.cli.discreet import be_discreet  # noqa: PLC0415

        be_discreet()
    world = ctx.obj if isinstance(ctx.obj, World) else this_world()
    ctx.obj = Session(
        world=world,
        output=Output(
            as_json=as_json,
            quiet=quiet,
            verbose=verbose,
            silent=world.silent,
            columns=world.columns,
        ),
        mapping_path=mapping_path(mapping, world.environ),
        state_path=state,
        log_path=log_path(log_file, world.environ),
    )
    if verbose or log_json or ctx.obj.log_path:
        from snelsync.events import Event, known_word, tell  # noqa: PLC0415

        ctx.with_resource(logged(ctx.obj, as_json=log_json))
        tell(Event.COMMAND_BEGAN, command=known_word(ctx.meta[_TYPED], _names()))


auth.app.command("rotate", help=help_of(rotate.rotate))(rotate.rotate)
app.add_typer(auth.app, name="auth")
for _name, _command in (
    ("init", init.init),
    ("pull-orders", pull_orders.pull_orders),
    ("map-check", map_check.map_check),
    ("push", push.push),
    ("retry", retry.retry),
    ("reconcile", reconcile.reconcile),
    ("report", report.report),
    ("sync", sync.sync),
    ("rebuild", rebuild.rebuild),
    ("status", status.status),
    ("show", show.show),
    ("backup", backup.backup),
    ("purge", purge.purge),
    ("support-bundle", support_bundle.support_bundle),
    ("alert-test", alert_test.alert_test),
    ("install-service", install_service.install_service),
    ("demo", demo.demo),
    ("sandbox", sandbox.sandbox),
):
    app.command(_name, help=help_of(_command))(_command)


def leave_no_core() -> None:
    """Write no image of the memory when the interpreter crashes: keys are in it."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def run() -> None:
    """Start from the shell; being ended is told and recorded as Ctrl-C is."""
    if sys.argv[1:] == ["--version"]:
        # Asked by scripts, over and over: without making every command first.
        sys.stdout.write(_VERSION)
        return
    leave_no_core()
    signal.signal(signal.SIGTERM, interrupt)
    try:
        app()
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _read_no_further()


def _read_no_further() -> None:
    """Let the rest of the output go nowhere: who read it has stopped (``| head``)."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
