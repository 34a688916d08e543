"""An approved plan in a file: read back as it was, refused when it was touched."""

from pathlib import Path

import pytest

from snelsync.adapters.plan_file import read_plan, write_plan
from snelsync.errors import UsageError
from tests.domain.test_approval import APPROVED


def test_a_plan_comes_back_as_it_was(tmp_path: Path) -> None:
    """Every document, to the cent, and what it follows from."""
    write_plan(tmp_path / "plan.json", APPROVED)

    assert read_plan(tmp_path / "plan.json") == APPROVED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'"mapping": "{APPROVED.mapping}"', '"mapping": "other"'),
        (APPROVED.documents[0].booking, "0" * 32),
        ('"snelsync_plan": 1', '"snelsync_plan": 2'),
        ('"shop_id": 173', '"shop_id": 999'),
    ],
)
def test_a_plan_that_was_touched_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """What is applied is what was shown, or nothing."""
    path = tmp_path / "plan.json"
    write_plan(path, APPROVED)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(UsageError, match="was changed after") as raised:
        read_plan(path)
    assert "--dry-run --plan" in raised.value.hint


def test_what_is_no_plan_is_told(tmp_path: Path) -> None:
    """No file, another file, and a place where none can be written."""
    with pytest.raises(UsageError, match="there is no plan"):
        read_plan(tmp_path / "none.json")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="is no plan of snelsync"):
        read_plan(tmp_path / "other.json")
    with pytest.raises(UsageError, match="cannot be written"):
        write_plan(tmp_path / "none" / "plan.json", APPROVED)
