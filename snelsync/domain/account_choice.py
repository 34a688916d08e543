"""Which ledger account a setting means: by number, by RGS code, else by its function.

An account that booking would refuse is never chosen. What the choice rests on decides
whether it is sure: a known number or RGS code that fits is; a function alone, which
dozens of accounts may share, is a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from snelsync.domain.accounts import account_problems
from snelsync.domain.chart import Account, Chart
from snelsync.domain.proposal import How, Place
from snelsync.domain.vat import Treatment

_WORDS: dict[str, tuple[str, ...]] = {
    "shipping": ("verzend", "porto", "bezorg", "vracht", "shipping", "postage"),
    "fees": ("toeslag", "transactiekosten", "betaalkosten", "surcharge"),
    "discounts": ("korting", "discount"),
    "zero": ("nultarief", "0%", "0 %"),
    "exempt": ("vrijgesteld",),
    "reverse_charged": ("verlegd",),
    "gift_cards": ("cadeau", "tegoedbon", "waardebon", "voucher"),
    "rounding": ("afrond", "betalingsverschil", "betaalverschil"),
    "deposits": ("vooruitbetal", "vooruit ontvangen", "statiegeld"),
}
"""What the name of an account may say it is for; Dutch, as in SnelStart's own chart."""


def topics(description: str) -> frozenset[str]:
    """Say what a description speaks of: ``Verzendkosten hoog`` of ``shipping``."""
    text = description.casefold()
    return frozenset(
        topic for topic, words in _WORDS.items() if any(word in text for word in words)
    )


@dataclass(frozen=True, slots=True)
class Want:
    """An account that a setting asks for.

    Attributes:
        number: the usual one in a new administration.
        rgs: its places in the Dutch reference chart (RGS 3.8), the likeliest first.
        topic: what its name should speak of; "" when of nothing special.
        needs_topic: an account whose name does not speak of it is another one.
        rgs_tells: or whose RGS code does not say it.
        own_number: the number is SnelStart's own, and so says something by itself.
        needed: leaving it out holds documents that are to be expected.
    """

    place: Place
    treatment: Treatment
    number: int
    rgs: tuple[str, ...]
    topic: str = ""
    needs_topic: bool = False
    rgs_tells: bool = False
    own_number: bool = False
    needed: bool = True


_REVENUE = (
    (Treatment.HIGH, 8100, ("WOmzNohOlh", "WOmzNopOlh", "WOmzNodOlh"), ""),
    (Treatment.LOW, 8110, ("WOmzNohOlv", "WOmzNopOlv", "WOmzNodOlv"), ""),
    (Treatment.ZERO, 8140, ("WOmzNohOlg", "WOmzNopOlg", "WOmzNodOlg"), "zero"),
    (Treatment.EXEMPT, 8199, ("WOmzNohNod", "WOmzNopNod", "WOmzNodNod"), "exempt"),
    (
        Treatment.REVERSE_CHARGED,
        8150,
        ("WOmzNohOlg", "WOmzNopOlg", "WOmzNodOlg"),
        "reverse_charged",
    ),
    (Treatment.EXPORT, 8160, ("WOmzNohOln", "WOmzNopOln"), ""),
    (Treatment.INTRA_EU_GOODS, 8170, ("WOmzNohOli", "WOmzNopOli"), ""),
    (Treatment.INTRA_EU_SERVICES, 8270, ("WOmzNodOli",), ""),
)
_REVENUE_CODES = {treatment: codes for treatment, _, codes, _ in _REVENUE}


def _beside(section: str, high: int, low: int, *rgs: str) -> tuple[Want, ...]:
    """List the accounts of what is sold beside the goods, at the taxed rates."""
    return tuple(
        Want(
            place=(*section.split("."), treatment),
            treatment=treatment,
            number=number,
            rgs=rgs or _REVENUE_CODES[treatment],
            topic=section.partition(".")[0],
            needs_topic=True,
            rgs_tells=bool(rgs),
            needed=section != "discounts.accounts",
        )
        for treatment, number in ((Treatment.HIGH, high), (Treatment.LOW, low))
    )


GOODS = tuple(
    Want(place=("revenue", treatment), treatment=treatment, number=n, rgs=r, topic=t)
    for treatment, n, r, t in _REVENUE
)
"""The accounts of what is sold (SnelStart's default chart; RGS 3.8; read 2026-11)."""

BESIDE_GOODS = (
    *_beside("shipping", 8101, 8111),
    *_beside("fees", 8106, 8116),
    *_beside("discounts.accounts", 8105, 8115, "WOmzKebVek"),
)
"""Accounts that a shop may have apart; without them it books these with the goods."""

ROUNDING = Want(
    place=("rounding", "account"),
    treatment=Treatment.OUTSIDE_SCOPE,
    number=4756,
    rgs=("WBedAdlBet", "WBedAdlBov"),
    topic="rounding",
    needs_topic=True,
    rgs_tells=True,
    own_number=True,
)
GIFT_CARDS = Want(
    place=("gift_cards", "account"),
    treatment=Treatment.OUTSIDE_SCOPE,
    number=1750,
    rgs=("BSchOvsOvs",),
    topic="gift_cards",
    needs_topic=True,
    needed=False,
)
DEPOSITS = Want(
    place=("rules", "account"),
    treatment=Treatment.OUTSIDE_SCOPE,
    number=1751,
    rgs=("BSchVobVob",),
    topic="deposits",
    needs_topic=True,
    rgs_tells=True,
    needed=False,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The account that was found, or none.

    Attributes:
        others: further accounts that might be meant as well.
    """

    account: Account | None
    how: How
    sure: bool
    why: str
    others: tuple[Account, ...] = ()


def choose(want: Want, chart: Chart) -> Choice:
    """Find the account that a setting means: number, then RGS code, then function."""
    fitting = fitting_accounts(want, chart)
    for found in (
        _by_number(want, fitting),
        _by_rgs(want, fitting),
        _by_function(want, fitting),
    ):
        if found is not None:
            return found
    return Choice(
        account=None,
        how=How.FUNCTION,
        sure=False,
        why=f"no active account is surely one for {want.treatment}",
    )


def fitting_accounts(want: Want, chart: Chart) -> tuple[Account, ...]:
    """List the accounts that booking would take for it, by number."""
    found = {
        account.number: account
        for account in chart.accounts
        if chart.account(account.number) is account
        and not account_problems(
            account.number, want.treatment, chart=chart, setting=""
        )
    }
    return tuple(found[number] for number in sorted(found))


def _by_number(want: Want, fitting: Iterable[Account]) -> Choice | None:
    for account in fitting:
        says_nothing = want.own_number and not topics(account.description)
        may_be = _may_be(want, account)
        if account.number == want.number and (may_be or says_nothing):
            agrees = not account.rgs_codes or bool({*account.rgs_codes} & {*want.rgs})
            told = "" if agrees else ", whose RGS code is another"
            return Choice(
                account=account,
                how=How.NUMBER,
                sure=agrees and may_be,
                why=f"the usual number{told}",
            )
    return None


def _by_rgs(want: Want, fitting: tuple[Account, ...]) -> Choice | None:
    for code in want.rgs:
        same = [one for one in fitting if code in one.rgs_codes and _may_be(want, one)]
        if same:
            return _first_of(
                want,
                same,
                how=How.RGS,
                sure=code == want.rgs[0],
                why=f"RGS code {code}",
            )
    return None


def _by_function(want: Want, fitting: tuple[Account, ...]) -> Choice | None:
    same = [one for one in fitting if _may_be(want, one)]
    if not same:
        return None
    return _first_of(want, same, how=How.FUNCTION, sure=False, why="by function")


def _first_of(
    want: Want, same: list[Account], *, how: How, sure: bool, why: str
) -> Choice:
    """Take the only one, the only one whose name says so, or guess the lowest."""
    named = [one for one in same if want.topic in topics(one.description)]
    likely = named or same
    first, *others = likely
    if len(named) < len(same) and named:
        why = f"{why} and name"
    if others:
        why = f"{why}, the lowest of {len(likely)} that have it"
    return Choice(
        account=first,
        how=how,
        sure=sure and not others,
        why=why,
        others=tuple(others),
    )


def _may_be(want: Want, account: Account) -> bool:
    """Say whether an account's name, or its RGS code, leaves it possible."""
    about = topics(account.description)
    if not want.needs_topic:
        return about <= {want.topic}
    told = want.rgs_tells and not about and bool({*account.rgs_codes} & {*want.rgs})
    return want.topic in about or told
