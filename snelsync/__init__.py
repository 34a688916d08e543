"""Books a WooCommerce shop into SnelStart: never twice, never lost, to the cent."""

__version__ = "0.1.0"
