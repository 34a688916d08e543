"""What a reconciliation hands over: files that agree together and do not vary."""

import csv
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from snelsync.adapters.pages.page import render
from snelsync.cli.proof_files import ReportFiles, write_reports
from snelsync.cli.proof_page import MOST, page_content
from snelsync.cli.proof_words import told_once
from snelsync.domain.money import total
from snelsync.domain.proof import Proof, ShopSide, Standing
from tests.cli.practice import Practice, Say, leaks
from tests.domain.builders import mapping
from tests.domain.proofs import LOST, PROOF, check

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FILES = [
    "boxes.csv",
    "checks.csv",
    "documents.csv",
    "foreign.csv",
    "icp-evidence.csv",
    "icp.csv",
    "oss-corrections.csv",
    "oss.csv",
    "page.html",
    "proof.xlsx",
    "rows.csv",
]
LATER = replace(PROOF, made=PROOF.made + timedelta(days=1))
CLEAN = replace(PROOF, checks=(check("C3", "1.00", "1.00"),), icp=(), foreign=())

Files = dict[str, bytes]
Write = Callable[..., Files]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a way to write all files of a proof, and read them back."""

    def written(proof: Proof = PROOF, *, dutch: bool = False) -> Files:
        page, book = tmp_path / "page.html", tmp_path / "proof.xlsx"
        files = ReportFiles(csv=tmp_path, csv_dutch=dutch, xlsx=book, html=page)
        write_reports(files, proof, mapping=mapping())
        return {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    return written


def rows_of(files: Files, name: str) -> list[dict[str, str]]:
    """Read a CSV file."""
    text = files[name].decode("utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_two_runs_give_the_same_bytes(write: Write) -> None:
    """Equal proofs give equal files; another time changes only the two that tell it."""
    once = write()
    assert sorted(once) == FILES
    assert write() == once
    later = write(LATER)
    assert {one for one in once if once[one] != later[one]} == {
        "page.html",
        "proof.xlsx",
    }
    days = (b"2026-11-21", b"2026-11-22")
    assert later["page.html"].replace(days[1], days[0]) == once["page.html"]


def test_the_whole_command_run_twice_says_the_same(
    small_once: Practice, tmp_path: Path
) -> None:
    """Every file and every stream, byte for byte: the clock stands still."""
    once, again = (_everything(small_once, tmp_path / name) for name in ("one", "two"))
    assert set(once) == set(again)
    assert [name for name in once if once[name] != again[name]] == []
    assert len(once) == len(FILES) + (len(FILES) - 2) + 4


def _everything(practice: Practice, folder: Path) -> Files:
    """Run the whole command in both ways, and read all that it wrote and said."""
    found: Files = {}
    book, page = str(folder / "proof.xlsx"), str(folder / "page.html")
    for dutch, extra in (
        (False, ("--json", "--xlsx", book, "--html", page)),
        (True, ("--csv-dutch",)),
    ):
        told = practice.run("reconcile", "2026-Q4", "--csv", str(folder), *extra)
        found |= {
            f"{dutch} {path.name}": path.read_bytes()
            for path in folder.iterdir()
            if not dutch or path.suffix == ".csv"
        }
        found[f"{dutch} stdout"] = told.stdout.encode()
        found[f"{dutch} stderr"] = told.stderr.encode()
    return found


def test_no_file_is_written_unasked(tmp_path: Path) -> None:
    """Without the options nothing is written."""
    write_reports(ReportFiles(), PROOF, mapping=mapping())
    assert list(tmp_path.iterdir()) == []


def test_the_tables_have_every_row_and_add_up(write: Write) -> None:
    """Checks, rows and documents are all there; rows add up to what is explained."""
    files = write()
    checks = rows_of(files, "checks.csv")
    rows = rows_of(files, "rows.csv")
    assert [one["check"] for one in checks] == [one.code for one in PROOF.checks]
    for one in checks:
        same = [
            Decimal(row["difference"])
            for row in rows
            if (row["check"], row["about"]) == (one["check"], one["about"])
        ]
        assert Decimal(one["explained"]) == total(same)
        assert Decimal(one["difference"]) == total(
            [Decimal(one["explained"]), Decimal(one["unexplained"])]
        )
    documents = rows_of(files, "documents.csv")
    assert len(documents) == len(PROOF.documents)
    assert {one["explanation"] for one in documents} == {"'=not a formula"}


def test_the_workbook_has_the_same_figures(write: Write, tmp_path: Path) -> None:
    """Opened again: the agreed sheets, frozen heads, the sums of the CSV files."""
    files = write()
    book = load_workbook(tmp_path / "proof.xlsx")
    assert book.sheetnames[:4] == ["Summary", "Checks", "Differences", "Documents"]
    assert {"ICP", "OSS"} <= set(book.sheetnames)
    assert all(page.freeze_panes == "A2" for page in book)
    page = book["Documents"]
    last = page.max_row
    assert page[f"G{last}"].value == f"=SUM(G2:G{last - 1})"
    inside = [Decimal(str(page[f"G{row}"].value)) for row in range(2, last)]
    outside = [Decimal(row["shop"]) for row in rows_of(files, "documents.csv")]
    assert total(inside) == total(outside) == Decimal("54.19")
    assert page["J2"].value == "=not a formula"
    formulas = [
        cell.value
        for page in book
        for row in page
        for cell in row
        if cell.data_type == "f"
    ]
    assert all(re.fullmatch(r"=SUM\(([A-Z]+)2:\1\d+\)", str(one)) for one in formulas)


def test_a_dutch_excel_gets_its_own_form(write: Write) -> None:
    """Semicolons, decimal commas, and the mark Excel knows UTF-8 by."""
    text = write(dutch=True)["checks.csv"].decode("utf-8")
    assert text.startswith("\ufeffcheck;about;title")
    assert ";18204,11;" in text


@pytest.fixture(scope="module")
def handed_over(
    booked_once: Practice, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Reconcile the whole practice shop once, with every file."""
    folder = tmp_path_factory.mktemp("handed")
    told = booked_once.run(
        *("reconcile", "2026", "--csv", str(folder / "tables")),
        *("--xlsx", str(folder / "proof.xlsx"), "--html", str(folder / "page.html")),
    )
    assert told.code == 4, told.stderr
    return folder


def test_no_person_is_in_any_file(handed_over: Path) -> None:
    """Searched whole, the parts of the workbook too: no name, no address, no key."""
    with zipfile.ZipFile(handed_over / "proof.xlsx") as book:
        texts = [book.read(name).decode("utf-8") for name in book.namelist()]
    files = [
        path for path in handed_over.rglob("*") if path.suffix in {".csv", ".html"}
    ]
    assert len(files) == len(FILES) - 1
    texts += [path.read_text(encoding="utf-8") for path in files]
    assert [leak for text in texts for leak in leaks(text)] == []


def test_the_files_of_a_whole_shop_say_what_the_command_says(
    handed_over: Path, said: Say
) -> None:
    """The tables have the checks and documents of the JSON document."""
    document = said("reconcile", "2026", "--json").document
    tables = {
        path.name: path.read_bytes() for path in (handed_over / "tables").iterdir()
    }
    documents = rows_of(tables, "documents.csv")
    assert len(documents) == len(document["documents"])
    shop = total(Decimal(row["shop"]) for row in documents if row["shop"])
    assert str(shop) == document["totals"]["shop"]
    checks = rows_of(tables, "checks.csv")
    assert [one["check"] for one in checks] == [
        one["code"] for one in document["checks"]
    ]


def test_how_without_where_is_wrong_usage(small_once: Practice) -> None:
    """--csv-dutch alone would write nothing: exit 2, and nothing is asked."""
    for words in (("reconcile", "2026"), ("report", "vat", "2026")):
        told = small_once.run(*words, "--csv-dutch")
        assert told.code == 2
        assert "--csv DIR" in told.stderr


@pytest.mark.parametrize("typed", ["", "five", "-0.05", "0.005", "0.05 EUR"])
def test_a_tolerance_is_an_amount(small_once: Practice, typed: str) -> None:
    """Anything else is wrong usage, and nothing is asked; a comma is no fault."""
    told = small_once.run("reconcile", "2026", f"--tolerance={typed}")
    assert told.code == 2
    assert "is no amount: write 0.05" in " ".join(told.stderr.split())
    facts = page_content(replace(PROOF, tolerance=Decimal("0.05")), mapping=mapping())
    said = "EUR 0.05 for each check, and it still warns"
    assert ("Tolerance", said) in facts["facts"]


class Reader(HTMLParser):
    """Collects what a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_the_page_needs_nothing_but_itself(write: Write) -> None:
    """No script, no link, no address; each picture has a title and a description."""
    text = write()["page.html"].decode("utf-8")
    reader = Reader()
    reader.feed(text)
    assert reader.tags.isdisjoint({"script", "link", "img", "iframe", "object"})
    assert reader.links == []
    assert "http://" not in text
    assert "https://" not in text
    pictures = re.findall(r"<svg[^>]*role=\"img\".*?</svg>", text, re.DOTALL)
    assert len(pictures) == 7
    for one in pictures:
        view = re.search(r'viewBox="0 0 (\S+) (\S+)"', one)
        assert view is not None
        assert min(map(float, view.groups())) > 20
        assert re.search(r"<title id=.*</title>\s*<desc id=.*</desc>", one)


def test_the_page_says_first_what_matters() -> None:
    """The verdict in words; what is not explained is said with its amount."""
    failed = page_content(PROOF, mapping=mapping())["verdict"]
    assert (failed["tone"], failed["text"]) == (
        "bad",
        "2 checks fail and 1 check warns.",
    )
    assert "EUR 33.20 is not explained by any row." in failed["more"]
    assert "Not looked at: C7." in failed["more"]
    clean = page_content(CLEAN, mapping=mapping())["verdict"]
    assert (clean["tone"], clean["text"]) == ("good", "Shop, record and books agree.")
    whole = check("C3", "41.24", "0.00", LOST, verdict=Standing.WARN)
    explained = replace(
        PROOF, checks=(whole,), shop_side=ShopSide.RECORD, shop_note="no"
    )
    page = page_content(explained, mapping=mapping())
    assert page["verdict"]["text"] == "1 check warns."
    assert "Every difference is explained to the cent." in page["verdict"]["more"]
    assert "as pulled last: no" in page["facts"][1][1]


def test_a_long_check_is_cut_on_the_page_and_still_adds_up() -> None:
    """The page has the first hundred rows, and what the rest comes to."""
    many = replace(
        PROOF,
        checks=(check("C3", "6186.00", "0.00", *[LOST] * 150),),
        icp=(),
        foreign=(),
    )
    page = page_content(many, mapping=mapping())
    (told,) = page["telling"]
    assert len(told["rows"]) == MOST
    assert (told["more"], told["more_difference"]) == (50, "2\u202f062.00")
    assert "50 more rows" in render("proof", page)


def test_why_and_what_to_do_is_said_once_for_a_document() -> None:
    """The first check says it, the others refer to it; every row keeps its amounts."""
    page = page_content(PROOF, mapping=mapping())
    first, *rest = [one["rows"][0] for one in page["telling"]]
    assert (first["reason"], first["remedy"]) == (LOST.reason, LOST.remedy)
    assert {(one["reason"], one["remedy"]) for one in rest} == {("see C1", "")}
    assert {one["difference"] for one in rest} == {"41.24"}
    cut = list(told_once([check("C2", "1.00", "0.00", *[LOST] * 2)], most=1))
    assert [len(rows) for _, rows in cut] == [1]
    nameless = replace(LOST, order_number="", number="")
    both = check("C2", "1.00", "0.00", nameless), check("C3", "1.00", "0.00", nameless)
    assert {rows for _, rows in told_once(both, most=9)} == {(nameless,)}


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to look at it with")
def test_a_browser_draws_the_page_in_light_and_dark(
    write: Write, tmp_path: Path
) -> None:
    """In a real browser: no error is told, every picture has a size, both schemes."""
    text = write()["page.html"].decode("utf-8")
    seen = looked_at(text, tmp_path)
    light, dark = seen["light"], seen["dark"]
    for one in (light, dark):
        assert len(one["pictures"]) == 7
        assert all(width > 200 and height > 20 for width, height in one["pictures"])
        assert all(width > 200 and height > 20 for width, height in one["views"])
        assert one["bars"] > 20
        assert one["seen"] == one["bars"]
    assert light["paper"] == "rgb(255, 255, 255)"
    assert dark["paper"] == "rgb(22, 25, 29)"
    assert light["shop"] != dark["shop"]


def looked_at(text: str, folder: Path) -> dict[str, Any]:
    """Open a page in both schemes in one browser, and measure what it draws."""
    frames = "".join(
        f'<iframe id="{scheme}" style="color-scheme: {scheme}; width: 1100px;'
        f' height: 6000px" srcdoc="{escape(text)}"></iframe>'
        for scheme in ("light", "dark")
    )
    script = """
    addEventListener("load", () => {
      const seen = {};
      for (const frame of document.querySelectorAll("iframe")) {
        const page = frame.contentDocument;
        const sizes = (what) => [...page.querySelectorAll(what)].map((one) => {
          const box = one.getBoundingClientRect();
          return [box.width, box.height];
        });
        const bars = [...page.querySelectorAll('svg[role="img"] rect')]
          .map((one) => ({one, box: one.getBoundingClientRect()}))
          .filter(({box}) => box.height > 2 && box.width > 2);
        const style = (what) => frame.contentWindow.getComputedStyle(
          page.querySelector(what));
        seen[frame.id] = {
          pictures: sizes('svg[role="img"]'),
          views: [...page.querySelectorAll('svg[role="img"]')].map((one) => {
            const view = one.viewBox.baseVal;
            return view ? [view.width, view.height] : [0, 0];
          }),
          bars: bars.length,
          seen: bars.filter(({one, box}) => page.elementFromPoint(
            box.x + box.width / 2, box.y + box.height / 2) === one).length,
          paper: style("html").backgroundColor,
          shop: style("rect.shop").fill,
        };
      }
      document.querySelector("#seen").textContent = JSON.stringify(seen);
    });
    """
    look = folder / "look.html"
    look.write_text(
        f'<!DOCTYPE html><meta charset="utf-8">{frames}<pre id="seen"></pre>'
        f"<script>{script}</script>",
        encoding="utf-8",
    )
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr")
    told = subprocess.run(  # noqa: S603 - the browser of the machine, a file of ours
        [
            str(CHROMIUM),
            *options,
            f"--user-data-dir={folder / 'profile'}",
            "--dump-dom",
            look.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "CONSOLE" not in told.stderr, told.stderr
    found = re.search(r'<pre id="seen">(.*?)</pre>', told.stdout, re.DOTALL)
    assert found is not None
    seen: dict[str, Any] = json.loads(found[1])
    return seen
