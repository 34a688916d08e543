"""Filters, order and pages that every list of the API shares."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from typing import Literal

from snelsync.sandbox.shop.dates import site_local
from snelsync.sandbox.shop.query import Query
from snelsync.sandbox.shop.recording import Json

Edge = Literal["after", "before"]
Keep = Callable[[Json], bool]

DEFAULT_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and what stands in its X-WP headers."""

    rows: list[Json]
    number: int
    total: int
    pages: int

    def headers(self) -> dict[str, str]:
        """Return the totals as headers."""
        return {"X-WP-Total": str(self.total), "X-WP-TotalPages": str(self.pages)}


def page_of(rows: list[Json], query: Query, *, forgets_totals: bool = False) -> Page:
    """Cut a page out of a list.

    Args:
        rows: the whole list, in order.
        query: ``page``, ``per_page`` and ``offset``, which overrides ``page``.
        forgets_totals: an empty page tells totals 0/0, as orders do on 11.0.1.
    """
    per_page = query.number("per_page", DEFAULT_PER_PAGE)
    number = query.number("page", 1)
    start = start_of(query)
    cut = rows[start : start + per_page]
    total = 0 if forgets_totals and not cut else len(rows)
    return Page(cut, number, total, ceil(total / per_page))


def start_of(query: Query) -> int:
    """Return how many rows come before the page asked for."""
    if query.sent("offset"):
        return abs(query.number("offset", 0))
    per_page = query.number("per_page", DEFAULT_PER_PAGE)
    return (query.number("page", 1) - 1) * per_page


def common_filters(query: Query) -> Iterable[Keep]:
    """Yield the tests for ``include``, ``exclude``, ``parent`` and the dates."""
    include, exclude = query.ids("include"), query.ids("exclude")
    if include:
        yield lambda row: row["id"] in include
    if exclude:
        yield lambda row: row["id"] not in exclude
    yield from date_filters(query)


def parent_filters(query: Query) -> Iterable[Keep]:
    """Yield the tests for ``parent`` and ``parent_exclude``."""
    parent, without = query.ids("parent"), query.ids("parent_exclude")
    if parent:
        yield lambda row: row["parent_id"] in parent
    if without:
        yield lambda row: row["parent_id"] not in without


def date_filters(query: Query) -> Iterable[Keep]:
    """Yield the tests for dates: exclusive, to the second, as text.

    A resource without a modification date (a refund) is judged by its creation.
    """
    suffix = "_gmt" if query.flag("dates_are_gmt") else ""
    for prefix, stem in (("", "date_created"), ("modified_", "date_modified")):
        for edge in ("after", "before"):
            if query.sent(f"{prefix}{edge}"):
                limit = site_local(query.text(f"{prefix}{edge}"))
                yield _beyond(f"{stem}{suffix}", f"date_created{suffix}", edge, limit)


def kept(rows: Iterable[Json], tests: Iterable[Keep]) -> list[Json]:
    """Return the rows that pass every test."""
    all_tests = list(tests)
    return [row for row in rows if all(test(row) for test in all_tests)]


def in_order(rows: list[Json], query: Query, *, breaks_ties: bool = True) -> list[Json]:
    """Sort a list as ``orderby`` and ``order`` ask (default: newest first).

    Args:
        rows: the list.
        query: the parameters.
        breaks_ties: False where ``modified`` has no order within one second. The
            order then turns around from page to page, as a database may do, so that
            whoever pages by it loses rows (64 of 2347 were, recorded on 8.9.2).
    """
    field = query.text("orderby", "date") or "date"
    is_descending = query.text("order", "desc") != "asc"
    if field == "include":
        wanted = {number: at for at, number in enumerate(query.ids("include"))}
        return sorted(rows, key=lambda row: wanted.get(row["id"], -row["id"]))
    if field == "modified" and not breaks_ties:
        turns = start_of(query) // query.number("per_page", DEFAULT_PER_PAGE) % 2 == 1
        by_id = sorted(rows, key=lambda row: int(row["id"]), reverse=not turns)
        return sorted(by_id, key=_modified, reverse=is_descending)
    return sorted(
        rows, key=lambda row: (_sort_key(row, field), row["id"]), reverse=is_descending
    )


def _sort_key(row: Json, field: str) -> str:
    if field == "date":
        return str(row.get("date_created_gmt") or "")
    if field == "modified":
        return _modified(row)
    if field in ("title", "slug"):
        return str(row.get("name" if field == "title" else "slug") or "")
    return ""


def _modified(row: Json) -> str:
    return str(row.get("date_modified_gmt") or row.get("date_created_gmt") or "")


def _beyond(column: str, instead: str, edge: Edge, limit: str) -> Keep:
    def test(row: Json) -> bool:
        moment = row.get(column) or row.get(instead) or ""
        return moment > limit if edge == "after" else "" < moment < limit

    return test
