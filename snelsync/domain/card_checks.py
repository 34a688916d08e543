"""The checks of customer cards: is all on its card, and is what is open the same?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from snelsync.domain.document_checks import standing
from snelsync.domain.mapping import Reconciling
from snelsync.domain.matching import Matching, OnCard
from snelsync.domain.money import eur, total
from snelsync.domain.proof import Check, Row, Standing


def cards(matching: Matching, settings: Reconciling) -> list[Check]:
    """C9: each document is on the customer card it was booked on."""
    found = []
    for card, sums in sorted(matching.cards.items()):
        rows = tuple(row for of, row in matching.moved if of == card)
        stands = Standing.FAIL if rows else Standing.OK
        found.append(
            Check(
                code="C9",
                about=card,
                title="on the customer card it was booked on",
                left_is="invoices booked on these cards",
                right_is="invoices on them in SnelStart",
                left=sums.ours,
                right=sums.theirs,
                verdict=standing("C9", stands, settings),
                rows=rows,
            )
        )
    return found


def open_on_cards(matching: Matching, settings: Reconciling) -> Iterator[Check]:
    """C9: what is open on the cards is what the shop still waits for.

    Of the period's invoices: no endpoint tells a card's balance. Where payments are not
    booked in SnelStart there is nothing to compare.
    """
    if not matching.payments_booked:
        still_open = total(one.still_open for one in matching.cards.values())
        if still_open:
            yield replace(
                _balance("", OnCard()),
                left=total(one.owed for one in matching.cards.values()),
                right=None,
                verdict=Standing.NOT_LOOKED_AT,
                note=f"{eur(still_open)} is open there: less than half of the invoices"
                " is paid in SnelStart, so payments seem not to be booked yet",
            )
        return
    for name, card in sorted(matching.cards.items()):
        if card.owed or card.still_open or card.others or card.told:
            check = _balance(name, card)
            stands = Standing.INFO if check.rows else Standing.OK
            stands = Standing.WARN if card.told else stands
            yield replace(check, verdict=standing("C9", stands, settings))


def _balance(name: str, card: OnCard) -> Check:
    rows = [
        replace(row, left=owed, reason="see C8", remedy="")
        for _, owed, row in card.told
    ]
    if card.young:
        rows.append(
            Row(
                order_number="",
                number="",
                day=None,
                left=card.young_owed,
                right=card.young_open,
                reason=f"{card.young} young invoices that the shop and SnelStart do not"
                " both have as paid: on its way",
            )
        )
    return Check(
        code="C9",
        about=f"{name} open" if name else "",
        title="open on the customer cards",
        left_is="the shop waits for it",
        right_is="open on these cards in SnelStart",
        left=card.owed,
        right=card.still_open,
        verdict=Standing.OK,
        rows=tuple(rows),
        foreign=card.others,
    )
