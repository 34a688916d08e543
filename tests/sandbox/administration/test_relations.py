from collections.abc import Callable
from typing import Any

import httpx
import pytest

from snelsync.sandbox.administration import PracticeAdministration

Body = dict[str, Any]
Codes = Callable[[httpx.Response], list[str]]
SOME_GUID = "11111111-2222-3333-4444-555555555555"
ADDRESS = {"straat": "Dam 1", "postcode": "1012 JS", "plaats": "Amsterdam"}


@pytest.fixture
def add(api: httpx.Client) -> Callable[..., httpx.Response]:
    """Send a new relation."""

    def send(**fields: Any) -> httpx.Response:  # noqa: ANN401
        body = {"relatiesoort": ["Klant"], "naam": "J. Jansen", **fields}
        return api.post("/v2/relaties", json=body)

    return send


Add = Callable[..., httpx.Response]


def test_a_relation_is_answered_as_it_is_kept(api: httpx.Client, add: Add) -> None:
    """201 gives every property, with a code of its own and the Netherlands."""
    answer = add(vestigingsAdres=ADDRESS, email="j@example.nl")
    kept = answer.json()
    assert answer.status_code == 201
    assert kept == api.get(f"/v2{kept['uri']}").json()
    assert kept["relatiecode"] == 1
    land = api.get(f"/v2{kept['vestigingsAdres']['land']['uri']}").json()
    assert land["landcode"] == "NL"
    assert kept["correspondentieAdres"] is None


def test_three_relations_are_there_from_the_start(api: httpx.Client) -> None:
    """The company itself and the two unknown ones have reserved codes."""
    rows = api.get("/v2/relaties").json()
    kinds = {row["relatiecode"]: row["relatiesoort"] for row in rows}
    assert kinds == {0: ["Eigen"], -1: ["Leverancier"], -2: ["Klant"]}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"id": SOME_GUID}, "REL-0063"),
        ({"relatiesoort": None}, "REL-0001"),
        ({"relatiesoort": []}, "REL-0001"),
        ({"relatiesoort": ["Geen"]}, "REL-0001"),
        ({"relatiesoort": ["Eigen"]}, "REL-0048"),
        ({"relatiesoort": ["Klant", "Leverancier"]}, "REL-0065"),
        ({"naam": None}, "REL-0007"),
        ({"naam": " "}, "REL-0007"),
        ({"krediettermijn": -366}, "REL-0003"),
        ({"krediettermijn": 1001}, "REL-0003"),
        ({"kvkNummer": "1234567"}, "REL-0006"),
        ({"kvkNummer": "1234567A"}, "REL-0006"),
        ({"oin": "123"}, "REL-0086"),
        ({"telefoon": "0" * 26}, "REL-0013"),
        ({"mobieleTelefoon": "0" * 26}, "REL-0012"),
        ({"email": "niemand"}, "REL-0061"),
        ({"email": "a@b"}, "REL-0061"),
        ({"email": "a@b.nl,c@d.nl"}, "REL-0084"),
        ({"email": "x" * 246 + "@b.nl"}, "REL-0085"),
        ({"websiteUrl": "geen url"}, "REL-0015"),
        ({"iban": "NL91ABNA0417164301"}, "REL-0011"),
        ({"bic": "ABNA"}, "REL-0010"),
        ({"bankieren": True, "iban": "NL91ABNA0417164300"}, "REL-0014"),
        ({"incassoSoort": "Core"}, "REL-0009"),
        ({"factuurRelatie": {"id": SOME_GUID}}, "REL-0017"),
        ({"factuurEmailVersturen": {"shouldSend": True}}, "REL-0032"),
        (
            {"factuurEmailVersturen": {"shouldSend": True, "email": "x"}},
            "REL-0033",
        ),
    ],
)
def test_a_broken_rule_has_its_code(
    add: Add, codes: Codes, fields: Body, expected: str
) -> None:
    """Each property that a client sends has the rule and code of the portal."""
    assert codes(add(**fields)) == [expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"factuurkorting": 1}, "REL-0004"),
        ({"kredietLimiet": 100}, "REL-0062"),
        ({"aanmaningsoort": "Consument"}, "REL-0002"),
        ({"incassoSoort": "Core", "iban": "NL91ABNA0417164300"}, "REL-0016"),
    ],
)
def test_some_properties_are_for_customers(
    add: Add, codes: Codes, fields: Body, expected: str
) -> None:
    """A supplier cannot have what belongs to a customer."""
    assert codes(add(relatiesoort=["Leverancier"], **fields)) == [expected]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"naam": "x" * 51}, "naam"),
        ({"kvkNummer": "1" * 13}, "kvkNummer"),
        ({"relatiesoort": ["Vriend"]}, "relatiesoort[0]"),
        ({"relatiecode": -3}, "relatiecode"),
        ({"relatiecode": "12"}, "relatiecode"),
        ({"krediettermijn": "14"}, "krediettermijn"),
        ({"vestigingsAdres": {"huisnummer": "1"}}, "vestigingsAdres.huisnummer"),
        ({"vestigingsAdres": {"land": "NL"}}, "vestigingsAdres.land"),
        ({"factuurkorting": "1"}, "factuurkorting"),
    ],
)
def test_a_body_fits_the_model(add: Add, fields: Body, place: str) -> None:
    """Lengths and types that the model gives are a modelState error."""
    answer = add(**fields)
    assert answer.status_code == 400
    assert answer.json()["modelState"].keys() == {place}


def test_a_code_is_used_once(add: Add, codes: Codes) -> None:
    """A relatiecode in use is REL-0008; without one the next is given."""
    assert add(relatiecode=1001).json()["relatiecode"] == 1001
    assert codes(add(relatiecode=1001)) == ["REL-0008"]
    assert add(relatiecode=0).json()["relatiecode"] == 1002


@pytest.mark.parametrize(
    ("which", "part", "length", "expected"),
    [
        ("vestigingsAdres", "contactpersoon", 50, "REL-0023"),
        ("vestigingsAdres", "straat", 50, "REL-0020"),
        ("vestigingsAdres", "postcode", 25, "REL-0021"),
        ("vestigingsAdres", "plaats", 50, "REL-0022"),
        ("correspondentieAdres", "contactpersoon", 50, "REL-0028"),
        ("correspondentieAdres", "straat", 50, "REL-0025"),
        ("correspondentieAdres", "postcode", 25, "REL-0026"),
        ("correspondentieAdres", "plaats", 50, "REL-0027"),
    ],
)
def test_an_address_has_longest_lengths(
    add: Add, codes: Codes, which: str, part: str, length: int, expected: str
) -> None:
    """Each part of both addresses has a length and a code."""
    good = {**ADDRESS, part: "x" * length}
    assert codes(add(**{which: good})) == []
    assert codes(add(**{which: {**good, part: "x" * (length + 1)}})) == [expected]


@pytest.mark.parametrize("missing", ["straat", "postcode", "plaats"])
@pytest.mark.parametrize("empty", [None, "", " "])
def test_an_address_is_whole_or_absent(
    add: Add, codes: Codes, missing: str, empty: str | None
) -> None:
    """A part that is missing or blank is REL-0060."""
    assert codes(add(vestigingsAdres={**ADDRESS, missing: empty})) == ["REL-0060"]


def test_a_country_alone_is_no_address(
    administration: PracticeAdministration, add: Add, codes: Codes
) -> None:
    """Only a country is REL-0060; no address at all is fine."""
    land = {"id": administration.country("DE")["id"]}
    assert codes(add(vestigingsAdres={"land": land})) == ["REL-0060"]
    assert codes(add(vestigingsAdres={})) == []


def test_a_country_is_known(add: Add, codes: Codes) -> None:
    """An unknown country is REL-0056, on the other address REL-0055."""
    address = {**ADDRESS, "land": {"id": SOME_GUID}}
    assert codes(add(vestigingsAdres=address)) == ["REL-0056"]
    assert codes(add(correspondentieAdres=address)) == ["REL-0055"]


class TestVatNumbers:
    @pytest.fixture
    def give(
        self, administration: PracticeAdministration, add: Add
    ) -> Callable[[str, str], httpx.Response]:
        def send(country: str, number: str) -> httpx.Response:
            land = {"id": administration.country(country)["id"]}
            return add(vestigingsAdres={**ADDRESS, "land": land}, btwNummer=number)

        return send

    @pytest.mark.parametrize(
        ("country", "number", "expected"),
        [
            ("NL", "NL000099998B57", []),
            ("NL", "000099998B57", []),
            ("DE", "DE123456789", []),
            ("GR", "EL123456789", []),
            ("BE", "BE0123456789", []),
            ("GB", "XI123456789", []),
            ("DE", "X", ["REL-0058", "REL-0087", "REL-0088"]),
            ("DE", "DE" + "1" * 49, ["REL-0057", "REL-0088"]),
            ("DE", "DE 123456789", ["REL-0059"]),
            ("DE", "DE123.456.789", ["REL-0059"]),
            ("NL", "DE123456789", ["REL-0087"]),
            ("DE", "000099998B57", ["REL-0087"]),
            ("GR", "GR123456789", ["REL-0087", "REL-0088"]),
            ("DE", "DE12345678", ["REL-0088"]),
            ("DE", "de123456789", ["REL-0087", "REL-0088"]),
            ("US", "US123456789", ["REL-0088"]),
        ],
    )
    def test_a_number_fits_its_country(
        self,
        give: Callable[[str, str], httpx.Response],
        codes: Codes,
        country: str,
        number: str,
        expected: list[str],
    ) -> None:
        """Length, signs, prefix and form each have a code."""
        assert codes(give(country, number)) == expected

    def test_a_dutch_number_loses_its_prefix(
        self, give: Callable[[str, str], httpx.Response]
    ) -> None:
        """A Dutch number is read back without NL, another as it was sent."""
        assert give("NL", "NL000099998B57").json()["btwNummer"] == "000099998B57"
        assert give("DE", "DE123456789").json()["btwNummer"] == "DE123456789"

    @pytest.mark.parametrize(
        ("country", "number"), [("DE", "DE123456789"), ("NL", "NL000099998B57")]
    )
    def test_a_number_may_be_known_as_invalid(
        self,
        administration: PracticeAdministration,
        give: Callable[[str, str], httpx.Response],
        codes: Codes,
        country: str,
        number: str,
    ) -> None:
        """A number of the right form can be refused as the real check would."""
        administration.invalid_vat_numbers.add(number)
        assert codes(give(country, number)) == ["REL-0088"]


class TestChange:
    @pytest.fixture
    def kept(self, add: Add) -> Body:
        made: Body = add(email="j@example.nl", relatiecode=7).json()
        return made

    def test_put_replaces_the_whole(self, api: httpx.Client, kept: Body) -> None:
        """What was read can be put back; what is left out becomes empty."""
        path = f"/v2{kept['uri']}"
        same = api.put(path, json=kept)
        assert (same.status_code, same.json()) == (200, kept)
        bare = {"id": kept["id"], "relatiesoort": ["Klant"], "naam": "Nieuw"}
        changed = api.put(path, json=bare).json()
        assert (changed["naam"], changed["email"]) == ("Nieuw", None)
        assert changed["relatiecode"] == 7

    @pytest.mark.parametrize("guid", [None, SOME_GUID])
    def test_put_needs_the_same_id(
        self, api: httpx.Client, codes: Codes, kept: Body, guid: str | None
    ) -> None:
        """Another id in the body, or none, is REL-0047."""
        answer = api.put(f"/v2{kept['uri']}", json={**kept, "id": guid})
        assert codes(answer) == ["REL-0047"]

    def test_put_keeps_the_kind(
        self, api: httpx.Client, codes: Codes, kept: Body
    ) -> None:
        """The kind of a relation cannot be changed: REL-0064."""
        body = {**kept, "relatiesoort": ["Leverancier"]}
        assert codes(api.put(f"/v2{kept['uri']}", json=body)) == ["REL-0064"]

    def test_a_deleted_relation_is_gone(
        self, api: httpx.Client, codes: Codes, kept: Body
    ) -> None:
        """DELETE answers 200 and then the relation is not found."""
        path = f"/v2{kept['uri']}"
        assert api.delete(path).status_code == 200
        for again in (api.get(path), api.delete(path), api.put(path, json=kept)):
            assert again.status_code == 404
            assert codes(again) == ["REL-0005"]

    def test_a_relation_in_use_stays(
        self,
        api: httpx.Client,
        administration: PracticeAdministration,
        codes: Codes,
        kept: Body,
        add: Add,
    ) -> None:
        """Bookings keep a relation, and so do relations it is billed for."""
        administration.add_booking_by_hand("1", "10.00", klant=kept["id"])
        assert codes(api.delete(f"/v2{kept['uri']}")) == ["REL-0049"]
        payer = add().json()
        add(factuurRelatie={"id": payer["id"]})
        assert codes(api.delete(f"/v2{payer['uri']}")) == ["REL-0052"]

    @pytest.mark.parametrize(
        ("code", "expected"), [(0, "REL-0048"), (-1, "REL-0067"), (-2, "REL-0103")]
    )
    def test_system_relations_stay(
        self,
        api: httpx.Client,
        administration: PracticeAdministration,
        codes: Codes,
        code: int,
        expected: str,
    ) -> None:
        """The three relations of the start cannot be deleted."""
        rows = administration.relations.values()
        row = next(held for held in rows if held["relatiecode"] == code)
        assert codes(api.delete(f"/v2{row['uri']}")) == [expected]

    def test_an_id_is_a_guid(self, api: httpx.Client, codes: Codes) -> None:
        """Something else in the path is ALG-0103."""
        assert codes(api.get("/v2/relaties/12")) == ["ALG-0103"]


def test_a_factuurrelatie_is_a_customer(
    administration: PracticeAdministration, add: Add, codes: Codes
) -> None:
    """Billing to a relation that is no customer is REL-0018."""
    rows = administration.relations.values()
    supplier = next(row["id"] for row in rows if row["relatiecode"] == -1)
    assert codes(add(factuurRelatie={"id": supplier})) == ["REL-0018"]
