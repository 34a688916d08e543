"""How a call proves who it is: Basic over TLS, OAuth 1.0a over plain http.

WooCommerce looks at Basic only over TLS; over http every call carries a signature in
its query, good for one use (recorded on WooCommerce 11.0.1, 2026-11-20).
"""

from __future__ import annotations

import base64
from collections.abc import Generator
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any

import httpx

from snelsync.app.ports import Clock
from snelsync.secret import Secret


class SignedAuth(httpx.Auth):
    """Signs every request anew, so that a repeated one is not refused as a replay."""

    def __init__(self, key: Secret, secret: Secret, *, clock: Clock) -> None:
        self._key = key
        self._secret = secret
        self._clock = clock

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the signature in the query; the shop accepts it nowhere else."""
        signer = _signer().OAuth(
            url=str(request.url),
            consumer_key=self._key.reveal(),
            consumer_secret=self._secret.reveal(),
            version="wc/v3",
            method=request.method,
            oauth_timestamp=int(self._clock.now().timestamp()),
        )
        request.url = httpx.URL(signer.get_oauth_url())
        yield request


@cache
def _signer() -> Any:  # noqa: ANN401 - a module without types
    """Load the signer alone: its package brings the whole of requests with it."""
    package = find_spec("woocommerce")
    places = package.submodule_search_locations if package else None
    spec = PathFinder.find_spec("woocommerce.oauth", places)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("woocommerce.oauth")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class BasicAuth(httpx.Auth):
    """Puts the pair of keys in the header of every request."""

    def __init__(self, key: Secret, secret: Secret) -> None:
        pair = f"{key.reveal()}:{secret.reveal()}".encode()
        self._pair = Secret(base64.b64encode(pair).decode())

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header, to a request over TLS alone."""
        if request.url.scheme == "https":
            request.headers["Authorization"] = f"Basic {self._pair.reveal()}"
        yield request


def shop_auth(
    url: httpx.URL, key: Secret, secret: Secret, *, clock: Clock
) -> httpx.Auth:
    """Choose the way a shop at this address can check."""
    if url.scheme == "https":
        return BasicAuth(key, secret)
    return SignedAuth(key, secret, clock=clock)
