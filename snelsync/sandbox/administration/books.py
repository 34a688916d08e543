"""The state of an administration: everything that is kept, and the seed it starts with.

No rules here. Rows are kept as they go over the wire, by id and in order of creation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from snelsync.sandbox.administration.chart import (
    FOREIGN_VAT_LEDGER,
    SEED_MOMENT,
    cost_centres,
    journals,
    ledgers,
    seed_id,
)
from snelsync.sandbox.administration.company import company_info
from snelsync.sandbox.administration.countries import country_rows
from snelsync.sandbox.administration.functions import NUMBERS
from snelsync.sandbox.administration.odata import Bookmark
from snelsync.sandbox.administration.rates import (
    dutch_rates,
    eu_rates,
    rate_definitions,
)
from snelsync.sandbox.administration.wire import (
    Record,
    dutch_time,
    moment_text,
    reference,
)

Rows = dict[str, Record]


def _by_id(rows: list[Record]) -> Rows:
    return {row["id"]: row for row in rows}


def _countries() -> list[Record]:
    rows: list[Record] = []
    for two, three, name in country_rows():
        guid = seed_id("landen", two)
        row = {"naam": name, "landcodeISO": three, "landcode": two}
        rows.append({**row, "id": guid, "uri": f"/landen/{guid}"})
    return rows


@dataclass(slots=True, kw_only=True)
class Books:
    """Everything an administration holds."""

    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    company: Record
    fixed_book_year: int | None = None
    blocked_until: date | None = None
    relations: Rows = field(default_factory=dict)
    ledgers: Rows = field(default_factory=lambda: _by_id(ledgers()))
    journals: Rows = field(default_factory=lambda: _by_id(journals()))
    cost_centres: Rows = field(default_factory=lambda: _by_id(cost_centres()))
    countries: Rows = field(default_factory=lambda: _by_id(_countries()))
    bookings: Rows = field(default_factory=dict)
    invoices: Rows = field(default_factory=dict)
    mutations: Rows = field(default_factory=dict)
    mutation_owners: dict[str, str] = field(default_factory=dict)
    mandates: Rows = field(default_factory=dict)
    vat_returns: Rows = field(default_factory=dict)
    dutch_rates: list[Record] = field(default_factory=dutch_rates)
    eu_rates: list[Record] = field(default_factory=eu_rates)
    rate_definitions: list[Record] = field(default_factory=rate_definitions)
    invalid_vat_numbers: set[str] = field(default_factory=set)
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)
    changes: int = 0

    def fresh_id(self) -> str:
        """Make the id of a new row."""
        return str(self.new_id())

    def moment(self) -> str:
        """Give the time as it is put on changed rows: Dutch, without a zone."""
        return moment_text(dutch_time(self.now()))

    @property
    def book_year(self) -> int:
        """The current book year: the calendar year in the Netherlands, or a set one."""
        return self.fixed_book_year or dutch_time(self.now()).year

    @property
    def foreign_vat_ledger(self) -> str:
        """The id of the ledger that foreign VAT is owed on."""
        return str(self.company["buitenlandseBtwGrootboek"]["id"])

    @property
    def invoices_foreign_vat(self) -> bool:
        """Tell whether the administration charges VAT of other countries (OSS)."""
        return bool(self.company["factureerBuitenlandsBtw"])

    def function_of(self, ledger: Record) -> int:
        """Give the number of a ledger's function."""
        return NUMBERS[ledger["grootboekfunctie"]]

    def active_ledger(self, function: int) -> Record | None:
        """Find the first ledger in use with a function."""
        for ledger in self.ledgers.values():
            if self.function_of(ledger) == function and not ledger["nonactief"]:
                return ledger
        return None

    def ledger_numbered(self, number: int) -> Record:
        """Find a ledger by its number.

        Raises:
            KeyError: There is none.

        """
        for ledger in self.ledgers.values():
            if ledger["nummer"] == number:
                return ledger
        raise KeyError(number)

    def country_coded(self, code: str) -> Record:
        """Find a country by its two-letter code.

        Raises:
            KeyError: There is none.

        """
        return self.countries[seed_id("landen", code)]

    def country_of(self, relation: Record) -> Record:
        """Give the country of a relation's address; without one, the Netherlands."""
        address = relation["vestigingsAdres"] or {}
        land = address.get("land") or {}
        return self.countries.get(land.get("id") or "") or self.country_coded("NL")

    def invoice_of(self, booking_id: str) -> Record:
        """Find the invoice that a booking made."""
        for invoice in self.invoices.values():
            if invoice["verkoopBoeking"]["id"] == booking_id:
                return invoice
        raise KeyError(booking_id)

    def is_paid_on(self, booking_id: str) -> bool:
        """Tell whether anything was paid on a booking."""
        invoice = self.invoice_of(booking_id)
        return bool(invoice["openstaandSaldo"] != invoice["factuurBedrag"])


def open_books(  # noqa: PLR0913 - one administration has this many choices
    *,
    name: str,
    oss: bool,
    kor: bool,
    now: Callable[[], datetime],
    new_id: Callable[[], UUID],
    book_year: int | None,
    blocked_until: date | None,
    renumbered: bool = False,
) -> Books:
    """Start an administration: default chart, three system relations, no bookings."""
    foreign_vat = reference("grootboeken", seed_id("grootboeken", FOREIGN_VAT_LEDGER))
    company = company_info(
        name, oss=oss, kor=kor, foreign_vat=foreign_vat, guid=seed_id("company", name)
    )
    return Books(
        now=now,
        new_id=new_id,
        company=company,
        fixed_book_year=book_year,
        blocked_until=blocked_until,
        relations=_by_id(_system_relations(name)),
        ledgers=_by_id(ledgers(renumbered=renumbered)),
    )


def _system_relations(company: str) -> list[Record]:
    rows = (
        (0, company, "Eigen"),
        (-1, "Leverancier onbekend", "Leverancier"),
        (-2, "Klant onbekend", "Klant"),
    )
    return [_system_relation(code, name, kind) for code, name, kind in rows]


def _system_relation(code: int, name: str, kind: str) -> Record:
    guid = seed_id("relaties", code)
    return {
        **blank_relation(guid),
        "relatiesoort": [kind],
        "relatiecode": code,
        "naam": name,
    }


def blank_relation(guid: str) -> Record:
    """Make a relation with every property there is, filled with nothing."""
    no_mail = {"shouldSend": False, "email": None, "ccEmail": None}
    mails = {f"{sort}Versturen": dict(no_mail) for sort in MAIL_SORTS}
    return {
        "relatiesoort": [],
        "modifiedOn": SEED_MOMENT,
        "relatiecode": 0,
        "naam": "",
        "vestigingsAdres": dict.fromkeys((*ADDRESS_TEXTS, "land")),
        "correspondentieAdres": None,
        **dict.fromkeys(("telefoon", "mobieleTelefoon", "fax", "email", "btwNummer")),
        "factuurkorting": None,
        "krediettermijn": None,
        "bankieren": False,
        "nonactief": False,
        "kredietLimiet": None,
        **dict.fromkeys(("memo", "kvkNummer", "oin", "websiteUrl", "aanmaningsoort")),
        **mails,
        "ublBestandAlsBijlage": False,
        **dict.fromkeys(("iban", "bic", "incassoSoort", "factuurRelatie")),
        "inkoopBoekingenUri": f"/relaties/{guid}/inkoopboekingen",
        "verkoopBoekingenUri": f"/relaties/{guid}/verkoopboekingen",
        "documents": [],
        "extraVeldenKlant": [],
        "id": guid,
        "uri": f"/relaties/{guid}",
    }


ADDRESS_TEXTS = ("contactpersoon", "straat", "postcode", "plaats")
MAIL_SORTS = (
    "offerteEmail",
    "bevestigingsEmail",
    "factuurEmail",
    "aanmaningEmail",
    "offerteAanvraagEmail",
    "bestellingEmail",
)
