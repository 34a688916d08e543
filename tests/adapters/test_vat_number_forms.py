"""Writing VAT numbers the official way: one form for each, and none for nonsense."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snelsync.adapters.vat_numbers import is_an_attempt, normalise


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("BE0477472701", "BE", "BE0477472701"),
        ("be 0477.472.701", "BE", "BE0477472701"),
        ("477 472 701", "BE", "BE0477472701"),
        ("BE477472701", "BE", "BE0477472701"),
        ("BE 0477-472/701\t\n", "BE", "BE0477472701"),
        ("BE\N{NO-BREAK SPACE}0477\N{EN DASH}472701", "BE", "BE0477472701"),
        ("DE136695976", "FR", "DE136695976"),
        ("BE0477472701,", "BE", "BE0477472701"),
        ("(BE:0477472701);", "BE", "BE0477472701"),
        ("'BE_0477_472_701", "BE", "BE0477472701"),
        (
            "\N{LEFT-TO-RIGHT OVERRIDE}BE0477472701\N{ZERO WIDTH SPACE}",
            "BE",
            "BE0477472701",
        ),
        ("40 303 265 045", "FR", "FR40303265045"),
        ("GR094259216", "GR", "EL094259216"),
        ("EL094259216", "GR", "EL094259216"),
        ("094259216", "GR", "EL094259216"),
        ("094259216", "el", "EL094259216"),
        ("980780684", "XI", "XI980780684"),
        ("XI980780684", "GB", "XI980780684"),
        ("000099998B57", "NL", "NL000099998B57"),
        ("NL.0000.99.998.B57", "NL", "NL000099998B57"),
    ],
)
def test_a_number_is_brought_into_its_one_form(
    text: str, country: str, number: str
) -> None:
    """Signs between digits go, the prefix of the billing address comes."""
    assert normalise(text, country) == number


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("", "BE"),
        ("-", "BE"),
        ("BE", "BE"),
        ("BE0477472700", "BE"),
        ("0477472701", ""),
        ("0477472701", "US"),
        ("DE136695975", "DE"),
        ("DE\N{ARABIC-INDIC DIGIT ONE}36695976", "DE"),
        ("980780684", "GB"),
        ("GB980780684", "GB"),
        ("EU372022452", "IE"),
        ("3720000224", "IM"),
        ("see invoice", "DE"),
        ("NL123456789B01", "NL"),
        ("NLB01", "NL"),
    ],
)
def test_what_cannot_be_a_number_is_none(text: str, country: str) -> None:
    """A wrong check digit, a country outside VIES and plain text are malformed."""
    assert normalise(text, country) is None


@pytest.mark.parametrize(
    "text",
    ["NL111222333B01", "111222333B01", "nl 1112.22.333.b01", "NL11122 2333B99"],
)
def test_a_citizens_number_is_no_vat_number(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """An old number made of a citizen's number is dropped without a word of it."""
    caplog.set_level(logging.DEBUG)

    assert normalise(text, "NL") is None
    assert caplog.text == ""


@given(text=st.text(), country=st.sampled_from(["BE", "NL", "GR", "FR", "US", ""]))
def test_no_text_breaks_it(text: str, country: str) -> None:
    """Whatever a buyer types, it is a number in its one form or none."""
    number = normalise(text, country)

    assert number is None or normalise(number, "") == number


@given(
    country=st.sampled_from(["AT", "BE", "DE", "EL", "ES", "FR", "IE", "NL", "XI"]),
    digits=st.text(alphabet="0123456789ABUX+*- ", max_size=14),
)
def test_nearly_a_number_breaks_nothing(country: str, digits: str) -> None:
    """What looks like a number is one with its own country's prefix, or none."""
    number = normalise(digits, country)

    assert number is None or number.startswith(country)


@pytest.mark.parametrize("text", ["", "n.v.t.", "geen", "-", "0", "000 000"])
def test_who_says_that_there_is_none_attempts_none(text: str) -> None:
    """Words and zeros mean that the buyer has no number."""
    assert not is_an_attempt(text)
    assert is_an_attempt(f"{text} 7")
