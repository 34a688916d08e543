"""Three orders and an administration, both in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from snelsync.app.ports import Recording
from snelsync.app.push import Manner, execute, prepare, settle
from snelsync.app.settle import STILL_ON_ITS_WAY
from snelsync.domain.booking import Outcome
from snelsync.domain.mapping import Mapping
from snelsync.domain.plan import Plan
from tests.contract.samples import a_refund, an_order
from tests.contract.wiring import example_mapping
from tests.fakes import FakeAdministration, FakeClock, FakeState

MAPPING = example_mapping()


@dataclass(slots=True)
class World:
    """Three orders, the second refunded; nothing booked yet."""

    clock: FakeClock = field(default_factory=FakeClock)
    books: FakeAdministration = field(default_factory=FakeAdministration)
    state: Recording = field(default_factory=FakeState)
    mapping: Mapping = MAPPING

    def __post_init__(self) -> None:
        """Fill the record."""
        self.fill(self.state)

    def fill(self, state: Recording) -> None:
        """Put the orders in a record."""
        orders = [an_order(1), an_order(2, refunds=(9,)), an_order(3)]
        state.save_orders(orders, at=self.clock.now())
        state.save_refunds([a_refund(9, orders[1])], at=self.clock.now())

    def push(self, *, pauses: tuple[float, ...] = (0.0,)) -> Plan:
        """Do as the command does: settle first, then plan, then book.

        Looks once at what is uncertain, at once, unless told to be patient.
        """
        run = self.state.begin_run(
            "push", at=self.clock.now(), mapping_digest=self.mapping.digest
        )
        settle(self.state, self.books, clock=self.clock, run_id=run)
        planned = prepare(
            self.state, self.books, mapping=self.mapping, clock=self.clock
        )
        return execute(
            planned,
            self.state,
            self.books,
            clock=self.clock,
            run_id=run,
            manner=Manner(pauses=pauses),
        ).plan

    def later(self) -> None:
        """Wait until nothing can be on its way any more."""
        self.clock.sleep(STILL_ON_ITS_WAY.total_seconds() + 1)

    @property
    def numbers(self) -> list[str]:
        """List the invoice numbers in the books."""
        return sorted(str(body["number"]) for body in self.books.bookings.values())

    def outcomes(self) -> dict[str, Outcome]:
        """Tell where each document stands in the record."""
        return {
            f"{one.key.kind} {one.key.shop_id}": one.outcome
            for one in self.state.verdicts()
        }
