"""The page about the promises names all of them, and tests that there are."""

import re

import pytest

from tests.meta.layers import REPOSITORY

PAGE = REPOSITORY / "docs" / "explanation" / "what-snelsync-promises.md"
TEXT = PAGE.read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[^`]*)`", TEXT)))
SECTIONS = re.findall(r"^## (P\d: .+)\n((?:(?!## ).*\n)*)", TEXT, re.MULTILINE)


@pytest.mark.parametrize("path", NAMED)
def test_every_test_that_is_named_exists(path: str) -> None:
    """Whoever follows the page finds the test."""
    assert (REPOSITORY / path).is_file()


def test_every_promise_of_the_design_has_a_section() -> None:
    """The same promises, in the same words, and each with limits and tests."""
    design = (REPOSITORY / "docs" / "design.md").read_text(encoding="utf-8")
    promises = re.findall(r"^\| (P\d) \| \*\*(.+?)\.\*\*", design, re.MULTILINE)
    assert [heading for heading, _ in SECTIONS] == [
        f"{number}: {promise}" for number, promise in promises
    ]
    for heading, body in SECTIONS:
        assert "**It means:**" in body, heading
        assert "**It does not mean" in body, heading
        assert "`tests/" in body.partition("**Tests:**")[2], heading


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)", TEXT))))
def test_every_link_leads_somewhere(link: str) -> None:
    """A page that is named is there."""
    assert (PAGE.parent / link).resolve().is_file()
