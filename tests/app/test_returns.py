"""The figures for the returns, from what a whole run booked."""

from decimal import Decimal
from pathlib import Path

from snelsync.app.returns import read_booked
from snelsync.cli.return_kinds import Return
from snelsync.cli.returns import figures_of
from snelsync.domain.period import parse_period
from tests.app.businesses import BELGIAN, BELGIAN_NUMBER, CONSUMER, GERMAN_NUMBER, World

QUARTER = "2026-Q4"


def read(world: World, kind: Return, period: str = QUARTER) -> dict[str, object]:
    """Give the figures of a kind, as JSON has them."""
    wanted = parse_period(period, today=world.clock.now().date())
    booked = read_booked(world.state, mapping=world.mapping, period=wanted)
    found = figures_of(kind, booked, mapping=world.mapping)
    return {**found.content, "notes": found.notes, "person": found.needs_person}


def test_the_listing_is_box_3b_with_the_evidence(tmp_path: Path) -> None:
    """Each business by its number, with the consultation number VIES gave."""
    world = World(tmp_path)
    world.booked()
    listing = read(world, Return.ICP)
    customers = {row["vat_number"]: row for row in listing["customers"]}  # type: ignore[attr-defined]
    assert customers.keys() == {BELGIAN_NUMBER, GERMAN_NUMBER}
    for row in customers.values():
        assert row["proven"]
        assert all(one["consultation"] for one in row["evidence"])
    boxes = {row["box"]: row for row in read(world, Return.VAT)["boxes"]}  # type: ignore[attr-defined]
    assert boxes["3b"]["net"] == listing["total"]
    assert Decimal(boxes["3b"]["net"]) > 0
    assert not listing["person"]


def test_foreign_vat_is_in_the_oss_return_alone(tmp_path: Path) -> None:
    """Per country and rate what SnelStart's account for it got; no Dutch box has it."""
    world = World(tmp_path, (206, 207, 208, CONSUMER), oss=True)
    world.booked()
    found = read(world, Return.OSS)
    rates = [(one["country"], one["percent"]) for one in found["rates"]]  # type: ignore[attr-defined]
    assert rates == sorted(rates, key=lambda one: (one[0], -Decimal(one[1])))
    assert {country for country, _ in rates} == {"BE", "DE", "FR"}
    vat_account = sum(
        line["bedrag"]
        for booking in world.books.bookings.values()
        for line in booking["boekingsregels"]
        if str(line["omschrijving"]).startswith("Btw ")
    )
    assert found["totals"]["vat"] == str(vat_account)  # type: ignore[index]
    boxes = read(world, Return.VAT)["boxes"]
    one_mug = [one["documents"] for one in boxes]  # type: ignore[attr-defined]
    assert one_mug == [1, 0, 0, 0, 0, 0]
    october = read(world, Return.OSS, "2026-10")
    assert (
        "an OSS return is of a calendar quarter, and this period is none"
        in (
            october["notes"]  # type: ignore[operator]
        )
    )


def test_what_needs_a_person_is_said_and_not_counted(tmp_path: Path) -> None:
    """A sale that VIES denies is held: it is no figure, and the report says so."""
    world = World(tmp_path, (BELGIAN,))
    world.register.known = frozenset()
    world.booked()
    found = read(world, Return.ICP)
    assert (found["total"], found["person"]) == ("0.00", True)
    assert any("1 documents of this period" in one for one in found["notes"])  # type: ignore[attr-defined]
