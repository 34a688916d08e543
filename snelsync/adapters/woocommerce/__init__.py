"""The shop: WooCommerce's REST API v3, read only."""
