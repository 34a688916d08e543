"""The mapping file that init makes or adds to: where it starts from, and how it is put.

A new file starts from the example; one that is there from itself, and nothing that it
says is changed.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from snelsync.adapters.mapping_draft import (
    Heading,
    added_to,
    missing_from,
    with_values,
    written_out,
)
from snelsync.adapters.mapping_edit import read_text, write_text
from snelsync.adapters.mapping_file import Settings, settings_from
from snelsync.domain.mapping import Mapping, Payment, PaymentMeaning
from snelsync.domain.proposal import Place, Proposals, Value
from snelsync.errors import SettingsError, UsageError

_ADDRESSES: tuple[Place, ...] = (
    ("shop", "url"),
    ("shop", "allow_http"),
    ("shop", "ca_file"),
    ("shop", "country"),
    ("snelstart", "key"),
    ("snelstart", "api_url"),
    ("snelstart", "token_url"),
    ("snelstart", "ca_file"),
    ("customers", "vies_url"),
)
"""What of a file that is there decides who is asked."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a mapping starts from.

    Attributes:
        text: the example with the right addresses, or the file as it is.
        settings: to reach both systems with.
        base: what the mapping says before anything is proposed.
        usual: the payment methods that the example knows.
        is_new: there is no file yet.
    """

    path: Path
    text: str
    settings: Settings
    base: Mapping
    usual: tuple[Payment, ...]
    is_new: bool

    def missing(self, proposals: Proposals) -> Proposals:
        """Leave out what the file says already."""
        return proposals if self.is_new else missing_from(self.text, proposals)

    def write(self, proposals: Proposals, heading: Heading) -> None:
        """Write the new file, or add to the one that is there; whole or not at all."""
        if self.is_new:
            _write_new(self.path, written_out(self.text, proposals, heading))
        elif proposals.settings or proposals.payments:
            text = added_to(self.text, proposals)
            write_text(self.path, text, before=self.text)


def new_start(path: Path, example: str, addresses: Lookup[Place, Value]) -> Start:
    """Start a new mapping from the example.

    Raises:
        UsageError: there is a file already, no folder for it, or an address is none.
    """
    if path.exists():
        raise _exists(path)
    if not path.parent.is_dir():
        raise UsageError(
            f"there is no folder {path.parent} to put {path.name} in",
            hint="make it, or name another file with --mapping",
        )
    settings, text = example_for(path, example, addresses)
    mapping = settings.mapping
    return Start(
        path=path,
        text=text,
        settings=settings,
        base=mapping,
        usual=mapping.payments,
        is_new=True,
    )


def example_for(
    path: Path, example: str, addresses: Lookup[Place, Value]
) -> tuple[Settings, str]:
    """Give the example with other addresses, as settings and as text.

    Raises:
        UsageError: an address is none.
    """
    text = with_values(example, addresses.items())
    try:
        return settings_from(path, text), text
    except SettingsError as error:
        told = tuple(line.partition(": ")[2] for line in error.details)
        raise UsageError(
            "an address that was given cannot be used",
            details=told,
            hint="write it as in a browser: --shop https://shop.example.nl",
        ) from error


def start_from(path: Path, example: str, addresses: Lookup[Place, Value]) -> Start:
    """Start from a file that is there and may lack settings.

    Raises:
        SettingsError: it cannot be read as TOML, or does not name the shop.
    """
    text = read_text(path)
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path}: not a TOML file: {error}",
            hint="look at that line: a missing quote or bracket, as a rule",
        ) from error
    said = {place: value for place in _ADDRESSES if (value := _said(body, place))}
    said = {**addresses, **said}
    if ("shop", "url") not in said:
        raise SettingsError(
            f"{path} does not say where the shop is: [shop] url is not there",
            hint="add it, or name the shop with --shop https://…",
        )
    like, _ = example_for(path, example, said)
    return Start(
        path=path,
        text=text,
        settings=like,
        base=_as_said(like.mapping, body),
        usual=like.mapping.payments,
        is_new=False,
    )


def _said(body: Any, place: Place) -> Any:  # noqa: ANN401 - any TOML
    section = body.get(place[0])
    return section.get(place[1]) if isinstance(section, dict) else None


def _as_said(mapping: Mapping, body: Any) -> Mapping:  # noqa: ANN401 - any TOML
    """Put the statuses and payment methods of a file in the place of the usual ones."""
    rows = body.get("payments")
    if isinstance(rows, list):
        mapping = replace(mapping, payments=tuple(_payments(rows)))
    statuses = _said(body, ("shop", "statuses"))
    if isinstance(statuses, dict):
        shop = replace(
            mapping.shop,
            book=_texts(statuses.get("book")) or mapping.shop.book,
            wait=_texts(statuses.get("wait")),
            skip=_texts(statuses.get("skip")),
        )
        mapping = replace(mapping, shop=shop)
    return mapping


def _texts(said: Any) -> frozenset[str]:  # noqa: ANN401 - any TOML
    return frozenset(map(str, said)) if isinstance(said, list) else frozenset()


def _payments(rows: list[Any]) -> list[Payment]:
    return [
        Payment(str(row["gateway"]), PaymentMeaning.PAID)
        for row in rows
        if isinstance(row, dict) and "gateway" in row
    ]


def _write_new(path: Path, text: str) -> None:
    """Put a new file in its place, whole; one that is there is never overwritten."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        new = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
            # There is no key in it: it may be read as the files beside it.
            new.chmod(0o644)
            path.hardlink_to(new)
        finally:
            new.unlink(missing_ok=True)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise SettingsError(
            f"mapping file {path} cannot be written: {error.strerror}",
            hint="name a file in a folder where you may write, with --mapping",
        ) from error


def _exists(path: Path) -> UsageError:
    return UsageError(
        f"there is a mapping file {path} already, and it is not overwritten",
        hint=(
            "add what is missing in it with --update, or name another file with"
            " --mapping"
        ),
    )
