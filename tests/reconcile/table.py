"""All tamperings, in one table."""

from __future__ import annotations

from .books_side import BOOKS
from .combined import COMBINED
from .record_side import RECORD
from .shop_side import SHOP

TAMPERINGS = (*SHOP.rows, *RECORD.rows, *BOOKS.rows, *COMBINED.rows)
