"""What of an order or refund matters to the books, as one short text.

Two readings with the same fingerprint say the same about money; the shop's modified
date does not (it moves without reason and stands still with one).
"""

from __future__ import annotations

from decimal import Decimal

from snelsync.domain.booking import fingerprint
from snelsync.domain.order import (
    Charge,
    ChargeKind,
    Order,
    Refund,
    RefundLine,
    TaxShare,
)


def order_fingerprint(order: Order) -> str:
    """Fingerprint an order's number, amounts, rates and country, not its status.

    An order moves from processing to completed without the books changing.
    """
    return fingerprint(
        [
            order.number,
            order.currency,
            _text(order.total),
            order.country,
            *(_charge(charge) for charge in order.charges),
            *(
                f"{row.rate_id}|{row.rate_code}|{row.percent}"
                f"|{_text(row.goods_tax)}|{_text(row.shipping_tax)}"
                for row in order.tax_lines
            ),
        ]
    )


def refund_fingerprint(refund: Refund) -> str:
    """Fingerprint a refund's amounts, and what they are taken from."""
    return fingerprint(
        [
            str(refund.order_id),
            _text(refund.amount),
            refund.created.isoformat(),
            *(_refund_line(line) for line in refund.lines),
        ]
    )


def _charge(charge: Charge) -> str:
    # The SKU of a product that is deleted goes from its orders, and no money with it.
    code = "" if charge.kind is ChargeKind.ITEM else charge.code
    head = f"{charge.kind}|{charge.line_id}|{code}|{_text(charge.quantity)}"
    return f"{head}|{_text(charge.net)}|{_text(charge.tax)}|{_taxes(charge.taxes)}"


def _refund_line(line: RefundLine) -> str:
    head = f"{line.kind}|{line.refunded_line_id}|{_text(line.quantity)}"
    return f"{head}|{_text(line.net)}|{_text(line.tax)}|{_taxes(line.taxes)}"


def _taxes(taxes: tuple[TaxShare, ...]) -> str:
    return ",".join(str(share.rate_id) for share in taxes)


def _text(amount: Decimal) -> str:
    """Write a number so that 12.950000 and 12.95 are the same, and -0.00 and 0.

    Four decimals: releases of WooCommerce differ in the ones beyond.
    """
    text = f"{amount:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
