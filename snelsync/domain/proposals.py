"""From the settings of both systems to a proposal for the whole mapping."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from datetime import date

from snelsync.domain.account_proposals import account_proposals, oss_proposals
from snelsync.domain.chart import Chart
from snelsync.domain.mapping import Mapping, Payment
from snelsync.domain.proposal import Answers, Place, Proposals
from snelsync.domain.shop_proposals import company_proposals, shop_proposals
from snelsync.domain.shop_setup import ShopSetup


def propose(
    chart: Chart,
    setup: ShopSetup,
    *,
    base: Mapping,
    usual: tuple[Payment, ...],
    today: date,
    answers: Answers,
    learned: Lookup[Place, tuple[int, str]],
) -> Proposals:
    """Propose every setting that either system tells something of.

    Settings that are not among them stay as the example has them.

    Args:
        chart: of the administration.
        setup: the shop's settings.
        base: what the mapping says already: the example's, or the file's own.
        usual: the payment methods that snelsync knows.
        today: in the shop's zone.
        answers: of a person, by question; asked again, they give the next proposal.
        learned: accounts of a booking made by hand, and what to say of each.
    """
    return (
        shop_proposals(setup, base=base, usual=usual, today=today, answers=answers)
        + company_proposals(chart.company)
        + account_proposals(chart, answers=answers, learned=learned)
        + oss_proposals(chart, answers=answers, learned=learned)
    )
