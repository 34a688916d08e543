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
PATIENCE = 20
"""How often a list may move under our hands before we give up."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``body`` is None where the shop crashes over it."""

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
    """Read a whole list, stretch by stretch, each row at least once.

    Raises:
        ShopError: the shop fails, or the list never stands still.
    """
    first = careful(fetch, 0, PAGE)
    yield first
    size = len(first.rows)
    if size < 2 or size >= first.total:
        return
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        reader = _Reader(fetch, pool, step=size - 1, size=size)
        try:
            yield from reader.rest(first)
        finally:
            reader.forget()


class _Reader:
    """Keeps two pages on their way, and goes back when the list has moved."""

    def __init__(
        self, fetch: Fetch, pool: ThreadPoolExecutor, *, step: int, size: int
    ) -> None:
        self._fetch = fetch
        self._pool = pool
        self._step = step
        self._size = size
        self._ahead: deque[tuple[int, Future[Stretch]]] = deque()

    def forget(self) -> None:
        """Drop what is on its way."""
        for _, future in self._ahead:
            future.cancel()
        self._ahead.clear()

    def rest(self, first: Stretch) -> Iterator[Stretch]:
        """Give everything after the first stretch."""
        last, offset, total, moved = first.rows[-1], self._step, first.total, 0
        while True:
            self._look_ahead(offset, total)
            at, future = self._ahead.popleft()
            found = future.result()
            total = found.total or total
            if found.rows and not _joins(last, found.rows[0]):
                moved += 1
                if moved > PATIENCE:
                    raise ShopError(
                        "the shop's list of orders keeps moving while it is read",
                        hint="try again at a quiet hour; what was fetched is kept",
                    )
                self.forget()
                offset = max(0, at - self._size * moved)
                found, offset = self._back_to(last, offset)
            yield found
            last = found.rows[-1] if found.rows else last
            offset += self._step
            if len(found.rows) < 2 or offset + 1 >= total:
                return

    def _back_to(self, last: Row, offset: int) -> tuple[Stretch, int]:
        """Find the row we were at again; if it is gone, start over from there.

        Ids ascend, so the stretch that begins at or before our last row leaves no gap.
        """
        while True:
            found = careful(self._fetch, offset, self._size)
            ids = [row.row_id for row in found.rows if row.row_id is not None]
            if not offset or (ids and last.row_id and ids[0] <= last.row_id):
                return found, offset
            offset = max(0, offset - self._step)

    def _look_ahead(self, offset: int, total: int) -> None:
        at = self._ahead[-1][0] + self._step if self._ahead else offset
        while len(self._ahead) < AT_A_TIME:
            if self._ahead and at + 1 >= total:
                return
            future = self._pool.submit(careful, self._fetch, at, self._size)
            self._ahead.append((at, future))
            at += self._step


def _joins(last: Row, first: Row) -> bool:
    """Say whether a stretch begins where the one before ended."""
    if last.row_id is None or first.row_id is None:
        return True
    return last.row_id == first.row_id


def careful(fetch: Fetch, offset: int, size: int) -> Stretch:
    """Read a stretch; where the shop crashes, read round the row it crashes over.

    Raises:
        PageCrashError: the shop crashes over every part, so it is not one row.
    """
    try:
        return fetch(offset, size)
    except PageCrashError:
        if size == 1:
            return Stretch((Row(None, None),), 0)
        part = max(1, size // 10)
        return _in_parts(fetch, offset, size, part)


def _in_parts(fetch: Fetch, offset: int, size: int, part: int) -> Stretch:
    rows: list[Row] = []
    total = crashed = 0
    for at in range(offset, offset + size, part):
        try:
            found = fetch(at, part)
        except PageCrashError:
            crashed += 1
            if crashed > 1 and not any(row.body is not None for row in rows):
                raise
            found = careful(fetch, at, part)
        total = max(total, found.total)
        rows += found.rows
        if len(found.rows) < part:
            break
    return Stretch(tuple(rows), total)
