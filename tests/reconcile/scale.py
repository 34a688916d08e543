"""What reconcile costs over many documents: time, memory and calls of SnelStart.

Both practice sides stand in this process, and the command runs in one of its own, so
what is measured is the command alone.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from snelsync.adapters.state.engine import open_state
from snelsync.adapters.state.recording import StateRecorder
from snelsync.sandbox.serve import served
from tests.cli.practice import KEYS, Practice, Stopped
from tests.recorded.world import World, open_world

from .stage import Row

TEMPLATES = (*range(173, 188), *range(203, 206), 212, 213)
"""Recorded orders of one quarter, booked whole, that have no refunds."""
PERIOD = "2026-Q4"
FIRST = 1_000_000
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took.

    Attributes:
        documents: how many invoices the period has.
        calls: how many calls of SnelStart, by the last part of their path; that for
            a token is not one of them.
        peak: the most memory that the process had, in MB.
    """

    documents: int
    code: int
    seconds: float
    peak: float
    calls: Counter[str]

    @property
    def allowed(self) -> float:
        """Give how many calls so many documents may take."""
        return self.documents / 500 + 10


def copies(documents: int) -> Iterator[tuple[int, int]]:
    """Give the recorded order and the new id of each copy that is wanted."""
    for nth in range(documents):
        yield TEMPLATES[nth % len(TEMPLATES)], FIRST + nth


def grow(world: World, state_file: Path, documents: int) -> None:
    """Let shop, record and SnelStart have so many more booked sales."""
    _grow_shop(world, documents)
    remote = _grow_books(world, documents)
    _grow_record(world, state_file, documents, remote)


def _grow_shop(world: World, documents: int) -> None:
    orders = dict(world.shop._state.orders)
    for source, new_id in copies(documents):
        orders[new_id] = orders[source] | {"id": new_id, "number": str(new_id)}
    world.shop._state.orders = orders


def _grow_books(world: World, documents: int) -> dict[int, str]:
    books = world.administration.books
    owned: dict[str, list[str]] = {}
    for mutation, owner in books.mutation_owners.items():
        owned.setdefault(owner, []).append(mutation)
    by_number = {row["factuurnummer"]: key for key, row in books.bookings.items()}
    invoices = {row["verkoopBoeking"]["id"]: row for row in books.invoices.values()}
    remote: dict[int, str] = {}
    for source, new_id in copies(documents):
        old = by_number[str(source)]
        key = remote[new_id] = books.fresh_id()
        number = {"factuurnummer": str(new_id)}
        own = {"id": key, "uri": f"/verkoopboekingen/{key}"}
        books.bookings[key] = {**books.bookings[old], **number, **own}
        invoice = books.fresh_id()
        books.invoices[invoice] = {
            **invoices[old],
            **number,
            "verkoopBoeking": dict(own),
            "id": invoice,
            "uri": f"/verkoopfacturen/{invoice}",
        }
        for mutation in owned[old]:
            made = books.fresh_id()
            row = {**books.mutations[mutation], "factuurNummer": str(new_id)}
            books.mutations[made] = row | {
                "id": made,
                "uri": f"/grootboekmutaties/{made}",
            }
            books.mutation_owners[made] = key
    return remote


def _grow_record(
    world: World, state_file: Path, documents: int, remote: dict[int, str]
) -> None:
    engine = open_state(state_file, readonly=False)
    state = StateRecorder(engine, shop="shop.test")
    known = {one.order.order_id: one.order for one in state.everything()}
    batch = []
    for source, new_id in copies(documents):
        batch.append(replace(known[source], order_id=new_id, number=str(new_id)))
        if len(batch) == BATCH:
            state.save_orders(batch, at=world.clock.now())
            batch.clear()
    state.save_orders(batch, at=world.clock.now())
    engine.dispose()
    with closing(sqlite3.connect(state_file)) as connection, connection:
        connection.row_factory = sqlite3.Row
        said = "SELECT * FROM documents WHERE kind = 'sale' AND revision = 0"
        rows = {row["shop_id"]: dict(row) for row in connection.execute(said)}
        said = "SELECT order_id, fingerprint FROM orders"
        prints = dict(connection.execute(said).fetchall())
        new = (
            _document(rows[source], new_id, remote[new_id], prints[new_id])
            for source, new_id in copies(documents)
        )
        names = list(rows[TEMPLATES[0]])
        columns, places = ", ".join(names), ", ".join(f":{name}" for name in names)
        connection.executemany(
            f"INSERT INTO documents ({columns}) VALUES ({places})",  # noqa: S608
            new,
        )


def _document(row: Row, new_id: int, remote_id: str, fingerprint: str) -> Row:
    number = str(new_id)
    booking = json.loads(row["booking"])
    booking["key"]["shop_id"] = booking["order_id"] = new_id
    booking["order_number"] = booking["number"] = number
    payload = deepcopy(json.loads(row["payload"])) | {"factuurnummer": number}
    return row | {
        "shop_id": new_id,
        "order_id": new_id,
        "order_number": number,
        "number": number,
        "remote_id": remote_id,
        "booking": json.dumps(booking),
        "payload": json.dumps(payload),
        "fingerprint": fingerprint,
    }


def call_it(state_file: Path, name: str) -> None:
    """Let the record be of a shop with another name."""
    with closing(sqlite3.connect(state_file)) as connection, connection:
        said = "SELECT name FROM sqlite_master WHERE type = 'table'"
        for (table,) in connection.execute(said).fetchall():
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            if "shop" in {column[1] for column in columns}:
                connection.execute(f"UPDATE {table} SET shop = ?", (name,))  # noqa: S608
        connection.execute(
            "UPDATE documents SET booking = replace(booking, 'shop.test', ?)", (name,)
        )


def measure(documents: int, folder: Path, *words: str) -> Cost:
    """Book a recorded shop, grow it, and reconcile its quarter in a process."""
    with ExitStack() as stack:
        state_file = folder / "state.sqlite3"
        world = open_world("incl", state_file, stack)
        grow(world, state_file, documents)
        at = stack.enter_context(served(world.shop, world.administration))
        practice = Practice(world.shop, world.administration, at, folder, Stopped())
        practice.write_mapping()
        call_it(state_file, urlsplit(at.shop_url).netloc)
        world.administration.requests.clear()
        begun = monotonic()
        code, peak = _run(
            folder / "peak", "--quiet", *practice.files, "reconcile", PERIOD, *words
        )
        seconds = monotonic() - begun
        calls = Counter(
            one.path.rpartition("/")[2]
            for one in world.administration.requests
            if one.path != "/b2b/token"
        )
    return Cost(
        documents=documents,
        code=code,
        seconds=seconds,
        peak=peak,
        calls=calls,
    )


_WATCHED = """
import runpy, sys
try:
    runpy.run_module("snelsync", run_name="__main__")
finally:
    status = open("/proc/self/status", encoding="ascii").read()
    peak = status.partition("VmHWM:")[2].split()[0]
    open({kept!r}, "w", encoding="ascii").write(peak)
"""


def _run(kept: Path, *words: str) -> tuple[int, float]:
    """Run the command; it says itself how much memory it had at most.

    What the system says of a process that ended counts in the one that started it.
    """
    process = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _WATCHED.format(kept=str(kept)), *words],
        env={**os.environ, **KEYS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return process.returncode, int(kept.read_text(encoding="ascii")) / 1024
