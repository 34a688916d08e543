"""Saying, whatever was typed, that runs have stopped or that a key ends soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snelsync.errors import SnelsyncError

if TYPE_CHECKING:
    from snelsync.adapters.mapping_file import Settings
    from snelsync.app.ports import RunHistory
    from snelsync.app.watch import Watched
    from snelsync.cli.session import Session


def watched(session: Session, chosen: Settings, state: RunHistory) -> Watched:
    """Look at the runs and at the key."""
    from snelsync.app.watch import watch  # noqa: PLC0415

    return watch(
        state,
        mapping=chosen.mapping,
        hours=chosen.alerts.silent_after_hours,
        key=chosen.snelstart.key,
        clock=session.world.clock,
    )


def shout(session: Session, chosen: Settings, state: RunHistory) -> Watched:
    """Look at the runs and at the key, and say what is wrong, even when quiet."""
    found = watched(session, chosen, state)
    for one in found.problems:
        session.output.warning(f"{one.message}\nhint: {one.remedy}")
    return found


def standing(session: Session, chosen: Settings) -> dict[str, int]:
    """Give what is wrong besides a run, by code; what cannot be read is not known."""
    from snelsync.cli import wiring  # noqa: PLC0415

    try:
        with wiring.open_reading(session, chosen) as state:
            problems = watched(session, chosen, state).problems
    except SnelsyncError:
        return {}
    return {str(one.code): 1 for one in problems}
