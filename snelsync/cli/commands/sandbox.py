"""``snelsync sandbox``."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from snelsync.errors import ExitCode, UsageError


@contextmanager
def _ports_are_free() -> Iterator[None]:
    """Say in words that a port is taken."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise UsageError(
            "a port the sandbox wants is in use: is another sandbox running?",
            hint="choose others: --shop-port 0 --snelstart-port 0 --vies-port 0",
        ) from error


def sandbox(  # noqa: PLR0913 - options of a command
    ctx: typer.Context,
    *,
    shop: Annotated[
        str, typer.Option(help="Which recorded shop: incl or excl (prices).")
    ] = "incl",
    woocommerce: Annotated[
        str, typer.Option(help="The WooCommerce it plays: 11.0.1 or 8.9.2.")
    ] = "11.0.1",
    shop_port: Annotated[int, typer.Option(help="Port of the shop; 0: any.")] = 8081,
    snelstart_port: Annotated[
        int, typer.Option(help="Port of SnelStart; 0: any.")
    ] = 8082,
    vies_port: Annotated[int, typer.Option(help="Port of VIES; 0: any.")] = 8083,
    oss: Annotated[
        bool, typer.Option("--oss", help="Switch foreign VAT on in SnelStart.")
    ] = False,
    setting: Annotated[
        list[str] | None,
        typer.Option(help="A setting of the shop, NAME=VALUE. May be repeated."),
    ] = None,
    plugin: Annotated[
        list[str] | None,
        typer.Option(help="A plugin the shop has, FOLDER/FILE.php. May be repeated."),
    ] = None,
) -> None:
    """Run a practice shop, administration and VAT register on this machine.

    The shop has about 120 recorded orders of a real WooCommerce; the administration
    refuses what SnelStart refuses. They forget everything when they stop (Ctrl-C).

    [bold]Examples[/bold]

      snelsync sandbox

      snelsync sandbox --shop excl --woocommerce 8.9.2 --oss

      snelsync sandbox --setting woocommerce_price_num_decimals=0
    """
    from snelsync.cli import tables  # noqa: PLC0415
    from snelsync.sandbox.administration import (  # noqa: PLC0415
        PRACTICE_CONNECTION_KEY,
        PRACTICE_SUBSCRIPTION_KEY,
        PracticeAdministration,
    )
    from snelsync.sandbox.register import PracticeRegister  # noqa: PLC0415
    from snelsync.sandbox.serve import served  # noqa: PLC0415
    from snelsync.sandbox.shop import (  # noqa: PLC0415
        PRACTICE_CONSUMER_KEY,
        PRACTICE_CONSUMER_SECRET,
        PracticeShop,
    )

    output = ctx.obj.output
    now = ctx.obj.world.clock.now
    try:
        practice_shop = PracticeShop(shop, version=woocommerce, now=now)
        for name, _, value in (one.partition("=") for one in setting or ()):
            practice_shop.change_setting(name, value)
        for path in plugin or ():
            practice_shop.add_plugin(path, path.partition("/")[0])
    except (ValueError, KeyError, FileNotFoundError) as error:
        raise typer.BadParameter(str(error.args[0])) from error
    keys = {
        "SNELSYNC_WOO_KEY": PRACTICE_CONSUMER_KEY,
        "SNELSYNC_WOO_SECRET": PRACTICE_CONSUMER_SECRET,
        "SNELSYNC_SNELSTART_SUBSCRIPTION_KEY": PRACTICE_SUBSCRIPTION_KEY,
        "SNELSYNC_SNELSTART_CONNECTION_KEY": PRACTICE_CONNECTION_KEY,
    }
    with (
        _ports_are_free(),
        served(
            practice_shop,
            PracticeAdministration(now=now, sleep=ctx.obj.world.clock.sleep, oss=oss),
            shop_port=shop_port,
            administration_port=snelstart_port,
            register=PracticeRegister(now=now),
            register_port=vies_port,
        ) as at,
    ):
        output.document(
            "sandbox",
            ExitCode.DONE,
            shop_url=at.shop_url,
            api_url=at.api_url,
            token_url=at.token_url,
            vies_url=at.vies_url,
            keys=keys,
        )
        told = [
            "In mapping.toml:",
            f'  [shop]       url = "{at.shop_url}"',
            f'  [snelstart]  api_url = "{at.api_url}"',
            f'               token_url = "{at.token_url}"',
            f'  [customers]  vies_url = "{at.vies_url}"',
            "",
            "In the shell (keys for practice, they open nothing else):",
            *(f"  export {name}='{value}'" for name, value in keys.items()),
            "",
            "Ctrl-C stops it.",
        ]
        output.show(tables.plain_lines(told))
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            raise typer.Exit(ExitCode.INTERRUPTED) from None
