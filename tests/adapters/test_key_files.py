"""A key file that others could have read or changed is refused, with the cure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snelsync.adapters import key_files
from snelsync.adapters.key_files import UnsafeFileError, read_key_file
from snelsync.errors import CredentialsError

PLANTED = "cs_0123456789abcdef"


def written(folder: Path, mode: int, text: str = f"{PLANTED}\n") -> Path:
    """Write a file with these rights."""
    folder.mkdir(exist_ok=True)
    path = folder / "a key"
    path.write_text(text)
    path.chmod(mode)
    return path


def read(path: Path, *, by_systemd: bool = False) -> str:
    """Read a key file as the program does."""
    secret = read_key_file(
        path, label="secret", setting="X_FILE", by_systemd=by_systemd
    )
    return secret.reveal()


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_for_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    """Nobody else can read or write it."""
    assert read(written(tmp_path, mode)) == PLANTED


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o604, 0o602, 0o644, 0o660, 0o777])
def test_a_file_that_others_can_read_or_write_is_refused(
    tmp_path: Path, mode: int
) -> None:
    """Each right of group or others is one too many; the hint can be pasted."""
    path = written(tmp_path, mode)

    with pytest.raises(UnsafeFileError) as raised:
        read(path)

    assert f"{mode:04o}" in raised.value.what
    assert f"chmod 600 '{path}'" in raised.value.hint
    assert PLANTED not in f"{raised.value!r}{raised.value.hint}"


@pytest.mark.parametrize("by_systemd", [False, True])
def test_a_file_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, by_systemd: bool
) -> None:
    """Who owns a file can change it: only we ourselves and root may."""
    path = written(tmp_path, 0o600)
    monkeypatch.setattr(key_files, "ROOT", -1)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)

    with pytest.raises(UnsafeFileError, match="another user") as raised:
        read(path, by_systemd=by_systemd)

    assert f"chown {path.stat().st_uid + 1} '{path}'" in raised.value.hint


@pytest.mark.parametrize(
    ("mode", "by_root", "fits"),
    [
        (0o400, True, True),
        (0o440, True, True),
        (0o440, False, False),
        (0o444, True, False),
        (0o460, True, False),
    ],
)
def test_what_systemd_hands_over_may_be_of_root_and_its_group(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: int,
    *,
    by_root: bool,
    fits: bool,
) -> None:
    """Systemd gives the right through the group; no other user ever has one."""
    path = written(tmp_path, mode)
    monkeypatch.setattr(key_files, "ROOT", path.stat().st_uid if by_root else -1)

    if fits:
        assert read(path, by_systemd=True) == PLANTED
    else:
        with pytest.raises(UnsafeFileError):
            read(path, by_systemd=True)


def test_a_secret_of_a_container_may_be_readable_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docker mounts 0444 under /run/secrets; elsewhere, or writable, it is refused."""
    monkeypatch.setattr(key_files, "CONTAINER_SECRETS", tmp_path / "secrets")
    mounted = written(tmp_path / "secrets", 0o444)
    link = tmp_path / "link"
    link.symlink_to(mounted)

    assert (read(mounted), read(link)) == (PLANTED, PLANTED)
    for path in (written(tmp_path / "secrets", 0o466), written(tmp_path, 0o444)):
        with pytest.raises(UnsafeFileError):
            read(path)


def test_a_file_in_a_folder_of_everybody_is_refused(tmp_path: Path) -> None:
    """Another could be put in its place; not where only owners may remove (/tmp)."""
    path = written(tmp_path / "open", 0o600)
    link = tmp_path / "link"
    link.symlink_to(path)

    path.parent.chmod(0o777)
    for one in (path, link):
        with pytest.raises(UnsafeFileError, match="every user") as raised:
            read(one)
        assert f"chmod o-w {path.parent}" in raised.value.hint

    path.parent.chmod(0o1777)
    assert read(path) == PLANTED


@pytest.mark.parametrize("text", ["one two\n", "one\ntwo\n", "x" * 20_000])
def test_a_file_with_something_else_is_not_taken_for_a_key(
    tmp_path: Path, text: str
) -> None:
    """Two keys, or a long text: the wrong file was named."""
    with pytest.raises(CredentialsError, match="no text with one key") as raised:
        read(written(tmp_path, 0o600, text))
    assert raised.value.__cause__ is None


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    """A pipe nobody writes to would be waited for; a folder has no key in it."""
    os.mkfifo(tmp_path / "pipe", 0o600)

    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(CredentialsError, match=r"no ordinary file|directory"):
            read(path)
