"""Orders: which ones a request gets, and how they look."""

from collections.abc import Iterable

from snelsync.sandbox.shop.answers import Answer, refused
from snelsync.sandbox.shop.decimals import as_kept, with_decimals
from snelsync.sandbox.shop.listing import (
    Keep,
    common_filters,
    in_order,
    kept,
    page_of,
    parent_filters,
)
from snelsync.sandbox.shop.recording import Json
from snelsync.sandbox.shop.releases import as_of
from snelsync.sandbox.shop.shown import chosen_fields, chosen_meta, fields_to_build
from snelsync.sandbox.shop.visit import Visit


def list_orders(visit: Visit) -> Answer:
    """Answer ``GET /orders``."""
    query, release = visit.query, visit.release
    rows = kept(visit.state.orders.values(), _tests(visit))
    ordered = in_order(rows, query, breaks_ties=release.breaks_modified_ties)
    page = page_of(ordered, query, forgets_totals=release.forgets_totals_beyond_the_end)
    shown = [_shown(order, visit, in_list=True) for order in page.rows]
    ids = frozenset(order["id"] for order in page.rows)
    return visit.paged(page, shown, order_ids=ids, lists=("status",))


def one_order(visit: Visit, order_id: int) -> Answer:
    """Answer ``GET /orders/<id>``; a refund's or product's id is no order's."""
    order = visit.state.orders.get(order_id)
    if order is None:
        return refused(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    shown = _shown(order, visit, in_list=False)
    return Answer(200, shown, order_ids=frozenset({order_id}))


def order_statuses(visit: Visit) -> Answer:
    """Answer ``GET /orders/statuses``: the statuses without ``wc-``."""
    names = visit.state.settings.statuses
    rows = [{"slug": slug, "name": name} for slug, name in names.items()]
    shown = [chosen_fields(row, visit.query, in_list=True) for row in rows]
    return Answer(200, shown)


def order_totals(visit: Visit) -> Answer:
    """Answer ``GET /reports/orders/totals``: from WooCommerce's source, not recorded.

    ``WC_REST_Report_Orders_Totals_Controller``, read 2026-11-21.
    """
    held = [order["status"] for order in visit.state.orders.values()]
    rows = [
        {"slug": slug, "name": name, "total": held.count(slug)}
        for slug, name in visit.state.settings.statuses.items()
    ]
    shown = [chosen_fields(row, visit.query, in_list=True) for row in rows]
    return Answer(200, shown)


def _shown(order: Json, visit: Visit, *, in_list: bool) -> Json:
    built = with_decimals(
        as_kept(fields_to_build(order, visit.query), visit.state.settings.decimals),
        visit.places,
        rounds_line_taxes=visit.release.rounds_line_taxes,
    )
    built = chosen_meta(as_of(visit.release, built), visit.query)
    return chosen_fields(built, visit.query, in_list=in_list)


def _tests(visit: Visit) -> Iterable[Keep]:
    query, release = visit.query, visit.release
    yield _status_test(query.words("status"), visit)
    yield from common_filters(query)
    yield from parent_filters(query)
    if query.sent("customer"):
        customer = query.number("customer", 0)
        yield lambda order: order["customer_id"] == customer
    if query.sent("product"):
        product = query.number("product", 0)
        yield lambda order: _holds_product(order, product)
    if query.sent("search"):
        needle = query.text("search").casefold()
        yield lambda order: needle in _searchable(order)
    created_via = query.words("created_via")
    if created_via and release.has_created_via_filter:
        yield lambda order: order["created_via"] in created_via


def _status_test(statuses: list[str], visit: Visit) -> Keep:
    """Test the status; ``any`` wins over all others.

    It means the statuses registered in the shop: neither the trash nor a status whose
    plugin was switched off.
    """
    if statuses and "any" not in statuses:
        return lambda order: order["status"] in statuses
    hidden = ("checkout-draft",) if visit.release.any_hides_drafts else ()
    found = visit.state.settings.statuses.keys() - hidden
    return lambda order: order["status"] in found


def _holds_product(order: Json, product: int) -> bool:
    return any(
        product in (line.get("product_id"), line.get("variation_id"))
        for line in order["line_items"]
    )


def _searchable(order: Json) -> str:
    people = [*order["billing"].values(), *order["shipping"].values()]
    names = [str(line.get("name", "")) for line in order["line_items"]]
    return " ".join([str(order["id"]), *map(str, people), *names]).casefold()
