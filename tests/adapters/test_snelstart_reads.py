"""What is read of an administration is checked again here, and written the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snelsync.adapters.snelstart.catalog import (
    FUNCTIONS,
    foreign_rates_of,
    function_of,
)
from snelsync.adapters.snelstart.encode import (
    LINE_KIND,
    ROW_KIND,
    day_literal,
    text_literal,
)
from snelsync.adapters.snelstart.wire import Land, VatRates
from snelsync.domain.booking import DocumentKind
from snelsync.domain.chart import AccountFunction, Chart
from snelsync.domain.vat import VatKind
from snelsync.errors import AdministrationError
from tests.contract.samples import BELGIAN, NL, a_booking, at_total
from tests.contract.wiring import (
    OpenAdministration,
    open_administration,
    practice_administration,
)
from tests.fakes import FakeClock


class World:
    """A practice administration, opened."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.practice = practice_administration(self.clock)
        self.opened: OpenAdministration = open_administration(self.practice, self.clock)
        self.port = self.opened.administration
        self.chart: Chart = self.port.chart()

    def encoded(self, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
        """Encode a booking with changes, and read the text back."""
        booking = replace(a_booking(), **changes)
        text = self.port.encode(booking, customer_id="card-1", chart=self.chart)
        body: dict[str, Any] = json.loads(text)
        return body


@pytest.fixture(scope="module")
def world() -> World:
    """Open one administration for all that only look."""
    return World()


def test_the_chart_takes_five_calls(world: World) -> None:
    """Company, accounts, cost centres, countries and rates: one call each."""
    before = len(world.opened.wire.sent)

    world.port.chart()

    assert len(world.opened.wire.sent) - before == 5


def test_businesses_are_not_looked_for_together_where_that_takes_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One page for every ten of them, and with more cards than that: one by one."""
    for room in ("answers", "client"):
        monkeypatch.setattr(f"snelsync.adapters.snelstart.{room}.PAGE", 1)
    world = World()
    for customer in (NL, BELGIAN):
        world.port.create_customer(customer, world.chart)
    nineteen = [replace(BELGIAN, vat_number=f"BE{nth}") for nth in range(19)]
    before = len(world.opened.wire.sent)

    assert world.port.find_businesses(nineteen) is None
    assert len(world.opened.wire.sent) - before == 2

    monkeypatch.undo()
    found = world.port.find_businesses([*nineteen, BELGIAN])
    assert found is not None
    assert [len(found[one.card]) for one in (nineteen[0], BELGIAN)] == [0, 1]


def test_foreign_rates_are_one_call_more_and_only_where_they_are_on() -> None:
    """An administration without foreign VAT has none, and is not asked for them."""
    clock = FakeClock()
    opened = open_administration(practice_administration(clock, oss=True), clock)

    chart = opened.administration.chart()

    assert len(opened.wire.sent) == 7  # the token is one
    assert chart.company.foreign_vat
    assert chart.company.foreign_vat_account_id
    assert World().chart.foreign_rates == ()


def test_a_foreign_rate_is_found_by_the_two_letters_of_its_country() -> None:
    """SnelStart's three letters become two, also where they do not begin alike."""
    clock = FakeClock()
    practice = practice_administration(clock, oss=True)
    chart = open_administration(practice, clock).administration.chart()
    day = date(2026, 6, 1)

    assert chart.rate_code("DE", Decimal(19), day) == "SR"
    assert chart.rate_code("DE", Decimal(7), day) == "RRL"
    assert chart.rate_code("AT", Decimal(20), day) == "SR"
    assert chart.rate_code("DE", Decimal(16), day) is None
    assert {len(one.country) for one in chart.foreign_rates} == {2}
    assert {one.country for one in chart.foreign_rates} >= {"DE", "FR", "BE", "AT"}


def test_a_country_nobody_knows_gives_no_rates() -> None:
    """Rates of a country that is not in the list are left out, not guessed."""
    rates = VatRates.model_validate(
        {
            "countryCode": "XYZ",
            "vatRates": [
                {"rateCode": "SR", "rate": 20, "validFrom": "2020-01-01T00:00:00"}
            ],
        }
    )
    land = Land.model_validate(
        {"id": "1", "landcode": "AT", "landcodeISO": "AUT", "naam": "Oostenrijk"}
    )

    assert list(foreign_rates_of([rates], [land])) == []
    (found,) = foreign_rates_of(
        [rates.model_copy(update={"countryCode": "AUT"})], [land]
    )
    assert (found.country, found.percent) == ("AT", Decimal(20))


def test_functions_are_translated(world: World) -> None:
    """Each account has a function we know, and what is none of ours says so."""
    assert function_of("VerkopenOmzetHoog") is AccountFunction.REVENUE_HIGH
    assert function_of("VerkopenExportBinnenEU") is AccountFunction.GOODS_IN_EU
    assert function_of("DagboekVerkoop") is AccountFunction.JOURNAL
    assert function_of("BtwAfTeDragenHoog") is AccountFunction.VAT
    assert function_of("btwHoog") is AccountFunction.VAT
    assert function_of("IetsNieuws") is AccountFunction.UNRELATED
    found = {account.function for account in world.chart.accounts}
    assert set(FUNCTIONS.values()) - found == {AccountFunction.REVENUE_EXEMPT}


@pytest.mark.parametrize(
    ("number", "function", "kind"),
    [
        (8100, AccountFunction.REVENUE_HIGH, VatKind.HIGH),
        (8110, AccountFunction.REVENUE_LOW, VatKind.LOW),
        (8140, AccountFunction.REVENUE_UNTAXED, VatKind.NONE),
        (4756, AccountFunction.GENERAL, VatKind.NONE),
    ],
)
def test_accounts_come_with_number_function_and_kind(
    world: World, number: int, function: AccountFunction, kind: VatKind
) -> None:
    """The accounts of the example mapping are what it says they are."""
    account = world.chart.account(number)

    assert account is not None
    assert account.function is function
    assert kind in account.vat_kinds or not account.vat_kinds
    assert account.account_id == world.practice.ledger(number)["id"]


def test_rates_come_with_their_days(world: World) -> None:
    """21 % is high and 9 % is low in 2026."""
    on = date(2026, 6, 1)

    assert world.chart.rates.kind_of(Decimal(21), on) is VatKind.HIGH
    assert world.chart.rates.kind_of(Decimal(9), on) is VatKind.LOW


def test_an_inactive_account_says_so() -> None:
    """An account that was made inactive is not active in the chart."""
    world = World()
    world.practice.ledger(8100)["nonactief"] = True

    account = world.port.chart().account(8100)

    assert account is not None
    assert not account.active


def test_lists_over_five_hundred_are_read_whole() -> None:
    """A full page is followed by another, until one is not full."""
    world = World()
    for number in range(501):
        world.practice.add_booking_by_hand(f"H{number}", "1.21")

    found = list(world.port.invoices(date(2026, 1, 1), date(2026, 12, 31)))

    assert len({one.number for one in found}) == 501
    calls = [one.url for one in world.opened.wire.sent if "facturen" in one.url.path]
    assert [url.params["$skip"] for url in calls] == ["0", "500"]
    assert {url.params["$top"] for url in calls} == {"500"}


@pytest.mark.parametrize("number", ["O'Brien-1", "a&b=c", "1+1", "50%", "#7", "é€"])
def test_any_number_can_be_looked_up(number: str) -> None:
    """Quotes and signs in a number are escaped, and find that number alone."""
    world = World()
    world.practice.add_booking_by_hand(number, "1.21")
    world.practice.add_booking_by_hand("7", "1.21")

    (found,) = world.port.find_invoices(number)

    assert found.number == number


def test_a_number_is_found_whatever_its_case() -> None:
    """A number typed in capitals by hand is the same number."""
    world = World()
    world.practice.add_booking_by_hand("WEB-1-R2", "1.21")

    assert [one.number for one in world.port.find_invoices("web-1-r2")] == ["WEB-1-R2"]


def test_a_filter_that_is_ignored_finds_nothing_too_much() -> None:
    """Even from a server that sends everything, only the right invoice is taken."""
    world = World()
    world.practice.add_booking_by_hand("1", "1.21", factuurdatum=date(2026, 10, 1))
    world.practice.add_booking_by_hand("11", "1.21", factuurdatum=date(2026, 11, 1))

    def unfiltered(environ: Any, start: Any) -> Any:  # noqa: ANN401
        query = environ["QUERY_STRING"]
        environ["QUERY_STRING"] = "&".join(
            part for part in query.split("&") if not part.startswith("%24filter")
        )
        return world.practice(environ, start)

    port = open_administration(unfiltered, world.clock).administration

    assert [one.number for one in port.find_invoices("1")] == ["1"]
    october = port.invoices(date(2026, 10, 1), date(2026, 10, 31))
    assert [one.number for one in october] == ["1"]
    assert port.find_customer(NL) == ()


def test_only_active_customers_of_that_name_are_found() -> None:
    """A supplier, an inactive card and another spelling are not the card."""
    world = World()
    world.practice.add_relation_by_hand(naam=NL.name, nonactief=True)
    world.practice.add_relation_by_hand(naam=NL.name, relatiesoort=["Leverancier"])
    world.practice.add_relation_by_hand(naam=NL.name.upper())
    card = world.practice.add_relation_by_hand(naam=NL.name)

    assert world.port.find_customer(NL) == (card["id"],)


def test_a_made_card_has_no_person_in_it(world: World) -> None:
    """A collective card has a country and fillers; there is nobody on it."""
    card = world.practice.relations[world.port.create_customer(NL, world.chart)]

    assert card["naam"] == NL.name
    assert card["relatiesoort"] == ["Klant"]
    assert card["vestigingsAdres"]["land"]["id"] == world.practice.country("NL")["id"]
    assert not card["email"]


def test_money_is_written_as_text_with_two_decimals(world: World) -> None:
    """Every amount in what is sent is text with two decimals: never a float."""
    body = world.encoded(**_changes("-7"))

    assert body["factuurbedrag"] == "-7.00"
    assert [line["bedrag"] for line in body["boekingsregels"]] == ["-7.00"]
    body = world.encoded()
    assert [row["btwBedrag"] for row in body["btw"]] == ["2.10"]
    assert body["boekingsregels"][0]["bedrag"] == "10.00"


def _changes(gross: str) -> dict[str, Any]:
    booking = at_total(a_booking(), gross)
    return {"lines": booking.lines, "vat": booking.vat, "total": booking.total}


def test_a_booking_is_written_in_full(world: World) -> None:
    """Number, day without a zone, card, term, account ids and VAT words are sent."""
    body = world.encoded()

    assert body["factuurnummer"] == "173"
    assert body["factuurdatum"] == "2026-10-01T00:00:00"
    assert body["klant"] == {"id": "card-1"}
    assert body["betalingstermijn"] == 0
    (line,) = body["boekingsregels"]
    assert line["grootboek"]["id"] == world.practice.ledger(8100)["id"]
    assert line["btwSoort"] == "Hoog"
    assert "kostenplaats" not in line
    assert body["btw"] == [{"btwSoort": "VerkopenHoog", "btwBedrag": "2.10"}]


def test_text_is_written_as_it_is(world: World) -> None:
    """Letters of any language, quotes and signs arrive unchanged."""
    words = 'Crème "brûlée" \u2014 5 €'

    assert world.encoded(description=words)["omschrijving"] == words


def test_a_missing_cost_centre_cannot_be_written(world: World) -> None:
    """A cost centre the administration does not have never leaves."""
    line = replace(a_booking().lines[0], cost_centre=99_999)

    with pytest.raises(KeyError):
        world.encoded(lines=(line,))


def test_every_kind_has_its_words() -> None:
    """Each VAT kind can be written on a line, and each taxed one as a VAT row."""
    assert set(LINE_KIND) == set(VatKind)
    assert set(ROW_KIND) == set(VatKind) - {VatKind.NONE}


def test_literals_are_odatas() -> None:
    """Days and texts are written as OData 3 has them."""
    assert day_literal(date(2026, 1, 2)) == "datetime'2026-01-02T00:00:00'"
    assert text_literal("O'Brien's") == "'O''Brien''s'"


def test_each_difference_between_bookings_is_named() -> None:
    """A VAT row, a line and a total that differ are each told, all at once."""
    world = World()
    card = world.port.create_customer(NL, world.chart)
    other = world.port.create_customer(replace(NL, name="Ander"), world.chart)
    text = world.port.encode(a_booking(), customer_id=card, chart=world.chart)
    booked = world.port.book(text).booking_id
    changed = replace(at_total(a_booking(), "13.00"), day=date(2026, 10, 9))
    mine = world.port.encode(changed, customer_id=other, chart=world.chart)

    same, told = world.port.holds_same(booked, mine)

    assert not same
    assert told.split("; ") == [
        "another customer card",
        "dated 2026-10-01 instead of 2026-10-09",
        "total EUR 12.10 instead of EUR 13.00",
        "lines (8100 EUR 10.00 high) instead of (8140 EUR 13.00 none)",
        "VAT EUR 2.10 instead of none",
    ]


def test_the_order_of_lines_does_not_matter() -> None:
    """The same lines in another order are the same booking."""
    world = World()
    card = world.port.create_customer(NL, world.chart)
    line = a_booking().lines[0]
    half = replace(line, amount=Decimal("4.00"))
    rest = replace(line, amount=Decimal("6.00"))
    one, two = (
        world.port.encode(
            replace(a_booking(), lines=lines), customer_id=card, chart=world.chart
        )
        for lines in ((half, rest), (rest, half))
    )

    assert world.port.holds_same(world.port.book(one).booking_id, two) == (True, "")


def test_an_answer_we_cannot_read_names_the_fields() -> None:
    """A changed answer is told by its fields, without its contents."""
    world = World()
    world.practice.books.company["administratieIdentifier"] = None

    with pytest.raises(AdministrationError, match="administratieIdentifier"):
        world.port.company()


def test_a_credit_is_written_negative(world: World) -> None:
    """Every amount of a credit has its own sign."""
    credit = a_booking(9, kind=DocumentKind.CREDIT)

    body = world.encoded(lines=credit.lines, vat=credit.vat, total=credit.total)

    assert body["factuurbedrag"] == "-12.10"
    assert body["btw"][0]["btwBedrag"] == "-2.10"
