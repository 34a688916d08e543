"""The mapping's part about alerts: what it takes, and what it does not repeat."""

from __future__ import annotations

from pathlib import Path

import pytest

from snelsync.adapters.alert_secrets import with_secrets
from snelsync.adapters.credentials import Credentials
from snelsync.adapters.mapping_file import settings_from
from snelsync.app.ports import MailLine, Places, PostOffice, TellOn
from snelsync.errors import SettingsError
from tests.contract.wiring import ROOT

EXAMPLE = (ROOT / "mapping.example.toml").read_text(encoding="utf-8")
PATH = Path("mapping.toml")
PING = "https://hc.test/2f1c7d1e-4b"
MAIL = """
on = "always"
silent_after_hours = 50
[alerts.mail]
to = ["you@example.nl"]
sender = "snelsync@example.nl"
host = "smtp.example.nl"
"""


def with_alerts(text: str) -> str:
    """Give the example with another part about alerts."""
    return f"{EXAMPLE.partition('[alerts]')[0]}[alerts]\n{text}"


def test_the_example_tells_nobody() -> None:
    """Copied as it is, nobody is told, and the usual hours hold."""
    alerts = settings_from(PATH, EXAMPLE).alerts
    assert alerts.places == Places()
    assert (alerts.on, alerts.silent_after_hours) == (TellOn.PERSON, None)


def test_what_is_set_is_what_is_used_and_changes_no_plan() -> None:
    """Addresses, hours and mail are read; the digest of decisions stays what it is."""
    settings = settings_from(PATH, with_alerts(f'ping_url = "{PING}"{MAIL}'))
    alerts = settings.alerts
    assert (alerts.on, alerts.silent_after_hours) == (TellOn.ALWAYS, 50)
    assert alerts.places.ping_url == PING
    assert alerts.places.mail == PostOffice(
        "smtp.example.nl",
        587,
        MailLine.STARTTLS,
        "snelsync@example.nl",
        ("you@example.nl",),
    )
    assert settings.mapping.digest == settings_from(PATH, EXAMPLE).mapping.digest
    assert "2f1c7d1e" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('ping_url = "http://hc.test/2f1c7d1e-4b"', "is no https address"),
        ('webhook_url = "https://a:b@hooks.test/2f1c7d1e-4b"', "is no https address"),
        ('ping_url = "2f1c7d1e-4b"', "is no https address"),
        ('on = "sometimes"', "none of failure, person, always"),
        ("silent_after_hours = -1", "from 0 to 8760"),
        ('[alerts.mail]\nto = ["you@example.nl"]', "needs `sender` and `host`"),
        ('[alerts.mail]\nto = ["you"]', "a mail address, like you@example.nl"),
        (
            '[alerts.mail]\nhost = "smtp.example.nl"\nsecurity = "none"',
            "only for this machine",
        ),
        ('[alerts.mail]\npassword = "geheim"', "keys and passwords never go in"),
        ('ping_url = "https://hc.test/2f1c7d1e-4b', "not a TOML file"),
    ],
)
def test_a_fault_is_told_and_no_address_is_repeated(text: str, words: str) -> None:
    """What is wrong is said; who looks over a shoulder learns no address from it."""
    with pytest.raises(SettingsError) as raised:
        settings_from(PATH, with_alerts(text))
    told = " ".join((raised.value.what, *raised.value.details))
    assert words in told
    assert "2f1c7d1e" not in told
    assert "geheim" not in told


def test_a_secret_goes_before_the_mapping_and_stops_no_run(tmp_path: Path) -> None:
    """Address and password come from where keys do; one that is lost is told later."""
    secret = tmp_path / "smtp"
    secret.write_text("wachtwoord\n", encoding="utf-8")
    secret.chmod(0o600)
    environ = {
        "SNELSYNC_ALERT_PING_URL": "https://hc.test/other",
        "SNELSYNC_ALERT_WEBHOOK_URL_FILE": str(tmp_path / "none"),
        "SNELSYNC_ALERT_SMTP_PASSWORD_FILE": str(secret),
    }
    office = PostOffice("h", 587, MailLine.TLS, "a@b", ("c@d",), user="me")
    given = Places(ping_url=PING, mail=office)
    found = with_secrets(given, Credentials(environ, scope="shop.test"))
    assert found.ping_url == "https://hc.test/other"
    assert found.mail
    assert found.mail.password == "wachtwoord"
    assert [channel for channel, _ in found.unready] == ["webhook"]
    assert with_secrets(Places(), Credentials({}, scope="shop.test")) == Places()
