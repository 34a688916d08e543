"""VAT numbers as buyers type them, and the one official form of each.

python-stdnum knows the form and the check digits of every member state. What has no
official form is kept nowhere: it may be a citizen's number, a name or a telephone's.
"""

from __future__ import annotations

import re

from stdnum.eu import vat
from stdnum.exceptions import ValidationError as NumberError
from stdnum.util import clean

from snelsync.domain.territory import EU, NORTHERN_IRELAND
from snelsync.domain.vat_number import may_name_a_citizen

_PREFIXES = EU - {"GR"} | {"EL", NORTHERN_IRELAND}
"""Those of the member states (Greece as EL) and of Northern Ireland."""

_CHARACTERS = re.compile(r"[A-Z0-9+*]+")  # Irish numbers may have + or *


def normalise(text: str, country: str) -> str | None:
    """Give a number as VIES wants it, with its prefix; None when it cannot be one.

    A Dutch number that may hold a citizen's number is None as well: before 2020 a sole
    trader's number was made of it, and VIES no longer knows those.

    Args:
        text: as the buyer typed it.
        country: of the billing address (ISO-2), whose prefix is added where there is
            none; a number with a prefix keeps its own.
    """
    number = plain(text)
    if number[:2] not in _PREFIXES:
        number = plain(country) + number
    if number[:2] not in _PREFIXES or not _CHARACTERS.fullmatch(number):
        return None
    try:
        number = vat.validate(number)
    except NumberError:
        return None
    return None if may_name_a_citizen(number) else number


def plain(text: str) -> str:
    """Strip what people put between the digits, and write Greece as EL."""
    number = re.sub(r"[^A-Z0-9+*]", "", clean(text).upper())
    return "EL" + number[2:] if number.startswith("GR") else number


def is_an_attempt(text: str) -> bool:
    """Say whether who typed this meant a number: "n.v.t." and "0" are none."""
    return any(char.isdecimal() and char != "0" for char in text)
