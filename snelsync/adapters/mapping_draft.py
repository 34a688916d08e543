"""Writing proposals into a mapping file: values in place, and a remark beside each."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import tomlkit

from snelsync.adapters.mapping_edit import (
    add_row,
    add_setting,
    add_to_list,
)
from snelsync.adapters.toml_lines import Place as TomlPlace
from snelsync.adapters.toml_lines import line_of
from snelsync.domain.proposal import (
    How,
    PaymentProposal,
    Place,
    Proposal,
    Proposals,
    Question,
    Value,
)

WIDTH = 96
_PROPOSED = (
    "Proposed by `snelsync init` on {day}. Beside each setting that was looked up"
    " stands whether it is chosen or a guess, and why; the rest is as in the example."
)
_LISTS = frozenset({("shop", "statuses", name) for name in ("book", "wait", "skip")})


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head of a new file says: whose it is, and from when."""

    shop: str
    books: str
    day: date


def written_out(template: str, proposals: Proposals, heading: Heading) -> str:
    """Write a whole new mapping from the example: every setting, comments and all."""
    text = template
    for one in proposals.settings:
        text = _left_out(text, one) if one.value is None else _set(text, one)
    for row in proposals.payments:
        text = _with_row(text, row)
    return _headed(text, proposals, heading)


def missing_from(text: str, proposals: Proposals) -> Proposals:
    """Keep of the proposals and questions what a file says nothing of yet."""
    body = tomllib.loads(text)
    return Proposals(
        settings=tuple(
            one
            for one in proposals.settings
            if one.value not in {None, ()}
            and one.place[0] != "rules"
            and (_said(body, one.place) is None or _grows(one))
        ),
        payments=proposals.payments,
        questions=tuple(
            one
            for one in proposals.questions
            if one.about or _said(body, one.place) is None
        ),
    )


def added_to(text: str, missing: Proposals) -> str:
    """Add what is missing to a file, and change nothing else of it."""
    for one in missing.settings:
        if _grows(one) and _said(tomllib.loads(text), one.place):
            text = _grown(text, one)
        else:
            text = _set(text, one)
    for row in missing.payments:
        text = _with_row(text, row)
    return text


def with_values(text: str, values: Iterable[tuple[Place, Value]]) -> str:
    """Give settings their values, without a remark: addresses, say."""
    for place, value in values:
        text = _put(text, place, value)
    return text


def _set(text: str, one: Proposal) -> str:
    if one.value is None:
        return text
    if not (one.place in _LISTS and _same(text, one)):
        text = _put(text, one.place, one.value)
    mark = "chosen" if one.sure else "guess"
    return _remarked(text, _toml_place(one.place), f"{mark}: {one.why}")


def _put(text: str, place: Place, value: Value) -> str:
    """Give a setting its value: on the line where it stands, else as a new one."""
    said: Any = list(value) if isinstance(value, tuple) else value
    lines = text.split("\n")
    index = line_of(text, _toml_place(place)) - 1
    if _is_whole(lines[index], place[-1]):
        lines[index] = f"{place[-1]} = {tomlkit.item(said).as_string()}"
        return "\n".join(lines)
    return add_setting(text, ".".join(place[:-1]), place[-1], said)


def _is_whole(line: str, key: str) -> bool:
    """Say whether a line is one whole setting: a list may go on below it."""
    try:
        return key in tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return False


def _with_row(text: str, row: PaymentProposal) -> str:
    text = add_row(text, "payments", {"gateway": row.gateway, "means": str(row.means)})
    at = len(tomllib.loads(text)["payments"]) - 1
    return _remarked(text, ("payments", at, "means"), f"chosen: {row.why}")


def _grows(one: Proposal) -> bool:
    return one.place in _LISTS and one.how is How.ANSWER


def _grown(text: str, one: Proposal) -> str:
    """Add the statuses that were answered to the list that is there."""
    said = _said(tomllib.loads(text), one.place)
    section, key = ".".join(one.place[:-1]), one.place[-1]
    for slug in one.value if isinstance(one.value, tuple) else ():
        if slug not in said:
            text = add_to_list(text, section, key, slug)
    return text


def _said(body: Any, place: Place) -> Any:  # noqa: ANN401
    """Give what a file says at a place; None when nothing, or of any of its rows."""
    for name in place:
        if isinstance(body, list):
            body = next((row for row in body if name in row), None)
        if not isinstance(body, dict) or name not in body:
            return None
        body = body[name]
    return body


def _same(text: str, one: Proposal) -> bool:
    said = _said(tomllib.loads(text), one.place)
    value = one.value if isinstance(one.value, tuple) else ()
    return said is not None and set(said) == set(value)


def _toml_place(place: Place) -> TomlPlace:
    """Name the row, too: the example has one rule."""
    return ("rules", 0, *place[1:]) if place[0] == "rules" else place


def _left_out(text: str, one: Proposal) -> str:
    """Turn a setting, the rows of a table, or a rule, into remarks that say why."""
    lines = text.split("\n")
    place = _toml_place(one.place)
    body = tomllib.loads(text)
    if place[0] == "rules":
        body_at = line_of(text, place[:2]) - 1
        end = lines.index("", body_at)
        touched = range(body_at, end)
    elif isinstance(table := _said(body, one.place), dict):
        touched_at = [line_of(text, (*place, key)) - 1 for key in table]
        touched = range(min(touched_at), max(touched_at) + 1)
    elif table is None:
        return text
    else:
        touched = range(line_of(text, place) - 1, line_of(text, place))
    for index in touched:
        lines[index] = f"# {lines[index]}"
    lines.insert(touched[0], f"# left out: {one.why}")
    return "\n".join(lines)


def _remarked(text: str, place: TomlPlace, remark: str) -> str:
    """Put a remark behind a setting; one of its own line stays."""
    lines = text.split("\n")
    index = line_of(text, place) - 1
    if re.match(rf'\s*"?{re.escape(str(place[-1]))}"?\s*=', lines[index]):
        end = "\r" if lines[index].endswith("\r") else ""
        lines[index] = f"{lines[index].rstrip()}  # {remark}{end}"
    return "\n".join(lines)


def _headed(text: str, proposals: Proposals, heading: Heading) -> str:
    """Put a head of its own on a new file: what it is, what is asked, what guessed."""
    _, _, rest = text.partition("\n\n")
    told = [
        f"snelsync mapping: how {heading.shop} is booked in '{heading.books}'.",
        _PROPOSED.format(day=heading.day),
        "Look through it with your bookkeeper, and run `snelsync map-check`.",
        "No key or password goes in this file: `snelsync auth login` asks for them.",
        "",
        *_numbered("Open questions", _questions(proposals.questions)),
        "",
        *_numbered("Guesses", list(proposals.guesses_in_short)),
    ]
    head = [line for one in told for line in _wrapped(one)]
    return "\n".join(head) + "\n\n" + rest


def _questions(questions: Iterable[Question]) -> list[str]:
    return [f"{one.setting}: {one.text}" for one in questions]


def _numbered(title: str, told: list[str]) -> list[str]:
    if not told:
        return [f"{title}: none."]
    numbered = [f"{number}. {one}" for number, one in enumerate(told, start=1)]
    return [f"{title} ({len(told)}):", *numbered]


def _wrapped(text: str) -> list[str]:
    text = "".join(char if char.isprintable() else " " for char in text)
    indent = "   " if re.match(r"\d+\. ", text) else ""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="# ",
        subsequent_indent=f"# {indent}",
        break_long_words=False,
        break_on_hyphens=False,
    ) or ["#"]
