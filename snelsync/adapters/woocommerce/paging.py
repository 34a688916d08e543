"""Reading a list that moves while it is read, without missing a row.

WooCommerce has no cursor, only positions, and an order that is trashed moves every
later one up. So rows are read by ascending id, which no event reorders, and each page
starts on the last row of the page before: when it does not, the list has moved and is
read again from further back. Two pages are on their way at a time; more gains nothing
and slows the shop down (measured on real shops, 2026-11-20).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from snelsync.adapters.woocommerce.refusals import PageCrashError
from snelsync.errors import ShopError

PAGE = 100
AT_A_TIME = 2
TELLING = 10
"""So many rows in a row that all crash the shop are no matter of rows."""

PATIENCE = 20
"""How often a list may move under our hands before we give up."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``body`` is None where the shop crashes over it, or gives too much."""

    row_id: int | None
    body: Any


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive rows, and how many the shop says there are in all."""

    rows: tuple[Row, ...]
    total: int


Fetch = Callable[[int, int], Stretch]
"""Reads rows at an offset, at most so many."""


def read_all(fetch: Fetch) -> Iterator[Stretch]:
    """Read a whole list, stretch by stretch.

    Raises:
        ShopError: the shop fails, the list never stands still, or its pages have one
            row.
    """
    first = careful(fetch, 0, PAGE)
    yield first
    size = len(first.rows)
    if not size or _is_last(first, 0, PAGE):
        return
    if size == 1:
        # Pages of one row share none, so a list that moves would lose orders unseen.
        raise ShopError(
            f"the shop gives one row a page where {PAGE} were asked for",
            hint="look for a plugin or proxy that limits `per_page`",
        )
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        reader = _Reader(fetch, pool, size=size)
        try:
            yield from reader.rest(first)
        finally:
            reader.forget()


def _is_last(stretch: Stretch, offset: int, size: int) -> bool:
    """Say whether nothing comes after; a shop may not tell how many there are."""
    if stretch.total:
        return offset + len(stretch.rows) >= stretch.total
    return len(stretch.rows) < size


class _Reader:
    """Keeps two pages on their way, and goes back when the list has moved."""

    def __init__(self, fetch: Fetch, pool: ThreadPoolExecutor, *, size: int) -> None:
        self._fetch = fetch
        self._pool = pool
        self._size = size
        self._step = size - 1
        self._ahead: deque[tuple[int, Future[Stretch]]] = deque()

    def forget(self) -> None:
        """Drop what is on its way."""
        for _, future in self._ahead:
            future.cancel()
        self._ahead.clear()

    def rest(self, first: Stretch) -> Iterator[Stretch]:
        """Give everything after the first stretch, without the row they share."""
        last, total, offset, moved = first.rows[-1], first.total, self._step, 0
        while True:
            found = self._next(offset, total)
            joined = bool(found.rows) and _joins(last, found.rows[0])
            if not joined:
                moved += 1
                if moved > PATIENCE:
                    raise ShopError(
                        "the shop's list of orders keeps moving while it is read",
                        hint="try again at a quiet hour; what was fetched is kept",
                    )
                self.forget()
                found, offset = self._back_to(last, offset - self._step)
            yield Stretch(found.rows[1:], found.total) if joined else found
            total = found.total or total
            if not found.rows or _is_last(found, offset, self._size):
                return
            last = found.rows[-1]
            offset += len(found.rows) - 1 if not joined else self._step

    def _next(self, offset: int, total: int) -> Stretch:
        """Take the page at an offset, with the one after it under way."""
        if not self._ahead or self._ahead[0][0] != offset:
            self.forget()
            self._send(offset)
        ahead = self._ahead[-1][0] + self._step
        # One more waits for its turn, so that the shop need not wait for us.
        while len(self._ahead) <= AT_A_TIME and (not total or ahead + 1 < total):
            self._send(ahead)
            ahead += self._step
        return self._ahead.popleft()[1].result()

    def _send(self, offset: int) -> None:
        future = self._pool.submit(careful, self._fetch, offset, self._size)
        self._ahead.append((offset, future))

    def _back_to(self, last: Row, offset: int) -> tuple[Stretch, int]:
        """Find a stretch that begins at or before the row we were at.

        Ids ascend, so such a stretch leaves no gap behind it.
        """
        while True:
            offset = max(0, offset)
            found = careful(self._fetch, offset, self._size)
            ids = [row.row_id for row in found.rows if row.row_id is not None]
            if not offset or (ids and last.row_id and ids[0] <= last.row_id):
                return found, offset
            offset -= self._step


def _joins(last: Row, first: Row) -> bool:
    """Say whether a stretch begins where the one before ended."""
    if last.row_id is None or first.row_id is None:
        return True
    return last.row_id == first.row_id


def careful(fetch: Fetch, offset: int, size: int) -> Stretch:
    """Read a stretch; where the shop crashes, read round the rows it crashes over.

    Raises:
        PageCrashError: the shop crashes over everything, so it is not a row.
    """
    try:
        return fetch(offset, size)
    except PageCrashError as crash:
        return _in_parts(fetch, offset, size, max(1, size // 10), crash)


def _in_parts(
    fetch: Fetch, offset: int, size: int, part: int, crash: PageCrashError
) -> Stretch:
    rows: list[Row] = []
    total = 0
    for at in range(offset, offset + size, part):
        found = _part(fetch, at, part)
        total = max(total, found.total)
        rows += found.rows
        if len(rows) >= TELLING and not any(row.body is not None for row in rows):
            raise crash
        if len(found.rows) < part:
            break
    return Stretch(tuple(rows), total)


def _part(fetch: Fetch, offset: int, part: int) -> Stretch:
    """Read a part; row by row where the shop crashes over it."""
    try:
        return fetch(offset, part)
    except PageCrashError as crash:
        if part == 1:
            return Stretch((Row(None, None),), 0)
        return _in_parts(fetch, offset, part, 1, crash)
