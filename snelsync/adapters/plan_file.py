"""An approved plan in a file, as JSON: to be looked at, sent round, and applied."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from snelsync.adapters.private_files import write_private
from snelsync.domain.approval import Approval, ApprovedDocument
from snelsync.domain.booking import DocumentKey, DocumentKind
from snelsync.errors import UsageError

SCHEMA = 1
LARGEST = 512 * 1024 * 1024
"""Bytes; a booking takes about two thousand."""


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")

    shop: str
    kind: DocumentKind
    shop_id: int
    revision: int = 0
    order_number: str
    number: str
    date: date
    total: Decimal
    booking: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    snelsync_plan: int = SCHEMA
    digest: str
    mapping: str
    chart: str
    documents: tuple[_Document, ...]


def write_plan(path: Path, approval: Approval) -> None:
    """Write a plan.

    Raises:
        UsageError: it cannot be written there.
    """
    body = _File(
        digest=approval.digest,
        mapping=approval.mapping,
        chart=approval.chart,
        documents=tuple(
            _Document(
                shop=one.key.shop,
                kind=one.key.kind,
                shop_id=one.key.shop_id,
                revision=one.key.revision,
                order_number=one.order_number,
                number=one.number,
                date=one.day,
                total=one.total,
                booking=one.booking,
            )
            for one in approval.documents
        ),
    )
    try:
        write_private(path, f"{body.model_dump_json(indent=2)}\n".encode())
    except OSError as error:
        raise UsageError(
            f"the plan cannot be written to {path}: {error.strerror}",
            hint="name a file in a folder that is there with --plan",
        ) from error


def read_plan(path: Path) -> Approval:
    """Read a plan.

    Raises:
        UsageError: there is none, or it was changed by hand.
    """
    again = "make one with `snelsync push --dry-run --plan FILE`"
    try:
        with path.open("rb") as file:
            large = os.fstat(file.fileno()).st_size > LARGEST
            content = b"" if large else file.read(LARGEST + 1)
        if large or len(content) > LARGEST:
            raise UsageError(f"{path} is larger than any plan", hint=again)
        body = _File.model_validate_json(content)
    except OSError as error:
        raise UsageError(
            f"there is no plan {path}: {error.strerror}", hint=again
        ) from (error)
    except (ValidationError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no plan of snelsync", hint=again) from error
    approval = Approval(
        mapping=body.mapping,
        chart=body.chart,
        documents=tuple(
            ApprovedDocument(
                key=DocumentKey(one.shop, one.kind, one.shop_id, one.revision),
                order_number=one.order_number,
                number=one.number,
                day=one.date,
                total=one.total,
                booking=one.booking,
            )
            for one in body.documents
        ),
    )
    if body.snelsync_plan != SCHEMA or approval.digest != body.digest:
        raise UsageError(f"{path} was changed after it was made", hint=again)
    return approval
