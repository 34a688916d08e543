"""From a charge to its treatment, and the reason; or to the problem that holds it.

The rate of a charge is the order's own: joined by rate id with the order's tax lines,
never the shop's present table, and never by percentage alone (21 % of Belgium is not
21 % of the Netherlands). A charge without any tax is never guessed at: a rule, the kind
of gift card, or the reasons under [zero_vat] say why, or it is held.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from snelsync.domain.booking import ForeignVat
from snelsync.domain.chart import Chart
from snelsync.domain.gift_cards import classify_gift_card
from snelsync.domain.mapping import Mapping, Rule
from snelsync.domain.money import eur, round_together, to_cents
from snelsync.domain.order import Charge, ChargeKind, Order, TaxLine
from snelsync.domain.oss import foreign_vat
from snelsync.domain.problem import Code, Problem
from snelsync.domain.rules import rule_for
from snelsync.domain.territory import in_eu
from snelsync.domain.untaxed import untaxed
from snelsync.domain.vat import DOMESTIC, Treatment, VatKind

_CENT_OF_TAX = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Treated:
    """A treatment, the reason for it, and what else follows from that.

    Attributes:
        foreign: the foreign rate, for an OSS treatment.
        account: the ledger number, where the reason itself chooses one.
    """

    treatment: Treatment
    reason: str
    foreign: ForeignVat | None = None
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a charge that falls under one rate.

    Attributes:
        net: EUR excluding VAT, unrounded; ``rounded`` is the same in whole cents, and
            the parts of a charge add up to the charge's rounded net.
        percent: the rate charged; 0 for a zero rate or none.
        account: the ledger number, where a rule or a gift card chooses one.
        rule: the rule of the mapping that fits, if one does.
        discount: it is what was taken off, booked apart from the goods.
    """

    charge: Charge
    net: Decimal
    rounded: Decimal
    treatment: Treatment
    percent: Decimal
    reason: str
    foreign: ForeignVat | None = None
    account: int | None = None
    rule: Rule | None = None
    discount: bool = False

    @property
    def source(self) -> str:
        """Name the charge it comes from: ``item 12``."""
        if self.discount:
            return f"discount {self.treatment}"
        return f"{self.charge.kind} {self.charge.line_id}"


def place(charge: Charge, position: int) -> str:
    """Say which charge a problem is about: ``item 2 (MOK-001)``."""
    label = f" ({charge.code})" if charge.code else ""
    return f"{charge.kind} {position}{label}"


def classify(
    order: Order, *, mapping: Mapping, chart: Chart, day: date
) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """Give every charge of an order its treatment, or say why not.

    Charges of nothing (a free product, free shipping) are left out.

    Args:
        order: as read from the shop.
        mapping: the bookkeeper's decisions.
        chart: the administration, with its own rates and the foreign ones.
        day: the day the rates are looked up on.
    """
    parts: list[Part] = []
    problems: list[Problem] = []
    for count, charge in enumerate(order.charges, start=1):
        if not charge.net and not charge.tax:
            continue
        for found in _classify_charge(
            order, charge, mapping=mapping, chart=chart, day=day
        ):
            if isinstance(found, Part):
                parts.append(found)
                continue
            followed = _as_the_goods(charge, found, parts)
            if followed is not None:
                parts.append(followed)
            else:
                alike = (one.kind is charge.kind for one in order.charges[:count])
                where = place(charge, sum(alike))
                problems.append(replace(found, where=where))
    return tuple(parts), tuple(problems)


def _as_the_goods(charge: Charge, problem: Problem, parts: list[Part]) -> Part | None:
    """Let untaxed shipping follow goods that are all treated alike.

    Shipping is ancillary to the goods (accountants on Dutch VAT; read 2026-11). Items
    stand before shipping in an order, so the goods are known by now.
    """
    untaxed_shipping = charge.kind is ChargeKind.SHIPPING and not charge.taxes
    if not untaxed_shipping or problem.code is not Code.ZERO_WITHOUT_REASON:
        return None
    goods = {part.treatment for part in parts if part.charge.kind is ChargeKind.ITEM}
    if len(goods) != 1 or not goods <= _SHIPPED_ALIKE:
        return None
    (treatment,) = goods
    reason = f"without VAT, as the goods it ships: {treatment}"
    return _whole(charge, Treated(treatment, reason), None)


_SHIPPED_ALIKE = frozenset({Treatment.EXEMPT, Treatment.MARGIN, Treatment.ZERO})


def _classify_charge(
    order: Order, charge: Charge, *, mapping: Mapping, chart: Chart, day: date
) -> list[Part | Problem]:
    card = classify_gift_card(order, charge, mapping)
    if isinstance(card, Problem):
        return [card]
    if card is not None:
        treatment, reason, account = card
        return [_whole(charge, Treated(treatment, reason, account=account), None)]
    rule = rule_for(mapping.rules, order, charge)
    if isinstance(rule, Problem):
        return [rule]
    if not charge.taxes:
        return [_untaxed_part(order, charge, rule, mapping)]
    shares = _split(order, charge)
    if isinstance(shares, Problem):
        return [shares]
    results: list[Part | Problem] = []
    rounded = round_together([net for _, net in shares])
    for (tax_line, net), cents in zip(shares, rounded, strict=True):
        treated = treat(order, tax_line, mapping=mapping, chart=chart, day=day)
        if isinstance(treated, Treated):
            treated = _with_rule(treated, rule, taxed=bool(tax_line.percent))
        if isinstance(treated, Problem):
            results.append(treated)
            continue
        percent = tax_line.percent or Decimal(0)
        results.append(_part(charge, treated, rule, (net, cents, percent)))
    return results


def _whole(charge: Charge, treated: Treated, rule: Rule | None) -> Part:
    amounts = (charge.net, to_cents(charge.net), Decimal(0))
    return _part(charge, treated, rule, amounts)


def _part(
    charge: Charge,
    treated: Treated,
    rule: Rule | None,
    amounts: tuple[Decimal, Decimal, Decimal],
) -> Part:
    net, rounded, percent = amounts
    return Part(
        charge=charge,
        net=net,
        rounded=rounded,
        treatment=treated.treatment,
        percent=percent,
        reason=treated.reason,
        foreign=treated.foreign,
        account=treated.account,
        rule=rule,
    )


def _untaxed_part(
    order: Order, charge: Charge, rule: Rule | None, mapping: Mapping
) -> Part | Problem:
    found = untaxed(order, charge, mapping)
    if rule is None or rule.treatment is None:
        if isinstance(found, Problem):
            # A rule is there already: one more would not win from it for sure.
            return found if rule is None else replace(found, about="")
        return _whole(charge, Treated(*found), rule)
    if rule.treatment in _NEED_EVIDENCE:
        if isinstance(found, Problem):
            return found
        if found[0] is not Treatment.INTRA_EU_GOODS:
            return _rule_conflict(rule, "the order is no sale to an EU business")
        return _whole(charge, Treated(rule.treatment, found[1]), rule)
    if rule.treatment is Treatment.EXPORT and in_eu(_destination(order, mapping)):
        return _rule_conflict(rule, "the order is sent to an EU country")
    reason = f"without VAT, which rule {rule.name} calls {rule.treatment}"
    return _whole(charge, Treated(rule.treatment, reason), rule)


_NEED_EVIDENCE = frozenset({Treatment.INTRA_EU_GOODS, Treatment.INTRA_EU_SERVICES})
"""Treatments no rule decides alone: the buyer's VAT number must have been checked."""


def _destination(order: Order, mapping: Mapping) -> str:
    return order.destination or mapping.shop.home


def _rule_conflict(rule: Rule, why: str) -> Problem:
    return Problem(
        code=Code.RULE_CONFLICT,
        message=f"rule {rule.name} says {rule.treatment}, and {why}",
        remedy=f"narrow rule {rule.name} (by country, say), or correct the order",
    )


def _with_rule(
    treated: Treated, rule: Rule | None, *, taxed: bool
) -> Treated | Problem:
    """Let a rule name the treatment of a zero rate, and never of a taxed line."""
    if rule is None or rule.treatment in {None, treated.treatment}:
        return treated
    if taxed or treated.treatment is Treatment.OSS:
        return _rule_conflict(rule, f"the shop charged VAT: {treated.reason}")
    if rule.treatment in _NEED_EVIDENCE | {Treatment.EXPORT}:
        return _rule_conflict(rule, f"the shop has a rate: {treated.reason}")
    assert rule.treatment is not None  # noqa: S101 - the set above has None in it
    return replace(
        treated,
        treatment=rule.treatment,
        reason=f"{treated.reason}; rule {rule.name} calls it {rule.treatment}",
    )


def _split(order: Order, charge: Charge) -> list[tuple[TaxLine, Decimal]] | Problem:
    """Divide a charge's net over the rates it fell under.

    WooCommerce spreads a negative fee over the rates in the cart and shows one line
    with several taxes: each rate's base is its tax / percent (recorded on 11.0.1).
    """
    shares: list[tuple[TaxLine, Decimal]] = []
    for share in charge.taxes:
        tax_line = order.tax_line(share.rate_id)
        if tax_line is None or tax_line.percent is None:
            return _rate_lost(share.rate_id)
        shares.append((tax_line, share.amount))
    if len(shares) == 1:
        return [(shares[0][0], charge.net)]
    shares = [(line, tax) for line, tax in shares if tax]
    bases = [_base(tax_line, tax) for tax_line, tax in shares]
    known = [base for base in bases if base is not None]
    slack = sum(
        (_CENT_OF_TAX * 100 / line.percent for line, _ in shares if line.percent),
        start=Decimal("0.01"),
    )
    apart = abs(sum(known) - charge.net) > slack
    if len(known) != len(bases) or apart or not sum(known):
        return Problem(
            code=Code.TAX_SPLIT,
            message=(
                f"{eur(to_cents(charge.net))} carries {len(charge.taxes)} taxes that do"
                " not divide it between them"
            ),
            remedy="book this order by hand, or correct the taxes in the shop",
        )
    whole = sum(known)
    return [
        (tax_line, charge.net * base / whole)
        for (tax_line, _), base in zip(shares, known, strict=True)
    ]


def _base(tax_line: TaxLine, tax: Decimal) -> Decimal | None:
    return tax * 100 / tax_line.percent if tax_line.percent else None


def _rate_lost(rate_id: int) -> Problem:
    return Problem(
        code=Code.RATE_UNKNOWN,
        message=f"the order no longer says what tax rate {rate_id} was",
        remedy="restore the tax rate in the shop and recalculate, or book by hand",
    )


def treat(
    order: Order, tax_line: TaxLine, *, mapping: Mapping, chart: Chart, day: date
) -> Treated | Problem:
    """Decide the treatment of one of the order's rates, with the reason in words."""
    percent = tax_line.percent
    if percent is None:
        return _rate_lost(tax_line.rate_id)
    if percent and chart.company.small_business:
        return Problem(
            code=Code.SMALL_BUSINESS,
            message="the administration is under the small-business scheme (KOR), and"
            " the shop charged VAT",
            remedy="take the tax rates out of the shop, or book this order by hand",
        )
    if tax_line.country != mapping.shop.home:
        return _treat_foreign(order, tax_line, mapping=mapping, chart=chart, day=day)
    label = _label(percent, tax_line.country)
    if percent == 0:
        return _treat_zero(label, mapping)
    kind = chart.rates.kind_of(percent, day)
    if kind is None:
        return Problem(
            code=Code.RATE_UNKNOWN,
            message=(f"{label} is no rate of the administration on {day.isoformat()}"),
            remedy="correct the tax rate in the shop, or book this order by hand",
        )
    return _at_rate(kind, label, day)


@lru_cache(maxsize=1_000)
def _label(percent: Decimal, country: str) -> str:
    return f"{percent.normalize():f} % of {country or '?'}"


@lru_cache(maxsize=1_000)
def _at_rate(kind: VatKind, label: str, day: date) -> Treated:
    """Say it once for all orders of a day: it is the same for each."""
    return Treated(DOMESTIC[kind], f"{label} is the {kind} rate on {day.isoformat()}")


def _treat_zero(label: str, mapping: Mapping) -> Treated | Problem:
    reason = mapping.zero_vat.domestic_zero_rate
    if reason is None:
        return Problem(
            code=Code.ZERO_WITHOUT_REASON,
            message=f"goods at {label}: nobody said what that rate means",
            remedy='set `domestic_zero_rate = "zero"` under [zero_vat]',
            about="zero_vat.domestic_zero_rate",
        )
    return Treated(reason, f"{label}, which [zero_vat] calls {reason}")


def _treat_foreign(
    order: Order, tax_line: TaxLine, *, mapping: Mapping, chart: Chart, day: date
) -> Treated | Problem:
    """Treat a foreign rate: OSS when taxed, and like no rate at all when 0 %."""
    if not tax_line.percent:
        found = untaxed(order, None, mapping)
        if isinstance(found, Problem):
            return found
        return Treated(*found)
    foreign = foreign_vat(tax_line, mapping=mapping, chart=chart, day=day)
    if isinstance(foreign, Problem):
        return foreign
    if foreign.country != order.destination:
        return Problem(
            code=Code.FOREIGN_VAT,
            message=(
                f"VAT of {foreign.country} on an order sent to"
                f" {order.destination or 'no address'}"
            ),
            remedy="correct the tax rates in the shop, or book this order by hand",
        )
    return Treated(Treatment.OSS, f"{foreign}, told to SnelStart as OSS", foreign)
