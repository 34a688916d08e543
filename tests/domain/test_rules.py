"""The bookkeeper's exceptions: which one fits, and what it may say."""

from dataclasses import replace
from typing import Any

import pytest

from snelsync.domain.chart import CostCentre
from snelsync.domain.mapping import Rule
from snelsync.domain.order import Charge, Product
from snelsync.domain.problem import Code, Problem
from snelsync.domain.rules import rule_for
from snelsync.domain.translate import translate_sale
from snelsync.domain.vat import Treatment

from .builders import amounts, charge, codes, fee, order, sale_of, shipping, tax_line
from .charts import full_chart
from .decided import decided

CHART = full_chart(oss=True)
MUG = charge("10.70", "2.25", tax_class="reduced-rate")


def fits(rule: Rule, one: Charge = MUG, **fields: Any) -> bool:  # noqa: ANN401
    """Say whether a rule fits a charge of an order."""
    return rule_for((rule,), order(one, **fields), one) is rule


@pytest.mark.parametrize(
    "rule",
    [
        Rule("r", sku="MOK-*"),
        Rule("r", sku="MOK-00?"),
        Rule("r", product=7),
        Rule("r", tax_class="reduced-rate"),
        Rule("r", country="NL"),
        Rule("r", payment="mollie_*"),
        Rule("r", coupon="welkom*"),
        Rule("r", sku="MOK-001", product=7, country="NL"),
    ],
)
def test_a_rule_fits_when_all_it_says_is_so(rule: Rule) -> None:
    """Each kind of condition can be met, alone and together."""
    assert fits(rule, coupons=("zomer", "welkom10"))


@pytest.mark.parametrize(
    "rule",
    [
        Rule("r"),
        Rule("r", sku="mok-*"),
        Rule("r", sku="BOEK-*"),
        Rule("r", product=8),
        Rule("r", tax_class=""),
        Rule("r", country="DE"),
        Rule("r", payment="stripe*"),
        Rule("r", coupon="welkom*"),
        Rule("r", fee="MOK-*"),
        Rule("r", shipping_method="MOK-*"),
        Rule("r", sku="MOK-001", country="DE"),
    ],
)
def test_a_rule_fits_only_when_all_it_says_is_so(rule: Rule) -> None:
    """One condition that is not met is enough, and no condition fits nothing."""
    assert not fits(rule)


def test_each_kind_of_charge_has_its_own_pattern() -> None:
    """A fee is found by its name and shipping by its method, never by another's."""
    post, extra = shipping("4.09", "0.86"), fee("0.50", "0.11")
    assert fits(Rule("r", shipping_method="flat_*"), post)
    assert fits(Rule("r", fee="Toe*"), extra)
    assert not fits(Rule("r", sku="*"), post)
    assert not fits(Rule("r", sku="*"), extra)
    assert not fits(Rule("r", tax_class=""), post)
    assert fits(Rule("r", tax_class=""), extra)


def winner(*rules: Rule) -> str:
    """Name the rule that wins for a mug."""
    found = rule_for(rules, order(MUG), MUG)
    assert isinstance(found, Rule)
    return found.name


def test_the_most_specific_rule_wins() -> None:
    """More conditions, then fewer wildcards, then the first in the file."""
    wide = Rule("wide", sku="*")
    narrow = Rule("narrow", sku="MOK-*")
    exact = Rule("exact", sku="MOK-001")
    both = Rule("both", sku="*", country="NL")
    assert winner(wide, narrow, exact, both) == "both"
    assert winner(exact, narrow, wide) == winner(wide, narrow, exact) == "exact"
    assert winner(Rule("one", sku="MOK-?*"), narrow) == "narrow"
    assert winner(Rule("first", product=7), exact) == "first"
    assert winner(exact, Rule("first", product=7)) == "exact"


def test_a_rule_chooses_the_account_and_cost_centre() -> None:
    """Turnover lands where the rule says, and the reason names the rule."""
    said = decided(rules=(Rule("mugs", sku="MOK-*", account=8200, cost_centre=1),))
    made = sale_of(order(), mapping=said, chart=CHART).booking
    assert amounts(made) == [(8200, "10.70")]
    assert made.lines[0].cost_centre == 1
    assert made.lines[0].reason.endswith("(rule mugs)")


def test_a_rule_says_why_a_line_is_untaxed_once() -> None:
    """The reason of an untaxed line is the rule's, and names it only once."""
    said = decided(rules=(Rule("classes", sku="MOK-*", treatment=Treatment.EXEMPT),))
    one = order(charge("10.00", rate=None))
    made = sale_of(one, mapping=said, chart=CHART).booking
    assert amounts(made) == [(8199, "10.00")]
    assert made.lines[0].reason.count("classes") == 1


def test_a_rule_renames_a_zero_rate() -> None:
    """A Dutch 0 % line may be something else by a rule."""
    said = decided(rules=(Rule("stamps", sku="MOK-*", treatment=Treatment.EXEMPT),))
    made = sale_of(order(charge("9.10", rate=3)), mapping=said, chart=CHART).booking
    assert amounts(made) == [(8199, "9.10")]


def test_a_rule_may_say_what_is_so_already() -> None:
    """Calling a line at 21 % high contradicts nothing."""
    said = decided(rules=(Rule("mugs", sku="MOK-*", treatment=Treatment.HIGH),))
    assert amounts(sale_of(order(), mapping=said, chart=CHART).booking) == [
        (8100, "10.70")
    ]


@pytest.mark.parametrize(
    "treatment", [Treatment.EXEMPT, Treatment.LOW, Treatment.OUTSIDE_SCOPE]
)
def test_a_rule_never_takes_away_vat_that_was_charged(treatment: Treatment) -> None:
    """VAT on an order is owed: a rule that says otherwise holds it."""
    said = decided(rules=(Rule("mugs", sku="MOK-*", treatment=treatment),))
    result = translate_sale(order(), mapping=said, chart=CHART)
    assert codes(result) == {Code.RULE_CONFLICT}


def test_a_rule_never_turns_foreign_vat_into_something_else() -> None:
    """German VAT stays German VAT."""
    said = decided(rules=(Rule("mugs", sku="MOK-*", treatment=Treatment.HIGH),))
    one = order(
        charge("10.00", "1.90"),
        tax_lines=(tax_line(1, "19", goods="1.90", country="DE"),),
        ship_country="DE",
    )
    assert codes(translate_sale(one, mapping=said, chart=CHART)) == {Code.RULE_CONFLICT}


@pytest.mark.parametrize(
    ("centres", "words"),
    [
        ((), "not in the administration"),
        ((CostCentre("id-kp", 1, "Webshop", active=False),), "inactive"),
    ],
)
def test_a_cost_centre_must_be_there(
    centres: tuple[CostCentre, ...], words: str
) -> None:
    """A cost centre that is gone or inactive holds the order, naming the rule."""
    said = decided(rules=(Rule("mugs", sku="MOK-*", cost_centre=1),))
    known = replace(CHART, cost_centres=centres)
    result = translate_sale(order(), mapping=said, chart=known)
    assert codes(result) == {Code.COST_CENTRE_REQUIRED}
    assert words in str(result)
    assert "mugs" in str(result)


def test_a_cost_centre_satisfies_an_account_that_wants_one() -> None:
    """An account that needs a cost centre is fine where a rule names one."""
    said = decided(rules=(Rule("mugs", sku="MOK-*", account=8102, cost_centre=1),))
    assert amounts(sale_of(order(), mapping=said, chart=CHART).booking) == [
        (8102, "10.70")
    ]


def test_a_rules_account_must_fit() -> None:
    """A rule is no way around the administration's own functions."""
    said = decided(rules=(Rule("mugs", sku="MOK-*", account=8160),))
    result = translate_sale(order(), mapping=said, chart=CHART)
    assert codes(result) == {Code.ACCOUNT_MISFIT}


FILED = replace(
    MUG, product=Product(7, categories=("servies", "mokken"), tags=("kerst-2026",))
)
BOOKS = Rule("books", category="boeken", account=8200)
CUPS = Rule("cups", category="mok*", account=8200)


@pytest.mark.parametrize(
    ("rule", "so"),
    [
        (CUPS, True),
        (Rule("r", category="servies"), True),
        (Rule("r", tag="kerst-*"), True),
        (Rule("r", category="mokken", tag="kerst-2026", sku="MOK-*"), True),
        (BOOKS, False),
        (Rule("r", category="mokken", tag="pasen"), False),
        (Rule("r", tag="mokken"), False),
        (Rule("r", category="Mokken"), False),
    ],
)
def test_a_rule_goes_by_where_a_product_is_filed(
    rule: Rule,
    so: bool,  # noqa: FBT001
) -> None:
    """Any of a product's categories and tags counts, by slug."""
    assert fits(rule, FILED) is so


def test_shipping_has_no_category() -> None:
    """A rule by category says nothing of shipping and fees."""
    assert rule_for((CUPS,), order(MUG), shipping("4.09", "0.86")) is None
    assert rule_for((CUPS,), order(MUG), fee("0.50", "0.11")) is None


@pytest.mark.parametrize("product_id", [0, 7])
def test_a_product_that_is_not_known_holds_its_order(product_id: int) -> None:
    """Whether such a rule fits a deleted product is not guessed; it names the rule."""
    gone = replace(MUG, product_id=product_id)
    found = rule_for((CUPS,), order(gone), gone)
    assert isinstance(found, Problem)
    assert found.code is Code.PRODUCT_UNKNOWN
    assert "cups" in found.message
    assert "--full" in found.remedy
    said = decided(rules=(CUPS,))
    result = translate_sale(order(gone), mapping=said, chart=CHART)
    assert codes(result) == {Code.PRODUCT_UNKNOWN}


def test_a_rule_above_settles_an_unknown_product() -> None:
    """What would win anyhow wins: a rule by SKU above it, or a more specific one."""
    above = Rule("above", sku="MOK-001", account=8200)
    assert winner(above, CUPS) == "above"
    assert winner(CUPS, Rule("more", sku="MOK-001", product=7)) == "more"
    assert isinstance(rule_for((CUPS, Rule("wide", sku="*")), order(MUG), MUG), Problem)
