"""A shop that changes does so as the real one, with or without a trace."""

from datetime import timedelta

import pytest

from snelsync.sandbox.shop import ApiKey, PracticeShop

from .clients import KEY, NOW, ORDERS, REFUNDS, client, dataset, ids, open_shop

_TOUCHED = {"modified_after": "2026-11-20T21:49:59", "dates_are_gmt": "true"}
_NOW_GMT, _NOW_LOCAL = "2026-11-20T21:50:00", "2026-11-20T22:50:00"


def _touched(shop: PracticeShop, **params: str) -> list[int]:
    return sorted(ids(client(shop).get(ORDERS, params=_TOUCHED | params)))


def test_a_change_bumps_the_modification_date() -> None:
    """Even an empty change brings the order back in the next poll."""
    shop = open_shop()
    shop.change_order(173)
    order = client(shop).get(f"{ORDERS}/173").json()
    assert order["date_modified_gmt"] == _NOW_GMT
    assert order["date_modified"] == _NOW_LOCAL
    assert _touched(shop) == [173]


def test_changing_one_date_changes_its_twin() -> None:
    """Local and GMT never contradict each other."""
    shop = open_shop()
    shop.change_order(173, date_paid_gmt="2026-07-01T12:00:00", date_completed=None)
    shop.change_order(174, date_paid="2026-07-01T14:00:00")
    for number in (173, 174):
        order = client(shop).get(f"{ORDERS}/{number}").json()
        assert order["date_paid"] == "2026-07-01T14:00:00"
        assert order["date_paid_gmt"] == "2026-07-01T12:00:00"
        assert order["date_completed_gmt"] is None


def test_a_new_order_has_every_field_a_recorded_one_has() -> None:
    """What was not given is blank, in the recorded order of fields."""
    shop = open_shop()
    shop.add_order({"id": 900, "status": "processing", "total": "10.005"})
    order = client(shop).get(f"{ORDERS}/900").json()
    recorded = dataset("incl")["orders.dp2"][0]
    assert list(order) == list(recorded)
    assert set(order["billing"]) == set(recorded["billing"])
    assert order["total"] == "10.01"
    assert order["date_created_gmt"] == order["date_modified_gmt"] == _NOW_GMT
    assert _touched(shop) == [900]


@pytest.mark.parametrize("number", [173, 270, 10, None])
def test_an_id_is_used_once(number: int | None) -> None:
    """Orders, refunds and products share one series; no id is no order."""
    shop = open_shop()
    with pytest.raises(ValueError, match="id"):
        shop.add_order({"id": number})
    if number is not None:
        with pytest.raises(ValueError, match="in use"):
            shop.copy_order(174, number)


def test_a_copy_is_an_order_of_its_own() -> None:
    """Its lines have new ids, its refunds stay behind, its links are its own."""
    shop = open_shop()
    shop.copy_order(259, 900, status="completed")
    asker = client(shop)
    order, copy = (asker.get(f"{ORDERS}/{number}").json() for number in (259, 900))
    assert (copy["number"], copy["status"]) == ("900", "completed")
    assert copy["refunds"] == []
    assert copy["total"] == order["total"]
    assert copy["date_created"] == order["date_created"]
    groups = ("line_items", "tax_lines", "shipping_lines", "fee_lines", "coupon_lines")
    lines = [[line["id"] for g in groups for line in o[g]] for o in (order, copy)]
    assert len(lines[0]) == len(lines[1])
    assert not set(lines[0]) & set(lines[1])
    assert copy["_links"]["self"][0]["href"].endswith("/orders/900")
    assert _touched(shop) == [900]


def test_trashing_is_seen_only_by_who_asks_for_trash() -> None:
    """The order leaves the list, and its trashing is in status=trash."""
    shop = open_shop()
    shop.trash_order(174)
    assert _touched(shop) == []
    assert _touched(shop, status="trash") == [174]
    order = client(shop).get(f"{ORDERS}/174").json()
    assert order["status"] == "trash"
    assert order["meta_data"][0]["value"] == "wc-processing"
    assert order["meta_data"][1]["value"] == str(int(NOW.timestamp()))


def test_deleting_leaves_no_trace() -> None:
    """Order and refunds are gone from every list."""
    shop = open_shop()
    shop.delete_order(310)
    asker = client(shop)
    assert asker.get(f"{ORDERS}/310").status_code == 404
    assert asker.get(f"{ORDERS}/310/refunds").json() == []
    assert not {311, 312} & set(ids(asker.get(REFUNDS, params={"per_page": "100"})))
    assert _touched(shop) == _touched(shop, status="trash") == []


def test_a_refund_is_embedded_at_once_and_bumps_the_order() -> None:
    """Newest first, negative, with the tax of its lines."""
    shop = open_shop()
    tax_lines = [{"rate_id": 1, "tax_total": "-0.86", "shipping_tax_total": "-0.01"}]
    first = shop.add_refund(173, {"amount": "5.00", "reason": "a"})
    second = shop.add_refund(173, {"amount": "1.00", "tax_lines": tax_lines})
    order = client(shop).get(f"{ORDERS}/173").json()
    assert order["refunds"] == [
        {"id": second, "reason": "", "total": "-1.00", "total_tax": "-0.87"},
        {"id": first, "reason": "a", "total": "-5.00", "total_tax": "0.00"},
    ]
    assert order["status"] == "processing"
    assert order["total"] == "12.95"
    assert _touched(shop) == [173]
    refund = client(shop).get(f"{ORDERS}/173/refunds/{second}").json()
    recorded = dataset("incl")["order_refunds.dp2"]["310"][0]
    assert list(refund) == list(recorded)
    assert refund["amount"] == "1.00"
    assert ids(client(shop).get(REFUNDS))[:2] == [second, first]


def test_only_a_full_refund_makes_the_order_refunded() -> None:
    """The last cent decides; the total stays as it was."""
    shop = open_shop()
    shop.add_refund(173, {"id": 900, "amount": "12.94"})
    assert client(shop).get(f"{ORDERS}/173").json()["status"] == "processing"
    shop.add_refund(173, {"id": 901, "amount": "0.01"})
    order = client(shop).get(f"{ORDERS}/173").json()
    assert (order["status"], order["total"]) == ("refunded", "12.95")


def test_a_deleted_refund_goes_unnoticed() -> None:
    """The order's date_modified stays, so no incremental poll finds it."""
    shop = open_shop()
    before = client(shop).get(f"{ORDERS}/310").json()
    shop.delete_refund(310, 311)
    after = client(shop).get(f"{ORDERS}/310").json()
    assert after["date_modified_gmt"] == before["date_modified_gmt"]
    assert [entry["id"] for entry in after["refunds"]] == [312]
    assert ids(client(shop).get(f"{ORDERS}/310/refunds")) == [312]
    with pytest.raises(KeyError):
        shop.delete_refund(173, 312)


def test_unknown_orders_cannot_be_changed() -> None:
    """A mistake in a test is told, not swallowed."""
    shop = open_shop()
    for change in (shop.change_order, shop.trash_order, shop.delete_order):
        with pytest.raises(KeyError):
            change(99999)
    with pytest.raises(ValueError, match="amount"):
        shop.add_refund(173, {"reason": "?"})
    with pytest.raises(ValueError, match="keeps its id"):
        shop.change_order(173, id=174)
    with pytest.raises(ValueError, match="refund 5 does not exist"):
        shop.add_order({"id": 900, "refunds": [{"id": 5, "total": "-1.00"}]})


def test_shops_do_not_share_their_changes() -> None:
    """Two shops from one recording are two shops."""
    changed, untouched = open_shop(), open_shop()
    changed.change_order(173, status="completed")
    changed.delete_order(174)
    assert client(untouched).get(f"{ORDERS}/173").json()["status"] == "processing"
    assert client(untouched).get(f"{ORDERS}/174").status_code == 200


def test_time_passes_by_the_clock_given() -> None:
    """Changes are stamped by the shop's own clock, to the second."""
    moments = [NOW]
    shop = PracticeShop(keys=(ApiKey(*KEY),), now=lambda: moments[-1])
    moments.append(NOW + timedelta(hours=3, microseconds=999_999))
    shop.change_order(173)
    order = client(shop).get(f"{ORDERS}/173").json()
    assert order["date_modified_gmt"] == "2026-11-21T00:50:00"
    assert order["date_modified"] == "2026-11-21T01:50:00"
