"""The mapping file: read whole, all faults at once, each with its line and a remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from pydantic import BaseModel, ValidationError

from snelsync.adapters.mapping_model import MappingFile
from snelsync.adapters.rates_file import RatesFileError, read_rates
from snelsync.adapters.toml_lines import line_of
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
    Refunds,
    Rule,
    Shop,
    ZeroVat,
)
from snelsync.errors import SettingsError


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


def read_settings(path: Path) -> Settings:
    """Read a mapping file.

    Raises:
        SettingsError: it cannot be read, or has faults; all of them are told.
    """
    text = _text_of(path)
    try:
        body = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path}: not a TOML file: {error}",
            hint="look at that line: a missing quote or bracket, as a rule",
        ) from error
    try:
        model = MappingFile.model_validate(body)
    except ValidationError as error:
        told = sorted(_told(path, text, fault) for fault in error.errors())
        faults = tuple(words for _, words in told)
        raise SettingsError(
            f"{path} has {len(faults)} fault{'s' * (len(faults) > 1)}",
            details=faults,
            hint="correct these lines; mapping.example.toml explains each setting",
        ) from error
    return _settings(path, model, text)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SettingsError(
            f"there is no mapping file {path}",
            hint=(
                "copy mapping.example.toml to mapping.toml and change it, or name one"
                " with --mapping or SNELSYNC_MAPPING"
            ),
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise SettingsError(
            f"mapping file {path} cannot be read: {reason}",
            hint="name a TOML file with --mapping or SNELSYNC_MAPPING",
        ) from error


def _told(path: Path, text: str, fault: Any) -> tuple[int, str]:  # noqa: ANN401
    """Tell one fault, with its line: setting, what is wrong, what is allowed."""
    place = tuple(part for part in fault["loc"] if part != "[key]")
    line = line_of(text, place)
    name = ".".join(str(part) for part in place)
    message = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        message = "there is no such setting" + _did_you_mean(place)
    elif fault["type"] == "missing":
        message = "this setting is missing"
    elif fault["type"] == "enum":
        message = _none_of(place, fault)
    return line, f"{path}:{line}: {name}: {message}"


def _none_of(place: tuple[int | str, ...], fault: Any) -> str:  # noqa: ANN401
    """Say which words are allowed, and which one was probably meant."""
    allowed = re.findall(r"'([^']*)'", str(fault["ctx"]["expected"]))
    wrong = str(place[-1] if "[key]" in fault["loc"] else fault["input"])
    close = get_close_matches(wrong, allowed, n=1)
    meant = f"; did you mean `{close[0]}`?" if close else ""
    return f"'{wrong}' is none of {', '.join(allowed)}{meant}"


def _did_you_mean(place: tuple[int | str, ...]) -> str:
    known = list(_settings_beside(place))
    close = get_close_matches(str(place[-1]), known, n=1)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; there are {', '.join(known)}"


def _settings_beside(place: tuple[int | str, ...]) -> Iterator[str]:
    """List the settings that could stand at a place."""
    model: Any = MappingFile
    for part in place[:-1]:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        model = _model_in(field.annotation) if field else None
        if model is None:
            return
    yield from model.model_fields


def _model_in(annotation: Any) -> Any:  # noqa: ANN401
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def _settings(path: Path, model: MappingFile, text: str) -> Settings:
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
        rates=_rates(path, text, model.currency.rates_file),
        payments=tuple(Payment(row.gateway, row.means) for row in model.payments),
        limits=Limits(**model.limits.model_dump()),
        digest=fingerprint([model.model_dump_json()]),
    )
    _check_ca_file(path, text, shop.ca_file)
    return Settings(
        path=path,
        mapping=mapping,
        shop=ShopAddress(url=shop.url, ca_file=shop.ca_file),
        snelstart=SnelStartAddress(
            api_url=model.snelstart.api_url,
            token_url=model.snelstart.token_url,
            key=model.snelstart.key,
        ),
        vies=ViesAddress(
            url=model.customers.vies_url, requester=model.customers.own_vat_number
        ),
    )


def _check_ca_file(path: Path, text: str, ca_file: str) -> None:
    if ca_file and not Path(ca_file).is_file():
        line = line_of(text, ("shop", "ca_file"))
        raise SettingsError(
            f"{path}:{line}: shop.ca_file: there is no file {ca_file}",
            hint='name an existing file, or set ca_file = ""',
        )


def _rates(path: Path, text: str, rates_file: str) -> DailyRates | None:
    """Read the file of rates, which stands beside the mapping unless it says where."""
    if not rates_file:
        return None
    try:
        return read_rates(path.parent / Path(rates_file).expanduser())
    except (RatesFileError, RuntimeError) as error:
        line = line_of(text, ("currency", "rates_file"))
        raise SettingsError(
            f"{path}:{line}: currency.rates_file: {error}",
            hint=(
                "download eurofxref-hist.csv from the European Central Bank, or set"
                ' rates_file = ""'
            ),
        ) from error


def _shop_name(url: str) -> str:
    """Name a shop by host, port and path: two shops of one host are two."""
    parsed = httpx.URL(url)
    return f"{parsed.netloc.decode()}{parsed.path.rstrip('/')}"


def _date(day: date) -> date:
    return date(day.year, day.month, day.day)
