"""A watchdog as healthchecks.io has it: called at each run, it shouts when it is not.

``/start`` says that a run began, the address itself that it went well, and the exit
code behind it that it did not (healthchecks.io's documentation, read 2026-11).
"""

from __future__ import annotations

from datetime import datetime

from snelsync.adapters.alerts.posting import Post
from snelsync.adapters.alerts.words import text_of
from snelsync.app.ports import RunSummary

PLAIN = "text/plain; charset=utf-8"


class Ping:
    """A watchdog with an address.

    Args:
        post: its address.
        shop: which shop the runs are of.
    """

    name = "ping"

    def __init__(self, post: Post, *, shop: str) -> None:
        self._post = post
        self._shop = shop

    def began(self, command: str, run_id: int, *, at: datetime) -> str:
        """Say that a run began."""
        text = f"{self._shop}: {command}, run {run_id}, began {at:%Y-%m-%d %H:%M:%S}Z\n"
        return self._post.send(text.encode(), kind=PLAIN, below="/start")

    def ended(self, summary: RunSummary, *, failed: bool) -> str:
        """Say how a run ended."""
        text = text_of(summary, shop=self._shop)
        code = min(max(summary.exit_code, 1), 255)
        below = f"/{code}" if failed else ""
        return self._post.send(text.encode(), kind=PLAIN, below=below)
