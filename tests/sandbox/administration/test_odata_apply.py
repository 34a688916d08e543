"""`$apply` as SnelStart's portal shows it (2026-05), and nothing beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from snelsync.sandbox.administration import PracticeAdministration
from snelsync.sandbox.administration.ledger import store_booking


@pytest.fixture
def ask(administration: PracticeAdministration, api: httpx.Client) -> Any:  # noqa: ANN401
    """Book EUR 121.00 in January and 242.00 in February, and ask for sums."""
    for number, total, day in (("1", "121", "2026-01-31"), ("2", "242", "2026-02-01")):
        administration.add_booking_by_hand(
            number, Decimal(total), factuurdatum=date.fromisoformat(day)
        )

    def asked(source: str, **more: str) -> httpx.Response:
        params = {"$apply": source} | {f"${name}": said for name, said in more.items()}
        return api.get("/v2/grootboekmutaties", params=params)

    return asked


@pytest.mark.parametrize(
    ("source", "amount"),
    [
        ("aggregate(Saldo with sum as TotaalSaldo)", "0"),
        ("aggregate(Debet with max as TotaalSaldo)", "242"),
        ("aggregate(Credit with min as TotaalSaldo)", "0"),
        ("aggregate(Credit with average as TotaalSaldo)", "60.5"),
    ],
)
def test_all_is_added_up(ask: Any, source: str, amount: str) -> None:  # noqa: ANN401
    """One row, with the field under the name that was asked for."""
    answer = ask(source)
    assert answer.status_code == 200, answer.text
    ((name, value),) = answer.json()[0].items()
    assert (name, Decimal(str(value))) == ("TotaalSaldo", Decimal(amount))


def test_groups_are_added_up_after_the_filter(
    administration: PracticeAdministration,
    ask: Any,  # noqa: ANN401
) -> None:
    """By account and journal, of one month; without a sum the groups alone."""
    answer = ask(
        "groupby((Grootboek,Dagboek),aggregate(Saldo with sum as Totaal))",
        filter="Datum ge datetime'2026-02-01' and Datum lt datetime'2026-03-01'",
    )
    sums = {row["grootboek"]["id"]: row["Totaal"] for row in answer.json()}
    turnover = administration.ledger(8100)["id"]
    assert (len(sums), sums[turnover]) == (3, -200)
    assert {row["dagboek"]["uri"][:11] for row in answer.json()} == {"/dagboeken/"}
    (only,) = ask("groupby((Kostenplaats,Dagboek))").json()
    assert only["kostenplaats"] is None
    assert set(only) == {"kostenplaats", "dagboek"}
    assert ask("aggregate(Saldo with sum as T)", filter="Saldo gt 999").json() == [
        {"T": None}
    ]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "filter(Saldo gt 1)",
        "aggregate(Saldo with count as N)",
        "aggregate(Datum with max as N)",
        "aggregate(saldo with sum as N)",
        "aggregate(Saldo with sum as N,Debet with sum as M)",
        "aggregate(Saldo with sum)",
        "groupby((Grootboek))/aggregate(Saldo with sum as N)",
        "groupby((Grootboek/Id),aggregate(Saldo with sum as N))",
        "groupby((Datum),aggregate(Saldo with sum as N))",
        "groupby((FactuurNummer),aggregate(Saldo with sum as N))",
        "groupby((grootboek))",
        "groupby((Grootboek,Grootboek))",
        "groupby(Grootboek)",
        "groupby((Grootboek), aggregate(Saldo with sum as N))",
    ],
)
def test_what_is_not_shown_is_refused(ask: Any, source: str) -> None:  # noqa: ANN401
    """Nobody knows whether SnelStart understands it."""
    assert ask(source).status_code == 400


def test_sums_come_without_paging_and_of_mutations_only(
    ask: Any,  # noqa: ANN401
    api: httpx.Client,
) -> None:
    """Neither is shown anywhere."""
    source = "groupby((Grootboek))"
    assert ask(source, top="10").status_code == 400
    assert ask(source, skip="0").status_code == 400
    assert ask(source, select="Id").status_code == 400
    answer = api.get("/v2/verkoopfacturen", params={"$apply": source})
    assert answer.status_code == 400


def test_a_list_is_read_on_as_if_from_its_start(
    administration: PracticeAdministration, api: httpx.Client
) -> None:
    """Pages are cut out of one list, also when it changes between two of them."""
    for number in range(1, 8):
        administration.add_booking_by_hand(
            f"N{number}", Decimal(100 + number), factuurdatum=date(2026, 3, number)
        )

    def page(skip: int, **more: str) -> list[str]:
        params = {"$top": "2", "$skip": str(skip)} | more
        answer = api.get("/v2/verkoopfacturen", params=params)
        return [row["factuurnummer"] for row in answer.json()]

    late = {"$filter": "FactuurBedrag gt 102"}
    assert (page(0), page(2), page(1)) == (["N1", "N2"], ["N3", "N4"], ["N2", "N3"])
    assert (page(0, **late), page(2, **late)) == (["N3", "N4"], ["N5", "N6"])
    assert page(4) == ["N5", "N6"]
    assert page(0, **late) == ["N3", "N4"]
    dearer = next(iter(administration.bookings.values())) | {"factuurbedrag": 500}
    store_booking(dearer, administration.books)
    assert page(2, **late) == ["N4", "N5"]
    assert page(4) == ["N5", "N6"]
    first = next(iter(administration.bookings))
    administration.delete_booking(first)
    assert page(6) == []
    assert (page(4), page(2, **late), page(4, **late)) == (
        ["N6", "N7"],
        ["N5", "N6"],
        ["N7"],
    )
