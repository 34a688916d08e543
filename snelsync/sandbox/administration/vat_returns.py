"""VAT returns (btw-aangiften) as `/btwaangiftes` shows them, and what they close."""

from datetime import date
from typing import Final

from snelsync.sandbox.administration.books import Books
from snelsync.sandbox.administration.read_models import BOXES
from snelsync.sandbox.administration.wire import Record, moment_text, parse_moment

PERIODS: Final = {"Maand": 1, "Kwartaal": 3, "Jaar": 12}
_NO_BOX: Final = {"btw": 0, "omzet": 0, "btwSchatting": 0, "omzetSchatting": 0}
_HANDED_IN: Final = frozenset(
    {"Verzonden", "Geaccepteerd", "GeaccepteerdEnHerberekend", "GeaccepteerdExtern"}
)


def vat_return(
    begins: date, books: Books, *, period: str, status: str, boxes: dict[str, Record]
) -> Record:
    """Make a VAT return.

    Args:
        begins: The first day of its period.
        books: The administration it belongs to.
        period: Maand, Kwartaal or Jaar.
        status: A `btwAangifteStatus`.
        boxes: What stands in the boxes, as `{"1A": {"omzet": 100, "btw": 21}}`.

    """
    guid = books.fresh_id()
    made = books.moment()
    return {
        "boekjaar": {
            "startDate": moment_text(date(begins.year, 1, 1)),
            "endDate": moment_text(date(begins.year, 12, 31)),
        },
        "betalenVoor": moment_text(_after(begins, PERIODS[period] + 1)),
        "aangiftePeriodeBeginDatum": moment_text(begins),
        "btwAangiftePeriode": period,
        "datumTijdBerekening": made,
        "datumTijdVerzending": made if status in _HANDED_IN else None,
        "isSuppletie": False,
        "isAangifteGeschat": False,
        "btwPercentageHoog": 21,
        "btwPercentageLaag": 9,
        "btwPercentageOverig": 0,
        "betalingskenmerk": None,
        "foutBericht": None,
        "btwAangifteStatus": status,
        "btwNummer": books.company["btwNummer"],
        **{f"rubriek{box}": {**_NO_BOX, **boxes.get(box, {})} for box in BOXES},
        "id": guid,
        "uri": f"/btwaangiftes/{guid}",
    }


def _after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def is_handed_in(day: date, books: Books) -> bool:
    """Tell whether a day lies in a period whose return was handed in."""
    for row in books.vat_returns.values():
        begins = parse_moment(row["aangiftePeriodeBeginDatum"])
        months = PERIODS.get(row["btwAangiftePeriode"])
        if (
            begins is None
            or months is None
            or row["btwAangifteStatus"] not in _HANDED_IN
        ):
            continue
        if begins.date() <= day < _after(begins.date(), months):
            return True
    return False
