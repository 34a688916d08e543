from collections.abc import Callable
from datetime import date
from typing import Any, Final

import httpx
import pytest

from snelsync.sandbox.administration import PracticeAdministration

Body = dict[str, Any]
Sale = Callable[..., Body]
Line = Callable[..., Body]
Post = Callable[[Body], httpx.Response]
Codes = Callable[[httpx.Response], list[str]]
NO_GUID = "00000000-0000-0000-0000-000000000000"
SOME_GUID = "11111111-2222-3333-4444-555555555555"


def test_a_good_sale_is_answered_as_it_is_stored(
    api: httpx.Client, post: Post, sale: Sale
) -> None:
    """201 gives the whole booking: numbers, own id, nulls for what is absent."""
    answer = post(sale())
    assert answer.status_code == 201
    stored = answer.json()
    assert stored == api.get(f"/v2{stored['uri']}").json()
    assert stored["factuurbedrag"] == 121.0
    assert stored["modifiedOn"] == "2026-06-15T12:00:00"
    assert (stored["documents"], stored["omschrijving"]) == ([], None)
    assert '"factuurbedrag":121.00' in answer.text


def test_the_id_of_a_new_booking_is_empty(post: Post, sale: Sale, codes: Codes) -> None:
    """Rule 1: a real id is ALG-0100, the guid of zeros is none."""
    assert codes(post(sale(id=SOME_GUID))) == ["ALG-0100"]
    assert post(sale(id=NO_GUID)).status_code == 201


@pytest.mark.parametrize("number", [None, "", "   ", "x" * 26])
def test_a_number_of_1_to_25_characters_is_needed(
    post: Post, sale: Sale, codes: Codes, number: str | None
) -> None:
    """Rule 2: a missing, blank or long factuurnummer is BOE-0058."""
    assert codes(post(sale(factuurnummer=number))) == ["BOE-0058"]


@pytest.mark.parametrize("again", ["WC-1", "wc-1", " WC-1 "])
def test_a_number_is_used_once(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    codes: Codes,
    again: str,
) -> None:
    """Rule 3: a number is unique over all customers, whatever its case and spaces."""
    administration.add_booking_by_hand("WC-1", "10.00")
    answer = post(sale(factuurnummer=again))
    assert codes(answer) == ["BOE-0021"]
    assert answer.json()[0]["message"] == "Het factuurnummer bestaat al"
    assert len(administration.bookings) == 1


@pytest.mark.parametrize("klant", [None, {}, {"id": NO_GUID}, {"id": "x"}, "x"])
def test_a_customer_is_needed(post: Post, sale: Sale, klant: object) -> None:
    """Rule 4: a sale without a customer does not fit the model."""
    answer = post(sale(klant=klant))
    assert answer.status_code == 400
    assert [place[:5] for place in answer.json()["modelState"]] == ["klant"]


def test_the_customer_is_a_customer(
    administration: PracticeAdministration, post: Post, sale: Sale, codes: Codes
) -> None:
    """Rule 5: an unknown relation and one that is no klant are BOE-0060."""
    rows = administration.relations.values()
    supplier = next(row["id"] for row in rows if row["relatiecode"] == -1)
    assert codes(post(sale(klant={"id": SOME_GUID}))) == ["BOE-0060"]
    assert codes(post(sale(klant={"id": supplier}))) == ["BOE-0060"]


def test_the_customer_is_active(
    administration: PracticeAdministration,
    customer: str,
    post: Post,
    sale: Sale,
    codes: Codes,
) -> None:
    """Rule 5: an inactive customer is BOE-0054."""
    administration.relations[customer]["nonactief"] = True
    assert codes(post(sale())) == ["BOE-0054"]


@pytest.mark.parametrize("lines", [None, []])
def test_a_sale_has_lines(
    post: Post, sale: Sale, codes: Codes, lines: list[Body] | None
) -> None:
    """Rule 6: a sale without lines is BOE-0023."""
    answer = post(sale(boekingsregels=lines, btw=[], factuurbedrag=0))
    assert codes(answer) == ["BOE-0023"]


def test_a_sale_has_a_date(post: Post, sale: Sale, codes: Codes) -> None:
    """Rule 7: a missing date is BOE-0070."""
    assert codes(post(sale(factuurdatum=None))) == ["BOE-0070"]


@pytest.mark.parametrize(
    "written",
    ["1-6-2026", "2026-06-31", "2026-06-01T00:00:00Z", "2026-06-01T00:00:00+02:00", 5],
)
def test_a_date_is_written_without_a_zone(
    post: Post, sale: Sale, written: object
) -> None:
    """Rule 7: a date that cannot be read, or could shift, does not fit the model."""
    answer = post(sale(factuurdatum=written))
    assert answer.json()["modelState"].keys() == {"factuurdatum"}


@pytest.mark.parametrize(
    "written", ["2026-06-01", "2026-06-01T00:00:00", "2026-06-01 00:00:00"]
)
def test_three_ways_to_write_a_date(post: Post, sale: Sale, written: str) -> None:
    """The forms seen in use are read alike."""
    stored = post(sale(factuurdatum=written)).json()
    assert stored["factuurdatum"] == "2026-06-01T00:00:00"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-12-31", ["BOE-0033"]),
        ("2021-01-01", []),
        ("2026-12-31", []),
        ("2027-01-01", ["BOE-0070"]),
    ],
)
def test_a_date_lies_in_an_open_book_year(
    post: Post, sale: Sale, codes: Codes, day: str, expected: list[str]
) -> None:
    """Rule 8: five years back at most, and no year that is not open yet."""
    assert codes(post(sale(factuurdatum=day))) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-03-31", ["BOE-0042"]), ("2026-04-01", [])]
)
def test_a_blocked_period_takes_no_bookings(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    codes: Codes,
    day: str,
    expected: list[str],
) -> None:
    """Rule 8: on or before the blocked day nothing is booked."""
    administration.set_blocked_until(date(2026, 3, 31))
    assert codes(post(sale(factuurdatum=day))) == expected


def test_texts_have_a_longest_length(
    post: Post, sale: Sale, line: Line, codes: Codes
) -> None:
    """Rule 9: 250 characters for descriptions, 25 for boekstuk."""
    long_line = [line(8100, "100.00", omschrijving="x" * 251)]
    assert codes(post(sale(omschrijving="x" * 251))) == ["BOE-0071"]
    assert codes(post(sale(boekingsregels=long_line))) == ["BOE-0071"]
    assert codes(post(sale(boekstuk="x" * 26))) == ["BOE-0068"]
    assert post(sale(omschrijving="x" * 250, boekstuk="x" * 25)).is_success


@pytest.mark.parametrize("days", [-1, 1000, "14", 1.5, True])
def test_a_payment_term_is_0_to_999_days(post: Post, sale: Sale, days: object) -> None:
    """Rule 10: another payment term does not fit the model."""
    answer = post(sale(betalingstermijn=days))
    assert answer.json()["modelState"].keys() == {"betalingstermijn"}


def test_a_ledger_is_needed(post: Post, sale: Sale) -> None:
    """Rule 11: a line without a ledger does not fit the model."""
    answer = post(sale(boekingsregels=[{"bedrag": 100, "btwSoort": "Hoog"}]))
    assert answer.json()["modelState"].keys() == {"boekingsregels[0].grootboek"}


def test_a_ledger_is_known_and_active(
    post: Post, sale: Sale, line: Line, codes: Codes
) -> None:
    """Rule 11: an unknown ledger is BOE-0037, an inactive one BOE-0008."""
    unknown = {**line(8100, "100.00"), "grootboek": {"id": SOME_GUID}}
    assert "BOE-0037" in codes(post(sale(boekingsregels=[unknown])))
    assert codes(post(sale(boekingsregels=[line(8191, "100.00")]))) == ["BOE-0008"]


@pytest.mark.parametrize("number", [1300, 1100, 1671, 1673, 1680, 4753])
def test_journals_vat_and_purchases_are_no_revenue(
    post: Post, sale: Sale, line: Line, codes: Codes, number: int
) -> None:
    """Rule 12: such a ledger is BOE-0061 on a line of a sale."""
    lines = [line(number, "100.00", "Geen")]
    answer = post(sale(boekingsregels=lines, btw=[], factuurbedrag=100))
    assert codes(answer) == ["BOE-0061"]


@pytest.mark.parametrize("number", [9000, 9900])
def test_general_journals_have_their_own_code(
    post: Post, sale: Sale, line: Line, codes: Codes, number: int
) -> None:
    """Rule 12: a memoriaal or balance journal is BOE-0075."""
    lines = [line(number, "100.00", "Geen")]
    answer = post(sale(boekingsregels=lines, btw=[], factuurbedrag=100))
    assert codes(answer) == ["BOE-0075"]


@pytest.mark.parametrize("number", [1750, 1751, 4756, 2001])
def test_balance_ledgers_are_taken(
    post: Post, sale: Sale, line: Line, number: int
) -> None:
    """Gift cards, advances, rounding and clearing may stand on a sale, untaxed."""
    lines = [line(8100, "100.00"), line(number, "-21.00", "Geen")]
    assert post(sale(boekingsregels=lines, factuurbedrag="100.00")).status_code == 201


def test_cost_centres_are_checked(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    line: Line,
    codes: Codes,
) -> None:
    """Rule 13: needed on some ledgers, known, and active."""
    by_number = {
        row["nummer"]: row for row in administration.books.cost_centres.values()
    }

    def on(number: int, guid: str | None) -> list[str]:
        made = line(number, "100.00")
        if guid:
            made["kostenplaats"] = {"id": guid}
        return codes(post(sale(boekingsregels=[made])))

    assert on(8102, None) == ["BOE-0022"]
    assert on(8100, SOME_GUID) == ["BOE-0019"]
    assert on(8100, by_number[3]["id"]) == ["BOE-0026"]
    assert on(8102, by_number[1]["id"]) == []


@pytest.mark.parametrize("amount", [0, "0.00", None])
def test_a_line_is_not_zero(
    post: Post, sale: Sale, line: Line, codes: Codes, amount: object
) -> None:
    """Rule 23: a line of zero is BOE-0028, though the real API may be kinder."""
    nothing = {**line(8100, "1.00"), "bedrag": amount}
    answer = post(sale(boekingsregels=[line(8100, "100.00"), nothing]))
    assert codes(answer) == ["BOE-0028"]


def test_a_sale_is_not_zero(post: Post, sale: Sale, line: Line, codes: Codes) -> None:
    """A booking whose total is nothing is refused."""
    lines = [line(8140, "5.00", "Geen"), line(8140, "-5.00", "Geen")]
    answer = post(sale(boekingsregels=lines, btw=[], factuurbedrag=0))
    assert codes(answer) == ["BOE-0028"]


@pytest.mark.parametrize("total", ["121.01", "120.99", None, "-121.00"])
def test_a_sale_balances_to_the_cent(
    post: Post, sale: Sale, codes: Codes, total: str | None
) -> None:
    """Rule 22: total, lines and VAT agree exactly, else BOE-0039."""
    assert codes(post(sale(factuurbedrag=total))) == ["BOE-0039"]


@pytest.mark.parametrize(
    "amount", ["121.000", 121.001, "121,00", "1e2", "abc", True, [], 10**13, "٣.00"]
)
def test_an_amount_has_two_decimals(post: Post, sale: Sale, amount: object) -> None:
    """Rule 24: more decimals, or another way of writing, does not fit the model."""
    answer = post(sale(factuurbedrag=amount))
    assert answer.json()["modelState"].keys() == {"factuurbedrag"}


@pytest.mark.parametrize("amount", [121, 121.0, "121", "121.00"])
def test_an_amount_may_be_a_text(post: Post, sale: Sale, amount: object) -> None:
    """An amount is taken as number or text and always given back as a number."""
    assert post(sale(factuurbedrag=amount)).json()["factuurbedrag"] == 121


@pytest.mark.parametrize("name", ["vervalDatum", "relatie", "FactuurNummer"])
def test_a_name_the_model_does_not_have_is_refused(
    post: Post, sale: Sale, name: str
) -> None:
    """A property that would be skipped in silence does not fit the model here."""
    assert post(sale(**{name: "x"})).json()["modelState"].keys() == {name}


def test_all_broken_rules_are_listed_in_order(
    post: Post, sale: Sale, codes: Codes
) -> None:
    """One answer names every broken rule, each once."""
    answer = post(sale(factuurnummer="", factuurdatum=None, factuurbedrag="1.00"))
    assert codes(answer) == ["BOE-0058", "BOE-0070", "BOE-0039"]


class TestMandates:
    ONCE: Final[dict[str, str]] = {
        "kenmerk": "M1",
        "omschrijving": "Incasso",
        "datum": "2026-06-01",
    }

    @pytest.fixture
    def payer(self, administration: PracticeAdministration) -> str:
        row = administration.add_relation_by_hand(
            naam="Betaler", iban="NL91ABNA0417164300", incassoSoort="Core"
        )
        return str(row["id"])

    def test_a_customer_without_bank_details_is_not_debited(
        self, post: Post, sale: Sale, codes: Codes
    ) -> None:
        """Rule 25: without IBAN BOE-0052, without direct debit BOE-0055."""
        answer = post(sale(eenmaligeIncassoMachtiging=self.ONCE))
        assert codes(answer) == ["BOE-0052", "BOE-0055"]

    def test_a_single_mandate_is_checked(
        self, post: Post, sale: Sale, codes: Codes, payer: str
    ) -> None:
        """Rule 25: its texts are at most 50 characters and its mark is new."""

        def once(number: str, **changes: str) -> list[str]:
            mandate = {**self.ONCE, **changes}
            body = sale(factuurnummer=number, eenmaligeIncassoMachtiging=mandate)
            return codes(post({**body, "klant": {"id": payer}}))

        assert once("A", omschrijving="x" * 51) == ["BOE-0056"]
        assert once("A", kenmerk="x" * 51) == ["BOE-0057"]
        assert once("A") == []
        assert once("B") == ["BOE-0063"]

    def test_a_lasting_mandate_is_checked(
        self,
        administration: PracticeAdministration,
        post: Post,
        sale: Sale,
        codes: Codes,
        payer: str,
        customer: str,
    ) -> None:
        """Rule 25: known, of this customer, not withdrawn, and the only one."""
        own: Body = {"klant": {"id": payer}, "intrekkingsDatum": None}
        administration.mandates[SOME_GUID] = own
        base = {"klant": {"id": payer}}

        def lasting(guid: str, **more: object) -> list[str]:
            pointer = {"doorlopendeIncassoMachtiging": {"id": guid}}
            return codes(post({**sale(), **base, **pointer, **more}))

        assert lasting(payer) == ["ALG-0103"]
        both = lasting(SOME_GUID, eenmaligeIncassoMachtiging=self.ONCE)
        assert both == ["BOE-0064"]
        own["klant"] = {"id": customer}
        assert lasting(SOME_GUID) == ["BOE-0066"]
        own |= {"klant": {"id": payer}, "intrekkingsDatum": "2026-01-01T00:00:00"}
        assert lasting(SOME_GUID) == ["BOE-0079"]
        own["intrekkingsDatum"] = None
        assert lasting(SOME_GUID) == []
