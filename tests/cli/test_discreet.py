"""What other libraries say is not shown: it may have anything in it."""

import json
import re
import subprocess
import sys

import pydantic
import pytest
import sqlalchemy as sa

from snelsync.cli.discreet import place_of
from snelsync.cli.output import Output, bug
from snelsync.errors import ShopError
from snelsync.events import FIELDS, Fields, heard_by

NAME = "Wilhelmina Zorgvliet"
KEYLESS: dict[str, str] = {}
LOUD = f"""
import os, sys, threading, warnings
import snelsync.cli.main
assert not [one for one in ("logging", "snelsync.events") if one in sys.modules]
import logging
from snelsync.cli.discreet import be_discreet
be_discreet()
assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "1"
logging.getLogger("keyring").error({NAME!r})
warnings.warn("it is {NAME}")
person = {NAME!r}
class Dying:
    def __del__(self):
        raise OSError({NAME!r})
def lost():
    raise RuntimeError({NAME!r})
Dying()
thread = threading.Thread(target=lost, name={NAME!r})
thread.start()
thread.join()
try:
    raise KeyError(person)
except KeyError as error:
    raise ValueError(person) from error
"""


class _Model(pydantic.BaseModel):
    number: int


def _pydantic() -> None:
    _Model.model_validate({"number": NAME})


def _sqlalchemy() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT :a FROM nowhere"), {"a": NAME})


def _json() -> None:
    json.loads(f'{{"name": "{NAME}"')


def _key() -> None:
    try:
        KEYLESS[NAME]
    except KeyError as error:
        error.add_note(NAME)
        raise ShopError("the shop is out of reach") from error


@pytest.mark.parametrize("fault", [_pydantic, _sqlalchemy, _json, _key])
def test_a_traceback_has_no_values(
    fault: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """Places and kinds stay, also of what led to it; what was read or written goes."""
    assert callable(fault)
    with pytest.raises(Exception, match=r".*") as caught:
        fault()
    bug(caught.value, command="push", output=Output(verbose=True))
    said = capsys.readouterr().err
    assert type(caught.value).__name__ in said
    assert "test_discreet.py" in said
    assert "Zorgvliet" not in said
    assert ("KeyError" in said) == (fault is _key)


def test_a_bug_is_logged_with_its_place_in_our_source() -> None:
    """The kind of the error, and the last of our own lines it went through."""
    kept: list[Fields] = []

    with pytest.raises(ValueError, match="Zorgvliet") as caught:
        Output(as_json=True).document("push", NAME)  # type: ignore[arg-type]
    with heard_by(lambda _event, fields: kept.append(fields)):
        bug(caught.value, command="push", output=Output(silent=True))

    place = place_of(caught.value)
    assert kept == [{"error": ValueError, "place": place}]
    assert re.fullmatch(r"snelsync/cli/output\.py:\d+", place)
    assert FIELDS["place"].fitted(place) == place
    assert place_of(ValueError(NAME)) == ""


def test_a_process_is_quiet_about_what_others_say() -> None:
    """No warning and no word of a library is printed; the command line loads none.

    Nor where nobody can catch an error: at the end of a thread, in a destructor.
    """
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", LOUD], capture_output=True, text=True, check=False
    )
    shown = [line for line in ran.stderr.splitlines() if "Zorgvliet" in line]
    assert shown == []
    for kind in ("ValueError", "KeyError", "OSError", "RuntimeError"):
        assert f"builtins.{kind}\n" in ran.stderr
    assert ran.returncode == 1
