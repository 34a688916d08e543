"""The pages of the API that describe it: the root, the namespace and OPTIONS."""

from datetime import datetime

from snelsync.sandbox.shop.answers import Answer
from snelsync.sandbox.shop.dates import site_offset_hours
from snelsync.sandbox.shop.recording import HOME, Json, recording
from snelsync.sandbox.shop.routes import Route, Routes

_NAMESPACES = (
    "oembed/1.0",
    "wc/v1",
    "wc/v2",
    "wc/v3",
    "wc-analytics",
    "wc/store",
    "wc/store/v1",
    "wp/v2",
    "wp-site-health/v1",
    "wp-block-editor/v1",
)


def root_index(base: str, now: datetime) -> Answer:
    """Answer ``/wp-json/``, which needs no key and tells the shop's time zone.

    The real one also lists every route of the site; this one leaves them out.
    """
    return Answer(
        200,
        {
            "name": "Oefenwinkel",
            "description": "",
            "url": base,
            "home": base,
            "gmt_offset": site_offset_hours(now),
            "timezone_string": "Europe/Amsterdam",
            "namespaces": list(_NAMESPACES),
            "authentication": [],
        },
    )


def namespace_index(routes: Routes) -> Answer:
    """Answer ``/wp-json/wc/v3``: the routes this shop plays."""
    told = {f"/wc/v3{route.pattern}": _told(route) for route in routes.all}
    return Answer(200, {"namespace": "wc/v3", "routes": told})


def options(route: Route) -> Answer:
    """Answer OPTIONS: as recorded for orders, in short for the rest."""
    if route.pattern != "/orders":
        return Answer(200, _told(route))
    told = recording("options_orders")
    links = {"self": [{"href": f"{HOME}/wp-json/wc/v3/orders"}]}
    return Answer(200, told | {"_links": links})


def _told(route: Route) -> Json:
    methods = list(route.methods)
    return {
        "namespace": "wc/v3",
        "methods": methods,
        "endpoints": [{"methods": methods, "args": {}}],
    }
