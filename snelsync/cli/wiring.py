"""The only place that names concrete adapters, the clock and the environment."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from snelsync.cli.session import Session, World

if TYPE_CHECKING:
    from snelsync.adapters.credentials import Credentials
    from snelsync.adapters.mapping_file import Settings
    from snelsync.adapters.snelstart.client import SnelStart
    from snelsync.adapters.state.reading import StateReader
    from snelsync.adapters.state.recording import StateRecorder
    from snelsync.adapters.vies import Vies
    from snelsync.adapters.woocommerce.client import WooShop
    from snelsync.adapters.woocommerce.parse import Wanted

META_KEYS = ("_mollie_payment_mode", "_ppcp_paypal_payment_mode", "is_vat_exempt")
"""What of plugins deciding always needs; the mapping adds to it, and no other value
is asked for."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Tell the present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)  # noqa: TID251 - the one place


def this_world() -> World:
    """Give the real outside."""
    return World(
        environ=dict(os.environ),
        clock=SystemClock(),
        stdin_is_terminal=sys.stdin.isatty(),
    )


def mapping_path(chosen: Path | None, environ: Mapping[str, str]) -> Path:
    """Find the mapping file: --mapping, SNELSYNC_MAPPING, here, the user's settings."""
    if chosen is not None:
        return chosen
    if environ.get("SNELSYNC_MAPPING"):
        return Path(environ["SNELSYNC_MAPPING"])
    here = Path("mapping.toml")
    if here.exists():
        return here
    import platformdirs  # noqa: PLC0415

    own = platformdirs.user_config_path("snelsync") / "mapping.toml"
    return own if own.exists() else here


def settings(session: Session) -> Settings:
    """Read the mapping file."""
    from snelsync.adapters.mapping_file import read_settings  # noqa: PLC0415

    return read_settings(session.mapping_path)


def state_path(session: Session, chosen: Settings) -> Path:
    """Find the state file: --state, SNELSYNC_STATE, or the user's own data."""
    if session.state_path is not None:
        return session.state_path
    if session.world.environ.get("SNELSYNC_STATE"):
        return Path(session.world.environ["SNELSYNC_STATE"])
    import platformdirs  # noqa: PLC0415

    name = chosen.mapping.shop.name.replace("/", "_")
    return platformdirs.user_data_path("snelsync") / f"{name}.sqlite3"


def credentials(session: Session, chosen: Settings) -> Credentials:
    """Give the keys of this mapping."""
    from snelsync.adapters.credentials import Credentials  # noqa: PLC0415

    return Credentials(session.world.environ, scope=chosen.mapping.shop.name)


@contextmanager
def open_shop(session: Session, chosen: Settings) -> Iterator[WooShop]:
    """Open the shop, for reading."""
    from snelsync.adapters.credentials import Key  # noqa: PLC0415
    from snelsync.adapters.woocommerce.client import (  # noqa: PLC0415
        WooShop,
        shop_client,
    )

    keys = credentials(session, chosen)
    client = shop_client(
        chosen.shop.url,
        key=keys.need(Key.WOO_KEY).reveal(),
        secret=keys.need(Key.WOO_SECRET).reveal(),
        clock=session.world.clock,
        ca_file=chosen.shop.ca_file,
    )
    with client:
        yield WooShop(client, clock=session.world.clock, wanted=_wanted(chosen))


def _wanted(chosen: Settings) -> Wanted:
    """Say what of an order the mapping needs beyond its amounts."""
    from snelsync.adapters.woocommerce.parse import Wanted  # noqa: PLC0415
    from snelsync.domain.mapping import BusinessCards  # noqa: PLC0415

    mapping = chosen.mapping
    return Wanted(
        meta_keys=(
            *META_KEYS,
            *mapping.invoices.number_keys,
            *(row.key for row in mapping.exchange),
        ),
        vat_number_keys=mapping.customers.vat_number_keys,
        kvk_keys=mapping.customers.kvk_keys,
        businesses=mapping.customers.businesses is BusinessCards.CARD,
    )


@contextmanager
def open_register(session: Session, chosen: Settings) -> Iterator[Vies]:
    """Open the register of VAT numbers."""
    from snelsync.adapters.vies import Vies, vies_client  # noqa: PLC0415

    with vies_client(chosen.vies.url) as client:
        yield Vies(client, clock=session.world.clock, requester=chosen.vies.requester)


@contextmanager
def open_administration(session: Session, chosen: Settings) -> Iterator[SnelStart]:
    """Open the administration."""
    from snelsync.adapters.credentials import Key  # noqa: PLC0415
    from snelsync.adapters.snelstart.auth import TokenAuth  # noqa: PLC0415
    from snelsync.adapters.snelstart.client import SnelStart  # noqa: PLC0415
    from snelsync.adapters.snelstart.transport import (  # noqa: PLC0415
        SnelStartTransport,
        snelstart_clients,
    )

    keys = credentials(session, chosen)
    auth = TokenAuth(
        token_url=chosen.snelstart.token_url,
        subscription_key=keys.need(Key.SUBSCRIPTION_KEY).reveal(),
        connection_key=keys.need(Key.CONNECTION_KEY).reveal(),
        clock=session.world.clock,
    )
    reader, writer = snelstart_clients(chosen.snelstart.api_url, auth=auth)
    with reader, writer:
        yield SnelStart(SnelStartTransport(reader, writer, clock=session.world.clock))


@contextmanager
def open_reading(session: Session, chosen: Settings) -> Iterator[StateReader]:
    """Open our record for looking; the file is not changed."""
    from snelsync.adapters.state.engine import open_state  # noqa: PLC0415
    from snelsync.adapters.state.reading import StateReader  # noqa: PLC0415

    engine = open_state(state_path(session, chosen), readonly=True)
    try:
        yield StateReader(engine, shop=chosen.mapping.shop.name)
    finally:
        engine.dispose()


@contextmanager
def open_recording(session: Session, chosen: Settings) -> Iterator[StateRecorder]:
    """Open our record for writing; it is made when it is not there."""
    from snelsync.adapters.state.engine import open_state  # noqa: PLC0415
    from snelsync.adapters.state.recording import StateRecorder  # noqa: PLC0415

    engine = open_state(state_path(session, chosen), readonly=False)
    try:
        yield StateRecorder(engine, shop=chosen.mapping.shop.name)
    finally:
        engine.dispose()
