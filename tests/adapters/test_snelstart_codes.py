"""What a refusal's codes become: the remedy we know, or SnelStart's words whole."""

from __future__ import annotations

import json

import httpx
import pytest

from snelsync.adapters.snelstart.codes import CODES
from snelsync.adapters.snelstart.transport import refused
from snelsync.domain.booking import DocumentKey, DocumentKind, Outcome
from snelsync.domain.problem import Code
from snelsync.errors import RefusedError
from tests.app.pushes import World
from tests.contract.samples import SHOP
from tests.contract.wiring import Wire, open_administration, practice_administration
from tests.fakes import FakeClock

PAGE = "docs/reference/snelstart-codes.md"
NEW = "BOE-0199"
SALE = DocumentKey(SHOP, DocumentKind.SALE, 1)
SAID = "De boeking mag niet, om een reden (die nieuw is): regel 3; zie 'help'"


def answer(*said: tuple[str | None, str | None]) -> RefusedError:
    """Read a refusal with these codes and words."""
    body = [
        {"errorCode": code, "message": text, "details": None} for code, text in said
    ]
    return refused(httpx.Response(400, text=json.dumps(body)))


@pytest.mark.parametrize("code", CODES)
def test_a_known_code_is_told_with_its_remedy(code: str) -> None:
    """The hint is what the table says, whatever words SnelStart puts behind."""
    error = answer((code, "Tekst (met iets erachter)"))

    assert error.hint == CODES[code].remedy
    assert f"{code} Tekst (met iets erachter)" in error.what


def test_an_unknown_code_is_shown_whole() -> None:
    """Code and words stand there, and where to look; whom they name does not."""
    error = answer((NEW, SAID))

    assert f"{NEW} {SAID}" in error.what
    assert PAGE in error.hint
    assert error.has(NEW)


def test_several_codes_have_a_remedy_each() -> None:
    """What must be done for each is told once, by its code; none hides another."""
    error = answer(("BOE-0042", "a"), (NEW, "b"), ("BOE-0037", "c"), ("BOE-0008", "d"))

    assert CODES["BOE-0037"].remedy == CODES["BOE-0008"].remedy
    assert error.hint.startswith(f"BOE-0042: {CODES['BOE-0042'].remedy}; {NEW}: ")
    assert error.hint.endswith(f"; BOE-0037: {CODES['BOE-0037'].remedy}")
    assert PAGE in error.hint


def test_the_same_code_twice_is_one_thing_to_do() -> None:
    """Two lines with one fault give two reasons and one remedy."""
    error = answer(("BOE-0028", "regel 1"), ("BOE-0028", "regel 2"))

    assert "regel 1" in error.what
    assert "regel 2" in error.what
    assert error.hint == CODES["BOE-0028"].remedy


@pytest.mark.parametrize("code", [None, ""])
def test_a_refusal_without_a_code_is_told_by_its_words(code: str | None) -> None:
    """No code is not a code called None."""
    error = answer((code, "Geen reden"))

    assert error.what.endswith(": Geen reden")
    assert "gave no code" in error.hint
    assert answer((NEW, None)).what.endswith(f": {NEW}")
    told = answer((code, "Geen reden"), ("BOE-0042", "dicht")).hint
    assert told.startswith("SnelStart gave no code")
    assert told.endswith(f"BOE-0042: {CODES['BOE-0042'].remedy}")


class _NewCode(Wire):
    """Refuses everything that is written to a path, with a code nobody knows."""

    path = "/v2/verkoopboekingen"

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse."""
        if request.method == "POST" and request.url.path == self.path:
            body = [{"errorCode": NEW, "message": SAID, "details": None}]
            return httpx.Response(400, json=body)
        return super().handle_request(request)


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/v2/verkoopboekingen", Outcome.REFUSED),
        ("/v2/relaties", Outcome.HELD),
    ],
)
def test_a_document_with_an_unknown_code_waits_for_a_person(
    path: str, outcome: Outcome
) -> None:
    """It is kept back with what SnelStart said, and never taken for done.

    Once SnelStart takes it, the next push books it.
    """
    clock = FakeClock()
    practice = practice_administration(clock)
    wire = _NewCode(practice)
    wire.path = path
    world = World(
        clock=clock,
        books=open_administration(practice, clock, wire=wire).administration,  # type: ignore[arg-type]
    )

    plan = world.push()

    assert not practice.bookings
    (sale,) = (one for one in world.state.verdicts() if one.key == SALE)
    assert sale.outcome is outcome
    (problem,) = sale.problems
    assert problem.code is Code.REFUSED
    assert f"{NEW} {SAID}" in problem.message
    assert PAGE in problem.remedy
    assert Outcome.BOOKED not in plan.counts
    wire.path = ""
    assert world.push().counts == {Outcome.BOOKED: 4}
