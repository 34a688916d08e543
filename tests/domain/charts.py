"""Plain makers of ledger accounts and of the chart of an administration."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from snelsync.domain.chart import (
    Account,
    AccountFunction,
    Chart,
    Company,
    CostCentre,
    Country,
    ForeignRate,
)
from snelsync.domain.vat import VatKind, VatRate, VatRates


def account(
    number: int,
    function: AccountFunction,
    *kinds: VatKind,
    **fields: Any,  # noqa: ANN401
) -> Account:
    """Make an active ledger account."""
    settings: dict[str, Any] = {
        "account_id": f"id-{number}",
        "description": f"rekening {number}",
        "active": True,
    }
    return Account(
        number=number,
        function=function,
        vat_kinds=frozenset(kinds or (VatKind.NONE,)),
        **(settings | fields),
    )


RATES = VatRates(
    (
        VatRate(VatKind.NONE, Decimal(0), date(1900, 1, 1), date(2400, 12, 31)),
        VatRate(VatKind.LOW, Decimal(6), date(1986, 10, 1), date(2018, 12, 31)),
        VatRate(VatKind.LOW, Decimal(9), date(2019, 1, 1), date(2400, 12, 31)),
        VatRate(VatKind.HIGH, Decimal(19), date(2001, 1, 1), date(2012, 9, 30)),
        VatRate(VatKind.HIGH, Decimal(21), date(2012, 10, 1), date(2400, 12, 31)),
        VatRate(VatKind.OTHER, Decimal(0), date(1968, 1, 1), date(2400, 12, 31)),
    )
)

_ACCOUNTS = (
    account(4756, AccountFunction.GENERAL),
    account(8100, AccountFunction.REVENUE_HIGH, VatKind.HIGH),
    account(8101, AccountFunction.REVENUE_HIGH, VatKind.HIGH),
    account(8106, AccountFunction.REVENUE_HIGH, VatKind.HIGH),
    account(8198, AccountFunction.REVENUE_HIGH, VatKind.HIGH, active=False),
    account(
        8102, AccountFunction.REVENUE_HIGH, VatKind.HIGH, cost_centre_required=True
    ),
    account(8200, AccountFunction.REVENUE_HIGH, VatKind.HIGH),
    account(8110, AccountFunction.REVENUE_LOW, VatKind.LOW),
    account(8111, AccountFunction.REVENUE_LOW, VatKind.LOW),
    account(8116, AccountFunction.REVENUE_LOW, VatKind.LOW),
    account(8140, AccountFunction.REVENUE_UNTAXED),
)


def chart(**fields: Any) -> Chart:  # noqa: ANN401
    """Make the chart of a new administration, as far as a shop needs it."""
    settings: dict[str, Any] = {
        "company": Company(administration_id="id-admin", name="Oefenadministratie"),
        "accounts": _ACCOUNTS,
        "cost_centres": (CostCentre("id-kp", 1, "Webshop", active=True),),
        "countries": tuple(
            Country(f"id-{code}", code, name)
            for code, name in (
                ("NL", "Nederland"),
                ("BE", "België"),
                ("DE", "Duitsland"),
                ("US", "Verenigde Staten"),
            )
        ),
        "rates": RATES,
    }
    return Chart(**(settings | fields))


_MORE_ACCOUNTS = (
    account(1700, AccountFunction.GENERAL),
    account(1750, AccountFunction.GENERAL),
    account(1751, AccountFunction.GENERAL),
    account(8105, AccountFunction.REVENUE_HIGH, VatKind.HIGH),
    account(8115, AccountFunction.REVENUE_LOW, VatKind.LOW),
    account(8150, AccountFunction.REVENUE_UNTAXED),
    account(8160, AccountFunction.EXPORT),
    account(8170, AccountFunction.GOODS_IN_EU),
    account(8180, AccountFunction.DISTANCE_SALES, oss_rate_code="SR"),
    account(8181, AccountFunction.DISTANCE_SALES, oss_rate_code="RRL"),
    account(8197, AccountFunction.GENERAL),
    account(8199, AccountFunction.REVENUE_EXEMPT),
)

_FOREIGN = tuple(
    ForeignRate(country, code, Decimal(percent), date(2021, 1, 1))
    for country, code, percent in (
        ("BE", "SR", "21"),
        ("BE", "RRL", "6"),
        ("DE", "SR", "19"),
        ("DE", "RRL", "7"),
        ("FR", "SR", "20"),
        ("FR", "RRL", "5.5"),
    )
)

_COUNTRIES = ("NL", "BE", "DE", "FR", "GR", "ES", "GB", "CH", "US")


def full_chart(*, oss: bool = True, kor: bool = False, **fields: Any) -> Chart:  # noqa: ANN401
    """Make the chart of an administration that has an account for everything."""
    company = Company(
        administration_id="id-admin",
        name="Oefenadministratie",
        foreign_vat=oss,
        foreign_vat_account_id="id-1700",
        small_business=kor,
    )
    settings: dict[str, Any] = {
        "company": company,
        "accounts": (*_ACCOUNTS, *_MORE_ACCOUNTS),
        "countries": tuple(Country(f"id-{one}", one, one) for one in _COUNTRIES),
        "foreign_rates": _FOREIGN,
    }
    return chart(**(settings | fields))
