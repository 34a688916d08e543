"""Looking whether SnelStart is ready: few calls, and nothing that stops anything."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from snelsync.app.check import check
from snelsync.app.survey import NO_LOCKS, Survey, survey
from snelsync.domain.mapping import KeyKind
from snelsync.domain.problem import Code
from snelsync.sandbox.administration import Fault
from snelsync.sandbox.administration.administration import ALL_SCOPES
from tests.app.books import MAPPING, World


class Looked:
    """A shop pulled, and looked at with an administration of a kind."""

    def __init__(self, folder: Path, *, key: KeyKind = KeyKind.PRODUCTION) -> None:
        self.world = World(folder, below=185)
        self.key = key

    def may_not(self, scope: str) -> None:
        """Take a scope out of the tokens to come."""
        desk = self.world.practice.tokens
        desk.scopes = tuple(one for one in ALL_SCOPES if one != scope)

    def look(self) -> Survey:
        """Do as map-check does."""
        world, books = self.world, self.world.opened.administration
        report = check(world.state, books, mapping=MAPPING, clock=world.clock)
        return survey(
            world.state,
            books,
            mapping=MAPPING,
            report=report,
            key=self.key,
            clock=world.clock,
        )


def codes(found: Survey) -> set[Code]:
    """List the problems, the unnamed administration of the example left out."""
    return {one.code for one in found.problems} - {Code.ADMINISTRATION_UNNAMED}


def test_a_look_takes_two_calls_and_finds_what_is_not_there(tmp_path: Path) -> None:
    """VAT returns and cards, one call each; that a card is yet to come is told."""
    looked = Looked(tmp_path)
    found = looked.look()
    asked = [one.path.rpartition("/")[2] for one in looked.world.practice.requests]
    assert asked[-2:] == ["btwaangiftes", "relaties"]
    assert len(asked) == 8
    assert codes(found) == set()
    assert "that push will make: Webshop particulieren NL" in found.notes[-1]
    assert found.notes[0] == NO_LOCKS

    for _ in range(2):
        looked.world.practice.add_relation_by_hand(naam="Webshop particulieren NL")
    assert codes(looked.look()) == {Code.CUSTOMER_AMBIGUOUS}


def test_a_vat_return_that_was_filed_is_told(tmp_path: Path) -> None:
    """One that was sent is, one that is only made is not."""
    looked = Looked(tmp_path)
    looked.world.practice.add_vat_return(date(2026, 10, 1), status="NietVerzonden")
    assert codes(looked.look()) == set()
    looked.world.practice.add_vat_return(date(2026, 1, 1), period="Jaar")
    found = looked.look()
    assert codes(found) == {Code.VAT_RETURN_FILED}
    told = " ".join(one.message for one in found.problems)
    assert re.search(
        r"\d+ documents to be booked fall in 2026-01-01 to 2026-12-31", told
    )


def test_what_may_not_be_read_is_noted_and_stops_nothing(tmp_path: Path) -> None:
    """A 403 on VAT returns and an answer that stays away on cards are notes."""
    looked = Looked(tmp_path)
    looked.world.opened.administration._scopes = lambda: None
    looked.may_not("btwaangiftes:read")
    looked.world.practice.faults.add(
        Fault(kind="server_error", method="GET", path="/v2/relaties", times=None)
    )
    found = looked.look()
    assert codes(found) == set()
    told = " ".join(found.notes)
    assert "its token is silent" in told
    assert "could not read VAT returns: the connection key may not use btwa" in told
    assert "could not read customer cards: SnelStart answered 500" in told


def test_what_the_token_does_not_allow_is_not_even_asked(tmp_path: Path) -> None:
    """No call is wasted on a 403 that is known beforehand."""
    looked = Looked(tmp_path)
    looked.may_not("btwaangiftes:read")
    found = looked.look()
    assert codes(found) == set()
    assert "could not read VAT returns: the connection may not" in found.notes
    asked = [one.path for one in looked.world.practice.requests]
    assert "/v2/btwaangiftes" not in asked


def test_a_scope_that_is_missing_is_told_before_anything_is_booked(
    tmp_path: Path,
) -> None:
    """The token says what it allows; with the scope granted the fault is gone."""
    looked = Looked(tmp_path)
    looked.may_not("boekhouden:write")
    found = looked.look()
    assert codes(found) == {Code.RIGHT_MISSING}
    assert any("may not make bookings" in one.message for one in found.problems)

    looked.world.practice.tokens.scopes = ALL_SCOPES
    looked.world.practice.revoke_tokens()
    assert codes(looked.look()) == set()


def test_the_age_of_a_development_key_is_that_of_our_first_booking(
    tmp_path: Path,
) -> None:
    """Runs that failed do not count; nothing is said of a production key."""
    looked = Looked(tmp_path, key=KeyKind.DEVELOPMENT)
    assert "this record has not booked with it yet" in looked.look().notes[-1]
    state, clock = looked.world.state, looked.world.clock
    for command, exit_code in (("pull-orders", 0), ("push", 11), ("push", 3)):
        run = state.begin_run(command, at=clock.now(), mapping_digest="")
        state.end_run(run, at=clock.now(), exit_code=exit_code)
        clock.sleep(86_400)
    assert "first used it on 2026-11-27" in looked.look().notes[-1]
    clock.sleep(80 * 86_400)
    assert codes(looked.look()) == {Code.KEY_ENDS}

    looked.key = KeyKind.PRODUCTION
    assert codes(looked.look()) == set()
