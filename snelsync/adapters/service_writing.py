"""Writing what starts runs: files that are there are left alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from snelsync.adapters.private_files import make_folder
from snelsync.adapters.service_cron import crontab
from snelsync.adapters.service_steps import cron_steps, unit_steps
from snelsync.adapters.service_units import service, timer
from snelsync.app.ports import Step, Unattended
from snelsync.errors import SettingsError, UsageError


class Installer:
    """Writes what starts runs: systemd's units, or a crontab's line."""

    def units(self, run: Unattended) -> dict[str, str]:
        """Write systemd's files, by name."""
        return {f"{run.name}.service": service(run), f"{run.name}.timer": timer(run)}

    def unit_steps(self, run: Unattended, folder: Path) -> tuple[Step, ...]:
        """Say what to type once the files stand in a folder."""
        return unit_steps(run, folder)

    def crontab(self, run: Unattended) -> str:
        """Write the line of a crontab."""
        return crontab(run)

    def cron_steps(self, run: Unattended) -> tuple[Step, ...]:
        """Say what to type besides."""
        return cron_steps(run)

    def write(self, folder: Path, texts: Mapping[str, str], *, force: bool) -> None:
        """Write files into a folder; none that is there is changed without force.

        Raises:
            UsageError: some are there, and force was not given; none was written.
            SettingsError: the folder cannot be written in.
        """
        there = [name for name in texts if os.path.lexists(folder / name)]
        if there and not force:
            raise UsageError(
                f"{folder} has {' and '.join(there)} already; nothing was written",
                hint="look what stands there; --force writes over it, --to elsewhere",
            )
        try:
            make_folder(folder, mode=0o755)
            for name, text in texts.items():
                _put(folder / name, text)
        except OSError as error:
            raise SettingsError(
                f"cannot write in {folder}: {error.strerror}",
                hint="name a folder of your own with --to; the units are copied later",
            ) from error


def _put(path: Path, text: str) -> None:
    """Put a file whole in its place: a link that stands there is not followed."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchmod(file.fileno(), 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
