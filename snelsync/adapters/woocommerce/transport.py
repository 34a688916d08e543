"""One call to the shop: sent, repeated where that may help, read, or explained."""

from __future__ import annotations

from typing import Any

import httpx

from snelsync.adapters.connection import TooLargeError, certificate_trouble
from snelsync.adapters.http import (
    Meaning,
    TryAgain,
    Watch,
    decoded,
    meaning_of_error,
    persist,
    retry_after,
)
from snelsync.adapters.woocommerce.refusals import (
    PageCrashError,
    PageTooLargeError,
    SenselessError,
    explain,
)
from snelsync.app.ports import Clock
from snelsync.errors import ShopError
from snelsync.events import Party

_WATCH = Watch(
    Party.SHOP,
    "wp-json wc v3 orders statuses refunds products taxes classes settings general tax"
    " system_status payment_gateways shipping_methods reports totals",
)
PASSING = frozenset({429, 502, 503, 504})


class Answer:
    """A decoded answer with the headers a list needs."""

    def __init__(
        self,
        body: Any,  # noqa: ANN401
        headers: httpx.Headers,
        *,
        host: str,
    ) -> None:
        self.body = body
        self.headers = headers
        self._host = host

    @property
    def rows(self) -> list[Any]:
        """Give the rows of a list."""
        if not isinstance(self.body, list):
            raise SenselessError(
                f"shop {self._host} answered something else than a list"
            )
        return self.body

    @property
    def total(self) -> int:
        """Give X-WP-Total; 0 when it is not there."""
        text = self.headers.get("X-WP-Total", "")
        return int(text) if text.isdecimal() and len(text) < 12 else 0


class ShopTransport:
    """Sends GET requests to one shop, and nothing but GET requests.

    Attributes:
        first: the headers of the first answer since it was last forgotten.
    """

    def __init__(self, client: httpx.Client, *, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self.first: httpx.Headers | None = None

    def get(self, path: str, params: dict[str, str] | None = None) -> Answer:
        """Ask, and ask again where that may cure it.

        Raises:
            ShopError: there is no usable answer; says why and what to do.
            CredentialsError: the shop does not accept a key.
        """
        return persist(lambda: self._once(path, params or {}), clock=self._clock)

    def _once(self, path: str, params: dict[str, str]) -> Answer:
        try:
            response = _WATCH.call(
                "GET", path, lambda: self._client.get(path, params=params)
            )
        except TooLargeError as error:
            raise PageTooLargeError(
                f"shop {self._client.base_url.host} gives more than can be an answer"
            ) from error
        except httpx.RequestError as error:
            raise self._unreachable(error) from error
        if response.status_code in PASSING:
            wait = retry_after(response, self._clock.now())
            raise TryAgain(explain(response), wait=wait)
        if response.status_code == 200:
            host = self._client.base_url.host
            self.first = self.first or response.headers
            return Answer(self._decoded(response), response.headers, host=host)
        raise explain(response)

    def _unreachable(self, error: httpx.RequestError) -> Exception:
        host = self._client.base_url.host
        trouble = certificate_trouble(error)
        if trouble:
            return ShopError(
                f"the certificate of shop {host} is not trusted: {trouble}",
                hint=(
                    "renew it, or correct [shop] url; a shop with a certificate"
                    " authority of its own has it in ca_file under [shop]"
                ),
            )
        reason = ShopError(
            f"shop {host} cannot be reached ({type(error).__name__})",
            hint="check [shop] url and whether the shop opens in a browser",
        )
        if meaning_of_error(error) is Meaning.OUR_FAULT:
            return reason
        again = TryAgain(reason)
        again.__cause__ = error
        return again

    def _decoded(self, response: httpx.Response) -> Any:  # noqa: ANN401
        text = response.text.strip()
        try:
            return decoded(text)
        except ValueError as error:
            reason = explain(response)
            if isinstance(reason, PageCrashError) or not text.startswith(("[", "{")):
                raise reason from error
            # The beginning is JSON and the end is missing: cut off on the way.
            raise TryAgain(reason) from error
