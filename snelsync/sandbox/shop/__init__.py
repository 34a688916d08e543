"""A practice shop: recorded answers of a real WooCommerce, served over WSGI.

It is stricter than the real thing and never kinder: whoever talks to it well can talk
to a shop. Recorded on WooCommerce 11.0.1, 2026-11-20; it can also play 8.9.2.
"""

from snelsync.sandbox.shop.app import PracticeShop, Request
from snelsync.sandbox.shop.faults import ConnectionDropped, Fault
from snelsync.sandbox.shop.keys import (
    PRACTICE_CONSUMER_KEY,
    PRACTICE_CONSUMER_SECRET,
    ApiKey,
)

__all__ = [
    "PRACTICE_CONSUMER_KEY",
    "PRACTICE_CONSUMER_SECRET",
    "ApiKey",
    "ConnectionDropped",
    "Fault",
    "PracticeShop",
    "Request",
]
