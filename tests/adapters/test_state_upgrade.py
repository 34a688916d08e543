"""A state file of an older snelsync: brought up to date, and nothing of worth lost."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from snelsync.adapters.state.codec import dump_order, load_order
from snelsync.adapters.state.engine import open_state
from snelsync.domain.fingerprint import order_fingerprint
from tests.contract.samples import an_order

FIRST_TABLES = (Path(__file__).parent / "state_0001.sql").read_text(encoding="utf-8")
"""What the first migration made, as SQLite told it."""

OFFICIAL = "BE0477472701"
BUSINESS = dict.fromkeys(("name", "street", "postcode", "city", "email"), "x") | {
    "kvk": "BSN123456782"
}
ORDERS: list[dict[str, object]] = [
    {"vat_number": "0477472701", "business": BUSINESS | {"vat_number": "0477472701"}},
    {"vat_number": "123456782B01", "business": BUSINESS | {"vat_number": "1234567"}},
    {"vat_number": OFFICIAL, "business": None},
    {"vat_number": "", "business": None},
    {"vat_number": "136695976", "business": None, "bill_country": "DE"},
]
TYPED = [("0477472701", OFFICIAL), (OFFICIAL, OFFICIAL), ("123456782B01", "")]


def body_of(place: int) -> str:
    """Write an order as 0.1.0 did, as far as it differs."""
    body = json.loads(dump_order(an_order(place + 1))) | {"vat_check": None}
    body.pop("unusable_vat_number")
    body.pop("vat_checks")
    return json.dumps(body | ORDERS[place])


def fill(path: Path) -> None:
    """Make a file as 0.1.0 left it, with VAT numbers as buyers typed them."""
    with sqlite3.connect(path) as old:
        # As SQLite is without a pragma: what is overwritten stays in the free space.
        old.execute("PRAGMA secure_delete = OFF")
        old.executescript(FIRST_TABLES)
        for body in ("NL123456782B01" * 400, ""):
            row = "REPLACE INTO orders VALUES ('shop', 99, '', '', '', ?, 0, '')"
            old.execute(row, (body,))
        old.execute("DELETE FROM orders")
        old.executemany(
            "INSERT INTO orders VALUES ('shop', ?, '', '', 'as sold', ?, 0, '')",
            [(place, body_of(place)) for place in range(len(ORDERS))],
        )
        old.executemany(
            "INSERT INTO documents VALUES ('shop', 'sale', ?, ?, '', ?, '', '',"
            " 'booked', '', '', '', '', '', '', ?, '', '', 1)",
            [
                (place, place, str(place), "as sold" if place else "drifted")
                for place in range(len(ORDERS))
            ],
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
        found = [load_order(body) for body in bodies.scalars()]
        checks = new.execute(sa.text("SELECT * FROM vat_checks")).all()
        cursors = new.execute(sa.text("SELECT count(*) FROM cursors")).scalar()

    assert [(one.vat_number, one.unusable_vat_number) for one in found] == [
        (OFFICIAL, False),
        ("", True),
        (OFFICIAL, False),
        ("", False),
        ("DE136695976", False),
    ]
    assert [one.business is None for one in found] == [False, True, True, True, True]
    assert found[0].business is not None
    assert (found[0].business.vat_number, found[0].business.kvk) == (OFFICIAL, "")
    assert [tuple(row) for row in checks] == [
        ("shop", OFFICIAL, "2026-10-01", "valid", "2026-10-02", "WAPI1")
    ]
    assert cursors == 0


def test_what_had_not_drifted_has_not_drifted(tmp_path: Path) -> None:
    """Fingerprints are made anew for orders and their documents alike."""
    path = tmp_path / "state.sqlite3"
    fill(path)

    engine = open_state(path, readonly=False)
    with engine.connect() as new:
        rows = new.execute(
            sa.text(
                "SELECT o.fingerprint AS now, d.fingerprint AS booked FROM orders o"
                " JOIN documents d ON d.shop_id = o.order_id ORDER BY o.order_id"
            )
        ).all()

    assert [row.booked == row.now for row in rows] == [False, True, True, True, True]
    for place, row in enumerate(rows):
        country = "DE" if place == len(ORDERS) - 1 else "NL"
        order = replace(an_order(place + 1), bill_country=country)
        assert row.now == order_fingerprint(order)
