"""What will become of each row of the shop's tax table: booked how, or held why.

The order's own rates decide when it is booked; here the table is looked at beforehand,
by the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from snelsync.domain.chart import Chart
from snelsync.domain.mapping import Mapping
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.shop_setup import ShopSetup, ShopTaxRate
from snelsync.domain.territory import in_eu
from snelsync.domain.vat import DOMESTIC

TAX_PAGE = "WooCommerce > Settings > Tax"


@dataclass(frozen=True, slots=True)
class RateFate:
    """A row of the tax table, and what becomes of orders under it.

    Attributes:
        becomes: in words, ``high`` or ``held``.
        problem: why they will be held, None when they will not.
    """

    rate: ShopTaxRate
    becomes: str
    problem: Problem | None = None


def rate_fates(
    setup: ShopSetup, mapping: Mapping, chart: Chart, *, day: date
) -> tuple[RateFate, ...]:
    """Say of each row what becomes of it, by country and percentage.

    Args:
        setup: the shop.
        mapping: the bookkeeper's decisions.
        chart: the administration, with its own rates and the foreign ones.
        day: the day the rates are looked up on.
    """
    home = mapping.shop.home
    ordered = sorted(
        setup.tax_rates, key=lambda one: (one.country != home, one.country, one.rate_id)
    )
    return tuple(_fate(one, mapping, chart, day=day) for one in ordered)


def rate_problems(
    setup: ShopSetup, fates: tuple[RateFate, ...], *, home: str
) -> tuple[Problem, ...]:
    """List what is wrong with the tax table."""
    found = [fate.problem for fate in fates if fate.problem]
    found += [_compound(one) for one in setup.tax_rates if one.compound]
    return (*found, *_missing(setup, home))


def label(rate: ShopTaxRate) -> str:
    """Name a row: ``19 % of DE``."""
    return f"{rate.percent.normalize():f} % of {rate.country or 'every country'}"


def _fate(rate: ShopTaxRate, mapping: Mapping, chart: Chart, *, day: date) -> RateFate:
    if not rate.country:
        return _held(
            rate,
            Code.FOREIGN_VAT,
            "no country is said, so orders do not tell whose VAT it is",
            f"give that rate a country ({TAX_PAGE})",
        )
    if rate.percent and chart.company.small_business:
        return _held(
            rate,
            Code.SMALL_BUSINESS,
            "the administration is under the small-business scheme (KOR)",
            f"take the tax rates out of the shop ({TAX_PAGE})",
        )
    if rate.country == mapping.shop.home:
        return _at_home(rate, mapping, chart, day=day)
    if not rate.percent:
        return RateFate(rate, "no VAT: by destination and VAT number")
    return _abroad(rate, mapping, chart, day=day)


def _at_home(
    rate: ShopTaxRate, mapping: Mapping, chart: Chart, *, day: date
) -> RateFate:
    if not rate.percent:
        reason = mapping.zero_vat.domestic_zero_rate
        if reason is not None:
            return RateFate(rate, str(reason))
        return _held(
            rate,
            Code.ZERO_WITHOUT_REASON,
            "nobody said what a 0 % rate at home means",
            'set `domestic_zero_rate = "zero"` under [zero_vat]',
        )
    kind = chart.rates.kind_of(rate.percent, day)
    if kind is not None:
        return RateFate(rate, str(DOMESTIC[kind]))
    return _held(
        rate,
        Code.RATE_UNKNOWN,
        f"it is no rate of the administration on {day.isoformat()}",
        f"correct that rate in the shop ({TAX_PAGE})",
    )


def _abroad(
    rate: ShopTaxRate, mapping: Mapping, chart: Chart, *, day: date
) -> RateFate:
    if not in_eu(rate.country):
        return _held(
            rate,
            Code.FOREIGN_VAT,
            "it is not of an EU country",
            f"take that rate out of the shop, or mend its country ({TAX_PAGE})",
        )
    if not chart.company.foreign_vat or not mapping.oss.accounts:
        on = chart.company.foreign_vat
        side = "[oss.accounts] in the mapping" if on else "SnelStart"
        return _held(
            rate,
            Code.FOREIGN_VAT,
            f"OSS is off in {side}",
            "if the shop is registered for OSS: switch foreign VAT on in SnelStart and"
            " fill [oss.accounts]; if not: take foreign rates out of the shop"
            f" ({TAX_PAGE})",
        )
    code = chart.rate_code(rate.country, rate.percent, day)
    if code is None:
        return _held(
            rate,
            Code.RATE_UNKNOWN,
            f"SnelStart knows no such rate on {day.isoformat()}",
            f"correct that rate in the shop ({TAX_PAGE})",
        )
    if mapping.oss.number(code) is None:
        return _held(
            rate,
            Code.ACCOUNT_MISSING,
            f"[oss.accounts] has no {code}",
            f"add `{code} = <ledger number>` under [oss.accounts]",
        )
    return RateFate(rate, f"oss ({code})")


def _held(rate: ShopTaxRate, code: Code, why: str, remedy: str) -> RateFate:
    problem = Problem(
        code=code,
        message=f"orders with VAT of {label(rate)} will be held: {why}",
        remedy=remedy,
        where=f"tax rate {rate.rate_id}",
        severity=Severity.WARN,
    )
    return RateFate(rate, "held", problem)


def _compound(rate: ShopTaxRate) -> Problem:
    return Problem(
        code=Code.SHOP_RATE,
        message=f"{label(rate)} is compound: VAT over VAT, which no EU country has",
        remedy=f"take the tick off Compound for that rate ({TAX_PAGE})",
        where=f"tax rate {rate.rate_id}",
        severity=Severity.WARN,
    )


def _missing(setup: ShopSetup, home: str) -> tuple[Problem, ...]:
    """Find tax classes with rates for elsewhere only, and a shop with none at home.

    A class that no country has a rate in is not used: WooCommerce makes three.
    """
    if not setup.calculates_tax or not setup.tax_rates:
        return ()
    names = {one.slug: one.name for one in setup.tax_classes}
    everywhere = {one.tax_class for one in setup.tax_rates}
    at_home = {one.tax_class for one in setup.tax_rates if one.country in {home, ""}}
    return tuple(
        Problem(
            code=Code.SHOP_RATE,
            message=(
                f"no rate for {home}: what is sold in it at home carries no VAT, and is"
                " held"
            ),
            remedy=f"add a rate for {home} to that class ({TAX_PAGE})",
            where=f"tax class '{names.get(slug, slug)}'",
            severity=Severity.WARN,
        )
        for slug in sorted(everywhere | {"standard"})
        if slug not in at_home
    )
