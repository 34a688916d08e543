"""The checks on what goes to the tax office: the return, the ICP list, the OSS return.

And hooks for what is not looked at yet, each with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from decimal import Decimal

from snelsync.domain.booked_numbers import changed_numbers
from snelsync.domain.chart import AccountFunction
from snelsync.domain.document_checks import standing
from snelsync.domain.icp import IcpRow, icp_total
from snelsync.domain.mapping import Reconciling
from snelsync.domain.money import CENT, ZERO, eur, to_cents, total
from snelsync.domain.oss_return import OssReturn
from snelsync.domain.proof import Check, Mutation, ReturnBox, Row, Standing
from snelsync.domain.tally import Tally
from snelsync.domain.threshold import THRESHOLD, WARN_FROM
from snelsync.domain.told_returns import ToldReturn
from snelsync.domain.vat import DOMESTIC
from snelsync.domain.vat_number import Validity
from snelsync.domain.vat_return import Box, box_of

_BOX_OF = {
    AccountFunction.REVENUE_HIGH: Box.HIGH,
    AccountFunction.REVENUE_LOW: Box.LOW,
    AccountFunction.REVENUE_OTHER: Box.OTHER,
    AccountFunction.REVENUE_UNTAXED: Box.UNTAXED,
    AccountFunction.EXPORT: Box.OUTSIDE_EU,
    AccountFunction.GOODS_IN_EU: Box.WITHIN_EU,
    AccountFunction.SERVICES_IN_EU: Box.WITHIN_EU,
}


def return_boxes(
    tally: Tally, found: MappingOf[Box, tuple[int, int]]
) -> tuple[ReturnBox, ...]:
    """Put our boxes beside those of SnelStart's return."""
    return tuple(
        ReturnBox(
            ours=one,
            return_net=found[one.box][0] if one.box in found else None,
            return_vat=found[one.box][1] if one.box in found else None,
        )
        for one in tally.boxes
    )


def return_checks(
    tally: Tally,
    boxes: Sequence[ReturnBox],
    foreign: Iterable[Mutation],
    settings: Reconciling,
    *,
    told: ToldReturn,
) -> Iterator[Check]:
    """C5: each box against SnelStart's VAT returns, a euro of each left aside.

    What is to be known of the returns is said once, with the first box.
    """
    found = _boxes(tally, boxes, foreign, settings.box_tolerance * told.parts)
    for at, one in enumerate(found):
        stands = Standing.WARN if one.unexplained else Standing.OK
        if one.right is None:
            stands = Standing.NOT_LOOKED_AT
        yield replace(
            one,
            verdict=standing("C5", stands, settings),
            note="" if at else told.note,
        )


def _boxes(
    tally: Tally,
    boxes: Sequence[ReturnBox],
    foreign: Iterable[Mutation],
    tolerance: Decimal,
) -> Iterator[Check]:
    nets, vats = _of_others(tally, foreign)
    why = "rounding to whole euros"
    for one in boxes:
        box = one.ours.box
        if one.return_net is None:
            if one.ours.net or one.ours.vat:
                yield _box(box, "turnover", one.ours.net, None)
            continue
        rows = tuple(nets.get(box, ()))
        check = _box(box, "turnover", one.ours.net, Decimal(one.return_net), rows)
        yield _rounded(check, tolerance, why)
        if box.has_vat and one.return_vat is not None:
            check = _box(box, "VAT", one.ours.vat, Decimal(one.return_vat))
            # The entry that settles a return empties the account: no part of its box.
            more = replace(check, rows=tuple(vats.get(box, ())))
            nearer = abs(more.unexplained) < abs(check.unexplained)
            yield _rounded(more if nearer else check, tolerance, why)


def _of_others(
    tally: Tally, foreign: Iterable[Mutation]
) -> tuple[dict[Box, list[Row]], dict[Box, list[Row]]]:
    """Tell what others booked per box: turnover, and VAT."""
    nets: dict[Box, list[Row]] = {}
    vats: dict[Box, list[Row]] = {}
    for mutation in foreign:
        account = tally.chart.account(mutation.account)
        if account is None:
            continue
        side, box = nets, _BOX_OF.get(account.function)
        if account.owed is not None:
            side, box = vats, box_of(DOMESTIC.get(account.owed))
        if box is None:
            continue
        row = Row(
            order_number="",
            number=mutation.number,
            day=mutation.day,
            right=mutation.amount,
            reason=f"booked by others on account {mutation.account}",
        )
        side.setdefault(box, []).append(row)
    return nets, vats


def _rounded(check: Check, tolerance: Decimal, why: str) -> Check:
    """Explain a rest that is no more than rounding, in a row of its own."""
    rest = check.unexplained
    if not rest or abs(rest) > tolerance:
        return check
    row = Row(order_number="", number="", day=None, left=rest, reason=why)
    return replace(check, rows=(*check.rows, row))


def _box(
    box: Box,
    what: str,
    left: Decimal,
    right: Decimal | None,
    rows: tuple[Row, ...] = (),
) -> Check:
    return Check(
        code="C5",
        about=str(box),
        title=f"box {box} of the return, {what}",
        left_is="what we booked",
        right_is="SnelStart's VAT return",
        left=left,
        right=right,
        verdict=Standing.NOT_LOOKED_AT,
        rows=rows,
    )


def plausibility(tally: Tally, settings: Reconciling) -> Iterator[Check]:
    """C6: VAT per kind is its rate, a cent for every line left aside."""
    for kind, expected in sorted(tally.expected_vat.items()):
        booked = total(one for (_, of), one in tally.vat.items() if of is kind)
        rows = tuple(row for of, row in tally.implausible if of is kind)
        tolerance = CENT * tally.vat_rows[kind]
        check = Check(
            code="C6",
            about=str(kind),
            title=f"VAT {kind} is its rate, within {eur(tolerance)} of rounding",
            left_is="VAT",
            right_is="turnover x rate",
            left=booked,
            right=to_cents(expected),
            verdict=Standing.OK,
            rows=rows,
        )
        check = _rounded(check, tolerance, f"rounding of {tally.vat_rows[kind]} lines")
        off = rows or check.unexplained
        stands = Standing.WARN if off else Standing.OK
        yield replace(check, verdict=standing("C6", stands, settings))


def icp_check(
    rows: Sequence[IcpRow],
    tally: Tally,
    settings: Reconciling,
    cards: MappingOf[str, frozenset[str]] | None,
) -> Iterator[Check]:
    """C10: the listing is box 3b, every sale on it is proven, its number unchanged.

    Args:
        rows: the listing.
        tally: what was added up.
        settings: how bad a difference is.
        cards: SnelStart's cards with each VAT number; None when they were not read.
    """
    if not rows:
        return
    box = next(one for one in tally.boxes if one.box is Box.WITHIN_EU)
    found: list[Row] = []
    unproven = Standing.OK
    for row in rows:
        for one in row.evidence:
            lacks = one.lacks if row.vat_number else "the booking has no VAT number"
            if not lacks:
                continue
            valid = one.check is not None and one.check.validity is Validity.VALID
            severe = not valid or not row.vat_number
            unproven = Standing.FAIL if severe else unproven
            if unproven is Standing.OK:
                unproven = Standing.WARN
            found.append(
                Row(
                    order_number=one.order_number,
                    number=one.number,
                    day=one.day,
                    reason=lacks,
                    remedy="`snelsync pull-orders` asks VIES; set `own_vat_number`"
                    " under [customers] for a consultation number",
                )
            )
    changed = tuple(changed_numbers(tally.numbers, cards))
    left = icp_total(rows)
    stands = Standing.FAIL if changed or left != box.net else unproven
    yield Check(
        code="C10",
        title="the ICP listing is box 3b, each VAT number proven and unchanged",
        left_is="ICP listing",
        right_is="box 3b as booked",
        left=left,
        right=box.net,
        verdict=standing("C10", stands, settings),
        rows=(*found, *changed),
        note="" if cards is not None else "the customer cards could not be read",
    )


def oss_check(oss: OssReturn, tally: Tally, settings: Reconciling) -> Iterator[Check]:
    """C11: per country and rate VAT is the rate; in all, its account moved by it."""
    for row in oss.rows:
        check = Check(
            code="C11",
            about=str(row.rate),
            title=f"OSS {row.rate}: VAT is its rate",
            left_is="VAT",
            right_is="turnover x rate",
            left=row.vat,
            right=row.expected,
            verdict=Standing.OK,
        )
        tolerance = CENT * max(row.lines, 1)
        check = _rounded(check, tolerance, f"rounding of {row.lines} lines")
        stands = Standing.FAIL if check.unexplained else Standing.OK
        yield replace(check, verdict=standing("C11", stands, settings))
    if not tally.foreign_vat_accounts:
        return
    sums = [tally.ledger.sides(one) for one in sorted(tally.foreign_vat_accounts)]
    moved = total(right for _, right, _ in sums)
    rows = tuple(
        Row(
            order_number="",
            number=gap.number,
            day=None,
            left=gap.expected,
            right=gap.found,
            reason="see the check of this account",
        )
        for account in sorted(tally.foreign_vat_accounts)
        for gap in tally.ledger.gaps(account)
    )
    wanted = total(left for left, _, _ in sums)
    yield Check(
        code="C11",
        title="OSS: all VAT is on its account",
        left_is="OSS VAT that should be booked",
        right_is="movement of the account",
        left=wanted,
        right=moved,
        verdict=standing(
            "C11", Standing.FAIL if wanted != moved else Standing.OK, settings
        ),
        rows=rows,
    )


def threshold_check(
    by_year: MappingOf[int, Decimal], year: int, settings: Reconciling
) -> Check:
    """C12: how near the OSS threshold is, this year and the one before."""
    now, before = by_year.get(year, ZERO), by_year.get(year - 1, ZERO)
    worst = max(now, before)
    stands = Standing.WARN if worst >= WARN_FROM else Standing.OK
    note = f"{year}: {eur(now)}, {year - 1}: {eur(before)}"
    if worst > THRESHOLD:
        note += "; above the threshold: VAT of the destination is due"
    elif stands is Standing.WARN:
        note += "; near the threshold"
    return Check(
        code="C12",
        title="sales to consumers in other EU countries, against the OSS threshold",
        left_is="distance sales, excluding VAT",
        right_is="threshold",
        left=now,
        verdict=standing("C12", stands, settings),
        note=note,
    )


def hooks() -> tuple[Check, Check]:
    """C7 and C13, which take what is not read yet."""
    return (
        _hook(
            "C7",
            "clearing accounts of payments",
            "payouts of payment services are not booked by snelsync yet",
        ),
        _hook(
            "C13",
            "gift cards outstanding",
            "what a shop's gift cards are worth together cannot be read from it",
        ),
    )


def _hook(code: str, title: str, why: str) -> Check:
    return Check(
        code=code,
        title=title,
        left_is="",
        right_is="",
        verdict=Standing.NOT_LOOKED_AT,
        note=why,
    )
