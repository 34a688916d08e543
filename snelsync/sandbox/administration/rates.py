"""VAT rates: the Dutch ones by date, and those of the EU by country and rate code.

The Dutch rows are those of the live `/btwtarieven` that still matter (observed by
integrations). The EU rows follow the European Commission's list of 2026; a rate whose
start is not known starts where OSS did, on 2021-07-01. Where a country has one reduced
rate it is RRL here: which of RRH and RRL SnelStart uses is not known, so look it up.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from snelsync.sandbox.administration.wire import Record, moment_text

_ALWAYS: Final = "2400-12-31"

# btwSoort, btwPercentage, datumVanaf, datumTotEnMet (SnelStart, observed 2026)
_DUTCH: Final = (
    ("Geen", "0", "1900-01-01", _ALWAYS),
    ("Laag", "6", "1986-10-01", "2018-12-31"),
    ("Laag", "9", "2019-01-01", _ALWAYS),
    ("Hoog", "19", "2001-01-01", "2012-09-30"),
    ("Hoog", "21", "2012-10-01", _ALWAYS),
    ("Overig", "0", "1968-01-01", _ALWAYS),
)

# countryCode, then rateCode:rate or rateCode:rate@validFrom
_EU: Final = """\
AUT SR:20 RRH:13 RRL:10 PR:13 SRR:4.9@2026-07-01
BEL SR:21 RRH:12 RRL:6 PR:12
BGR SR:20 RRL:9
CYP SR:19 RRH:9 RRL:5 SRR:3
CZE SR:21 RRL:10 RRL:12@2024-01-01
DEU SR:19@2021-01-01 RRL:7@2021-01-01
DNK SR:25
EST SR:20 SR:22@2024-01-01 SR:24@2025-07-01 RRH:13@2025-01-01 RRL:9
ESP SR:21 RRL:10 SRR:4
FIN SR:24 SR:25.5@2024-09-01 RRH:14 RRH:13.5@2026-01-01 RRL:10
FRA SR:20 RRH:10 RRL:5.5 SRR:2.1
GRC SR:24 RRH:13 RRL:6 PR:13 SRR:4
HRV SR:25 RRH:13 RRL:5
HUN SR:27 RRH:18 RRL:5
IRL SR:23 RRH:13.5 RRL:9
ITA SR:22 RRH:10 RRL:5 SRR:4
LTU SR:21 RRH:9 RRH:12@2026-01-01 RRL:5
LUX SR:17 SR:16@2023-01-01 SR:17@2024-01-01 RRH:14 RRL:8 PR:14 SRR:3
LVA SR:21 RRH:12 RRL:5
MLT SR:18 RRH:7 RRL:5 PR:12@2024-01-01
NLD SR:21 RRL:9
POL SR:23 RRH:8 RRL:5
PRT SR:23 RRH:13 RRL:6 PR:13
ROU SR:19 SR:21@2025-08-01 RRL:5 RRL:11@2025-08-01
SWE SR:25 RRH:12 RRL:6
SVN SR:22 RRH:9.5 RRL:5
SVK SR:20 SR:23@2025-01-01 RRH:10 RRH:19@2025-01-01 RRL:5
"""
_OSS_START: Final = "2021-07-01"

# rateCode, shortName, name
_DEFINITIONS: Final = (
    ("SR", "Standard", "Standard rate"),
    ("RRH", "Reduced high", "Reduced rate high"),
    ("RRL", "Reduced low", "Reduced rate low"),
    ("PR", "Parking", "Parking rate"),
    ("SRR", "Super reduced", "Super-reduced rate"),
)


def dutch_rates() -> list[Record]:
    """List the rows of `/btwtarieven`; both dates belong to the period."""
    return [
        {
            "btwSoort": kind,
            "btwPercentage": Decimal(percentage),
            "datumVanaf": f"{first}T00:00:00",
            "datumTotEnMet": f"{last}T00:00:00",
        }
        for kind, percentage, first, last in _DUTCH
    ]


def eu_rates() -> list[Record]:
    """List the rows of `/vatrates`, one for each of the 27 countries."""
    return [_country(line) for line in _EU.splitlines()]


def _country(line: str) -> Record:
    code, *rates = line.split()
    return {"countryCode": code, "vatRates": [_rate(rate) for rate in rates]}


def _rate(written: str) -> Record:
    rate_code, _, rest = written.partition(":")
    rate, _, first = rest.partition("@")
    return {
        "rateCode": rate_code,
        "rate": Decimal(rate),
        "validFrom": f"{first or _OSS_START}T00:00:00",
    }


def rate_definitions() -> list[Record]:
    """List the rows of `/vatratedefinitions`."""
    return [
        {"rateCode": code, "shortName": short, "name": name}
        for code, short, name in _DEFINITIONS
    ]


def dutch_rate(rows: list[Record], kind: str, day: date) -> Decimal | None:
    """Find the percentage of a kind of VAT on a day, None when there is none."""
    moment = moment_text(day)
    for row in rows:
        if (
            row["btwSoort"] == kind
            and row["datumVanaf"] <= moment <= row["datumTotEnMet"]
        ):
            return Decimal(row["btwPercentage"])
    return None


def eu_rate(
    rows: list[Record], country: str | None, *, rate_code: str | None, day: date
) -> Decimal | None:
    """Find a country's percentage for a rate code on a day, None when there is none.

    Args:
        rows: The rows of `/vatrates`.
        country: The three-letter code of the country.
        rate_code: One of SR, RRH, RRL, PR and SRR.
        day: The day of supply; `validFrom` is the first day of a rate.

    """
    moment = moment_text(day)
    known = [
        (rate["validFrom"], rate["rate"])
        for row in rows
        if row["countryCode"] == country
        for rate in row["vatRates"]
        if rate["rateCode"] == rate_code and rate["validFrom"] <= moment
    ]
    return Decimal(max(known)[1]) if known else None
