"""Both practice sides in a process of their own, as far away as a shop is.

Started by ``Sides``; says where it listens, then answers each line it reads with the
requests since the one before, and ends with its input.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from snelsync.sandbox.administration import PracticeAdministration
from snelsync.sandbox.serve import Addresses, served
from snelsync.sandbox.shop import PracticeShop
from tests.cli.practice import REPOSITORY

from .shops import shop_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Late:
    """An application that takes its time before it answers."""

    def __init__(self, app: Callable[..., Iterable[bytes]], seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Wait, then answer (WSGI)."""
        Event().wait(self._seconds)
        return self._app(environ, start_response)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of each side: method, path and query."""

    shop: list[tuple[str, str, str]]
    snelstart: list[tuple[str, str, str]]


class Sides:
    """Starts the process, and asks it what it was asked."""

    def __init__(self, *, orders: int, refunds: int, latency: float) -> None:
        words = (str(orders), str(refunds), str(latency))
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", __name__, *words],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.at = Addresses(**self._line())

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End it."""
        self._process.communicate()

    def asked(self) -> Asked:
        """Give the requests since the last time this was asked."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return Asked(**self._line())

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        read: dict[str, Any] = json.loads(self._process.stdout.readline())
        return read


def _tell(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main(orders: str, refunds: str, latency: str) -> None:
    """Serve until the input ends."""
    shop = shop_of(int(orders), int(refunds))
    books = PracticeAdministration()
    late = cast("PracticeShop", Late(shop, float(latency)))
    later = cast("PracticeAdministration", Late(books, float(latency)))
    with served(late, later) as at:
        _tell(asdict(at))
        for _ in sys.stdin:
            found = Asked(
                [(one.method, one.path, one.query) for one in shop.requests],
                [(one.method, one.path, one.query) for one in books.requests],
            )
            shop.requests.clear()
            books.requests.clear()
            _tell(asdict(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
