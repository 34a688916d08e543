from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from snelsync.sandbox.administration import PracticeAdministration

Body = dict[str, Any]


@pytest.fixture
def chart(api: httpx.Client) -> dict[int, Body]:
    """Read the chart, by number."""
    return {row["nummer"]: row for row in api.get("/v2/grootboeken").json()}


@pytest.mark.parametrize(
    ("number", "function", "kinds"),
    [
        (8100, "VerkopenOmzetHoog", ["Hoog"]),
        (8010, "VerkopenOmzetLaag", ["Laag"]),
        (8220, "VerkopenOmzetOverig", ["Overig"]),
        (8199, "VerkopenOmzetOnbelastVerlegd", ["Geen"]),
        (8070, "VerkopenExportBinnenEU", ["Geen"]),
        (8160, "VerkopenExportBuitenEU", ["Geen"]),
        (8270, "DienstverleningBinnenEU", ["Geen"]),
        (8180, "InstallatieTeleverkoopBinnenEUgeen", ["Geen"]),
        (1300, "DagboekVerkoop", ["Geen"]),
        (1671, "BtwAfTeDragenHoog", ["Geen"]),
        (4756, "Diversen", ["Geen"]),
        (4753, "InkopenKostenAlleBtwTarieven", ["Geen", "Laag", "Hoog", "Overig"]),
    ],
)
def test_the_chart_is_that_of_a_new_administration(
    chart: dict[int, Body], number: int, function: str, kinds: list[str]
) -> None:
    """Numbers, functions and kinds of VAT are those of the default chart."""
    row = chart[number]
    assert (row["grootboekfunctie"], row["btwSoort"]) == (function, kinds)


def test_a_chart_can_have_numbers_of_its_own() -> None:
    """Every account but the journals has another number, and is the same otherwise."""
    usual, other = PracticeAdministration(), PracticeAdministration(renumbered=True)
    kept = {row["nummer"] for row in usual.books.journals.values()}
    for key, row in usual.books.ledgers.items():
        number = row["nummer"]
        moved = number if number in kept else number * 10 + 1
        assert other.books.ledgers[key] == {**row, "nummer": moved}


def test_some_functions_occur_once(chart: dict[int, Body]) -> None:
    """Debtors, creditors and the VAT accounts are single (BOE-0087)."""
    counted = Counter(row["grootboekfunctie"] for row in chart.values())
    single = (
        "DagboekVerkoop DagboekInkoop DagboekBalans BtwAfteDragenLaag "
        "BtwAfTeDragenHoog BtwAfTeDragenOverig BtwTeVorderenLaag BtwTeVorderenHoog "
        "BtwTeVorderenOverig"
    )
    assert {counted[function] for function in single.split()} == {1}


def test_oss_ledgers_have_a_rate_code_each(chart: dict[int, Body]) -> None:
    """Every ledger for distance sales names a rate code, no other does."""
    coded = {row["vatRateCode"] for row in chart.values() if row["vatRateCode"]}
    assert coded == {"SR", "RRH", "RRL", "PR", "SRR"}


def test_the_chart_has_traps(chart: dict[int, Body]) -> None:
    """One ledger is out of use and one needs a cost centre."""
    assert [nr for nr, row in chart.items() if row["nonactief"]] == [8191]
    assert [nr for nr, row in chart.items() if row["kostenplaatsVerplicht"]] == [8102]


def test_one_ledger_can_be_read(api: httpx.Client, chart: dict[int, Body]) -> None:
    """A ledger is found by its id and another id is not found."""
    row = chart[8100]
    assert api.get(f"/v2{row['uri']}").json() == row
    missing = api.get("/v2/grootboeken/11111111-2222-3333-4444-555555555555")
    assert (missing.status_code, missing.json().keys()) == (404, {"Message"})


def test_journals_of_each_kind(api: httpx.Client, chart: dict[int, Body]) -> None:
    """Every journal is a ledger of the same number too."""
    rows = api.get("/v2/dagboeken").json()
    kinds = {row["soort"] for row in rows}
    assert kinds == {"Kas", "Bank", "Verkoop", "Inkoop", "Memoriaal", "Balans"}
    assert {row["nummer"] for row in rows} <= chart.keys()


def test_countries_have_two_codes(api: httpx.Client) -> None:
    """About 250 countries, with a two-letter and mostly a three-letter code."""
    rows = api.get("/v2/landen").json()
    assert 250 <= len(rows) <= 255
    by_code = {row["landcode"]: row for row in rows}
    assert len(by_code) == len(rows)
    assert by_code["DE"]["naam"] == "Duitsland"
    assert by_code["DE"]["landcodeISO"] == "DEU"
    assert 1 <= sum(row["landcodeISO"] is None for row in rows) <= 5
    assert api.get(f"/v2{by_code['DE']['uri']}").json() == by_code["DE"]


def test_dutch_rates_have_their_history(api: httpx.Client) -> None:
    """Each kind has a rate for every day since 2001, and one only."""
    rows = api.get("/v2/btwtarieven").json()
    for kind, day, rate in (
        ("Hoog", "2012-09-30", 19),
        ("Hoog", "2012-10-01", 21),
        ("Laag", "2018-12-31", 6),
        ("Laag", "2019-01-01", 9),
        ("Overig", "2026-01-01", 0),
        ("Geen", "2026-01-01", 0),
    ):
        moment = f"{day}T00:00:00"
        found = [
            row["btwPercentage"]
            for row in rows
            if row["btwSoort"] == kind
            and row["datumVanaf"] <= moment <= row["datumTotEnMet"]
        ]
        assert found == [rate], (kind, day)


def test_eu_rates_cover_the_27(api: httpx.Client) -> None:
    """Each country has a standard rate, by its three-letter code."""
    rows = api.get("/v2/vatrates").json()
    landen = {row["landcodeISO"] for row in api.get("/v2/landen").json()}
    assert len({row["countryCode"] for row in rows} & landen) == len(rows) == 27
    known = {row["rateCode"] for row in api.get("/v2/vatratedefinitions").json()}
    for row in rows:
        codes = {rate["rateCode"] for rate in row["vatRates"]}
        assert "SR" in codes
        assert codes <= known
    assert api.get("/v2/vatrates/XXX").status_code == 404
    germany = api.get("/v2/vatrates/DEU").json()["vatRates"]
    assert [(rate["rateCode"], rate["rate"]) for rate in germany] == [
        ("SR", 19),
        ("RRL", 7),
    ]


def test_cost_centres(api: httpx.Client) -> None:
    """There are some, one of them out of use."""
    rows = api.get("/v2/kostenplaatsen").json()
    assert [row["nonactief"] for row in rows] == [False, False, True]
    assert api.get(f"/v2{rows[0]['uri']}").json() == rows[0]


def test_the_company_shows_its_schemes(
    open_administration: Callable[..., PracticeAdministration],
    connect: Callable[[PracticeAdministration], httpx.Client],
) -> None:
    """OSS, KOR, the book year and the ledger for foreign VAT can be read."""
    administration = open_administration(name="Winkel", oss=True, kor=True)
    company = connect(administration).get("/v2/companyInfo").json()
    assert company["administratieNaam"] == "Winkel"
    assert company["factureerBuitenlandsBtw"] is True
    scheme = company["kleineOndernemersregeling"]
    assert scheme["isKleineOndernemersRegelingActief"] is True
    assert company["huidigBoekjaar"] == 2026
    foreign = administration.ledgers[company["buitenlandseBtwGrootboek"]["id"]]
    assert foreign["nummer"] == 1700


class TestSwitchingOss:
    def test_only_the_switch_changes(self, api: httpx.Client) -> None:
        """PUT changes factureerBuitenlandsBtw and nothing else."""
        company = api.get("/v2/companyInfo").json()
        sent = {**company, "factureerBuitenlandsBtw": True, "bedrijfsnaam": "Ander"}
        answer = api.put("/v2/companyInfo", json=sent)
        assert answer.status_code == 200
        assert answer.json() == {**company, "factureerBuitenlandsBtw": True}

    def test_the_switch_must_be_sent(self, api: httpx.Client) -> None:
        """A body without it does not fit the model."""
        answer = api.put("/v2/companyInfo", json={})
        assert answer.json()["modelState"].keys() == {"factureerBuitenlandsBtw"}

    def test_every_oss_ledger_needs_a_rate_code(
        self, api: httpx.Client, administration: PracticeAdministration
    ) -> None:
        """With a ledger that has none the switch stays off."""
        administration.ledger(8180)["vatRateCode"] = None
        answer = api.put("/v2/companyInfo", json={"factureerBuitenlandsBtw": True})
        assert answer.status_code == 400
        assert api.get("/v2/companyInfo").json()["factureerBuitenlandsBtw"] is False


def test_vat_returns_are_there_when_they_were_added(
    api: httpx.Client, administration: PracticeAdministration
) -> None:
    """None at first; one that was added has all boxes and can be filtered."""
    assert api.get("/v2/btwaangiftes").json() == []
    boxes = {"1A": {"omzet": 100, "btw": 21}}
    begins = date(2026, 1, 1)
    row = administration.add_vat_return(begins, boxes=boxes)
    source = "Rubriek1A/Btw eq 21 and BtwAangifteStatus eq 'Geaccepteerd'"
    (found,) = api.get("/v2/btwaangiftes", params={"$filter": source}).json()
    assert found == api.get(f"/v2{row['uri']}").json()
    assert found["rubriek1A"]["omzet"] == 100
    assert found["rubriek5G"]["btw"] == 0


def test_ids_are_made_by_the_caller_if_wanted(
    open_administration: Callable[..., PracticeAdministration],
) -> None:
    """The start is the same every time, and so can the new ids be."""

    def names() -> list[str]:
        ids = (UUID(int=at) for at in range(1, 100))
        administration = open_administration(new_id=lambda: next(ids))
        administration.add_booking_by_hand("1", "10.00")
        kept = (administration.bookings, administration.ledgers)
        return [guid for rows in kept for guid in rows]

    assert names() == names()
