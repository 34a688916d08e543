"""A line that is suggested loads, and the problem it is for is gone with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from snelsync.adapters.mapping_edit import add_row, add_setting
from snelsync.adapters.mapping_file import read_settings
from snelsync.app.check import CheckReport, check
from snelsync.cli.example import example_mapping
from snelsync.domain.accounts import mapping_problems
from snelsync.domain.case import Case
from snelsync.domain.decide import decide
from snelsync.domain.suggestions import PROVIDERS, USUAL
from tests.app.books import World
from tests.contract.samples import SHOP

if TYPE_CHECKING:
    from snelsync.app.advice import Advice
    from snelsync.domain.mapping import Mapping
    from snelsync.domain.suggestions import Suggestion

UNTAXED = "export = 8160\nintra_eu_goods = 8170\nintra_eu_services = 8270\n"
CUT = (
    ('wait = ["pending", "on-hold"]', 'wait = ["pending"]'),
    ('gateway = "bacs"', 'gateway = "cheque"'),
    ('gateway = "stripe*"', 'gateway = "stripe"'),
    ('domestic_zero_rate = "zero"', ""),
    ("[shipping]\nhigh = 8101\nlow = 8111", "[shipping]"),
    (f"exempt = 8199\nreverse_charged = 8150\n{UNTAXED}\n[shipping]", "\n[shipping]"),
    ('without_lines = "book"', ""),
    ("[rounding]\naccount = 4756", "[rounding]\naccount = 8100"),
    ("account = 1750", ""),
)
"""What somebody forgot, or got wrong."""


@cache
def broken() -> str:
    """Give the example mapping with much left out."""
    text = example_mapping()
    for old, new in CUT:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def loaded(text: str) -> Mapping:
    """Read a mapping, named after the practice shop."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.toml"
        path.write_text(text, encoding="utf-8")
        mapping = read_settings(path).mapping
    return replace(mapping, shop=replace(mapping.shop, name=SHOP))


def added(text: str, lines: Iterable[Suggestion]) -> str:
    """Write lines into a mapping."""
    for line in lines:
        if line.is_row:
            text = add_row(text, line.section, dict(line.settings))
        for key, value in line.settings if not line.is_row else ():
            text = add_setting(text, line.section, key, value)
    return text


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give the recorded shop, pulled."""
    return World(tmp_path_factory.mktemp("advice"))


@pytest.fixture(scope="module")
def report(world: World) -> CheckReport:
    """Check it with the broken mapping."""
    books = world.opened.administration
    return check(world.state, books, mapping=loaded(broken()), clock=world.clock)


def left(world: World, report: CheckReport, one: Advice, said: Mapping) -> set[object]:
    """Tell what is still wrong with what a line was for."""
    found = list(mapping_problems(said, report.chart))
    for document in one.documents:
        sold = world.state.find(str(document.order_id))
        assert sold is not None
        case = Case(sold, {}, said, report.chart, world.clock.now())
        for decision in decide(case):
            found += decision.problems
    return {(problem.code, problem.about) for problem in found}


def test_each_line_loads_and_mends_what_it_is_for(
    world: World, report: CheckReport
) -> None:
    """On its own, with every document that waits for it."""
    places = {one.suggestion.section for one in report.advice}
    assert places >= {"payments", "shipping", "revenue", "zero_vat", "rules"}
    assert places >= {"shop.statuses", "refunds", "rounding", "gift_cards"}
    for one in report.advice:
        said = loaded(added(broken(), [one.suggestion]))
        assert not one.mends & left(world, report, one, said), one.suggestion


def test_all_lines_together_free_the_most(world: World, report: CheckReport) -> None:
    """They do not bite each other, and the money first is the money that was held."""
    grosses = [one.gross for one in report.advice]
    assert grosses == sorted(grosses, reverse=True)
    said = loaded(added(broken(), [one.suggestion for one in report.advice]))
    after = check(
        world.state, world.opened.administration, mapping=said, clock=world.clock
    )
    assert len(after.plan.to_book) > len(report.plan.to_book) + 70
    assert not after.mapping_problems


def test_only_what_is_known_is_safe(report: CheckReport) -> None:
    """A known payment method, and an account that is the only one; nothing fiscal."""
    safe = {one.suggestion.section for one in report.advice if one.suggestion.safe}
    assert safe <= {"payments", "revenue", "shipping", "fees"}
    assert "payments" in safe


def test_what_is_usual_is_what_the_example_says() -> None:
    """The known payment methods, and the numbers of accounts."""
    said = loaded(example_mapping())
    assert set(PROVIDERS) == set(said.payments)
    found = {
        "revenue": said.revenue.by_treatment,
        "shipping": said.shipping.by_treatment,
        "fees": said.fees.by_treatment,
        "discounts.accounts": said.discounts.accounts.by_treatment,
        "oss.accounts": said.oss.accounts,
        "rounding": (("account", said.rounding),),
        "gift_cards": (("account", said.gift_cards.account),),
    }
    assert {section: dict(rows) for section, rows in found.items()} == USUAL


def test_the_tables_count_every_order_once(world: World, report: CheckReport) -> None:
    """Statuses, gateways and currencies each add up to what was pulled."""
    seen = world.state.seen()
    for dimension in ("status", "gateway", "currency", "vat_number"):
        rows = next(v for k, v in report.coverage.items() if k == dimension)
        assert sum(row.orders for row in rows) == seen.orders
        assert sum(row.refunds for row in rows) == seen.refunds
