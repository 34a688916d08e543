"""From the domain's values to JSON text and back, exactly: Decimal stays Decimal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from snelsync.app.ports import ShopInfo
from snelsync.domain.booking import Booking
from snelsync.domain.chart import Chart
from snelsync.domain.order import Order, Product, Refund
from snelsync.domain.problem import Problem

T = TypeVar("T")


def _later(kind: type[T]) -> Callable[[], TypeAdapter[T]]:
    """Make what reads and writes a kind of value when needed: it takes a while."""
    return cache(lambda: TypeAdapter(kind))


_ORDER = _later(Order)
_REFUND = _later(Refund)
_PRODUCT = _later(Product)
_BOOKING = _later(Booking)
_PROBLEM = _later(Problem)
_PROBLEMS = _later(tuple[Problem, ...])
_SHOP_INFO = _later(ShopInfo)
_CHART = _later(Chart)


def dump_order(order: Order) -> str:
    """Write an order."""
    return _ORDER().dump_json(order).decode()


def load_order(text: str) -> Order:
    """Read an order."""
    return _ORDER().validate_json(text)


def dump_refund(refund: Refund) -> str:
    """Write a refund."""
    return _REFUND().dump_json(refund).decode()


def load_refund(text: str) -> Refund:
    """Read a refund."""
    return _REFUND().validate_json(text)


def dump_product(product: Product) -> str:
    """Write where a product is filed."""
    return _PRODUCT().dump_json(product).decode()


def load_product(text: str) -> Product:
    """Read where a product is filed."""
    return _PRODUCT().validate_json(text)


def dump_booking(booking: Booking) -> str:
    """Write a booking."""
    return _BOOKING().dump_json(booking).decode()


def load_booking(text: str) -> Booking:
    """Read a booking; one that does not balance cannot be read."""
    return _BOOKING().validate_json(text)


def dump_problem(problem: Problem) -> str:
    """Write a problem."""
    return _PROBLEM().dump_json(problem).decode()


def load_problem(text: str) -> Problem:
    """Read a problem."""
    return _PROBLEM().validate_json(text)


def dump_problems(problems: tuple[Problem, ...]) -> str:
    """Write problems."""
    return _PROBLEMS().dump_json(problems).decode()


def load_problems(text: str) -> tuple[Problem, ...]:
    """Read problems."""
    return _PROBLEMS().validate_json(text)


def dump_chart(chart: Chart) -> str:
    """Write what we know of an administration."""
    return _CHART().dump_json(chart).decode()


def load_chart(text: str) -> Chart | None:
    """Read what we know of an administration; None of an older snelsync's."""
    try:
        return _CHART().validate_json(text)
    except ValidationError:
        return None


def dump_shop_info(info: ShopInfo) -> str:
    """Write what a shop said of itself."""
    return _SHOP_INFO().dump_json(info).decode()


def load_shop_info(text: str) -> ShopInfo | None:
    """Read what a shop said of itself; None of an older snelsync's."""
    try:
        return _SHOP_INFO().validate_json(text)
    except ValidationError:
        return None


def dump_moment(moment: datetime) -> str:
    """Write a moment in UTC; text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def load_moment(text: str) -> datetime:
    """Read a moment."""
    return datetime.fromisoformat(text)
