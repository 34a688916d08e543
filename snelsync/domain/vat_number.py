"""VAT numbers of buyers, and the evidence that one was valid.

A sale to a business in another member state carries no VAT when its number is valid at
the time; the evidence is VIES's consultation number with its date (Dutch tax office on
intra-Community supplies; read 2026-11). That VIES is down says nothing of the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Validity(StrEnum):
    """What VIES said of a number."""

    VALID = "valid"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"


FRESH = timedelta(days=30)
"""How long before or after a sale a check may have been made."""

PATIENCE = timedelta(hours=48)
"""How long an unavailable VIES is waited for before a person must look."""


@dataclass(frozen=True, slots=True)
class VatCheck:
    """One question about a number, and the answer.

    Attributes:
        number: normalised, with its country's prefix; Greece as EL, Northern Ireland
            as XI.
        checked: when VIES answered, or was last asked.
        first_asked: when the question was put first, since which patience counts; an
            unavailable VIES is asked the same question again.
        consultation: VIES's consultation number: the evidence; "" without one.
    """

    number: str
    validity: Validity
    checked: datetime
    first_asked: datetime
    consultation: str = ""

    def fresh_for(self, day: date) -> bool:
        """Say whether the check is near enough to the day of a sale."""
        return abs(self.checked.date() - day) <= FRESH

    @property
    def answered(self) -> bool:
        """Say whether VIES knew."""
        return self.validity is not Validity.UNAVAILABLE

    def country(self) -> str:
        """Give the ISO-2 country of the number (EL is Greece)."""
        prefix = self.number[:2]
        return "GR" if prefix == "EL" else prefix

    def fits_address(self, country: str) -> bool:
        """Say whether the number is of an address's country (SnelStart: REL-0087)."""
        of_belfast = self.country() == "XI" and country == "GB"
        return of_belfast or self.country() == country


def check_for(checks: tuple[VatCheck, ...], day: date) -> VatCheck | None:
    """Choose what is known of a number on the day of a sale.

    A yes near enough to the day counts, the nearest; whatever VIES says later takes it
    not away. Else a no from the day itself or after it; a no from before says nothing
    of the day. Else a question that is not answered yet, else the nearest answer.
    """
    near = sorted(
        (one for one in checks if one.fresh_for(day)),
        key=lambda one: (abs(one.checked.date() - day), day - one.checked.date()),
    )
    for found in (
        [one for one in near if one.validity is Validity.VALID],
        [one for one in near if one.answered and one.checked.date() >= day],
        [one for one in near if not one.answered][-1:],
        sorted(
            (one for one in checks if one.answered),
            key=lambda one: (abs(one.checked.date() - day), day - one.checked.date()),
        ),
        checks[-1:],
    ):
        if found:
            return found[0]
    return None


def may_name_a_citizen(number: str) -> bool:
    """Say whether a Dutch number may hold a citizen's service number.

    Until 2020 a sole trader's VAT number was the citizen's number; it is no VAT number
    any more and must not be kept. Such a number passes the eleven test and not the 97
    test of the new ones; a company's passes the eleven test too, and begins with 00 or
    8 (numbers of companies seen in public data, 2026-11; not an official statement).
    """
    digits = number[2:11]
    if not number.startswith("NL") or len(digits) != 9 or not digits.isdecimal():
        return False
    if digits.startswith(("00", "8")) or _passes_97(number):
        return False
    weighed = sum(int(d) * w for d, w in zip(digits, range(9, 1, -1), strict=False))
    return (weighed - int(digits[8])) % 11 == 0


def _passes_97(number: str) -> bool:
    """Check a number as the Dutch tax office makes them since 2020: mod 97 is 1."""
    try:
        return int("".join(str(int(char, 36)) for char in number)) % 97 == 1
    except ValueError:
        return False
