"""A refund goes back as its sale was booked, whatever is known by now."""

from dataclasses import replace

from snelsync.domain.mapping import Rule, ZeroVat
from snelsync.domain.order import Product
from snelsync.domain.vat import Treatment

from .builders import amounts, charge, order, refund, refund_line, sale_of
from .charts import full_chart
from .credits import booking_of, credit_after
from .decided import TO_BELGIUM, decided

CHART = full_chart(oss=False)


def test_a_product_that_is_filed_elsewhere_goes_back_as_it_was_sold() -> None:
    """Sold as second-hand by a rule, it does not come back as exempt goods."""
    said = decided(
        rules=(Rule("used", category="tweedehands", treatment=Treatment.MARGIN),),
        zero_vat=ZeroVat(domestic_untaxed=Treatment.EXEMPT),
    )
    used = Product(7, ("tweedehands",))
    line = replace(charge("100.00", rate=None, quantity="2"), product=used)
    sale = sale_of(order(line), mapping=said, chart=CHART)
    new = replace(line, product=Product(7, ("nieuw",)))
    back = refund("50.00", refund_line("50.00", of=line, rate=None))

    for now in (new, replace(line, product=None, product_id=0)):
        made = booking_of(
            credit_after(back, order(now), said=said, known=CHART, sale=sale)
        )
        (sold_on,) = {number for number, _ in amounts(sale.booking)}
        assert amounts(made) == [(sold_on, "-50.00")]
        assert made.lines[0].treatment is Treatment.MARGIN


def test_a_sale_with_evidence_needs_none_again() -> None:
    """What VIES says by now changes nothing of a sale that was without VAT."""
    said = decided()
    line = charge("100.00", rate=None, quantity="2")
    sale = sale_of(order(line, **TO_BELGIUM), mapping=said, chart=CHART)
    later = order(line, **(TO_BELGIUM | {"vat_checks": ()}))
    back = refund("50.00", refund_line("50.00", of=line, rate=None))

    made = booking_of(credit_after(back, later, said=said, known=CHART, sale=sale))

    assert made.lines[0].treatment is Treatment.INTRA_EU_GOODS
    assert made.customer == sale.booking.customer
