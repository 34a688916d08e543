"""A whole run without anybody there, on sides in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from snelsync.app.ports import OrderPage
from snelsync.app.push import Manner
from snelsync.app.stages import Sides, Stage, StageName, Synced, Terms
from snelsync.app.sync import sync
from snelsync.domain.chart import Chart, Company
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Order
from snelsync.errors import NotSentError, ShopError
from tests.contract.fake_shop import FakeShop, changed
from tests.contract.samples import an_order
from tests.contract.wiring import (
    example_mapping,
    open_administration,
    practice_administration,
)
from tests.fakes import FakeAdministration, FakeClock, FakeState

SOON = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
QUICK = Manner(pauses=())
TERMS = Terms(most=9, manner=QUICK)
HIGH = 8100


@cache
def practice_chart() -> Chart:
    """Read the chart that the example mapping fits, once."""
    clock = FakeClock()
    books = open_administration(practice_administration(clock), clock)
    return books.administration.chart()


class Books(FakeAdministration):
    """An administration whose accounts can be changed, and that can be down."""

    def __init__(self) -> None:
        super().__init__()
        self.there = practice_chart()
        self.is_down = False

    def chart(self, *, cost_centres: bool = True) -> Chart:
        """Give the chart."""
        del cost_centres
        self.calls["chart"] += 1
        if self.is_down:
            raise NotSentError("SnelStart is down")
        return self.there

    def company(self) -> Company:
        """Say who we are."""
        self.calls["company"] += 1
        return self.there.company

    def close_account(self) -> None:
        """Take the account of high turnover out of use."""
        accounts = tuple(
            replace(one, active=one.number != HIGH) for one in self.there.accounts
        )
        self.there = replace(self.there, accounts=accounts)


class Shop(FakeShop):
    """A shop that can be down."""

    is_down = False

    def orders(self, *, modified_after: datetime | None) -> Iterator[OrderPage]:
        """Read the orders, or fail."""
        if self.is_down:
            raise ShopError("the shop is down")
        return super().orders(modified_after=modified_after)


class Night:
    """A shop with one order, empty books, and runs that nobody watches."""

    def __init__(self) -> None:
        self.clock = FakeClock(SOON)
        self.shop, self.books, self.state = Shop(self.clock), Books(), FakeState()
        self.mapping = example_mapping()
        self.sell(1)

    def sell(self, order_id: int, **changes: Any) -> None:  # noqa: ANN401
        """Let somebody buy a mug."""
        order: Order = changed(an_order(order_id), self.clock, **changes)
        self.shop.put(order)

    def sync(self, mapping: Mapping | None = None, **terms: Any) -> Synced:  # noqa: ANN401
        """Do as the command does."""
        chosen = mapping or self.mapping
        run = self.state.begin_run(
            "sync", at=self.clock.now(), mapping_digest=chosen.digest
        )
        return sync(
            Sides(self.shop, self.books, _nobody()),
            self.state,
            mapping=chosen,
            clock=self.clock,
            run_id=run,
            terms=replace(TERMS, **terms),
        )

    def later(self) -> Mapping:
        """Give the mapping with a start after every order."""
        shop = replace(self.mapping.shop, start=self.clock.now().date())
        return replace(self.mapping, shop=shop, digest="later")

    @property
    def numbers(self) -> list[str]:
        """List what is in the books."""
        return sorted(str(body["number"]) for body in self.books.bookings.values())

    def key(self, number: str) -> str:
        """Find a booking by its number."""
        rows = self.books.bookings.items()
        return next(key for key, body in rows if body["number"] == number)


def _nobody() -> Any:  # noqa: ANN401
    """Give a register of VAT numbers that is never asked."""
    return None


def stage(done: Synced, name: StageName) -> Stage:
    """Find a part of a run."""
    return next(one for one in done.stages if one.name is name)
