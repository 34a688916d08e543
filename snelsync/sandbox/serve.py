"""The practice sides on loopback, by a real server, for as long as they are needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import create_server

if TYPE_CHECKING:
    from snelsync.sandbox.administration import PracticeAdministration
    from snelsync.sandbox.register import PracticeRegister
    from snelsync.sandbox.shop import PracticeShop

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the practice sides listen."""

    shop_url: str
    api_url: str
    token_url: str
    vies_url: str


@contextmanager
def served(
    shop: PracticeShop,
    administration: PracticeAdministration,
    *,
    shop_port: int = 0,
    administration_port: int = 0,
    register: PracticeRegister | None = None,
    register_port: int = 0,
) -> Iterator[Addresses]:
    """Serve both sides on loopback, and a register; port 0 takes any that is free."""
    from snelsync.sandbox.register import PracticeRegister  # noqa: PLC0415

    apps = (
        (shop, shop_port),
        (administration, administration_port),
        (register or PracticeRegister(), register_port),
    )
    servers = [
        create_server(app, host=LOOPBACK, port=port, threads=4) for app, port in apps
    ]
    threads = [threading.Thread(target=one.run, daemon=True) for one in servers]
    for thread in threads:
        thread.start()
    first, second, third = (_port(one) for one in servers)
    try:
        yield Addresses(
            shop_url=f"http://{LOOPBACK}:{first}",
            api_url=f"http://{LOOPBACK}:{second}/v2",
            token_url=f"http://{LOOPBACK}:{second}/b2b/token",
            vies_url=f"http://{LOOPBACK}:{third}",
        )
    finally:
        for one in servers:
            _stop(one)
        for thread, one in zip(threads, servers, strict=True):
            thread.join(timeout=5)
            one.task_dispatcher.shutdown()


def _port(server: Any) -> int:  # noqa: ANN401 - waitress is not typed
    return int(server.effective_port)


def _stop(server: Any) -> None:  # noqa: ANN401
    """Close everything from within the server's own loop, which then ends."""
    server.trigger.pull_trigger(
        partial(wasyncore.close_all, server._map, ignore_all=True)  # noqa: SLF001
    )
