"""What init writes: the example with values and remarks, less what is lacking."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from snelsync.adapters.mapping_draft import Heading, added_to, missing_from, written_out
from snelsync.adapters.mapping_file import read_settings, settings_from
from snelsync.adapters.mapping_start import new_start, start_from
from snelsync.cli.example import example_mapping
from snelsync.domain.chart import Chart
from snelsync.domain.proposal import Answers, Proposals
from snelsync.domain.proposals import propose
from snelsync.domain.shop_setup import Gateway, OrderStatus, ShopSetup
from snelsync.errors import SettingsError, UsageError
from tests.domain.charts import chart, full_chart

EXAMPLE = example_mapping()
SETUP = ShopSetup(
    country="NL",
    statuses=(OrderStatus("verzonden", "Verzonden"),),
    gateways=(Gateway('odd"\nname', "Vreemd", enabled=True),),
)
HEADING = Heading(shop="shop.example.nl", books="Oef\nen", day=date(2026, 11, 21))


def proposed(one: Chart, text: str = EXAMPLE, **answers: str) -> Proposals:
    """Propose for the shop above, in an administration with this chart."""
    base = settings_from(Path("mapping.toml"), text).mapping
    return propose(
        one,
        SETUP,
        base=base,
        usual=base.payments,
        today=date(2026, 11, 21),
        answers=Answers(answers),
        learned={},
    )


def test_what_no_account_fits_is_left_out_and_says_why() -> None:
    """The setting stands as a remark, its question at the top; a rule goes whole."""
    accounts = tuple(one for one in chart().accounts if one.number != 4756)
    text = written_out(EXAMPLE, proposed(chart(accounts=accounts)), HEADING)
    body = tomllib.loads(text)
    assert set(body["revenue"]) == {"high", "low", "zero", "exempt", "reverse_charged"}
    assert "account" not in body["gift_cards"]
    assert "rules" not in body
    assert body["rounding"] == {}
    assert "oss" not in body or body["oss"] == {"accounts": {}}
    assert (
        "# left out: no active account is surely one for export\n# export = 8160"
        in (text)
    )
    assert "# left out: foreign VAT is off in SnelStart\n# SR = 8180" in text
    assert '# [[rules]]\n# name = "deposit on bottles"' in text
    assert "[rounding] account: which account is for rounding differences?" in text


def test_names_from_outside_cannot_break_out_of_a_remark() -> None:
    """A shop's or administration's names stay text, whatever is in them."""
    text = written_out(EXAMPLE, proposed(full_chart()), HEADING)
    assert "is booked in 'Oef en'" in text
    answered = proposed(full_chart(), **{'payments:odd"\nname': "paid"})
    body = tomllib.loads(written_out(EXAMPLE, answered, HEADING))
    assert body["payments"][-1] == {"gateway": 'odd"\nname', "means": "paid"}


def test_oss_and_kor_are_filled_in_where_snelstart_has_them_on() -> None:
    """Each rate code gets its account; codes without one go from the example."""
    text = written_out(EXAMPLE, proposed(full_chart(kor=True)), HEADING)
    body = tomllib.loads(text)
    assert body["oss"]["accounts"] == {"SR": 8180, "RRL": 8181}
    assert body["zero_vat"]["small_business"] == "exempt"


def test_an_answer_about_a_status_is_added_to_the_list_that_is_there() -> None:
    """Other settings that the file has are not proposed again, nor asked about."""
    answers = {"shop.statuses:verzonden": "skip"}
    missing = missing_from(EXAMPLE, proposed(full_chart(), **answers))
    assert [one.place for one in missing.settings] == [
        ("shop", "statuses", "skip"),
    ]
    assert [one.key for one in missing.questions] == ['payments:odd"\nname']
    text = added_to(EXAMPLE, missing)
    lines = zip(EXAMPLE.splitlines(), text.splitlines(), strict=True)
    assert [new for old, new in lines if old != new] == [
        'skip = ["cancelled", "failed", "verzonden"]'
    ]


def test_a_new_file_appears_whole_and_never_over_another(tmp_path: Path) -> None:
    """One that appeared meanwhile stays as it is."""
    path = tmp_path / "mapping.toml"
    begin = new_start(path, EXAMPLE, {("shop", "url"): "https://winkel.example"})
    path.write_text("ours", encoding="utf-8")
    with pytest.raises(UsageError, match="not overwritten"):
        begin.write(proposed(full_chart()), HEADING)
    assert [one.read_text(encoding="utf-8") for one in tmp_path.iterdir()] == ["ours"]
    path.unlink()
    begin.write(proposed(full_chart()), HEADING)
    assert read_settings(path).mapping.shop.name == "winkel.example"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_to_add_to_may_lack_much_but_not_the_shop(tmp_path: Path) -> None:
    """Its own addresses, statuses and payment methods count; what it lacks is added."""
    path = tmp_path / "mapping.toml"
    path.write_text("[shop]\nca_file = ''\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="where the shop is"):
        start_from(path, EXAMPLE, {})
    path.write_text(
        "# mine\n[shop]\nurl = 'https://winkel.example'\n"
        "[shop.statuses]\nbook = ['verzonden'] # all\n[[payments]]\ngateway = 'b*'\n"
        "means = 'paid'\n",
        encoding="utf-8",
    )
    begin = start_from(path, EXAMPLE, {})
    assert begin.base.shop.name == "winkel.example"
    assert begin.base.shop.book == {"verzonden"}
    assert [row.gateway for row in begin.base.payments] == ["b*"]
    begin.write(begin.missing(proposed(full_chart())), HEADING)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert "book = ['verzonden'] # all\n" in text
    mapping = settings_from(path, text).mapping
    assert mapping.rounding == 4756
    assert mapping.shop.start == date(2026, 10, 1)


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    """Nothing is read from either system for a file that cannot be added to."""
    path = tmp_path / "mapping.toml"
    path.write_text("[shop\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="line 1"):
        start_from(path, EXAMPLE, {})
    path.write_text(
        "[shop]\nurl = 'https://winkel.example'\n[shop.statuses]\nbook = 5\n",
        encoding="utf-8",
    )
    begin = start_from(path, EXAMPLE, {})
    with pytest.raises(SettingsError, match="would not load"):
        begin.write(begin.missing(proposed(full_chart())), HEADING)
    with pytest.raises(UsageError, match="no folder"):
        new_start(tmp_path / "none" / "mapping.toml", EXAMPLE, {})
