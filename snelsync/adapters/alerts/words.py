"""What is said of a run outside: as a text for a person, and as data for a program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import snelsync
from snelsync.app.ports import RunSummary
from snelsync.errors import ExitCode

SCHEMA = 1
"""Version of the webhook's document; it grows only, until this number does."""

MOST = 100
"""Order numbers in one message; how many more there are is told."""

TRIAL = "alert-test"
"""The command that only tries whether alerts arrive."""


def heading_of(summary: RunSummary, *, shop: str) -> str:
    """Say it in one line."""
    if summary.command == TRIAL:
        return f"snelsync {shop}: this is a test"
    ended = "ended well" if not summary.exit_code else f"ended with {summary.exit_code}"
    return f"snelsync {shop}: {summary.command} {ended}"


def text_of(summary: RunSummary, *, shop: str) -> str:
    """Say it for a person: codes and counts, and where to look further."""
    return "\n".join((heading_of(summary, shop=shop), "", *_lines(summary))) + "\n"


def _lines(summary: RunSummary) -> Iterator[str]:
    if summary.command == TRIAL:
        yield "Alerts arrive here. Nothing was booked, and nothing needs you."
        return
    yield f"exit code {summary.exit_code}: {_meaning(summary.exit_code)}"
    span = f"{_moment(summary.started)} to {_moment(summary.ended)}"
    yield f"run {summary.run_id}, {span}"
    for name, counts in (("documents", summary.counts), ("problems", summary.codes)):
        if counts:
            yield f"\n{name}:"
            yield from (f"  {key}: {count}" for key, count in sorted(counts.items()))
    if summary.orders:
        more = len(summary.orders) - MOST
        named = ", ".join(summary.orders[:MOST])
        yield "\norders that need a person:"
        yield f"  {named}{f' and {more} more' if more > 0 else ''}"
    if summary.exit_code or summary.codes:
        yield "\nOn the machine it ran on, `snelsync status` says what to do."


def data_of(summary: RunSummary, *, shop: str) -> dict[str, Any]:
    """Say it for a program."""
    return {
        "schema": SCHEMA,
        "event": "test" if summary.command == TRIAL else "run_ended",
        "snelsync": snelsync.__version__,
        "shop": shop,
        "command": summary.command,
        "run": summary.run_id,
        "started": summary.started.isoformat(),
        "ended": summary.ended.isoformat(),
        "exit_code": summary.exit_code,
        "meaning": _meaning(summary.exit_code),
        "counts": dict(summary.counts),
        "codes": dict(summary.codes),
        "orders": list(summary.orders[:MOST]),
        "orders_left_out": max(0, len(summary.orders) - MOST),
    }


def _meaning(code: int) -> str:
    known = {int(one): one.meaning for one in ExitCode}
    return known.get(code, "not a code of snelsync")


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
