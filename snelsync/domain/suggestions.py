"""From a problem to the line of the mapping that mends it, where one line does.

Safe is a line that decides nothing and guesses nothing: the only account that fits,
where its number says the same, or what a known payment provider means. Everything else
is a proposal: it loads and it mends, and a person says whether it is true.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from snelsync.domain.accounts import SECTIONS, account_problems
from snelsync.domain.chart import Account, AccountFunction, Chart
from snelsync.domain.mapping import Mapping, Payment, PaymentMeaning, payment_among
from snelsync.domain.order import ChargeKind
from snelsync.domain.problem import Code, Problem
from snelsync.domain.vat import Treatment

Value = str | int | tuple[str, ...]

_UNTAXED = {
    "zero": 8140,
    "exempt": 8199,
    "reverse_charged": 8150,
    "export": 8160,
    "intra_eu_goods": 8170,
    "intra_eu_services": 8270,
}
USUAL = {
    "revenue": {"high": 8100, "low": 8110, **_UNTAXED},
    "shipping": {"high": 8101, "low": 8111, **_UNTAXED},
    "fees": {"high": 8106, "low": 8116, **_UNTAXED},
    "discounts.accounts": {"high": 8105, "low": 8115, "zero": 8140},
    "oss.accounts": {"SR": 8180, "RRH": 8181, "RRL": 8182},
    "rounding": {"account": 4756},
    "gift_cards": {"account": 1750},
}
"""Accounts by the number a new administration gives them: those of the example."""

PROVIDERS = (
    Payment("mollie_wc_gateway_*", PaymentMeaning.PAID),
    Payment("mollie_wc_gateway_banktransfer", PaymentMeaning.OPEN),
    Payment("stripe*", PaymentMeaning.PAID),
    Payment("ppcp-*", PaymentMeaning.PAID),
    Payment("woocommerce_payments*", PaymentMeaning.PAID),
    Payment("pos_*", PaymentMeaning.PAID),
    Payment("bacs", PaymentMeaning.OPEN),
    Payment("cod", PaymentMeaning.OPEN),
    Payment("", PaymentMeaning.OPEN),
)
"""Payment methods whose meaning is known: those of the example mapping."""

_PROPOSED: dict[str, Value] = {
    "zero_vat.domestic_zero_rate": "zero",
    "zero_vat.outside_eu": "export",
    "refunds.without_lines": "book",
    "refunds.tax_only": "export",
    "gift_cards.kind": "multi",
}
_ASK = {
    "zero_vat.domestic_zero_rate": "only if that rate is the 0 % of the law",
    "zero_vat.outside_eu": "only if you keep the proof of export",
    "refunds.without_lines": "divides such a refund pro rata over what is open",
    "refunds.tax_only": "only if these buyers turned out to be outside the EU",
    "gift_cards.kind": "or single: one rate and one country for all they can buy",
}
_CONDITIONS = {str(ChargeKind.ITEM): "sku", str(ChargeKind.FEE): "fee"}
NAME_LENGTH = 250
"""What a rule may be called at most."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line for the mapping, or a row of several.

    Attributes:
        section: the table it belongs in: ``revenue``, ``shop.statuses``, ``payments``.
        settings: names and values, one unless it is a row.
        safe: it decides nothing a person must decide.
        why: what speaks for it, and what to look at first.
        is_row: the table has many rows, and this is a new one.
    """

    section: str
    settings: tuple[tuple[str, Value], ...]
    safe: bool
    why: str
    is_row: bool = False

    @property
    def header(self) -> str:
        """Write the line above it: ``[revenue]``, ``[[payments]]``."""
        return f"[[{self.section}]]" if self.is_row else f"[{self.section}]"

    @property
    def place(self) -> tuple[str, ...]:
        """Say which line it is: two for the same setting are one."""
        return (self.header, self.line if self.is_row else self.settings[0][0])

    @property
    def line(self) -> str:
        """Write it as the mapping has it, without the header."""
        return "\n".join(f"{key} = {_toml(value)}" for key, value in self.settings)


def _toml(value: Value) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    # JSON's way of writing a text is TOML's too, but for the last character of ASCII.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def suggestions(
    problem: Problem, *, mapping: Mapping, chart: Chart
) -> tuple[Suggestion, ...]:
    """Give the lines that mend a problem together; none where no line does."""
    about = problem.about
    if problem.code is Code.GATEWAY_UNKNOWN:
        return (_payment(about),)
    if problem.code is Code.STATUS_UNKNOWN:
        return (_status(about, mapping),)
    if about == "oss.accounts":
        codes = sorted({one.oss_rate_code for one in chart.accounts} - {""})
        found = [_account(f"{about}.{code}", mapping, chart) for code in codes]
        return tuple(one for one in found if one is not None)
    section, _, key = about.rpartition(".")
    if problem.code is Code.ZERO_WITHOUT_REASON and about not in _PROPOSED:
        return _rule(about)
    if about in _PROPOSED:
        settings: tuple[tuple[str, Value], ...] = ((key, _PROPOSED[about]),)
        if about == "gift_cards.kind" and mapping.gift_cards.account is None:
            # A kind without the account of what is owed is no mapping.
            owed = _account("gift_cards.account", mapping, chart)
            settings += owed.settings if owed else ()
        return (Suggestion(section, settings, safe=False, why=_ASK[about]),)
    account = _account(about, mapping, chart) if section in USUAL else None
    return (account,) if account else ()


def _payment(method: str) -> Suggestion:
    """Say what a payment method means, by its own name alone."""
    known = payment_among(PROVIDERS, method)
    meaning, why = PaymentMeaning.OPEN, "say paid if a provider has the money by then"
    if known is not None:
        meaning = known.meaning
        why = f"a known payment method: {known.gateway or 'an order made by hand'}"
    settings: tuple[tuple[str, Value], ...] = (
        ("gateway", _literal(method)),
        ("means", str(meaning)),
    )
    safe = known is not None
    return Suggestion("payments", settings, safe=safe, why=why, is_row=True)


def _literal(name: str) -> str:
    """Write a name as the pattern that fits it and nothing else."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)


def _status(status: str, mapping: Mapping) -> Suggestion:
    waiting = (*sorted(mapping.shop.wait), status)
    return Suggestion(
        "shop.statuses",
        (("wait", waiting),),
        safe=False,
        why="or in book when it was sold by then, or in skip when it never will be",
    )


def _rule(about: str) -> tuple[Suggestion, ...]:
    """Give goods or a fee without VAT a rule, by what they are known by.

    Shipping follows the goods, and under one method it is taxed and untaxed.
    """
    kind, _, code = about.partition(" ")
    if kind not in _CONDITIONS:
        return ()
    settings: tuple[tuple[str, Value], ...] = (
        ("name", f"without VAT: {kind} {code}"[:NAME_LENGTH]),
        (_CONDITIONS[kind], _literal(code)),
        ("treatment", str(Treatment.EXEMPT)),
    )
    why = (
        "only for what never carries VAT; exempt, or else zero, margin or outside_scope"
    )
    return (Suggestion("rules", settings, safe=False, why=why, is_row=True),)


def _account(about: str, mapping: Mapping, chart: Chart) -> Suggestion | None:
    """Choose an account: the usual one when it fits, else the first that does."""
    section, _, key = about.rpartition(".")
    usual = USUAL[section].get(key)
    fitting = [one for one in chart.accounts if _fits(one, section, key, chart=chart)]
    general = any(one.function is AccountFunction.GENERAL for one in fitting)
    if general:
        # Any balance-sheet account has this function: it says nothing.
        fitting = [one for one in fitting if one.number == usual]
    if not fitting:
        return None
    best = min(fitting, key=lambda one: (one.number != usual, one.number))
    others = sorted(one.number for one in fitting if one is not best)
    is_new = _chosen(about, mapping) is None
    only = not others and not general
    why = f"{best.description}: {'the only one' if only else 'an account'} that fits"
    if others:
        why += f"; so would {', '.join(map(str, others[:5]))}"
    return Suggestion(
        section,
        ((key, best.number),),
        safe=is_new and only and best.number == usual,
        why=why,
    )


def _fits(account: Account, section: str, key: str, *, chart: Chart) -> bool:
    treatment = Treatment.OUTSIDE_SCOPE
    if section == "oss.accounts":
        treatment = Treatment.OSS
    elif key in set(Treatment):
        treatment = Treatment(key)
    if account_problems(account.number, treatment, chart=chart, setting=""):
        return False
    return section != "oss.accounts" or account.oss_rate_code == key


def _chosen(about: str, mapping: Mapping) -> int | None:
    """Give the account a setting has now, None when it is not in the mapping."""
    section, _, key = about.rpartition(".")
    by_treatment = {
        SECTIONS[ChargeKind.ITEM]: mapping.revenue,
        SECTIONS[ChargeKind.SHIPPING]: mapping.shipping,
        SECTIONS[ChargeKind.FEE]: mapping.fees,
        "discounts.accounts": mapping.discounts.accounts,
    }
    if section in by_treatment:
        return dict(by_treatment[section].by_treatment).get(Treatment(key))
    if section == "oss.accounts":
        return mapping.oss.number(key)
    return mapping.rounding if section == "rounding" else mapping.gift_cards.account


def joined(one: Suggestion, other: Suggestion) -> Suggestion:
    """Make one of two lines for the same setting: lists are put together."""
    (key, values), (_, more) = one.settings[0], other.settings[0]
    if one.is_row or not isinstance(values, tuple) or not isinstance(more, tuple):
        return one
    return replace(one, settings=((key, tuple(dict.fromkeys((*values, *more)))),))
