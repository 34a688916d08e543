"""Refunds one after the other, as deciding about an order goes through them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from snelsync.domain.booking import Booking
from snelsync.domain.chart import Chart
from snelsync.domain.credit import Before, translate_credit
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Order, Refund
from snelsync.domain.translate import (
    Skipped,
    Translated,
    Translation,
    translate_sale,
)

from .builders import AFTERWARDS, cents, mapping
from .charts import chart


def sequence(
    one: Order,
    refunds: Iterable[Refund],
    *,
    sale: Translation | None = None,
    said: Mapping | None = None,
    known: Chart | None = None,
) -> tuple[Before, list[Translation]]:
    """Translate refunds in order; give what each became, and how it stands after."""
    said, known = said or mapping(), known or chart()
    before = Before(sale or translate_sale(one, mapping=said, chart=known))
    results: list[Translation] = []
    for refund in refunds:
        result = translate_credit(
            refund, one, before=before, mapping=said, chart=known, now=AFTERWARDS
        )
        results.append(result)
        if isinstance(result, Skipped):
            continue
        booked = result.booking if isinstance(result, Translated) else None
        before = replace(
            before,
            credits=(*before.credits, *((booked,) if booked else ())),
            held=before.held or booked is None,
            refunded=before.refunded + cents(refund.amount),
        )
    return before, results


def credit_after(
    back: Refund,
    one: Order,
    earlier: Iterable[Refund] = (),
    *,
    sale: Translation | None = None,
    said: Mapping | None = None,
    known: Chart | None = None,
) -> Translation:
    """Translate a refund after earlier ones; the sale as booked, the mapping of now."""
    _, results = sequence(one, (*earlier, back), sale=sale, said=said, known=known)
    return results[-1]


def booking_of(result: Translation) -> Booking:
    """Take the booking of a document that must become one."""
    assert isinstance(result, Translated), result
    return result.booking
