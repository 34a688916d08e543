"""How the practice shop is set up, and how its owner changes that.

Settings, tax rates, classes and payment methods are recorded (WooCommerce 11.0.1,
2026-11-20). Shipping methods, plugins and where orders are stored were not: they are
from WooCommerce's REST documentation and source, read 2026-11-21.
"""

from snelsync.sandbox.shop.recording import Json

_RECORDED = (
    "taxes",
    "tax_classes",
    "payment_gateways",
    "settings_general",
    "settings_tax",
)
_STATUSES = {
    "pending": "Pending payment",
    "processing": "Processing",
    "on-hold": "On hold",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
    "failed": "Failed",
    "verzonden": "Verzonden",
    "checkout-draft": "Draft",
}
_SHIPPING = {
    "flat_rate": "Flat rate",
    "free_shipping": "Free shipping",
    "local_pickup": "Local pickup",
}


class Settings:
    """What the owner of one practice shop has set, starting from a recorded shop.

    Attributes:
        lists: the rows of each list the API tells, by name.
        statuses: the names of the order statuses.
        plugins: the active plugins, as the status report tells them.
    """

    def __init__(self, recorded: Json, version: str) -> None:
        self.lists: dict[str, list[Json]] = {
            name: list(recorded[name]) for name in _RECORDED
        }
        self.lists["shipping_methods"] = [
            {"id": key, "title": title, "description": ""}
            for key, title in _SHIPPING.items()
        ]
        self.statuses = dict(_STATUSES)
        self.plugins: list[Json] = []
        self.add_plugin("woocommerce/woocommerce.php", "WooCommerce", version)

    @property
    def decimals(self) -> int:
        """Return how many decimals the shop calculates and tells prices with."""
        return int(self.value("woocommerce_price_num_decimals"))

    def value(self, setting: str) -> str:
        """Return what a setting is set to.

        Raises:
            KeyError: the practice shop has no such setting.
        """
        for name in ("settings_general", "settings_tax"):
            for row in self.lists[name]:
                if row["id"] == setting:
                    return str(row["value"])
        raise KeyError(f"the practice shop has no setting {setting}")

    def change_setting(self, setting: str, value: str) -> None:
        """Set a setting.

        Raises:
            KeyError: the practice shop has no such setting.
        """
        self.value(setting)
        for name in ("settings_general", "settings_tax"):
            self.lists[name] = [
                row | {"value": value} if row["id"] == setting else row
                for row in self.lists[name]
            ]

    def put(self, name: str, key: str | int, changes: Json, blank: Json) -> None:
        """Change a row of a list, or add one.

        Args:
            name: the list.
            key: the row's id.
            changes: its fields.
            blank: what a new row says of the rest.
        """
        rows = self.lists[name]
        known = any(row["id"] == key for row in rows)
        self.lists[name] = [
            row | changes if row["id"] == key else row for row in rows
        ] + ([] if known else [{"id": key} | blank | changes])

    def remove(self, name: str, key: str | int) -> None:
        """Take a row out of a list."""
        self.lists[name] = [row for row in self.lists[name] if row["id"] != key]

    def add_plugin(self, path: str, name: str, version: str) -> None:
        """Switch a plugin on; the fields are those of ``get_active_plugins``."""
        told = {
            "plugin": path,
            "name": name,
            "version": version,
            "version_latest": version,
            "url": "",
            "author_name": "",
            "author_url": "",
            "network_activated": False,
        }
        self.plugins = [*self.plugins, told]

    def report(self, recorded: Json, *, version: str, order_tables: bool) -> Json:
        """Return the status report: as recorded, with what the owner has set."""
        store = "OrdersTableDataStore" if order_tables else "WC_Order_Data_Store_CPT"
        settings = {
            "currency": self.value("woocommerce_currency"),
            "number_of_decimals": self.decimals,
            "HPOS_enabled": order_tables,
            "order_datastore": store,
        }
        return recorded | {
            "environment": recorded["environment"] | {"version": version},
            "database": recorded["database"] | {"wc_database_version": version},
            "settings": recorded["settings"] | settings,
            "active_plugins": self.plugins,
        }


BLANK_GATEWAY: Json = {"title": "", "enabled": True, "method_title": ""}
BLANK_TAX: Json = {
    "country": "",
    "state": "",
    "postcode": "",
    "city": "",
    "rate": "0.0000",
    "name": "",
    "priority": 1,
    "compound": False,
    "shipping": True,
    "order": 99,
    "class": "standard",
    "postcodes": [],
    "cities": [],
}
