"""The only place that names concrete adapters, the clock and the environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from snelsync.cli.example import example_mapping
from snelsync.cli.own_folders import own_data, own_settings
from snelsync.cli.session import Session, World

if TYPE_CHECKING:
    from snelsync.adapters.credentials import Credentials
    from snelsync.adapters.mapping_file import Settings
    from snelsync.adapters.mapping_start import Start
    from snelsync.adapters.snelstart.client import SnelStart
    from snelsync.adapters.state.backup import Copied
    from snelsync.adapters.state.purging import StatePurger
    from snelsync.adapters.state.reading import StateReader
    from snelsync.adapters.vies import Vies
    from snelsync.adapters.woocommerce.client import WooShop
    from snelsync.adapters.woocommerce.parse import Wanted
    from snelsync.app.ports import Clock, Sheet
    from snelsync.domain.approval import Approval
    from snelsync.domain.proposal import Place, Proposals
    from snelsync.domain.suggestions import Suggestion

META_KEYS = ("_mollie_payment_mode", "_ppcp_paypal_payment_mode", "is_vat_exempt")
"""What of plugins deciding always needs; the mapping adds to it, and no other value
is asked for."""


class SystemClock:
    """The machine's own clock; waiting ends early when the run is to stop."""

    def __init__(self, stop: Event | None = None) -> None:
        self._stop = stop or Event()

    def now(self) -> datetime:
        """Tell the present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._stop.wait(seconds)


def this_world() -> World:
    """Give the real outside."""
    stop = Event()
    return World(
        environ=dict(os.environ),
        clock=SystemClock(stop),
        stdin_is_terminal=sys.stdin.isatty(),
        stop=stop,
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
    own = own_settings()
    return own / here if own and (own / here).exists() else here


def settings(session: Session) -> Settings:
    """Read the mapping file."""
    from snelsync.adapters.mapping_file import read_settings  # noqa: PLC0415

    return read_settings(session.mapping_path)


def mapping_schema() -> str:
    """Give the JSON Schema of a mapping file, as text."""
    from snelsync.adapters.mapping_schema import schema_text  # noqa: PLC0415

    return schema_text()


def settings_of_shop(session: Session, url: str) -> Settings:
    """Give the example's settings for a shop, before there is a mapping file."""
    from snelsync.adapters.mapping_start import example_for  # noqa: PLC0415

    path = session.mapping_path
    return example_for(path, example_mapping(), {("shop", "url"): url})[0]


def mapping_start(
    session: Session, addresses: Mapping[Place, str], *, update: bool
) -> Start:
    """Start a mapping file from the example, or from the one that is there."""
    from snelsync.adapters.mapping_start import new_start, start_from  # noqa: PLC0415

    begin = start_from if update else new_start
    return begin(session.mapping_path, example_mapping(), addresses)


def write_mapping(
    session: Session, begin: Start, found: Proposals, *, company: str
) -> None:
    """Write what was proposed into the mapping file."""
    from snelsync.adapters.mapping_draft import Heading  # noqa: PLC0415

    shop = begin.settings.mapping.shop
    today = session.world.clock.now().astimezone(shop.zone).date()
    begin.write(found, Heading(shop=shop.name, books=company, day=today))


def state_path(session: Session, chosen: Settings) -> Path:
    """Find the state file: --state, SNELSYNC_STATE, or the user's own data."""
    if session.state_path is not None:
        return session.state_path
    if session.world.environ.get("SNELSYNC_STATE"):
        return Path(session.world.environ["SNELSYNC_STATE"])
    name = chosen.mapping.shop.name.replace("/", "_")
    return own_data() / f"{name}.sqlite3"


def credentials(session: Session, chosen: Settings) -> Credentials:
    """Give the keys of this mapping."""
    from snelsync.adapters.credentials import Credentials  # noqa: PLC0415
    from snelsync.adapters.keyrings import PATIENCE, PATIENCE_ALONE  # noqa: PLC0415

    return Credentials(
        session.world.environ,
        scope=chosen.mapping.shop.name,
        patience=PATIENCE if session.world.stdin_is_terminal else PATIENCE_ALONE,
    )


def need_keys(session: Session, chosen: Settings) -> None:
    """Make sure that all keys are there, before anything is asked of anybody."""
    from snelsync.adapters.credentials import NEEDED_KEYS  # noqa: PLC0415
    from snelsync.errors import CredentialsError  # noqa: PLC0415

    store = credentials(session, chosen)
    lacking = [key for key in NEEDED_KEYS if store.find(key) is None]
    if lacking:
        raise CredentialsError(
            f"there is no {', '.join(key.label for key in lacking)}",
            hint=(
                f"run `snelsync auth login --shop {chosen.shop.url}`, or set"
                f" {', '.join(key.variable for key in lacking)} (or each with _FILE)"
            ),
        )


def need_shop_keys(session: Session, chosen: Settings) -> None:
    """Make sure that the shop's own two keys are there."""
    from snelsync.adapters.credentials import Key  # noqa: PLC0415

    keys = credentials(session, chosen)
    for key in (Key.WOO_KEY, Key.WOO_SECRET):
        keys.need(key)


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
        key=keys.need(Key.WOO_KEY),
        secret=keys.need(Key.WOO_SECRET),
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
def open_administration(
    session: Session,
    chosen: Settings,
    *,
    clock: Clock | None = None,
    longest_wait: float | None = None,
) -> Iterator[SnelStart]:
    """Open the administration; called no more often than its key allows.

    Args:
        session: this use of the command line.
        chosen: the mapping file.
        clock: what waiting goes by; the session's unless given.
        longest_wait: seconds that are waited at most when SnelStart asks for a pause.
    """
    from snelsync.adapters.credentials import Key  # noqa: PLC0415
    from snelsync.adapters.snelstart.auth import TokenAuth  # noqa: PLC0415
    from snelsync.adapters.snelstart.client import SnelStart  # noqa: PLC0415
    from snelsync.adapters.snelstart.pace import ALLOWED, Pace  # noqa: PLC0415
    from snelsync.adapters.snelstart.transport import (  # noqa: PLC0415
        SnelStartTransport,
        snelstart_clients,
    )

    keys = credentials(session, chosen)
    auth = TokenAuth(
        token_url=chosen.snelstart.token_url,
        subscription_key=keys.need(Key.SUBSCRIPTION_KEY),
        connection_key=keys.need(Key.CONNECTION_KEY),
        clock=session.world.clock,
    )
    reader, writer = snelstart_clients(
        chosen.snelstart.api_url, auth=auth, ca_file=chosen.snelstart.ca_file
    )
    clock = clock or session.world.clock
    pace = Pace(
        _beside(state_path(session, chosen), "calls"),
        ALLOWED[chosen.snelstart.key],
        clock=clock,
        tell=lambda seconds: _tell_wait(session, seconds),
    )
    with reader, writer, closing(pace):
        transport = SnelStartTransport(
            reader,
            writer,
            clock=clock,
            pace=pace.wait,
            longest_wait=longest_wait,
        )
        yield SnelStart(transport, scopes=auth.scopes)


def _beside(state: Path, what: str) -> Path | None:
    """Name a file that belongs to a state file; None while there is no place for it."""
    return state.with_name(f"{state.name}.{what}") if state.parent.is_dir() else None


def _tell_wait(session: Session, seconds: float) -> None:
    until = session.world.clock.now() + timedelta(seconds=seconds)
    session.output.note(
        f"SnelStart's limit of calls is reached: going on at"
        f" {until.astimezone():%H:%M:%S}"
    )


@contextmanager
def only_run(session: Session, chosen: Settings, command: str) -> Iterator[None]:
    """Keep other runs out of the state file meanwhile."""
    from snelsync.adapters.state.lock import only_run as locked  # noqa: PLC0415

    now = session.world.clock.now()
    with locked(state_path(session, chosen), command, now=now):
        yield


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
def open_recording(session: Session, chosen: Settings) -> Iterator[StatePurger]:
    """Open our record for writing; it is made when it is not there."""
    from snelsync.adapters.state.engine import open_state  # noqa: PLC0415
    from snelsync.adapters.state.place import remarks  # noqa: PLC0415
    from snelsync.adapters.state.purging import StatePurger  # noqa: PLC0415

    path = state_path(session, chosen)
    engine = open_state(path, readonly=False)
    for remark in remarks(path):
        session.output.note(remark)
    try:
        yield StatePurger(engine, shop=chosen.mapping.shop.name)
    finally:
        engine.dispose()


def copies_beside(session: Session, chosen: Settings) -> tuple[Path, ...]:
    """List the copies made of the state file before migrations, whole or not."""
    from snelsync.adapters.state import backup  # noqa: PLC0415

    path = state_path(session, chosen)
    return (*backup.copies_beside(path), *backup.left_over(path))


def back_up(session: Session, chosen: Settings, target: Path) -> Copied:
    """Copy the state file to a new file."""
    from snelsync.adapters.state.backup import back_up as copy  # noqa: PLC0415
    from snelsync.adapters.state.engine import open_state  # noqa: PLC0415

    source = state_path(session, chosen)
    # Opened as for looking: what is no state file of ours is refused first.
    open_state(source, readonly=True).dispose()
    return copy(source, target)


def write_plan(path: Path, approval: Approval) -> None:
    """Save an approved plan."""
    from snelsync.adapters import plan_file  # noqa: PLC0415

    plan_file.write_plan(path, approval)


def read_plan(path: Path) -> Approval:
    """Read an approved plan."""
    from snelsync.adapters import plan_file  # noqa: PLC0415

    return plan_file.read_plan(path)


def write_page(path: Path, template: str, content: dict[str, Any]) -> None:
    """Write a page to send round."""
    from snelsync.adapters.pages import page  # noqa: PLC0415

    page.write_page(path, template, content)


def write_csv(folder: Path, sheets: Iterable[Sheet], *, dutch: bool) -> None:
    """Write tables as CSV files."""
    from snelsync.adapters.sheets import csv_files  # noqa: PLC0415

    csv_files.write_csv(folder, sheets, dutch=dutch)


def write_workbook(path: Path, sheets: Iterable[Sheet], *, made: datetime) -> None:
    """Write tables as one Excel workbook."""
    from snelsync.adapters.sheets import workbook  # noqa: PLC0415

    workbook.write_workbook(path, sheets, made=made)


def add_lines(chosen: Settings, lines: Iterable[Suggestion]) -> Settings:
    """Write lines into the mapping file, and give what it says then."""
    from snelsync.adapters import mapping_edit  # noqa: PLC0415

    before = text = mapping_edit.read_text(chosen.path)
    for line in lines:
        if line.is_row:
            text = mapping_edit.add_row(text, line.section, dict(line.settings))
            continue
        for key, value in line.settings:
            text = mapping_edit.add_setting(text, line.section, key, value)
    return mapping_edit.write_text(chosen.path, text, before=before)
