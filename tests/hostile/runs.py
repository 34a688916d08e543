"""How long the hostile runs are: a few in the suite, thousands on demand."""

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings

from snelsync.errors import ExitCode, SnelsyncError

LONG = os.environ.get("SNELSYNC_LONG") == "yes"

CASES = settings(
    max_examples=int(os.environ.get("SNELSYNC_EXAMPLES", "5000")) if LONG else 15,
    # What a seed leads to does not get simpler with a smaller seed.
    phases=(Phase.explicit, Phase.generate),
    derandomize=not LONG,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def tried(call: Callable[[], object]) -> None:
    """Call; what goes wrong is told with a remedy, and is no bug."""
    fault = _fault_of(call)
    if fault is not None:
        assert fault.exit_code != ExitCode.BUG
        assert fault.what
        assert fault.hint


def _fault_of(call: Callable[[], object]) -> SnelsyncError | None:
    try:
        call()
    except SnelsyncError as error:
        return error
    return None
