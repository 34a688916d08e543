"""A record that was changed behind our back is held against the shop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from snelsync.domain.booking import DocumentKey, DocumentKind
from snelsync.domain.decide import decide
from snelsync.domain.mapping import ExchangeKey, ExchangeWay
from snelsync.domain.rewritten import rewritten
from snelsync.domain.translate import Translated, translate_sale
from snelsync.domain.vat_return import booked_total

from .builders import charge, order, refund, refund_line, sold
from .decided import RATE_KEY
from .tallied import World, expected, money

MUGS = charge("21.40", "4.50", quantity="2")
ORDER = order(MUGS)
ONE_BACK = refund("12.95", refund_line("10.70", "2.25", of=MUGS))


def record_of(
    world: World, kind: DocumentKind, more: str, revision: int = 0
) -> DocumentKey:
    """Make what our record has of a document dearer; gives its key."""
    key = next(
        one for one in world.known if (one.kind, one.revision) == (kind, revision)
    )
    record = world.known[key]
    line, *rest = record.booking.lines
    line = replace(line, amount=line.amount + money(more))
    dearer = replace(
        record.booking, lines=(line, *rest), total=record.booking.total + money(more)
    )
    world.known[key] = replace(record, booking=dearer)
    return key


@pytest.mark.parametrize(
    ("kind", "shop"), [(DocumentKind.SALE, "25.90"), (DocumentKind.CREDIT, "-12.95")]
)
def test_a_record_that_was_rewritten_is_held_against_the_shop(
    kind: DocumentKind, shop: str
) -> None:
    """What is due, on which account and in which box, is what the shop says."""
    world = World()
    world.book(sold(ORDER, ONE_BACK))
    key = record_of(world, kind, "10.00")
    case, tally = world.case(sold(ORDER, ONE_BACK)), world.tally
    found = decide(case)
    tally.take(case.sold, found, world.known, rewritten(case, found))
    tally.flush()
    one = next(one for one in tally.entries if one.decision.key == key)
    assert one.decision.total == money(shop) + 10
    assert one.shop == money(shop)
    assert expected(tally, 8100) == money("10.70")
    assert booked_total(tally.boxes, tally.outside) == money("12.95")


def test_what_the_shop_alone_cannot_tell_is_believed() -> None:
    """Other currencies, credits of a whole order, what is held: the record stands."""
    world = World()
    world.book(sold(ORDER))
    record_of(world, DocumentKind.SALE, "10.00")
    case = world.case(sold(ORDER))
    (sale,) = decide(case)
    dollars = replace(ORDER, currency="USD", meta=((RATE_KEY, "1.25"),))
    said = replace(world.said, exchange=(ExchangeKey(RATE_KEY, ExchangeWay.DIVIDE),))
    assert isinstance(
        translate_sale(dollars, mapping=said, chart=world.known_chart), Translated
    )
    in_dollars = replace(world.case(sold(dollars)), mapping=said)
    assert rewritten(in_dollars, [sale]) == {}
    unknown = world.case(sold(replace(ORDER, charges=(charge("1.00", "0.00"),))))
    assert rewritten(unknown, [sale]) == {}
    undoing = replace(sale, key=replace(sale.key, kind=DocumentKind.CREDIT))
    assert rewritten(case, [undoing]) == {}
    (anew,) = rewritten(case, [sale]).values()
    assert anew.total == ORDER.total


def test_a_corrected_order_is_as_its_last_sale_says() -> None:
    """What was taken back has another amount than the shop, and is no difference."""
    world = World()
    world.book(sold(ORDER))
    dearer = order(charge("32.10", "6.74", quantity="3"))
    world.book(sold(dearer), correct=True)
    case = world.case(sold(dearer))
    found = decide(case)
    assert [one.total for one in found] == [
        money("25.90"),
        money("-25.90"),
        money("38.84"),
    ]
    assert rewritten(case, found) == {}

    key = record_of(world, DocumentKind.SALE, "10.00", revision=1)
    (rewritten_key,) = rewritten(case, decide(case))
    assert rewritten_key == key
