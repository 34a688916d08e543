"""What changed in the shop after it was booked, told by the record in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace

from snelsync.app.ports import Sending, Verdict
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.drifted import (
    DELETED,
    REFUND_DELETED,
    back_in_shop,
    changed_in_shop,
    gone_from_shop,
)
from snelsync.domain.fingerprint import order_fingerprint, refund_fingerprint
from snelsync.domain.order import Order, Refund
from snelsync.domain.problem import Problem

_FREE = {Outcome.HELD, Outcome.SKIPPED, Outcome.WAITING, Outcome.REFUSED}


@dataclass(slots=True)
class FakeDocument:
    """Where a document stands, and what was sent of it."""

    verdict: Verdict
    fingerprint: str
    sending: Sending | None = None

    @property
    def may_be_sent(self) -> bool:
        """Say whether nothing of ours is in the books under it."""
        verdict = self.verdict
        foreign = verdict.outcome is Outcome.CONFLICT and not verdict.remote_id
        return foreign or verdict.outcome in _FREE

    @property
    def is_open(self) -> bool:
        """Say whether it still is to be found out what became of it."""
        return self.sending is not None and self.verdict.outcome is Outcome.UNCERTAIN


class FakeDrift:
    """The part of a record that tells drift."""

    def __init__(self) -> None:
        self._orders: dict[int, Order] = {}
        self._refunds: dict[int, Refund] = {}
        self._gone: set[int] = set()
        self._gone_refunds: set[int] = set()
        self._documents: dict[DocumentKey, FakeDocument] = {}

    def drifted(
        self, *, book: frozenset[str], skip: frozenset[str]
    ) -> dict[DocumentKey, Verdict]:
        """Tell which booked documents changed."""
        found: dict[DocumentKey, Verdict] = {}
        for key, document in self._documents.items():
            if key.kind is not DocumentKind.CREDIT_REVERSAL and self._reversed(key):
                continue
            problem = self._drift(key, document, book, skip)
            if problem and document.verdict.outcome.in_the_books:
                found[key] = replace(
                    document.verdict, outcome=Outcome.DRIFTED, problems=(problem,)
                )
        return found

    def _drift(
        self,
        key: DocumentKey,
        document: FakeDocument,
        statuses: frozenset[str],
        skip: frozenset[str],
    ) -> Problem | None:
        number = document.verdict.number
        if key.kind.is_reversal:
            back = set(self._refunds) - self._gone_refunds
            there = key.kind is DocumentKind.CREDIT_REVERSAL and key.shop_id in back
            return back_in_shop(document.verdict.order_number) if there else None
        if key.undoes(document.verdict.order_id):
            restored = (
                key.shop_id not in self._gone
                and self._orders[key.shop_id].status not in skip
            )
            number = document.verdict.order_number
            return changed_in_shop(number) if restored else None
        if key.kind is DocumentKind.CREDIT:
            if key.shop_id not in self._refunds:
                return None
            what = REFUND_DELETED if key.shop_id in self._gone_refunds else ""
            now = refund_fingerprint(self._refunds[key.shop_id])
        else:
            order = self._orders[key.shop_id]
            undone = key.shop_id in self._gone or order.status in skip
            if self._taken_back(key, undone=undone):
                return None
            away = "" if order.status in statuses else order.status
            what = f"its status became '{away}'" if away else ""
            what = DELETED if key.shop_id in self._gone else what
            now = order_fingerprint(order)
        order_number = document.verdict.order_number
        if what:
            return gone_from_shop(number, what, order_number=order_number)
        if now == document.fingerprint:
            return None
        of_refund = key.of_refund(document.verdict.order_id)
        return changed_in_shop(order_number, of_refund=of_refund)

    def _taken_back(self, sale: DocumentKey, *, undone: bool) -> bool:
        """Say whether the whole of an order was credited, and that still stands."""
        return any(
            key.undoes(sale.shop_id)
            and not self._reversed(key)
            and (undone or one.verdict.outcome.in_the_books)
            for key, one in self._documents.items()
        )

    def _reversed(self, key: DocumentKey) -> bool:
        # One that only waits tells nobody: then the document itself has to.
        reversal = self._documents.get(key.reversal)
        if reversal is None:
            return False
        return reversal.verdict.outcome is not Outcome.WAITING
