"""The secrets of alerts: a password, and addresses that whoever knows can use."""

from __future__ import annotations

from dataclasses import replace

from snelsync.adapters.credentials import Credentials, Key
from snelsync.app.ports import Places
from snelsync.errors import CredentialsError


def with_secrets(places: Places, keys: Credentials) -> Places:
    """Add what is kept outside the mapping file; an address there goes first.

    What is set up and cannot be read is told as unready: it stops no run.
    """
    seeking = _Seeking(keys)
    ping = seeking.placed(Key.ALERT_PING_URL, "ping") or places.ping_url
    webhook = seeking.placed(Key.ALERT_WEBHOOK_URL, "webhook") or places.webhook_url
    mail = places.mail
    if mail and mail.user:
        password = seeking.needed(Key.ALERT_SMTP_PASSWORD, "mail")
        mail = replace(mail, password=password) if password else None
    return Places(ping, webhook, mail, tuple(seeking.unready.items()))


class _Seeking:
    """Seeks, and remembers what could not be had."""

    def __init__(self, keys: Credentials) -> None:
        self._keys = keys
        self.unready: dict[str, str] = {}

    def placed(self, key: Key, channel: str) -> str:
        """Give what a server keeps; "" for nothing. No keyring is opened for it."""
        try:
            found = self._keys.find_placed(key)
        except CredentialsError as error:
            self.unready[channel] = error.what
            return ""
        return found.secret.reveal() if found else ""

    def needed(self, key: Key, channel: str) -> str:
        try:
            return self._keys.need(key).reveal()
        except CredentialsError as error:
            self.unready[channel] = error.what
            return ""
