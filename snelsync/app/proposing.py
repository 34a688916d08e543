"""Reading both systems for what a mapping can be proposed from. Both are only read."""

from __future__ import annotations

from dataclasses import dataclass

from snelsync.app.ports import Administration, Shop
from snelsync.domain.chart import Chart
from snelsync.domain.learned import Lesson, learn
from snelsync.domain.shop_setup import ShopSetup
from snelsync.errors import UsageError


@dataclass(frozen=True, slots=True)
class Seen:
    """What both systems say of themselves.

    Attributes:
        lesson: what a booking made by hand taught; empty when none was named.
    """

    chart: Chart
    setup: ShopSetup
    lesson: Lesson


def read_both(shop: Shop, administration: Administration, *, invoice: str = "") -> Seen:
    """Read the settings of both, and a booking to learn from when one is named.

    Raises:
        UsageError: there is no such booking.
    """
    chart = administration.chart()
    lesson = _lesson(administration, chart, invoice) if invoice else Lesson({})
    return Seen(chart=chart, setup=shop.setup(), lesson=lesson)


def _lesson(administration: Administration, chart: Chart, invoice: str) -> Lesson:
    for found in administration.find_invoices(invoice):
        if found.booking_id:
            return learn(
                administration.booked(found.booking_id), invoice=invoice, chart=chart
            )
    raise UsageError(
        f"'{chart.company.name}' has no sales booking with invoice number {invoice}",
        hint=(
            "name the number of a sale as SnelStart shows it, of a typical webshop"
            " order that was booked by hand"
        ),
    )
