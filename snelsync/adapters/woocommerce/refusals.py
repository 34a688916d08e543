"""What a shop's refusal means, in words a shop owner can act on.

The texts and codes are WooCommerce's own (recorded on 11.0.1, 2026-11-20). A wrong key,
a swapped pair and a web server that drops the Authorization header all look the same
to us, so the message names all three.
"""

from __future__ import annotations

import json
import re

import httpx

from snelsync.errors import CredentialsError, ShopError, SnelsyncError
from snelsync.secret import without_secrets


class PageCrashError(ShopError):
    """The shop crashed while writing this answer; perhaps over one order only."""

    default_hint = (
        "look in the shop's PHP error log (WooCommerce > Status > Logs) for the plugin"
        " that crashes"
    )


class PageTooLargeError(PageCrashError):
    """An answer is larger than any can be; perhaps for one order only."""

    default_hint = (
        "look for a plugin that puts very much in each order, refund or product"
    )


class ForbiddenError(CredentialsError):
    """The key is right, and its user may not do this."""


class BlockedError(ShopError):
    """Something before WooCommerce does not let us through."""


class NotThereError(ShopError):
    """This shop has no such thing: it is older, or the address is wrong."""


class SenselessError(ShopError):
    """The shop answered with something else than was asked for."""

    default_hint = "look for a plugin that changes what the REST API says"


_KEY_HINT = (
    "make a new read key under WooCommerce > Settings > Advanced > REST API and run"
    " `snelsync auth login`; if the key is right, the web server may drop the"
    " Authorization header: ask the host to pass it on"
)


def explain(response: httpx.Response) -> SnelsyncError:
    """Turn an answer that cannot be used into an error with a remedy."""
    status = response.status_code
    host = response.request.url.host
    code, message = _said(response)
    if 300 <= status < 400:
        return _redirected(response)
    if status == 401:
        return _unauthorised(message, code, host)
    match status:
        case 200:
            return _not_json(response, host)
        case 403:
            return _forbidden(code, host)
        case 404 if code == "rest_no_route":
            return NotThereError(
                f"shop {host} has no {_path(response)}",
                hint="update WooCommerce, and check that its REST API is on",
            )
        case 404:
            return NotThereError(
                f"shop {host} has no {_path(response)}",
                hint="check [shop] url: it is the address of WordPress itself",
            )
        case 429:
            return ShopError(
                f"shop {host} says: too many requests",
                hint="try again later, or ask the host to allow this machine",
            )
        case 500:
            return PageCrashError(f"shop {host} crashed on {_path(response)}")
        case 502 | 503 | 504:
            return _overloaded(response, host)
        case _:
            said = f": {code}" if code else ""
            return ShopError(f"shop {host} answered {status}{said}")


def _said(response: httpx.Response) -> tuple[str, str]:
    """Read WooCommerce's own code and message, where the answer has them.

    A server may repeat in them what it was sent, keys too.
    """
    try:
        body = json.loads(response.text)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    code = str(body.get("code", ""))
    # A code is a name in a plugin's source; anything else might be about somebody.
    is_code = re.fullmatch(r"[a-z][a-z0-9_-]{2,79}", code)
    message = without_secrets(str(body.get("message", "")))
    return without_secrets(code) if is_code else "", message


def _path(response: httpx.Response) -> str:
    return response.request.url.path


def _unauthorised(message: str, code: str, host: str) -> SnelsyncError:
    said = message.lower()
    if "consumer secret is invalid" in said:
        return CredentialsError(
            f"shop {host} knows the consumer key but not the consumer secret",
            hint="run `snelsync auth login` and paste the secret (cs_…) again",
        )
    if "invalid signature" in said:
        return CredentialsError(
            f"shop {host} does not accept the signature of the consumer secret",
            hint=(
                "paste the secret (cs_…) again with `snelsync auth login`; if the shop"
                " also has https, use that in [shop] url"
            ),
        )
    if "timestamp" in said:
        return CredentialsError(
            f"shop {host} says the clock of this machine is wrong",
            hint="set the clock of this machine (`timedatectl set-ntp true`)",
        )
    if "permissions" in said:
        return CredentialsError(
            f"the consumer key of shop {host} may not read",
            hint="give the key the permission Read in WooCommerce",
        )
    if code in {
        "woocommerce_rest_cannot_view",
        "woocommerce_rest_authentication_error",
    }:
        return CredentialsError(
            f"shop {host} does not accept the consumer key", hint=_KEY_HINT
        )
    return CredentialsError(
        f"shop {host} asks for a login before WooCommerce is reached",
        hint="take the password off the shop's site for this machine",
    )


def _forbidden(code: str, host: str) -> SnelsyncError:
    if code:
        return ForbiddenError(
            f"the user of the consumer key may not do this in shop {host} ({code})",
            hint="make the key for an administrator or shop manager",
        )
    return BlockedError(
        f"shop {host} blocks us (403): a firewall or security plugin",
        hint="ask the host to allow this machine, or set the plugin to allow the API",
    )


def _redirected(response: httpx.Response) -> SnelsyncError:
    host = response.request.url.host
    target = response.headers.get("Location", "")
    base = _address_of(target.partition("/wp-json")[0])
    return ShopError(
        f"shop {host} redirects to {base}; keys are not sent along to it",
        hint=f'set url = "{base}" under [shop] if that is the shop',
    )


def _address_of(target: str) -> str:
    """Give the address a redirect leads to: without user, query and the rest."""
    try:
        url = httpx.URL(target)
    except httpx.InvalidURL:
        return "another address"
    if not url.host:
        return "another address"
    port = f":{url.port}" if url.port else ""
    return without_secrets(f"{url.scheme}://{url.host}{port}{url.path.rstrip('/')}")


def _overloaded(response: httpx.Response, host: str) -> SnelsyncError:
    status = response.status_code
    if status == 503 and "maintenance" in response.text.lower():
        return ShopError(f"shop {host} is in maintenance (503)", hint="try again later")
    reason = {502: "its PHP is down", 503: "it is overloaded", 504: "it is too slow"}
    return ShopError(
        f"shop {host} does not answer: {reason[status]} ({status})",
        hint="try again later; what was fetched is kept",
    )


def _not_json(response: httpx.Response, host: str) -> SnelsyncError:
    text = response.text.lstrip()
    if re.search(r"(Warning|Notice|Deprecated|Fatal error)</b>?:", text[:2000]):
        return ShopError(
            f"shop {host} prints PHP warnings before its answer",
            hint=(
                "set `define( 'WP_DEBUG_DISPLAY', false );` in wp-config.php of the"
                " shop, and mend the plugin that warns"
            ),
        )
    if text.startswith("<"):
        return ShopError(
            f"shop {host} sent a web page instead of data: maintenance, a firewall or a"
            " login page",
            hint="open the shop in a browser; ask the host to allow the REST API",
        )
    return ShopError(f"shop {host} sent an answer that is cut off")
