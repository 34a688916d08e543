"""Which parameters a list knows, and how a wrong one is refused.

Unknown parameters are ignored silently; a wrong value of a known one refuses the
whole request with 400, in the recorded words (WooCommerce 11.0.1, 2026-11-20).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from snelsync.sandbox.shop.dates import is_date_time
from snelsync.sandbox.shop.query import Value, Values, listed, whole
from snelsync.sandbox.shop.recording import Json

Kind = Literal["integer", "boolean", "string", "date-time", "integers", "strings"]

STATUSES = (
    "any",
    "trash",
    "auto-draft",
    "pending",
    "processing",
    "on-hold",
    "completed",
    "cancelled",
    "refunded",
    "failed",
    "verzonden",
    "checkout-draft",
)
ORDERBY = ("date", "id", "include", "title", "slug", "modified")

_WHOLE = re.compile(r"[+-]?\d+(\.0*)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One known parameter of a list and what it may hold."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one parameter is refused."""

    code: str
    message: str
    data: Json | None = None


PAGING = (
    Parameter("page", "integer", minimum=1),
    Parameter("per_page", "integer", minimum=1, maximum=100),
    Parameter("search", "string"),
)
DATED = (
    Parameter("after", "date-time"),
    Parameter("before", "date-time"),
    Parameter("modified_after", "date-time"),
    Parameter("modified_before", "date-time"),
    Parameter("dates_are_gmt", "boolean"),
)
CHOSEN = (
    Parameter("exclude", "integers"),
    Parameter("include", "integers"),
    Parameter("offset", "integer"),
    Parameter("order", "string", ("asc", "desc")),
)
_SORTED = Parameter("orderby", "string", ORDERBY)
_PARENTS = (Parameter("parent", "integers"), Parameter("parent_exclude", "integers"))
_SHOWN = (
    Parameter("dp", "integer"),
    Parameter("order_item_display_meta", "boolean"),
    Parameter("include_meta", "strings"),
    Parameter("exclude_meta", "strings"),
)
_CONTEXT = Parameter("context", "string", ("view", "edit"))

ONE = (_CONTEXT, *_SHOWN)
ORDERS = (
    _CONTEXT,
    *PAGING,
    *DATED,
    *CHOSEN,
    _SORTED,
    *_PARENTS,
    Parameter("status", "strings", STATUSES),
    Parameter("customer", "integer"),
    Parameter("product", "integer"),
    *_SHOWN,
    Parameter("created_via", "strings"),
)
REFUNDS = (_CONTEXT, *PAGING, *DATED, *CHOSEN, _SORTED, *_PARENTS, *_SHOWN)
POSTS = (_CONTEXT, *PAGING, *DATED, *CHOSEN, _SORTED, *_PARENTS)
TAXES = (
    _CONTEXT,
    *PAGING[:2],
    *CHOSEN[2:],
    Parameter("orderby", "string", ("id", "order", "priority")),
)
CUSTOMERS = (
    _CONTEXT,
    *PAGING,
    *CHOSEN,
    Parameter(
        "orderby", "string", ("id", "include", "name", "registered_date", "email")
    ),
)


def problems(values: Values, known: tuple[Parameter, ...]) -> dict[str, Problem]:
    """Find what is wrong with the parameters sent, in the route's own order."""
    found = {}
    for parameter in known:
        if parameter.name in values:
            problem = _problem(parameter, values[parameter.name])
            if problem is not None:
                found[parameter.name] = problem
    return found


def refusal(found: dict[str, Problem]) -> Json:
    """Write the 400 body for wrong parameters."""
    return {
        "code": "rest_invalid_param",
        "message": f"Invalid parameter(s): {', '.join(found)}",
        "data": {
            "status": 400,
            "params": {name: problem.message for name, problem in found.items()},
            "details": {
                name: {
                    "code": problem.code,
                    "message": problem.message,
                    "data": problem.data,
                }
                for name, problem in found.items()
            },
        },
    }


def _problem(parameter: Parameter, value: Value) -> Problem | None:
    if parameter.kind in ("integers", "strings"):
        return next(_item_problems(parameter, value), None)
    if not isinstance(value, str):
        return _wrong_type(parameter.name, parameter.kind)
    return _scalar_problem(parameter, value)


def _scalar_problem(parameter: Parameter, value: str) -> Problem | None:
    name = parameter.name
    if parameter.kind == "integer":
        return _integer_problem(parameter, value)
    if parameter.kind == "boolean":
        known = value.lower() in ("true", "false", "1", "0")
        return None if known else _wrong_type(name, "boolean")
    if parameter.kind == "date-time" and not is_date_time(value):
        return Problem("rest_invalid_date", "Invalid date.")
    return _choice_problem(name, value, parameter.choices)


def _item_problems(parameter: Parameter, value: Value) -> Iterator[Problem]:
    for at, item in enumerate(listed(value)):
        name = f"{parameter.name}[{at}]"
        if parameter.kind == "integers" and _WHOLE.fullmatch(item) is None:
            yield _wrong_type(name, "integer")
        problem = _choice_problem(name, item, parameter.choices)
        if problem is not None:
            yield problem


def _integer_problem(parameter: Parameter, value: str) -> Problem | None:
    name, low, high = parameter.name, parameter.minimum, parameter.maximum
    if _WHOLE.fullmatch(value) is None:
        return _wrong_type(name, "integer")
    number = whole(value)
    if low is not None and high is not None and not low <= number <= high:
        span = f"{low} (inclusive) and {high} (inclusive)"
        return _out_of_bounds(f"{name} must be between {span}")
    if low is not None and number < low:
        return _out_of_bounds(f"{name} must be greater than or equal to {low}")
    return None


def _choice_problem(name: str, value: str, choices: tuple[str, ...]) -> Problem | None:
    if not choices or value in choices:
        return None
    *most, last = choices
    comma = "," if len(choices) > 2 else ""
    text = f"{name} is not one of {', '.join(most)}{comma} and {last}."
    return Problem("rest_not_in_enum", text)


def _wrong_type(name: str, kind: str) -> Problem:
    text = f"{name} is not of type {kind}."
    return Problem("rest_invalid_type", text, {"param": name})


def _out_of_bounds(text: str) -> Problem:
    return Problem("rest_out_of_bounds", text)
