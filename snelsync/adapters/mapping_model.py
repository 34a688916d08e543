"""What a mapping file may say: every setting, its kind and its limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from snelsync.adapters.mapping_alerts import AlertsSection
from snelsync.adapters.mapping_values import (
    CAPITALS,
    ORDER_WORDS,
    Number,
    Text,
    address,
    known_time_zone,
    safe_address,
    template,
)
from snelsync.domain.mapping import (
    BookingDate,
    BusinessCards,
    Choice,
    DiscountMethod,
    ExchangeWay,
    GiftCardKind,
    KeyKind,
    LineStyle,
    PaymentMeaning,
)
from snelsync.domain.vat import Treatment


class _Section(BaseModel):
    # Built once, within the whole: each by itself would take as long again.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Statuses(_Section):
    """``[shop.statuses]``."""

    book: tuple[str, ...]
    wait: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()


class ShopSection(_Section):
    """``[shop]``."""

    allow_http: Annotated[bool, Field(strict=True)] = False
    url: str
    ca_file: str = ""
    time_zone: Annotated[str, AfterValidator(known_time_zone)] = "Europe/Amsterdam"
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$"), CAPITALS] = "NL"
    start: date
    booking_date: BookingDate = BookingDate.PAID
    full_after_days: Annotated[int, Field(ge=0, le=3660)] = 30
    statuses: Statuses

    @field_validator("url")
    @classmethod
    def _http_is_a_choice(cls, url: str, info: ValidationInfo) -> str:
        """Take plain http only where that is wanted."""
        if info.data.get("allow_http"):
            return address(url)
        try:
            return safe_address(url)
        except ValueError as error:
            msg = f"{error}; use https, or set allow_http = true"
            raise ValueError(msg) from None


class SnelStartSection(_Section):
    """``[snelstart]``."""

    administration: str = ""
    key: KeyKind = KeyKind.PRODUCTION
    api_url: Annotated[str, AfterValidator(safe_address)] = (
        "https://b2bapi.snelstart.nl/v2"
    )
    token_url: Annotated[str, AfterValidator(safe_address)] = (
        "https://auth.snelstart.nl/b2b/token"  # noqa: S105 - an address
    )
    ca_file: str = ""


class Texts(_Section):
    """``[invoices.texts]``."""

    @field_validator("credit", "reversal", "corrected")
    @classmethod
    def _credits_name_the_sale(cls, template: str) -> str:
        """Name the invoice that is credited or replaced, as the law wants."""
        if "{invoice}" not in template:
            msg = "needs {invoice}: it names the invoice that it credits or replaces"
            raise ValueError(msg)
        return template

    sale: Annotated[Text, template(*ORDER_WORDS, "invoice")] = (
        "Webshop order {order_number}"
    )
    credit: Annotated[Text, template(*ORDER_WORDS, "refund_id", "invoice")] = (
        "Credit {refund_id} op factuur {invoice}"
    )
    item: Annotated[Text, template("quantity", "code")] = "{quantity} x {code}"
    shipping: Annotated[Text, template("quantity", "code")] = "Verzendkosten"
    fee: Annotated[Text, template("quantity", "code")] = "Toeslag of korting"
    rounding: Text = "Afronding webshop"
    discount: Text = "Korting"
    gift_card: Text = "Betaald met cadeaubon"
    foreign_vat: Annotated[Text, template("rate")] = "Btw {rate}"
    reversal: Annotated[Text, template(*ORDER_WORDS, "invoice")] = (
        "Factuur {invoice} vervalt"
    )
    corrected: Annotated[Text, template(*ORDER_WORDS, "invoice")] = (
        "Webshop order {order_number}, vervangt {invoice}"
    )


class InvoicesSection(_Section):
    """``[invoices]``."""

    number: Annotated[Text, template(*ORDER_WORDS)] = "{order_number}"
    credit_number: Annotated[Text, template(*ORDER_WORDS, "refund_id")] = (
        "{order_number}-R{refund_id}"
    )
    reversal_number: Annotated[Text, template("invoice")] = "{invoice}-T"
    corrected_number: Annotated[Text, template("invoice", "revision")] = (
        "{invoice}-C{revision}"
    )
    lines: LineStyle = LineStyle.PER_LINE
    payment_term: Annotated[int, Field(ge=0, le=999, strict=True)] = 14
    number_keys: tuple[str, ...] = ()
    texts: Texts = Texts()

    @field_validator("credit_number")
    @classmethod
    def _credits_differ(cls, template: str) -> str:
        """Give each credit a number of its own."""
        if "{refund_id}" not in template:
            msg = "needs {refund_id}: an order can have several refunds"
            raise ValueError(msg)
        return template

    @field_validator("reversal_number", "corrected_number")
    @classmethod
    def _corrections_differ(cls, template: str) -> str:
        """Give each correction a number of its own."""
        if "{invoice}" not in template or template == "{invoice}":
            msg = "needs {invoice} and something more: the number itself is in use"
            raise ValueError(msg)
        return template

    @field_validator("corrected_number")
    @classmethod
    def _corrections_count(cls, template: str) -> str:
        """Tell a second correction from the first."""
        if "{revision}" not in template:
            msg = "needs {revision}: an order can be corrected more than once"
            raise ValueError(msg)
        return template

    @field_validator("number")
    @classmethod
    def _sales_differ(cls, template: str) -> str:
        """Give each sale a number of its own."""
        if "{order" not in template:
            msg = "needs {order_number} or {order_id}"
            raise ValueError(msg)
        return template


class CustomersSection(_Section):
    """``[customers]``; a card's name has at most 50 characters (REL-0007)."""

    collective_name: Annotated[
        str, Field(min_length=1, max_length=50), template("country")
    ] = "Webshop particulieren {country}"
    businesses: BusinessCards = BusinessCards.COLLECTIVE
    vat_number_keys: tuple[str, ...] = ()
    kvk_keys: tuple[str, ...] = ()
    own_vat_number: str = ""
    vies_url: Annotated[str, AfterValidator(safe_address)] = (
        "https://ec.europa.eu/taxation_customs/vies/rest-api"
    )


class RoundingSection(_Section):
    """``[rounding]``."""

    account: Number


TAXED = (Treatment.HIGH, Treatment.LOW, Treatment.OTHER, Treatment.OSS)
UNTAXED = tuple(str(one) for one in Treatment if one not in TAXED)


def _untaxed(treatment: Treatment) -> Treatment:
    if treatment in TAXED:
        msg = f"carries VAT, and this is about sales without: {', '.join(UNTAXED)}"
        raise ValueError(msg)
    return treatment


Untaxed = Annotated[
    Treatment,
    AfterValidator(_untaxed),
    WithJsonSchema({"type": "string", "enum": list(UNTAXED)}),
]


class ZeroVatSection(_Section):
    """``[zero_vat]``: a missing reason holds the order."""

    domestic_zero_rate: Untaxed | None = None
    domestic_untaxed: Untaxed | None = None
    outside_eu: Untaxed | None = None
    small_business: Untaxed | None = None


class DiscountsSection(_Section):
    """``[discounts]``."""

    method: DiscountMethod = DiscountMethod.NET
    accounts: dict[Treatment, Number] = {}


class RefundsSection(_Section):
    """``[refunds]``."""

    without_lines: Choice = Choice.HOLD
    tax_only: Untaxed | None = None
    cancelled: Choice = Choice.HOLD
    trashed: Choice = Choice.HOLD
    quiet_minutes: Annotated[int, Field(ge=0, le=10_080, strict=True)] = 10


RateCode = Annotated[str, StringConstraints(pattern="^[A-Z]{2,3}$")]


class OssSection(_Section):
    """``[oss]``: no accounts means foreign VAT is held."""

    accounts: dict[RateCode, Number] = {}


class GiftCardsSection(_Section):
    """``[gift_cards]``."""

    kind: GiftCardKind | None = None
    account: Number | None = None
    products: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    unexplained: Choice = Choice.HOLD


CONSEQUENCES = frozenset({"account", "cost_centre", "treatment"})
"""What a rule may say; all else of it but its name is a condition."""


class RuleRow(_Section):
    """A row of ``[[rules]]``: conditions, and what follows from them."""

    name: Text
    sku: str = ""
    product: Annotated[int, Field(ge=1, strict=True)] | None = None
    tax_class: str | None = None
    fee: str = ""
    shipping_method: str = ""
    country: Annotated[str, StringConstraints(pattern="^([A-Z]{2})?$"), CAPITALS] = ""
    coupon: str = ""
    payment: str = ""
    category: str = ""
    tag: str = ""
    account: Number | None = None
    cost_centre: Annotated[int, Field(ge=1, le=999_999_999, strict=True)] | None = None
    treatment: Untaxed | None = None

    @model_validator(mode="after")
    def _means_something(self) -> Self:
        """A rule needs a condition and a consequence."""
        given = {
            name
            for name in self.model_fields_set
            if getattr(self, name) != "" or name == "tax_class"
        }
        if not given - {"name", *CONSEQUENCES}:
            conditions = set(type(self).model_fields) - {"name", *CONSEQUENCES}
            msg = f"a rule needs a condition: {', '.join(sorted(conditions))}"
            raise ValueError(msg)
        if not given & CONSEQUENCES:
            msg = f"a rule needs {', '.join(sorted(CONSEQUENCES))}, or some of them"
            raise ValueError(msg)
        return self


class ExchangeRow(_Section):
    """A row of ``[[currency.recorded]]``."""

    key: Text
    way: ExchangeWay


class CurrencySection(_Section):
    """``[currency]``."""

    recorded: tuple[ExchangeRow, ...] = ()
    rates_file: str = ""


class PaymentRow(_Section):
    """A row of ``[[payments]]``."""

    gateway: str
    means: PaymentMeaning


class LimitsSection(_Section):
    """``[limits]``."""

    rounding_tolerance: Annotated[Decimal, Field(ge=0, le=Decimal("0.10"))] = Decimal(
        "0.05"
    )
    documents: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 500


CheckCode = Annotated[
    str,
    StringConstraints(pattern="^C(?:[1-9]|1[0-6])$"),
    Field(description="a check by its code, C1 to C16"),
]


class ReconcileSection(_Section):
    """``[reconcile]``."""

    warn: tuple[CheckCode, ...] = ()
    fail: tuple[CheckCode, ...] = ()
    open_days: Annotated[int, Field(ge=0, le=3660, strict=True)] = 30
    box_tolerance: Annotated[Decimal, Field(ge=0, le=5)] = Decimal(1)
    tolerance: Annotated[Decimal, Field(ge=0, le=5, decimal_places=2)] = Decimal(0)


class MappingFile(_Section):
    """A whole mapping file."""

    shop: ShopSection
    snelstart: SnelStartSection = SnelStartSection()
    invoices: InvoicesSection = InvoicesSection()
    customers: CustomersSection = CustomersSection()
    revenue: dict[Treatment, Number]
    shipping: dict[Treatment, Number] = {}
    fees: dict[Treatment, Number] = {}
    rounding: RoundingSection
    zero_vat: ZeroVatSection = ZeroVatSection()
    discounts: DiscountsSection = DiscountsSection()
    refunds: RefundsSection = RefundsSection()
    oss: OssSection = OssSection()
    gift_cards: GiftCardsSection = GiftCardsSection()
    currency: CurrencySection = CurrencySection()
    rules: tuple[RuleRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    limits: LimitsSection = LimitsSection()
    reconcile: ReconcileSection = ReconcileSection()
    alerts: AlertsSection = AlertsSection()
