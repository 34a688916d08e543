"""From a booking to the exact text that is sent, with SnelStart's own words.

Money goes as text with two decimals: SnelStart takes that as well as a number
(measured live by an integration, 2026), and text never was a float.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from snelsync.domain.booking import Booking, BookingLine, Customer, VatLine
from snelsync.domain.chart import Chart
from snelsync.domain.vat import VatKind

LINE_KIND = {
    VatKind.NONE: "Geen",
    VatKind.LOW: "Laag",
    VatKind.HIGH: "Hoog",
    VatKind.OTHER: "Overig",
    VatKind.REVERSE_CHARGED: "Geen",
}
ROW_KIND = {
    VatKind.LOW: "VerkopenLaag",
    VatKind.HIGH: "VerkopenHoog",
    VatKind.OTHER: "VerkopenOverig",
    VatKind.REVERSE_CHARGED: "VerkopenVerlegd",
}
"""Two vocabularies: lines and VAT rows name the same kinds differently."""


def encode_booking(booking: Booking, *, customer_id: str, chart: Chart) -> str:
    """Write a booking as JSON, the same text for the same booking every time.

    Raises:
        KeyError: an account or cost centre is not in the chart; map-check says so
            long before.
    """
    body = {
        "factuurnummer": booking.number,
        "factuurdatum": f"{booking.day.isoformat()}T00:00:00",
        "klant": {"id": customer_id},
        "omschrijving": booking.description,
        "betalingstermijn": booking.payment_term,
        "factuurbedrag": _money(booking.total),
        "boekingsregels": [_line(line, chart) for line in booking.lines],
        "btw": [_vat(row) for row in booking.vat],
    }
    return json.dumps(body, ensure_ascii=False)


def _line(line: BookingLine, chart: Chart) -> dict[str, Any]:
    account = chart.account(line.account)
    if account is None:
        raise KeyError(line.account)
    body: dict[str, Any] = {
        "omschrijving": line.description,
        "grootboek": {"id": account.account_id},
        "bedrag": _money(line.amount),
        "btwSoort": LINE_KIND[line.vat_kind],
    }
    if line.cost_centre is not None:
        centre = chart.cost_centre(line.cost_centre)
        if centre is None:
            raise KeyError(line.cost_centre)
        body["kostenplaats"] = {"id": centre.cost_centre_id}
    return body


def _vat(row: VatLine) -> dict[str, Any]:
    return {"btwSoort": ROW_KIND[row.kind], "btwBedrag": _money(row.amount)}


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def encode_customer(customer: Customer, *, country_id: str) -> str:
    """Write a card: a business with all that is known, or a collective one.

    The country decides what SnelStart takes for a sale abroad, and an address is
    taken whole or not at all (REL-0060), so that of a collective card is filler.
    """
    business = customer.business
    address = {
        "straat": business.street if business else "Diverse klanten",
        "postcode": business.postcode if business else "0000",
        "plaats": business.city if business else "Diversen",
        "land": {"id": country_id},
    }
    body: dict[str, Any] = {
        "relatiesoort": ["Klant"],
        "naam": customer.name,
        "vestigingsAdres": address,
    }
    if business:
        body["btwNummer"] = customer.vat_number
        if business.kvk:
            body["kvkNummer"] = business.kvk
        if business.email:
            body["email"] = business.email
    return json.dumps(body, ensure_ascii=False)


def day_literal(day: date) -> str:
    """Write a day for an OData filter."""
    return f"datetime'{day.isoformat()}T00:00:00'"


def text_literal(text: str) -> str:
    """Write a text for an OData filter: quotes are doubled."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
