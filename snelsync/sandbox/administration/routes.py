"""The operations there are, the scopes they need, and how a path finds one.

Paths and scopes are SnelStart's OpenAPI document. A path is matched as written: in no
other case and without a slash at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule

from snelsync.sandbox.administration import read_models, resources
from snelsync.sandbox.administration.errors import framework, gateway
from snelsync.sandbox.administration.resources import Operation, listing, single


@dataclass(frozen=True, slots=True)
class Route:
    """An operation and the scopes it needs, all of them."""

    operation: Operation
    scopes: frozenset[str]


def _route(operation: Operation, *scopes: str) -> Route:
    return Route(operation, frozenset(scopes))


_SETTINGS: Final = "settings:read"
_BOOKS: Final = "boekhouden:read"
_BOOKS_WRITE: Final = "boekhouden:write"

ROUTES: Final[Mapping[str, Mapping[str, Route]]] = {
    "/echo/": {"GET": _route(resources.echo)},
    "/echo/<key>": {"GET": _route(resources.echo)},
    "/companyInfo": {
        "GET": _route(resources.show_company, _SETTINGS),
        "PUT": _route(resources.change_company, "settings:write"),
    },
    "/relaties": {
        "GET": _route(resources.list_relations, "relaties:read"),
        "POST": _route(resources.add_relation, "relaties:write"),
    },
    "/relaties/<key>": {
        "GET": _route(
            single(lambda books: books.relations, "REL-0005"), "relaties:read"
        ),
        "PUT": _route(resources.change_relation, "relaties:write"),
        "DELETE": _route(resources.delete_relation, "relaties:write"),
    },
    "/relaties/<key>/verkoopboekingen": {
        "GET": _route(resources.bookings_of_relation, "relaties:read", _BOOKS),
    },
    "/verkoopboekingen": {"POST": _route(resources.add_booking, _BOOKS_WRITE)},
    "/verkoopboekingen/<key>": {
        "GET": _route(single(lambda books: books.bookings, "BOE-0001"), _BOOKS),
        "PUT": _route(resources.change_booking, _BOOKS_WRITE),
        "DELETE": _route(resources.delete_booking, _BOOKS_WRITE),
    },
    "/verkoopfacturen": {"GET": _route(resources.list_invoices, "orders:read")},
    "/verkoopfacturen/<key>": {
        "GET": _route(single(lambda books: books.invoices), "orders:read"),
    },
    "/grootboeken": {"GET": _route(resources.list_ledgers, _BOOKS)},
    "/grootboeken/<key>": {"GET": _route(single(lambda books: books.ledgers), _BOOKS)},
    "/grootboekmutaties": {"GET": _route(resources.list_mutations, _BOOKS)},
    "/grootboekmutaties/<key>": {
        "GET": _route(single(lambda books: books.mutations), _BOOKS),
    },
    "/dagboeken": {
        "GET": _route(
            resources.plain_listing(lambda books: books.journals.values()), _BOOKS
        ),
    },
    "/kostenplaatsen": {
        "GET": _route(
            resources.plain_listing(lambda books: books.cost_centres.values()),
            _SETTINGS,
        ),
    },
    "/kostenplaatsen/<key>": {
        "GET": _route(single(lambda books: books.cost_centres), _SETTINGS),
    },
    "/landen": {
        "GET": _route(
            resources.plain_listing(lambda books: books.countries.values()), _SETTINGS
        ),
    },
    "/landen/<key>": {"GET": _route(single(lambda books: books.countries), _SETTINGS)},
    "/btwtarieven": {
        "GET": _route(
            resources.plain_listing(lambda books: books.dutch_rates), _SETTINGS
        ),
    },
    "/vatrates": {
        "GET": _route(
            listing(lambda books: books.eu_rates, read_models.EU_RATES), _SETTINGS
        ),
    },
    "/vatrates/<key>": {"GET": _route(resources.show_eu_rates, _SETTINGS)},
    "/vatratedefinitions": {
        "GET": _route(
            listing(lambda books: books.rate_definitions, read_models.RATE_DEFINITION),
            _SETTINGS,
        ),
    },
    "/btwaangiftes": {
        "GET": _route(
            listing(lambda books: books.vat_returns.values(), read_models.VAT_RETURN),
            "btwaangiftes:read",
        ),
    },
    "/btwaangiftes/<key>": {
        "GET": _route(single(lambda books: books.vat_returns), "btwaangiftes:read"),
    },
}

_MAP: Final = Map(
    [Rule(f"/v2{path}", endpoint=path) for path in ROUTES],
    strict_slashes=False,
    merge_slashes=False,
    redirect_defaults=False,
)


def find_route(method: str, path: str) -> tuple[Route, str]:
    """Find the operation for a request, and the key in its path.

    Raises:
        Refusal: There is no such path (404), or not with this method (405).

    """
    try:
        endpoint, found = _MAP.bind("b2bapi").match(path, method="GET")
    except NotFound:
        raise gateway(404, "Resource not found") from None
    if path.endswith("/") != endpoint.endswith("/"):
        raise gateway(404, "Resource not found")
    route = ROUTES[endpoint].get(method)
    if route is None:
        said = f"The requested resource does not support http method '{method}'."
        raise framework(405, said)
    return route, str(found.get("key", ""))
