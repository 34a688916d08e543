"""Which VAT area an address is in."""

import pytest

from snelsync.domain.territory import EU, in_eu, vat_area


@pytest.mark.parametrize(
    ("country", "postcode", "area"),
    [
        ("NL", "1012 AB", "NL"),
        ("ES", "28001", "ES"),
        ("ES", "35001", "ES-CN"),
        ("ES", "38 670", "ES-CN"),
        ("ES", "51001", "ES-CE"),
        ("ES", "52006", "ES-ML"),
        ("DE", "27498", "DE-HELGOLAND"),
        ("DE", "78266", "DE-BUESINGEN"),
        ("DE", "27499", "DE"),
        ("IT", "23041", "IT-LIVIGNO"),
        ("IT", "22061", "IT-CAMPIONE"),
        ("GR", "630 86", "GR-ATHOS"),
        ("FR", "97110", "FR-OVERSEAS"),
        ("FR", "98800", "FR-OVERSEAS"),
        ("FR", "75001", "FR"),
        ("FI", "22100", "FI-ALAND"),
        ("GB", "bt1 5gs", "XI"),
        ("GB", "SW1A 1AA", "GB"),
        ("MC", "98000", "FR"),
        ("NL", "35001", "NL"),
        ("ES", "", "ES"),
        ("", "", ""),
    ],
)
def test_a_postcode_decides_where_a_country_is_two(
    country: str, postcode: str, area: str
) -> None:
    """A part of a country that VAT treats apart is known by its postcode alone."""
    assert vat_area(country, postcode) == area


@pytest.mark.parametrize("area", ["NL", "GR", "XI", "IE", "HR"])
def test_the_union_and_northern_ireland_are_inside(area: str) -> None:
    """Goods sent there stay in the EU's VAT area."""
    assert in_eu(area)


@pytest.mark.parametrize(
    "area",
    ["GB", "CH", "US", "NO", "EL", "ES-CN", "DE-HELGOLAND", "FR-OVERSEAS", "FI-ALAND"],
)
def test_the_rest_is_outside(area: str) -> None:
    """A sale there is an export, though a member state may own the place."""
    assert not in_eu(area)


def test_the_union_has_27_members() -> None:
    """Nobody is forgotten, and Greece goes by its ISO code."""
    assert len(EU) == 27
    assert "GR" in EU
