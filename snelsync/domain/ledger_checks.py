"""The checks against SnelStart's ledger: turnover and VAT per account, to the cent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace

from snelsync.domain.booking import folded
from snelsync.domain.compare import Finding, Verdict
from snelsync.domain.document_checks import standing
from snelsync.domain.ledger import Gap
from snelsync.domain.mapping import Mapping, Reconciling
from snelsync.domain.money import total
from snelsync.domain.proof import Check, Mutation, Row, Standing
from snelsync.domain.tally import Tally
from snelsync.domain.vat import VatKind

_LINES = "the lines or the VAT of the booking were changed in SnelStart"


@dataclass(slots=True)
class Books:
    """Takes SnelStart's mutations one by one.

    Attributes:
        ours: the folded numbers of all our documents of the period.
        aliases: our numbers by the folded ones that SnelStart has instead.
        foreign: what others booked on the accounts we book on.
    """

    tally: Tally
    ours: frozenset[str]
    aliases: MappingOf[str, str] = field(default_factory=dict)
    foreign: list[Mutation] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look at every account that the mapping or a booking names."""
        tally = self.tally
        for number in (
            *mapped_accounts(tally.mapping),
            *tally.vat_accounts.values(),
            *tally.foreign_vat_accounts,
        ):
            tally.ledger.watch(number)

    def add(self, mutation: Mutation) -> None:
        """Take in one mutation; what is on no account of ours is nobody's business."""
        ledger = self.tally.ledger
        if mutation.account not in ledger.accounts:
            return
        number = folded(mutation.number)
        number = self.aliases.get(number, number)
        if number in self.ours or number in self.tally.elsewhere:
            ledger.find(mutation.account, number, mutation.amount)
        else:
            self.foreign.append(mutation)
            ledger.find_foreign(mutation.account, mutation.amount)


def mapped_accounts(mapping: Mapping) -> Iterator[int]:
    """List the accounts of turnover that the mapping names."""
    for accounts in (mapping.revenue, mapping.shipping, mapping.fees):
        for _, number in accounts.by_treatment:
            yield number
    for _, number in mapping.discounts.accounts.by_treatment:
        yield number
    for _, number in mapping.oss.accounts:
        yield number


def ledger_checks(
    tally: Tally, findings: Iterable[Finding], settings: Reconciling
) -> Iterator[Check]:
    """C3 per account of turnover, and C4 per account of VAT."""
    told = _told(tally, findings)
    vat = {number: str(kind) for kind, number in tally.vat_accounts.items()}
    vat |= dict.fromkeys(sorted(tally.foreign_vat_accounts), "foreign")
    for account in sorted(tally.ledger.accounts):
        left, right, foreign = tally.ledger.sides(account)
        rows = tuple(_row(gap, told, tally) for gap in tally.ledger.gaps(account))
        if not (left or right or foreign or rows):
            continue
        code = "C4" if account in vat else "C3"
        title = f"VAT {vat[account]}" if account in vat else "turnover"
        stands = Standing.FAIL if rows or left != right else Standing.OK
        yield Check(
            code=code,
            about=str(account),
            title=f"{title} on account {account}",
            left_is="what should be booked",
            right_is="SnelStart's mutations",
            left=left,
            right=right,
            verdict=standing(code, stands, settings),
            rows=rows,
            foreign=foreign,
        )


def vat_without_account(tally: Tally) -> Iterator[Check]:
    """C4 of a kind of VAT that SnelStart has no account for, as far as was read."""
    for kind in sorted({kind for _, kind in tally.vat}):
        if kind not in tally.vat_accounts and kind is not VatKind.REVERSE_CHARGED:
            yield Check(
                code="C4",
                about=str(kind),
                title=f"VAT {kind}",
                left_is="what should be booked",
                right_is="SnelStart's mutations",
                left=total(one for (_, of), one in tally.vat.items() if of is kind),
                verdict=Standing.NOT_LOOKED_AT,
                note="no account of SnelStart says that this VAT is owed on it",
            )


def _told(tally: Tally, findings: Iterable[Finding]) -> dict[str, Finding]:
    """Find what is known of the documents with a gap, by folded number.

    Of several with one number that which is not equal tells why.
    """
    gaps = {
        gap.number
        for account in tally.ledger.accounts
        for gap in tally.ledger.gaps(account)
    }
    return {
        folded(one.number): one
        for one in sorted(findings, key=lambda one: one.verdict is not Verdict.SAME)
        if one.verdict is not Verdict.FOREIGN and folded(one.number) in gaps
    }


def with_lines(tally: Tally, findings: Sequence[Finding]) -> list[Finding]:
    """Give documents that are equal but for their lines a verdict of their own.

    Where several have one number, the gap may be another's: C14 tells of those.
    """
    told = _told(tally, findings)
    times = Counter(
        folded(one.number) for one in findings if one.verdict is not Verdict.FOREIGN
    )
    return [
        replace(
            one,
            verdict=Verdict.LINES_DIFFER,
            explanation=_LINES,
            remedy="correct the booking in SnelStart;"
            f" `snelsync show {one.order_number}` has what was booked",
        )
        if one.verdict is Verdict.SAME
        and folded(one.number) in told
        and times[folded(one.number)] == 1
        else one
        for one in findings
    ]


def _row(gap: Gap, told: MappingOf[str, Finding], tally: Tally) -> Row:
    found = told.get(gap.number)
    if found is not None:
        return Row(
            order_number=found.order_number,
            number=found.number,
            day=found.day,
            left=gap.expected,
            right=gap.found,
            reason=found.explanation,
            remedy=found.remedy,
        )
    day = tally.elsewhere.get(gap.number)
    return Row(
        order_number="",
        number=gap.number,
        day=day,
        left=gap.expected,
        right=gap.found,
        reason=f"we booked it on {day}, and SnelStart has it in this period",
        remedy="correct the date in SnelStart",
    )


def foreign_on(mutations: Sequence[Mutation]) -> tuple[Mutation, ...]:
    """Put what others booked in order: by account, day and number."""
    return tuple(
        sorted(
            mutations,
            key=lambda one: (one.account, one.day, one.number, one.amount),
        )
    )
