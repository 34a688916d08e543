"""Which commands ran before, when, and how they ended: for looking only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from snelsync.adapters.state import tables as t
from snelsync.adapters.state.codec import load_moment
from snelsync.app.ports import Run
from snelsync.domain.silence import Attendance
from snelsync.errors import ENDED_WELL


class RunReader:
    """Looks up the runs of a state file.

    Args:
        engine: an opened state file.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def last_runs(self) -> tuple[Run, ...]:
        """Give the last run of each command that wrote."""
        table = t.runs
        newest = sa.select(sa.func.max(table.c.run_id)).group_by(table.c.command)
        query = sa.select(table).where(table.c.run_id.in_(newest))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(table.c.run_id))
            return tuple(
                Run(
                    run_id=row.run_id,
                    command=row.command,
                    started=load_moment(row.started),
                    ended=load_moment(row.ended) if row.ended else None,
                    exit_code=row.exit_code,
                )
                for row in rows
            )

    def first_booking_run(self) -> datetime | None:
        """Tell when a command first reached SnelStart with success."""
        runs = t.runs
        found = self._scalar(
            sa.select(sa.func.min(runs.c.started)).where(
                runs.c.command.in_(("push", "push --undo", "rebuild", "sync")),
                runs.c.exit_code.in_(ENDED_WELL),
            )
        )
        return load_moment(found) if found else None

    def attendance(self, command: str) -> Attendance | None:
        """Tell when a command first ran and last ended well; None if it never ran."""
        runs = t.runs
        ours = runs.c.command == command
        # The last by its number, not by its moment: the clock may have been ahead.
        well = sa.select(runs.c.ended).where(ours, runs.c.exit_code.in_(ENDED_WELL))
        first = self._scalar(sa.select(sa.func.min(runs.c.started)).where(ours))
        if first is None:
            return None
        good = self._scalar(well.order_by(runs.c.run_id.desc()).limit(1))
        return Attendance(
            command, load_moment(first), load_moment(good) if good else None
        )

    def _scalar(self, query: sa.Select[Any]) -> Any:  # noqa: ANN401
        with self._engine.connect() as connection:
            return connection.scalar(query)
