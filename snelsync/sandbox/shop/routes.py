"""The routes of ``wc/v3`` that the practice shop plays, and their methods."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from snelsync.sandbox.shop import catalogue, orders, parameters, refunds
from snelsync.sandbox.shop.answers import Answer
from snelsync.sandbox.shop.parameters import Parameter
from snelsync.sandbox.shop.releases import Release

_LISTED = ("GET", "POST")
_SINGLE = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Route:
    """One route: who answers it, what it accepts, and whether it is a list."""

    pattern: str
    answer: Callable[..., Answer]
    methods: tuple[str, ...]
    known: tuple[Parameter, ...] = ()
    is_list: bool = True
    for_managers: bool = False


_ROUTES = (
    Route("/orders", orders.list_orders, _LISTED, parameters.ORDERS),
    Route(
        "/orders/<int:order_id>",
        orders.one_order,
        _SINGLE,
        parameters.ONE,
        is_list=False,
    ),
    Route(
        "/orders/<int:order_id>/refunds",
        refunds.refunds_of,
        _LISTED,
        parameters.REFUNDS,
    ),
    Route(
        "/orders/<int:order_id>/refunds/<int:refund_id>",
        refunds.one_refund,
        ("GET", "DELETE"),
        parameters.ONE,
        is_list=False,
    ),
    Route("/taxes", catalogue.list_taxes, _LISTED, parameters.TAXES, for_managers=True),
    Route(
        "/taxes/<int:tax_id>",
        catalogue.one_tax,
        _SINGLE,
        is_list=False,
        for_managers=True,
    ),
    Route("/taxes/classes", catalogue.tax_classes, _LISTED, for_managers=True),
    Route("/products", catalogue.list_products, _LISTED, parameters.POSTS),
    Route("/products/<int:product_id>", catalogue.one_product, _SINGLE, is_list=False),
    Route(
        "/products/<int:product_id>/variations",
        catalogue.variations,
        _LISTED,
        parameters.POSTS,
    ),
    Route("/coupons", catalogue.list_coupons, _LISTED, parameters.POSTS),
    Route("/customers", catalogue.list_customers, _LISTED, parameters.CUSTOMERS),
    Route("/payment_gateways", catalogue.payment_gateways, ("GET",), for_managers=True),
    Route("/shipping_methods", catalogue.shipping_methods, ("GET",), for_managers=True),
    Route("/settings/<group>", catalogue.settings, ("GET",), for_managers=True),
    Route(
        "/settings/<group>/<setting>",
        catalogue.one_setting,
        ("GET", "POST", "PUT", "PATCH"),
        for_managers=True,
    ),
    Route("/system_status", catalogue.system_status, ("GET",), for_managers=True),
    Route("/reports/orders/totals", orders.order_totals, ("GET",), for_managers=True),
)
_REFUNDS = Route("/refunds", refunds.all_refunds, ("GET",), parameters.REFUNDS)
_STATUSES = Route("/orders/statuses", orders.order_statuses, ("GET",))


class Routes:
    """The routes one release has."""

    def __init__(self, release: Release) -> None:
        self.all = [
            *_ROUTES,
            *([_REFUNDS] if release.has_refunds_route else []),
            *([_STATUSES] if release.has_order_statuses else []),
        ]
        self._map = Map(
            [Rule(route.pattern, endpoint=route) for route in self.all],
            strict_slashes=False,
        )

    @classmethod
    @cache
    def of(cls, release: Release) -> Self:
        """Give the routes of a release, made once: their patterns are compiled."""
        return cls(release)

    def find(self, path: str) -> tuple[Route, dict[str, Any]] | None:
        """Return the route of a path below ``/wc/v3`` and the ids in it."""
        try:
            route, ids = self._map.bind("shop").match(path)
        except HTTPException:
            return None
        if not isinstance(route, Route):  # pragma: no cover - the map holds routes
            return None
        return route, dict(ids)
