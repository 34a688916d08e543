"""The OData options of a list: `$filter`, `$top`, `$skip` and `$select`.

At most 500 rows a page and no count of any kind (SnelStart's portal, 2026-05). Every
other `$` option is refused: none is documented, so no client should lean on one. Only
mutations can be added up with `$apply`, and then without paging: it is shown nowhere.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from snelsync.sandbox.administration.errors import framework
from snelsync.sandbox.administration.odata_apply import apply
from snelsync.sandbox.administration.odata_filter import parse_filter
from snelsync.sandbox.administration.odata_words import unknown_property
from snelsync.sandbox.administration.read_models import Model, odata_name
from snelsync.sandbox.administration.wire import Record

LARGEST_PAGE: Final = 500
_KNOWN: Final = frozenset({"$filter", "$top", "$skip", "$select"})
_NOT_VALID: Final = "The query specified in the URI is not valid."


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a list was left off, so that the next page need not begin at its start.

    Attributes:
        wanted: the filter, as it was sent.
        changes: how often the books had changed; a bookmark of older books is no good.
        rows: how many rows there were in all.
        at: how many of them were looked at.
        given: how many of those were wanted.
    """

    wanted: str
    changes: int
    rows: int
    at: int
    given: int


def select_rows(
    rows: Sequence[Record],
    model: Model,
    options: Sequence[tuple[str, str]],
    *,
    bookmarks: dict[str, Bookmark] | None = None,
    changes: int = 0,
    sums: bool = False,
) -> list[Record]:
    """Apply the options of a request to all rows of a resource.

    Args:
        rows: all there are, in a lasting order.
        model: their type.
        options: of the request.
        bookmarks: by type, where lists were left off.
        changes: how often the books have changed.
        sums: whether these rows can be added up.

    Raises:
        Refusal: An option is unknown, given twice, or has no value that can be used.

    """
    given = _options(options, sums=sums)
    wanted = given.get("$filter", "")
    test = parse_filter(wanted, model) if "$filter" in given else _everything
    skip = _number(given, "$skip", default=0, lowest=0)
    top = _number(given, "$top", default=LARGEST_PAGE, lowest=1)
    if top > LARGEST_PAGE:
        raise framework(
            400,
            f"{_NOT_VALID} The limit of '{LARGEST_PAGE}' for Top query has been "
            f"exceeded. The value from the incoming request is '{top}'.",
        )
    if "$apply" in given:
        return apply(given["$apply"], filter(test, rows), most=LARGEST_PAGE)
    kept = {} if bookmarks is None else bookmarks
    left_off = kept.get(model.name)
    start = Bookmark(wanted, changes, len(rows), 0, 0)
    if left_off == Bookmark(wanted, changes, len(rows), *_place(left_off, skip)):
        start = left_off
    page, at = _page(rows, test, skip=skip - start.given, top=top, start=start.at)
    kept[model.name] = Bookmark(wanted, changes, len(rows), at, skip + len(page))
    if "$select" in given:
        names = _selected(given["$select"], model)
        return [{name: row[name] for name in names if name in row} for row in page]
    return page


def _everything(_row: Record) -> bool:
    return True


def _place(left_off: Bookmark | None, skip: int) -> tuple[int, int]:
    return (left_off.at, skip) if left_off else (0, 0)


def _page(
    rows: Sequence[Record],
    test: Callable[[Record], bool],
    *,
    skip: int,
    top: int,
    start: int,
) -> tuple[list[Record], int]:
    """Give the rows of a page, and how many were looked at for it."""
    page: list[Record] = []
    at = start
    while at < len(rows) and len(page) < top:
        row = rows[at]
        at += 1
        if test(row):
            if skip:
                skip -= 1
            else:
                page.append(row)
    return page, at


def _options(pairs: Sequence[tuple[str, str]], *, sums: bool) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in pairs:
        if not name.startswith("$"):
            continue
        if name not in _KNOWN and not (sums and name == "$apply"):
            raise framework(400, f"{_NOT_VALID} Query option '{name}' is not allowed.")
        if name in given:
            raise framework(400, f"{_NOT_VALID} Query option '{name}' is given twice.")
        given[name] = value
    if "$apply" in given and given.keys() - {"$apply", "$filter"}:
        raise framework(400, f"{_NOT_VALID} $apply goes with $filter only.")
    return given


def _number(given: dict[str, str], name: str, *, default: int, lowest: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if re.fullmatch(r"\d{1,9}", text, re.ASCII) is None or int(text) < lowest:
        raise framework(
            400, f"{_NOT_VALID} Invalid value for {name} query option found."
        )
    return int(text)


def _selected(source: str, model: Model) -> list[str]:
    by_name = {odata_name(name): name for name in model.fields}
    names = []
    for asked in source.split(","):
        name = asked.strip()
        if name not in by_name:
            raise unknown_property(name, on_type=model.name)
        names.append(by_name[name])
    return names
