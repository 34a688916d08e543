"""The OData options of a list: `$filter`, `$top`, `$skip` and `$select`.

At most 500 rows a page and no count of any kind (SnelStart's portal, 2026-05). Every
other `$` option is refused: none is documented, so no client should lean on one.
"""

import re
from collections.abc import Sequence
from typing import Final

from snelsync.sandbox.administration.errors import framework
from snelsync.sandbox.administration.odata_filter import parse_filter
from snelsync.sandbox.administration.odata_words import unknown_property
from snelsync.sandbox.administration.read_models import Model, odata_name
from snelsync.sandbox.administration.wire import Record

LARGEST_PAGE: Final = 500
_KNOWN: Final = frozenset({"$filter", "$top", "$skip", "$select"})
_NOT_VALID: Final = "The query specified in the URI is not valid."


def select_rows(
    rows: Sequence[Record], model: Model, options: Sequence[tuple[str, str]]
) -> list[Record]:
    """Apply the options of a request to all rows of a resource.

    Raises:
        Refusal: An option is unknown, given twice, or has no value that can be used.

    """
    given = _options(options)
    chosen = list(rows)
    if "$filter" in given:
        test = parse_filter(given["$filter"], model)
        chosen = [row for row in chosen if test(row)]
    skip = _number(given, "$skip", default=0, lowest=0)
    top = _number(given, "$top", default=LARGEST_PAGE, lowest=1)
    if top > LARGEST_PAGE:
        raise framework(
            400,
            f"{_NOT_VALID} The limit of '{LARGEST_PAGE}' for Top query has been "
            f"exceeded. The value from the incoming request is '{top}'.",
        )
    page = chosen[skip : skip + top]
    if "$select" in given:
        names = _selected(given["$select"], model)
        return [{name: row[name] for name in names if name in row} for row in page]
    return page


def _options(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in pairs:
        if not name.startswith("$"):
            continue
        if name not in _KNOWN:
            raise framework(400, f"{_NOT_VALID} Query option '{name}' is not allowed.")
        if name in given:
            raise framework(400, f"{_NOT_VALID} Query option '{name}' is given twice.")
        given[name] = value
    return given


def _number(given: dict[str, str], name: str, *, default: int, lowest: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if re.fullmatch(r"\d{1,9}", text, re.ASCII) is None or int(text) < lowest:
        raise framework(
            400, f"{_NOT_VALID} Invalid value for {name} query option found."
        )
    return int(text)


def _selected(source: str, model: Model) -> list[str]:
    by_name = {odata_name(name): name for name in model.fields}
    names = []
    for asked in source.split(","):
        name = asked.strip()
        if name not in by_name:
            raise unknown_property(name, on_type=model.name)
        names.append(by_name[name])
    return names
