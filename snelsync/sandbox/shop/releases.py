"""What differs between the two WooCommerce releases the practice shop can be.

11.0.1 keeps orders in its own tables (HPOS), 8.9.2 is taken on the old posts
storage. The differences were seen on both, 2026-11-20; the orders themselves were
recorded on 11.0.1 only and are shown on 8.9.2 as it would show them.
"""

from dataclasses import dataclass

from snelsync.sandbox.shop.recording import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The facts of one WooCommerce release that a client of the API can see."""

    version: str
    has_refunds_route: bool
    has_order_tables: bool
    has_order_statuses: bool
    has_created_via_filter: bool
    any_hides_drafts: bool
    breaks_modified_ties: bool
    forgets_totals_beyond_the_end: bool
    rounds_line_taxes: bool
    tells_later_fields: bool


_RELEASES = {
    "11.0.1": Release(
        version="11.0.1",
        has_refunds_route=True,
        has_order_tables=True,
        has_order_statuses=True,
        has_created_via_filter=True,
        any_hides_drafts=True,
        breaks_modified_ties=True,
        forgets_totals_beyond_the_end=True,
        rounds_line_taxes=True,
        tells_later_fields=True,
    ),
    "8.9.2": Release(
        version="8.9.2",
        has_refunds_route=False,
        has_order_tables=False,
        has_order_statuses=False,
        has_created_via_filter=False,
        any_hides_drafts=False,
        breaks_modified_ties=False,
        forgets_totals_beyond_the_end=False,
        rounds_line_taxes=False,
        tells_later_fields=False,
    ),
}


def release(version: str) -> Release:
    """Return the facts of a release, or refuse one that was never recorded.

    Raises:
        ValueError: no recording tells how this version behaves.
    """
    if version not in _RELEASES:
        known = ", ".join(_RELEASES)
        raise ValueError(f"WooCommerce {version} was not recorded (only {known})")
    return _RELEASES[version]


_LATER_FIELDS = {
    "refunds": "total_tax",
    "line_items": "global_unique_id",
    "shipping_lines": "tax_status",
}


def as_of(played: Release, resource: Json) -> Json:
    """Show an order or refund as the release does, without what came later."""
    shown = dict(resource)
    if played.tells_later_fields:
        return shown
    if "version" in shown:
        shown["version"] = played.version
    for group, later in _LATER_FIELDS.items():
        if group in shown:
            shown[group] = [_without(line, later) for line in shown[group]]
    if "_links" in shown:
        shown["_links"] = _without(shown["_links"], "email_templates")
    return shown


def _without(resource: Json, later: str) -> Json:
    return {name: value for name, value in resource.items() if name != later}
