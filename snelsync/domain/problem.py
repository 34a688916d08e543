"""Faults in data, as values: one run can report them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a problem does: hold the document back, let it wait, or only be shown."""

    HOLD = "hold"
    WAIT = "wait"
    WARN = "warn"


class Code(StrEnum):
    """Every problem there is; docs/reference/problems.md explains each."""

    ACCOUNT_MISSING = "account_missing"
    ACCOUNT_UNKNOWN = "account_unknown"
    ACCOUNT_INACTIVE = "account_inactive"
    ACCOUNT_MISFIT = "account_misfit"
    ADMINISTRATION_UNNAMED = "administration_unnamed"
    ADOPTION_CONFLICT = "adoption_conflict"
    AMOUNTS_DO_NOT_ADD_UP = "amounts_do_not_add_up"
    COST_CENTRE_REQUIRED = "cost_centre_required"
    COUNTRY_UNKNOWN = "country_unknown"
    CUSTOMER_AMBIGUOUS = "customer_ambiguous"
    CURRENCY = "currency"
    DRIFTED = "drifted"
    FOREIGN_VAT = "foreign_vat"
    GIFT_CARD = "gift_card"
    GATEWAY_UNKNOWN = "gateway_unknown"
    GONE_FROM_SHOP = "gone_from_shop"
    KEY_ENDS = "key_ends"
    NUMBER_TAKEN = "number_taken"
    NUMBER_TOO_LONG = "number_too_long"
    OSS_MIXED = "oss_mixed"
    ORDER_NOT_BOOKED = "order_not_booked"
    ORDER_UNREADABLE = "order_unreadable"
    PERIOD_CLOSED = "period_closed"
    PRODUCT_UNKNOWN = "product_unknown"
    RATE_UNKNOWN = "rate_unknown"
    REFUND_LINE_UNKNOWN = "refund_line_unknown"
    REFUND_AFTER_HELD = "refund_after_held"
    REFUND_MISMATCH = "refund_mismatch"
    REFUND_PRO_RATA = "refund_pro_rata"
    REFUND_TAX_ONLY = "refund_tax_only"
    REFUND_TOO_LARGE = "refund_too_large"
    REFUND_WITHOUT_LINES = "refund_without_lines"
    REFUSED = "refused"
    RIGHT_MISSING = "right_missing"
    RULE_CONFLICT = "rule_conflict"
    RUNS_STOPPED = "runs_stopped"
    SHIPPING_VAT = "shipping_vat"
    SHOP_FIELD = "shop_field"
    SHOP_PLUGIN = "shop_plugin"
    SHOP_RATE = "shop_rate"
    SHOP_SETTING = "shop_setting"
    SHOP_UNREAD = "shop_unread"
    SMALL_BUSINESS = "small_business"
    STATUS_UNKNOWN = "status_unknown"
    SUB_ORDER = "sub_order"
    TAX_SPLIT = "tax_split"
    TEST_PAYMENT = "test_payment"
    UNCERTAIN = "uncertain"
    CUSTOMER_INCOMPLETE = "customer_incomplete"
    VAT_NUMBER = "vat_number"
    VAT_RETURN_FILED = "vat_return_filed"
    VAT_IMPLAUSIBLE = "vat_implausible"
    ZERO_TOTAL = "zero_total"
    ZERO_WITHOUT_REASON = "zero_without_reason"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in data.

    Attributes:
        code: which fault; stable, for scripts.
        message: what and why, in one sentence, without personal data.
        remedy: what a person does about it: a mapping line or a command.
        where: the part of the document, e.g. ``item 1: MOK-001``; "" for the whole.
        severity: whether it holds the document back.
        about: what one line of the mapping would be about: a setting
            (``revenue.high``), a status, a payment method, a charge (``item MOK-001``);
            "" where no single line mends it.
    """

    code: Code
    message: str
    remedy: str
    where: str = ""
    severity: Severity = Severity.HOLD
    about: str = ""

    @property
    def holds(self) -> bool:
        """Say whether the document may not be booked because of this."""
        return self.severity is Severity.HOLD


def in_short(problems: Iterable[Problem]) -> tuple[tuple[str, str], ...]:
    """Say the same thing once: (message, remedy), the first of each kind.

    A kind is a code with its remedy; how many more there are of it is told.
    """
    kinds: dict[tuple[Code, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.code, problem.remedy), []).append(problem)
    told = []
    for same in kinds.values():
        first, more = same[0], len({one.where for one in same}) - 1
        where = f"{first.where}: " if first.where else ""
        others = f" (and {more} more like it)" if more else ""
        told.append((f"{where}{first.message}{others}", first.remedy))
    return tuple(told)
