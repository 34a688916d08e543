"""A state file of an older snelsync: brought up to date, and nothing of worth lost."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from snelsync.adapters.state.engine import open_state

FIRST_TABLES = (Path(__file__).parent / "state_0001.sql").read_text(encoding="utf-8")
"""What the first migration made, as SQLite told it."""

OFFICIAL = "BE0477472701"
ORDERS = [
    (1, {"vat_number": "0477472701", "business": {"vat_number": "0477472701"}}),
    (2, {"vat_number": "123456782B01", "business": {"street": "Kade 1"}}),
    (3, {"vat_number": OFFICIAL, "business": None}),
    (4, {"vat_number": "", "business": None}),
]
TYPED = [("0477472701", OFFICIAL), (OFFICIAL, OFFICIAL), ("123456782B01", "")]


def fill(path: Path) -> None:
    """Make a file as 0.1.0 left it, with VAT numbers as buyers typed them."""
    with sqlite3.connect(path) as old:
        old.executescript(FIRST_TABLES)
        old.executemany(
            "INSERT INTO orders VALUES ('shop', ?, '', '', '', ?, 0, '')",
            [(order_id, json.dumps(body)) for order_id, body in ORDERS],
        )
        old.executemany(
            "INSERT INTO vat_checks VALUES"
            " ('shop', ?, ?, 'valid', '2026-10-02', '2026-10-01', 'WAPI1')",
            TYPED,
        )
        old.execute("INSERT INTO cursors VALUES ('shop', 'orders', '2026-10-02')")
    old.close()


def test_numbers_as_typed_are_wiped_and_the_evidence_stays(tmp_path: Path) -> None:
    """What has an official form keeps it; the next pull reads every order anew."""
    path = tmp_path / "state.sqlite3"
    fill(path)

    engine = open_state(path, readonly=False)
    on_disk = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert b"123456782" not in on_disk
    with engine.connect() as new:
        bodies = new.execute(sa.text("SELECT body FROM orders ORDER BY order_id"))
        found = [json.loads(body) for body in bodies.scalars()]
        checks = new.execute(sa.text("SELECT * FROM vat_checks")).all()
        cursors = new.execute(sa.text("SELECT count(*) FROM cursors")).scalar()

    official = {"vat_number": OFFICIAL, "unusable_vat_number": False}
    assert found == [
        official | {"business": {"vat_number": OFFICIAL}},
        {"vat_number": "", "unusable_vat_number": True, "business": None},
        official | {"business": None},
        {"vat_number": "", "business": None},
    ]
    assert [tuple(row) for row in checks] == [
        ("shop", OFFICIAL, "2026-10-01", "valid", "2026-10-02", "WAPI1")
    ]
    assert cursors == 0
