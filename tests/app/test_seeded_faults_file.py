"""Faults in the mapping file: each message, its remedy, and that this cures it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from snelsync.adapters.mapping_file import Settings, read_settings
from snelsync.domain.accounts import mapping_problems
from snelsync.domain.chart import Chart
from snelsync.errors import ExitCode, SettingsError
from tests.contract.wiring import ROOT, open_administration, practice_administration
from tests.fakes import FakeClock

EXAMPLE = (ROOT / "mapping.example.toml").read_text(encoding="utf-8")
Change = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Seed:
    """A fault: how it is made, what it says, and the change that its remedy asks for.

    Attributes:
        at: the line that is named begins with this.
        cure: what to put in place of the fault; the second of ``made`` is looked for.
    """

    made: Change
    at: str
    says: str
    remedy: str
    cure: str


RULE = '[[rules]]\nname = "deposit on bottles"\n'
OTHER = '[[rules]]\nname = "other"\nsku = "{}"\naccount = 1751\n\n'
RATE = '_woocs_order_rate", way = '
COD = '[[payments]]\ngateway = "cod"\n'
FILE_SEEDS = (
    Seed(
        ("payment_term = 14", "payment_term = -1"),
        "payment_term",
        "-1 cannot be taken",
        "it takes a whole number from 0 to 999",
        "payment_term = 0",
    ),
    Seed(
        ("high = 8100", 'high = "8100"'),
        "high",
        "'8100' cannot be taken",
        "it takes a whole number from 1 to 99999999, without quotes",
        "high = 8100",
    ),
    Seed(
        ("account = 4756", "account = true"),
        "account",
        "true cannot be taken",
        "it takes a whole number",
        "account = 4756",
    ),
    Seed(
        ('sku = "STATIE*"', "product = 0"),
        "product",
        "0 cannot be taken",
        "it takes a whole number from 1 up",
        "product = 12",
    ),
    Seed(
        ("start = 2026-01-01", 'start = "1 januari"'),
        "start",
        "'1 januari' cannot be taken",
        "it takes a day like 2026-01-01, without quotes",
        "start = 2026-01-01",
    ),
    Seed(
        ('country = "NL"', 'country = "Nederland"'),
        "country",
        "'Nederland' cannot be taken",
        "it takes two capitals, like NL",
        'country = "NL"',
    ),
    Seed(
        ("allow_http = false", 'allow_http = "nee"'),
        "allow_http",
        "'nee' cannot be taken",
        "it takes true or false, without quotes",
        "allow_http = false",
    ),
    Seed(
        ("number_keys = []", 'number_keys = "_wcpdf_invoice_number"'),
        "number_keys",
        "'_wcpdf_invoice_number' cannot be taken",
        'it takes a list, like ["a", "b"]',
        'number_keys = ["_wcpdf_invoice_number"]',
    ),
    Seed(
        ("payment_term = 14", "documents = 14"),
        "documents",
        "there is no such setting here",
        "it belongs under [limits]",
        "",
    ),
    Seed(
        (RATE + '"divide" },', RATE + '"devide" },'),
        "{ key",
        "currency.recorded.1.way: 'devide' is none of multiply, divide",
        "did you mean `divide`?",
        RATE + '"divide" },',
    ),
    Seed(
        ("SR = 8180", "Sr = 8180"),
        "Sr",
        "'Sr' is none of SR, RRH, RRL, PR, SRR",
        "did you mean `SR`?",
        "SR = 8180",
    ),
    Seed(
        ('administration = ""', 'connection_key = "b2VmZW46Z2VoZWlt"'),
        "connection_key",
        "keys and passwords never go in this file",
        "take the line out, and run `snelsync auth login`",
        "",
    ),
    Seed(
        ('url = "https://shop.example.nl"', 'url = "ftp://ck_1:cs_2@shop.example.nl"'),
        "url",
        "(not shown: it may hold a key) is no address",
        "write https://",
        'url = "https://shop.example.nl"',
    ),
    Seed(
        ('wait = ["pending"', 'wait = ["completed"'),
        "wait",
        "'completed' stands under `book` already",
        "take it out of one",
        'wait = ["pending"',
    ),
    Seed(
        (COD, f'{COD}means = "paid"\n\n{COD}'),
        'gateway = "cod"',
        "'cod': this payment method stands in row 8 already",
        "take one of the two out",
        COD,
    ),
    Seed(
        (RULE, OTHER.format("STATIE*") + RULE),
        "[[rules]]",
        "this rule is never chosen: rule 'other' above has its conditions",
        "take one out, or add a condition",
        OTHER.format("STATIE-GROOT") + RULE,
    ),
    Seed(
        (RULE, OTHER.format("X").replace("other", "Deposit on bottles") + RULE),
        'name = "deposit',
        "row 1 has this name too",
        "give each rule its own",
        OTHER.format("X") + RULE,
    ),
    Seed(
        ('sku = "STATIE*"', 'sku = "STATIE*"\nfee = "Statiegeld"'),
        "[[rules]]",
        "no line is a product and a fee: this rule never fits",
        "make a rule for each",
        'fee = "Statiegeld"',
    ),
    Seed(
        ('sku = "STATIE*"', 'tax_class = "standard"'),
        "tax_class",
        "'standard' fits no line",
        'WooCommerce writes the standard class as ""',
        'tax_class = ""',
    ),
    Seed(
        ('sku = "STATIE*"', 'shipping_method = "x"\ntax_class = ""'),
        "tax_class",
        "shipping has no tax class",
        "take one of them out",
        'shipping_method = "x"',
    ),
    Seed(
        ('sku = "STATIE*"', 'sku = ""'),
        "[[rules]]",
        "a rule needs a condition",
        "shipping_method, sku, tag",
        'sku = "STATIE*"',
    ),
    Seed(
        ('treatment = "outside_scope"', 'treatment = "high"'),
        "treatment",
        "'high' carries VAT, and this is about sales without",
        "zero, exempt, reverse_charged",
        'treatment = "outside_scope"',
    ),
    Seed(
        ('unexplained = "hold"', 'unexplained = "book"'),
        "unexplained",
        "'book' needs `kind = \"multi\"`",
        "only such cards pay afterwards",
        'kind = "multi"\nunexplained = "book"',
    ),
    Seed(
        ("account = 1750", 'kind = "multi"'),
        'kind = "multi"',
        "'multi' needs `account`",
        "the ledger account of what is owed",
        'kind = "multi"\naccount = 1750',
    ),
    Seed(
        ('kvk_keys = ["', 'kvk_keys = ["vat_number", "'),
        "kvk_keys",
        "'vat_number' stands under `vat_number_keys` too",
        "take it out of one",
        'kvk_keys = ["',
    ),
    Seed(
        ('ones.\nca_file = ""', 'ones.\nca_file = "/no/such.pem"'),
        "ca_file",
        "there is no file '/no/such.pem'",
        'set ca_file = ""',
        'ca_file = ""',
    ),
    Seed(
        ('rates_file = ""', 'rates_file = "ecb.csv"'),
        "rates_file",
        "ecb.csv",
        'set rates_file = ""',
        'rates_file = ""',
    ),
)


def read(folder: Path, *changes: Change) -> Settings:
    """Read the example with pieces of its text changed."""
    text = EXAMPLE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def faults(folder: Path, *changes: Change) -> tuple[str, ...]:
    """Tell the faults of the example with pieces changed."""
    with pytest.raises(SettingsError) as raised:
        read(folder, *changes)
    assert raised.value.exit_code == ExitCode.SETTINGS
    return raised.value.details


@pytest.mark.parametrize("seed", FILE_SEEDS, ids=lambda seed: seed.made[1][:40])
def test_each_fault_of_the_file_is_told_and_cured(tmp_path: Path, seed: Seed) -> None:
    """One fault, at its line, with what stands there and what may; done, it is gone."""
    (told,) = faults(tmp_path, seed.made)
    number = int(told.split(":")[1])
    lines = (tmp_path / "mapping.toml").read_text(encoding="utf-8").splitlines()
    assert lines[number - 1].strip().startswith(seed.at)
    assert seed.says in told
    assert seed.remedy in told
    assert "b2VmZW46" not in told
    assert "cs_2" not in told

    assert read(tmp_path, (seed.made[0], seed.cure)).text


def test_all_kinds_of_faults_are_told_together(tmp_path: Path) -> None:
    """What the models, the file as a whole and other files say comes at once, by line.

    Those that would mend or hide another are left out.
    """
    changes: dict[str, str] = {}
    for seed in FILE_SEEDS:
        changes.setdefault(*seed.made)
    together = [
        one for one in changes.items() if one[0] not in {"account = 1750", RULE}
    ]
    told = faults(tmp_path, *together)
    numbers = [int(one.split(":")[1]) for one in told]
    assert numbers == sorted(numbers)
    assert len(told) == len(together)


@cache
def books() -> Chart:
    """Read the chart of a new practice administration."""
    clock = FakeClock()
    practice = practice_administration(clock)
    return open_administration(practice, clock).administration.chart()


CHART_SEEDS = (
    Seed(
        ("high = 8100", "high = 8999"),
        "high = 8999",
        "[revenue] high is 8999: no account",
        "choose an existing account",
        "high = 8100",
    ),
    Seed(
        ("low = 8111", "low = 8101"),
        "low = 8101",
        "[shipping] low is 8101, whose function",
        "with a fitting function",
        "low = 8111",
    ),
    Seed(
        ("high = 8106", "high = 8191"),
        "high = 8191",
        "[fees] high is 8191, which is inactive",
        "choose an active account",
        "high = 8106",
    ),
    Seed(
        ("high = 8105", "high = 8102"),
        "high = 8102",
        "account 8102 takes no line without a cost centre",
        "choose another account for [discounts.accounts] high",
        "high = 8105",
    ),
    Seed(
        ("RRL = 8182", "RRL = 8100"),
        "RRL = 8100",
        "[oss.accounts] RRL is 8100, whose function",
        "with a fitting function",
        "RRL = 8182",
    ),
    Seed(
        ("account = 4756", "account = 8100"),
        "account = 8100",
        "[rounding] account is 8100",
        "with a fitting function",
        "account = 4756",
    ),
    Seed(
        ("account = 1750", "account = 1300"),
        "account = 1300",
        "[gift_cards] account is 1300",
        "with a fitting function",
        "account = 1750",
    ),
)


@pytest.mark.parametrize("seed", CHART_SEEDS, ids=lambda seed: seed.made[1])
def test_each_account_that_does_not_fit_is_told_at_its_line(
    tmp_path: Path, seed: Seed
) -> None:
    """The problem names a setting, the setting has a line, and the remedy cures it."""
    settings = read(tmp_path, seed.made)
    (problem,) = mapping_problems(settings.mapping, books())
    assert seed.says in problem.message
    assert seed.remedy in problem.remedy
    line = settings.text.splitlines()[settings.line_of(problem.where) - 1]
    assert line.startswith(seed.at)

    cured = read(tmp_path, (seed.made[0], seed.cure))
    assert mapping_problems(cured.mapping, books()) == ()


def test_a_rule_has_its_line_by_its_name(tmp_path: Path) -> None:
    """The second rule's account is not that of the first; what is not there is line 1.

    A setting of a section that is there has the line of the section.
    """
    settings = read(tmp_path, (RULE, OTHER.format("X") + RULE))
    lines = ["", *settings.text.splitlines()]

    def at(setting: str) -> str:
        return lines[settings.line_of(setting)]

    assert at("[[rules]] other: account") == "account = 1751"
    assert settings.line_of("[[rules]] other: account") < settings.line_of(
        "[[rules]] deposit on bottles: account"
    )
    assert at("[zero_vat] small_business") == "[zero_vat]"
    assert at("[oss.accounts]") == "[oss.accounts]"
    assert settings.line_of("[nothing] at_all") == 1
