"""Documents of which our record has another amount than the shop, which did not change.

A booking takes the shop's own total over, so the record itself was changed, by hand or
by a damaged disk. What the shop says is then worked out anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from snelsync.domain.booking import Booking, DocumentKey, DocumentKind, Outcome
from snelsync.domain.case import Case
from snelsync.domain.currency import EUR
from snelsync.domain.decide import decide
from snelsync.domain.decision import Decision
from snelsync.domain.money import to_cents


def rewritten(case: Case, decided: Sequence[Decision]) -> dict[DocumentKey, Booking]:
    """Find the documents of an order of which the record has another amount.

    In EUR only: what another currency was worth is in the record alone. What was taken
    back, and what took it back, are left out: they are more than the shop itself has.

    Returns:
        Each with what would be booked of it if the record did not know of it.
    """
    if case.order.currency != EUR:
        return {}
    found = {}
    keys = {one.key for one in decided}
    for one in decided:
        stands = one.outcome in {Outcome.BOOKED, Outcome.ADOPTED}
        if stands and one.key.reversal not in keys and _differs(case, one):
            known = {key: of for key, of in case.known.items() if key != one.key}
            for anew in decide(replace(case, known=known)):
                if anew.key == one.key and anew.booking is not None:
                    found[one.key] = anew.booking
    return found


def _differs(case: Case, one: Decision) -> bool:
    key = one.key
    if key.kind.is_reversal or key.undoes(one.order_id):
        return False
    if key.kind is DocumentKind.SALE:
        return to_cents(case.order.total) != one.total
    amounts = {refund.refund_id: refund.amount for refund in case.refunds}
    return -to_cents(amounts[key.shop_id]) != one.total
