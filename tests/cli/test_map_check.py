"""map-check: what it shows, suggests, writes into the mapping, and writes as a page."""

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.practice import Practice, leaks

FORGOTTEN = (
    ('gateway = "mollie_wc_gateway_*"', 'gateway = "mollie"'),
    ('domestic_zero_rate = "zero"', ""),
)


@pytest.fixture
def forgetful(pulled: Practice) -> Practice:
    """Give a mapping in which something is left out."""
    pulled.write_mapping(*FORGOTTEN)
    return pulled


def test_suggestions_are_a_mapping_to_copy(forgetful: Practice) -> None:
    """Valid TOML, each line with the documents that wait for it."""
    told = forgetful.run("map-check", "--suggest")

    assert told.code == 3
    lines = tomllib.loads(told.stdout)
    assert lines["zero_vat"] == {"domestic_zero_rate": "zero"}
    assert {"gateway": "mollie_wc_gateway_ideal", "means": "paid"} in lines["payments"]
    assert re.search(r"# \d+ documents?, EUR [\d.]+: orders \d+", told.stdout)
    assert "# safe (--fix writes it): a known payment method" in told.stdout


def test_fix_writes_what_is_safe_and_nothing_else(forgetful: Practice) -> None:
    """It tells what it wrote, and the report is of the mapping as it is then."""
    before = forgetful.mapping.read_text(encoding="utf-8")

    told = forgetful.run("map-check", "--fix")

    after = forgetful.mapping.read_text(encoding="utf-8")
    assert 'gateway = "mollie_wc_gateway_ideal"' in after
    assert "domestic_zero_rate" not in after
    kept = after.replace('[[payments]]\ngateway = "mollie_wc_gateway_ideal"', "")
    assert kept.count("#") == before.count("#")
    assert f"written to {forgetful.mapping}: [[payments]] gateway" in told.stderr
    assert "gateway_unknown" not in told.stdout
    again = forgetful.json("map-check", "--fix")
    assert again["fixed"] == []
    assert forgetful.mapping.read_text(encoding="utf-8") == after


def test_the_page_is_one_file_without_persons(
    forgetful: Practice, tmp_path: Path
) -> None:
    """No script, no network, nothing of a customer; the same twice over."""
    page = tmp_path / "check.html"
    assert forgetful.run("map-check", "--html", str(page)).code == 3
    text = page.read_text(encoding="utf-8")
    again = tmp_path / "again.html"
    forgetful.run("map-check", "--html", str(again))

    assert again.read_text(encoding="utf-8") == text
    assert leaks(text) == []
    seen: list[tuple[str, str | None]] = []

    class Reader(HTMLParser):
        def handle_starttag(
            self, tag: str, attrs: list[tuple[str, str | None]]
        ) -> None:
            seen.append((tag, None))
            seen.extend(attrs)

    Reader().feed(text)
    assert not {name for name, _ in seen} & {"script", "link", "img", "src", "href"}
    assert "url(" not in text
    assert "documents need a person" in text
    assert "prefers-color-scheme: dark" in text
    assert "size: A4" in text
    assert "domestic_zero_rate = &#34;zero&#34;" in text


def test_coverage_adds_up(forgetful: Practice) -> None:
    """Every order that was pulled is in the tables, and the mapping beside it."""
    document = forgetful.json("map-check")

    coverage = document["coverage"]
    orders = forgetful.json("status")["seen"]["orders"]
    for dimension in ("status", "gateway", "currency", "vat_number"):
        assert sum(row["orders"] for row in coverage[dimension]) == orders
    ideal = next(
        row for row in coverage["gateway"] if row["value"] == "mollie_wc_gateway_ideal"
    )
    assert (ideal["mapped_to"], ideal["codes"]) == ([], ["gateway_unknown"])
    assert ideal["held"] > 0
    assert any(one["safe"] for one in document["suggestions"])
    shown = forgetful.run("map-check").stdout
    assert "Payment methods" in shown
    assert "held for it" in shown
