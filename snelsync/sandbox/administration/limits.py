"""How often and how many at once an administration may be called.

Per administration: 500 a minute, 5,000 an hour, 50 at once for a bought key and 100,
1,000 and 5 for a test key (SnelStart's portal, 2026-05). What the gateway answers above
the hour limit is not known: 429 or 403, so both can be had. Windows slide, which is
stricter than windows that start afresh; a refused call does not count.
"""

import math
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from snelsync.sandbox.administration.errors import Refusal, gateway

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a key allows; the defaults are those of a bought key."""

    per_minute: int = 500
    per_hour: int = 5000
    concurrent: int = 50
    hour_status: Literal[403, 429] = 429


class Turnstile:
    """Counts calls in their windows, each administration on its own."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.under_way = 0
        self._calls: dict[Hashable, deque[datetime]] = {}

    def pass_through(self, caller: Hashable, *, now: datetime) -> None:
        """Count a call.

        Raises:
            Refusal: The call is one too many at once, for the minute or for the hour.

        """
        if self.under_way > self.limits.concurrent:
            raise too_many(1)
        calls = self._calls.setdefault(caller, deque())
        while calls and now - calls[0] >= _HOUR:
            calls.popleft()
        if len(calls) >= self.limits.per_hour:
            raise _quota_used_up(self.limits.hour_status, _wait(calls[0], _HOUR, now))
        if len(calls) >= self.limits.per_minute:
            first = calls[-self.limits.per_minute]
            if now - first < _MINUTE:
                raise too_many(_wait(first, _MINUTE, now))
        calls.append(now)


def _wait(first: datetime, window: timedelta, now: datetime) -> int:
    return max(1, math.ceil((first + window - now).total_seconds()))


def too_many(seconds: int) -> Refusal:
    """Make the gateway's answer to one call too many."""
    said = f"Rate limit is exceeded. Try again in {seconds} seconds."
    return gateway(429, said, retry_after=seconds)


def _quota_used_up(status: int, seconds: int) -> Refusal:
    if status == 429:
        return too_many(seconds)
    return quota_refusal(seconds)


def quota_refusal(seconds: int) -> Refusal:
    """Make the gateway's 403 for an hour's quota that is used up."""
    left = str(timedelta(seconds=seconds)).zfill(8)
    said = f"Out of call volume quota. Quota will be replenished in {left}."
    return gateway(403, said, retry_after=seconds)
