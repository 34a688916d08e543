"""Proving a period: shop, record and SnelStart held to the cent. Only reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from snelsync.app.check import read_chart
from snelsync.app.fresh import AT_A_TIME, FreshShop
from snelsync.app.ledger import FEW, LedgerReader
from snelsync.app.ports import (
    Administration,
    Clock,
    Progress,
    Reading,
    Shop,
    Unreadable,
    unwatched,
)
from snelsync.domain.booking import Outcome
from snelsync.domain.card_checks import cards, open_on_cards
from snelsync.domain.case import Case
from snelsync.domain.compare import Finding, Verdict
from snelsync.domain.decide import decide
from snelsync.domain.document_checks import (
    amounts,
    completeness,
    cut_off,
    late_changes,
    open_items,
)
from snelsync.domain.icp import icp_of
from snelsync.domain.ledger_checks import (
    foreign_on,
    ledger_checks,
    vat_without_account,
    with_lines,
)
from snelsync.domain.mapping import Mapping
from snelsync.domain.matching import Matching
from snelsync.domain.months import count_by, months_of
from snelsync.domain.number_checks import sequence
from snelsync.domain.number_gaps import Gaps, gaps_of, known_numbers
from snelsync.domain.order import Sold
from snelsync.domain.oss_return import oss_of
from snelsync.domain.period import Period
from snelsync.domain.proof import Check, Proof, Row, ShopSide, Standing
from snelsync.domain.rewritten import rewritten
from snelsync.domain.tally import Tally
from snelsync.domain.tax_checks import (
    hooks,
    icp_check,
    oss_check,
    plausibility,
    return_boxes,
    return_checks,
    threshold_check,
)
from snelsync.domain.told_returns import ToldReturn, told_of
from snelsync.domain.tolerance import let_pass
from snelsync.errors import CredentialsError, ShopError

LOOKED_UP = 1000
"""How many invoices that are not in the period are looked for by number, at most.

A call is for about twenty.
"""


def prove(  # noqa: PLR0913 - all of them take part
    shop: Shop | None,
    state: Reading,
    administration: Administration,
    *,
    mapping: Mapping,
    period: Period,
    clock: Clock,
    why_offline: str = "",
    progress: Progress = unwatched,
    few: int = FEW,
) -> Proof:
    """Hold the three sides of a period against each other.

    Args:
        shop: read anew; None to go by what was pulled last.
        state: our record.
        administration: SnelStart.
        mapping: the bookkeeper's decisions.
        period: the days to look at.
        clock: the present moment.
        why_offline: why the shop is not read anew.
        progress: told how many orders were looked at.
        few: up to how many documents every ledger mutation is read.
    """
    chart = read_chart(administration, mapping, sparing=True)
    tally = Tally(period=period, mapping=mapping, chart=chart)
    fresh, note = _fresh(shop, state, period, mapping, why_offline)
    looked_at = _tally_all(
        tally,
        fresh.everything() if fresh else state.everything(),
        state,
        now=clock.now(),
        progress=progress,
    )
    unreadable = fresh.unreadable if fresh else state.unreadable()

    def on_the_way(invoices: int) -> None:
        progress(looked_at + invoices, looked_at + max(looked_at, invoices))

    matching, findings, notes = _match(
        tally, administration, today=_today(mapping, clock), progress=on_the_way
    )
    ledger = LedgerReader(tally, administration, matching, few=few)
    ledger.read()
    books, months = ledger.books, ledger.months
    findings = with_lines(tally, findings)
    told = _vat_return(administration, period)
    settings = mapping.reconcile
    boxes = return_boxes(tally, told.boxes)
    icp = icp_of(tally.special, checks=state.vat_checks(), days=tally.days)
    oss = oss_of(tally.special, days=tally.days)
    foreign = foreign_on(books.foreign)
    seventh, thirteenth = hooks()
    checks = (
        _with_unreadable(completeness(findings, settings), unreadable),
        amounts(findings, settings),
        *ledger_checks(tally, findings, settings),
        *vat_without_account(tally),
        *return_checks(tally, boxes, foreign, settings, told=told),
        *plausibility(tally, settings),
        seventh,
        open_items(matching, settings),
        *cards(matching, settings),
        *open_on_cards(matching, settings),
        *icp_check(icp, tally, settings, _cards(administration, tally)),
        *oss_check(oss, tally, settings),
        threshold_check(tally.by_year, _year(period, matching.today), settings),
        thirteenth,
        sequence(tally.entries, findings, settings, _gaps(tally, findings)),
        late_changes(tally.entries, tuple(fresh.stale) if fresh else (), settings),
        cut_off(tally.cut_off, tally.moved, settings),
    )
    outcomes = Counter(one.decision.outcome for one in tally.entries)
    return Proof(
        period=period,
        administration=chart.company.name,
        shop=mapping.shop.name,
        made=clock.now(),
        shop_side=ShopSide.FRESH if fresh else ShopSide.RECORD,
        shop_note=note,
        checks=tuple(
            let_pass(one, settings.tolerance)
            for one in sorted(checks, key=lambda one: int(one.code[1:]))
        ),
        tolerance=settings.tolerance,
        documents=tuple(findings),
        places=count_by(one.place for one in findings if one.place),
        months=months_of(tally, months),
        boxes=boxes,
        outside=tally.outside,
        icp=icp,
        oss=oss,
        foreign=foreign,
        outcomes=tuple((one, outcomes[one]) for one in Outcome if outcomes[one]),
        notes=(*notes, *ledger.notes),
    )


def _fresh(
    shop: Shop | None, state: Reading, period: Period, mapping: Mapping, why: str
) -> tuple[FreshShop | None, str]:
    """Open the shop for reading anew, or say why what was pulled has to do."""
    if shop is None:
        return None, why
    try:
        shop.info()
    except (ShopError, CredentialsError) as error:
        return None, error.what
    return FreshShop(shop, state, period, mapping), ""


def _tally_all(
    tally: Tally,
    everything: Iterable[Sold],
    state: Reading,
    *,
    now: datetime,
    progress: Progress,
) -> int:
    """Take in every order; the other half of the way is reading the invoices."""
    expected, done = state.seen().orders, 0
    gone_over: set[int] = set()
    orders = iter(everything)
    while some := list(islice(orders, AT_A_TIME)):
        ids = [sold.order.order_id for sold in some]
        gone_over.update(ids)
        known = state.known(first=min(ids), last=max(ids))
        for sold in some:
            case = Case(
                sold=sold,
                known=known,
                mapping=tally.mapping,
                chart=tally.chart,
                now=now,
            )
            decided = decide(case)
            tally.take(sold, decided, known, rewritten(case, decided))
        done += len(some)
        progress(done, 2 * max(expected, done))
    _orphans(tally, state, gone_over)
    tally.flush()
    return done


def _orphans(tally: Tally, state: Reading, gone_over: set[int]) -> None:
    """Find what was booked of orders that are in our record no more."""
    for row in state.verdicts():
        if row.order_id in gone_over or row.day not in tally.period:
            continue
        known = state.known(first=row.order_id, last=row.order_id)
        record = known.get(row.key)
        if record is not None and record.outcome.in_the_books:
            tally.orphan(record)


def _today(mapping: Mapping, clock: Clock) -> date:
    return clock.now().astimezone(mapping.shop.zone).date()


def _match(
    tally: Tally,
    administration: Administration,
    *,
    today: date,
    progress: Callable[[int], None],
) -> tuple[Matching, list[Finding], list[str]]:
    matching = Matching(
        entries=tally.entries,
        ids_elsewhere=tally.ids_elsewhere,
        today=today,
        open_days=tally.mapping.reconcile.open_days,
    )
    first, last = tally.period.first, tally.period.last
    for count, invoice in enumerate(administration.invoices(first, last), 1):
        matching.add(invoice)
        if not count % AT_A_TIME:
            progress(count)
    missing = matching.missing
    for invoice in administration.invoices_numbered(missing[:LOOKED_UP]):
        matching.add_ours(invoice)
    notes = [_not_looked_up(len(missing))] if len(missing) > LOOKED_UP else []
    return matching, matching.finish(), notes


def _not_looked_up(missing: int) -> str:
    return (
        f"{missing} invoices we booked are not in this period in SnelStart: of the"
        f" first {LOOKED_UP} it was looked whether they are dated elsewhere; reconcile"
        " a longer period to look for the rest"
    )


def _vat_return(administration: Administration, period: Period) -> ToldReturn:
    try:
        return told_of(period, administration.vat_returns())
    except CredentialsError:
        return ToldReturn(note="the connection may not read VAT returns")


def _cards(
    administration: Administration, tally: Tally
) -> dict[str, frozenset[str]] | None:
    """Find the cards with each VAT number that was booked; None where none can be."""
    try:
        return administration.cards_with(one.vat_number for one in tally.numbers)
    except CredentialsError:
        return None


def _gaps(tally: Tally, findings: Iterable[Finding]) -> Gaps:
    """Look for numbers that are missing in our own series."""
    foreign = (one.number for one in findings if one.verdict is Verdict.FOREIGN)
    return gaps_of(
        (one.decision for one in tally.entries if one.decision.outcome.in_the_books),
        known_numbers(tally.unbooked, tally.elsewhere, foreign),
    )


def _year(period: Period, today: date) -> int:
    """Give the year the OSS threshold is looked at of: the period's, or this one."""
    return min(period.last, max(period.first, today)).year


def _with_unreadable(check: Check, unreadable: Iterable[Unreadable]) -> Check:
    """Put with C1 what the shop could not give: it cannot be said to be complete."""
    rows = tuple(
        Row(
            order_number=str(one.shop_id or ""),
            number="",
            day=None,
            reason=one.problem.message,
            remedy=one.problem.remedy,
        )
        for one in dict.fromkeys(unreadable)
    )
    if not rows:
        return check
    return replace(check, verdict=Standing.FAIL, rows=(*check.rows, *rows))
