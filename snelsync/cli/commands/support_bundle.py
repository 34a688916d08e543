"""``snelsync support-bundle``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from snelsync.cli.session import Session

LINES = 1000
"""The last lines of the log: enough for some days of cron."""

CONTENTS = {
    "README.txt": "what is in it, as told here",
    "documents.jsonl": "what needs a person: ids, outcomes, codes, and when",
    "log.jsonl": f"the last {LINES} lines of the log, where there is one",
    "mapping.json": "the mapping file without texts, names and addresses",
    "state.json": "of the state file: version, whether it is sound, counts and runs",
    "versions.json": "versions of snelsync, Python and packages; the variables set",
}
"""The files of a bundle, and what is in each."""


def support_bundle(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="The zip file to make.",
            show_default="a name with the moment in it",
        ),
    ] = None,
    *,
    with_amounts: Annotated[
        bool,
        typer.Option(
            "--with-amounts", help="Tell what each document needing a person comes to."
        ),
    ] = False,
) -> None:
    """Make a file to send to who helps you: versions, codes and counts, no names.

    It has no key, no person and no amount in it, and nothing is sent anywhere: look
    into it first. Works also where the mapping or the state file is the trouble.

    [bold]Examples[/bold]

      snelsync support-bundle

      snelsync support-bundle ./for-support.zip --with-amounts
    """
    from snelsync.cli import tables, wiring_logs  # noqa: PLC0415

    session: Session = ctx.obj
    output, now = session.output, session.world.clock.now()
    path = file or Path(f"snelsync-support-{now:%Y%m%d-%H%M%S}.zip")
    parts = _parts(session, amounts=with_amounts)
    wiring_logs.write_bundle(path, parts, made=now)
    output.document(
        "support-bundle",
        0,
        counts={"files": len(parts)},
        file=str(path),
        files=CONTENTS,
    )
    for name, what in CONTENTS.items():
        output.show(tables.plain(f"{name}: {what}"))
    output.summary(f"made {path}: {len(parts)} files; look into it before you send it")


def _parts(session: Session, *, amounts: bool) -> dict[str, Any]:
    from snelsync.cli import wiring_logs  # noqa: PLC0415

    state, documents = wiring_logs.extract_of_state(session, amounts=amounts)
    return {
        "README.txt": _readme(),
        "documents.jsonl": documents,
        "log.jsonl": wiring_logs.last_log_lines(session, LINES),
        "mapping.json": wiring_logs.scrubbed_mapping(session),
        "state.json": state,
        "versions.json": wiring_logs.versions(session),
    }


def _readme() -> str:
    lines = [f"{name}: {what}" for name, what in CONTENTS.items()]
    head = "Made by `snelsync support-bundle`. No keys, names or addresses are in it."
    return "\n".join([head, "", *lines, ""])
