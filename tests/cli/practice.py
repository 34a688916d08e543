"""Driving the command line in process against both practice sides on loopback.

Every output that passes here is searched: no test can show a key, a person, an escape
code or a traceback without failing.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

import snelsync
from snelsync.cli.example import example_mapping
from snelsync.cli.main import app
from snelsync.cli.session import World
from snelsync.sandbox.administration import (
    PRACTICE_CONNECTION_KEY,
    PRACTICE_SUBSCRIPTION_KEY,
    PracticeAdministration,
)
from snelsync.sandbox.serve import Addresses
from snelsync.sandbox.shop import (
    PRACTICE_CONSUMER_KEY,
    PRACTICE_CONSUMER_SECRET,
    PracticeShop,
)

Json = dict[str, Any]

KEYS = {
    "SNELSYNC_WOO_KEY": PRACTICE_CONSUMER_KEY,
    "SNELSYNC_WOO_SECRET": PRACTICE_CONSUMER_SECRET,
    "SNELSYNC_SNELSTART_SUBSCRIPTION_KEY": PRACTICE_SUBSCRIPTION_KEY,
    "SNELSYNC_SNELSTART_CONNECTION_KEY": PRACTICE_CONNECTION_KEY,
}
COMMAND = get_command(app)
REPOSITORY = Path(__file__).parents[2]
FEW_ORDERS = frozenset({*range(173, 181), 206, 299, 308, 317})
"""Ten orders that can be booked, one of them refunded, and two that are held."""

_PLAIN = {"FORCE_COLOR": None, "GITHUB_ACTIONS": None, "NO_COLOR": None, "COLUMNS": ""}
_PACKAGE = Path(snelsync.__file__).parent
_RECORDED = _PACKAGE / "sandbox" / "shop" / "recorded" / "incl.json"
_OF_A_PERSON = ("first_name", "last_name", "company", "address_1", "email", "phone")
_VIES = 'vies_url = "https://ec.europa.eu/taxation_customs/vies/rest-api"'
_WORDS = {"Klant", "Kassa"}
_ZIP = re.compile(r"\d{4} [A-Z]{2}")


MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""Half a day after the last recorded order: nothing is too young to be booked."""


class Stopped:
    """A clock that stands still, and moves on by as much as is waited."""

    def __init__(self, time: datetime = MORNING) -> None:
        self.time = time

    def now(self) -> datetime:
        """Tell the time it was set to."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        self.time += timedelta(seconds=seconds)


@cache
def _recorded() -> list[Json]:
    recorded = json.loads(_RECORDED.read_text(encoding="utf-8"))
    return [*recorded["orders.dp2"], *recorded["trash.dp2"]]


def recorded_ids() -> frozenset[int]:
    """List the orders that were recorded."""
    return frozenset(order["id"] for order in _recorded())


@cache
def personal() -> frozenset[str]:
    """Gather what the recorded orders say of persons, as far as it is unmistakable."""
    found: set[str] = set()
    for order in _recorded():
        found |= {line for line in order["customer_note"].split("\n") if line}
        for side in (order["billing"], order["shipping"]):
            found |= {side.get(name, "") for name in _OF_A_PERSON}
            found |= set(_ZIP.findall(side["postcode"]))
    return frozenset(one for one in found if len(one) >= 5) - _WORDS


@cache
def _searched() -> tuple[str, ...]:
    """Give every text that may not show, also as JSON would escape it."""
    texts = {*KEYS.values(), *personal()}
    return tuple(sorted(texts | {json.dumps(one)[1:-1] for one in texts}))


def leaks(text: str) -> list[str]:
    """List the keys and the persons that a text gives away."""
    return [one for one in _searched() if one in text]


@dataclass(frozen=True, slots=True)
class Told:
    """What one use of the command line said."""

    code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Json:
        """Read stdout as the one JSON document it is to be."""
        read: Json = json.loads(self.stdout)
        return read

    @property
    def error(self) -> str:
        """Read the message of a JSON document that tells of an error."""
        return str(self.document["error"]["message"])


Say = Callable[..., Told]
"""Uses the command line, and gives what it said."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A mapping, a state file and the keys, for two practice sides that listen."""

    shop: PracticeShop
    administration: PracticeAdministration
    at: Addresses
    folder: Path
    clock: Stopped
    environ: Mapping[str, str] = field(default_factory=lambda: dict(KEYS))
    terminal: bool = False

    @property
    def mapping(self) -> Path:
        """Tell where the mapping file is."""
        return self.folder / "mapping.toml"

    @property
    def state(self) -> Path:
        """Tell where the state file is."""
        return self.folder / "state.sqlite3"

    @property
    def files(self) -> tuple[str, ...]:
        """Write the options that name both files."""
        return ("--mapping", str(self.mapping), "--state", str(self.state))

    def write_mapping(self, *changes: tuple[str, str]) -> None:
        """Write the example mapping with the practice addresses, and other changes."""
        text = example_mapping()
        addresses = (
            ('"https://shop.example.nl"', f'"{self.at.shop_url}"'),
            ('"https://b2bapi.snelstart.nl/v2"', f'"{self.at.api_url}"'),
            ('"https://auth.snelstart.nl/b2b/token"', f'"{self.at.token_url}"'),
            (_VIES, f'vies_url = "{self.at.vies_url}"'),
        )
        for old, new in (*addresses, *changes):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        assert "https://" not in text
        self.mapping.write_text(text, encoding="utf-8")

    def with_environ(self, **changes: str) -> "Practice":
        """Give the same with other environment variables; "" takes one away."""
        environ = {**self.environ, **changes}
        return replace(self, environ={k: v for k, v in environ.items() if v})

    def at_a_terminal(self) -> "Practice":
        """Give the same with somebody at the keyboard."""
        return replace(self, terminal=True)

    def with_clock(self, clock: Stopped) -> "Practice":
        """Give the same with a clock of one's own."""
        return replace(self, clock=clock)

    def world(self) -> World:
        """Give the outside that the command line is to see."""
        return World(
            environ=self.environ, clock=self.clock, stdin_is_terminal=self.terminal
        )

    def run(self, *words: str, typed: str = "") -> Told:
        """Use the command line on both files."""
        return self.type(*self.files, *words, typed=typed)

    def type(self, *words: str, typed: str = "") -> Told:
        """Use the command line exactly as typed, and search what it says."""
        with CliRunner().isolation(input=typed, env=_PLAIN) as (out, err, _):
            try:
                code = COMMAND.main(list(words), "snelsync", obj=self.world())
            except SystemExit as ended:
                code = ended.code
            sys.stdout.flush()
            sys.stderr.flush()
            told = Told(
                int(code or 0), out.getvalue().decode(), err.getvalue().decode()
            )
        everything = told.stdout + told.stderr
        assert leaks(everything) == []
        assert "\x1b" not in everything
        assert "Traceback" not in everything, everything
        return told

    def json(self, *words: str) -> Json:
        """Use the command line with ``--json``: one document, with the right code."""
        told = self.run(*words, "--json")
        assert told.stdout.endswith("}\n")
        document = told.document
        assert document["schema"] == 1
        assert document["exit_code"] == told.code
        assert {"command", "counts", "documents"} <= document.keys()
        return document

    def state_bytes(self) -> dict[str, bytes]:
        """Read the state file, and what stands beside it."""
        beside = self.state.parent.glob(f"{self.state.name}*")
        return {path.name: path.read_bytes() for path in beside}

    def booked_numbers(self) -> list[str]:
        """List the invoice numbers in the administration's books."""
        rows = self.administration.bookings.values()
        return sorted(str(row["factuurnummer"]) for row in rows)
