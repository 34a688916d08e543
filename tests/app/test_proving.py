"""A period proven: the shop read anew, our record, and SnelStart's books."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.app.proving import prove
from snelsync.domain.compare import Verdict
from snelsync.domain.proof import Check, Proof, ShopSide, Standing
from snelsync.sandbox.shop import PracticeShop
from tests.contract.wiring import open_shop, practice_shop

from .books import MAPPING, YEARS, World


def proof_of(world: World, shop: PracticeShop | None) -> Proof:
    """Prove everything there is."""
    opened = open_shop(shop, world.clock).shop if shop else None
    return prove(
        opened,
        world.state,
        world.opened.administration,
        mapping=MAPPING,
        period=YEARS,
        clock=world.clock,
        why_offline="not asked" if shop is None else "",
    )


def _check(proof: Proof, code: str, about: str = "") -> Check:
    return next(
        one for one in proof.checks if one.code == code and about in {"", one.about}
    )


def test_an_untouched_period_is_proven_with_few_calls(tmp_path: Path) -> None:
    """All is equal but what is held; nothing is written, nothing unexplained."""
    world = World(tmp_path)
    shop = practice_shop(world.clock, "incl")
    world.push()
    before = world.path.read_bytes()
    calls, written = len(world.practice.requests), world.posts
    proof = proof_of(world, shop)
    assert proof.unexplained == 0
    assert {one.verdict for one in proof.documents} == {
        Verdict.SAME,
        Verdict.NEEDS_PERSON,
        Verdict.NOTHING_DUE,
    }
    assert {one.code for one in proof.of(Standing.FAIL)} == {"C1", "C2"}
    assert {one.code for one in proof.of(Standing.WARN)} <= {"C8"}
    made = [one.path for one in world.practice.requests[calls:]]
    assert len(made) <= len(world.practice.invoices) // 500 + 10
    assert "/v2/kostenplaatsen" not in made
    assert (world.posts, world.path.read_bytes()) == (written, before)
    for month in proof.months:
        for rate in month.rates:
            assert (rate.shop_net, rate.shop_vat) == (rate.books_net, rate.books_vat)


@pytest.mark.chaos
def test_every_kind_of_tampering_is_found_and_explained(tmp_path: Path) -> None:
    """Each change on any side has its verdict, and rows that explain it to the cent."""
    world = World(tmp_path)
    shop = practice_shop(world.clock, "incl")
    world.push()
    practice = world.practice
    practice.delete_booking(world.booking("176"))
    practice.delete_booking(world.booking("174"))
    practice.add_booking_by_hand("174", Decimal("83.14"))
    practice.add_booking_by_hand(
        "WC-177", practice.bookings[world.booking("177")]["factuurbedrag"]
    )
    world.row("173")["factuurBedrag"] = Decimal("13.00")
    world.row("175")["factuurDatum"] = "2028-02-01T00:00:00"
    world.row("178")["factuurnummer"] = "178-OUD"
    world.row("179")["relatie"] = {"id": "another"}
    owners = practice.books.mutation_owners
    booking = world.booking("183")
    lines = [
        one
        for key, one in practice.mutations.items()
        if owners[key] == booking and one["credit"]
    ]
    lines[0]["grootboek"], lines[-1]["grootboek"] = (
        lines[-1]["grootboek"],
        lines[0]["grootboek"],
    )
    shop.trash_order(180)
    shop.copy_order(182, 99182, number="99182")
    proof = proof_of(world, shop)
    told = {one.number: one.verdict for one in proof.documents if one.number}
    expected = {
        "176": Verdict.MISSING_IN_BOOKS,
        "173": Verdict.AMOUNT_DIFFERS,
        "175": Verdict.DATE_DIFFERS,
        "178": Verdict.NUMBER_DIFFERS,
        "179": Verdict.CUSTOMER_DIFFERS,
        "183": Verdict.LINES_DIFFER,
        "180": Verdict.CHANGED_IN_SHOP,
        "99182": Verdict.NOT_BOOKED,
        "WC-177": Verdict.FOREIGN,
    }
    assert {number: told[number] for number in expected} == expected
    calm = {Verdict.SAME, Verdict.NOTHING_DUE, Verdict.NEEDS_PERSON}
    others = {one for one, verdict in told.items() if verdict not in calm}
    assert others - {"174"} == set(expected)
    assert told["174"] in {Verdict.OTHER_BOOKING, Verdict.DATE_DIFFERS}
    assert proof.unexplained == 0
    places = {one.number: one.place for one in proof.documents}
    assert places["176"] == "gone_from_books"
    assert places["180"] == "gone_from_shop"
    assert places["99182"] == "not_booked"
    assert {one.number for one in proof.foreign} == {"WC-177"}
    assert _check(proof, "C9", "NL").difference == _check(proof, "C9", "NL").explained
    assert [one.number for one in _check(proof, "C14").rows] == ["WC-177"]


def test_without_the_shop_the_record_is_used_and_that_is_said(tmp_path: Path) -> None:
    """What was pulled last does when the shop is not called."""
    world = World(tmp_path, below=180)
    proof = proof_of(world, None)
    assert (proof.shop_side, proof.shop_note) == (ShopSide.RECORD, "not asked")
    assert _check(proof, "C1").difference > 0
