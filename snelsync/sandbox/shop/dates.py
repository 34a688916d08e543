"""Moments as WooCommerce writes and reads them.

A date is site-local without an offset; its ``_gmt`` twin is UTC without a ``Z``. A
date in a filter is turned into site-local wall-clock time first, whatever column it
is then compared with (WordPress 6.9, ``WP_Date_Query::build_mysql_datetime``): a
``Z`` together with ``dates_are_gmt=true`` therefore shifts the window.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SITE_ZONE = ZoneInfo("Europe/Amsterdam")

PAIRS = ("date_created", "date_modified", "date_completed", "date_paid")

_DATE_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}(?::\d{2})?)?"
)
_WIRE = "%Y-%m-%dT%H:%M:%S"


def is_date_time(text: str) -> bool:
    """Tell whether a filter accepts the text: a bare date is refused."""
    return _moment(text) is not None


def site_local(text: str) -> str:
    """Return a filter's date as site-local wall-clock time, to the second."""
    moment = _moment(text)
    if moment is None:
        raise ValueError(f"{text!r} is not a date and time")
    return moment.astimezone(UTC).astimezone(SITE_ZONE).strftime(_WIRE)


def local_text(moment: datetime) -> str:
    """Write an aware moment as site-local time without an offset."""
    return moment.astimezone(SITE_ZONE).strftime(_WIRE)


def gmt_text(moment: datetime) -> str:
    """Write an aware moment as UTC without a ``Z``."""
    return moment.astimezone(UTC).strftime(_WIRE)


def gmt_of(local: str) -> str:
    """Return the UTC twin of a site-local date (the first of an ambiguous hour)."""
    return gmt_text(datetime.fromisoformat(local).replace(tzinfo=SITE_ZONE))


def local_of(gmt: str) -> str:
    """Return the site-local twin of a UTC date."""
    return local_text(datetime.fromisoformat(gmt).replace(tzinfo=UTC))


def site_offset_hours(moment: datetime) -> int:
    """Return the site's distance from UTC at a moment, as ``gmt_offset`` tells it."""
    offset = moment.astimezone(SITE_ZONE).utcoffset()
    if offset is None:  # pragma: no cover - a ZoneInfo always knows its offset
        raise ValueError("the site zone has no offset")
    return int(offset.total_seconds() // 3600)


def _moment(text: str) -> datetime | None:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return None
    day, clock, offset = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset or ''}")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=SITE_ZONE)
        moment.astimezone(UTC).astimezone(SITE_ZONE)
    except (ValueError, OverflowError):
        return None
    return moment
