"""Holding a shop's settings against the mapping, before any order is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from snelsync.app.ports import Clock, Shop
from snelsync.domain.chart import Chart
from snelsync.domain.mapping import Mapping
from snelsync.domain.problem import Problem
from snelsync.domain.shop_checks import shop_problems
from snelsync.domain.shop_rates import RateFate, rate_fates
from snelsync.domain.shop_setup import ShopSetup


@dataclass(frozen=True, slots=True)
class ShopReport:
    """What a check of a shop found.

    Attributes:
        rates: each row of the tax table with what becomes of it.
    """

    setup: ShopSetup
    rates: tuple[RateFate, ...]
    problems: tuple[Problem, ...]

    @property
    def stops(self) -> bool:
        """Say whether nothing may be booked before something is mended."""
        return any(problem.holds for problem in self.problems)


def check_shop(
    shop: Shop, *, mapping: Mapping, chart: Chart, clock: Clock
) -> ShopReport:
    """Read how the shop is set up, and judge it.

    Raises:
        ShopError: the shop does not answer.
        CredentialsError: the key is not accepted.
    """
    setup = shop.setup()
    day = clock.now().astimezone(mapping.shop.zone).date()
    return ShopReport(
        setup=setup,
        rates=rate_fates(setup, mapping, chart, day=day),
        problems=shop_problems(setup, mapping, chart, day=day),
    )
