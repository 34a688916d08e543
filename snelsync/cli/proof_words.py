"""What a reconciliation comes to, in a few words: for page and workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from snelsync import __version__
from snelsync.domain.money import eur
from snelsync.domain.proof import Check, Proof, Row, ShopSide, Standing
from snelsync.domain.vat import Treatment

_RATES = {
    Treatment.HIGH: "High rate",
    Treatment.LOW: "Low rate",
    Treatment.OTHER: "Other rates",
    Treatment.ZERO: "0 %",
    Treatment.EXEMPT: "Exempt",
    Treatment.REVERSE_CHARGED: "Reverse charged",
    Treatment.INTRA_EU_GOODS: "Goods to EU businesses",
    Treatment.INTRA_EU_SERVICES: "Services to EU businesses",
    Treatment.EXPORT: "Export",
    Treatment.OSS: "OSS",
    Treatment.OUTSIDE_SCOPE: "Outside scope",
    Treatment.MARGIN: "Margin scheme",
}


def told_of(treatment: str | None) -> str:
    """Name a treatment for a person."""
    return "Rounding" if treatment is None else _RATES[Treatment(treatment)]


def verdict_text(proof: Proof) -> dict[str, str]:
    """Say how the whole of it stands, and what it rests on."""
    failed, warned = proof.of(Standing.FAIL), proof.of(Standing.WARN)
    passed = proof.of(Standing.OK)
    told = [_count(len(failed), "fails"), _count(len(warned), "warns")]
    words = " and ".join(one for one in told if one)
    text = f"{words}." if words else "Shop, record and books agree."
    more = [f"{len(passed)} of {len(proof.checks)} checks are in order."]
    if proof.unexplained:
        more.append(f"{eur(proof.unexplained)} is not explained by any row.")
    elif failed or warned:
        more.append("Every difference is explained to the cent.")
    aside = proof.of(Standing.NOT_LOOKED_AT)
    if aside:
        codes = ", ".join(dict.fromkeys(one.code for one in aside))
        more.append(f"Not looked at: {codes}.")
    return {"text": text, "more": " ".join(more)}


def _count(number: int, does: str) -> str:
    if not number:
        return ""
    return f"1 check {does}" if number == 1 else f"{number} checks {does[:-1]}"


def told_once(
    checks: Iterable[Check], *, most: int
) -> Iterator[tuple[Check, tuple[Row, ...]]]:
    """Give the rows of each check that are shown, why and what to do said once each.

    A document that several checks tell of with the same words has them in the first;
    the others refer to it.

    Args:
        checks: those that are shown, in their order.
        most: how many rows of one check are shown.
    """
    said: dict[tuple[str, str, str], str] = {}
    for check in checks:
        name = f"{check.code} {check.about}".strip()
        rows = []
        for row in check.rows[:most]:
            before = said.setdefault((row.order_number, row.number, row.reason), name)
            named = bool(row.order_number or row.number) and before != name
            rows.append(
                replace(row, reason=f"see {before}", remedy="") if named else row
            )
        yield check, tuple(rows)


def facts(proof: Proof) -> tuple[tuple[str, str], ...]:
    """Say what was held against what, and when nothing else tells it."""
    fresh = proof.shop_side is ShopSide.FRESH
    side = "read anew" if fresh else f"as pulled last: {proof.shop_note}"
    period = proof.period
    passes = f"{eur(proof.tolerance)} for each check, and it still warns"
    told = (("Tolerance", passes),) if proof.tolerance else ()
    return (
        ("Period", f"{period.label}: {period.first} to {period.last}"),
        ("Shop", f"{proof.shop} ({side})"),
        ("Administration", proof.administration),
        ("Verdict", f"{proof.verdict}: {verdict_text(proof)['text']}"),
        ("Unexplained", eur(proof.unexplained)),
        *told,
        *(("Note", one) for one in proof.notes),
        ("Version", f"snelsync {__version__}"),
    )
