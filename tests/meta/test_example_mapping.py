"""The example mapping is complete, explained, and fits a new administration."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import httpx
import pytest
from pydantic import BaseModel

from snelsync.adapters.mapping_file import read_settings
from snelsync.adapters.mapping_model import MappingFile
from snelsync.adapters.snelstart.auth import TokenAuth
from snelsync.adapters.snelstart.client import SnelStart
from snelsync.adapters.snelstart.transport import (
    SnelStartTransport,
    snelstart_clients,
)
from snelsync.domain.accounts import SECTIONS, accounts_for, mapping_problems
from snelsync.domain.chart import FITTING, Chart
from snelsync.domain.order import ChargeKind
from snelsync.domain.vat import Treatment
from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    PracticeAdministration,
)
from snelsync.secret import Secret
from tests.meta.layers import REPOSITORY

EXAMPLE = REPOSITORY / "mapping.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")


class _Still:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


@pytest.fixture(scope="module")
def chart() -> Iterator[Chart]:
    """Read the chart of a new practice administration."""
    clock = _Still()
    auth = TokenAuth(
        token_url="http://books.test/b2b/token",
        subscription_key=Secret(PRACTICE_SUBSCRIPTION_KEY),
        connection_key=Secret(PRACTICE_CONNECTION_KEY),
        clock=clock,
    )
    books = httpx.WSGITransport(app=PracticeAdministration(now=clock.now))
    reader, writer = snelstart_clients(
        "http://books.test/v2", auth=auth, transport=books
    )
    with reader, writer:
        yield SnelStart(SnelStartTransport(reader, writer, clock=clock)).chart()


def _models(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401
    found = [annotation, *get_args(annotation)]
    return [
        one for one in found if isinstance(one, type) and issubclass(one, BaseModel)
    ]


def settings(
    model: type[BaseModel], place: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """List every setting that a mapping file can have."""
    for name, field in model.model_fields.items():
        below = _models(field.annotation)
        if not below:
            yield (*place, name)
        for one in below:
            yield from settings(one, (*place, name))


SETTINGS = list(settings(MappingFile))


def _said(body: Any, place: tuple[str, ...]) -> bool:  # noqa: ANN401
    """Say whether a setting stands in the file; in a list, in each of its rows."""
    if not place:
        return True
    if isinstance(body, list):
        return bool(body) and all(_said(row, place) for row in body)
    return place[0] in body and _said(body[place[0]], place[1:])


def _offered(place: tuple[str, ...]) -> bool:
    """Say whether a setting is shown as a choice that is not made.

    A rule has few of its many conditions; the others are named above it.
    """
    if re.search(rf"^# {place[-1]} = ", TEXT, re.MULTILINE):
        return True
    above = TEXT.partition("\n[[rules]]")[0].rpartition("\n\n")[2]
    return place[0] == "rules" and place[-1] in re.findall(r"\w+", above)


@pytest.mark.parametrize("place", SETTINGS, ids=".".join)
def test_the_example_has_every_setting(place: tuple[str, ...]) -> None:
    """Nothing can be set that the example does not show."""
    assert _said(tomllib.loads(TEXT), place) or _offered(place)


def test_the_walk_over_the_model_goes_all_the_way() -> None:
    """Settings in sections, sections of those and lists are among those asked for."""
    assert {
        ("shop", "statuses", "book"),
        ("invoices", "texts", "rounding"),
        ("payments", "gateway"),
        ("limits", "rounding_tolerance"),
        ("revenue",),
    } <= set(SETTINGS)
    assert not _said({"shop": {}}, ("shop", "url"))
    assert not _said({"payments": [{"gateway": "x"}]}, ("payments", "means"))


def test_the_example_can_be_read_as_it_is() -> None:
    """Copied and not changed at all, it has no fault."""
    assert read_settings(EXAMPLE).mapping.shop.name == "shop.example.nl"


def test_every_account_of_the_example_fits(chart: Chart) -> None:
    """Each ledger number exists in a new administration, with a fitting function."""
    mapping = read_settings(EXAMPLE).mapping
    assert mapping_problems(mapping, chart) == ()
    for kind in ChargeKind:
        rows = accounts_for(kind, mapping).by_treatment
        assert rows, SECTIONS[kind]
        for treatment, number in rows:
            account = chart.account(number)
            assert account is not None, number
            assert account.active
            assert account.function in FITTING[treatment], number
    rounding = chart.account(mapping.rounding)
    assert rounding is not None
    assert rounding.function in FITTING[Treatment.OUTSIDE_SCOPE]


def test_every_section_is_explained() -> None:
    """A comment stands beside each section's name, and no key is in the file."""
    blocks = re.split(r"\n(?=\[)", TEXT)
    names = [block.partition("\n")[0] for block in blocks[1:]]
    explained = {
        name
        for name, block, before in zip(names, blocks[1:], blocks, strict=False)
        if "\n#" in block or before.rstrip().rpartition("\n")[2].startswith("#")
    }
    assert set(names) - {"[[payments]]"} <= explained | {"[shipping]"}
    assert not re.search(r"\b(ck|cs)_[0-9a-f]", TEXT)


def test_no_line_of_the_example_is_too_long_to_read() -> None:
    """It is read in an editor window of the usual width."""
    assert max(len(line) for line in TEXT.splitlines()) <= 100
