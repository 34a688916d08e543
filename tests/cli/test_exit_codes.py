"""What goes wrong has a number, a sentence and a remedy, wherever it goes wrong."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from snelsync.errors import ExitCode
from snelsync.sandbox.administration import Fault as BooksFault
from snelsync.sandbox.shop import Fault as ShopFault
from tests.cli.practice import FEW_ORDERS, Practice, Stopped

ORDERS = "/wc/v3/orders"
NEEDING_STATE = [
    ("map-check",),
    ("push", "--dry-run"),
    ("reconcile", "2026"),
    ("report", "vat", "2026"),
    ("status",),
    ("show", "174"),
]
NEEDING_BOOKS = [
    ("map-check",),
    ("push", "--dry-run"),
    ("push", "--yes"),
    ("reconcile", "2026"),
    ("show", "174"),
]


def _fails(practice: Practice, code: int, *words: str) -> str:
    """See a command fail, in words and in JSON; give the message and the hint."""
    told = practice.run(*words, "--json")
    document = told.document
    error = document["error"]
    assert told.code == document["exit_code"] == code
    assert document.keys() >= {"schema", "command", "counts", "documents"}
    assert document["documents"] == []
    assert error["message"]
    assert not error["message"].endswith(".")
    assert error["hint"]
    assert told.stderr.startswith("error: ")
    assert "\n\nhint: " in told.stderr
    return " ".join([error["message"], *error["details"], error["hint"]])


@pytest.mark.parametrize("period", ["oktober", "2026-13", "2026-10-05..2026-10-01"])
def test_a_period_that_is_none_is_wrong_usage(pulled: Practice, period: str) -> None:
    """A period that cannot be understood is exit 2, and the answer quotes it."""
    told = pulled.run("reconcile", period)
    assert (told.code, told.stdout) == (2, "")
    assert period in told.stderr
    document = pulled.json("reconcile", period)
    assert (document["command"], document["exit_code"]) == ("reconcile", 2)
    assert period in document["error"]["message"]


def test_an_unknown_order_is_wrong_usage(pulled: Practice) -> None:
    """Show names the order it does not know, and what to do."""
    assert "order 99999" in _fails(pulled, ExitCode.USAGE, "show", "99999")


@pytest.mark.parametrize("words", [("nonsense",), ("push", "--nonsense"), ("show",)])
def test_what_cannot_be_typed_is_exit_2(practice: Practice, words: tuple[str]) -> None:
    """An unknown command or option and a missing argument are wrong usage."""
    told = practice.run(*words)
    assert (told.code, told.stdout) == (2, "")
    assert told.stderr


@pytest.mark.parametrize("words", [("push", "--nonsense"), ("show",)])
def test_what_a_command_does_not_take_is_a_json_document_too(
    practice: Practice, words: tuple[str, ...]
) -> None:
    """A script that types a wrong option gets a message and a hint as data."""
    document = practice.json(*words)
    assert document["command"] == words[0]
    assert document["exit_code"] == 2
    assert document["error"]["message"]
    assert document["error"]["hint"]


def test_a_missing_mapping_file_says_how_to_make_one(practice: Practice) -> None:
    """Without a mapping file every command says where it looked and what to type."""
    practice.mapping.unlink()
    told = _fails(practice, ExitCode.SETTINGS, "pull-orders")
    assert str(practice.mapping) in told
    assert "snelsync init" in told


def test_an_error_is_for_stderr_and_even_quiet_tells_it(practice: Practice) -> None:
    """Without --json an error leaves stdout empty, and --quiet does not hide it."""
    practice.mapping.unlink()
    loud, quiet = practice.run("status"), practice.run("status", "--quiet")
    assert (loud.code, loud.stdout) == (10, "")
    assert loud == quiet
    assert loud.stderr.startswith("error: ")
    assert "\n\nhint: " in loud.stderr


def test_all_faults_of_a_mapping_file_are_told_at_once(practice: Practice) -> None:
    """Each fault is told with file, line, name and, for a typo, what was meant."""
    practice.write_mapping(
        ('booking_date = "paid"', 'booking_dat = "paid"'),
        ('time_zone = "Europe/Amsterdam"', 'time_zone = "Europe/Utrecht"'),
        ("payment_term = 14", "payment_term = -1"),
        ("rounding_tolerance = 0.05", "rounding_tolerance = 5"),
    )
    text = practice.mapping.read_text(encoding="utf-8").splitlines()
    details = practice.json("map-check")["error"]["details"]
    names = ("booking_dat", "time_zone", "payment_term", "rounding_tolerance")
    assert len(details) == len(names)
    for name in names:
        number = next(n for n, line in enumerate(text, 1) if line.startswith(name))
        place = f"{practice.mapping}:{number}: "
        (fault,) = [one for one in details if one.startswith(place)]
        assert name in fault
    assert "did you mean `booking_date`?" in " ".join(details)
    assert "4 faults" in _fails(practice, ExitCode.SETTINGS, "push", "--yes")


def test_a_mapping_that_is_no_toml_names_the_line(practice: Practice) -> None:
    """A file that cannot be read as TOML says where."""
    practice.write_mapping(("payment_term = 14", "payment_term = "))
    assert "line " in _fails(practice, ExitCode.SETTINGS, "pull-orders")


def test_an_account_that_does_not_fit_is_a_fault_of_the_mapping(
    pulled: Practice,
) -> None:
    """map-check exits 10 for accounts that do not exist or have the wrong function."""
    pulled.write_mapping(("high = 8100", "high = 8999"), ("low = 8110", "low = 8101"))
    document = pulled.json("map-check")
    codes = {problem["code"] for problem in document["mapping_problems"]}
    assert (document["exit_code"], codes) == (10, {"account_unknown", "account_misfit"})
    told = pulled.run("map-check")
    assert (told.code, "8999" in told.stderr, "8101" in told.stderr) == (10, True, True)


@pytest.mark.parametrize("words", NEEDING_STATE, ids=lambda words: words[0])
def test_without_a_state_file_one_is_sent_to_pull(
    practice: Practice, words: tuple[str, ...]
) -> None:
    """Commands that look at the state say which file is missing, and make none."""
    told = _fails(practice, ExitCode.STATE, *words)
    assert str(practice.state) in told
    assert "snelsync pull-orders" in told
    assert not practice.state.exists()


def _no_database(path: Path) -> None:
    path.write_bytes(b"this is no database, but it is long enough to be looked at" * 9)


def _cut_off(path: Path) -> None:
    os.truncate(path, 6000)


def _of_another(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE music (title TEXT)")
    connection.close()


def _of_the_future(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


DAMAGES: list[Callable[[Path], None]] = [
    _no_database,
    _cut_off,
    _of_another,
    _of_the_future,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_a_state_file_that_cannot_be_used_is_told_and_left_alone(
    pulled: Practice, damage: Callable[[Path], None]
) -> None:
    """Damaged, foreign or newer: exit 12 with the file's name, for readers and push."""
    damage(pulled.state)
    before = pulled.state.read_bytes()
    assert str(pulled.state) in _fails(pulled, ExitCode.STATE, "status")
    assert pulled.state.read_bytes() == before
    assert str(pulled.state) in _fails(pulled, ExitCode.STATE, "push", "--yes")
    assert pulled.booked_numbers() == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("bad_gateway", "502"),
        ("gateway_timeout", "504"),
        ("maintenance", "maintenance"),
        ("html_in_200", "web page"),
        ("rate_limited", "too many requests"),
        ("php_warning", "PHP warnings"),
        ("moved", "redirects"),
        ("truncated_json", "cut off"),
    ],
)
def test_a_shop_in_trouble_is_exit_20(practice: Practice, kind: str, said: str) -> None:
    """Whatever the shop's host does, the message names the trouble."""
    practice.shop.faults.add(ShopFault(kind, path=ORDERS, times=99))  # type: ignore[arg-type]
    assert said in _fails(practice, ExitCode.SHOP, "pull-orders")


def test_a_shop_that_is_down_is_exit_20(practice: Practice) -> None:
    """A shop nobody answers for is told by its name."""
    practice.write_mapping()
    text = practice.mapping.read_text(encoding="utf-8")
    nobody = text.replace(practice.at.shop_url, "http://127.0.0.1:9")
    practice.mapping.write_text(nobody, encoding="utf-8")
    assert "127.0.0.1" in _fails(practice, ExitCode.SHOP, "pull-orders")


def test_trouble_that_passes_is_waited_for(practice: Practice) -> None:
    """A read that fails twice is repeated, and the pull misses nothing."""
    practice.shop.faults.add(ShopFault("bad_gateway", path=ORDERS, times=2))
    before = practice.clock.now()
    assert practice.json("pull-orders")["counts"]["orders"] == len(FEW_ORDERS)
    assert practice.clock.now() > before


def test_ctrl_c_while_waiting_is_exit_130(practice: Practice) -> None:
    """Somebody who does not want to wait for a slow shop is told how to go on."""

    class Gone(Stopped):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt(seconds)

    practice.shop.faults.add(ShopFault("bad_gateway", path=ORDERS, times=99))
    clock = Gone(practice.clock.time)
    told = _fails(practice.with_clock(clock), ExitCode.INTERRUPTED, "pull-orders")
    assert "what was begun is recorded" in told


@pytest.mark.parametrize("words", NEEDING_BOOKS, ids=" ".join)
def test_snelstart_that_is_down_is_exit_30(
    pulled: Practice, words: tuple[str, ...]
) -> None:
    """Every command that needs SnelStart says that it cannot be reached."""
    text = pulled.mapping.read_text(encoding="utf-8")
    for url in (pulled.at.api_url, pulled.at.token_url):
        text = text.replace(url, "http://127.0.0.1:9")
    pulled.mapping.write_text(text, encoding="utf-8")
    assert "SnelStart cannot be reached" in _fails(pulled, 30, *words)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("unavailable", "503"),
        ("html", "makes no sense"),
        ("quota", "limit of calls"),
        ("server_error", "500"),
    ],
)
def test_snelstart_in_trouble_is_exit_30(
    pulled: Practice, kind: str, said: str
) -> None:
    """A SnelStart that answers nonsense, or no more today, is told as such."""
    fault = BooksFault(
        kind=kind, method="GET", path="/v2/*", times=None, retry_after=3600
    )
    pulled.administration.faults.add(fault)
    assert said in _fails(pulled, ExitCode.ADMINISTRATION, "push", "--yes")
    assert pulled.booked_numbers() == []


@pytest.mark.parametrize("words", NEEDING_BOOKS, ids=" ".join)
def test_another_administration_stops_before_anything(
    pulled: Practice, words: tuple[str, ...]
) -> None:
    """A key of another administration than the mapping names is exit 40, with both."""
    pulled.write_mapping(('administration = ""', 'administration = "Echte zaak B.V."'))
    told = _fails(pulled, ExitCode.BREAKER, *words)
    assert "Oefenadministratie" in told
    assert "Echte zaak B.V." in told
    assert pulled.booked_numbers() == []


def test_the_right_administration_may_be_named(pulled: Practice) -> None:
    """The administration's own name in the mapping stops nothing."""
    pulled.write_mapping(('istration = ""', 'istration = "oefenadministratie"'))
    assert pulled.json("map-check")["exit_code"] == 3


def test_a_bug_shows_no_traceback_unless_asked(practice: Practice) -> None:
    """A fault of our own is exit 1 and one sentence; see ``Practice.type``."""

    class Broken(Stopped):
        def sleep(self, seconds: float) -> None:
            raise ZeroDivisionError(seconds)

    practice.shop.faults.add(ShopFault("bad_gateway", path=ORDERS, times=99))
    clock = Broken(practice.clock.time)
    told = _fails(practice.with_clock(clock), ExitCode.BUG, "pull-orders")
    assert "ZeroDivisionError" in told
    assert "--verbose" in told


def test_needing_a_person_is_exit_3_and_differing_is_exit_4(
    booked_once: Practice,
) -> None:
    """Held orders are no failure of a push, and a difference of a reconciliation."""
    assert booked_once.run("push", "--yes", "--quiet").code == ExitCode.NEEDS_PERSON
    told = booked_once.run("reconcile", "2026-10-01", "--quiet")
    assert (told.code, "2 differences" in told.stdout) == (4, True)


def test_a_key_in_a_file_that_is_gone_is_told_by_its_place(practice: Practice) -> None:
    """A _FILE variable that names nothing names itself and the path."""
    path = practice.folder / "nowhere"
    lost = practice.with_environ(SNELSYNC_WOO_KEY="", SNELSYNC_WOO_KEY_FILE=str(path))
    told = _fails(lost, ExitCode.CREDENTIALS, "pull-orders")
    assert str(path) in told
    assert "SNELSYNC_WOO_KEY_FILE" in told
