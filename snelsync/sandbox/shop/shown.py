"""Cuts a resource down to what a request asks to see of it."""

from snelsync.sandbox.shop.query import Query
from snelsync.sandbox.shop.recording import Json


def chosen_fields(resource: Json, query: Query, *, in_list: bool) -> Json:
    """Keep the top-level fields named in ``_fields``.

    A nested name such as ``line_items.id`` matches nothing and drops the whole
    field; outside lists ``_links`` comes along unasked (recorded on 11.0.1).
    """
    wanted = set(query.words("_fields"))
    if not wanted:
        return resource
    if not in_list:
        wanted.add("_links")
    return {name: value for name, value in resource.items() if name in wanted}


def chosen_meta(resource: Json, query: Query) -> Json:
    """Keep the meta data named in ``include_meta``, else drop ``exclude_meta``."""
    include, exclude = query.words("include_meta"), query.words("exclude_meta")
    if "meta_data" not in resource or not (include or exclude):
        return resource
    meta = [
        entry
        for entry in resource["meta_data"]
        if (entry["key"] in include if include else entry["key"] not in exclude)
    ]
    return resource | {"meta_data": meta}


def fields_to_build(resource: Json, query: Query) -> Json:
    """Leave out early what ``_fields`` will leave out anyway, to answer fast."""
    wanted = set(query.words("_fields"))
    if not wanted:
        return resource
    return {k: v for k, v in resource.items() if k in wanted or k == "_links"}
