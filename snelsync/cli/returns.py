"""What ``snelsync report`` tells: tables, JSON, and what is to be known of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType

from snelsync.app.ports import Sheet
from snelsync.app.returns import BookedPeriod
from snelsync.cli import sheet_tables, tables
from snelsync.cli.documents import verdict_json
from snelsync.cli.output import Output
from snelsync.cli.return_json import boxes_json, icp_json, oss_json
from snelsync.cli.return_kinds import Return
from snelsync.cli.return_sheets import boxes_sheet, icp_sheets, oss_sheets
from snelsync.domain.icp import icp_of, icp_total
from snelsync.domain.mapping import Mapping
from snelsync.domain.money import eur
from snelsync.domain.oss_return import oss_of, quarter_of
from snelsync.domain.period import Period
from snelsync.domain.vat import Treatment
from snelsync.domain.vat_return import boxes_of, outside_of, vat_due
from snelsync.errors import ExitCode

_WHOLE = (
    "whole euros are rounded down, in your favour, as the tax office allows; a euro a"
    " box between this and SnelStart is no fault"
)
_QUARTER = 89
"""Days between the ends of the shortest quarter."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one kind, in every form they are handed over in.

    Attributes:
        needs_person: they are not to be declared before somebody looked.
    """

    kind: Return
    booked: BookedPeriod
    content: dict[str, Any]
    sheets: tuple[Sheet, ...]
    shown: tuple[RenderableType, ...]
    notes: tuple[str, ...]
    summary: str
    needs_person: bool

    def show(self, output: Output, code: ExitCode) -> None:
        """Print the JSON document, or tables, notes and the one line."""
        period = self.booked.period
        output.document(
            "report",
            code,
            report=str(self.kind),
            period={
                "label": period.label,
                "first": period.first.isoformat(),
                "last": period.last.isoformat(),
            },
            counts={
                "booked": len(self.booked.bookings),
                "attention": len(self.booked.attention),
                "new": self.booked.new,
            },
            notes=list(self.notes),
            documents=[verdict_json(one) for one in self.booked.attention],
            **self.content,
        )
        output.show(tables.plain(f"{period.first} to {period.last}"), *self.shown)
        for note in self.notes:
            output.note(f"note: {note}")
        output.summary(f"{period.label}: {self.summary}")


def figures_of(kind: Return, booked: BookedPeriod, *, mapping: Mapping) -> Figures:
    """Work out the figures of a kind."""
    match kind:
        case Return.VAT:
            return _vat(booked, mapping)
        case Return.ICP:
            return _icp(booked)
        case Return.OSS:
            return _oss(booked)


def _vat(booked: BookedPeriod, mapping: Mapping) -> Figures:
    boxes, outside = boxes_of(booked.bookings), outside_of(booked.bookings)
    due = vat_due(boxes)
    notes = [
        _WHOLE,
        "purchases and input VAT (2a, 4a, 4b, 5b) are in SnelStart, not in the shop",
    ]
    if mapping.zero_vat.small_business is not None:
        notes.append("the mapping says small-business scheme (KOR): no return is due")
    if any(one.treatment is Treatment.MARGIN for one in outside):
        notes.append(
            "margin sales are in no box: your bookkeeper puts the margin in 1a"
        )
    sheet = boxes_sheet(boxes, outside)
    return Figures(
        kind=Return.VAT,
        booked=booked,
        content=boxes_json(boxes, outside),
        sheets=(sheet,),
        shown=(sheet_tables.sheet(sheet),),
        notes=(*notes, *_incomplete(booked)),
        summary=f"VAT due on {len(booked.bookings)} documents: EUR {due} (in box 5a)",
        needs_person=bool(booked.attention),
    )


def _icp(booked: BookedPeriod) -> Figures:
    listing = icp_of(booked.bookings, checks=booked.checks, days=booked.days)
    whole = icp_total(listing)
    lacking = [row for row in listing if not row.proven]
    notes = [
        f"{row.vat_number or 'a booking without a VAT number'}:"
        " not every booking has its evidence; see `lacks`"
        for row in lacking
    ]
    sheets = icp_sheets(listing)
    return Figures(
        kind=Return.ICP,
        booked=booked,
        content={"customers": icp_json(listing), "total": str(whole)},
        sheets=sheets,
        shown=(
            sheet_tables.sheet(sheets[0]),
            *([tables.heading("Evidence")] if listing else []),
            *([sheet_tables.evidence(listing)] if listing else []),
        ),
        notes=(*notes, *_incomplete(booked)),
        summary=f"{len(listing)} customers, {eur(whole)}: as much as box 3b",
        needs_person=bool(booked.attention or lacking),
    )


def _oss(booked: BookedPeriod) -> Figures:
    found = oss_of(booked.bookings, days=booked.days)
    notes = []
    if not _is_quarter(booked.period):
        notes.append("an OSS return is of a calendar quarter, and this period is none")
    if found.corrections:
        notes.append(
            "what belongs to sales of an earlier quarter is declared apart, as a"
            " correction of that quarter"
        )
    sheets = oss_sheets(found)
    shown: list[RenderableType] = [sheet_tables.sheet(sheets[0])]
    if found.corrections:
        shown += [
            tables.heading("Corrections of earlier quarters"),
            sheet_tables.sheet(sheets[1]),
        ]
    return Figures(
        kind=Return.OSS,
        booked=booked,
        content=oss_json(found),
        sheets=sheets,
        shown=tuple(shown),
        notes=(*notes, *_incomplete(booked)),
        summary=f"foreign VAT {eur(found.vat)} over {eur(found.net)}",
        needs_person=bool(booked.attention),
    )


def _is_quarter(period: Period) -> bool:
    one = quarter_of(period.first) == quarter_of(period.last)
    return one and (period.last - period.first).days >= _QUARTER


def _incomplete(booked: BookedPeriod) -> list[str]:
    """Say what the figures may lack."""
    said = []
    if booked.attention:
        said.append(
            f"{len(booked.attention)} documents of this period need a person first:"
            " `snelsync status` lists them"
        )
    if booked.new:
        said.append(
            f"{booked.new} documents were pulled and never pushed: `snelsync push`"
        )
    return said
