"""Faults in a shop's tax table, and what becomes of each of its rates."""

from __future__ import annotations

import pytest

from snelsync.domain.mapping import (
    Oss,
    ZeroVat,
)
from snelsync.domain.problem import Code
from snelsync.domain.shop_rates import rate_fates

from .builders import mapping
from .charts import full_chart
from .seeded import (
    DAY,
    HOME,
    OSS,
    Seeded,
    assert_told_and_cured,
    in_mapping,
    in_shop,
    rate,
    setup,
)

GERMAN = setup(tax_rates=(*HOME, rate(4, "DE", "19")))

SEEDED = {
    "a rate of nobody": Seeded(
        setup(tax_rates=(*HOME, rate(4, percent="20"))),
        Code.RATE_UNKNOWN,
        "20 % of NL will be held",
        "correct that rate",
        in_shop(),
    ),
    "a rate for everywhere": Seeded(
        setup(tax_rates=(*HOME, rate(4, ""))),
        Code.FOREIGN_VAT,
        "21 % of every country",
        "give that rate a country",
        in_shop(),
    ),
    "a rate of outside the EU": Seeded(
        setup(tax_rates=(*HOME, rate(4, "US", "7"))),
        Code.FOREIGN_VAT,
        "not of an EU country",
        "take that rate out",
        in_shop(),
    ),
    "foreign rates without OSS": Seeded(
        GERMAN,
        Code.FOREIGN_VAT,
        "OSS is off in [oss.accounts] in the mapping",
        "switch foreign VAT on in SnelStart",
        lambda: (GERMAN, mapping(**OSS), full_chart()),
        chart=full_chart(),
    ),
    "foreign rates, off in SnelStart": Seeded(
        GERMAN,
        Code.FOREIGN_VAT,
        "OSS is off in SnelStart",
        "switch foreign VAT on in SnelStart",
        lambda: (GERMAN, mapping(**OSS), full_chart()),
        mapping=mapping(**OSS),
    ),
    "an OSS rate that is none": Seeded(
        setup(tax_rates=(*HOME, rate(4, "DE", "18"))),
        Code.RATE_UNKNOWN,
        "SnelStart knows no such rate",
        "correct that rate",
        lambda: (GERMAN, mapping(**OSS), full_chart()),
        mapping=mapping(**OSS),
        chart=full_chart(),
    ),
    "an OSS rate without account": Seeded(
        setup(tax_rates=(*HOME, rate(4, "DE", "7"))),
        Code.ACCOUNT_MISSING,
        "[oss.accounts] has no RRL",
        "add `RRL = <ledger number>`",
        lambda: (
            setup(tax_rates=(*HOME, rate(4, "DE", "7"))),
            mapping(**OSS),
            full_chart(),
        ),
        mapping=mapping(oss=Oss((("SR", 8180),))),
        chart=full_chart(),
    ),
    "VAT under the small-business scheme": Seeded(
        setup(tax_rates=(rate(),)),
        Code.SMALL_BUSINESS,
        "KOR",
        "take the tax rates out",
        lambda: (setup(tax_rates=()), mapping(), full_chart(kor=True)),
        chart=full_chart(kor=True),
    ),
    "a zero rate without a reason": Seeded(
        setup(),
        Code.ZERO_WITHOUT_REASON,
        "0 % of NL",
        "domestic_zero_rate",
        in_mapping(setup()),
        mapping=mapping(zero_vat=ZeroVat()),
    ),
    "a compound rate": Seeded(
        setup(tax_rates=(rate(compound=True), *HOME[1:])),
        Code.SHOP_RATE,
        "compound",
        "take the tick off Compound",
        in_shop(),
    ),
    "no rate at home": Seeded(
        setup(tax_rates=(HOME[0], rate(2, "DE", "0", "reduced-rate"))),
        Code.SHOP_RATE,
        "no rate for NL",
        "add a rate for NL",
        in_shop(),
    ),
}


@pytest.mark.parametrize("name", SEEDED)
def test_a_fault_is_told_and_its_remedy_cures_it(name: str) -> None:
    """One problem, with the right words; and none when a person did what it says."""
    assert_told_and_cured(SEEDED[name])


def test_each_rate_says_what_becomes_of_it() -> None:
    """At home first; OSS by SnelStart's code, 0 % by destination, the rest held."""
    shop = setup(
        tax_rates=(
            rate(9, "DE", "19"),
            rate(8, "DE", "0", "zero-rate"),
            rate(7, "US", "7"),
            *HOME,
        )
    )

    fates = rate_fates(shop, mapping(**OSS), full_chart(), day=DAY)

    assert [(one.rate.rate_id, one.becomes) for one in fates] == [
        (1, "high"),
        (2, "low"),
        (3, "zero"),
        (8, "no VAT: by destination and VAT number"),
        (9, "oss (SR)"),
        (7, "held"),
    ]
