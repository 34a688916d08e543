"""What a log may say, and the file it is in."""

from __future__ import annotations

import io
import json
import logging
import stat
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from snelsync.adapters import logs
from snelsync.domain.booking import Outcome
from snelsync.domain.problem import Code
from snelsync.errors import ShopError
from snelsync.events import (
    FIELDS,
    SHAPES,
    WITHHELD,
    Event,
    Fields,
    fitted,
    heard,
    heard_by,
    known_word,
    path_template,
    tell,
)
from tests.fakes import FakeClock

SOMEBODY = (
    "Wilhelmina Zorgvliet",
    "Zorgvliet",
    "zorgvliet",
    "w.zorgvliet@example.org",
    "0612345678",
    "NL91ABNA0417164300",
    "203.0.113.9",
    "sale:1 Zorgvliet",
    "GET\nZorgvliet",
    "/orders/zorgvliet?email=w@example.org",
    "snelsync/app/push.py:1 Zorgvliet",
)
ODD = (
    None,
    True,
    -1,
    0.5,
    Decimal(612345678),
    b"Zorgvliet",
    {"Zorgvliet": 1},
    ValueError("Zorgvliet"),
    type("Zorgvliet", (), {}),
)


def test_every_event_has_a_shape_and_every_field_a_use() -> None:
    """No event without fields to choose from, no field that none has."""
    assert set(SHAPES) == set(Event)
    named = {name for shape in SHAPES.values() for name in shape.fields}
    assert named == set(FIELDS) == set(Fields.__annotations__)


@pytest.mark.parametrize("name", FIELDS)
def test_no_field_carries_a_free_text(name: str) -> None:
    """Whatever is put in a field that does not fit it, the mark stands there."""
    for value in (*SOMEBODY, *ODD, ("Zorgvliet",), ["Zorgvliet"]):
        told = FIELDS[name].fitted(value)
        assert told in (WITHHELD, [WITHHELD]), (name, value)


def test_what_fits_is_told() -> None:
    """Numbers, names of our own, ids of a strict form, and nothing beside them."""
    told = fitted(
        Event.DOCUMENT_STANDS,
        Fields(
            document="credit_reversal:301:2",
            outcome=Outcome.HELD,
            codes=(Code.CURRENCY, Code.REFUSED),
            count=7,
        ),
    )
    assert told == {
        "document": "credit_reversal:301:2",
        "outcome": "held",
        "codes": ["currency", "refused"],
    }
    words = {"orders", "refunds"}
    path = path_template("/orders/81/refunds?email=w@example.org", words)
    ended = fitted(
        Event.HTTP_FAILED, Fields(path=path, error=ShopError, method="GET", ms=0)
    )
    assert ended == {
        "path": "/orders/*/refunds",
        "error": "ShopError",
        "method": "GET",
        "ms": 0,
    }
    assert path_template("zorgvliet/orders", words) == "/*/orders"
    typed = fitted(
        Event.COMMAND_BEGAN, Fields(command=known_word("Zorgvliet", {"push"}))
    )
    assert typed == {"command": WITHHELD}


def test_nobody_listens_unless_asked() -> None:
    """Then an event is not even worked out."""
    assert not heard()
    tell(Event.BUG, place="Zorgvliet")
    kept: list[Event] = []
    with heard_by(lambda event, _fields: kept.append(event)):
        tell(Event.LOCK_TAKEN)
    assert (kept, heard()) == ([Event.LOCK_TAKEN], False)


def log_of(*handlers: logging.Handler | None) -> logs.Log:
    """Make a log at a fixed moment."""
    clock = FakeClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    there = tuple(one for one in handlers if one is not None)
    return logs.Log(there, clock=clock, use="0123abcd")


def never(error: OSError) -> None:
    """Fail when a log does."""
    raise error


def test_a_line_for_a_person_and_one_for_a_program() -> None:
    """Both say the same; the number of the run stands on each line after it began."""
    plain, lines = io.StringIO(), io.StringIO()
    handlers = (
        logs.on_stream(plain, as_json=False),
        logs.on_stream(lines, as_json=True),
    )
    with logs.logged(log_of(*handlers)):
        tell(Event.LOCK_TAKEN)
        tell(Event.RUN_BEGAN, run=12)
        tell(
            Event.DOCUMENT_STANDS,
            document="sale:1",
            outcome=Outcome.HELD,
            codes=(Code.CURRENCY,),
        )
    assert plain.getvalue() == (
        "09:00:00.000 lock_taken\n"
        "09:00:00.000 run_began run=12\n"
        "09:00:00.000 document_stands run=12 document=sale:1 outcome=held"
        " codes=currency\n"
    )
    assert json.loads(lines.getvalue().splitlines()[-1]) == {
        "at": "2026-11-21T09:00:00.000+00:00",
        "level": "info",
        "event": "document_stands",
        "use": "0123abcd",
        "run": 12,
        "document": "sale:1",
        "outcome": "held",
        "codes": ["currency"],
    }


def test_other_libraries_have_no_way_in() -> None:
    """What httpx logs, addresses with a signature, reaches no handler of ours."""
    stream = io.StringIO()
    with logs.logged(log_of(logs.on_stream(stream, as_json=True))):
        for name in ("httpx", "httpcore", "urllib3", "sqlalchemy", "snelsync", ""):
            logging.getLogger(name).error("oauth_signature=Zorgvliet")
    assert stream.getvalue() == ""


def test_the_file_is_its_owners_and_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mode 0600 in a folder 0700, also of the parts put aside; no more than so many."""
    monkeypatch.setattr(logs, "LARGEST", 500)
    path = tmp_path / "logs" / "snelsync.log"
    with logs.logged(log_of(logs.in_file(path, never))):
        for number in range(60):
            tell(Event.RUN_BEGAN, run=number)
    there = sorted(one.name for one in path.parent.iterdir())
    assert there == ["snelsync.log", *(f"snelsync.log.{n}" for n in range(1, 5))]
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for one in path.parent.iterdir():
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
        assert one.stat().st_size <= 500
    last = logs.last_lines(path, 6)
    assert [line["run"] for line in last] == list(range(54, 60))


def test_a_readable_file_is_made_private_and_a_link_is_not_followed(
    tmp_path: Path,
) -> None:
    """A log that others could read is closed; a link leads nowhere."""
    path, link = tmp_path / "a.log", tmp_path / "link.log"
    path.write_text("")
    path.chmod(0o644)
    link.symlink_to(path)
    failures: list[OSError] = []
    assert logs.in_file(link, failures.append) is None
    assert len(failures) == 1
    handler = logs.in_file(path, never)
    assert handler is not None
    handler.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_log_that_cannot_be_written_stops_no_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A full disk is told once, without what was to be written; the run goes on."""
    failures: list[OSError] = []
    with logs.logged(log_of(logs.in_file(Path("/dev/full"), failures.append))):
        for number in range(3):
            tell(Event.RUN_BEGAN, run=number)
    assert [error.strerror for error in failures] == ["No space left on device"]
    assert capsys.readouterr() == ("", "")


def test_a_stream_that_is_closed_stops_no_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where nobody reads any more, nothing is said of that either."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        handler = logs.on_stream(full, as_json=True)
        with logs.logged(log_of(handler)):
            tell(Event.LOCK_TAKEN)
        with suppress(OSError):
            full.close()
    assert capsys.readouterr() == ("", "")


def test_lines_that_are_not_ours_are_not_read_again(tmp_path: Path) -> None:
    """A file that somebody wrote into gives nobody away: each field is checked anew."""
    path = tmp_path / "a.log"
    ours = {"event": "document_stands", "document": "sale:1", "use": "0123abcd"}
    path.write_text(
        "Zorgvliet\n"
        '["Zorgvliet"]\n'
        '{"event": "Zorgvliet"}\n'
        '{"event": {"Zorgvliet": 1}}\n'
        + json.dumps(ours | {"name": "Zorgvliet", "at": "Zorgvliet", "outcome": "Z q"})
        + "\n"
        + json.dumps(ours | {"document": "Zorgvliet", "codes": ["W. Zorgvliet", "x"]})
        + "\n",
        encoding="utf-8",
    )
    first, second = logs.last_lines(path, 10)
    assert first == ours | {"outcome": WITHHELD}
    assert second == ours | {"document": WITHHELD, "codes": [WITHHELD, "x"]}
    assert logs.last_lines(tmp_path / "none", 10) == ()
