"""The form of VAT numbers, country by country.

SnelStart really checks numbers (REL-0088, observed by integrations). Here the form is
checked, strictly but without check digits, so that invented numbers can be used; a test
names the numbers that are to count as invalid. A number from outside the EU cannot be
checked and is refused.
"""

import re
from typing import Final

# Prefix as in VIES, and what may follow it.
_FORMS: Final = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"(\d{9}|\d{12})",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{10}01",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"(\d{9}|\d{12}|(GD|HA)\d{3})",
}
_PREFIXES: Final = {"GR": ("EL",), "GB": ("GB", "XI"), "XI": ("XI",)}
_DUTCH: Final = re.compile(_FORMS["NL"], re.ASCII)


def country_fits(number: str, country: str) -> bool:
    """Tell whether a number's prefix is that of a country (two letters)."""
    if country == "NL" and _DUTCH.fullmatch(number):
        return True
    return number[:2] in _PREFIXES.get(country, (country,))


def form_fits(number: str) -> bool:
    """Tell whether a number has the form of its country."""
    if _DUTCH.fullmatch(number):
        return True
    form = _FORMS.get(number[:2])
    return form is not None and re.fullmatch(form, number[2:], re.ASCII) is not None


def as_kept(number: str) -> str:
    """Give a number as SnelStart keeps it: a Dutch one loses its prefix (observed)."""
    return number.removeprefix("NL")
