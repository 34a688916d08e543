"""Whatever happens to shop, record, books and network, in any order: never twice.

The suite runs two lives of it, the same ones every time, and `pytest -m chaos` fifty
others. Many more: `SNELSYNC_LONG=yes SNELSYNC_EXAMPLES=2000 pytest
tests/app/test_machine.py`, at about one a second.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from snelsync.domain.mapping import Accounts, Choice, LineStyle
from snelsync.domain.vat import Treatment
from snelsync.sandbox.administration import Fault, FaultKind
from snelsync.sandbox.shop.dates import gmt_text
from tests.app.businesses import CONSUMER
from tests.app.life import MODELS, POST_BOOKING, Life
from tests.app.promises import Row

PICK = st.integers(0, 6)
STATUSES = ("processing", "completed", "on-hold", "pending", "cancelled", "failed")
CUT = st.integers(1, 120)
PARTS = ("all", "goods", "shipping", "1.00", "9.99")
DEEDS = ("delete", "date", "amount")
NIGHTS = st.integers(0, 2)


class Business(RuleBasedStateMachine):
    """A shop, a bookkeeper, and bad luck."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.life = Life(Path(self.folder.name))
        self.shop = self.life.practice
        self.next_id = 9000
        self.latest = CONSUMER

    def teardown(self) -> None:
        """Let everything come to rest, unless it failed already."""
        try:
            if sys.exc_info()[0] is None:
                self.life.pull(full=True)
                self.life.check_rest()
        finally:
            self.life.world.state._engine.dispose()
            self.folder.cleanup()

    def order(self, pick: int) -> int:
        """Choose an order in the shop or its trash: often the one of before."""
        rows = sorted(self.life.rows)
        if pick >= len(MODELS) or self.latest not in rows:
            self.latest = rows[pick % len(rows)]
        return self.latest

    def fresh(self) -> int:
        """Give an id nobody has."""
        self.next_id += 1
        return self.next_id

    def sleep_on(self, nights: int) -> None:
        """Let nights pass, each with a pull and a push."""
        for _ in range(nights):
            self.life.clock.sleep(timedelta(minutes=700).total_seconds())
            assert self.life.pull()
            self.life.push_and_check()

    # The shop. What happens there is booked the next night, or more happens first.

    @precondition(lambda self: len(self.life.rows) < 4)
    @rule(
        model=st.sampled_from(MODELS),
        status=st.sampled_from(STATUSES[:3]),
        nights=NIGHTS,
    )
    def sell(self, model: int, status: str, nights: int) -> None:
        """A customer orders what another had before."""
        if model not in self.life.rows:
            return
        order_id, now = self.fresh(), gmt_text(self.life.clock.now())
        self.shop.copy_order(
            model, order_id, status=status, date_created_gmt=now, date_paid_gmt=now
        )
        self.life.note(order_id)
        self.sleep_on(nights)

    @rule(pick=PICK, status=st.sampled_from(STATUSES), nights=NIGHTS)
    def set_status(self, pick: int, status: str, nights: int) -> None:
        """An order is packed, sent, cancelled, or taken out of the trash."""
        order_id = self.order(pick)
        self.shop.change_order(order_id, status=status)
        self.life.note(order_id)
        self.sleep_on(nights)

    @rule(pick=PICK, more=st.booleans())
    def change_price(self, pick: int, more: bool) -> None:  # noqa: FBT001
        """The goods become EUR 1.21 dearer or cheaper (1.00 where untaxed)."""
        order_id = self.order(pick)
        row = self.life.rows[order_id]
        self.shop.change_order(order_id, **dearer(row, 1 if more else -1))
        self.life.note(order_id)

    @rule(pick=PICK, for_good=st.booleans())
    def throw_away(self, pick: int, for_good: bool) -> None:  # noqa: FBT001
        """An order is put in the trash, or deleted for good."""
        order_id = self.order(pick)
        self.life.statuses[order_id].add("trash")
        if for_good and len(self.life.rows) > 1:
            self.shop.delete_order(order_id)
        elif self.life.rows[order_id]["status"] != "trash":
            self.shop.trash_order(order_id)

    @rule(pick=PICK, part=st.sampled_from(PARTS), nights=NIGHTS, mistaken=st.booleans())
    def refund(self, pick: int, part: str, nights: int, *, mistaken: bool) -> None:
        """Money goes back: of lines, of everything, or an amount only; or not."""
        order_id = self.order(pick)
        row = self.life.rows[order_id]
        made = refund_of(row, part, left=self.life.left(order_id))
        if row["status"] == "trash" or made is None:
            return
        refund_id = self.shop.add_refund(order_id, made | {"id": self.fresh()})
        self.life.refunds[order_id][refund_id] = Decimal(made["amount"])
        self.life.note(order_id)
        self.sleep_on(nights)
        if mistaken:
            self.shop.delete_refund(order_id, refund_id)

    @rule(pick=PICK, which=PICK)
    def delete_refund(self, pick: int, which: int) -> None:
        """A refund turns out to be a mistake."""
        order_id = self.order(pick)
        found = [one["id"] for one in self.life.rows[order_id]["refunds"]]
        if found:
            self.shop.delete_refund(order_id, found[which % len(found)])

    # The bookkeeper. One rule for all that is rare, so that it is rare here too.

    @rule(
        account=st.sampled_from([8100, 8101]),
        style=st.sampled_from(LineStyle),
        cancelled=st.sampled_from(Choice),
        trashed=st.sampled_from(Choice),
    )
    def change_mapping(
        self, account: int, style: LineStyle, cancelled: Choice, trashed: Choice
    ) -> None:
        """Another account, other lines, and undone orders credited or held."""
        mapping = self.life.world.mapping
        chosen = dict(mapping.revenue.by_treatment) | {Treatment.HIGH: account}
        self.life.change_mapping(
            revenue=Accounts(tuple(chosen.items())),
            invoices=replace(mapping.invoices, lines=style),
            refunds=replace(mapping.refunds, cancelled=cancelled, trashed=trashed),
        )

    @rule(
        pick=PICK,
        more=st.booleans(),
        how=st.sampled_from(["whole", "whole", "half", "cut", "fault"]),
        cut_at=CUT,
        kind=st.sampled_from(FaultKind),
        nth=st.integers(1, 2),
    )
    def correct(
        self, pick: int, *, more: bool, how: str, cut_at: int, kind: FaultKind, nth: int
    ) -> None:
        """A change is corrected in the books, wholly or as far as it comes."""
        self.change_price(pick, more)
        assert self.life.pull()
        if how == "fault":
            method, path = POST_BOOKING
            fault = Fault(kind=kind, method=method, path=path, nth=nth)
            self.life.push_with(fault, correct=self.latest)
        else:
            self.life.correct(
                self.latest,
                cut_at=cut_at if how == "cut" else 0,
                limit=1 if how == "half" else None,
            )

    @rule(pick=PICK)
    def correct_as_it_is(self, pick: int) -> None:
        """What was undone, restored or deleted is corrected."""
        assert self.life.pull()
        self.life.correct(self.order(pick))

    @rule(back=st.booleans())
    def mark(self, back: bool) -> None:  # noqa: FBT001
        """What is not booked yet was booked otherwise; or it was not after all."""
        self.life.mark(back=back)

    @rule(pick=PICK, cut_at=st.sampled_from([0, 0, 3, 5, 8, 11]))
    def undo(self, pick: int, cut_at: int) -> None:
        """An order is taken out of the books again."""
        order_id = self.order(pick)
        if order_id not in self.life.forgotten:
            self.life.undo(order_id, cut_at=cut_at)

    @rule(pick=PICK, which=PICK, deed=st.sampled_from(["book", *DEEDS]))
    def edit_by_hand(self, pick: int, which: int, deed: str) -> None:
        """A person books, deletes or changes something in SnelStart."""
        order_id = self.order(pick)
        rows = self.life.bookings()[order_id]
        if deed != "book" and rows:
            self.life.edit(rows[which % len(rows)], deed)
        elif deed == "book" and not rows:
            self.life.book_by_hand(str(order_id))

    # Time, and what goes wrong.

    @rule(minutes=st.sampled_from([1, 3, 11, 90, 1500, 4400, 45000]))
    def wait(self, minutes: int) -> None:
        """Minutes or days go by."""
        self.life.clock.sleep(timedelta(minutes=minutes).total_seconds())

    @rule(full=st.booleans())
    def pull(self, full: bool) -> None:  # noqa: FBT001
        """The orders are fetched."""
        assert self.life.pull(full=full)

    @rule(fetched=st.booleans())
    def push(self, fetched: bool) -> None:  # noqa: FBT001
        """What is due is booked, of what was fetched now or before."""
        assert not fetched or self.life.pull()
        self.life.push_and_check()

    @rule()
    def come_to_rest(self) -> None:
        """Everything is fetched and booked until nothing is left to do."""
        assert self.life.pull()
        self.life.check_rest()

    @rule(
        kind=st.sampled_from(FaultKind),
        call=st.sampled_from([POST_BOOKING, ("POST", None), (None, None)]),
        nth=st.integers(1, 4),
        times=st.integers(1, 3),
    )
    def push_with_trouble(
        self,
        kind: FaultKind,
        call: tuple[str | None, str | None],
        nth: int,
        times: int,
    ) -> None:
        """SnelStart or the way to it fails during a push."""
        method, path = call
        if kind is FaultKind.UNAUTHORIZED and nth == 1:
            # The token ends for good, instead of being refused so many times.
            self.life.books.revoke_tokens()
            path = "/nowhere"
        self.life.push_with(
            Fault(kind=kind, method=method, path=path, nth=nth, times=times)
        )

    @rule(cut_at=CUT, pulling=st.booleans())
    def cut(self, cut_at: int, pulling: bool) -> None:  # noqa: FBT001
        """The power fails at any call or any write."""
        if pulling:
            self.life.pull(cut_at=cut_at)
        else:
            self.life.push(cut_at=cut_at)

    @rule(deed=st.sampled_from(["copy", "copy", "put back", "put back", "delete"]))
    def record(self, deed: str) -> None:
        """The state file is copied, put back from that copy, or gone."""
        if deed == "copy":
            self.life.copy_record()
        elif deed == "delete" or self.life.has_copy:
            restored = deed == "put back"
            self.life.lose_record(restored=restored)
            assert self.life.pull(full=not restored)


def dearer(row: Row, sign: int) -> Row:
    """Change what the first line costs, and everything that follows from it."""
    first, *others = row["line_items"]
    rates = {share["id"] for share in first["taxes"]}
    net, tax = Decimal(sign), Decimal("0.21") * sign if rates else Decimal(0)
    line = first | {
        "total": more(first["total"], net),
        "subtotal": more(first["subtotal"], net),
        "total_tax": more(first["total_tax"], tax),
        "subtotal_tax": more(first["subtotal_tax"], tax),
        "taxes": [
            one | {name: more(one[name], tax) for name in ("total", "subtotal")}
            for one in first["taxes"]
        ],
    }
    return {
        "line_items": [line, *others],
        "tax_lines": [
            one | {"tax_total": more(one["tax_total"], tax)}
            if one["rate_id"] in rates
            else one
            for one in row["tax_lines"]
        ],
        "cart_tax": more(row["cart_tax"], tax),
        "total_tax": more(row["total_tax"], tax),
        "total": more(row["total"], net + tax),
    }


def more(text: str, amount: Decimal) -> str:
    """Add to an amount, as the shop writes it."""
    return f"{Decimal(text) + amount:.6f}"


def refund_of(row: Row, part: str, *, left: Decimal) -> Row | None:
    """Make a refund as the shop would allow it; None when it would not."""
    if part in {"goods", "shipping"}:
        group = "line_items" if part == "goods" else "shipping_lines"
        line = taken_back(row[group][0])
        amount = -Decimal(line["total"]) - Decimal(line["total_tax"])
        made: Row = {"amount": f"{amount:.2f}", group: [line]}
    else:
        amount = left if part == "all" else Decimal(part)
        made = {"amount": f"{amount:.2f}"}
    return made if Decimal(0) < Decimal(made["amount"]) <= left else None


def taken_back(line: Row) -> Row:
    """Turn a line into the one of its refund: in cents, with a minus."""

    def minus(text: str) -> str:
        return f"{-Decimal(text):.2f}"

    meta = {"id": 1, "key": "_refunded_item_id", "value": str(line["id"])}
    taxes = [one | {"total": minus(one["total"])} for one in line["taxes"]]
    return line | {
        "total": minus(line["total"]),
        "total_tax": minus(line["total_tax"]),
        "taxes": taxes,
        "meta_data": [meta],
        **({"quantity": -line["quantity"]} if "quantity" in line else {}),
    }


LONG = os.environ.get("SNELSYNC_LONG") == "yes"
SHORT = settings(
    max_examples=2,
    stateful_step_count=20,
    # Making an example smaller takes minutes: that is for the long run.
    phases=(Phase.generate,),
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
THOROUGH = settings(
    SHORT,
    max_examples=int(os.environ.get("SNELSYNC_EXAMPLES", "2000")),
    stateful_step_count=40,
    phases=(Phase.generate, Phase.shrink)
    if os.environ.get("SNELSYNC_SHRINK") != "no"
    else (Phase.generate,),
)


class OtherLives(Business):
    """The same, and other lives every time."""


if not LONG:
    # The same few lives every time, of those that meet most of what is rare.
    seed(3)(Business)

TestBusiness = Business.TestCase
TestBusiness.settings = THOROUGH if LONG else SHORT
TestOtherLives = pytest.mark.chaos(OtherLives.TestCase)
TestOtherLives.settings = settings(SHORT, max_examples=50, stateful_step_count=40)
