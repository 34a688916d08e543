"""Proposals for what a shop's settings say: statuses, payment methods, meta keys."""

from __future__ import annotations

import re
from datetime import date
from fnmatch import fnmatchcase

from snelsync.domain.chart import Company
from snelsync.domain.mapping import Mapping, Payment
from snelsync.domain.proposal import (
    LATER,
    Answers,
    How,
    PaymentProposal,
    Place,
    Proposal,
    Proposals,
    Question,
    answered,
    day_of,
)
from snelsync.domain.shop_setup import Part, ShopSetup

_NO_ORDER = frozenset({"checkout-draft", "auto-draft", "trash", "any"})
"""Statuses that no order has which could be booked."""

_VAT_NUMBER = re.compile(r"(^|_)(eu_)?(vat|btw)_?(number|nummer|id|nr)$")
_KVK_NUMBER = re.compile(r"(^|_)(kvk|coc)(_?(number|nummer|nr))?$")
_INVOICE_NUMBER = re.compile(r"(^|_)invoice_number$")
_GIFT_CARD = re.compile(r"gift_?-?card|ywgc|cadeaubon|voucher", re.IGNORECASE)


def shop_proposals(
    setup: ShopSetup,
    *,
    base: Mapping,
    usual: tuple[Payment, ...],
    today: date,
    answers: Answers,
) -> Proposals:
    """Propose everything that the shop's settings say something of.

    Args:
        setup: the shop's settings.
        base: what the mapping says already: the example's, or the file's own.
        usual: the payment methods that snelsync knows.
        today: in the shop's zone.
        answers: of a person.
    """
    return (
        _start(today, answers)
        + _zone(setup, base)
        + _home(setup, base, answers)
        + _statuses(setup, base, answers)
        + _payments(setup, base, usual, answers)
        + _keys(setup, base, answers)
        + _businesses(setup, base, answers)
        + _zero_rate(setup, base, answers)
        + _gift_cards(setup, base, answers)
        + _unread(setup)
    )


def company_proposals(company: Company) -> Proposals:
    """Propose what the administration's own settings say."""
    name = Proposal(
        place=("snelstart", "administration"),
        value=company.name,
        how=How.COMPANY,
        sure=True,
        why="the administration that the key opens",
    )
    found = (name,) if company.name else ()
    if not company.small_business:
        return Proposals(settings=found)
    scheme = Proposal(
        place=("zero_vat", "small_business"),
        value="exempt",
        how=How.COMPANY,
        sure=True,
        why="the small-business scheme (KOR) is on in SnelStart",
    )
    return Proposals(settings=(*found, scheme))


def _start(today: date, answers: Answers) -> Proposals:
    """Propose the first day of the VAT quarter: what lies before it may be filed."""
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    asked = Question(
        place=("shop", "start"),
        text=(
            "from which day on does snelsync book? Orders dated before it are skipped:"
            " they were booked another way"
        ),
        default=quarter.isoformat(),
    )
    answer = day_of(answers.to(asked))
    if answer is not None:
        return Proposals(settings=(answered(asked.place, answer),))
    told = Proposal(
        place=asked.place,
        value=quarter,
        how=How.DEFAULT,
        sure=False,
        why="the first day of this VAT quarter",
    )
    return Proposals(settings=(told,), questions=(asked,))


def _zone(setup: ShopSetup, base: Mapping) -> Proposals:
    known = bool(setup.time_zone)
    told = Proposal(
        place=("shop", "time_zone"),
        value=setup.time_zone or str(base.shop.zone),
        how=How.SHOP if known else How.DEFAULT,
        sure=known,
        why="the shop's own" if known else "the shop names no zone",
    )
    return Proposals(settings=(told,))


def _home(setup: ShopSetup, base: Mapping, answers: Answers) -> Proposals:
    """Take the country of the books for domestic; another shop address is asked."""
    home = base.shop.home
    asked = Question(
        place=("shop", "country"),
        text=(
            f"the shop's own address is in {setup.country}: whose VAT is domestic?"
            f" SnelStart's rates are those of {home}"
        ),
        default=home,
        allowed=(home, setup.country),
    )
    answer = answers.to(asked)
    if answer:
        return Proposals(settings=(answered(asked.place, answer),))
    same = setup.country in {home, ""}
    told = Proposal(
        place=asked.place,
        value=home,
        how=How.SHOP,
        sure=same,
        why=f"the shop is in {setup.country or home}",
    )
    return Proposals(settings=(told,), questions=() if same else (asked,))


def _statuses(setup: ShopSetup, base: Mapping, answers: Answers) -> Proposals:
    """Leave statuses that the shop made up out, until somebody says what they mean."""
    shop = base.shop
    lists = {
        "book": sorted(shop.book),
        "wait": sorted(shop.wait),
        "skip": sorted(shop.skip),
    }
    known = shop.book | shop.wait | shop.skip | _NO_ORDER
    told: set[str] = set()
    questions = []
    for status in setup.statuses:
        if status.slug in known:
            continue
        asked = Question(
            place=("shop", "statuses"),
            about=status.slug,
            text=(
                f"what does order status '{status.slug}' mean for the books? Until it"
                " is in one of the lists its orders are held"
            ),
            default=LATER,
            allowed=(*lists, LATER),
        )
        answer = answers.to(asked)
        if answer:
            lists[answer].append(status.slug)
            told.add(answer)
        else:
            questions.append(asked)
    settings = tuple(
        Proposal(
            place=("shop", "statuses", name),
            value=tuple(slugs),
            how=How.ANSWER if name in told else How.SHOP,
            sure=True,
            why="your answer" if name in told else "WooCommerce's own",
        )
        for name, slugs in lists.items()
    )
    return Proposals(settings=settings, questions=tuple(questions))


def _payments(
    setup: ShopSetup, base: Mapping, usual: tuple[Payment, ...], answers: Answers
) -> Proposals:
    """Propose a row for each payment method in use that no row fits yet."""
    rows: list[PaymentProposal] = []
    questions: list[Question] = []
    for gateway in setup.gateways:
        name = gateway.gateway_id
        if not gateway.enabled or base.payment(name) is not None:
            continue
        asked = Question(
            place=("payments",),
            about=name,
            text=(
                f"what does payment method '{name}' say of the money: paid (a provider"
                " has it) or open (the customer still has to pay)? Until a row says"
                " so its orders are held"
            ),
            default=LATER,
            allowed=("paid", "open", LATER),
        )
        known = _usual(name, usual)
        answer = answers.to(asked)
        if known is not None:
            rows.append(PaymentProposal(known.gateway, known.meaning, "known"))
        elif answer:
            rows.append(PaymentProposal(_exactly(name), answer, "your answer"))
        else:
            questions.append(asked)
    return Proposals(payments=tuple(dict.fromkeys(rows)), questions=tuple(questions))


def _usual(gateway: str, usual: tuple[Payment, ...]) -> Payment | None:
    fitting = [row for row in usual if fnmatchcase(gateway, row.gateway)]
    return max(fitting, key=lambda row: len(row.gateway), default=None)


def _exactly(name: str) -> str:
    """Write a name as the pattern that fits only it."""
    return re.sub(r"([*?[])", r"[\1]", name)


def _keys(setup: ShopSetup, base: Mapping, answers: Answers) -> Proposals:
    """Propose the meta keys of numbers; which number an invoice has is asked."""
    settings = tuple(
        Proposal(
            place=("customers", name),
            value=(*known, *more),
            how=How.SHOP,
            sure=False,
            why=f"by its name, seen on orders: {', '.join(more)}",
        )
        for name, known, wanted in (
            ("vat_number_keys", base.customers.vat_number_keys, _VAT_NUMBER),
            ("kvk_keys", base.customers.kvk_keys, _KVK_NUMBER),
        )
        if (more := _seen(setup, wanted, known))
    )
    plugins = _seen(setup, _INVOICE_NUMBER, base.invoices.number_keys)
    if not plugins:
        return Proposals(settings=settings)
    asked = Question(
        place=("invoices", "number_keys"),
        text=(
            f"orders have numbers of an invoice plugin ({', '.join(plugins)}): which"
            " meta key has the number that the customer's invoice shows? (none: the"
            " order's own number)"
        ),
        default="none",
        allowed=("none", *plugins),
    )
    answer = answers.to(asked)
    if not answer:
        return Proposals(settings=settings, questions=(asked,))
    keys = base.invoices.number_keys
    value = keys if answer == "none" else (*keys, answer)
    told = answered(asked.place, value)
    return Proposals(settings=(*settings, told))


def _businesses(setup: ShopSetup, base: Mapping, answers: Answers) -> Proposals:
    """Ask whether businesses get cards, where buyers have VAT numbers."""
    if not any(_VAT_NUMBER.search(key) for key in setup.meta_keys):
        return Proposals()
    asked = Question(
        place=("customers", "businesses"),
        text=(
            "buyers have VAT numbers: do businesses get a card of their own (card:"
            " needed for sales to the EU without VAT; keeps company data), or not"
            " (collective: such sales are held)?"
        ),
        default=base.customers.businesses,
        allowed=("collective", "card"),
    )
    answer = answers.to(asked)
    if not answer:
        return Proposals(questions=(asked,))
    return Proposals(settings=(answered(asked.place, answer),))


def _seen(
    setup: ShopSetup, wanted: re.Pattern[str], known: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(
        key for key in setup.meta_keys if wanted.search(key) and key not in known
    )


def _zero_rate(setup: ShopSetup, base: Mapping, answers: Answers) -> Proposals:
    """Ask what a domestic 0 % rate in the shop's own tax table stands for."""
    at_home = {base.shop.home, ""}
    rates = [one for one in setup.tax_rates if one.country in at_home]
    if all(one.percent for one in rates):
        return Proposals()
    place = ("zero_vat", "domestic_zero_rate")
    asked = Question(
        place=place,
        text=(
            "the shop has a 0 % rate: is what it sells under it zero-rated, exempt, or"
            " outside the scope of VAT?"
        ),
        default="zero",
        allowed=("zero", "exempt", "outside_scope"),
    )
    answer = answers.to(asked)
    if answer:
        return Proposals(settings=(answered(place, answer),))
    told = Proposal(
        place=place,
        value="zero",
        how=How.DEFAULT,
        sure=False,
        why="what a 0 % rate is as a rule",
    )
    return Proposals(settings=(told,), questions=(asked,))


def _gift_cards(setup: ShopSetup, base: Mapping, answers: Answers) -> Proposals:
    """Ask of what kind the gift cards are, where a plugin for them was seen."""
    names = (*setup.meta_keys, *(one.slug for one in setup.plugins))
    seen = any(_GIFT_CARD.search(name) for name in names)
    if base.gift_cards.kind is not None or not seen:
        return Proposals()
    asked = Question(
        place=("gift_cards", "kind"),
        text=(
            "the shop seems to sell gift cards: single (one rate and country: VAT when"
            " sold) or multi (a debt until spent)? Until then orders with one are held"
        ),
        default=LATER,
        allowed=("single", "multi", LATER),
    )
    answer = answers.to(asked)
    if not answer:
        return Proposals(questions=(asked,))
    return Proposals(settings=(answered(asked.place, answer),))


_NOT_SEEN: dict[Part, tuple[Place, str]] = {
    Part.STATUSES: (("shop", "statuses"), "statuses that the shop made up"),
    Part.GATEWAYS: (("payments",), "payment methods that no row fits"),
    Part.TAX_RATES: (("zero_vat", "domestic_zero_rate"), "what 0 % rates stand for"),
    Part.META_KEYS: (("customers", "vat_number_keys"), "keys of VAT numbers"),
}


def _unread(setup: ShopSetup) -> Proposals:
    """Say what could not be looked at, so that somebody looks at it."""
    return Proposals(
        questions=tuple(
            Question(
                place=place,
                about=part.name.lower(),
                text=f"the key may not read the shop's {part}: look for {what}",
                default=LATER,
                allowed=(LATER,),
            )
            for part, (place, what) in _NOT_SEEN.items()
            if part in setup.unread
        )
    )
