"""``snelsync demo``: the whole job, on recorded orders, in a few seconds."""

from __future__ import annotations

import shutil
import sys
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from snelsync.errors import UsageError

if TYPE_CHECKING:
    from snelsync.cli.session import Session, World
    from snelsync.sandbox.serve import Addresses


SHOWN = 18
"""Lines shown of the beginning, and of the end, of a step that says much."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: why, and what one types for it."""

    why: str
    words: tuple[str, ...]


STEPS = (
    Step("Which shop and administration do the keys open?", ("auth", "status")),
    Step("Fetch the shop's orders and refunds.", ("pull-orders",)),
    Step("What would go wrong, before anything is booked?", ("map-check",)),
    Step("What exactly would be booked? Nothing is yet.", ("push", "--dry-run")),
    Step("Book it.", ("push", "--yes")),
    Step("Again: nothing is booked twice.", ("push", "--yes")),
    Step(
        "Are these four days in the books, to the cent?",
        ("reconcile", "2026-10-16..2026-10-19"),
    ),
    Step("A booked order, from shop line to SnelStart id.", ("show", "174")),
    Step("A held order: why, and what to do.", ("show", "299")),
)


def demo(
    ctx: typer.Context,
    *,
    keep: Annotated[
        Path | None,
        typer.Option(help="Leave the mapping and state file in this folder."),
    ] = None,
    shop: Annotated[
        str, typer.Option(help="Which recorded shop: incl or excl (prices).")
    ] = "incl",
) -> None:
    """Play the whole job on a practice shop with recorded real orders.

    Needs no account, keys or network: a practice shop and a practice administration
    run on this machine for as long as it takes.

    [bold]Examples[/bold]

      snelsync demo

      snelsync demo --keep ./try-out
    """
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from snelsync.sandbox.administration import PracticeAdministration  # noqa: PLC0415
    from snelsync.sandbox.serve import served  # noqa: PLC0415
    from snelsync.sandbox.shop import PracticeShop  # noqa: PLC0415

    session: Session = ctx.obj
    now = session.world.clock.now
    try:
        practice_shop = PracticeShop(shop, now=now)
    except (ValueError, FileNotFoundError) as error:
        raise typer.BadParameter(str(error)) from error
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(TemporaryDirectory()))
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file", hint="name a folder with --keep")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        at = stack.enter_context(served(practice_shop, PracticeAdministration(now=now)))
        _write_mapping(folder / "mapping.toml", at)
        results = _play(session, folder, ctx.find_root().command)
    _end(session, results, keep)


def _write_mapping(path: Path, at: Addresses) -> None:
    """Write the example mapping with nothing changed but the addresses."""
    from snelsync.cli.example import example_mapping  # noqa: PLC0415

    text = example_mapping()
    for real, practice in (
        ("https://shop.example.nl", at.shop_url),
        ("https://b2bapi.snelstart.nl/v2", at.api_url),
        ("https://auth.snelstart.nl/b2b/token", at.token_url),
        ("https://ec.europa.eu/taxation_customs/vies/rest-api", at.vies_url),
    ):
        text = text.replace(f'"{real}"', f'"{practice}"')
    path.write_text(text, encoding="utf-8")


def _play(session: Session, folder: Path, snelsync: Any) -> list[tuple[Step, int]]:  # noqa: ANN401
    """Run each step as the command line would, and show what one types.

    Args:
        session: of the demo itself.
        folder: where the mapping and state file are.
        snelsync: the whole command line, to run the steps with.
    """
    from snelsync.cli import tables  # noqa: PLC0415

    world = _practice_world(session)
    files = [
        f"--mapping={folder / 'mapping.toml'}",
        f"--state={folder / 'state.sqlite3'}",
    ]
    quiet = ["--quiet"] if session.output.quiet or session.output.as_json else []
    results = []
    for number, step in enumerate(STEPS, start=1):
        session.output.show(
            tables.heading(f"{number}. {step.why}"),
            tables.typed(f"$ snelsync {' '.join(step.words)}"),
        )
        inner = replace(world, silent=session.output.as_json)
        with redirect_stdout(StringIO()) as said:
            code = snelsync.main(
                args=[*files, *quiet, *step.words], obj=inner, standalone_mode=False
            )
        results.append((step, int(code or 0)))
        _say_again(session, said.getvalue().splitlines())
        if code:
            session.output.show(tables.plain(f"(exit code {int(code)})"))
    return results


def _say_again(session: Session, lines: list[str]) -> None:
    """Show what a step said, its beginning and end where it said much."""
    from snelsync.cli import tables  # noqa: PLC0415

    left_out = len(lines) - 2 * SHOWN
    if left_out > 0:
        told = f"… {left_out} more lines …"
        lines = [*lines[:SHOWN], "", told, "", *lines[-SHOWN:]]
    session.output.show(tables.plain_lines(lines))


def _practice_world(session: Session) -> World:
    """Give the outside as it is, with the practice keys in it."""
    from snelsync.sandbox.administration import (  # noqa: PLC0415
        PRACTICE_CONNECTION_KEY,
        PRACTICE_SUBSCRIPTION_KEY,
    )
    from snelsync.sandbox.shop import (  # noqa: PLC0415
        PRACTICE_CONSUMER_KEY,
        PRACTICE_CONSUMER_SECRET,
    )

    environ = {
        name: value
        for name, value in session.world.environ.items()
        if not name.startswith("SNELSYNC_") and name != "CREDENTIALS_DIRECTORY"
    }
    environ |= {
        "SNELSYNC_WOO_KEY": PRACTICE_CONSUMER_KEY,
        "SNELSYNC_WOO_SECRET": PRACTICE_CONSUMER_SECRET,
        "SNELSYNC_SNELSTART_SUBSCRIPTION_KEY": PRACTICE_SUBSCRIPTION_KEY,
        "SNELSYNC_SNELSTART_CONNECTION_KEY": PRACTICE_CONNECTION_KEY,
    }
    window = shutil.get_terminal_size((0, 0)).columns if sys.stdout.isatty() else 0
    return replace(session.world, environ=environ, columns=window or None)


NO_FAILURE = frozenset({0, 3, 4})
"""Held orders need a person, as they should; that is no failure of a step."""


def _end(session: Session, results: list[tuple[Step, int]], keep: Path | None) -> None:
    from snelsync.cli import tables  # noqa: PLC0415
    from snelsync.errors import ExitCode, SnelsyncError  # noqa: PLC0415

    failed = [(step, code) for step, code in results if code not in NO_FAILURE]
    if failed:
        step, code = failed[0]
        raise SnelsyncError(
            f"the demo failed at `snelsync {' '.join(step.words)}` (exit code {code})"
        )
    session.output.document(
        "demo",
        ExitCode.DONE,
        counts={"steps": len(results)},
        steps=[
            {"command": " ".join(step.words), "exit_code": code}
            for step, code in results
        ],
    )
    if keep:
        session.output.note(f"the mapping and state file are in {keep}")
    session.output.show(
        tables.heading("Now with your own shop"),
        tables.plain_lines(
            [
                "1. snelsync auth login --shop https://shop.example.nl",
                "2. snelsync init --shop https://shop.example.nl",
                "3. snelsync pull-orders, then snelsync map-check",
            ]
        ),
    )
    session.output.summary(f"demo done: {len(results)} steps")
