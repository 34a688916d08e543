"""Whether a shop's settings fit the mapping: what will be held, before it is sold.

Only what would stop every amount is held here; the rest is a warning, because the
orders themselves decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase

from snelsync.domain.chart import Chart
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import CENT
from snelsync.domain.problem import Code, Problem, Severity
from snelsync.domain.shop_plugins import field_problems, plugin_problems
from snelsync.domain.shop_rates import TAX_PAGE, rate_fates, rate_problems
from snelsync.domain.shop_setup import Part, ShopSetup

CENTS = 2
EUR = "EUR"
OLDEST = (5, 8)
"""The first WooCommerce that can list what changed."""
REFUND_LIST_SINCE = (9, 0)
"""The first WooCommerce with one list of all refunds."""
_GENERAL_PAGE = "WooCommerce > Settings > General"
_KEYS_PAGE = "WooCommerce > Settings > Advanced > REST API"


def shop_problems(
    setup: ShopSetup, mapping: Mapping, chart: Chart, *, day: date
) -> tuple[Problem, ...]:
    """List everything about a shop's settings that a person should know of.

    Args:
        setup: the shop; what is unread of it is said once, and not judged.
        mapping: the bookkeeper's decisions.
        chart: the administration.
        day: the day rates are looked up on.
    """
    fates = rate_fates(setup, mapping, chart, day=day)
    return (
        *_money(setup, mapping),
        *_taxes(setup, mapping),
        *rate_problems(setup, fates, home=mapping.shop.home),
        *_gateways(setup, mapping),
        *_statuses(setup, mapping),
        *_rules(setup, mapping),
        *_place(setup, mapping),
        *_software(setup),
        *plugin_problems(setup, mapping),
        *field_problems(setup, mapping),
        *_unread(setup),
    )


def _setting(
    message: str,
    remedy: str,
    *,
    code: Code = Code.SHOP_SETTING,
    severity: Severity = Severity.WARN,
) -> Problem:
    return Problem(code=code, message=message, remedy=remedy, severity=severity)


def _money(setup: ShopSetup, mapping: Mapping) -> Iterator[Problem]:
    decimals = setup.price_decimals
    if decimals is not None and decimals < CENTS:
        # Recorded on WooCommerce 11.0.1, 2026-11-20: totals and VAT of every order,
        # old ones too, come rounded, whatever precision is asked for.
        yield _setting(
            f"the shop tells amounts with {decimals} decimals: totals and VAT of every"
            " order are rounded, and wrong",
            f"set the number of decimals to 2 ({_GENERAL_PAGE}), then run `snelsync"
            " pull-orders --full`",
            severity=Severity.HOLD,
        )
    if setup.currency in {"", EUR}:
        return
    if mapping.exchange:
        yield _setting(
            f"the shop's own currency is {setup.currency}: the rates its plugins record"
            f" are to {setup.currency}, and the mapping takes them for EUR",
            "set `recorded = []` under [currency], and name the European Central Bank's"
            " file in `rates_file` there",
            code=Code.CURRENCY,
            severity=Severity.HOLD,
        )
    elif mapping.rates is None:
        yield _setting(
            f"the shop sells in {setup.currency} and SnelStart books in EUR: every"
            " order is held",
            "name the European Central Bank's file in `rates_file` under [currency]",
            code=Code.CURRENCY,
        )


def _taxes(setup: ShopSetup, mapping: Mapping) -> Iterator[Problem]:
    if setup.calculates_tax is False and mapping.zero_vat.small_business is None:
        yield _setting(
            "the shop calculates no VAT",
            f"switch taxes on ({_GENERAL_PAGE}); under the small-business scheme (KOR)"
            ' set `small_business = "exempt"` under [zero_vat]',
        )
    tolerance = mapping.limits.rounding_tolerance
    if setup.rounds_at_subtotal and tolerance < 2 * CENT:
        # Recorded on WooCommerce 11.0.1, 2026-11-20: 19 of 115 orders, by 1 or 2 cents.
        yield _setting(
            "the shop rounds VAT at the subtotal, which leaves up to 2 cents in an"
            f" order, and rounding_tolerance is {tolerance}",
            f"set `rounding_tolerance = 0.05` under [limits], or take the tick off"
            f" Rounding ({TAX_PAGE})",
        )


def _gateways(setup: ShopSetup, mapping: Mapping) -> Iterator[Problem]:
    for one in setup.gateways:
        if one.enabled and mapping.payment(one.gateway_id) is None:
            yield _setting(
                f"no row of [[payments]] fits payment method {one.gateway_id}"
                f" ({one.title}): orders paid with it will be held",
                f'add a [[payments]] row with `gateway = "{one.gateway_id}"` and what'
                " it `means`",
                code=Code.GATEWAY_UNKNOWN,
            )


def _statuses(setup: ShopSetup, mapping: Mapping) -> Iterator[Problem]:
    shop = mapping.shop
    named = shop.book | shop.wait | shop.skip
    there = [one.slug for one in setup.statuses]
    for one in setup.statuses:
        if one.slug not in named:
            yield _setting(
                f"status {one.slug} ({one.name}) is in none of the lists: orders in it"
                " will be held",
                f'put "{one.slug}" in book, wait or skip under [shop.statuses]',
                code=Code.STATUS_UNKNOWN,
            )
    for slug in sorted(named - set(there)) if there else ():
        yield _strange("status", slug, there, "[shop.statuses]")


def _rules(setup: ShopSetup, mapping: Mapping) -> Iterator[Problem]:
    """Find rules that ask for what the shop does not have."""
    methods = [one.method_id for one in setup.shipping_methods]
    classes = [one.slug for one in setup.tax_classes]
    for rule in mapping.rules:
        place = f"[[rules]] {rule.name}"
        pattern = rule.shipping_method
        if pattern and methods and not any(fnmatchcase(m, pattern) for m in methods):
            yield _strange("shipping method", pattern, methods, place)
        # An order calls the standard class "".
        slug = rule.tax_class
        if slug and classes and slug not in classes:
            yield _strange("tax class", slug, classes, place)


def _strange(what: str, name: str, there: Iterable[str], place: str) -> Problem:
    """Say that the mapping names what the shop does not have."""
    known = sorted(there)
    near = get_close_matches(name, known, n=1)
    mended = f'write "{near[0]}" there' if near else "take it out there"
    return _setting(
        f'{place} names {what} "{name}", which the shop does not have'
        + (f' (did you mean "{near[0]}"?)' if near else ""),
        f"{mended}; the shop has {', '.join(known)}",
    )


def _place(setup: ShopSetup, mapping: Mapping) -> Iterator[Problem]:
    zone, home = str(mapping.shop.zone), mapping.shop.home
    if setup.time_zone != zone and Part.TIME_ZONE not in setup.unread:
        yield _setting(
            f"the shop's time zone is {setup.time_zone or 'an offset without a name'}"
            f" and the mapping's is {zone}: around midnight an order has another day in"
            " the shop than in the books",
            f"choose {zone} in the shop (Settings > General), or set `time_zone` under"
            " [shop]",
        )
    if setup.country not in {"", home}:
        yield _setting(
            f"the shop's address is in {setup.country} and the mapping's country is"
            f" {home}: VAT of {setup.country} counts as foreign",
            f"correct the shop's address ({_GENERAL_PAGE}), or set"
            f' `country = "{setup.country}"` under [shop]',
        )


def _software(setup: ShopSetup) -> Iterator[Problem]:
    numbers = setup.version.split(".")[:2]
    version = tuple(int(one) for one in numbers if one.isdecimal())
    if version and version < OLDEST:
        yield _setting(
            f"WooCommerce {setup.version} cannot list what changed",
            "update WooCommerce to 5.8 or newer",
            severity=Severity.HOLD,
        )
    elif version and version < REFUND_LIST_SINCE:
        yield _setting(
            f"WooCommerce {setup.version} has no list of refunds: they are read order"
            " by order, which is slow",
            "update WooCommerce to 9.0 or newer",
        )
    if setup.order_tables is False:
        yield _setting(
            "orders are kept as posts, where some changes leave no date: pulling may"
            " miss them",
            "run `snelsync pull-orders --full` once a month, or switch to"
            " high-performance order storage (WooCommerce > Settings > Advanced >"
            " Features)",
        )


def _unread(setup: ShopSetup) -> Iterator[Problem]:
    if setup.unread:
        yield _setting(
            f"could not be checked: {', '.join(sorted(setup.unread))}: the shop does"
            " not tell them to the user of this key",
            f"make a read key for an administrator or shop manager ({_KEYS_PAGE}), and"
            " run `snelsync auth login`",
            code=Code.SHOP_UNREAD,
        )
