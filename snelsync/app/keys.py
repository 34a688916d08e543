"""Trying the keys: which of them work, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from snelsync.app.ports import Administration, Shop, ShopInfo
from snelsync.domain.chart import Company
from snelsync.errors import CredentialsError, SnelsyncError


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


def refuse_another(before: KeysReport, after: KeysReport, *, meant: str) -> None:
    """See that new keys open the same administration as those they replace.

    Args:
        before: what the present keys open; an error where they open nothing any more.
        after: what the new keys open.
        meant: the administration of the mapping, by name or id; "" when not said.

    Raises:
        CredentialsError: it is another one.
    """
    company, old = after.company, before.company
    if not isinstance(company, Company):
        return
    names = {company.name.strip().casefold(), company.administration_id.casefold()}
    said = meant.strip()
    if said and said.casefold() not in names:
        other = said
    elif isinstance(old, Company) and old.administration_id.casefold() not in names:
        other = old.name
    else:
        return
    raise CredentialsError(
        f"the new connection key opens administration '{company.name}', and not"
        f" '{other}'",
        hint="make the connection in the right administration; nothing was replaced",
    )
