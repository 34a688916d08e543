"""Real servers on loopback that hear alerts: one for HTTP, one for mail."""

from __future__ import annotations

import socketserver
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass
class Ears:
    """What was posted, and what is answered: statuses, the last one for ever."""

    url: str = ""
    heard: list[tuple[str, str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=lambda: [200])
    body: Iterable[bytes] = (b"OK",)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Hear, and answer."""
        request = Request(environ)
        text = request.get_data(as_text=True)
        self.heard.append((request.method, request.path, text))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        answer = Response(self.body, status=status)
        if 300 <= status < 400:
            answer.headers["Location"] = f"{self.url}/elsewhere"
        return answer(environ, start_response)


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def listening() -> Iterator[Ears]:
    """Listen for HTTP."""
    ears = Ears()
    server = make_server("127.0.0.1", 0, ears, request_handler=_Silent, threaded=True)
    ears.url = f"http://127.0.0.1:{server.port}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield ears
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Letters:
    """A mail server: what it offers, what it took, and every line it heard.

    Attributes:
        tls: the certificate with which it can encrypt; None if it cannot.
        at_once: it encrypts from the first byte.
        refuses: recipients it does not take.
    """

    port: int = 0
    tls: ssl.SSLContext | None = None
    at_once: bool = False
    refuses: frozenset[str] = frozenset()
    heard: list[tuple[bool, str]] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    letters: Letters

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no fault of ours."""


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def setup(self) -> None:
        self.letters = self.server.letters
        self.encrypted = False
        super().setup()
        if self.letters.at_once:
            self._encrypt()

    def _encrypt(self) -> None:
        assert self.letters.tls
        self.connection = self.letters.tls.wrap_socket(
            self.connection, server_side=True
        )
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.encrypted = True

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def handle(self) -> None:
        self._say("220 letters")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            self.letters.heard.append((self.encrypted, line))
            if not self._answer(line):
                return

    def _answer(self, line: str) -> bool:
        match line.partition(" ")[0].upper():
            case "EHLO":
                offered = (
                    [] if self.encrypted else ["STARTTLS"] * bool(self.letters.tls)
                )
                for one in ("letters", *offered):
                    self._say(f"250-{one}")
                self._say("250 AUTH PLAIN LOGIN")
            case "STARTTLS":
                self._say("220 go on")
                self._encrypt()
            case "AUTH":
                self._say("235 welcome")
            case "RCPT" if any(one in line for one in self.letters.refuses):
                self._say("550 not here: you@example.nl")
            case "DATA":
                self._say("354 write")
                self._take()
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 fine")
        return True

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.letters.mails.append(b"".join(lines).decode())
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def post_office(letters: Letters) -> Iterator[Letters]:
    """Listen for mail."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.letters = letters
        letters.port = server.server_address[1]
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield letters
        finally:
            server.shutdown()
