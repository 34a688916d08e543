"""Everybody who is to be told of runs, from where they can be reached."""

from __future__ import annotations

from snelsync.adapters.alerts.ping import Ping
from snelsync.adapters.alerts.posting import Post
from snelsync.adapters.alerts.webhook import Webhook
from snelsync.app.ports import Clock, Messenger, Places, RunSummary, Watchdog


class Unready:
    """Somebody who was set up, and cannot be reached: says so each time.

    Args:
        name: the channel.
        why: what is wrong.
    """

    def __init__(self, name: str, *, why: str) -> None:
        self.name = name
        self._why = why

    def tell(self, summary: RunSummary) -> str:
        """Say why it cannot."""
        del summary
        return self._why


def channels(
    places: Places, *, shop: str, clock: Clock
) -> tuple[tuple[Watchdog, ...], tuple[Messenger, ...]]:
    """Give those who are called at each run, and those who get messages."""
    watchdogs: list[Watchdog] = []
    messengers: list[Messenger] = []
    if places.ping_url:
        watchdogs.append(Ping(Post(places.ping_url, clock=clock), shop=shop))
    if places.webhook_url:
        messengers.append(Webhook(Post(places.webhook_url, clock=clock), shop=shop))
    if places.mail:
        from snelsync.adapters.alerts.mail import Mail  # noqa: PLC0415 - slow to import

        messengers.append(Mail(places.mail, shop=shop))
    messengers += [Unready(name, why=why) for name, why in places.unready]
    return tuple(watchdogs), tuple(messengers)
