"""The mapping file: read whole, every fault with its line and what is allowed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.adapters.mapping_file import Settings, read_settings
from snelsync.adapters.toml_lines import line_of
from snelsync.domain.mapping import BookingDate, LineStyle, PaymentMeaning
from snelsync.domain.vat import Treatment
from snelsync.errors import SettingsError
from tests.contract.wiring import ROOT

EXAMPLE = (ROOT / "mapping.example.toml").read_text(encoding="utf-8")


def read(folder: Path, *changes: tuple[str, str]) -> Settings:
    """Read the example with pieces of its text changed."""
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def faults(folder: Path, *changes: tuple[str, str]) -> tuple[str, ...]:
    """Tell the faults of the example with pieces changed."""
    with pytest.raises(SettingsError) as raised:
        read(folder, *changes)
    assert raised.value.exit_code == 10
    assert raised.value.hint
    return raised.value.details or (raised.value.what,)


def test_the_example_can_be_used() -> None:
    """The example file is right as it stands, and says what it means."""
    settings = read_settings(ROOT / "mapping.example.toml")

    mapping = settings.mapping
    assert settings.shop.url == "https://shop.example.nl"
    assert settings.snelstart.api_url == "https://b2bapi.snelstart.nl/v2"
    assert settings.snelstart.token_url == "https://auth.snelstart.nl/b2b/token"
    assert mapping.shop.name == "shop.example.nl"
    assert mapping.shop.start == date(2026, 1, 1)
    assert mapping.shop.booking_date is BookingDate.PAID
    assert mapping.shop.book == {"processing", "completed", "refunded"}
    assert str(mapping.shop.zone) == "Europe/Amsterdam"
    assert mapping.revenue.number(Treatment.HIGH) == 8100
    assert mapping.shipping.number(Treatment.LOW) == 8111
    assert mapping.fees.number(Treatment.ZERO) == 8140
    assert mapping.rounding == 4756
    assert mapping.invoices.lines is LineStyle.PER_LINE
    assert mapping.zero_vat.domestic_zero_rate is Treatment.ZERO
    assert mapping.limits.rounding_tolerance == Decimal("0.05")
    assert isinstance(mapping.limits.rounding_tolerance, Decimal)
    banktransfer = mapping.payment("mollie_wc_gateway_banktransfer")
    assert banktransfer is not None
    assert banktransfer.meaning is PaymentMeaning.OPEN


def test_where_a_file_stands_changes_nothing_in_it(tmp_path: Path) -> None:
    """The same text read from another place says the same."""
    assert read(tmp_path) == replace(
        read_settings(ROOT / "mapping.example.toml"), path=tmp_path / "mapping.toml"
    )


def test_equal_decisions_have_equal_digests(tmp_path: Path) -> None:
    """A comment changes nothing; an account does."""
    one = read(tmp_path).mapping.digest
    two = read(tmp_path, ("[revenue]", "# words\n[revenue]")).mapping.digest
    three = read(tmp_path, ("high = 8100", "high = 8102")).mapping.digest

    assert one == two != three
    assert one


def test_all_faults_come_at_once_with_their_lines(tmp_path: Path) -> None:
    """Five faults in one file are told in one go, each with its own line."""
    found = faults(
        tmp_path,
        ("payment_term = 14", "payment_term = -1"),
        ('time_zone = "Europe/Amsterdam"', 'time_zone = "Europe/Amsterdm"'),
        ("high = 8100", "hihg = 8100"),
        ("account = 4756", 'account = "rood"'),
        ('means = "open"', 'means = "opne"'),
    )

    text = (tmp_path / "mapping.toml").read_text(encoding="utf-8").splitlines()
    lines = {int(fault.split(":")[1]) for fault in found}
    said = sorted(text[line - 1].partition("=")[0].strip() for line in lines)
    assert said == ["account", "hihg", "means", "payment_term", "time_zone"]
    assert all(fault.startswith(f"{tmp_path}/mapping.toml:") for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("start = 2026-01-01", "strat = 2026-01-01", "did you mean `start`?"),
        ("payment_term = 14", "payment_trem = 14", "did you mean `payment_term`?"),
        ('means = "paid"', 'maens = "paid"', "did you mean `means`?"),
        ("[zero_vat]", "[zero_vta]", "did you mean `zero_vat`?"),
        ("[rounding]", "[xyz]\na = 1\n[rounding]", "there are shop, snelstart"),
        ('sale = "', 'slae = "', "did you mean `sale`?"),
        ("start = 2026-01-01", "", "start: this setting is missing"),
        ("high = 8100", "hihg = 8100", "did you mean `high`?"),
        ('booking_date = "paid"', 'booking_date = "piad"', "did you mean `paid`?"),
        ('lines = "per_line"', 'lines = "all"', "none of per_line, grouped"),
        (
            "high = 8100",
            "high = 0",
            "0 cannot be taken: it takes a whole number from 1",
        ),
        ("high = 8100", "high = 81.5", "revenue.high: 81.5 cannot"),
        (
            'time_zone = "Europe/Amsterdam"',
            'time_zone = "Mars"',
            "'Mars' is no time zone",
        ),
        ('country = "NL"', 'country = "nl"', "two capitals, like NL"),
        ('wait = ["pending"', 'wait = ["completed"', "'completed' stands under `book`"),
        ("rounding_tolerance = 0.05", "rounding_tolerance = 5", "from 0 to 0.1"),
        (
            "rounding_tolerance = 0.05",
            "rounding_tolerance = nan",
            "NaN cannot be taken",
        ),
        ("payment_term = 14", "payment_term = 1000", "from 0 to 999"),
    ],
)
def test_each_fault_is_told_in_words(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    """A typo gets a suggestion, a wrong value the list of right ones."""
    assert any(words in fault for fault in faults(tmp_path, (old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('number = "{order_number}"', 'number = "{ordernumber}"'),
        ('number = "{order_number}"', 'number = "{}"'),
        ('number = "{order_number}"', 'number = "{0}"'),
        ('number = "{order_number}"', 'number = "{order_number"'),
        ('number = "{order_number}"', 'number = "{order_number.__class__}"'),
        ('number = "{order_number}"', 'number = "{order_number[0]}"'),
        ('number = "{order_number}"', 'number = "{refund_id}"'),
        ('item = "{quantity} x {code}"', 'item = "{name}"'),
        ("particulieren {country}", "particulieren {land}"),
    ],
)
def test_a_placeholder_that_does_not_exist_is_told(
    tmp_path: Path, old: str, new: str
) -> None:
    """Templates take the placeholders there are, and nothing cleverer."""
    (fault,) = faults(tmp_path, (old, new))

    assert "placeholder" in fault
    assert "there are {" in fault


def test_numbers_must_tell_documents_apart(tmp_path: Path) -> None:
    """A number without the order, or a credit without the refund, is refused."""
    (first,) = faults(tmp_path, ('number = "{order_number}"', 'number = "F"'))
    (second,) = faults(tmp_path, ("{order_number}-R{refund_id}", "{order_number}-R"))

    assert "{order_number} or {order_id}" in first
    assert "{refund_id}" in second


@pytest.mark.parametrize(
    ("url", "allow_http", "is_right"),
    [
        ("https://winkel.nl", False, True),
        ("https://winkel.nl/nl/", False, True),
        ("http://localhost:8080", False, True),
        ("http://127.0.0.1:8080", False, True),
        ("http://[::1]:8080", False, True),
        ("http://winkel.nl", False, False),
        ("http://winkel.nl", True, True),
        ("http://127.0.0.1.evil.nl", False, False),
        ("ftp://winkel.nl", True, False),
        ("winkel.nl", True, False),
        ("", True, False),
        ("https://", True, False),
        ("https://ck_1:cs_2@winkel.nl", True, False),
        ("https://winkel.nl?consumer_key=ck_1", True, False),
        ("https://winkel.nl#x", True, False),
    ],
)
def test_http_only_where_nobody_listens_or_when_wanted(
    tmp_path: Path, url: str, *, allow_http: bool, is_right: bool
) -> None:
    """The shop's address is https, this machine, or http by choice; it holds no key."""
    changes = (
        ('url = "https://shop.example.nl"', f'url = "{url}"'),
        ("allow_http = false", f"allow_http = {str(allow_http).lower()}"),
    )

    if is_right:
        assert read(tmp_path, *changes).shop.url == url
    else:
        (fault,) = faults(tmp_path, *changes)
        assert "shop" in fault


@pytest.mark.parametrize("setting", ["api_url", "token_url"])
def test_snelstart_is_never_http_but_on_this_machine(
    tmp_path: Path, setting: str
) -> None:
    """Both keys go over https, whatever is allowed for the shop."""
    line = next(line for line in EXAMPLE.splitlines() if line.startswith(setting))

    (fault,) = faults(
        tmp_path,
        (line, f'{setting} = "http://snelstart.nl"'),
        ("allow_http = false", "allow_http = true"),
    )

    assert "not https" in fault
    local = read(tmp_path, (line, f'{setting} = "http://127.0.0.1:1/x"'))
    assert "http://127.0.0.1:1/x" in {
        local.snelstart.api_url,
        local.snelstart.token_url,
    }


def test_two_shops_of_one_host_are_two(tmp_path: Path) -> None:
    """The path belongs to a shop's name; a slash at its end and capitals do not."""
    urls = ("https://a.nl/een", "https://a.nl/twee/", "https://A.nl/een/")

    names = [
        read(tmp_path, ("https://shop.example.nl", url)).mapping.shop.name
        for url in urls
    ]

    assert names == ["a.nl/een", "a.nl/twee", "a.nl/een"]


def test_a_missing_file_tells_how_to_make_one(tmp_path: Path) -> None:
    """No file is told with the command to begin with."""
    with pytest.raises(SettingsError, match="there is no mapping file") as raised:
        read_settings(tmp_path / "mapping.toml")

    assert "snelsync init" in raised.value.hint


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    """A forgotten quote is told where it is."""
    (fault,) = faults(tmp_path, ('country = "NL"', 'country = "NL'))

    assert "not a TOML file" in fault
    assert "line" in fault


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, content: bytes | None
) -> None:
    """Bytes that are no text, and a folder, are told by name."""
    path = tmp_path / "mapping.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    with pytest.raises(SettingsError, match=r"mapping\.toml cannot be read"):
        read_settings(path)


def test_a_certificate_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A private authority's file must exist; one that does is taken."""
    (fault,) = faults(
        tmp_path, ('ones.\nca_file = ""', 'ones.\nca_file = "/no/such.pem"')
    )
    assert "/no/such.pem" in fault
    assert ":" in fault

    (tmp_path / "ca.pem").touch()
    there = str(tmp_path / "ca.pem")
    assert (
        read(
            tmp_path, ('ones.\nca_file = ""', f'ones.\nca_file = "{there}"')
        ).shop.ca_file
        == there
    )


def test_a_file_of_rates_stands_beside_the_mapping(tmp_path: Path) -> None:
    """One that is missing or senseless is told with the mapping's line."""
    named = ('rates_file = ""', 'rates_file = "ecb.csv"')
    (fault,) = faults(tmp_path, named)
    assert re.search(r"mapping\.toml:\d+: currency\.rates_file: there is no", fault)
    (fault,) = faults(tmp_path, (named[0], 'rates_file = "~nobody-here/ecb.csv"'))
    assert "rates_file" in fault
    (tmp_path / "ecb.csv").write_text("Date,USD\n2026-10-01,x\n")
    (fault,) = faults(tmp_path, named)
    assert "line 2" in fault

    (tmp_path / "ecb.csv").write_text("Date,USD\n2026-10-01,1.25\n")
    rates = read(tmp_path, named).mapping.rates
    assert rates is not None
    day = date(2026, 10, 1)
    assert rates.on("USD", day) == (day, Decimal("1.25"))
    assert read(tmp_path).mapping.rates is None


def test_what_a_difference_is_worth_is_read(tmp_path: Path) -> None:
    """Checks by their codes, days and whole euros; a check there is not is a fault."""
    found = read(
        tmp_path,
        ("fail = []", 'fail = ["C15", "C8"]'),
        ("open_days = 30", "open_days = 14"),
        ("box_tolerance = 1", "box_tolerance = 0"),
        ("\ntolerance = 0", "\ntolerance = 0.05"),
    ).mapping.reconcile
    assert (found.fail, found.warn) == (frozenset({"C15", "C8"}), frozenset())
    assert (found.open_days, str(found.box_tolerance)) == (14, "0")
    assert found.tolerance == Decimal("0.05")
    (told,) = faults(tmp_path, ("\ntolerance = 0", "\ntolerance = 6"))
    assert "reconcile.tolerance" in told
    (told,) = faults(tmp_path, ("warn = []", 'warn = ["C17"]'))
    assert "reconcile.warn" in told


def test_lines_are_found_in_every_kind_of_table() -> None:
    """Tables, lists of tables and quoted names have their lines; else the table's."""
    text = '[a]\nb = 1\n\n[[c]]\nd = 1\n[[c]]\n"d" = 2\n[a.e]\nf-g = 3\n'

    assert line_of(text, ("a", "b")) == 2
    assert line_of(text, ("c", 0, "d")) == 5
    assert line_of(text, ("c", 1, "d")) == 7
    assert line_of(text, ("c", 1, "x")) == 6
    assert line_of(text, ("a", "e", "f-g")) == 9
    assert line_of(text, ("a", "x")) == 1
    assert line_of(text, ("z",)) == 1


def test_lines_are_found_in_lists_over_several_lines_and_dotted_names() -> None:
    """A row that begins a line has that line; a dotted name is a table's setting."""
    text = '[a]\nb = [\n  { c = 1 },\n  { c = 2 },\n]\nd."e".f = 3\n# g = 4\ng = 5\n'

    assert line_of(text, ("a", "b", 0, "c")) == 3
    assert line_of(text, ("a", "b", 1, "c")) == 4
    assert line_of(text, ("a", "d", "e", "f")) == 6
    assert line_of(text, ("a", "g")) == 8
