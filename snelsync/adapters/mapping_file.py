"""The mapping file: read whole, all faults at once, each with its line and a remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from pydantic import ValidationError

from snelsync.adapters.mapping_alerts import AlertSettings, alert_settings
from snelsync.adapters.mapping_contradictions import contradictions
from snelsync.adapters.mapping_faults import MOST, Fault, faults_of, shown
from snelsync.adapters.mapping_model import MappingFile
from snelsync.adapters.rates_file import RatesFileError, read_rates
from snelsync.adapters.toml_lines import line_of, place_name, place_of
from snelsync.domain.booking import fingerprint
from snelsync.domain.exchange import DailyRates
from snelsync.domain.mapping import (
    Accounts,
    Customers,
    Discounts,
    ExchangeKey,
    GiftCards,
    Invoices,
    KeyKind,
    Limits,
    Mapping,
    Oss,
    Payment,
    Reconciling,
    Refunds,
    Rule,
    Shop,
    ZeroVat,
)
from snelsync.errors import SettingsError

LARGEST = 1024 * 1024
"""Bytes; the example has a hundredth of it."""

DOTS = 100
"""On one line; a name of very many parts takes the reader hours and all memory."""


@dataclass(frozen=True, slots=True)
class ShopAddress:
    """Where the shop is: a checked address, and a certificate authority or ""."""

    url: str
    ca_file: str


@dataclass(frozen=True, slots=True)
class SnelStartAddress:
    """Where SnelStart is."""

    api_url: str
    token_url: str
    key: KeyKind
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class ViesAddress:
    """Where VIES is, and whose number it is asked by; "" gives no evidence."""

    url: str
    requester: str


@dataclass(frozen=True, slots=True)
class Settings:
    """A mapping file, read and checked: decisions and addresses."""

    path: Path
    mapping: Mapping
    shop: ShopAddress
    snelstart: SnelStartAddress
    vies: ViesAddress
    alerts: AlertSettings = field(default_factory=AlertSettings)
    text: str = field(repr=False, default="")

    def line_of(self, setting: str) -> int:
        """Find the line of a setting that a problem names: ``[revenue] high``."""
        return line_of(self.text, place_of(setting, tomllib.loads(self.text)))


def read_settings(path: Path) -> Settings:
    """Read a mapping file.

    Raises:
        SettingsError: it cannot be read, or has faults; all of them are told.
    """
    return settings_from(path, _text_of(path))


def settings_from(path: Path, text: str) -> Settings:
    """Read the text of a mapping file that stands, or is to stand, at a path.

    Raises:
        SettingsError: it has faults; all of them are told.
    """
    body = _body_of(path, text)
    more = 0
    faults: list[Fault] = [*contradictions(body), *_ca_file_faults(body)]
    rates = _rates(path, body, faults)
    model = None
    try:
        model = MappingFile.model_validate(body)
    except ValidationError as error:
        faults += faults_of(error)
        more = max(0, error.error_count() - MOST)
    if model is None or faults:
        raise _faulty(path, text, faults, more=more)
    return _settings(path, model, rates=rates, text=text)


def _faulty(path: Path, text: str, faults: list[Fault], *, more: int) -> SettingsError:
    """Tell the faults, in the order of their lines."""
    told = sorted({(line_of(text, place), place_name(place), w) for place, w in faults})
    count = len(told) + more
    return SettingsError(
        f"{path} has {count} fault{'s' * (count > 1)}",
        details=tuple(f"{path}:{line}: {name}: {words}" for line, name, words in told),
        hint="correct these lines; mapping.example.toml explains each setting",
    )


def _number(text: str) -> Decimal:
    """Read a number; a power of ten beyond all sense takes a year to use."""
    value = Decimal(text)
    if value.is_finite() and abs(value.adjusted()) > 30:
        raise ValueError(f"{text} is no number")
    return value


def _body_of(path: Path, text: str) -> dict[str, Any]:
    try:
        if any(line.count(".") > DOTS for line in text.splitlines()):
            raise RecursionError  # noqa: TRY301
        return tomllib.loads(text, parse_float=_number)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        number = int(found.group(1)) if found else len(text.splitlines())
        lines = text.splitlines()[number - 1 : number]
        stands = f"; there stands {shown(lines[0].strip())}" if lines else ""
        raise SettingsError(
            f"{path}:{number}: not a TOML file: {error}{stands}",
            hint=(
                "look at that line and the one above: a missing quote or bracket, or a"
                " setting or [section] that stands twice, as a rule"
            ),
        ) from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(
            f"{path} is no mapping file: it has a number too long to be one, or lists"
            " or names without end",
            hint="start from mapping.example.toml, or from `snelsync init`",
        ) from error


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise SettingsError(
                f"{path} is no mapping file: it is larger than {LARGEST // 1024} KiB",
                hint="name a TOML file with --mapping or SNELSYNC_MAPPING",
            )
        return content.decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise SettingsError(
            f"there is no mapping file {path}",
            hint=(
                "make one with `snelsync init --shop https://…`, or name one with"
                " --mapping or SNELSYNC_MAPPING"
            ),
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise SettingsError(
            f"mapping file {path} cannot be read: {reason}",
            hint="name a TOML file with --mapping or SNELSYNC_MAPPING",
        ) from error


def _settings(
    path: Path, model: MappingFile, *, rates: DailyRates | None, text: str
) -> Settings:
    shop = model.shop
    mapping = Mapping(
        shop=Shop(
            name=_shop_name(shop.url),
            zone=ZoneInfo(shop.time_zone),
            home=shop.country,
            book=frozenset(shop.statuses.book),
            wait=frozenset(shop.statuses.wait),
            skip=frozenset(shop.statuses.skip),
            start=_date(shop.start),
            booking_date=shop.booking_date,
            full_after=timedelta(days=shop.full_after_days) or None,
        ),
        administration=model.snelstart.administration,
        invoices=Invoices(
            number=model.invoices.number,
            credit_number=model.invoices.credit_number,
            sale_text=model.invoices.texts.sale,
            credit_text=model.invoices.texts.credit,
            item_text=model.invoices.texts.item,
            shipping_text=model.invoices.texts.shipping,
            fee_text=model.invoices.texts.fee,
            rounding_text=model.invoices.texts.rounding,
            lines=model.invoices.lines,
            payment_term=model.invoices.payment_term,
            number_keys=model.invoices.number_keys,
            discount_text=model.invoices.texts.discount,
            gift_card_text=model.invoices.texts.gift_card,
            foreign_vat_text=model.invoices.texts.foreign_vat,
            reversal_number=model.invoices.reversal_number,
            reversal_text=model.invoices.texts.reversal,
            corrected_number=model.invoices.corrected_number,
            corrected_text=model.invoices.texts.corrected,
        ),
        customers=Customers(
            collective_name=model.customers.collective_name,
            businesses=model.customers.businesses,
            vat_number_keys=model.customers.vat_number_keys,
            kvk_keys=model.customers.kvk_keys,
        ),
        revenue=Accounts(tuple(model.revenue.items())),
        shipping=Accounts(tuple(model.shipping.items())),
        fees=Accounts(tuple(model.fees.items())),
        rounding=model.rounding.account,
        zero_vat=ZeroVat(**model.zero_vat.model_dump()),
        discounts=Discounts(
            method=model.discounts.method,
            accounts=Accounts(tuple(model.discounts.accounts.items())),
        ),
        refunds=Refunds(**model.refunds.model_dump()),
        oss=Oss(tuple(model.oss.accounts.items())),
        gift_cards=GiftCards(**model.gift_cards.model_dump()),
        rules=tuple(Rule(**row.model_dump()) for row in model.rules),
        exchange=tuple(
            ExchangeKey(row.key, row.way) for row in model.currency.recorded
        ),
        rates=rates,
        payments=tuple(Payment(row.gateway, row.means) for row in model.payments),
        limits=Limits(**model.limits.model_dump()),
        reconcile=Reconciling(
            warn=frozenset(model.reconcile.warn),
            fail=frozenset(model.reconcile.fail),
            open_days=model.reconcile.open_days,
            box_tolerance=model.reconcile.box_tolerance,
            tolerance=model.reconcile.tolerance,
        ),
        # Who is told of runs changes no booking, and no plan that was approved.
        digest=fingerprint([model.model_dump_json(exclude={"alerts"})]),
    )
    return Settings(
        path=path,
        mapping=mapping,
        shop=ShopAddress(url=shop.url, ca_file=shop.ca_file),
        snelstart=SnelStartAddress(
            api_url=model.snelstart.api_url,
            token_url=model.snelstart.token_url,
            ca_file=model.snelstart.ca_file,
            key=model.snelstart.key,
        ),
        vies=ViesAddress(
            url=model.customers.vies_url, requester=model.customers.own_vat_number
        ),
        alerts=alert_settings(model.alerts),
        text=text,
    )


def _ca_file_faults(body: dict[str, Any]) -> Iterator[Fault]:
    for section in ("shop", "snelstart"):
        named = _text_at(body, section, "ca_file")
        if named and not Path(named).is_file():
            told = f"there is no file {shown(named)}; name an existing one, or set"
            yield (section, "ca_file"), f'{told} ca_file = ""'


def _rates(path: Path, body: dict[str, Any], faults: list[Fault]) -> DailyRates | None:
    """Read the file of rates, which stands beside the mapping unless it says where."""
    named = _text_at(body, "currency", "rates_file")
    if not named:
        return None
    try:
        return read_rates(path.parent / Path(named).expanduser())
    except (RatesFileError, RuntimeError) as error:
        told = (
            f"{error}; download eurofxref-hist.csv from the European Central Bank, or"
            ' set rates_file = ""'
        )
        faults.append((("currency", "rates_file"), told))
    return None


def _text_at(body: dict[str, Any], section: str, name: str) -> str:
    """Give a text of the file; "" where there is none."""
    found = body.get(section)
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


def _shop_name(url: str) -> str:
    """Name a shop by host, port and path: two shops of one host are two."""
    parsed = httpx.URL(url)
    return f"{parsed.netloc.decode()}{parsed.path.rstrip('/')}"


def _date(day: date) -> date:
    return date(day.year, day.month, day.day)
