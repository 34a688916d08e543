"""``snelsync init``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from snelsync.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from snelsync.adapters.mapping_start import Start
    from snelsync.app.proposing import Seen
    from snelsync.cli.session import Session
    from snelsync.domain.proposal import (
        Answers,
        Place,
        Proposal,
        Proposals,
        Question,
    )


MOST_SHOWN = 8
"""Answers that a question lists; where there are more, its text names the likely."""


def init(  # noqa: PLR0913 - one parameter for each option
    ctx: typer.Context,
    *,
    shop: Annotated[
        str, typer.Option(help="Address of the shop, as in a browser.")
    ] = "",
    start: Annotated[
        str, typer.Option(help="First day that is booked: 2026-10-01.")
    ] = "",
    from_invoice: Annotated[
        str, typer.Option(help="Learn the accounts of this invoice in SnelStart.")
    ] = "",
    update: Annotated[
        bool, typer.Option("--update", help="Add what is missing to a mapping file.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing; leave questions open.")
    ] = False,
    api_url: Annotated[
        str, typer.Option(help="SnelStart's address, when practising.")
    ] = "",
    token_url: Annotated[
        str, typer.Option(help="SnelStart's address for tokens, when practising.")
    ] = "",
    vies_url: Annotated[
        str, typer.Option(help="VIES's address, when practising.")
    ] = "",
) -> None:
    """Propose a mapping file from what the shop and SnelStart say of themselves.

    Both are only read. Each setting that was looked up is marked as chosen or as a
    guess; what only you know is asked, and stands as an open question at the top. A
    file that is there is never overwritten.

    The keys come first: `snelsync auth login --shop https://shop.example.nl`.

    [bold]Examples[/bold]

      snelsync init --shop https://shop.example.nl

      snelsync init --shop https://shop.example.nl --from-invoice 20261234

      snelsync init --update
    """
    from snelsync.app.proposing import read_both  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    session: Session = ctx.obj
    asks = session.world.stdin_is_terminal and not yes and not session.output.as_json
    start = _day(start) if start else ""
    if update and not session.mapping_path.exists():
        raise UsageError(
            f"there is no mapping file {session.mapping_path} to add to",
            hint="make one: `snelsync init` without --update",
        )
    if not shop and not update and not session.mapping_path.exists():
        if not asks:
            raise UsageError(
                "which shop? Its address was not given",
                hint="add --shop https://shop.example.nl",
            )
        shop = typer.prompt("Address of the shop (https://…)", err=True)
    given: dict[Place, str] = {
        ("shop", "url"): shop,
        ("snelstart", "api_url"): api_url,
        ("snelstart", "token_url"): token_url,
        ("customers", "vies_url"): vies_url,
    }
    addresses = {place: url for place, url in given.items() if url}
    begin = wiring.mapping_start(session, addresses, update=update)
    wiring.need_keys(session, begin.settings)
    with (
        wiring.open_shop(session, begin.settings) as opened,
        wiring.open_administration(session, begin.settings) as administration,
    ):
        seen = read_both(opened, administration, invoice=from_invoice)
    found = _proposed(session, begin, seen, start=start, asks=asks)
    wiring.write_mapping(session, begin, found, company=seen.chart.company.name)
    _tell(session, begin, seen, found)


def _proposed(
    session: Session, begin: Start, seen: Seen, *, start: str, asks: bool
) -> Proposals:
    """Propose, ask what only a person knows, and propose again with the answers."""
    from snelsync.domain.proposal import LATER, Answers  # noqa: PLC0415

    answers = Answers()
    if start:
        answers.given["shop.start"] = start
    found = _with(session, begin, seen, answers)
    for question in found.questions if asks else ():
        if question.allowed != (LATER,):
            answers.given[question.key] = _asked(session, question)
    return _with(session, begin, seen, answers)


def _with(session: Session, begin: Start, seen: Seen, answers: Answers) -> Proposals:
    from snelsync.domain.proposals import propose  # noqa: PLC0415

    return begin.missing(
        propose(
            seen.chart,
            seen.setup,
            base=begin.base,
            usual=begin.usual,
            today=session.world.clock.now().astimezone(begin.base.shop.zone).date(),
            answers=answers,
            learned=seen.lesson.accounts,
        )
    )


def _day(text: str) -> str:
    from snelsync.domain.proposal import day_of  # noqa: PLC0415

    if day_of(text) is None:
        raise UsageError(
            f"--start {text} is no day", hint="write it as --start 2026-10-01"
        )
    return text


def _asked(session: Session, question: Question) -> str:
    """Ask until the answer is one; return takes the default."""
    from snelsync.cli.output import printable  # noqa: PLC0415

    shown = question.allowed if len(question.allowed) <= MOST_SHOWN else ()
    choices = f"({', '.join(shown)})" if shown else ""
    text = printable(f"\n{question.setting}: {question.text}\n{choices}".rstrip())
    # Of a word that is one of several, Typer would show the several itself.
    default = str(question.default)
    while True:
        answer = str(typer.prompt(text, default=default, err=True)).strip()
        if question.takes(answer):
            return answer
        wanted = ", ".join(question.allowed) or "a day, written as 2026-10-01"
        session.output.note(f"'{answer}' is none of: {wanted}")


def _tell(session: Session, begin: Start, seen: Seen, found: Proposals) -> None:
    from snelsync.cli import tables  # noqa: PLC0415

    output = session.output
    counts = {
        "chosen": len(found.chosen) + len(found.payments),
        "guesses": len(found.guesses),
        "questions": len(found.questions),
    }
    output.document(
        "init",
        ExitCode.DONE,
        counts=counts,
        mapping=str(begin.path),
        administration=seen.chart.company.name,
        settings=[_setting_json(one) for one in found.settings],
        payments=[
            {"gateway": row.gateway, "means": str(row.means), "why": row.why}
            for row in found.payments
        ],
        questions=[
            {
                "setting": one.setting,
                "about": one.about or None,
                "question": one.text,
                "allowed": list(one.allowed),
                "default": one.default,
            }
            for one in found.questions
        ],
        passed_over=[
            {"account": number, "why": why} for number, why in _passed_over(seen, found)
        ],
        unread=[str(part) for part in sorted(seen.setup.unread)],
    )
    for number, why in _passed_over(seen, found):
        output.note(f"not learned: account {number}: {why}")
    if found.questions:
        output.show(
            tables.heading("Open questions"),
            tables.plain_lines(
                [f"{one.setting}: {one.text}" for one in found.questions]
            ),
        )
    if found.guesses:
        output.show(
            tables.heading("Guesses: look at these with your bookkeeper"),
            tables.plain_lines(found.guesses_in_short),
        )
    told = "written" if begin.is_new else "brought up to date"
    output.summary(
        f"{begin.path} {told}: {counts['chosen']} settings chosen,"
        f" {counts['guesses']} guessed, {counts['questions']} open questions"
    )


def _passed_over(seen: Seen, found: Proposals) -> list[tuple[int, str]]:
    """List what the invoice told that stands nowhere now, and why."""
    from snelsync.domain.proposal import named  # noqa: PLC0415

    taken = {(one.place, one.value) for one in found.settings}
    return [
        *seen.lesson.passed_over,
        *(
            (number, f"the file has another for {named(place)}, or it does not fit")
            for place, (number, _) in seen.lesson.accounts.items()
            if (place, number) not in taken
        ),
    ]


def _setting_json(one: Proposal) -> dict[str, object]:
    value = one.value
    return {
        "setting": one.setting,
        "value": value.isoformat() if isinstance(value, date) else value,
        "by": str(one.how),
        "chosen": one.sure,
        "why": one.why,
    }
