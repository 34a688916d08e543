"""A practice shop, opened, and a record on disk to pull it into."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from snelsync.adapters.state.recording import StateRecorder
from snelsync.app.pull import PullReport, pull
from snelsync.domain.order import Sold
from snelsync.sandbox.shop import PracticeShop
from tests.contract.wiring import (
    OpenShop,
    open_record,
    open_shop,
    practice_shop,
    thinned,
)
from tests.fakes import FakeClock

LATE = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


class World:
    """A practice shop, opened, and a record on disk."""

    def __init__(
        self, folder: Path, name: str = "incl", *, below: int = 205, **more: str
    ) -> None:
        self.clock = FakeClock(LATE)
        practice = practice_shop(self.clock, name, **more)
        self.practice: PracticeShop = thinned(practice, below=below)
        self.opened: OpenShop = open_shop(self.practice, self.clock)
        self.state: StateRecorder = open_record(folder / "state.sqlite3")

    def pull(self, *, full: bool = False) -> PullReport:
        """Fetch."""
        self.opened.wire.sent.clear()
        return pull(self.opened.shop, self.state, clock=self.clock, full=full)

    @property
    def asked(self) -> list[str]:
        """List what was asked of the shop, by the last part of the path."""
        return [
            one.url.path.rstrip("/").split("/")[-1] for one in self.opened.wire.sent
        ]

    def sold(self, order_id: int) -> Sold:
        """Find an order that must be there."""
        found = self.state.find(str(order_id))
        assert found is not None
        return found
