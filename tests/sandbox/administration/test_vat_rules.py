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


@pytest.mark.parametrize("kind", ["VerkopenHoog", "hoog", "", 2])
def test_a_line_knows_four_kinds(
    post: Post, sale: Sale, line: Line, kind: object
) -> None:
    """Rule 14: another word for the kind of a line does not fit the model."""
    made = {**line(8100, "100.00"), "btwSoort": kind}
    answer = post(sale(boekingsregels=[made]))
    assert answer.json()["modelState"].keys() == {"boekingsregels[0].btwSoort"}


@pytest.mark.parametrize("kind", ["Hoog", "Verkopen", None])
def test_a_row_knows_other_kinds(post: Post, sale: Sale, kind: object) -> None:
    """The kinds of a line do not fit a row of `btw`."""
    answer = post(sale(btw=[{"btwSoort": kind, "btwBedrag": "21.00"}]))
    assert answer.json()["modelState"].keys() == {"btw[0].btwSoort"}


def test_a_line_has_the_kind_of_its_ledger(
    post: Post, sale: Sale, line: Line, codes: Codes
) -> None:
    """Rule 15: a kind that the ledger does not take is BOE-0082."""
    answer = post(sale(boekingsregels=[line(8110, "100.00", "Hoog")]))
    assert codes(answer) == ["BOE-0082"]


def test_the_kind_of_a_line_may_be_left_to_the_ledger(
    post: Post, sale: Sale, line: Line
) -> None:
    """A line without a kind gets that of its ledger, and shows it."""
    stored = post(sale(boekingsregels=[line(8100, "100.00", None)])).json()
    assert stored["boekingsregels"][0]["btwSoort"] == "Hoog"


def test_a_row_needs_a_line(post: Post, sale: Sale, codes: Codes) -> None:
    """Rule 16: VAT of a kind that no line has is BOE-0069."""
    rows = [row("VerkopenHoog", "21.00"), row("VerkopenLaag", "0.00")]
    answer = post(sale(btw=rows))
    assert codes(answer) == ["BOE-0069"]
    assert "(Btwsoort is niet correct)" in answer.json()[0]["message"]


def test_a_taxed_line_needs_a_row(post: Post, sale: Sale, codes: Codes) -> None:
    """Rule 16: a taxed line without its VAT is BOE-0082 and names the ledger."""
    answer = post(sale(btw=[], factuurbedrag="100.00"))
    assert codes(answer) == ["BOE-0082"]
    assert answer.json()[0]["message"].endswith("ontbreekt de btwboeking: 8100")


@pytest.mark.parametrize("kind", ["Geen", "InkopenHoog"])
def test_rows_that_mean_nothing_on_a_sale_are_refused(
    post: Post, sale: Sale, codes: Codes, kind: str
) -> None:
    """A row of no VAT, or of VAT on purchases, is BOE-0069."""
    rows = [row("VerkopenHoog", "21.00"), row(kind, "0.00")]
    assert codes(post(sale(btw=rows))) == ["BOE-0069"]


def test_vat_of_a_kind_may_be_split(post: Post, sale: Sale) -> None:
    """Rule 17: two rows of one kind count together."""
    rows = [row("VerkopenHoog", "20.00"), row("VerkopenHoog", "1.00")]
    assert post(sale(btw=rows)).status_code == 201


@pytest.mark.parametrize(
    ("vat", "lines", "good"),
    [
        ("21.01", 1, True),
        ("20.99", 1, True),
        ("21.02", 1, False),
        ("20.98", 1, False),
        ("21.02", 2, True),
        ("21.03", 2, False),
        ("-21.00", 1, False),
    ],
)
def test_vat_is_right_to_a_cent_a_line(
    post: Post,
    sale: Sale,
    line: Line,
    codes: Codes,
    vat: str,
    lines: int,
    *,
    good: bool,
) -> None:
    """Rule 18: one cent for each line of the kind, and not one more."""
    share = {1: "100.00", 2: "50.00"}[lines]
    total = f"{100 + float(vat):.2f}"
    answer = post(
        sale(
            boekingsregels=[line(8100, share) for _ in range(lines)],
            btw=[row("VerkopenHoog", vat)],
            factuurbedrag=total,
        )
    )
    assert codes(answer) == ([] if good else ["BOE-0069"])
    if not good:
        assert "(Btwpercentage is niet correct)" in answer.json()[0]["message"]


@pytest.mark.parametrize(
    ("kind", "number", "vat"),
    [("Laag", 8110, "9.00"), ("Overig", 8120, "0.00"), ("Hoog", 8200, "21.00")],
)
def test_each_kind_has_its_rate(
    post: Post, sale: Sale, line: Line, kind: str, number: int, vat: str
) -> None:
    """The rate is that of the kind on the date of the invoice."""
    body = sale(
        boekingsregels=[line(number, "100.00", kind)],
        btw=[row(f"Verkopen{kind}", vat)],
        factuurbedrag=f"{100 + float(vat):.2f}",
    )
    assert post(body).status_code == 201


@pytest.mark.parametrize(
    ("day", "vat", "good"),
    [
        ("2018-12-31", "6.00", True),
        ("2018-12-31", "9.00", False),
        ("2019-01-01", "9.00", True),
        ("2019-01-01", "6.00", False),
    ],
)
def test_the_low_rate_changed_in_2019(
    open_administration: Callable[..., PracticeAdministration],
    connect: Callable[[PracticeAdministration], httpx.Client],
    codes: Codes,
    day: str,
    vat: str,
    *,
    good: bool,
) -> None:
    """Until 2018 the low rate is 6%, from 2019 on it is 9%."""
    administration = open_administration(book_year=2019)
    body = {
        "factuurnummer": "1",
        "factuurdatum": day,
        "klant": {"id": administration.add_relation_by_hand(naam="K")["id"]},
        "factuurbedrag": f"{100 + float(vat):.2f}",
        "boekingsregels": [
            {"grootboek": {"id": administration.ledger(8110)["id"]}, "bedrag": "100"}
        ],
        "btw": [row("VerkopenLaag", vat)],
    }
    answer = connect(administration).post("/v2/verkoopboekingen", json=body)
    assert codes(answer) == ([] if good else ["BOE-0069"])


def test_a_credit_note_has_negative_vat(post: Post, sale: Sale, line: Line) -> None:
    """A negative sale is booked when its VAT is negative too."""
    body = sale(
        boekingsregels=[line(8100, "-40.00")],
        btw=[row("VerkopenHoog", "-8.40")],
        factuurbedrag="-48.40",
    )
    assert post(body).status_code == 201


def test_reverse_charge_stands_alone(
    post: Post, sale: Sale, line: Line, codes: Codes
) -> None:
    """Rule 19: VerkopenVerlegd next to other VAT is BOE-0062."""
    answer = post(
        sale(
            boekingsregels=[line(8150, "250.00", "Geen"), line(8100, "100.00")],
            btw=[row("VerkopenVerlegd", "0.00"), row("VerkopenHoog", "21.00")],
            factuurbedrag="371.00",
        )
    )
    assert codes(answer) == ["BOE-0062"]


@pytest.mark.parametrize(
    ("number", "vat", "expected"),
    [
        (8150, "0.00", []),
        (8150, "1.00", ["BOE-0069"]),
        (8160, "0.00", ["BOE-0069"]),
    ],
)
def test_reverse_charge_is_nothing_on_its_own_ledger(
    post: Post,
    sale: Sale,
    line: Line,
    codes: Codes,
    number: int,
    vat: str,
    expected: list[str],
) -> None:
    """VerkopenVerlegd is 0.00 and needs a line on a ledger of function 10."""
    body = sale(
        boekingsregels=[line(number, "250.00", "Geen")],
        btw=[row("VerkopenVerlegd", vat)],
        factuurbedrag=f"{250 + float(vat):.2f}",
    )
    assert codes(post(body)) == expected


def test_exempt_lines_may_stand_next_to_taxed_ones(
    post: Post, sale: Sale, line: Line
) -> None:
    """A line without VAT goes with lines that have it."""
    lines = [line(8100, "100.00"), line(8199, "10.00", "Geen")]
    assert post(sale(boekingsregels=lines, factuurbedrag="131.00")).status_code == 201


@pytest.mark.parametrize(
    ("country", "vat_number", "expected"),
    [
        ("DE", "DE123456789", []),
        ("GR", "EL123456789", []),
        ("DE", None, ["BOE-0080"]),
        ("NL", "NL000099998B57", ["BOE-0080"]),
        ("US", None, ["BOE-0080"]),
    ],
)
@pytest.mark.parametrize("number", [8170, 8270])
def test_eu_revenue_needs_a_business_elsewhere_in_the_eu(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    line: Line,
    codes: Codes,
    *,
    country: str,
    vat_number: str | None,
    expected: list[str],
    number: int,
) -> None:
    """Rule 20: ledgers of function 80 and 88 need an EU VAT number, not in NL."""
    address = {"straat": "A 1", "postcode": "1", "plaats": "B"}
    land = {"id": administration.country(country)["id"]}
    buyer = administration.add_relation_by_hand(
        naam="K", btwNummer=vat_number, vestigingsAdres={**address, "land": land}
    )
    body = sale(
        klant={"id": buyer["id"]},
        boekingsregels=[line(number, "250.00", "Geen")],
        btw=[],
        factuurbedrag="250.00",
    )
    assert codes(post(body)) == expected


@pytest.mark.parametrize(
    ("number", "function"), [(1671, "BtwAfTeDragenHoog"), (1300, "DagboekVerkoop")]
)
def test_the_balance_ledgers_must_be_there(
    administration: PracticeAdministration,
    post: Post,
    sale: Sale,
    codes: Codes,
    number: int,
    function: str,
) -> None:
    """Without an active ledger for VAT or debtors: BOE-0081, with its function."""
    administration.ledger(number)["nonactief"] = True
    answer = post(sale())
    assert codes(answer) == ["BOE-0081"]
    assert function in answer.json()[0]["message"]
