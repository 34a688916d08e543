"""One order to decide about, with everything that decides it."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import datetime

from snelsync.domain.booking import Booking, DocumentKey, DocumentKind, Outcome
from snelsync.domain.chart import Chart
from snelsync.domain.decision import Known, frozen
from snelsync.domain.mapping import Mapping
from snelsync.domain.order import Order, Refund, Sold


@dataclass(frozen=True, slots=True)
class Case:
    """One order, what is known of it, and what was wished.

    Attributes:
        sold: the order with its refunds, as last read from the shop.
        known: what our record says, by document.
        now: the present moment: refunds must be quiet first.
        correct: somebody asked to have what is booked of it corrected.
        unknown: invoice numbers that SnelStart has, and our record does not know of.
    """

    sold: Sold
    known: MappingOf[DocumentKey, Known]
    mapping: Mapping
    chart: Chart
    now: datetime
    correct: bool = False
    unknown: frozenset[str] = frozenset()

    @property
    def order(self) -> Order:
        """Give the order itself."""
        return self.sold.order

    @property
    def sale_key(self) -> DocumentKey:
        """Give the key of the order's first sale."""
        return self._key(DocumentKind.SALE, self.order.order_id)

    @property
    def whole_credit_key(self) -> DocumentKey:
        """Give the key of the first credit of the whole order."""
        return self._key(DocumentKind.CREDIT, self.order.order_id)

    def credit_key(self, refund: Refund) -> DocumentKey:
        """Give the key of a refund's credit."""
        return self._key(DocumentKind.CREDIT, refund.refund_id)

    def _key(self, kind: DocumentKind, shop_id: int) -> DocumentKey:
        return DocumentKey(self.mapping.shop.name, kind, shop_id)

    def record(self, key: DocumentKey) -> Known | None:
        """Give what is recorded of a document and may not be decided anew."""
        return frozen(self.known.get(key))

    def booked(self, key: DocumentKey) -> Booking | None:
        """Give what a document booked, when it is in the books."""
        record = self.record(key)
        return record.booking if record and record.outcome.in_the_books else None

    def taken_back(self, key: DocumentKey) -> bool:
        """Say whether what a document booked was taken back since."""
        return self.booked(key.reversal) is not None

    @property
    def undone(self) -> bool:
        """Say whether the order was cancelled, trashed or deleted in the shop."""
        return self.sold.gone or self.order.status in self.mapping.shop.skip

    @property
    def refunds(self) -> list[Refund]:
        """List the refunds, oldest first."""
        return sorted(self.sold.refunds, key=lambda one: (one.created, one.refund_id))

    @property
    def standing_credits(self) -> tuple[Booking, ...]:
        """List what is in the books of the order's refunds, and will stay there."""
        return tuple(
            booking
            for refund in self.refunds
            if (booking := self.booked(self.credit_key(refund))) is not None
            and not self.taken_back(self.credit_key(refund))
            and not (self.correct and refund.refund_id in self.sold.gone_refunds)
        )

    def outcome(self, key: DocumentKey, otherwise: Outcome) -> Outcome:
        """Give a document's own outcome as recorded, drift left aside."""
        record = self.known.get(key)
        return record.outcome if record else otherwise
