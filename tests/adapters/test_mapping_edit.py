"""A mapping file is changed by a line, and by nothing else."""

from collections.abc import Callable
from difflib import ndiff
from pathlib import Path

import pytest

from snelsync.adapters.mapping_edit import (
    add_row,
    add_setting,
    add_to_list,
    read_text,
    write_text,
)
from snelsync.errors import SettingsError
from tests.meta.layers import REPOSITORY

EXAMPLE = (REPOSITORY / "mapping.example.toml").read_text(encoding="utf-8")


def changes(before: str, after: str) -> list[str]:
    """List the lines that went and came."""
    told = ndiff(before.splitlines(), after.splitlines())
    return [line for line in told if line[0] in "-+"]


def follows(text: str, line: str, after: str) -> bool:
    """Say whether a line stands right below another."""
    lines = text.splitlines()
    return after == lines[lines.index(line) - 1]


@pytest.mark.parametrize(
    ("edit", "line", "after"),
    [
        (
            lambda text: add_setting(text, "shipping", "other", 8121),
            "other = 8121",
            "intra_eu_services = 8270",
        ),
        (
            lambda text: add_setting(text, "oss.accounts", "PR", 8183),
            "PR = 8183",
            "RRL = 8182",
        ),
        (
            lambda text: add_setting(text, "zero_vat", "domestic_untaxed", "exempt"),
            'domestic_untaxed = "exempt"',
            'outside_eu = "export"',
        ),
    ],
)
def test_a_setting_comes_below_the_last_of_its_table(
    edit: Callable[[str], str], line: str, after: str
) -> None:
    """The comment above the next table stays there, and no other line changes."""
    changed = edit(EXAMPLE)

    assert changes(EXAMPLE, changed) == [f"+ {line}"]
    assert follows(changed, line, after)


def test_a_value_is_changed_where_it_stands() -> None:
    """Another account, another text in a list, with the comment behind it."""
    text = "[revenue]\r\nhigh = 1 # ask Jan\r\n[shop.statuses]\r\nwait = ['new']\r\n"

    changed = add_setting(text, "revenue", "high", 2)
    changed = add_to_list(changed, "shop.statuses", "wait", 'x"')
    changed = add_to_list(changed, "shop.statuses", "skip", "failed")

    assert changed == (
        "[revenue]\r\nhigh = 2 # ask Jan\r\n[shop.statuses]\r\n"
        'wait = [\'new\', "x\\""]\r\nskip = ["failed"]\r\n'
    )


def test_a_row_comes_below_the_last_row() -> None:
    """With a blank line, before the next table; in a list of rows, at its end."""
    changed = add_row(EXAMPLE, "payments", {"gateway": "ideal", "means": "paid"})

    new = ["+ [[payments]]", '+ gateway = "ideal"', '+ means = "paid"']
    assert [line for line in changes(EXAMPLE, changed) if line != "+ "] == new
    assert '""\nmeans = "open"\n\n[[payments]]\ngateway = "ideal"' in changed
    assert 'means = "paid"\n\n[limits]' in changed
    assert add_row("a = []\n", "a", {"b": 1}) == "a = [{b = 1}]\n"
    assert add_row("x = 1\n", "a", {"b": 1}) == "x = 1\n\n[[a]]\nb = 1\n"


def test_what_would_change_more_is_not_written() -> None:
    """A setting that is something else already is left to a person."""
    with pytest.raises(SettingsError, match="without changing more"):
        add_to_list("[shop]\nlist.wait = 1\n", "shop", "list", "x")


def test_a_file_is_replaced_whole_with_its_mode(tmp_path: Path) -> None:
    """Through a link too; nothing is left beside it."""
    path, link = tmp_path / "mapping.toml", tmp_path / "link.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    before = read_text(link)

    settings = write_text(
        link, add_setting(before, "fees", "other", 8126), before=before
    )

    assert dict(settings.mapping.fees.by_treatment)["other"] == 8126  # type: ignore[index]
    assert path.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [link, path]


def test_a_file_that_would_not_load_is_left_alone(tmp_path: Path) -> None:
    """Nor one that somebody changed meanwhile; the reason names the file and line."""
    path = tmp_path / "mapping.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    wrong = add_setting(EXAMPLE, "revenue", "high", 0)

    with pytest.raises(SettingsError, match="would not load") as raised:
        write_text(path, wrong, before=EXAMPLE)
    assert any(
        "revenue.high" in line and str(path) in line for line in raised.value.details
    )
    with pytest.raises(SettingsError, match="changed meanwhile"):
        write_text(path, EXAMPLE, before="something else")
    with pytest.raises(SettingsError, match="cannot be written"):
        write_text(tmp_path / "none" / "m.toml", EXAMPLE, before=EXAMPLE)

    assert path.read_text(encoding="utf-8") == EXAMPLE
    assert list(tmp_path.iterdir()) == [path]
