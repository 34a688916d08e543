"""A support bundle as a zip file: for its owner only, and never over another file."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from snelsync.errors import UsageError


def write_bundle(path: Path, parts: Mapping[str, Any], *, made: datetime) -> None:
    """Write parts, by file name: a text as it is, anything else as JSON.

    Raises:
        UsageError: the file is there already, or cannot be made.
    """
    content = _zipped(parts, made)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise UsageError(
            f"{path} is there already", hint="name another file, or move that one away"
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}",
            hint="name a file in a folder of your own",
        ) from error


def _zipped(parts: Mapping[str, Any], made: datetime) -> bytes:
    """Zip parts in the order of their names: the same content gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, made.timetuple()[:6])
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _text(parts[name]))
    return buffer.getvalue()


def _text(part: Any) -> str:  # noqa: ANN401
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        return "".join(json.dumps(one) + "\n" for one in part)
    return json.dumps(part, indent=2) + "\n"
