"""A stage for accidents: snelsync in real processes, and a server that sees each call.

The server knows exactly which call it is at, so a process is killed before or after
what it asked was carried out, and nothing has to be timed.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, cast

from werkzeug import Response

from snelsync.sandbox.administration import PracticeAdministration
from snelsync.sandbox.serve import served
from snelsync.sandbox.shop import PracticeShop
from tests.chaos.driver import SharedTime
from tests.cli.practice import (
    KEYS,
    MORNING,
    REPOSITORY,
    Practice,
    Stopped,
    recorded_ids,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

What = tuple[str, str]
"""A call's method and path."""

BOOKING: What = ("POST", "/v2/verkoopboekingen")
CARD: What = ("POST", "/v2/relaties")

SALES = (*range(173, 188), 206)
REFUNDED = (246, 247, 250, 251, 254, 258, 260, 308)
"""Recorded orders that are booked, with their refunds, by the example mapping."""

KILLED = -signal.SIGKILL
AT_REST = 180.0
"""Seconds after which nothing can still be on its way."""
PATIENCE = 60.0
"""Seconds after which a test that hangs fails."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that has arrived at the administration.

    Attributes:
        what: its method and path.
        nth: how many like it arrived since counting began, this one included.
        answer: carries it out.
        lose: does not carry it out.
    """

    what: What
    nth: int
    answer: Callable[[], Iterable[bytes]]
    lose: Callable[[], Iterable[bytes]]


Script = Callable[[Call], Iterable[bytes]]
"""What happens when a call arrives."""


def answered(call: Call) -> Iterable[bytes]:
    """Do what was asked."""
    return call.answer()


class Front:
    """Stands before the administration, counts what arrives, and follows a script."""

    def __init__(self, books: PracticeAdministration) -> None:
        self._lock = Lock()
        self.begin(books)

    def begin(self, books: PracticeAdministration) -> None:
        """Begin with other books."""
        self.books = books
        self.follow(answered)

    def follow(self, script: Script) -> None:
        """Count from here, and do as the script says."""
        with self._lock:
            self.script = script
            self.calls: Counter[What] = Counter()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a call as the script has it (WSGI)."""
        what = (environ["REQUEST_METHOD"], environ["PATH_INFO"])
        with self._lock:
            self.calls[what] += 1
            call = Call(
                what,
                self.calls[what],
                answer=lambda: self.books(environ, start_response),
                lose=lambda: Response(status=502)(environ, start_response),
            )
            script = self.script
        return script(call)


class Processes:
    """Runs snelsync in processes of its own, one at a time, and can kill it."""

    def __init__(self, time: Path) -> None:
        # No certificates: there is no talking to anybody but loopback.
        trusted = {"SSL_CERT_DIR": str(time.parent / "none")}
        self._mother = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "tests.chaos.driver", str(time)],
            cwd=REPOSITORY,
            env=KEYS | trusted,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._known, self._ended = Event(), Event()
        self._process = 0

    def run(self, *words: str, said: Path) -> int:
        """Run it to its end, or until it is killed; gives the exit code."""
        assert self._mother.stdin is not None
        self._known.clear()
        self._ended.clear()
        self._mother.stdin.write(json.dumps({"words": words, "said": str(said)}) + "\n")
        self._mother.stdin.flush()
        self._process = self._number()
        self._known.set()
        code = self._number()
        self._ended.set()
        return code

    def kill(self) -> None:
        """Kill it, and come back when it is dead."""
        assert self._known.wait(PATIENCE)
        if not self._ended.is_set():
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
        assert self._ended.wait(PATIENCE)

    def close(self) -> None:
        """End the mother of all of them."""
        self._mother.communicate(timeout=PATIENCE)

    def _number(self) -> int:
        assert self._mother.stdout is not None
        return int(self._mother.stdout.readline())


@dataclass(slots=True)
class Stage:
    """A shop that was pulled, books that are empty, and processes to push with."""

    practice: Practice
    front: Front
    time: SharedTime
    processes: Processes
    pulled: Path

    def begin(self) -> None:
        """Begin anew: nothing is booked, in neither record nor books."""
        for path in self.practice.folder.glob(f"{self.practice.state.name}*"):
            path.unlink()
        shutil.copy(self.pulled, self.practice.state)
        self.front.begin(PracticeAdministration(now=self.time.now, oss=True))

    def push(self, *words: str) -> int:
        """Push in a process; gives the exit code."""
        return self.run("push", "--yes", *words)

    def run(self, *words: str) -> int:
        """Run a command in a process; gives the exit code."""
        said = self.practice.folder / "said.txt"
        wish = (*self.practice.files, *words)
        code = self.processes.run(*wish, said=said)
        assert "Traceback" not in said.read_text(encoding="utf-8"), said.read_text()
        return code

    def kill_at(self, what: What, nth: int, *, stored: bool) -> Script:
        """Make a script: kill when the n-th such call arrives, carried out or not."""

        def script(call: Call) -> Iterable[bytes]:
            if (call.what, call.nth) != (what, nth):
                return call.answer()
            if not stored:
                self.processes.kill()
                return call.lose()
            answer = call.answer()
            self.processes.kill()
            return answer

        return script

    def booked(self) -> list[str]:
        """List the invoice numbers in the books; each is one booking."""
        rows = self.front.books.bookings.values()
        return sorted(str(row["factuurnummer"]) for row in rows)

    def cards(self) -> Counter[str]:
        """Count the customer cards by name, those of SnelStart's own left out."""
        rows = self.front.books.relations.values()
        return Counter(str(row["naam"]) for row in rows if row["relatiecode"] > 0)


@contextmanager
def staged(shop: PracticeShop, folder: Path) -> Iterator[Stage]:
    """Set a stage: the shop pulled, and both sides listening."""
    time = SharedTime.at(folder / "time", MORNING)
    books = PracticeAdministration(now=time.now)
    front = Front(books)
    processes = Processes(folder / "time")
    with served(shop, cast("PracticeAdministration", front)) as at:
        practice = Practice(shop, books, at, folder, Stopped())
        practice.write_mapping()
        assert practice.run("pull-orders").code == 0
        pulled = folder / "pulled"
        shutil.move(practice.state, pulled)
        stage = Stage(practice, front, time, processes, pulled)
        stage.begin()
        yield stage
    processes.close()
    time.close()


def shop_with(*orders: int) -> PracticeShop:
    """Open a shop with a few of the recorded orders."""
    shop = PracticeShop("incl", now=Stopped().now)
    for order_id in recorded_ids() - set(orders):
        shop.delete_order(order_id)
    return shop
