"""Proposals for every ledger account of the mapping, by the administration's chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from snelsync.domain.account_choice import (
    BESIDE_GOODS,
    DEPOSITS,
    GIFT_CARDS,
    GOODS,
    ROUNDING,
    Choice,
    Want,
    choose,
    fitting_accounts,
)
from snelsync.domain.chart import Account, Chart
from snelsync.domain.proposal import (
    LATER,
    Answers,
    How,
    Place,
    Proposal,
    Proposals,
    Question,
    answered,
)
from snelsync.domain.vat import Treatment

SHOWN = 6
"""Accounts that a question names at most."""

_USUAL_CODES = ("SR", "RRH", "RRL")
_ALIKE = ("shipping", "fees", "discounts.accounts")


def account_proposals(
    chart: Chart, *, answers: Answers, learned: Mapping[Place, tuple[int, str]]
) -> Proposals:
    """Propose every account.

    Args:
        chart: of the administration.
        answers: of a person, which go before everything.
        learned: numbers that a booking made by hand used, and what to say of it.
    """
    found: dict[Place, Proposal] = {}
    questions: list[Question] = []
    for want in (*GOODS, *BESIDE_GOODS, ROUNDING, GIFT_CARDS, DEPOSITS):
        choice = choose(want, chart)
        goods = found.get(("revenue", want.treatment))
        found[want.place] = _told(want, choice, goods=goods)
        asked = _question(want, choice, chart)
        taught = learned.get(want.place)
        if taught is not None and _fits(want, taught[0], chart):
            found[want.place] = _learned(want.place, taught)
            asked = None
        if asked is None:
            continue
        answer = answers.to(asked)
        if answer:
            found[want.place] = answered(want.place, int(answer))
        else:
            questions.append(asked)
    settings = (*found.values(), *_as_the_goods(found))
    return Proposals(settings=settings, questions=tuple(questions))


def _told(want: Want, choice: Choice, *, goods: Proposal | None) -> Proposal:
    """Say what was found; what is sold beside the goods may go with them."""
    account = choice.account
    if account is not None:
        return Proposal(
            place=want.place,
            value=account.number,
            how=choice.how,
            sure=choice.sure,
            why=f"{choice.why}: {_name(account)}",
        )
    if want.place[0] in {"shipping", "fees"} and goods is not None and goods.value:
        return Proposal(
            place=want.place,
            value=goods.value,
            how=goods.how,
            sure=False,
            why="no account of its own was found: that of the goods",
        )
    return Proposal(
        place=want.place, value=None, how=How.FUNCTION, sure=False, why=choice.why
    )


def _question(want: Want, choice: Choice, chart: Chart) -> Question | None:
    """Ask where several accounts are as likely, or none was found that is needed."""
    beside = want.place[0] in {"shipping", "fees"}
    if choice.account is None and (beside or not want.needed):
        return None
    if choice.account is not None and not choice.others:
        return None
    fitting = fitting_accounts(want, chart)
    default = str(choice.account.number) if choice.account else LATER
    likely = (choice.account, *choice.others) if choice.account else fitting
    return Question(
        place=want.place,
        text=f"which account is for {_purpose(want)}? {_listed(likely)}",
        default=default,
        allowed=(*(str(one.number) for one in fitting), LATER),
    )


def _listed(accounts: Iterable[Account]) -> str:
    names = [f"{one.number} {_name(one)}" for one in accounts]
    if not names:
        return "There is none that fits: make one in SnelStart"
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"There are {', '.join(names[:SHOWN])}{more}"


_WHAT = {
    "revenue": "what is sold",
    "shipping": "shipping",
    "fees": "fees",
    "discounts": "discounts",
    "rounding": "rounding differences",
    "gift_cards": "gift cards that are still to be spent",
    "rules": "deposits",
}
_OF: dict[Treatment, str] = {
    Treatment.HIGH: " at the high rate",
    Treatment.LOW: " at the low rate",
    Treatment.ZERO: " at 0 %",
    Treatment.EXEMPT: ", exempt from VAT",
    Treatment.REVERSE_CHARGED: " with the VAT reversed to a Dutch business",
    Treatment.EXPORT: " and sent outside the EU",
    Treatment.INTRA_EU_GOODS: " and sent to a business elsewhere in the EU",
    Treatment.INTRA_EU_SERVICES: " as a service to a business elsewhere in the EU",
}


def _purpose(want: Want) -> str:
    return _WHAT[want.place[0]] + _OF.get(want.treatment, "")


def _name(account: Account) -> str:
    """Write an account's name so that it can stand in a remark."""
    kept = "".join(char if char.isprintable() else " " for char in account.description)
    return f'"{kept.strip()[:40]}"'


def _fits(want: Want, number: int, chart: Chart) -> bool:
    return any(one.number == number for one in fitting_accounts(want, chart))


def _learned(place: Place, taught: tuple[int, str]) -> Proposal:
    number, why = taught
    return Proposal(place=place, value=number, how=How.INVOICE, sure=True, why=why)


def _as_the_goods(found: Mapping[Place, Proposal]) -> Iterable[Proposal]:
    """Book untaxed shipping, fees and discounts with the untaxed goods."""
    for section in _ALIKE:
        for want in GOODS:
            if want.treatment in {Treatment.HIGH, Treatment.LOW}:
                continue
            if section == "discounts.accounts" and want.treatment != Treatment.ZERO:
                continue
            goods = found[want.place]
            yield Proposal(
                place=(*section.split("."), want.treatment),
                value=goods.value,
                how=goods.how,
                sure=goods.sure,
                why="as [revenue]",
            )


def oss_proposals(
    chart: Chart, *, answers: Answers, learned: Mapping[Place, tuple[int, str]]
) -> Proposals:
    """Propose the accounts of foreign VAT, by their rate codes, where OSS is on."""
    place = ("oss", "accounts")
    if not chart.company.foreign_vat:
        off = Proposal(
            place=place,
            value=None,
            how=How.COMPANY,
            sure=True,
            why="foreign VAT is off in SnelStart",
        )
        return Proposals(settings=(off,))
    want = Want(place=place, treatment=Treatment.OSS, number=0, rgs=())
    by_code: dict[str, list[Account]] = {}
    for account in fitting_accounts(want, chart):
        if account.oss_rate_code:
            by_code.setdefault(account.oss_rate_code, []).append(account)
    if not by_code:
        none = Question(
            place=place,
            text=(
                "foreign VAT is on in SnelStart, and no account for distance sales"
                " has a rate code: give them one in SnelStart"
            ),
            default=LATER,
            allowed=(LATER,),
        )
        return Proposals(questions=(none,))
    lacking = (code for code in _USUAL_CODES if code not in by_code)
    found = Proposals(
        settings=tuple(
            Proposal(
                place=(*place, code),
                value=None,
                how=How.FUNCTION,
                sure=True,
                why="no account has this rate code",
            )
            for code in lacking
        )
    )
    for code, accounts in sorted(by_code.items()):
        of_code = (*place, code)
        taught = learned.get(of_code)
        if taught is not None and taught[0] in {one.number for one in accounts}:
            found += Proposals(settings=(_learned(of_code, taught),))
        else:
            found += _of_a_rate_code(of_code, accounts, answers=answers)
    return found


def _of_a_rate_code(
    place: Place, accounts: list[Account], *, answers: Answers
) -> Proposals:
    first, *others = accounts
    told = Proposal(
        place=place,
        value=first.number,
        how=How.FUNCTION,
        sure=not others,
        why=f"rate code {place[-1]}: {_name(first)}",
    )
    if not others:
        return Proposals(settings=(told,))
    asked = Question(
        place=place,
        text=f"which account is for rate code {place[-1]}? {_listed(accounts)}",
        default=str(first.number),
        allowed=(*(str(one.number) for one in accounts), LATER),
    )
    answer = answers.to(asked)
    if answer:
        return Proposals(settings=(answered(place, int(answer)),))
    return Proposals(settings=(told,), questions=(asked,))
