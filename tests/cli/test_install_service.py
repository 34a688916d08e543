"""``install-service`` at the command line: written, printed, nothing written over."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.cli.practice import Practice


def test_units_are_written_once_and_the_rest_is_said(practice: Practice) -> None:
    """Without a terminal: two files, the commands to type, and no second time."""
    folder = practice.folder / "units"
    told = practice.run("install-service", "--to", str(folder), "--at", "7:05")
    assert told.code == 0, told.stderr
    assert sorted(one.name for one in folder.iterdir()) == [
        "snelsync.service",
        "snelsync.timer",
    ]
    service = (folder / "snelsync.service").read_text(encoding="utf-8")
    assert f"Environment=SNELSYNC_MAPPING={practice.mapping}\n" in service
    assert "OnCalendar=*-*-* 07:05:00" in (folder / "snelsync.timer").read_text("utf-8")
    assert "sudo systemctl enable --now snelsync.timer\n" in told.stdout
    assert told.stdout.endswith(
        f"written: {folder}/snelsync.service, {folder}/snelsync.timer\n"
    )
    again = practice.json("install-service", "--to", str(folder))
    assert again["exit_code"] == 2
    assert "--force" in again["error"]["hint"]
    forced = practice.json("install-service", "--to", str(folder), "--force")
    assert forced["counts"] == {"written": 2}
    assert [Path(one["path"]).name for one in forced["files"]] == [
        "snelsync.service",
        "snelsync.timer",
    ]
    assert all(one["why"] for one in forced["steps"])


def test_a_line_for_cron_is_one_line_of_stdout(practice: Practice) -> None:
    """Quiet, it is all there is, unbroken; its program is there and can be run."""
    told = practice.run("install-service", "--cron", "--quiet")
    assert (told.code, told.stdout.count("\n"), told.stderr) == (0, 1, "")
    words = shlex.split(told.stdout.replace("\\%", "%"))
    assert words[-6:] == [
        "--mapping",
        str(practice.mapping),
        "--state",
        str(practice.state),
        "sync",
        "--quiet",
    ]
    assert Path(words[9]).is_file()
    document = practice.json("install-service", "--cron")
    assert document["crontab"] == told.stdout.rstrip("\n")
    assert not list(practice.folder.glob("*.service"))


def test_a_name_or_time_that_means_something_else_is_refused(
    practice: Practice,
) -> None:
    """Nothing that a shell, systemd or a file system reads otherwise is taken."""
    for words in (
        ("--name", "../evil"),
        ("--name", "a b"),
        ("--run-as", "root;reboot"),
        ("--at", "24:00"),
        ("--at", "06:15; reboot"),
    ):
        told = practice.run("install-service", "--to", str(practice.folder), *words)
        assert told.code == 2, words
    assert not list(practice.folder.glob("*.service"))
