"""Reads an OData v3 filter, in the part of the language that SnelStart documents.

`eq ne gt ge lt le and or not`, parentheses, null, `substringof`, `startswith`, `year`,
`any`, and paths such as `Grootboek/Id` (SnelStart's portal, 2026-05). Names are case
sensitive and checked while reading, as are kinds: text is not compared with a number.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from snelsync.sandbox.administration.errors import Refusal, framework
from snelsync.sandbox.administration.odata_words import (
    Word,
    bad_filter,
    split,
    unknown_property,
)
from snelsync.sandbox.administration.read_models import Kind, Many, Model, odata_name
from snelsync.sandbox.administration.wire import Record, parse_moment

Scope = Mapping[str, object]
"""The row looked at under "", and the elements that `any` names."""
Read = Callable[[Scope], object]

_DEEPEST: Final = 60
_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_NUMBERS: Final = frozenset({Kind.WHOLE, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class _Term:
    """A piece of a filter that is understood: how to read it, what comes out."""

    kind: Kind | Model | Many
    read: Read


def parse_filter(source: str, model: Model) -> Callable[[Record], bool]:
    """Make a filter into a test on rows of a type.

    Raises:
        Refusal: The filter cannot be read, or names what the type does not have.

    """
    reader = _Reader(split(source), model)
    term = reader.whole()
    return lambda row: term.read({"": row}) is True


class _Reader:
    """Reads words from left to right; one method for each level of binding."""

    def __init__(self, words: list[Word], model: Model) -> None:
        self._words = words
        self._at = 0
        self._depth = 0
        self._types: dict[str, Kind | Model] = {"": model}

    def whole(self) -> _Term:
        term = self._truth(self._either())
        if self._at != len(self._words):
            raise bad_filter()
        return term

    def _peek(self) -> Word:
        if self._at >= len(self._words):
            return Word("")
        return self._words[self._at]

    def _next(self) -> Word:
        word = self._peek()
        self._at += 1
        return word

    def _took(self, text: str) -> bool:
        word = self._peek()
        if word.kind is None and word.text == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._took(text):
            raise bad_filter()

    def _either(self) -> _Term:
        left = self._both()
        while self._took("or"):
            left = _Term(Kind.TRUTH, _or(self._truth(left), self._truth(self._both())))
        return left

    def _both(self) -> _Term:
        left = self._not()
        while self._took("and"):
            left = _Term(Kind.TRUTH, _and(self._truth(left), self._truth(self._not())))
        return left

    def _not(self) -> _Term:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise bad_filter()
        if self._took("not"):
            denied = self._truth(self._not())
            term = _Term(Kind.TRUTH, lambda scope: denied.read(scope) is not True)
        else:
            term = self._comparison()
        self._depth -= 1
        return term

    def _comparison(self) -> _Term:
        left = self._operand()
        if not self._peek().is_comparison:
            return left
        sign = self._next().text
        right = self._operand()
        _check_alike(left, right, sign)
        return _Term(Kind.TRUTH, _compare(sign, left.read, right.read))

    def _operand(self) -> _Term:
        if self._took("("):
            inner = self._either()
            self._expect(")")
            return inner
        word = self._next()
        if word.kind is not None:
            return _Term(word.kind, lambda _scope: word.value)
        if not word.text or not word.text[0].isalpha():
            raise bad_filter()
        if self._took("("):
            return self._call(word.text)
        return self._path(word.text)

    def _call(self, name: str) -> _Term:
        if name.endswith("/any"):
            return self._any(name.removesuffix("/any"))
        arguments = [self._either()]
        while self._took(","):
            arguments.append(self._either())
        self._expect(")")
        return _function(name, arguments)

    def _any(self, path: str) -> _Term:
        many = self._path(path)
        if not isinstance(many.kind, Many):
            raise bad_filter()
        name = self._next().text
        self._expect(":")
        if not name.isidentifier() or name in self._types:
            raise bad_filter()
        self._types[name] = many.kind.of
        inner = self._truth(self._either())
        del self._types[name]
        self._expect(")")
        return _Term(Kind.TRUTH, _some(many.read, name, inner.read))

    def _path(self, path: str) -> _Term:
        first, *rest = path.split("/")
        name = first if first in self._types else ""
        kind: Kind | Model | Many = self._types[name]
        read: Read = operator.itemgetter(name)
        for step in rest if name else [first, *rest]:
            kind, json_name = _property(kind, step)
            read = _field(read, json_name, kind)
        return _Term(kind, read)

    def _truth(self, term: _Term) -> _Term:
        if term.kind is not Kind.TRUTH:
            raise bad_filter()
        return term


def _property(kind: Kind | Model | Many, step: str) -> tuple[Kind | Model | Many, str]:
    if not isinstance(kind, Model):
        raise bad_filter()
    for json_name, held in kind.fields.items():
        if odata_name(json_name) == step:
            return held, json_name
    raise unknown_property(step, on_type=kind.name)


def _field(owner: Read, name: str, kind: Kind | Model | Many) -> Read:
    def read(scope: Scope) -> object:
        held = owner(scope)
        value = held.get(name) if isinstance(held, dict) else None
        if kind is Kind.MOMENT and isinstance(value, str):
            return parse_moment(value)
        return value

    return read


def _or(left: _Term, right: _Term) -> Read:
    return lambda scope: left.read(scope) is True or right.read(scope) is True


def _and(left: _Term, right: _Term) -> Read:
    return lambda scope: left.read(scope) is True and right.read(scope) is True


def _some(many: Read, name: str, inner: Read) -> Read:
    def read(scope: Scope) -> object:
        elements = many(scope)
        if not isinstance(elements, list):
            return False
        return any(inner({**scope, name: held}) is True for held in elements)

    return read


def _compare(sign: str, left: Read, right: Read) -> Read:
    def read(scope: Scope) -> object:
        one, other = left(scope), right(scope)
        if sign == "eq":
            return one == other
        if sign == "ne":
            return one != other
        if one is None or other is None:
            return False
        return _ORDER[sign](one, other)

    return read


def _check_alike(left: _Term, right: _Term, sign: str) -> None:
    kinds = {left.kind if isinstance(left.kind, Kind) else None}
    kinds.add(right.kind if isinstance(right.kind, Kind) else None)
    ordered = sign in _ORDER and (Kind.GUID in kinds or Kind.TRUTH in kinds)
    alike = len(kinds) == 1 or kinds <= _NUMBERS or Kind.NOTHING in kinds
    if any(isinstance(term.kind, Many) for term in (left, right)) or ordered:
        raise _unlike(left, right)
    if not alike or (None in kinds and Kind.NOTHING not in kinds):
        raise _unlike(left, right)


def _unlike(left: _Term, right: _Term) -> Refusal:
    return framework(
        400,
        "A binary operator with incompatible types was detected. Found operand types "
        f"'{_kind_name(left)}' and '{_kind_name(right)}'.",
    )


def _kind_name(term: _Term) -> str:
    match term.kind:
        case Kind() as kind:
            return kind.value
        case Model(name):
            return name
        case _:
            return "Collection"


def _function(name: str, arguments: list[_Term]) -> _Term:
    kinds = [term.kind for term in arguments]
    reads = [term.read for term in arguments]
    match name, kinds:
        case "substringof", [Kind.TEXT, Kind.TEXT]:
            return _Term(Kind.TRUTH, _on_texts(operator.contains, reads[1], reads[0]))
        case "startswith", [Kind.TEXT, Kind.TEXT]:
            return _Term(Kind.TRUTH, _on_texts(str.startswith, reads[0], reads[1]))
        case "year", [Kind.MOMENT]:
            return _Term(Kind.WHOLE, lambda scope: _year(reads[0](scope)))
        case (("substringof" | "startswith" | "year"), _):
            raise bad_filter()
        case _:
            raise framework(400, f"An unknown function with name '{name}' was found.")


def _on_texts(test: Callable[[str, str], bool], whole: Read, part: Read) -> Read:
    def read(scope: Scope) -> object:
        one, other = whole(scope), part(scope)
        return isinstance(one, str) and isinstance(other, str) and test(one, other)

    return read


def _year(moment: object) -> Decimal | None:
    return Decimal(moment.year) if isinstance(moment, datetime) else None
