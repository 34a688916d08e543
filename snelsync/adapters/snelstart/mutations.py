"""Asking for ledger mutations, one by one or added up, and reading what comes back.

Adding up is SnelStart's ``$apply``: done after ``$filter``, by one or more of account
(*grootboek*), journal (*dagboek*) and cost centre, as its developer portal shows it
(read 2026-05). How an answer looks is shown nowhere, so it is read in any capitals, and
whatever cannot be read counts as not added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from snelsync.adapters.snelstart.encode import day_literal, text_literal
from snelsync.adapters.snelstart.wire import Grootboekmutatie
from snelsync.domain.booking import folded
from snelsync.domain.money import to_cents
from snelsync.domain.mutation_sums import MutationSum, Only

HOME = ZoneInfo("Europe/Amsterdam")
"""SnelStart tells moments without a zone; Dutch time fits what was seen (2026-05)."""
APPLY = "groupby((Grootboek,Dagboek),aggregate(Saldo with sum as Totaal))"
MOST_SUMS = 500
"""So many rows an answer has at most: with as many, some may have been left out."""
AT_ONCE = 20
"""Numbers or accounts asked for in one call: an address must not grow too long."""


def moment_of(said: datetime | None) -> datetime | None:
    """Read a moment without a zone; of an hour that comes twice it is the later."""
    if said is None or said.tzinfo is not None:
        return said
    return said.replace(tzinfo=HOME, fold=1).astimezone(UTC)


def within(first: date, last: date) -> str:
    """Ask for the mutations of a period."""
    return (
        f"Datum ge {day_literal(first)}"
        f" and Datum lt {day_literal(last + timedelta(days=1))}"
    )


def changed(after: datetime) -> str:
    """Ask for what was changed after a moment."""
    local = after.astimezone(HOME).replace(tzinfo=None, microsecond=0)
    return f"ModifiedOn gt datetime'{local.isoformat()}'"


def parts_of(only: Only) -> Iterator[Only]:
    """Divide a question into such as fit into an address."""
    accounts, numbers = sorted(only.accounts), sorted(only.numbers, key=folded)
    for some in _some(accounts):
        for named in _some(numbers):
            yield replace(only, accounts=frozenset(some), numbers=tuple(named))


def _some(values: list[Any]) -> list[list[Any]]:
    starts = range(0, len(values), AT_ONCE)
    return [values[start : start + AT_ONCE] for start in starts] or [[]]


def asked(only: Only, account_ids: Mapping[str, str]) -> Iterator[str]:
    """Write what is asked for, a condition each.

    Args:
        only: which mutations.
        account_ids: the number of each account, by its id.
    """
    accounts = (
        f"Grootboek/Id eq guid'{key}'"
        for key, number in account_ids.items()
        if number.isdecimal() and int(number) in only.accounts
    )
    journals = (f"Dagboek/Id eq guid'{key}'" for key in sorted(only.journals))
    numbers = (f"FactuurNummer eq {text_literal(one)}" for one in only.numbers)
    for some in (accounts, journals, numbers):
        any_of = " or ".join(some)
        if any_of:
            yield f"({any_of})"
    if only.changed_after is not None:
        yield changed(only.changed_after)


def fits(row: Grootboekmutatie, account: int, only: Only) -> bool:
    """Check again what was asked for: not every list of SnelStart filters."""
    moment = moment_of(row.modifiedOn)
    return (
        (not only.accounts or account in only.accounts)
        and (
            not only.journals
            or (row.dagboek is not None and row.dagboek.id in only.journals)
        )
        and (
            not only.numbers
            or folded(row.factuurNummer or "") in {folded(one) for one in only.numbers}
        )
        and (
            only.changed_after is None
            or moment is None
            or moment > only.changed_after.replace(microsecond=0)
        )
    )


def sums_of(
    body: object, account_ids: Mapping[str, str]
) -> tuple[MutationSum, ...] | None:
    """Read sums per account and journal; None where that cannot be done."""
    if not isinstance(body, list) or len(body) >= MOST_SUMS:
        return None
    try:
        return tuple(_sums(body, account_ids))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _sums(
    rows: Iterable[Mapping[str, Any]], account_ids: Mapping[str, str]
) -> Iterator[MutationSum]:
    for row in rows:
        held = {name.lower(): value for name, value in row.items()}
        number = account_ids[_id(held["grootboek"])]
        if number.isdecimal():
            amount = to_cents(-Decimal(str(held["totaal"])))
            yield MutationSum(int(number), _id(held["dagboek"]), amount)


def _id(held: Any) -> str:  # noqa: ANN401 - whatever SnelStart makes of a reference
    if isinstance(held, str):
        return held
    return str({name.lower(): value for name, value in held.items()}["id"])
