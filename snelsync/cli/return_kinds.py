"""The returns that ``snelsync report`` has figures for, as one types them."""

from __future__ import annotations

from enum import StrEnum


class Return(StrEnum):
    """What there are figures for."""

    VAT = "vat"
    ICP = "icp"
    OSS = "oss"
