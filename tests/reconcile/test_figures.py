"""The figures of a return against those computed straight from the order JSON."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from snelsync.domain.booking import DocumentKind
from snelsync.domain.compare import Verdict
from snelsync.domain.proof import Standing
from tests.recorded.oracle import SHOPS

from .conftest import OpenStage
from .figures import (
    Amount,
    Figures,
    booked_refunds,
    booked_sales,
    documents,
    figures,
    given_back,
    sold,
)
from .stage import Row, Stage

BOTH = [pytest.param("excl", marks=pytest.mark.chaos), "incl"]
"""The shop with prices without VAT is asked for with ``-m chaos``."""
QUARTERS = {
    "2026-Q1": ("2026-01-01", "2026-03-31"),
    "2026-Q3": ("2026-07-01", "2026-09-30"),
    "2026-Q4": ("2026-10-01", "2026-12-31"),
}
BOX_OF_ACCOUNT = {
    **dict.fromkeys((8100, 8101, 8105, 8106), "1a"),
    **dict.fromkeys((8110, 8111, 8115, 8116), "1b"),
    **dict.fromkeys((8140, 8150), "1e"),
    8160: "3a",
    **dict.fromkeys((8170, 8270), "3b"),
    **dict.fromkeys((8180, 8181, 8182), "oss"),
}
BOX_OF_ROW = {"VerkopenHoog": "1a", "VerkopenLaag": "1b"}
FOREIGN_VAT = 1700


def booked_as(stage: Stage, booking: Row) -> dict[str, Amount]:
    """Read what a stored booking puts in which box, by its accounts; OSS in one."""
    numbers = {row["id"]: row["nummer"] for row in stage.books.ledgers.values()}
    found: defaultdict[str, Amount] = defaultdict(Amount)
    for line in booking["boekingsregels"]:
        account, amount = numbers[line["grootboek"]["id"]], line["bedrag"]
        if account in BOX_OF_ACCOUNT:
            found[BOX_OF_ACCOUNT[account]].net += amount
        elif account == FOREIGN_VAT:
            found["oss"].vat += amount
    for row in booking["btw"]:
        found[BOX_OF_ROW[row["btwSoort"]]].vat += row["btwBedrag"]
    return {box: one for box, one in found.items() if one != Amount()}


def charged_as(shares: dict[str, Amount]) -> dict[str, Amount]:
    """Read the same of what the shop charged or gave back."""
    worked = Figures()
    for place, one in shares.items():
        worked.put(place, one.net, one.vat)
    found = dict(worked.boxes)
    oss = Amount(
        sum((one.net for one in worked.oss.values()), Decimal(0)),
        sum((one.vat for one in worked.oss.values()), Decimal(0)),
    )
    found["oss"] = oss
    return {box: one for box, one in found.items() if one != Amount()}


@pytest.mark.parametrize("shop", BOTH)
def test_every_booking_is_in_the_boxes_its_order_says(
    staged: OpenStage, shop: str
) -> None:
    """Of each document turnover and VAT stand where the JSON puts them, to the cent."""
    stage = staged(shop)
    wrong = {}
    seen = set()
    for one in stage.world.first.decisions:
        if not one.remote_id:
            continue
        seen.add((one.key.kind, one.key.shop_id))
        is_sale = one.key.kind is DocumentKind.SALE
        shares = (sold if is_sale else given_back)(shop, one.key.shop_id)
        booked = booked_as(stage, stage.world.administration.bookings[one.remote_id])
        if booked != charged_as(shares):
            wrong[one.number] = (booked, charged_as(shares))
    assert not wrong
    assert seen == {
        *((DocumentKind.SALE, number) for number in booked_sales(shop)),
        *((DocumentKind.CREDIT, number) for number in booked_refunds(shop)),
    }


@pytest.mark.parametrize("shop", SHOPS)
def test_the_oracle_knows_every_kind_of_figure(shop: str) -> None:
    """Three quarters have figures, and the last has all five boxes, ICP and OSS."""
    found = {quarter: figures(shop, *days) for quarter, days in QUARTERS.items()}

    assert all(one.boxes["1a"].vat for one in found.values())
    last = found["2026-Q4"]
    assert set(last.boxes) == {"1a", "1b", "1e", "3a", "3b"}
    assert set(last.oss) == {
        *(("DE", rate) for rate in ("19", "7")),
        *(("FR", rate) for rate in ("20", "5.5")),
        ("BE", "21"),
    }
    assert set(last.icp) == {"BE0477472701", "DE136695976"}


@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("shop", BOTH)
def test_the_returns_of_a_quarter_are_those_of_the_json(
    staged: OpenStage, shop: str, quarter: str
) -> None:
    """Boxes, ICP and OSS of a reconciled quarter are what the order JSON adds up to."""
    days = QUARTERS[quarter]
    wanted = figures(shop, *days)

    proof = staged(shop).prove(*days)

    boxes = {
        str(one.ours.box): Amount(one.ours.net, one.ours.vat) for one in proof.boxes
    }
    same = [one for one in proof.documents if one.verdict is Verdict.SAME]
    assert len(same) == documents(shop, *days)
    assert {box: one for box, one in boxes.items() if one != Amount()} == wanted.boxes
    assert {
        (row.rate.country, str(row.rate.percent)): Amount(row.net, row.vat)
        for row in proof.oss.rows
    } == wanted.oss
    assert not proof.oss.corrections
    assert {row.vat_number: row.total for row in proof.icp} == wanted.icp
    assert proof.unexplained == 0


@pytest.mark.parametrize(("more", "months"), [(4, 1), (0, 3)])
def test_the_return_in_snelstart_is_held_against_the_json(
    staged: OpenStage, more: int, months: int
) -> None:
    """With the figures of the JSON every box is right; EUR 4 more in one is told.

    Of the quarter, or in the first of three monthly returns that are it together.
    """
    stage = staged("incl")
    worked = figures("incl", *QUARTERS["2026-Q4"]).boxes
    boxes = {
        box.upper(): {"omzet": int(one.net), "btw": int(one.vat)}
        for box, one in worked.items()
    }
    boxes["3A"]["omzet"] += more
    for month in range(10, 10 + months):
        stage.world.administration.add_vat_return(
            date(2026, month, 1),
            period="Kwartaal" if months == 1 else "Maand",
            boxes=boxes if month == 10 else None,
        )

    proof = stage.prove()

    notes = [one.note for one in proof.checks if one.code == "C5" and one.note]
    sums = ["SnelStart's side is the sum of 3 returns"] if months > 1 else []
    assert notes == sums
    told = {one.about: one.verdict for one in proof.checks if one.code == "C5"}
    off = {box for box, verdict in told.items() if verdict is not Standing.OK}
    assert off == ({"3a"} if more else set())
    assert set(told) >= set(worked)
