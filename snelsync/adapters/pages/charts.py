"""Pictures of figures, worked out to the tenth of a unit: a template only draws them.

Plain bars, since they are read without learning. What differs by colour differs by
pattern too, for the colour-blind and for paper. Every figure also stands in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
_ZERO = Decimal(0)
_TENTH = Decimal("0.1")
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_LINES = 4
"""Lines of the grid, beside the one of zero."""

_WIDTH, _HEIGHT = Decimal(400), Decimal(170)
_LEFT, _TOP, _BOTTOM = Decimal(52), Decimal(8), Decimal(22)
_ROW, _NAMES, _FIGURES = Decimal(24), Decimal(150), Decimal(80)
_ROWS_WIDTH = Decimal(640)


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one side, in the order of the groups; None where there is none.

    Attributes:
        tone: the class it is drawn with: ``shop``, ``books``, ``good`` …
    """

    name: str
    tone: str
    amounts: Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; ``told`` is what a reader hears and a pointer shows."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    tone: str
    told: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place; on the grid also a line."""

    x: Decimal
    y: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What a template draws, in units of its own that scale.

    Attributes:
        told: what is to be seen, in words.
        zero: where nothing is: a height in columns, a distance in rows.
    """

    name: str
    title: str
    told: str
    width: Decimal
    height: Decimal
    zero: Decimal
    bars: tuple[Bar, ...]
    grid: tuple[Mark, ...]
    names: tuple[Mark, ...]
    figures: tuple[Mark, ...] = ()


def columns(
    name: str, title: str, groups: Sequence[str], series: Sequence[Series]
) -> Picture:
    """Draw groups of upright bars, a bar for each series, as for months."""
    amounts = [one for row in series for one in row.amounts if one is not None]
    low, high, step = scale(amounts)
    bottom = _HEIGHT - _BOTTOM

    def place(amount: Decimal) -> Decimal:
        return _cut(bottom - (amount - low) / (high - low) * (bottom - _TOP))

    slot = (_WIDTH - _LEFT) / max(len(groups), 1)
    thick = min(slot * Decimal("0.76") / max(len(series), 1), Decimal(46))
    bars = []
    for index, group in enumerate(groups):
        begin = _LEFT + slot * index + (slot - thick * len(series)) / 2
        for position, row in enumerate(series):
            amount = row.amounts[index]
            if amount is not None:
                ends = sorted((place(amount), place(_ZERO)))
                bars.append(
                    Bar(
                        x=_cut(begin + thick * position),
                        y=ends[0],
                        width=_cut(thick - 1),
                        height=ends[1] - ends[0],
                        tone=row.tone,
                        told=f"{group}, {row.name}: EUR {grouped(amount)}",
                    )
                )
    return Picture(
        name=name,
        title=title,
        told=_in_words(groups, series),
        width=_WIDTH,
        height=_HEIGHT,
        zero=place(_ZERO),
        bars=tuple(bars),
        grid=tuple(
            Mark(_LEFT, place(one), grouped(one, cents=step < 1))
            for one in _lines(low, high, step)
        ),
        names=tuple(
            Mark(_cut(_LEFT + slot * index + slot / 2), _HEIGHT - 6, group)
            for index, group in enumerate(groups)
        ),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One bar of a picture in rows; ``figure`` is written at its right."""

    name: str
    amount: Decimal
    figure: str
    tone: str


def rows(name: str, title: str, given: Sequence[Row]) -> Picture:
    """Draw one lying bar below the other, to the left of zero where negative."""
    amounts = [_ZERO, *(row.amount for row in given)]
    low, high = min(amounts), max(amounts)
    span = high - low or Decimal(1)
    space = _ROWS_WIDTH - _NAMES - _FIGURES

    def place(amount: Decimal) -> Decimal:
        return _cut(_NAMES + (amount - low) / span * space)

    bars, names, figures = [], [], []
    for index, row in enumerate(given):
        top = _ROW * index + 4
        ends = sorted((place(row.amount), place(_ZERO)))
        told = f"{row.name}: {row.figure}"
        bars.append(
            Bar(ends[0], top, ends[1] - ends[0], _ROW - 8, tone=row.tone, told=told)
        )
        names.append(Mark(_NAMES - 8, top + 12, row.name))
        figures.append(Mark(_ROWS_WIDTH - 2, top + 12, row.figure))
    return Picture(
        name=name,
        title=title,
        told="; ".join(one.told for one in bars) or "nothing",
        width=_ROWS_WIDTH,
        height=_ROW * max(len(given), 1),
        zero=place(_ZERO),
        bars=tuple(bars),
        grid=(),
        names=tuple(names),
        figures=tuple(figures),
    )


def scale(amounts: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Give a lower end, an upper end and the step of a grid that a person can read.

    Zero is always on it, so that a bar is as long as its amount.
    """
    low, high = min(_ZERO, *amounts, _ZERO), max(_ZERO, *amounts, _ZERO)
    span = high - low
    if not span:
        return _ZERO, Decimal(1), Decimal(1)
    unit = Decimal(1).scaleb((span / _LINES).adjusted())
    step = next(unit * one for one in _STEPS if unit * one * _LINES >= span)
    first = (low / step).to_integral_value(rounding=ROUND_FLOOR) * step
    last = (high / step).to_integral_value(rounding=ROUND_CEILING) * step
    return first, last, step


def grouped(amount: Decimal, *, cents: bool = True) -> str:
    """Write an amount as the tables do: ``12 345.60``."""
    return f"{amount:,.{2 if cents else 0}f}".replace(",", _NARROW_SPACE)


def _lines(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    return [low + step * one for one in range(int((high - low) / step) + 1)]


def _in_words(groups: Sequence[str], series: Sequence[Series]) -> str:
    said = []
    for index, group in enumerate(groups):
        figures = [
            f"{row.name} {grouped(amount)}"
            for row in series
            if (amount := row.amounts[index]) is not None
        ]
        said.append(f"{group}: {', '.join(figures) or 'nothing'}")
    return "; ".join(said) or "nothing"


def _cut(at: Decimal) -> Decimal:
    return at.quantize(_TENTH)
