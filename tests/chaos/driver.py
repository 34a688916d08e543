"""snelsync in processes that can be killed, at a time that only waiting moves on.

Run as a program it forks a child for each line it reads: as real a process as one from
the shell, with the modules loaded already.
"""

import fcntl
import json
import mmap
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import NoReturn

from typer.main import get_command

from snelsync.cli.main import app
from snelsync.cli.session import World
from snelsync.cli.stopping import interrupt

_LOADED = (
    "anyio",
    "filelock",
    "httpcore",
    "rich.console",
    "snelsync.adapters.credentials",
    "snelsync.adapters.mapping_file",
    "snelsync.adapters.snelstart.client",
    "snelsync.adapters.snelstart.pace",
    "snelsync.adapters.state.lock",
    "snelsync.adapters.state.recording",
    "snelsync.adapters.vies",
    "snelsync.adapters.woocommerce.client",
    "snelsync.app.push",
    "snelsync.app.runs",
    "snelsync.app.stopping",
    "snelsync.app.sync",
    "snelsync.cli.documents",
    "snelsync.cli.tables",
    "snelsync.cli.wiring",
)
"""What a push loads: once, before the first child."""

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)


class SharedTime:
    """A time in a file, for several processes; whoever waits moves it on."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("r+b")
        self._map = mmap.mmap(self._file.fileno(), 8)
        self._lock = Lock()

    @classmethod
    def at(cls, path: Path, moment: datetime) -> "SharedTime":
        """Begin a time."""
        path.write_bytes(((moment - _BEGIN) // _STEP).to_bytes(8))
        return cls(path)

    def set(self, moment: datetime) -> None:
        """Make it another time."""
        self._map[:8] = ((moment - _BEGIN) // _STEP).to_bytes(8)

    def now(self) -> datetime:
        """Tell the moment."""
        return _BEGIN + int.from_bytes(self._map[:8]) * _STEP

    def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            later = int.from_bytes(self._map[:8]) + round(seconds * 1_000_000)
            self._map[:8] = later.to_bytes(8)
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()
        self._file.close()


def be_snelsync(words: list[str], *, time: Path, said: Path) -> NoReturn:
    """Be the command line, from its first to its last instruction."""
    told = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream, number in ((os.open(os.devnull, os.O_RDONLY), 0), (told, 1), (told, 2)):
        os.dup2(stream, number)
    world = World(
        environ=dict(os.environ), clock=SharedTime(time), stdin_is_terminal=False
    )
    signal.signal(signal.SIGTERM, interrupt)
    code: object = 1
    try:
        get_command(app).main(words, "snelsync", obj=world)
    except SystemExit as ended:
        code = ended.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(str(code or 0)))


def main() -> None:
    """For each line: fork, tell the process's number, and then how it ended."""
    for name in _LOADED:
        import_module(name)
    time = Path(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            be_snelsync(asked["words"], time=time, said=Path(asked["said"]))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
