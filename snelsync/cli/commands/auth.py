"""``snelsync auth``: login, status, logout."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from snelsync.cli.help import help_of
from snelsync.errors import CredentialsError, ExitCode, SnelsyncError
from snelsync.secret import without_secrets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snelsync.adapters.credentials import Credentials, Key, Look
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.keys import KeysReport
    from snelsync.cli.session import Session
    from snelsync.secret import Secret

app = typer.Typer(
    no_args_is_help=True,
    help="Keep and try the keys of the shop and of SnelStart.",
)


class Side(StrEnum):
    """Whose keys."""

    SHOP = "shop"
    SNELSTART = "snelstart"
    BOTH = "both"


Whose = Annotated[Side, typer.Argument(help="Whose keys.")]
ShopUrl = Annotated[
    str,
    typer.Option("--shop", help="Address of the shop, while there is no mapping file."),
]


Piped = Annotated[
    bool, typer.Option("--stdin", help="Read the keys from a pipe, a line each.")
]


def login(
    ctx: typer.Context,
    side: Whose = Side.BOTH,
    *,
    shop: ShopUrl = "",
    stdin: Piped = False,
) -> None:
    """Ask for the keys, try them, and keep them in the keyring.

    Keys are typed or pasted, never given as options: those every user of the machine
    can read. Where there is no keyring (a server), put each in a file of its own:
    `snelsync auth status` names the variables.

    [bold]Examples[/bold]

      snelsync auth login --shop https://shop.example.nl

      snelsync auth login snelstart
    """
    from snelsync.cli import wiring  # noqa: PLC0415
    from snelsync.cli.typed_keys import asked  # noqa: PLC0415

    session: Session = ctx.obj
    chosen = settings_of(session, shop)
    store = wiring.credentials(session, chosen)
    typed = asked(session, keys_of(side), piped=stdin)
    report = try_keys(with_keys(session, typed), chosen, side)
    if report.failures:
        session.output.note("nothing was kept")
        raise report.failures[0]
    store.keep_all(typed)
    tell(session, "auth login", report, store, side)


def status(ctx: typer.Context, side: Whose = Side.BOTH, *, shop: ShopUrl = "") -> None:
    """Say where each key was found, try them, and name what they open.

    [bold]Examples[/bold]

      snelsync auth status

      snelsync auth status shop --json
    """
    from snelsync.cli import wiring  # noqa: PLC0415

    session: Session = ctx.obj
    chosen = settings_of(session, shop)
    report = try_keys(session, chosen, side)
    code = tell(
        session, "auth status", report, wiring.credentials(session, chosen), side
    )
    if code:
        raise typer.Exit(code)


def logout(ctx: typer.Context, side: Whose = Side.BOTH, *, shop: ShopUrl = "") -> None:
    """Take the keys out of the keyring.

    [bold]Examples[/bold]

      snelsync auth logout
    """
    from snelsync.cli import wiring  # noqa: PLC0415

    session: Session = ctx.obj
    chosen = settings_of(session, shop)
    store = wiring.credentials(session, chosen)
    removed = [key.label for key in keys_of(side) if store.forget(key)]
    looks = [store.look(key) for key in keys_of(side)]
    left = [one for look in looks for one in (look.used, *look.others) if one]
    session.output.document(
        "auth logout",
        ExitCode.DONE,
        counts={"removed": len(removed), "left": len(left)},
        removed=removed,
        left=[{"key": found.key.label, "where": found.where} for found in left],
    )
    for label in removed:
        session.output.show(f"removed from the keyring: {label}")
    for found in left:
        session.output.note(f"still set: {found.key.label} ({found.where})")
    count = len(removed)
    session.output.summary(f"{count} key{'' if count == 1 else 's'} removed")


def settings_of(session: Session, shop: str) -> Settings:
    """Read the mapping file; a shop that is named needs none."""
    from snelsync.cli import wiring  # noqa: PLC0415

    return wiring.settings_of_shop(session, shop) if shop else wiring.settings(session)


def keys_of(side: Side) -> tuple[Key, ...]:
    """List the keys of a side, in the order in which they are asked for."""
    from snelsync.adapters.credentials import SHOP_KEYS, SNELSTART_KEYS  # noqa: PLC0415

    match side:
        case Side.SHOP:
            return SHOP_KEYS
        case Side.SNELSTART:
            return SNELSTART_KEYS
        case Side.BOTH:
            return SHOP_KEYS + SNELSTART_KEYS


def with_keys(session: Session, typed: Mapping[Key, Secret]) -> Session:
    """Give a session in which these keys are the ones found."""
    from dataclasses import replace  # noqa: PLC0415

    environ = dict(session.world.environ)
    environ.pop("CREDENTIALS_DIRECTORY", None)
    environ |= {key.variable: secret.reveal() for key, secret in typed.items()}
    return replace(session, world=replace(session.world, environ=environ))


def try_keys(session: Session, chosen: Settings, side: Side) -> KeysReport:
    """Try the keys of one or both sides; one that fails does not hide the other."""
    from snelsync.app.keys import (  # noqa: PLC0415
        KeysReport,
        try_administration,
        try_shop,
    )
    from snelsync.cli import wiring  # noqa: PLC0415

    shop = company = None
    if side is not Side.SNELSTART:
        try:
            with wiring.open_shop(session, chosen) as opened:
                shop = try_shop(opened)
        except CredentialsError as error:
            shop = error
    if side is not Side.SHOP:
        try:
            with wiring.open_administration(session, chosen) as administration:
                company = try_administration(administration)
        except CredentialsError as error:
            company = error
    return KeysReport(shop=shop, company=company)


def tell(
    session: Session,
    command: str,
    report: KeysReport,
    store: Credentials,
    side: Side,
    **more: Any,  # noqa: ANN401 - what a command adds to its document
) -> ExitCode:
    """Tell where each key is and what the keys open."""
    from snelsync.cli import tables  # noqa: PLC0415

    output = session.output
    looks = [store.look(key) for key in keys_of(side)]
    codes = [error.exit_code for error in report.failures]
    code = min(codes) if codes else ExitCode.DONE
    output.document(
        command,
        code,
        keys=[_look_json(look) for look in looks],
        shop=_shop_json(report),
        administration=_company_json(report),
        errors=[{"message": one.what, "hint": one.hint} for one in report.failures],
        **more,
    )
    for look in looks:
        output.show(tables.plain_lines(_look_lines(look)))
    for line in _opened(report):
        output.show(tables.plain(without_secrets(line)))
    for error in report.failures:
        output.note(f"error: {error.what}\nhint: {error.hint}")
    for trouble in _unsafe(looks, report):
        output.note(f"warning: {trouble.what}\nhint: {trouble.hint}")
    working = "the keys work" if not codes else "not all keys work"
    output.summary(working)
    return code


def _look_json(look: Look) -> dict[str, Any]:
    used = look.used
    return {
        "key": look.key.label,
        "variable": look.key.variable,
        "where": used.where if used else None,
        "tail": used.secret.tail if used else None,
        "also": [
            {
                "where": one.where,
                "tail": one.secret.tail,
                "same": used is not None and one.secret == used.secret,
            }
            for one in look.others
        ],
        "troubles": [one.what for one in look.troubles],
    }


def _look_lines(look: Look) -> list[str]:
    """Say where a key is, and where else one stands that does not count."""
    used = look.used
    told = f"{used.where} ({used.secret.tail})" if used else "not set"
    if not used and not look.others:
        told += f": {look.key.variable}"
    lines = [f"{look.key.label}: {told}"]
    for one in look.others:
        same = used is not None and one.secret == used.secret
        other = "the same" if same else f"another one ({one.secret.tail})"
        lines.append(f"  also in {one.where}: {other}, not used")
    return lines


def _unsafe(looks: list[Look], report: KeysReport) -> list[CredentialsError]:
    """Give what is wrong with places, told once; that there is no keyring is not."""
    told = {error.what for error in report.failures}
    found = {one.what: one for look in looks if look.used for one in look.troubles}
    from snelsync.adapters.credentials import NoKeyringError  # noqa: PLC0415

    return [
        one
        for what, one in found.items()
        if what not in told and not isinstance(one, NoKeyringError)
    ]


def _shop_json(report: KeysReport) -> dict[str, str] | None:
    shop = report.shop
    if shop is None or isinstance(shop, SnelsyncError):
        return None
    name = without_secrets(shop.name)
    return {"name": name, "woocommerce": shop.version, "time_zone": shop.zone}


def _company_json(report: KeysReport) -> dict[str, str] | None:
    company = report.company
    if company is None or isinstance(company, SnelsyncError):
        return None
    return {"name": without_secrets(company.name), "id": company.administration_id}


def _opened(report: KeysReport) -> list[str]:
    """Say what the keys open."""
    lines = []
    shop, company = report.shop, report.company
    if shop is not None and not isinstance(shop, SnelsyncError):
        version = shop.version or "of an unknown version"
        lines.append(f"shop: {shop.name} (WooCommerce {version}, {shop.zone})")
    if company is not None and not isinstance(company, SnelsyncError):
        lines.append(f"administration: {company.name} ({company.administration_id})")
    return lines


for _command in (login, status, logout):
    app.command(help=help_of(_command))(_command)
