"""Pages, order and filters of the list of orders."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snelsync.sandbox.shop import PracticeShop

from .clients import NOW, ORDERS, client, dataset, ids, open_shop, read, scenarios

_ALL = sorted(order["id"] for order in dataset("incl")["orders.dp2"])
_TRASH = sorted(order["id"] for order in dataset("incl")["trash.dp2"])
_SHOP = open_shop()
_EVERYTHING = {"per_page": "100", "_fields": "id"}


def _pages(shop: PracticeShop, per_page: int, **params: str) -> list[list[int]]:
    pages: list[list[int]] = []
    asker = client(shop)
    for number in range(1, 1000):
        sent = params | {"per_page": str(per_page), "page": str(number)}
        page = ids(asker.get(ORDERS, params=sent | {"_fields": "id"}))
        if not page:
            return pages
        pages.append(page)
    raise AssertionError("the pages never end")


@given(
    per_page=st.integers(1, 100),
    order=st.sampled_from(["asc", "desc"]),
    orderby=st.sampled_from(["id", "date", "modified"]),
)
@settings(max_examples=40, deadline=None)
def test_pages_are_a_partition_of_the_list(
    per_page: int, order: str, orderby: str
) -> None:
    """On 11.0.1 every order is on exactly one page, and every page but one is full."""
    pages = _pages(_SHOP, per_page, order=order, orderby=orderby)
    assert sorted(number for page in pages for number in page) == _ALL
    assert all(len(page) == per_page for page in pages[:-1])


@given(per_page=st.integers(1, 100), order=st.sampled_from(["asc", "desc"]))
@settings(max_examples=15, deadline=None)
def test_pages_by_id_are_in_order(per_page: int, order: str) -> None:
    """Orderby id runs up or down through the whole list."""
    pages = _pages(_SHOP, per_page, order=order, orderby="id")
    found = [number for page in pages for number in page]
    assert found == sorted(_ALL, reverse=order == "desc")


@given(offset=st.integers(0, 130), per_page=st.integers(1, 100), page=st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_offset_overrides_page(offset: int, per_page: int, page: int) -> None:
    """Offset counts rows from the start, whatever page is asked with it."""
    sent = {"offset": str(offset), "per_page": str(per_page), "page": str(page)}
    answer = client(_SHOP).get(
        ORDERS, params=sent | {"orderby": "id", "order": "asc", "_fields": "id"}
    )
    assert ids(answer) == _ALL[offset : offset + per_page]


def test_ten_newest_orders_come_first_by_default() -> None:
    """Without parameters the answer is ten orders by creation date, newest first."""
    orders = dataset("incl")["orders.dp2"]
    newest = sorted(orders, key=lambda o: (o["date_created_gmt"], o["id"]))[::-1]
    answer = client(open_shop()).get(ORDERS)
    assert ids(answer) == [order["id"] for order in newest[:10]]
    assert answer.headers["X-WP-TotalPages"] == "12"


def test_a_new_order_shifts_the_pages_of_the_default_order() -> None:
    """Between two pages of newest-first one order is seen twice."""
    shop = open_shop()
    first = ids(client(shop).get(ORDERS))
    shop.copy_order(173, 900, date_created_gmt="2026-11-20T21:49:00")
    second = ids(client(shop).get(ORDERS, params={"page": "2"}))
    assert second[0] == first[-1]


def test_an_order_touched_between_pages_makes_another_one_skipped() -> None:
    """Paging by modified skips a row when an order of page 1 is touched."""
    shop = open_shop()
    params = {"orderby": "modified", "order": "asc", "per_page": "50"}
    first = ids(client(shop).get(ORDERS, params=params))
    shop.change_order(first[0], status="completed")
    rest = [
        number
        for page in ("2", "3")
        for number in ids(client(shop).get(ORDERS, params=params | {"page": page}))
    ]
    assert len(set(_ALL) - set(first) - set(rest)) == 1


def test_the_page_after_the_last_is_empty_and_forgets_the_totals() -> None:
    """On 11.0.1 it is 200 with totals 0 and 0."""
    answer = client(open_shop()).get(ORDERS, params={"page": "13"})
    assert ids(answer) == []
    assert answer.headers["X-WP-Total"] == "0"
    assert answer.headers["X-WP-TotalPages"] == "0"


def test_links_lead_through_all_pages_and_back() -> None:
    """A page in the middle names the one before and the one after, in this order."""
    answer = client(open_shop()).get(ORDERS, params={"page": "3", "per_page": "20"})
    assert answer.links["next"]["url"].endswith(
        "page=4&per_page=20&status%5B0%5D=any&dp=2&context=view"
    )
    assert "page=2" in answer.links["prev"]["url"]
    assert answer.headers["Link"].index("prev") < answer.headers["Link"].index("next")


def test_a_link_repeats_the_status_last() -> None:
    """Wherever it was sent, status moves behind the other parameters (recorded)."""
    answer = client(open_shop()).get(f"{ORDERS}?status=processing,failed&per_page=5")
    assert (
        "/orders?per_page=5&status%5B0%5D=processing&status%5B1%5D=failed"
        "&dp=2&context=view&page=2>"
    ) in answer.headers["Link"]


def test_far_beyond_the_end_the_link_leads_back_to_the_last_page() -> None:
    """Old storage knows how many pages there are."""
    answer = client(open_shop(version="8.9.2")).get(ORDERS, params={"page": "50"})
    assert "page=12" in answer.links["prev"]["url"]


@pytest.mark.parametrize("status", ["any", "any,trash", "", "trash,any"])
def test_any_leaves_out_trash_and_drafts(status: str) -> None:
    """Whatever stands beside it, any shows no trash and no abandoned checkout."""
    shop = open_shop()
    shop.add_order({"id": 900, "status": "checkout-draft"})
    shop.add_order({"id": 901, "status": "auto-draft"})
    answer = client(shop).get(
        ORDERS, params=_EVERYTHING | {"status": status, "page": "1"}
    )
    assert answer.headers["X-WP-Total"] == str(len(_ALL))
    assert not {900, 901, *_TRASH} & set(ids(answer))


def test_trash_and_drafts_are_there_for_who_asks_by_name() -> None:
    """Status trash and checkout-draft list what any hides."""
    shop = open_shop()
    shop.add_order({"id": 900, "status": "checkout-draft"})
    asker = client(shop)
    assert sorted(ids(asker.get(ORDERS, params={"status": "trash"}))) == _TRASH
    assert ids(asker.get(ORDERS, params={"status": "checkout-draft"})) == [900]


@pytest.mark.parametrize("version", ["11.0.1", "8.9.2"])
def test_an_order_in_a_status_nobody_registered_is_in_no_list(version: str) -> None:
    """When the plugin of a status is switched off its orders vanish, but are there."""
    shop = open_shop(version=version)
    shop.change_order(173, status="verdwenen")
    asker = client(shop)
    assert ids(asker.get(ORDERS, params={"include": "173"})) == []
    assert asker.get(ORDERS, params={"status": "verdwenen"}).status_code == 400
    assert asker.get(f"{ORDERS}/173").json()["status"] == "verdwenen"


@pytest.mark.parametrize(
    "query",
    [
        "status=completed,refunded",
        "status[]=completed&status[]=refunded",
        "status%5B0%5D=completed&status%5B7%5D=refunded",
        "status=completed,%20refunded",
    ],
)
def test_lists_are_written_with_commas_or_brackets(query: str) -> None:
    """All of PHP's ways to write a list ask the same."""
    answer = client(open_shop()).get(f"{ORDERS}?{query}&per_page=100")
    orders = dataset("incl")["orders.dp2"]
    wanted = [o["id"] for o in orders if o["status"] in ("completed", "refunded")]
    assert sorted(ids(answer)) == sorted(wanted)


def test_of_a_parameter_sent_twice_the_last_one_counts() -> None:
    """Status=a&status=b is b, as PHP reads it."""
    answer = client(open_shop()).get(f"{ORDERS}?status=completed&status=pending")
    assert {row["status"] for row in answer.json()} == {"pending"}


@pytest.mark.parametrize("status", ["wc-processing", "betaald", "processing,betaald"])
def test_an_unknown_status_refuses_the_whole_request(status: str) -> None:
    """A wc- prefix or an unregistered status is a 400 that names the position."""
    answer = client(open_shop()).get(ORDERS, params={"status": status})
    at = status.count(",")
    assert answer.status_code == 400
    assert answer.json()["data"]["params"]["status"].startswith(
        f"status[{at}] is not one of any, trash, auto-draft, pending"
    )


def test_include_and_exclude_choose_by_id() -> None:
    """Orderby include keeps the order asked; unknown and refund ids are not found."""
    asker = client(open_shop())
    params = {"include": "175,173,99999,270,174", "orderby": "include"}
    assert ids(asker.get(ORDERS, params=params)) == [175, 173, 174]
    params = {"include": "173,174,175", "exclude": "174", "order": "asc"}
    assert ids(asker.get(ORDERS, params=params)) == [173, 175]


def test_customer_product_search_and_origin_filter() -> None:
    """The rarer filters choose what they say."""
    asker = client(open_shop())
    orders = dataset("incl")["orders.dp2"]
    admin = [o["id"] for o in orders if o["created_via"] == "admin"]
    found = ids(asker.get(ORDERS, params=_EVERYTHING | {"created_via": "admin"}))
    assert sorted(found) == admin
    found = ids(asker.get(ORDERS, params=_EVERYTHING | {"product": "10"}))
    assert 173 in found
    found = ids(asker.get(ORDERS, params=_EVERYTHING | {"customer": "0"}))
    assert found
    assert ids(asker.get(ORDERS, params={"search": "coolsingel"})) == [318]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"page": "x"}, "page is not of type integer."),
        ({"page": "1.5"}, "page is not of type integer."),
        ({"order": "up"}, "order is not one of asc and desc."),
        ({"dates_are_gmt": "ja"}, "dates_are_gmt is not of type boolean."),
        ({"include": "1,x"}, "include[1] is not of type integer."),
        ({"per_page[]": "1"}, "per_page is not of type integer."),
    ],
)
def test_a_wrong_value_is_refused_in_wordpress_words(
    params: dict[str, str], message: str
) -> None:
    """A value of the wrong kind is a 400, never a guess."""
    answer = client(open_shop()).get(ORDERS, params=params)
    assert answer.status_code == 400
    assert list(answer.json()["data"]["params"].values()) == [message]


def test_two_wrong_parameters_are_named_together() -> None:
    """The message lists every wrong parameter, in the route's order."""
    answer = client(open_shop()).get(f"{ORDERS}?status=x&per_page=0")
    assert answer.json()["message"] == "Invalid parameter(s): per_page, status"


def test_fields_work_on_the_top_level_only() -> None:
    """A nested field drops the whole of what it is in."""
    asker = client(open_shop())
    params = {"_fields": "id,line_items.id,billing.email,total", "per_page": "1"}
    assert [list(row) for row in asker.get(ORDERS, params=params).json()] == [
        ["id", "total"]
    ]
    one = asker.get(f"{ORDERS}/173", params={"_fields": "id,line_items.id"}).json()
    assert list(one) == ["id", "_links"]


def test_meta_data_can_be_limited() -> None:
    """Include_meta wins over exclude_meta."""
    asker = client(open_shop())

    def keys(**params: str) -> list[str]:
        order = asker.get(f"{ORDERS}/174", params=params).json()
        return [entry["key"] for entry in order["meta_data"]]

    assert keys(include_meta="_mollie_payment_id") == ["_mollie_payment_id"]
    assert "is_vat_exempt" not in keys(exclude_meta="is_vat_exempt")
    both = keys(include_meta="is_vat_exempt", exclude_meta="is_vat_exempt")
    assert both == ["is_vat_exempt"]


@pytest.mark.parametrize("shop", ["incl", "excl"])
@pytest.mark.parametrize("dp", ["2", "6"])
def test_every_order_is_served_as_recorded(shop: str, dp: str) -> None:
    """Every order, trash included, equals its recording to the last character."""
    data = dataset(shop)
    home = data["system_status"]["environment"]["home_url"]
    told = {o["id"]: o for o in data[f"orders.dp{dp}"] + data[f"trash.dp{dp}"]}
    asker = client(open_shop(shop), base=home)
    for number, order in told.items():
        answer = asker.get(f"{ORDERS}/{number}", params={"dp": dp})
        assert read(answer) == order
    listed = read(asker.get(ORDERS, params={"dp": dp, "per_page": "100"}))
    assert isinstance(listed, list)
    assert all(row == told[row["id"]] for row in listed)


@pytest.mark.parametrize("shop", ["incl", "excl"])
def test_every_scenario_can_be_asked_for(shop: str) -> None:
    """Each named case is there, but for the deleted one and two unrecorded drafts."""
    asker, missing = client(open_shop(shop)), []
    for name, case in scenarios(shop).items():
        answer = asker.get(f"{ORDERS}/{case['order_id']}")
        if answer.status_code == 404:
            missing.append(name)
            continue
        order = answer.json()
        told = (order["total"], order["status"], order["number"])
        assert told == (case["gross_total"], case["status"], case["number"]), name
    assert sorted(missing) == ["auto_draft", "checkout_draft", "rest_deleted"]


@pytest.mark.parametrize(
    ("dp", "total", "net"),
    [("0", "51", "21"), ("1", "51.4", "21.4"), ("4", "51.3500", "21.4050")],
)
def test_other_decimals_are_rounded_half_up(dp: str, total: str, net: str) -> None:
    """Dp 0, 1 and 4 come from the unrounded amounts."""
    order = client(open_shop()).get(f"{ORDERS}/259", params={"dp": dp}).json()
    assert order["total"] == total
    assert order["line_items"][0]["subtotal"] == net
    assert order["coupon_lines"][0]["discount"] == "4.43"


def test_head_tells_the_totals_without_a_body() -> None:
    """HEAD gives the headers of GET."""
    answer = client(open_shop()).head(ORDERS)
    assert answer.headers["X-WP-Total"] == "117"
    assert answer.content == b""


def test_the_date_header_is_the_shops_clock() -> None:
    """Answers carry the time the shop thinks it is."""
    answer = client(open_shop()).get(ORDERS, params={"per_page": "1"})
    assert answer.headers["Date"] == f"{NOW:%a, %d %b %Y %H:%M:%S} GMT"
