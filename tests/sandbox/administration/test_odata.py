from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snelsync.sandbox.administration import PracticeAdministration
from snelsync.sandbox.administration.errors import Refusal
from snelsync.sandbox.administration.odata_filter import parse_filter
from snelsync.sandbox.administration.read_models import INVOICE, RELATION

Codes = Callable[[httpx.Response], list[str]]


@pytest.fixture
def names(
    administration: PracticeAdministration, api: httpx.Client
) -> Callable[[str], list[str]]:
    """Filter four invoices and give the numbers that are left."""
    for number, total, day in (
        ("WC-1", "121.00", "2026-01-31"),
        ("WC-2", "60.50", "2026-02-01"),
        ("wc-3", "-12.10", "2026-03-01"),
        ("O'Neil", "10.00", "2025-12-31"),
    ):
        administration.add_booking_by_hand(
            number, total, factuurdatum=date.fromisoformat(day)
        )

    def ask(source: str) -> list[str]:
        answer = api.get("/v2/verkoopfacturen", params={"$filter": source})
        assert answer.status_code == 200, answer.text
        return [row["factuurnummer"] for row in answer.json()]

    return ask


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Factuurnummer eq 'WC-1'", ["WC-1"]),
        ("Factuurnummer eq 'wc-1'", []),
        ("Factuurnummer eq 'O''Neil'", ["O'Neil"]),
        ("'WC-2' eq Factuurnummer", ["WC-2"]),
        ("Factuurnummer ne 'WC-1'", ["WC-2", "wc-3", "O'Neil"]),
        ("FactuurBedrag gt 60.50", ["WC-1"]),
        ("FactuurBedrag ge 60.50", ["WC-1", "WC-2"]),
        ("FactuurBedrag lt -12", ["wc-3"]),
        ("FactuurBedrag le -12.10", ["wc-3"]),
        ("FactuurDatum ge datetime'2026-02-01'", ["WC-2", "wc-3"]),
        ("FactuurDatum gt datetime'2026-01-31T00:00:00.5'", ["WC-2", "wc-3"]),
        ("year(FactuurDatum) eq 2025", ["O'Neil"]),
        ("startswith(Factuurnummer,'WC')", ["WC-1", "WC-2"]),
        ("startswith(Factuurnummer, 'WC') eq false", ["wc-3", "O'Neil"]),
        ("substringof('c-', Factuurnummer) eq true", ["wc-3"]),
        ("not startswith(Factuurnummer,'WC')", ["wc-3", "O'Neil"]),
        (
            "Factuurnummer eq 'WC-1' or Factuurnummer eq 'WC-2' and FactuurBedrag lt 0",
            ["WC-1"],
        ),
        (
            "(Factuurnummer eq 'WC-1' or FactuurBedrag gt 60) and FactuurBedrag lt 0",
            [],
        ),
        ("VervalDatum eq null", []),
        ("not (FactuurBedrag gt 0)", ["wc-3"]),
        ("VerkoopBoeking/Id eq guid'11111111-2222-3333-4444-555555555555'", []),
    ],
)
def test_a_filter_keeps_what_fits(
    names: Callable[[str], list[str]], source: str, expected: list[str]
) -> None:
    """The operators and functions of the portal do what they say."""
    assert names(source) == expected


@pytest.mark.parametrize(
    ("resource", "source", "count"),
    [
        ("relaties", "Relatiesoort/any(r:r eq 'Klant')", 1),
        ("relaties", "Relatiesoort/any(r: r eq 'Klant' or r eq 'Eigen')", 2),
        ("relaties", "ExtraVeldenKlant/any(e:e/Waarde eq 'x' and e/Naam eq 'y')", 0),
        ("relaties", "Email eq null", 3),
        ("relaties", "Relatiecode lt 0", 2),
        ("relaties", "Nonactief eq false", 3),
        ("grootboeken", "Nummer eq 8100", 1),
        (
            "grootboeken",
            "Grootboekfunctie eq 'VerkopenOmzetHoog' and Nummer lt 8100",
            1,
        ),
        ("grootboeken", "VatRateCode ne null", 5),
        ("grootboeken", "BtwSoort/any(b:b eq 'Laag')", 9),
        ("vatrates", "CountryCode eq 'DEU'", 1),
        ("vatratedefinitions", "RateCode eq 'SR'", 1),
    ],
)
def test_every_list_with_odata_can_be_filtered(
    api: httpx.Client, resource: str, source: str, count: int
) -> None:
    """Collections, nulls, codes and names can all be asked for."""
    answer = api.get(f"/v2/{resource}", params={"$filter": source})
    assert len(answer.json()) == count, answer.text


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("naam eq 'x'", "naam"),
        ("Name eq 'x'", "Name"),
        ("Uri eq 'x'", "Uri"),
        ("VestigingsAdres/land/Id eq null", "land"),
    ],
)
def test_an_unknown_name_has_the_observed_answer(
    api: httpx.Client, source: str, name: str
) -> None:
    """Names are case sensitive; a wrong one answers 400 with the framework's text."""
    answer = api.get("/v2/relaties", params={"$filter": source})
    assert answer.status_code == 400
    said = answer.json()["Message"]
    assert said.startswith(f"Could not find a property named '{name}' on type '")
    assert "'SnelStart.B2B.Api.V2.Models." in said


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Naam",
        "Naam eq",
        "Naam eq 'x",
        "Naam EQ 'x'",
        "Naam = 'x'",
        "(Naam eq 'x'",
        "Naam eq 'x')",
        "Naam eq 'x' and",
        "not Naam",
        "ModifiedOn gt 2026-01-01",
        "ModifiedOn gt 2026-01-01T00:00:00Z",
        "ModifiedOn gt datetimeoffset'2026-01-01T00:00:00Z'",
        "ModifiedOn gt datetime'gisteren'",
        "Id eq guid'1'",
        "Naam/any(r:r eq 'x')",
        "substringof('x')",
        "(" * 200 + "Naam eq 'x'" + ")" * 200,
    ],
)
def test_a_filter_that_cannot_be_read_is_alg_0104(
    api: httpx.Client, codes: Codes, source: str
) -> None:
    """Broken syntax answers the array with the code of a bad filter."""
    answer = api.get("/v2/relaties", params={"$filter": source})
    assert codes(answer) == ["ALG-0104"]


@pytest.mark.parametrize(
    "source",
    [
        "Naam eq 5",
        "Relatiecode eq '5'",
        "Id eq '11111111-2222-3333-4444-555555555555'",
        "ModifiedOn gt '2026-01-01'",
        "Relatiesoort eq 'Klant'",
        "VestigingsAdres/Land eq 'NL'",
        "contains(Naam,'x')",
        "tolower(Naam) eq 'x'",
    ],
)
def test_kinds_are_not_mixed(api: httpx.Client, source: str) -> None:
    """Text against a number, a v4 function and the like answer 400."""
    answer = api.get("/v2/relaties", params={"$filter": source})
    assert answer.status_code == 400
    assert answer.json().keys() == {"Message"}


@pytest.mark.parametrize(
    "query",
    [
        "$top=0",
        "$top=501",
        "$top=-1",
        "$top=x",
        "$top=",
        "$skip=-1",
        "$orderby=Naam",
        "$expand=Land",
        "$count=true",
        "$inlinecount=allpages",
        "$top=1&$top=2",
        "$filter=Relatiecode eq 1&$filter=Relatiecode eq 2",
        "$select=naam",
        "$select=",
    ],
)
def test_other_options_are_refused(api: httpx.Client, query: str) -> None:
    """What is out of range, undocumented or given twice answers 400."""
    answer = api.get(f"/v2/relaties?{query}")
    assert answer.status_code == 400
    assert answer.json().keys() == {"Message"}


def test_a_page_above_the_limit_has_the_observed_text(api: httpx.Client) -> None:
    """More than 500 rows may not be asked for."""
    said = api.get("/v2/relaties?$top=501").json()["Message"]
    assert "The limit of '500' for Top query has been exceeded." in said


def test_a_list_is_read_page_by_page(
    api: httpx.Client, administration: PracticeAdministration
) -> None:
    """Without $top a page has 500 rows; $skip gives the next, with no count."""
    for at in range(503):
        administration.add_relation_by_hand(naam=f"Klant {at}")
    first = api.get("/v2/relaties")
    second = api.get("/v2/relaties?$skip=500")
    assert (len(first.json()), len(second.json())) == (500, 6)
    codes = [row["relatiecode"] for row in first.json() + second.json()]
    assert len(set(codes)) == 506
    assert len(api.get("/v2/relaties?$skip=1&$top=2").json()) == 2


def test_columns_can_be_chosen(api: httpx.Client) -> None:
    """$select leaves only what it names."""
    rows = api.get("/v2/grootboeken?$select=Id, Nummer&$top=1").json()
    assert [row.keys() for row in rows] == [{"id", "nummer"}]


@pytest.mark.parametrize("resource", ["landen", "dagboeken"])
def test_some_lists_ignore_every_option(api: httpx.Client, resource: str) -> None:
    """Countries and journals come whole, whatever is asked (observed live)."""
    whole = api.get(f"/v2/{resource}").json()
    asked = {"$filter": "landcode eq 'NL'", "$top": "1", "$orderby": "x"}
    assert api.get(f"/v2/{resource}", params=asked).json() == whole


@given(st.text(alphabet="abAB' ()/:,eqnuldatimgor0189-.", max_size=40))
def test_no_filter_breaks_the_reader(source: str) -> None:
    """Any text is a filter or is refused; nothing else happens."""
    with suppress(Refusal):
        assert isinstance(parse_filter(source, RELATION)({}), bool)


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_text_can_be_quoted(number: str, other: str) -> None:
    """A text with its quotes doubled finds exactly itself."""
    quoted = number.replace("'", "''")
    test = parse_filter(f"Factuurnummer eq '{quoted}'", INVOICE)
    row: dict[str, Any] = {"factuurnummer": number}
    assert test(row)
    assert test({"factuurnummer": other}) == (number == other)
