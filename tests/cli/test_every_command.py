"""Every command on the example mapping: where words go, and the form of the JSON."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from snelsync.cli.output import Output
from snelsync.sandbox.shop import PracticeShop
from tests.cli.practice import FEW_ORDERS, Json, Practice, Say

DOCUMENT = {
    "kind",
    "order_id",
    "order_number",
    "refund_id",
    "revision",
    "number",
    "date",
    "total",
    "outcome",
    "reason",
    "snelstart_id",
    "lines",
    "problems",
}
DECIDED = DOCUMENT | {"customer", "description", "exchange", "vat"}
FINDING = {
    "kind",
    "order_id",
    "order_number",
    "number",
    "date",
    "verdict",
    "place",
    "shop",
    "books",
    "difference",
    "explanation",
    "remedy",
}
LINE = {
    "account",
    "description",
    "amount",
    "treatment",
    "vat_kind",
    "cost_centre",
    "foreign_vat",
    "is_vat",
    "source",
    "reason",
}
PROBLEM = {"code", "severity", "where", "message", "remedy"}
OUTCOMES = {"booked", "held", "skipped", "waiting", "planned"}
MONEY = re.compile(r"-?\d+\.\d{2,}")

AFTER_BOOKING: list[tuple[tuple[str, ...], int, set[str]]] = [
    (("auth", "status"), 0, set()),
    (("auth", "logout"), 0, set()),
    (("pull-orders",), 0, set()),
    (("map-check",), 3, DECIDED),
    (("push", "--dry-run"), 3, DECIDED),
    (("push", "--yes"), 3, DECIDED),
    (("reconcile", "2026"), 4, FINDING),
    (("report", "vat", "2026"), 3, DOCUMENT),
    (("report", "icp", "2026"), 3, DOCUMENT),
    (("report", "oss", "2026"), 3, DOCUMENT),
    (("status",), 3, DOCUMENT),
    (("show", "174"), 0, DECIDED),
]
REMARKS = {
    ("auth", "logout"): ("still set:",),
    ("map-check",): ("warning: ", "hint: ", "note: "),
    ("report", "vat", "2026"): ("note: ",),
    ("report", "icp", "2026"): ("note: ",),
    ("report", "oss", "2026"): ("note: ",),
}
_IDS = [" ".join(words) for words, *_ in AFTER_BOOKING]


def _command(words: tuple[str, ...]) -> str:
    return " ".join(words if words[0] == "auth" else words[:1])


def _fractions(value: Any) -> list[float]:  # noqa: ANN401 - any JSON
    """List the numbers that are not whole: money never is a number."""
    if isinstance(value, dict):
        return [one for part in value.values() for one in _fractions(part)]
    if isinstance(value, list):
        return [one for part in value for one in _fractions(part)]
    return [value] if isinstance(value, float) else []


@pytest.mark.parametrize(("words", "code", "keys"), AFTER_BOOKING, ids=_IDS)
def test_json_is_one_document_of_the_agreed_form(
    said: Say, words: tuple[str, ...], code: int, keys: set[str]
) -> None:
    """With --json every command prints one document, with exactly the agreed names."""
    told = said(*words, "--json")
    document = told.document
    assert (document["schema"], document["command"]) == (1, _command(words))
    assert document["exit_code"] == told.code == code
    assert all(isinstance(count, int) for count in document["counts"].values())
    assert _fractions(document) == []
    assert {frozenset(row) for row in document["documents"]} == (
        {frozenset(keys)} if keys else set()
    )


@pytest.mark.parametrize(("words", "code", "keys"), AFTER_BOOKING, ids=_IDS)
def test_data_goes_to_stdout_and_remarks_to_stderr(
    small_said: Say, words: tuple[str, ...], code: int, keys: set[str]
) -> None:
    """For a person every command says its data on stdout; only remarks on stderr."""
    told = small_said(*words)
    assert (told.code, bool(told.stdout.strip())) == (code, True), keys
    remarks = REMARKS.get(words, ())
    said = [line for line in told.stderr.splitlines() if line]
    assert all(line.startswith(remarks) for line in said)
    assert bool(said) == bool(remarks)


@pytest.mark.parametrize(("words", "code", "keys"), AFTER_BOOKING, ids=_IDS)
def test_quiet_says_one_line(
    small_said: Say, words: tuple[str, ...], code: int, keys: set[str]
) -> None:
    """With --quiet a command says one line at most, and nothing on stderr."""
    told = small_said(*words, "--quiet")
    assert (told.code, told.stderr) == (code, ""), keys
    assert told.stdout.count("\n") == (words[0] != "show")


def test_a_decided_document_has_lines_vat_and_problems(said: Say) -> None:
    """Lines, VAT and problems have exactly the agreed names; money is text."""
    documents = said("push", "--dry-run", "--json").document["documents"]
    assert {one["outcome"] for one in documents} == OUTCOMES - {"planned"}
    assert {one["kind"] for one in documents} == {"sale", "credit"}
    for one in documents:
        assert MONEY.fullmatch(one["total"]), one["total"]
        assert (one["refund_id"] is not None) == (one["kind"] == "credit")
        assert (one["snelstart_id"] is not None) == (one["outcome"] == "booked")
        assert bool(one["lines"]) == (one["outcome"] == "booked")
        holding = [row for row in one["problems"] if row["severity"] == "hold"]
        assert bool(holding) == (one["outcome"] == "held")
        assert all(line.keys() == LINE for line in one["lines"])
        assert all(row.keys() == {"kind", "amount"} for row in one["vat"])
        assert all(problem.keys() == PROBLEM for problem in one["problems"])
        assert all(problem["remedy"] for problem in one["problems"])


def test_the_lines_of_a_document_add_up_to_its_total(said: Say) -> None:
    """In the JSON too a booking balances: lines and VAT are the total, to the cent."""
    for one in said("push", "--dry-run", "--json").document["documents"]:
        if one["lines"]:
            amounts = [Decimal(row["amount"]) for row in (*one["lines"], *one["vat"])]
            assert sum(amounts) == Decimal(one["total"]), one["number"]


@pytest.mark.parametrize("words", [("push", "--dry-run"), ("map-check",)])
def test_counts_add_up_to_everything_seen(said: Say, words: tuple[str, ...]) -> None:
    """Every order and refund of the shop has one outcome, and the counts say so."""
    document = said(*words, "--json").document
    seen = said("status", "--json").document["seen"]
    assert sum(document["counts"].values()) == len(document["documents"])
    assert len(document["documents"]) == seen["orders"] + seen["refunds"] == 139


def test_status_counts_everything_and_lists_what_needs_a_person(
    said: Say,
) -> None:
    """Status adds up to everything seen, and each row it lists has a remedy."""
    document = said("status", "--json").document
    assert sum(document["counts"].values()) == 139
    assert len(document["documents"]) == document["counts"]["held"] > 0
    assert all(row["problems"][0]["remedy"] for row in document["documents"])
    assert [run["command"] for run in document["runs"]] == ["pull-orders", "push"]


def test_status_counts_what_no_push_has_looked_at(pulled: Practice) -> None:
    """After a pull alone, status calls every document new and needs nobody."""
    document = pulled.json("status")
    assert (document["exit_code"], document["counts"]) == (0, {"new": 14})


def test_reconcile_of_booked_days_finds_no_difference(said: Say) -> None:
    """A period in which everything was booked reconciles to the cent, exit 0."""
    document = said("reconcile", "2026-10-17..2026-10-19", "--json").document
    assert (document["exit_code"], set(document["counts"])) == (0, {"same"})
    assert Decimal(document["totals"]["difference"]) == 0
    assert Decimal(document["totals"]["shop"]) > 0


def test_reconcile_explains_the_whole_difference(said: Say) -> None:
    """What shop and books differ is the sum of the rows, each with a remedy."""
    document = said("reconcile", "2026", "--json").document
    rows = document["documents"]
    gap = sum(Decimal(row["difference"]) for row in rows)
    assert gap == Decimal(document["totals"]["difference"]) != 0
    differing = [row for row in rows if row["verdict"] == "needs_person"]
    assert len(differing) == document["counts"]["needs_person"] > 0
    assert all(row["remedy"] for row in differing)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-10-17..2026-10-19", "2026-10-17", "2026-10-19"),
        ("yesterday", "2026-11-20", "2026-11-20"),
    ],
)
def test_periods_are_typed_as_people_say_them(
    small_said: Say, period: str, first: str, last: str
) -> None:
    """Each form of the design is understood, and the JSON says what it means."""
    meant = small_said("reconcile", period, "--json").document["period"]
    assert (meant["first"], meant["last"]) == (first, last)


def test_show_tells_the_whole_story(said: Say, booked_once: Practice) -> None:
    """From the shop's line by treatment and booking line to the id in SnelStart."""
    document = said("show", "174", "--json").document
    (sale,) = document["documents"]
    treatments = [
        (one["code"], one["treatments"][0]["treatment"])
        for one in document["order"]["charges"]
    ]
    assert treatments == [
        ("MOK-001", "high"),
        ("BOEK-9", "low"),
        ("ZEGEL-0", "zero"),
        ("flat_rate", "high"),
    ]
    assert [line["account"] for line in sale["lines"]] == [8100, 8110, 8140, 8101]
    assert sale["snelstart_id"] in booked_once.administration.bookings
    assert [entry["event"] for entry in document["journal"]] == ["sending", "booked"]
    told = said("show", "174").stdout
    assert sale["snelstart_id"] in told
    assert "21 % of NL is the high rate on 2026-10-01" in told


def test_map_check_groups_problems_by_the_money_they_hold(said: Say) -> None:
    """The problem that holds the most money comes first, each with its remedy."""
    groups = said("map-check", "--json").document["problems"]
    amounts = [Decimal(group["gross"]) for group in groups]
    assert amounts == sorted(amounts, reverse=True)
    assert len({group["code"] for group in groups}) > 3
    assert all(group["remedy"] and group["orders"] for group in groups)


def test_pull_orders_counts_what_it_read(practice: Practice) -> None:
    """A first pull reads the whole shop; a second finds nothing changed."""
    first = practice.json("pull-orders")
    second = practice.json("pull-orders")
    third = practice.json("pull-orders", "--full")
    assert [one["full"] for one in (first, second, third)] == [True, False, True]
    assert first["counts"]["orders_read"] == len(FEW_ORDERS)
    assert first["counts"]["orders"] == third["counts"]["orders_read"]
    assert first["counts"]["changed"] == first["counts"]["orders"] + 2
    assert second["counts"]["changed"] == third["counts"]["changed"] == 0


def test_global_options_stand_before_or_after_the_command(
    booked_once: Practice,
) -> None:
    """--json, --mapping and --state mean the same on either side of the command."""
    words = ("show", "174")
    before = booked_once.type("--json", *booked_once.files, *words)
    after = booked_once.type(*words, *booked_once.files, "--json")
    glued = [f"--mapping={booked_once.mapping}", f"--state={booked_once.state}"]
    between = booked_once.type("show", *glued, "--json", "174")
    assert before.document["command"] == "show"
    assert before.stdout == after.stdout == between.stdout


def test_both_files_may_be_named_in_the_environment(booked_once: Practice) -> None:
    """SNELSYNC_MAPPING and SNELSYNC_STATE do what --mapping and --state do."""
    names = {
        "SNELSYNC_MAPPING": str(booked_once.mapping),
        "SNELSYNC_STATE": str(booked_once.state),
    }
    told = booked_once.with_environ(**names).type("status", "--json")
    assert told.document == booked_once.json("status")


def test_json_keeps_letters_readable(said: Say) -> None:
    """The JSON is UTF-8 text for people too: no escapes for ordinary letters."""
    told = said("auth", "status", "--json")
    assert "ck_…" in told.stdout
    plain: Json = json.loads(told.stdout)
    assert plain["shop"]["name"] == "Oefenwinkel"


def test_no_write_ever_reaches_the_shop(said: Say, shop: PracticeShop) -> None:
    """Whatever was typed in this whole session, the shop saw GET and nothing else."""
    assert said("pull-orders", "--json").code == 0
    assert {request.method for request in shop.requests} == {"GET"}


def test_what_goes_to_a_pipe_is_not_broken_over_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """However long a summary or a warning is, a script finds it on one line."""
    Output().summary("eleven booked " * 20)
    Output(quiet=True).warning("the last run ended " * 20)
    said = capsys.readouterr()
    assert said.out.count("\n") == said.err.count("\n") == 1
