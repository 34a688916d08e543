"""What may be told of a state file to who helps: counts, codes and moments.

Read without the tables' definitions, because a file that is damaged, or of another
version, is what somebody needs help with. No text of an order, booking or answer is
taken: each value has a strict form, or is left out.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from snelsync.adapters.state.rows import SENDING
from snelsync.domain.booking import DocumentKind, Outcome
from snelsync.domain.problem import Code
from snelsync.events import FIELDS

Part = dict[str, Any]

MOST_RUNS = 50
MOST_DOCUMENTS = 200

_TABLES = [
    "runs",
    "orders",
    "refunds",
    "products",
    "unreadable",
    "customers",
    "vat_checks",
    "documents",
    "marked",
    "journal",
]
_OUTCOMES = {*map(str, Outcome), SENDING}
_EVENTS = {*_OUTCOMES, "not sent", "taken out", "marked", "unmarked", "purged"}
_NEEDING = (
    *(str(one) for one in Outcome if one.needs_person),
    str(Outcome.UNCERTAIN),
    SENDING,
)
_THEIRS = re.compile(r"\b(?:BOE|REL|ALG)-\d{4}\b")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(\+\d\d:\d\d)?")
_AMOUNT = re.compile(r"-?\d{1,12}\.\d\d")
_OTHER = "(other)"


def extract(path: Path, *, amounts: bool) -> tuple[Part, list[Part]]:
    """Tell of a state file; gives what is so of it, and what needs a person in it.

    Args:
        path: the file; it is only read.
        amounts: tell what each document comes to as well.
    """
    if not path.is_file():
        return {"there": False}, []
    try:
        with closing(_opened(path)) as connection:
            state = _state(connection)
            documents = list(_documents(connection, amounts=amounts))
    except (sqlite3.Error, IndexError) as error:  # IndexError: other columns
        return {"there": True, "readable": False, "error": type(error).__name__}, []
    return {"there": True, "readable": True, "bytes": path.stat().st_size} | (
        state
    ), documents


def _opened(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=5)
    connection.row_factory = sqlite3.Row
    return connection


def _state(connection: sqlite3.Connection) -> Part:
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    version = _only(connection, "SELECT version_num FROM alembic_version", there)
    rows = connection.execute("PRAGMA integrity_check").fetchall()
    faults = 0 if [row[0] for row in rows] == ["ok"] else len(rows)
    return {
        "version": FIELDS["version"].reread(str(version)),
        "faults": faults,
        "rows": {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for name in _TABLES
            if name in there
        },
        "runs": list(_runs(connection)) if "runs" in there else [],
        "outcomes": dict(_outcomes(connection)) if "documents" in there else {},
        "problems": dict(_problems(connection)) if "documents" in there else {},
    }


def _only(connection: sqlite3.Connection, query: str, there: set[str]) -> Any:  # noqa: ANN401
    if "alembic_version" not in there:
        return ""
    row = connection.execute(query).fetchone()
    return row[0] if row else ""


def _runs(connection: sqlite3.Connection) -> Iterator[Part]:
    query = "SELECT * FROM runs ORDER BY run_id DESC LIMIT ?"
    for row in connection.execute(query, (MOST_RUNS,)):
        yield {
            "run": _number(row["run_id"]),
            "command": FIELDS["command"].reread(str(row["command"])),
            "started": _moment(row["started"]),
            "ended": _moment(row["ended"]),
            "exit_code": _number(row["exit_code"]),
        }


def _outcomes(connection: sqlite3.Connection) -> Counter[str]:
    query = "SELECT outcome, count(*) FROM documents GROUP BY outcome"
    found: Counter[str] = Counter()
    for outcome, count in connection.execute(query):
        found[_among(outcome, _OUTCOMES)] += count
    return found


def _problems(connection: sqlite3.Connection) -> Counter[str]:
    query = "SELECT outcome, problems FROM documents WHERE problems != '[]'"
    return Counter(
        f"{_among(row['outcome'], _OUTCOMES)} {code}"
        for row in connection.execute(query)
        for code in _codes(row["problems"])
    )


def _documents(connection: sqlite3.Connection, *, amounts: bool) -> Iterator[Part]:
    query = (
        "SELECT rowid, * FROM documents WHERE outcome IN"  # noqa: S608 - marks only
        f" ({', '.join('?' * len(_NEEDING))}) ORDER BY rowid DESC LIMIT ?"
    )
    for row in connection.execute(query, (*_NEEDING, MOST_DOCUMENTS)):
        yield {
            "kind": _among(row["kind"], {*map(str, DocumentKind)}),
            "id": _number(row["shop_id"]),
            "order": _number(row["order_id"]),
            "revision": _number(row["revision"]),
            "outcome": _among(row["outcome"], _OUTCOMES),
            "run": _number(row["run_id"]),
            "since": _moment(row["since"]),
            "codes": list(_codes(row["problems"])),
            "snelstart": _theirs(row["problems"]),
            "journal": list(_journal(connection, row)),
        } | ({"total": _amount(row["total"])} if amounts else {})


def _journal(connection: sqlite3.Connection, of: sqlite3.Row) -> Iterator[Part]:
    query = (
        "SELECT at, run_id, event, detail FROM journal WHERE shop = ? AND kind = ?"
        " AND shop_id = ? AND revision = ? ORDER BY entry_id"
    )
    key = (of["shop"], of["kind"], of["shop_id"], of["revision"])
    for row in connection.execute(query, key):
        yield {
            "at": _moment(row["at"]),
            "run": _number(row["run_id"]),
            "event": _among(row["event"], _EVENTS),
            "snelstart": _theirs(row["detail"]),
        }


def _codes(text: object) -> dict[str, None]:
    """Give the codes of problems, each once; the rest of them is words."""
    try:
        found = [one["code"] for one in json.loads(str(text))]
    except (ValueError, KeyError, TypeError):
        return {_OTHER: None}
    return {_among(code, {*map(str, Code)}): None for code in found}


def _theirs(text: object) -> list[str]:
    return sorted(set(_THEIRS.findall(str(text))))


def _among(value: object, words: set[str]) -> str:
    return str(value) if value in words else _OTHER


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _moment(value: object) -> str | None:
    return str(value) if _MOMENT.fullmatch(str(value)) else None


def _amount(value: object) -> str | None:
    return str(value) if _AMOUNT.fullmatch(str(value)) else None
