"""Where goods go, for VAT: a country, or a part of one that VAT treats as another.

Some places belong to a member state and not to its VAT area (a sale to them is an
export), and Northern Ireland belongs to it for goods (Directive 2006/112/EC art. 6;
read in the data of public VAT tables, 2026-11). A postcode is looked at once, when an
order is read, and not kept.
"""

from __future__ import annotations

import re

EU = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES"),
        *("FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU"),
        *("LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
"""The 27 member states by ISO-2 code (Greece as GR), as of 2026."""

NORTHERN_IRELAND = "XI"
MONACO = "MC"

_POSTCODES = (
    ("ES", re.compile(r"(35|38)\d{3}"), "ES-CN"),
    ("ES", re.compile(r"51\d{3}"), "ES-CE"),
    ("ES", re.compile(r"52\d{3}"), "ES-ML"),
    ("DE", re.compile(r"27498"), "DE-HELGOLAND"),
    ("DE", re.compile(r"78266"), "DE-BUESINGEN"),
    ("IT", re.compile(r"23041"), "IT-LIVIGNO"),
    ("IT", re.compile(r"22061"), "IT-CAMPIONE"),
    ("GR", re.compile(r"63086"), "GR-ATHOS"),
    ("FR", re.compile(r"97[1-46-9]\d{2}|98[678]\d{2}"), "FR-OVERSEAS"),
    ("FI", re.compile(r"22\d{3}"), "FI-ALAND"),
    ("GB", re.compile(r"BT\d.*"), NORTHERN_IRELAND),
)


def vat_area(country: str, postcode: str) -> str:
    """Give the area VAT knows an address as: mostly its country.

    Args:
        country: ISO-2, as a shop writes it.
        postcode: as typed; spaces do not matter.
    """
    tight = postcode.replace(" ", "").upper()
    for owner, pattern, area in _POSTCODES:
        if owner == country and pattern.fullmatch(tight):
            return area
    if country == MONACO:
        return "FR"
    return country


def in_eu(area: str) -> bool:
    """Say whether goods sent there stay in the EU's VAT area."""
    return area in EU or area == NORTHERN_IRELAND
