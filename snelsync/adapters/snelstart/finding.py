"""Which customer card is the one: by what cannot belong to two, never by a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from snelsync.adapters.snelstart.encode import text_literal
from snelsync.adapters.snelstart.wire import Relatie
from snelsync.domain.booking import Customer

Check = Callable[[Relatie], bool]


def looked_for(customer: Customer) -> Iterator[tuple[str, Check]]:
    """Give the filters to look a customer up by, in turn, each with its own check.

    SnelStart reads a Dutch VAT number back without its NL (seen live by an
    integration, 2026), so it is looked for in both forms. A card found by e-mail or
    trade-register number counts only if it carries the same VAT number: without one
    SnelStart would take the sale for a consumer's.
    """
    business = customer.business
    if business is None:
        name = customer.name
        yield f"Naam eq {text_literal(name)}", lambda row: row.naam == name
        return
    numbers = _forms(customer.vat_number)

    def same_number(row: Relatie) -> bool:
        return number_of(row) in numbers

    wanted = " or ".join(f"BtwNummer eq {text_literal(one)}" for one in sorted(numbers))
    yield wanted, same_number
    if business.kvk:
        yield f"KvkNummer eq {text_literal(business.kvk)}", same_number
    if business.email:
        yield f"Email eq {text_literal(business.email)}", same_number


def number_of(row: Relatie) -> str:
    """Read a card's VAT number, written as we write them."""
    return (row.btwNummer or "").upper()


def cards_by_number(customers: Iterable[Customer]) -> dict[str, tuple[str, ...]]:
    """Tell which of our cards want a VAT number, by each form it may be read in."""
    found: dict[str, tuple[str, ...]] = {}
    for one in customers:
        for number in _forms(one.vat_number):
            found[number] = (*found.get(number, ()), one.card)
    return found


def _forms(vat_number: str) -> set[str]:
    return {vat_number, vat_number.removeprefix("NL")}


def with_vat_numbers(numbers: Sequence[str], *, at_once: int) -> Iterator[str]:
    """Ask for the cards that have one of these VAT numbers, some at a time."""
    for start in range(0, len(numbers), at_once):
        some = numbers[start : start + at_once]
        yield " or ".join(f"BtwNummer eq {text_literal(one)}" for one in some)
