"""Names from outside never say where a file is, or what of SnelStart is deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from snelsync.adapters.mapping_file import Settings, settings_from
from snelsync.adapters.snelstart import wire
from snelsync.cli.output import Output
from snelsync.cli.session import Session, World
from snelsync.cli.wiring import state_path
from snelsync.errors import SettingsError
from tests.cli.practice import Stopped
from tests.contract.wiring import ROOT

EXAMPLE = (ROOT / "mapping.example.toml").read_text(encoding="utf-8")


def _settings(old: str, new: str) -> Settings:
    assert EXAMPLE.count(old) == 1
    return settings_from(Path("mapping.toml"), EXAMPLE.replace(old, new))


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/../../../etc",
        "https://shop.example/%2e%2e%2f%2e%2e%2fetc",
        "https://shop.example//etc/passwd",
        "https://../..",
        "https://shop.example/~root",
    ],
)
def test_the_address_of_a_shop_leads_to_no_other_folder(url: str) -> None:
    """Its name is one file's, in the folder for data."""
    world = World(environ={}, clock=Stopped(), stdin_is_terminal=False)
    session = Session(
        world=world, output=Output(), mapping_path=Path("m"), state_path=None
    )
    usual = state_path(session, _settings("https://shop.example.nl", "https://a.nl"))
    path = state_path(session, _settings("https://shop.example.nl", url))
    assert path.resolve().parent == usual.resolve().parent
    assert path.suffix == ".sqlite3"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://shop.example.nl", "https://shop.example/%00"),
        ("https://shop.example.nl", "https://shop.example/%1b%5b2J"),
        ("https://shop.example.nl", "https://shop.example/" + "a" * 300),
        ('"Europe/Amsterdam"', '"../../etc/passwd"'),
        ('"Europe/Amsterdam"', '"Europe"'),
        ('"Europe/Amsterdam"', f'"{"a" * 5000}"'),
        ('rates_file = ""', 'rates_file = "/dev/zero"'),
        ('ca_file = ""', 'ca_file = "/dev/zero"'),
    ],
)
def test_a_setting_that_names_no_file_is_told(old: str, new: str) -> None:
    """Nor is one read that has no end."""
    text = EXAMPLE.replace(f"# {old}", old)
    assert old in text
    with pytest.raises(SettingsError) as told:
        settings_from(Path("mapping.toml"), text.replace(old, new, 1))
    assert told.value.details


@pytest.mark.parametrize("odd", ["../relaties/1", "1?x=1", "1/2", "", "1#2", "1\n"])
def test_an_id_of_snelstart_is_one_part_of_an_address(odd: str) -> None:
    """Else what it says of an invoice would be what is deleted."""
    with pytest.raises(ValidationError):
        TypeAdapter(wire.Id).validate_python(odd)


def test_every_id_of_snelstart_is_checked() -> None:
    """No answer has one that is taken as it is."""
    models = [one for one in vars(wire).values() if isinstance(one, type)]
    fields = [
        one.model_fields["id"]
        for one in models
        if issubclass(one, wire._Wire) and "id" in one.model_fields
    ]
    assert len(fields) >= 7
    assert all("pattern" in repr(one.metadata) for one in fields)
