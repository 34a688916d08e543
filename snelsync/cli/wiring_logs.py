"""The wiring of logs and support bundles: names their adapters, and what both read."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snelsync.cli.own_folders import own_logs
from snelsync.errors import SnelsyncError

if TYPE_CHECKING:
    from datetime import datetime

    from snelsync.cli.session import Session

OWN_LOG = "default"
"""Typed for the log file in the user's own folder."""


def log_path(chosen: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Find the log file: --log-file, SNELSYNC_LOG; None for no file."""
    name = chosen or environ.get("SNELSYNC_LOG", "")
    if not name:
        return None
    return own_log_path() if str(name) == OWN_LOG else Path(name)


def own_log_path() -> Path:
    """Give the log file in the user's own folder for logs."""
    return own_logs() / "snelsync.log"


@contextmanager
def logged(session: Session, *, as_json: bool) -> Iterator[None]:
    """Write down what happens meanwhile: to the file, and as asked to stderr."""
    from secrets import token_hex  # noqa: PLC0415

    from snelsync.adapters import logs  # noqa: PLC0415

    def failed(error: OSError) -> None:
        reason = error.strerror or "it cannot be written"
        session.output.note(f"warning: no log in {session.log_path}: {reason}")

    handlers = []
    if as_json or session.output.verbose:
        handlers.append(logs.on_stream(sys.stderr, as_json=as_json))
    if session.log_path is not None:
        handlers += filter(None, [logs.in_file(session.log_path, failed)])
    log = logs.Log(tuple(handlers), clock=session.world.clock, use=token_hex(4))
    with logs.logged(log):
        yield


def last_log_lines(session: Session, most: int) -> list[Any]:
    """Read the last lines of the log again, checked anew."""
    from snelsync.adapters.logs import last_lines  # noqa: PLC0415

    return list(last_lines(session.log_path or own_log_path(), most))


def extract_of_state(
    session: Session, *, amounts: bool
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Tell of the state file what may be told of it, and of what needs a person."""
    from snelsync.adapters.state.extract import extract  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    path = session.state_path or session.world.environ.get("SNELSYNC_STATE")
    if not path:
        try:
            path = wiring.state_path(session, wiring.settings(session))
        except SnelsyncError as error:
            return {"where": "not known", "error": type(error).__name__}, []
    return extract(Path(path), amounts=amounts)


def scrubbed_mapping(session: Session) -> dict[str, Any]:
    """Give the mapping file without what was typed freely; else why there is none."""
    from tomllib import TOMLDecodeError  # noqa: PLC0415

    from snelsync.adapters.mapping_scrubbed import scrubbed  # noqa: PLC0415
    from snelsync.cli import wiring  # noqa: PLC0415

    try:
        text = session.mapping_path.read_text(encoding="utf-8")
        return {"faults": _faults(session, wiring), "settings": scrubbed(text)}
    except OSError as error:
        return {"error": type(error).__name__}
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        return {"error": type(error).__name__}


def _faults(session: Session, wiring: Any) -> int:  # noqa: ANN401 - the module
    try:
        wiring.settings(session)
    except SnelsyncError as error:
        return max(1, len(error.details))
    return 0


def versions(session: Session) -> dict[str, Any]:
    """Tell the versions of everything, and which of our variables are set."""
    import platform  # noqa: PLC0415
    import sqlite3  # noqa: PLC0415

    import snelsync  # noqa: PLC0415
    from snelsync.adapters.credentials import Key  # noqa: PLC0415

    keys = [
        variable for key in Key for variable in (key.variable, f"{key.variable}_FILE")
    ]
    known = ["SNELSYNC_MAPPING", "SNELSYNC_STATE", "SNELSYNC_LOG", *keys]
    return {
        "snelsync": snelsync.__version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release().partition("-")[0],
        "machine": platform.machine(),
        "sqlite": sqlite3.sqlite_version,
        "packages": dict(_packages()),
        "variables_set": [name for name in known if session.world.environ.get(name)],
    }


def _packages() -> Iterator[tuple[str, str]]:
    """List the libraries we need, with the version that is there."""
    from importlib import metadata  # noqa: PLC0415

    with suppress(metadata.PackageNotFoundError):
        for need in metadata.requires("snelsync") or ():
            name, _, condition = need.partition(";")
            if "extra" not in condition:
                plain = re.split(r"[^\w-]", name.strip())[0]
                yield plain, metadata.version(plain)


def write_bundle(path: Path, parts: Mapping[str, Any], *, made: datetime) -> None:
    """Write a support bundle."""
    from snelsync.adapters import bundle_file  # noqa: PLC0415

    bundle_file.write_bundle(path, parts, made=made)
