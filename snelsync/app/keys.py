"""Trying the keys: which of them work, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from snelsync.app.ports import Administration, Shop, ShopInfo
from snelsync.domain.chart import Company
from snelsync.errors import SnelsyncError


@dataclass(frozen=True, slots=True)
class KeysReport:
    """What the keys open; an error where they open nothing."""

    shop: ShopInfo | SnelsyncError | None = None
    company: Company | SnelsyncError | None = None

    @property
    def failures(self) -> tuple[SnelsyncError, ...]:
        """Give what went wrong, the shop first."""
        return tuple(
            one for one in (self.shop, self.company) if isinstance(one, SnelsyncError)
        )


def try_shop(shop: Shop) -> ShopInfo | SnelsyncError:
    """Ask the shop who it is."""
    try:
        return shop.info()
    except SnelsyncError as error:
        return error


def try_administration(administration: Administration) -> Company | SnelsyncError:
    """Ask the administration which it is."""
    try:
        return administration.company()
    except SnelsyncError as error:
        return error
