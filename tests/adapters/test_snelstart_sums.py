"""SnelStart's sums are used only where they can be understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import pytest
from werkzeug import Response

from snelsync.adapters.snelstart.client import SnelStart
from snelsync.adapters.snelstart.mutations import moment_of
from snelsync.domain.mutation_sums import MutationSum, Only
from tests.contract.samples import NL, a_booking
from tests.contract.wiring import open_administration, practice_administration
from tests.fakes import FakeClock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


class Answering:
    """Answers itself what is asked of mutations, and passes the rest on."""

    def __init__(self, answer: Callable[[], Response] | None = None) -> None:
        self.clock = FakeClock()
        self.practice = practice_administration(self.clock)
        self.answer = answer
        self.asked: list[str] = []

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer."""
        if self.answer and str(environ["PATH_INFO"]).endswith("grootboekmutaties"):
            self.asked.append(str(environ["QUERY_STRING"]))
            return self.answer()(environ, start_response)
        return self.practice(environ, start_response)

    @property
    def books(self) -> SnelStart:
        """Open it."""
        return open_administration(self, self.clock).administration


def _json(body: str, status: int = 200) -> Callable[[], Response]:
    return lambda: Response(body, status, content_type="application/json")


REFUSED = """{"Message": "The query specified in the URI is not valid."}"""


@pytest.mark.parametrize(
    "answer",
    [
        _json(REFUSED, 400),
        _json(REFUSED, 404),
        _json("{}"),
        _json("""[{"id": "1", "saldo": 5.0, "grootboek": {"id": "2"}}]"""),
        _json("""[{"grootboek": null, "dagboek": null, "Totaal": 1}]"""),
        _json("""[{"grootboek": {"id": "x"}, "dagboek": {"id": "j"}, "Totaal": 1}]"""),
        _json("[1]"),
    ],
)
def test_what_is_no_sum_counts_as_not_added_up(answer: Callable[[], Response]) -> None:
    """A refusal, plain mutations, an account that nobody knows."""
    assert Answering(answer).books.sums(FIRST, LAST) is None


@pytest.mark.parametrize(
    "row",
    [
        {"grootboek": {"id": "ID"}, "dagboek": {"id": "j"}, "Totaal": "-10.005"},
        {"Grootboek": {"Id": "ID"}, "Dagboek": {"Id": "j"}, "totaal": "-10.00"},
        {"grootboek": "ID", "dagboek": "j", "totaal": "-10.00"},
    ],
)
def test_sums_are_read_in_any_capitals(row: dict[str, Any]) -> None:
    """How they are written is shown nowhere; credit is positive for us."""
    app = Answering()
    account = app.practice.ledger(8100)["id"]
    text = str([row]).replace("'", '"').replace("ID", account)
    app.answer = _json(text.replace('"-10.005"', "-10.005"))
    (found,) = app.books.sums(FIRST, LAST) or ()
    assert found.amount.quantize(Decimal("0.1")) == Decimal("10.0")
    assert (found.account, found.journal) == (8100, "j")
    assert isinstance(found, MutationSum)


def test_as_many_sums_as_an_answer_can_have_may_not_be_all() -> None:
    """Then none of them is used."""
    app = Answering()
    account = app.practice.ledger(8100)["id"]
    row = f"""{{"grootboek": "{account}", "dagboek": "j", "totaal": 1}}"""
    for times, known in ((499, True), (500, False)):
        app.answer = _json(f"[{','.join([row] * times)}]")
        assert (app.books.sums(FIRST, LAST) is not None) is known


def test_every_mutation_is_checked_again() -> None:
    """One that was not asked for is left out, whatever SnelStart answers."""
    app = Answering()
    account, other = (app.practice.ledger(one)["id"] for one in (8100, 8110))
    row = (
        """{{"id": "{0}", "grootboek": {{"id": "{1}"}}, "datum": "{2}", "saldo": -1,"""
        """ "factuurNummer": "{3}", "dagboek": {4}, "modifiedOn": {5}}}"""
    )
    sales, noon = """{"id": "j"}""", '"2026-10-02T12:00:00"'
    rows = [
        row.format(1, account, "2026-10-02", "A-1", sales, noon),
        row.format(2, other, "2026-10-02", "A-1", sales, noon),
        row.format(3, account, "2026-11-02", "A-1", sales, noon),
        row.format(4, account, "2026-10-02", "A-2", sales, noon),
        row.format(5, account, "2026-10-02", "A-1", "null", noon),
        row.format(6, account, "2026-10-02", "A-1", sales, '"2026-10-01T12:00:00"'),
        row.format(7, account, "2026-10-02", "a-1", sales, "null"),
    ]
    app.answer = _json(f"[{','.join(rows)}]")
    only = Only(
        numbers=("a-1",),
        accounts=frozenset({8100}),
        journals=frozenset({"j"}),
        changed_after=datetime(2026, 10, 2, 9, 0, tzinfo=UTC),
    )
    found = list(app.books.mutations(FIRST, LAST, only=only))
    assert [one.number for one in found] == ["A-1", "a-1"]
    assert "ModifiedOn gt datetime'2026-10-02T11:00:00'" in unquote_plus(app.asked[0])


def test_a_moment_without_a_zone_is_dutch() -> None:
    """Of the hour that comes twice it is the later; a zone that is told counts."""
    summer, twice = datetime(2026, 7, 1, 12), datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001
    assert moment_of(summer) == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert moment_of(twice) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert moment_of(datetime(2026, 7, 1, 12, tzinfo=UTC)) == datetime(
        2026, 7, 1, 12, tzinfo=UTC
    )
    assert moment_of(None) is None


def test_many_accounts_are_asked_for_in_parts() -> None:
    """An address must not grow too long; each mutation comes once."""
    app = Answering()
    books = app.books
    chart = books.chart()
    card = books.create_customer(NL, chart)
    books.book(books.encode(a_booking(), customer_id=card, chart=chart))
    accounts = frozenset(one.number for one in chart.accounts)
    asked = len(app.practice.requests)
    found = list(books.mutations(FIRST, LAST, only=Only(accounts=accounts)))
    assert sorted(one.amount for one in found) == [
        Decimal("-12.10"),
        Decimal("2.10"),
        Decimal("10.00"),
    ]
    requests = app.practice.requests[asked:]
    assert len(requests) == -(-len(accounts) // 20)
    assert max(len(one.query) for one in requests) < 2000
