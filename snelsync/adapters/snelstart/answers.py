"""Reading an answer of SnelStart as what it should be, or saying that it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from snelsync.errors import AdministrationError

M = TypeVar("M")

PAGE = 500
"""SnelStart's largest page; there is no count and no next link (portal, 2026-05)."""


def read(model: type[M], body: Any) -> M:  # noqa: ANN401
    """Read one answer as what it should be.

    Raises:
        AdministrationError: it is something else.
    """
    try:
        adapter: TypeAdapter[M] = _adapter(model)  # type: ignore[arg-type]
        return adapter.validate_python(body)
    except ValidationError as error:
        name = getattr(model, "__name__", "answer")
        fields = {".".join(map(str, fault["loc"])) for fault in error.errors()}
        raise AdministrationError(
            f"SnelStart's {name} makes no sense in {', '.join(sorted(fields)[:5])}",
            hint="report this: SnelStart may have changed its answers",
        ) from error


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:  # noqa: ANN401
    return TypeAdapter(model)


def rows_of(model: type[M], body: Any) -> list[M]:  # noqa: ANN401
    """Read a list of answers; see ``read``."""
    return read(list[model], body)  # type: ignore[valid-type]


def paged(
    model: type[M], get: Callable[[str, dict[str, str]], Any], path: str, wanted: str
) -> Iterator[M]:
    """Read a list page by page.

    Raises:
        AdministrationError: the pages do not move on.
    """
    skip = 0
    before: list[M] = []
    while True:
        params = {"$top": str(PAGE), "$skip": str(skip)}
        if wanted:
            params["$filter"] = wanted
        rows = rows_of(model, get(path, params))
        if rows and rows == before:
            raise AdministrationError(
                f"SnelStart gives the same page of {path} again and again",
                hint="check api_url under [snelstart]; report this if it stays",
            )
        yield from rows
        if len(rows) < PAGE:
            return
        before = rows
        skip += PAGE
