"""Changing a mapping file line by line: its comments, order and blank lines stay."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Table

from snelsync.adapters.mapping_file import Settings, read_settings
from snelsync.errors import SettingsError

Value = str | int | bool | Decimal | list[str] | tuple[str, ...]
Row = Mapping[str, Value]


def add_setting(text: str, section: str, key: str, value: Value) -> str:
    """Give a setting a value, below the last setting of its table.

    A setting that is there already gets the new value, on its own line.

    Args:
        text: of the mapping file.
        section: the table, ``revenue`` or ``oss.accounts``; made when it is not there.
        key: the setting.
        value: what it becomes.
    """
    path = tuple(section.split("."))

    def change(body: Any) -> None:  # noqa: ANN401
        _table_of(body, path)[key] = list(value) if isinstance(value, tuple) else value
        if isinstance(body, Container):
            _move_up(_at(body, path), key)

    return _changed(text, change, what=f"[{section}] {key}")


def add_to_list(text: str, section: str, key: str, value: str) -> str:
    """Add one text to a list, which is made when it is not there."""
    path = tuple(section.split("."))

    def change(body: Any) -> None:  # noqa: ANN401
        table = _table_of(body, path)
        is_new = key not in table
        if is_new:
            table[key] = []
        table[key].append(value)
        if is_new and isinstance(body, Container):
            _move_up(_at(body, path), key)

    return _changed(text, change, what=f"[{section}] {key}")


def add_row(text: str, table: str, row: Row) -> str:
    """Add a row to a table that has many, ``payments`` or ``rules``: below the last."""

    def change(body: Any) -> None:  # noqa: ANN401
        if not isinstance(body, Container):
            body.setdefault(table, []).append(dict(row))
            return
        if table not in body:
            body.add(tomlkit.nl())
            body[table] = tomlkit.aot()
        rows = body[table]
        if not isinstance(rows, AoT):
            rows.append(dict(row))
            return
        new = tomlkit.table()
        new.update(row)
        rows.append(new)
        if len(rows) > 1:
            _hand_on(rows[-2].value, rows[-1].value)

    return _changed(text, change, what=f"[[{table}]]")


def read_text(path: Path) -> str:
    """Read a mapping file as it is, its line ends too.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _impossible(path, "read", error) from error


def write_text(path: Path, text: str, *, before: str) -> Settings:
    """Put a changed mapping in the place of the old one, whole or not at all.

    Args:
        path: of the mapping file; a link stays a link.
        text: what it shall say.
        before: what it said when the change was made.

    Returns:
        The settings as they are now.

    Raises:
        SettingsError: the changed mapping would not load, somebody else changed the
            file meanwhile, or it cannot be written.
    """
    path = path.resolve()
    try:
        kept = path.stat()
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name}.", suffix=".new"
        )
        new = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(PermissionError):
                os.chown(new, kept.st_uid, kept.st_gid)
            new.chmod(kept.st_mode & 0o7777)
            _loaded(new, path)
            if read_text(path) != before:
                raise SettingsError(
                    f"{path} was changed meanwhile, and is left as it is",
                    hint="run the command again",
                )
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise _impossible(path, "written", error) from error
    return read_settings(path)


def _loaded(new: Path, path: Path) -> None:
    """Refuse a mapping that would not load."""
    try:
        read_settings(new)
    except SettingsError as error:
        told = (error.what, *error.details)
        raise SettingsError(
            f"{path} would not load with this change, and is left as it is",
            details=tuple(one.replace(str(new), str(path)) for one in told),
            hint="make the change by hand",
        ) from error


def _impossible(path: Path, deed: str, error: OSError | ValueError) -> SettingsError:
    reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
    return SettingsError(
        f"mapping file {path} cannot be {deed}: {reason}",
        hint="see who may write there, or make the change by hand",
    )


def _changed(text: str, change: Callable[[Any], None], *, what: str) -> str:
    """Change a text, and prove that this and nothing else is different in it."""
    ends = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    text += "" if text.endswith("\n") else "\n"
    try:
        wanted = tomllib.loads(text)
        change(wanted)
        body = tomlkit.parse(text)
        change(body)
        found = tomlkit.dumps(body)
        same = tomllib.loads(found) == wanted
    except (TOMLKitError, tomllib.TOMLDecodeError, TypeError, AttributeError):
        # The last two: a table stands where a text was thought to be, or the reverse.
        same = False
    if not same:
        raise SettingsError(
            f"{what} cannot be written into this mapping without changing more",
            hint="make the change by hand",
        )
    return found.replace("\n", ends)


def _table_of(body: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Find a table, made when it is not there."""
    is_text = isinstance(body, Container)
    for depth, name in enumerate(path, start=1):
        if name not in body:
            only_a_path = depth < len(path)
            body[name] = tomlkit.table(is_super_table=only_a_path) if is_text else {}
        body = body[name]
    return body


def _at(body: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401
    for name in path:
        body = body[name]
    return body


def _move_up(table: object, key: str) -> None:
    """Move a new setting to below the last one: what follows is the next table's.

    A comment above a table's header is, to the library, the end of the table before.
    """
    if not isinstance(table, Table):
        return
    entries = table.value.body
    at = next(
        index
        for index, (name, _) in enumerate(entries)
        if name is not None and name.key == key
    )
    others = [
        index
        for index, (name, item) in enumerate(entries)
        if name is not None and index != at and not isinstance(item, Table | AoT)
    ]
    below = max(others, default=-1) + 1
    if below < at:
        entries.insert(below, entries.pop(at))


def _hand_on(before: Container, last: Container) -> None:
    """Move what follows the last setting of a row to the new row below it."""
    entries: list[tuple[Any, Item]] = before.body
    ends = max(
        (index for index, (name, _) in enumerate(entries) if name is not None),
        default=-1,
    )
    last.body.extend(entries[ends + 1 :])
    entries[ends + 1 :] = [(None, tomlkit.ws("\n"))]
