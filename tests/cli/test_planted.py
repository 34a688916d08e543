"""Everybody is planted everywhere, and nobody comes out where nobody may be."""

import csv
import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from io import BytesIO

import pytest
from openpyxl import load_workbook

from snelsync.events import FIELDS, SHAPES, WITHHELD, Event
from tests.cli.planted import COMPANY, PERSON, TYPED, Left, a_day
from tests.cli.practice import KEYS, Stopped

ONCE_A_LINE = {"at", "level", "event", "use", "run"}


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Live through that day once."""
    return a_day(tmp_path_factory.mktemp("planted"), Stopped())


def found(
    texts: Iterable[tuple[str, str]], *forbidden: tuple[str, ...]
) -> list[tuple[str, str]]:
    """List what stands where it may not, with its place."""
    wanted = [one for some in forbidden for one in some]
    wanted += [json.dumps(one)[1:-1] for one in wanted]
    return [(place, one) for place, text in texts for one in wanted if one in text]


def test_the_day_was_a_full_one(left: Left) -> None:
    """Every kind of answer was met: a day without trouble would prove nothing."""
    codes = [told.code for told in left.told.values()]
    assert codes == [20, 20, 20, 0, 0, 3, 3, 3, 3, 3, 3, 0, 4, 3, 0]
    pushed = next(told for words, told in left.told.items() if "push --yes" in words)
    assert all(code in pushed.stdout for code in ("BOE-0058", "BOE-9999", "refused"))
    events = {json.loads(line)["event"] for line in left.log_lines()}
    assert events >= set(Event) - {
        Event.PACE_WAITED,
        Event.BREAKER_TRIPPED,
        Event.LOCK_HELD,
        Event.WARNED,
        Event.BUG,
        Event.HTTP_FAILED,
    }


def test_the_record_shows_that_the_search_finds(left: Left) -> None:
    """What may be in the record is in it, and is found: the search looks well."""
    places = {place for place, _ in found(left.files(), COMPANY, TYPED)}
    assert any(place.startswith("state.sqlite3") for place in places)


def test_no_consumer_and_no_key_is_said(left: Left) -> None:
    """Nothing of a person is in any stream: not in errors, not with --verbose."""
    assert found(left.streams(), PERSON, tuple(KEYS.values())) == []


def test_no_consumer_and_no_key_is_in_any_file(left: Left) -> None:
    """Not in the record, the plan, the reports, the log, or the support bundle."""
    assert found(left.files(), PERSON, tuple(KEYS.values())) == []


def test_every_file_is_its_owners(left: Left) -> None:
    """Record, log, plan, page, tables, bundle: whatever a command writes."""
    files = [one for one in left.folder.rglob("*") if one.name != "mapping.toml"]
    assert len(files) > 15
    assert [one.name for one in files if one.stat().st_mode & 0o077] == []


def test_no_company_and_nothing_typed_is_in_a_log_or_a_bundle(left: Left) -> None:
    """What the record may have is in neither; nor is a signature of a call."""
    texts = [("log", "\n".join(left.log_lines()))]
    texts += [one for one in left.files() if one[0].startswith("bundle.zip")]
    assert len(texts) == 8
    forbidden = ("oauth_", "127.0.0.1", "Oefen", str(left.folder))
    assert found(texts, COMPANY, TYPED, forbidden, tuple(KEYS.values())) == []


def test_every_line_has_the_fields_of_its_event(left: Left) -> None:
    """No other, each in its form, and none that had to be withheld."""
    lines = [json.loads(line) for line in left.log_lines()]
    assert len(lines) > 200
    for line in lines:
        told = line.keys() - ONCE_A_LINE
        assert told <= set(SHAPES[Event(line["event"])].fields)
        for name in told:
            assert FIELDS[name].reread(line[name]) == line[name]
        assert WITHHELD not in line.values()


def test_every_path_is_known_by_its_words(left: Left) -> None:
    """Only ids are stars: a new kind of call needs its words named."""
    paths = {json.loads(line).get("path", "/") for line in left.log_lines()}
    assert {path for path in paths if "*" in path} <= {"/verkoopboekingen/*"}
    assert "/wp-json/wc/v3/settings/general" in paths


def test_a_run_has_one_number_on_each_line_of_it(left: Left) -> None:
    """From its beginning to the end of the command, the record's own number."""
    lines = [json.loads(line) for line in left.log_lines()]
    uses = {line["use"] for line in lines}
    assert len(uses) == len(left.told)
    for use in uses:
        mine = [line for line in lines if line["use"] == use]
        began = [i for i, line in enumerate(mine) if line["event"] == "run_began"]
        if began:
            numbers = {line.get("run") for line in mine[began[0] :]}
            assert len(numbers - {None}) == 1


def test_without_being_asked_nothing_is_told(left: Left) -> None:
    """With a log file alone the streams are as they are without a log."""
    told = next(told for words, told in left.told.items() if words.endswith("--json"))
    assert "command_began" not in told.stdout + told.stderr


def test_nothing_that_is_said_steers_a_terminal(left: Left) -> None:
    """No escape code, no other character that is not seen, no markup: it is shown."""
    said = list(left.streams())
    for place, text in said:
        odd = {char for char in text if not (char.isprintable() or char == "\n")}
        assert odd == set(), place
    for shown in ("[bold]fat[/bold][/x]", "[/x]<b>", "{{ 7*7 }}"):
        assert sum(shown in text for _, text in said) > 1
    assert any(shown in told.stdout for told in left.told.values())


def test_no_cell_is_a_formula(left: Left) -> None:
    """Not in a CSV file, however it is split, nor in a workbook."""
    files = sorted(left.folder.rglob("*.csv"))
    texts = [path.read_text(encoding="utf-8") for path in files]
    assert any("HYPERLINK" in text for text in texts)
    for text in texts:
        for mark in ",;\t":
            for row in csv.reader(text.splitlines(), delimiter=mark):
                for cell in row:
                    assert not cell.strip('" ').startswith(("=", "@")), cell
                    assert not re.match(r"[+-]\D", cell), cell
    book = load_workbook(BytesIO((left.folder / "proof-xlsx").read_bytes()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    planted = [one for one in cells if "HYPERLINK" in str(one.value)]
    assert planted
    assert all(one.data_type == "s" and not one.hyperlink for one in planted)
    sums = {str(one.value) for one in cells if one.data_type == "f"}
    assert all(re.fullmatch(r"=[A-Z]+\([A-Z0-9:!$']+\)", one) for one in sums), sums


class Elements(HTMLParser):
    """Remembers every element of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, str, str]] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element down, with its attributes."""
        self.seen |= {(tag, name, value or "") for name, value in attrs}
        self.seen.add((tag, "", ""))

    def handle_data(self, data: str) -> None:
        """Take a text down."""
        self.texts.append(data)


@pytest.mark.parametrize("name", ["check.html", "proof-html"])
def test_no_page_runs_what_a_name_says(left: Left, name: str) -> None:
    """It is shown as text; nothing in it is an element, a handler or an address."""
    page = Elements()
    page.feed((left.folder / name).read_text(encoding="utf-8"))
    assert not {tag for tag, _, _ in page.seen} & {"script", "b", "iframe", "object"}
    assert not [one for one in page.seen if one[1].startswith("on")]
    assert not [one for one in page.seen if one[1] in {"href", "src", "action"}]
    assert any("HYPERLINK" in text for text in page.texts)
