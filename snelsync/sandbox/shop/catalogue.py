"""Everything besides orders and refunds: taxes, products, settings and the like."""

from collections.abc import Iterable

from snelsync.sandbox.shop.answers import Answer, refused
from snelsync.sandbox.shop.listing import (
    Keep,
    common_filters,
    in_order,
    kept,
    page_of,
    parent_filters,
)
from snelsync.sandbox.shop.query import Query
from snelsync.sandbox.shop.recording import Json
from snelsync.sandbox.shop.shown import chosen_fields, chosen_meta
from snelsync.sandbox.shop.visit import Visit


def list_taxes(visit: Visit) -> Answer:
    """Answer ``GET /taxes``, in the order of the tax table unless asked otherwise."""
    query = visit.query
    field = query.text("orderby", "order") or "order"
    rows = visit.state.settings.lists["taxes"]
    if query.sent("class"):
        rows = [row for row in rows if row["class"] == query.text("class")]
    is_descending = query.text("order", "asc") == "desc"
    ordered = sorted(rows, key=lambda r: (r[field], r["id"]), reverse=is_descending)
    return _paged(visit, ordered)


def one_tax(visit: Visit, tax_id: int) -> Answer:
    """Answer ``GET /taxes/<id>``: a rate may be gone while orders still name it."""
    return _one(visit, "taxes", tax_id, "woocommerce_rest_invalid_id")


def tax_classes(visit: Visit) -> Answer:
    """Answer ``GET /taxes/classes``."""
    return _whole(visit, "tax_classes")


def list_products(visit: Visit) -> Answer:
    """Answer ``GET /products``."""
    rows = list(visit.state.products.values())
    return _posts(visit, rows, _named(visit.query, "sku", "type", "status"))


def one_product(visit: Visit, product_id: int) -> Answer:
    """Answer ``GET /products/<id>``."""
    code = "woocommerce_rest_product_invalid_id"
    rows = visit.state.products.values()
    return _one_of(visit, rows, product_id, code, "Invalid ID.")


def variations(visit: Visit, product_id: int) -> Answer:
    """Answer ``GET /products/<id>/variations``."""
    rows = visit.state.recorded["variations"].get(str(product_id), [])
    return _posts(visit, rows, _named(visit.query, "sku"))


def list_coupons(visit: Visit) -> Answer:
    """Answer ``GET /coupons``."""
    rows = visit.state.recorded["coupons"]
    return _posts(visit, rows, _named(visit.query, "code"))


def list_customers(visit: Visit) -> Answer:
    """Answer ``GET /customers``: only the role ``customer`` unless asked otherwise."""
    query = visit.query
    role = query.text("role", "customer") or "customer"
    rows = [
        row
        for row in kept(
            visit.state.recorded["customers"],
            [*common_filters(query), *_named(query, "email")],
        )
        if role in ("all", row["role"])
    ]
    is_descending = query.text("order", "asc") == "desc"
    is_by_id = query.text("orderby") in ("id", "include", "registered_date")
    field = "id" if is_by_id else "username"
    ordered = sorted(rows, key=lambda row: (row[field], row["id"]))
    return _paged(visit, ordered[::-1] if is_descending else ordered)


def payment_gateways(visit: Visit) -> Answer:
    """Answer ``GET /payment_gateways``."""
    return _whole(visit, "payment_gateways")


def shipping_methods(visit: Visit) -> Answer:
    """Answer ``GET /shipping_methods``: from the documentation, not recorded."""
    return _whole(visit, "shipping_methods")


def settings(visit: Visit, group: str) -> Answer:
    """Answer ``GET /settings/<group>`` for the recorded groups."""
    name = f"settings_{group}"
    if name not in visit.state.settings.lists:
        code = "rest_setting_setting_group_invalid"
        return refused(404, code, "Invalid setting group.")
    return _whole(visit, name)


def one_setting(visit: Visit, group: str, setting: str) -> Answer:
    """Answer ``GET /settings/<group>/<id>``."""
    for row in visit.state.settings.lists.get(f"settings_{group}", []):
        if row["id"] == setting:
            return Answer(200, chosen_fields(row, visit.query, in_list=False))
    return refused(404, "rest_setting_setting_invalid", "Invalid setting.")


def system_status(visit: Visit) -> Answer:
    """Answer ``GET /system_status``; it names the release this shop plays."""
    body = visit.state.settings.report(
        visit.state.recorded["system_status"],
        version=visit.release.version,
        order_tables=visit.release.has_order_tables,
    )
    return Answer(200, chosen_fields(body, visit.query, in_list=False))


def _whole(visit: Visit, name: str) -> Answer:
    rows = visit.state.settings.lists[name]
    return Answer(200, [chosen_fields(row, visit.query, in_list=True) for row in rows])


def _one(
    visit: Visit, name: str, number: int, code: str, text: str = "Invalid resource ID."
) -> Answer:
    return _one_of(visit, visit.state.settings.lists[name], number, code, text)


def _one_of(
    visit: Visit, rows: Iterable[Json], number: int, code: str, text: str
) -> Answer:
    for row in rows:
        if row["id"] == number:
            return Answer(200, chosen_fields(row, visit.query, in_list=False))
    return refused(404, code, text)


def _named(query: Query, *fields: str) -> Iterable[Keep]:
    for field in fields:
        if query.sent(field) and query.text(field) != "any":
            yield _equal(field, query.text(field))


def _equal(field: str, value: str) -> Keep:
    return lambda row: row.get(field) == value


def _posts(visit: Visit, rows: list[Json], tests: Iterable[Keep]) -> Answer:
    query = visit.query
    parents = parent_filters(query) if rows and "parent_id" in rows[0] else []
    found = kept(rows, [*common_filters(query), *parents, *tests])
    return _paged(visit, in_order(found, query))


def _paged(visit: Visit, rows: list[Json]) -> Answer:
    page = page_of(rows, visit.query)
    shown = [
        chosen_fields(chosen_meta(row, visit.query), visit.query, in_list=True)
        for row in page.rows
    ]
    return visit.paged(page, shown)
