"""The user's own folders, where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from snelsync.cli.own_folders import own_data, own_logs
from snelsync.cli.wiring import mapping_path
from snelsync.errors import UsageError


def test_a_user_without_a_home_is_told_what_to_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a container a user may be a number: no entry in passwd, and no HOME."""

    def nowhere(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pathlib.Path.expanduser", nowhere)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    monkeypatch.chdir(tmp_path)

    assert mapping_path(None, {}) == Path("mapping.toml")
    for folder, option in ((own_data, "--state"), (own_logs, "--log-file")):
        with pytest.raises(UsageError) as raised:
            folder()
        assert option in raised.value.hint
