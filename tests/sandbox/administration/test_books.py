from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    PracticeAdministration,
)

Body = dict[str, Any]
Sale = Callable[..., Body]
Line = Callable[..., Body]
Post = Callable[[Body], httpx.Response]
Codes = Callable[[httpx.Response], list[str]]


def mutations_by_number(
    administration: PracticeAdministration,
) -> dict[int, tuple[Decimal, Decimal]]:
    """Give debit and credit by the number of the ledger."""
    return {
        administration.ledgers[row["grootboek"]["id"]]["nummer"]: (
            row["debet"],
            row["credit"],
        )
        for row in administration.mutations.values()
    }


def test_a_sale_makes_an_invoice(api: httpx.Client, post: Post, sale: Sale) -> None:
    """The invoice has an id of its own, the total open and a due date."""
    booking = post(sale(betalingstermijn=30)).json()
    (invoice,) = api.get("/v2/verkoopfacturen").json()
    assert invoice["id"] != booking["id"]
    assert invoice["verkoopBoeking"]["id"] == booking["id"]
    assert invoice["openstaandSaldo"] == invoice["factuurBedrag"] == 121
    assert invoice["vervalDatum"] == "2026-07-01T00:00:00"
    assert invoice == api.get(f"/v2{invoice['uri']}").json()


@pytest.mark.parametrize(
    ("own", "of_customer", "due"),
    [(0, 60, "06-01"), (None, 60, "07-31"), (None, None, "06-15")],
)
def test_a_due_date_falls_back(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    customer: str,
    own: int | None,
    of_customer: int | None,
    due: str,
) -> None:
    """Own term, else that of the customer, else fourteen days."""
    administration.relations[customer]["krediettermijn"] = of_customer
    booking = post(sale(betalingstermijn=own)).json()
    invoice = administration.invoice_of(booking["id"])
    assert invoice["vervalDatum"] == f"2026-{due}T00:00:00"


def test_a_sale_is_debited_to_debtors(
    administration: PracticeAdministration, post: Post, sale: Sale
) -> None:
    """Debtors owe the total; revenue and VAT are credited."""
    post(sale())
    nothing = Decimal("0.00")
    assert mutations_by_number(administration) == {
        1300: (Decimal("121.00"), nothing),
        8100: (nothing, Decimal("100.00")),
        1671: (nothing, Decimal("21.00")),
    }


def test_a_credit_note_turns_the_sides(
    administration: PracticeAdministration, post: Post, sale: Sale, line: Line
) -> None:
    """A negative sale credits debtors and leaves a negative open amount."""
    rows = [{"btwSoort": "VerkopenHoog", "btwBedrag": "-8.40"}]
    body = sale(boekingsregels=[line(8100, "-40.00")], btw=rows, factuurbedrag=-48.4)
    booking = post(body).json()
    nothing = Decimal("0.00")
    assert mutations_by_number(administration) == {
        1300: (nothing, Decimal("48.40")),
        8100: (Decimal("40.00"), nothing),
        1671: (Decimal("8.40"), nothing),
    }
    invoice = administration.invoice_of(booking["id"])
    assert invoice["openstaandSaldo"] == Decimal("-48.40")


def test_mutations_can_be_read_back(
    api: httpx.Client, administration: PracticeAdministration, post: Post, sale: Sale
) -> None:
    """They carry invoice number, customer and journal, and can be filtered."""
    post(sale())
    guid = administration.ledger(8100)["id"]
    source = f"Grootboek/Id eq guid'{guid}' and Datum ge datetime'2026-01-01'"
    (row,) = api.get("/v2/grootboekmutaties", params={"$filter": source}).json()
    assert (row["factuurNummer"], row["saldo"]) == ("WC-1", -100)
    assert row == api.get(f"/v2{row['uri']}").json()


_CENTS = st.integers(-500_000, 500_000).filter(bool)
_LINES = st.lists(
    st.tuples(st.sampled_from([8100, 8110, 8140, 1750]), _CENTS), min_size=1, max_size=6
)
_RATES = {8100: ("Hoog", 21), 8110: ("Laag", 9), 8140: ("Geen", 0), 1750: ("Geen", 0)}


@settings(max_examples=40, deadline=None)
@given(_LINES)
def test_whatever_is_booked_balances(lines: list[tuple[int, int]]) -> None:
    """Mutations add up to nothing and the invoice has the total of the booking."""
    administration = PracticeAdministration(
        now=lambda: datetime(2026, 6, 15, tzinfo=UTC)
    )
    customer = administration.add_relation_by_hand(naam="K")["id"]
    body = _body(administration, customer, lines)
    transport = httpx.WSGITransport(app=administration)
    with httpx.Client(transport=transport, base_url="https://b2bapi.test") as api:
        asked = {"grant_type": "clientkey", "clientkey": PRACTICE_CONNECTION_KEY}
        token = api.post("/b2b/token", data=asked).json()["access_token"]
        headers = {
            "Authorization": f"Bearer {token}",
            "Ocp-Apim-Subscription-Key": PRACTICE_SUBSCRIPTION_KEY,
        }
        answer = api.post("/v2/verkoopboekingen", json=body, headers=headers)
    if body["factuurbedrag"] == "0.00":
        assert answer.status_code == 400
        assert not administration.mutations
        return
    assert answer.status_code == 201, answer.text
    rows = administration.mutations.values()
    assert sum(row["saldo"] for row in rows) == 0
    assert all(row["saldo"] == row["debet"] - row["credit"] for row in rows)
    assert all(min(row["debet"], row["credit"]) == 0 for row in rows)
    (invoice,) = administration.invoices.values()
    assert invoice["factuurBedrag"] == Decimal(body["factuurbedrag"])


def _body(
    administration: PracticeAdministration, customer: str, lines: list[tuple[int, int]]
) -> Body:
    bases: dict[str, Decimal] = {}
    made = []
    for number, cents in lines:
        kind, _rate = _RATES[number]
        amount = Decimal(cents) / 100
        bases[kind] = bases.get(kind, Decimal(0)) + amount
        guid = administration.ledger(number)["id"]
        made.append({"grootboek": {"id": guid}, "bedrag": f"{amount:.2f}"})
    rates = dict(_RATES.values())
    rows = [
        {"btwSoort": f"Verkopen{kind}", "btwBedrag": f"{base * rates[kind] / 100:.2f}"}
        for kind, base in bases.items()
        if kind != "Geen"
    ]
    total = sum(bases.values()) + sum(Decimal(str(row["btwBedrag"])) for row in rows)
    return {
        "factuurnummer": "1",
        "factuurdatum": "2026-06-01",
        "klant": {"id": customer},
        "factuurbedrag": f"{total:.2f}",
        "boekingsregels": made,
        "btw": rows,
    }


class TestChange:
    @pytest.fixture
    def booked(self, post: Post, sale: Sale) -> Body:
        made: Body = post(sale(omschrijving="eerst")).json()
        return made

    def test_put_replaces_booking_invoice_and_mutations(
        self,
        api: httpx.Client,
        administration: PracticeAdministration,
        booked: Body,
        sale: Sale,
        line: Line,
    ) -> None:
        """The ids stay, everything else is as sent, nothing of the old is left."""
        before = administration.invoice_of(booked["id"])["id"]
        rows = [{"btwSoort": "VerkopenLaag", "btwBedrag": 9}]
        body = sale(
            id=booked["id"],
            boekingsregels=[line(8110, "100.00", "Laag")],
            btw=rows,
            factuurbedrag=109,
        )
        answer = api.put(f"/v2{booked['uri']}", json=body)
        assert answer.status_code == 200
        assert answer.json()["omschrijving"] is None
        invoice = administration.invoice_of(booked["id"])
        assert (invoice["id"], invoice["factuurBedrag"]) == (before, 109)
        assert mutations_by_number(administration).keys() == {1300, 8110, 1670}

    def test_what_was_read_can_be_put_back(
        self, api: httpx.Client, booked: Body
    ) -> None:
        """A booking as it was answered is accepted as its own replacement."""
        assert api.put(f"/v2{booked['uri']}", json=booked).json() == booked

    @pytest.mark.parametrize("guid", [None, "11111111-2222-3333-4444-555555555555"])
    def test_put_needs_the_same_id(
        self, api: httpx.Client, codes: Codes, booked: Body, guid: str | None
    ) -> None:
        """Another id in the body, or none, is ALG-0101."""
        answer = api.put(f"/v2{booked['uri']}", json={**booked, "id": guid})
        assert codes(answer) == ["ALG-0101"]

    def test_delete_takes_everything_away(
        self,
        api: httpx.Client,
        administration: PracticeAdministration,
        codes: Codes,
        booked: Body,
        post: Post,
        sale: Sale,
    ) -> None:
        """After 200 the booking is not found, and its number is free again."""
        path = f"/v2{booked['uri']}"
        assert api.delete(path).status_code == 200
        again = api.get(path)
        assert (again.status_code, codes(again)) == (404, ["BOE-0001"])
        assert not administration.invoices
        assert not administration.mutations
        assert post(sale()).status_code == 201

    def test_a_paid_booking_stays(
        self,
        api: httpx.Client,
        administration: PracticeAdministration,
        codes: Codes,
        booked: Body,
    ) -> None:
        """Payments lower the open amount; then DELETE is BOE-0083, PUT BOE-0047."""
        invoice = administration.add_payment_by_hand(booked["id"], "21.00")
        assert invoice["openstaandSaldo"] == Decimal("100.00")
        assert codes(api.delete(f"/v2{booked['uri']}")) == ["BOE-0083"]
        assert codes(api.put(f"/v2{booked['uri']}", json=booked)) == ["BOE-0047"]
        rows = administration.mutations.values()
        assert sum(row["saldo"] for row in rows) == 0

    def test_a_booking_on_a_vat_return_stays(
        self,
        api: httpx.Client,
        administration: PracticeAdministration,
        codes: Codes,
        booked: Body,
    ) -> None:
        """In a period whose return was handed in nothing changes: BOE-0046."""
        administration.add_vat_return(date(2026, 4, 1))
        assert codes(api.delete(f"/v2{booked['uri']}")) == ["BOE-0046"]
        assert codes(api.put(f"/v2{booked['uri']}", json=booked)) == ["BOE-0046"]

    def test_a_booking_in_a_blocked_period_stays(
        self,
        api: httpx.Client,
        administration: PracticeAdministration,
        codes: Codes,
        booked: Body,
    ) -> None:
        """A booking cannot be taken out of a period that is blocked."""
        administration.set_blocked_until(date(2026, 6, 1))
        assert codes(api.delete(f"/v2{booked['uri']}")) == ["BOE-0042"]

    def test_a_relation_lists_its_bookings(
        self, api: httpx.Client, administration: PracticeAdministration, booked: Body
    ) -> None:
        """Only those of the customer are there, whole."""
        administration.add_booking_by_hand("HAND", "10.00")
        path = f"/v2{booked['klant']['uri']}/verkoopboekingen"
        assert api.get(path).json() == [booked]


class TestByHand:
    def test_a_sale_typed_in_is_like_any_other(
        self, api: httpx.Client, administration: PracticeAdministration
    ) -> None:
        """VAT is split off and the invoice can be found through the API."""
        made = administration.add_booking_by_hand("2026-1", "121.00")
        assert made["boekingsregels"][0]["bedrag"] == Decimal("100.00")
        source = "Factuurnummer eq '2026-1'"
        (row,) = api.get("/v2/verkoopfacturen", params={"$filter": source}).json()
        assert row["verkoopBoeking"]["id"] == made["id"]

    def test_a_person_keeps_the_rules_too(
        self, administration: PracticeAdministration
    ) -> None:
        """A number that is used is refused for a person as well."""
        administration.add_booking_by_hand("1", "121.00")
        with pytest.raises(ValueError, match="BOE-0021"):
            administration.add_booking_by_hand("1", "121.00")
        with pytest.raises(ValueError, match="REL-0007"):
            administration.add_relation_by_hand(naam="")

    def test_a_person_may_delete(self, administration: PracticeAdministration) -> None:
        """A booking deleted by hand leaves nothing."""
        made = administration.add_booking_by_hand("1", "121.00")
        administration.delete_booking(made["id"])
        assert not administration.bookings
        assert not administration.invoices
        assert not administration.mutations
