from collections.abc import Callable
from typing import Any

import httpx
import pytest

from snelsync.sandbox.administration import PracticeAdministration

Body = dict[str, Any]
Sale = Callable[..., Body]
Line = Callable[..., Body]
Post = Callable[[Body], httpx.Response]
Codes = Callable[[httpx.Response], list[str]]


def row(kind: str, amount: str) -> Body:
    """Make a row of `btw`."""
    return {"btwSoort": kind, "btwBedrag": amount}


@pytest.fixture
def administration(
    open_administration: Callable[..., PracticeAdministration],
) -> PracticeAdministration:
    """Open an administration that charges VAT of other countries."""
    return open_administration(oss=True)


@pytest.fixture
def german(administration: PracticeAdministration) -> str:
    """Add a consumer in Germany and give the id."""
    address = {"straat": "A 1", "postcode": "10115", "plaats": "Berlin"}
    land = {"id": administration.country("DE")["id"]}
    row = administration.add_relation_by_hand(
        naam="Verbraucher", vestigingsAdres={**address, "land": land}
    )
    return str(row["id"])


@pytest.fixture
def german_sale(german: str, sale: Sale, line: Line) -> Sale:
    """Make a sale of 100.00 at 19% to that consumer."""

    def make(**changes: Any) -> Body:  # noqa: ANN401
        lines = [line(8180, "100.00", "Geen"), line(1700, "19.00", "Geen")]
        body = sale(boekingsregels=lines, btw=[], factuurbedrag="119.00")
        return {**body, "klant": {"id": german}, **changes}

    return make


def test_a_pure_booking_is_taken(post: Post, german_sale: Sale) -> None:
    """Base on a ledger of function 84, VAT on the ledger of the company."""
    assert post(german_sale()).status_code == 201


@pytest.mark.parametrize(
    ("vat", "good"),
    [("19.01", True), ("18.99", True), ("19.02", False), ("18.98", False)],
)
def test_vat_is_right_to_a_cent_a_line(
    post: Post,
    german_sale: Sale,
    line: Line,
    codes: Codes,
    vat: str,
    *,
    good: bool,
) -> None:
    """Rule 21: the sum follows from the rate codes, a cent a line."""
    lines = [line(8180, "100.00", "Geen"), line(1700, vat, "Geen")]
    total = f"{100 + float(vat):.2f}"
    answer = post(german_sale(boekingsregels=lines, factuurbedrag=total))
    assert codes(answer) == ([] if good else ["BOE-0069"])


def test_nothing_else_may_be_on_it(
    post: Post, german_sale: Sale, line: Line, codes: Codes
) -> None:
    """Rule 21: a gift card or any other ledger makes it BOE-0069."""
    lines = [
        line(8180, "100.00", "Geen"),
        line(1700, "19.00", "Geen"),
        line(1750, "-10.00", "Geen"),
    ]
    answer = post(german_sale(boekingsregels=lines, factuurbedrag="109.00"))
    assert codes(answer) == ["BOE-0069"]


def test_there_are_no_rows_of_vat(post: Post, german_sale: Sale, codes: Codes) -> None:
    """Rule 21: even a row of nothing in `btw` is BOE-0069."""
    answer = post(german_sale(btw=[row("VerkopenHoog", "0.00")]))
    assert codes(answer) == ["BOE-0069"]


def test_dutch_vat_for_an_eu_consumer_is_refused(
    post: Post, sale: Sale, german: str, codes: Codes
) -> None:
    """Rule 21: with OSS on, an EU consumer pays no Dutch VAT."""
    assert set(codes(post(sale(klant={"id": german})))) == {"BOE-0069"}


def test_a_rate_the_country_does_not_have_is_refused(
    post: Post, german_sale: Sale, line: Line, codes: Codes
) -> None:
    """Rule 21: Germany has no super-reduced rate."""
    lines = [line(8184, "100.00", "Geen"), line(1700, "4.00", "Geen")]
    answer = post(german_sale(boekingsregels=lines, factuurbedrag="104.00"))
    assert codes(answer) == ["BOE-0069"]


def test_oss_ledgers_are_for_eu_consumers_only(
    post: Post, german_sale: Sale, customer: str, codes: Codes
) -> None:
    """A Dutch customer on OSS ledgers is BOE-0061."""
    answer = post(german_sale(klant={"id": customer}))
    assert codes(answer) == ["BOE-0061", "BOE-0061"]


def test_without_oss_its_ledgers_are_closed(
    administration: PracticeAdministration,
    post: Post,
    german_sale: Sale,
    codes: Codes,
) -> None:
    """With foreign VAT off, the same booking is BOE-0061."""
    administration.books.company["factureerBuitenlandsBtw"] = False
    assert set(codes(post(german_sale()))) == {"BOE-0061"}


def test_a_business_is_no_consumer(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    line: Line,
    german: str,
) -> None:
    """A VAT number on the card makes it a delivery within the EU."""
    administration.relations[german]["btwNummer"] = "DE123456789"
    lines = [line(8170, "250.00", "Geen")]
    body = sale(boekingsregels=lines, btw=[], factuurbedrag=250)
    assert post({**body, "klant": {"id": german}}).status_code == 201


def test_the_rate_is_that_of_the_day(
    administration: PracticeAdministration,
    post: Post,
    german_sale: Sale,
    line: Line,
    codes: Codes,
) -> None:
    """Estonia went from 22% to 24% on 2025-07-01."""
    address = {"straat": "A 1", "postcode": "1", "plaats": "Tallinn"}
    land = {"id": administration.country("EE")["id"]}
    buyer = administration.add_relation_by_hand(
        naam="K", vestigingsAdres={**address, "land": land}
    )

    def on(number: str, day: str, vat: str) -> list[str]:
        lines = [line(8180, "100.00", "Geen"), line(1700, vat, "Geen")]
        body = german_sale(
            factuurnummer=number,
            factuurdatum=day,
            klant={"id": buyer["id"]},
            boekingsregels=lines,
            factuurbedrag=f"{100 + float(vat):.2f}",
        )
        return codes(post(body))

    assert on("A", "2025-06-30", "22.00") == []
    assert on("B", "2025-07-01", "22.00") == ["BOE-0069"]
    assert on("C", "2025-07-01", "24.00") == []
