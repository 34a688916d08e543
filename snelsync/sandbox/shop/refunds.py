"""Refunds: of one order, or (from WooCommerce 9.0 on) of all orders at once."""

from snelsync.sandbox.shop.answers import Answer, refused
from snelsync.sandbox.shop.decimals import as_kept, with_decimals
from snelsync.sandbox.shop.listing import common_filters, in_order, kept, page_of
from snelsync.sandbox.shop.recording import Json
from snelsync.sandbox.shop.releases import as_of
from snelsync.sandbox.shop.shown import chosen_fields, chosen_meta, fields_to_build
from snelsync.sandbox.shop.visit import Visit


def all_refunds(visit: Visit) -> Answer:
    """Answer ``GET /refunds``, which ignores its ``parent`` filter (recorded)."""
    return _listed(visit, list(visit.state.refunds.values()), tells_parent=True)


def refunds_of(visit: Visit, order_id: int) -> Answer:
    """Answer ``GET /orders/<id>/refunds``: an empty list for a missing order too."""
    rows = [r for r in visit.state.refunds.values() if r["parent_id"] == order_id]
    return _listed(visit, rows, tells_parent=False)


def one_refund(visit: Visit, order_id: int, refund_id: int) -> Answer:
    """Answer ``GET /orders/<id>/refunds/<id>``.

    Asked under another order the shop answers 500, with a bare number as data.
    """
    refund = visit.state.refunds.get(refund_id)
    if refund is None:
        code = "woocommerce_rest_shop_order_refund_invalid_id"
        return refused(404, code, "Invalid ID.")
    if order_id not in visit.state.orders:
        code, text = "woocommerce_rest_invalid_order_id", "Invalid order ID."
        return refused(500, code, text, data=404)
    if refund["parent_id"] != order_id:
        code = "woocommerce_rest_invalid_order_refund_id"
        return refused(500, code, "Invalid order refund ID.", data=404)
    shown = _shown(refund, visit, tells_parent=False, in_list=False)
    return Answer(200, shown)


def _listed(visit: Visit, rows: list[Json], *, tells_parent: bool) -> Answer:
    query, release = visit.query, visit.release
    found = in_order(kept(rows, common_filters(query)), query)
    page = page_of(found, query, forgets_totals=release.forgets_totals_beyond_the_end)
    shown = [
        _shown(row, visit, tells_parent=tells_parent, in_list=True) for row in page.rows
    ]
    return visit.paged(page, shown, lists=("dp",))


def _shown(refund: Json, visit: Visit, *, tells_parent: bool, in_list: bool) -> Json:
    built = with_decimals(
        as_kept(fields_to_build(refund, visit.query), visit.state.settings.decimals),
        visit.places,
        rounds_line_taxes=visit.release.rounds_line_taxes,
    )
    if not tells_parent:
        built.pop("parent_id", None)
    return chosen_fields(
        chosen_meta(as_of(visit.release, built), visit.query),
        visit.query,
        in_list=in_list,
    )
