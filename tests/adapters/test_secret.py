"""A secret shows itself nowhere, and is taken out of what others say."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from dataclasses import asdict, dataclass
from urllib.parse import quote

import pytest

from snelsync.secret import HIDDEN, Secret, without_secrets

PLANTED = "cs_plänted/key+with==signs"


@dataclass(frozen=True)
class Holder:
    """Something that has a secret."""

    secret: Secret


@pytest.mark.parametrize(
    "show",
    [
        str,
        repr,
        "{:>40}".format,
        "{0!r}".format,
        lambda secret: f"{secret}",
        lambda secret: f"{secret!s:.60}",
        lambda secret: repr(Holder(secret)),
        lambda secret: str(asdict(Holder(secret))),
        lambda secret: str([secret, {"a": secret}, (secret,)]),
        lambda secret: repr(copy.copy(secret)),
        lambda secret: repr(copy.deepcopy([secret])),
        lambda secret: str(ValueError(secret)),
    ],
)
def test_no_way_to_write_a_secret_shows_it(show: object) -> None:
    """Printed, formatted, copied, in a container or in an error: nothing is seen."""
    assert callable(show)
    assert "Secret(…)" in show(Secret(PLANTED))
    assert "pl" not in show(Secret(PLANTED))


def test_a_secret_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a log line is made of."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("any").warning("%s %r %s", Secret(PLANTED), Secret(PLANTED), {})

    assert caplog.messages == ["Secret(…) Secret(…) {}"]


@pytest.mark.parametrize(
    "write",
    [json.dumps, pickle.dumps, hash, iter, len, lambda secret: secret.__dict__],
)
def test_a_secret_is_not_written_anywhere(write: object) -> None:
    """JSON, pickle and a set refuse it, and so does what would walk through it."""
    assert callable(write)
    with pytest.raises((TypeError, AttributeError)) as raised:
        write(Secret(PLANTED))
    assert PLANTED not in str(raised.value)


def test_secrets_are_compared_by_what_they_are() -> None:
    """Equal texts are equal, spaces aside; a text is not equal to a secret."""
    assert Secret(PLANTED) == Secret(f" {PLANTED}\n")
    assert Secret(PLANTED) != Secret("another")
    assert Secret(PLANTED) != PLANTED
    assert (bool(Secret(" ")), bool(Secret("x"))) == (False, True)


def test_a_text_is_cleaned_however_the_key_is_spelled() -> None:
    """As it is, in an address, in JSON: a server repeats a key in any of these."""
    Secret(PLANTED)
    escaped = json.dumps(PLANTED)[1:-1].replace("/", "\\/")

    said = f"{PLANTED} {quote(PLANTED)} {quote(PLANTED, safe='')} {escaped} and more"

    assert without_secrets(said) == f"{HIDDEN} {HIDDEN} {HIDDEN} {HIDDEN} and more"


def test_the_signature_of_an_address_is_taken_out() -> None:
    """A signed address has a key and a signature in it, of which nothing is known."""
    told = without_secrets('GET "/o?page=2&oauth_consumer_key=ck_1&oauth_signature=aB"')

    assert told == (
        f'GET "/o?page=2&oauth_consumer_key={HIDDEN}&oauth_signature={HIDDEN}"'
    )


def test_what_is_too_short_for_a_key_stays_in_a_text() -> None:
    """A word is not taken out of a message because a test key is that word."""
    Secret("order")

    assert without_secrets("order 12") == "order 12"
