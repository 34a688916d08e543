"""One request on its way through the shop."""

from dataclasses import dataclass

from snelsync.sandbox.shop.answers import Answer, Link
from snelsync.sandbox.shop.listing import Page
from snelsync.sandbox.shop.query import Query, Value
from snelsync.sandbox.shop.recording import Json
from snelsync.sandbox.shop.releases import Release
from snelsync.sandbox.shop.state import State


@dataclass(frozen=True, slots=True)
class Visit:
    """What a route needs to know to answer."""

    state: State
    query: Query
    release: Release
    address: str

    @property
    def places(self) -> int:
        """The decimals asked for, else the shop's own."""
        return abs(self.query.number("dp", self.state.settings.decimals))

    def paged(
        self,
        page: Page,
        shown: list[Json],
        *,
        order_ids: frozenset[int] = frozenset(),
        lists: tuple[str, ...] = (),
    ) -> Answer:
        """Answer with a page of a list.

        Args:
            page: the rows found and their totals.
            shown: the rows as the reader gets them.
            order_ids: the orders among them, for plugins that crash on one.
            lists: parameters WooCommerce writes back in the Link header.
        """
        link = Link(self.address, self._echoed(page, lists), page.number, page.pages)
        return Answer(200, shown, {**page.headers(), **link.headers()}, order_ids)

    def _echoed(self, page: Page, lists: tuple[str, ...]) -> dict[str, Value]:
        """Return the parameters as WooCommerce repeats them in a Link header.

        ``status`` always moves to the end; ``dp`` and ``context`` come after it when
        at least one row was made and they were not sent (recorded on 11.0.1).
        """
        values: dict[str, Value] = {}
        for name, value in self.query.values.items():
            values[name] = self._as_understood(name, value)
        if "status" in lists:
            words = self.query.words("status") or ["any"]
            values.pop("status", None)
            values["status"] = {str(at): word for at, word in enumerate(words)}
        if page.rows and lists:
            values.setdefault("dp", str(self.places))
            values.setdefault("context", "view")
        return values

    def _as_understood(self, name: str, value: Value) -> Value:
        if name == "dates_are_gmt":
            return "1" if self.query.flag(name) else ""
        if name in ("include", "exclude", "parent", "parent_exclude"):
            ids = self.query.ids(name)
            return {str(at): str(number) for at, number in enumerate(ids)}
        if name in ("include_meta", "exclude_meta", "created_via"):
            return {str(at): word for at, word in enumerate(self.query.words(name))}
        return value
