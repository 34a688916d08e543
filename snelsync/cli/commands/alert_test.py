"""``snelsync alert-test``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from snelsync.errors import ExitCode, SettingsError

if TYPE_CHECKING:
    from snelsync.app.alerting import Answer
    from snelsync.cli.session import Session

COMMAND = "alert-test"


def alert_test(ctx: typer.Context) -> None:
    """Send a test to each who is told of runs, and say what arrived.

    The ping is called as after a good run, the webhook gets a document that says it is
    a test, and everybody under `to` gets a mail. Nothing is booked.

    [bold]Examples[/bold]

      snelsync alert-test

      snelsync alert-test --json
    """
    from snelsync.app.ports import RunSummary  # noqa: PLC0415
    from snelsync.cli import wiring, wiring_unattended  # noqa: PLC0415

    session: Session = ctx.obj
    chosen = wiring.settings(session)
    now = session.world.clock.now()
    answers = wiring_unattended.alerts(session, chosen).tried(
        RunSummary(COMMAND, 0, now, now, ExitCode.DONE, {}, {}, ())
    )
    if not answers:
        raise SettingsError(
            "nobody is told of runs: no alert is set up",
            hint=(
                "set `ping_url` under [alerts], `webhook_url` under [alerts], or `to`"
                " under [alerts.mail]; or set SNELSYNC_ALERT_PING_URL"
            ),
        )
    code = _tell(session, answers)
    if code:
        raise typer.Exit(code)


def _tell(session: Session, answers: tuple[Answer, ...]) -> ExitCode:
    from snelsync.cli import tables  # noqa: PLC0415

    output = session.output
    lost = [one for one in answers if one.why]
    code = ExitCode.SETTINGS if lost else ExitCode.DONE
    output.document(
        COMMAND,
        code,
        counts={"arrived": len(answers) - len(lost), "lost": len(lost)},
        channels=[
            {"channel": one.channel, "arrived": not one.why, "why": one.why or None}
            for one in answers
        ],
    )
    for one in answers:
        if not one.why:
            output.show(tables.plain(f"{one.channel}: arrived"))
    for one in lost:
        output.warning(
            f"{one.channel}: not delivered: {one.why}\nhint: correct it under [alerts]"
            " in the mapping file, or the secret, and try again"
        )
    count = len(answers) - len(lost)
    output.summary(f"{count} of {len(answers)} alerts arrived")
    return code
