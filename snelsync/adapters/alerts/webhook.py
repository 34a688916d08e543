"""A program of the user's own, that gets a JSON document about a run."""

from __future__ import annotations

import json

from snelsync.adapters.alerts.posting import Post
from snelsync.adapters.alerts.words import data_of
from snelsync.app.ports import RunSummary


class Webhook:
    """A messenger with an address.

    Args:
        post: its address.
        shop: which shop the runs are of.
    """

    name = "webhook"

    def __init__(self, post: Post, *, shop: str) -> None:
        self._post = post
        self._shop = shop

    def tell(self, summary: RunSummary) -> str:
        """Send the document."""
        document = json.dumps(data_of(summary, shop=self._shop), ensure_ascii=False)
        return self._post.send(document.encode(), kind="application/json")
