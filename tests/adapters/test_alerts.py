"""Alerts over real sockets: what is sent, that it is little, and what is refused."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string, policy
from pathlib import Path

import pytest
import trustme

from snelsync.adapters.alerts.channels import channels
from snelsync.adapters.alerts.mail import Mail
from snelsync.adapters.alerts.ping import Ping
from snelsync.adapters.alerts.posting import Post
from snelsync.adapters.alerts.webhook import Webhook
from snelsync.app.ports import MailLine, Places, PostOffice, RunSummary
from snelsync.events import Event, Fields, Party, heard_by
from tests.adapters.listeners import Ears, Letters, listening, post_office
from tests.fakes import NOON, FakeClock

SHOP = "shop.example.nl"
SECRET = "2f1c7d1e-uuid"
PASSWORD = "geheim-wachtwoord"
SUMMARY = RunSummary(
    command="sync",
    run_id=42,
    started=NOON,
    ended=NOON,
    exit_code=3,
    counts={"booked": 12, "held": 2},
    codes={"gateway_unknown": 2},
    orders=("1042", "1043"),
)
GOOD = replace(SUMMARY, exit_code=0, codes={}, orders=())
TRIAL = replace(GOOD, command="alert-test", run_id=0, counts={})


@pytest.fixture
def ears() -> Iterator[Ears]:
    """Listen for HTTP."""
    with listening() as ears:
        yield ears


def ping(ears: Ears) -> Ping:
    """Give a watchdog at those ears."""
    return Ping(Post(f"{ears.url}/{SECRET}/", clock=FakeClock()), shop=SHOP)


def test_a_ping_says_start_success_and_failure_as_healthchecks_has_it(
    ears: Ears,
) -> None:
    """`/start`, the address itself, and the exit code behind it, each with a text."""
    dog = ping(ears)
    assert dog.began("sync", 42, at=NOON) == ""
    assert dog.ended(SUMMARY, failed=True) == ""
    assert dog.ended(GOOD, failed=False) == ""
    assert dog.ended(replace(GOOD, exit_code=0), failed=True) == ""
    assert [(method, path) for method, path, _ in ears.heard] == [
        ("POST", f"/{SECRET}/start"),
        ("POST", f"/{SECRET}/3"),
        ("POST", f"/{SECRET}"),
        ("POST", f"/{SECRET}/1"),
    ]
    assert "run 42" in ears.heard[0][2]
    assert "gateway_unknown: 2" in ears.heard[1][2]


def test_a_ping_is_in_the_log_without_its_address(ears: Ears) -> None:
    """Whom, the answer and how long; of the path only that there is one."""
    kept: list[tuple[Event, Fields]] = []
    with heard_by(lambda event, fields: kept.append((event, fields))):
        ping(ears).began("sync", 42, at=NOON)
    ((event, fields),) = kept
    assert event is Event.HTTP_ANSWERED
    assert (fields["party"], fields["status"]) == (Party.ALERT, 200)
    assert fields["path"] == "/*/start"


def test_the_document_of_a_webhook_has_exactly_the_agreed_names(ears: Ears) -> None:
    """Versioned, with counts, codes and order numbers, and nothing else."""
    many = replace(SUMMARY, orders=tuple(str(one) for one in range(130)))
    hook = Webhook(Post(ears.url, clock=FakeClock()), shop=SHOP)
    assert [hook.tell(one) for one in (SUMMARY, many, TRIAL)] == ["", "", ""]
    first, second, trial = (json.loads(text) for *_, text in ears.heard)
    assert first.keys() == {
        "schema",
        "event",
        "snelsync",
        "shop",
        "command",
        "run",
        "started",
        "ended",
        "exit_code",
        "meaning",
        "counts",
        "codes",
        "orders",
        "orders_left_out",
    }
    assert (first["schema"], first["event"], first["run"]) == (1, "run_ended", 42)
    assert (first["exit_code"], first["orders"]) == (3, ["1042", "1043"])
    assert (len(second["orders"]), second["orders_left_out"]) == (100, 30)
    assert trial["event"] == "test"


@pytest.mark.parametrize(
    ("statuses", "calls", "words"),
    [
        ([200], 1, ""),
        ([503, 204], 2, ""),
        ([503], 2, "127.0.0.1 answered 503"),
        ([404], 1, "127.0.0.1 answered 404"),
        ([302], 1, "sends on to another address"),
    ],
)
def test_an_answer_is_judged_by_its_status_alone(
    ears: Ears, statuses: list[int], calls: int, words: str
) -> None:
    """Twice at most, no redirect is followed, and the address is not in the words."""
    ears.statuses = statuses
    why = ping(ears).ended(GOOD, failed=False)
    assert (bool(why), words in why) == (bool(words), True)
    assert len(ears.heard) == calls
    assert SECRET not in why


def test_an_answer_without_end_is_not_read(ears: Ears) -> None:
    """The status has come: what follows is let go, however long it is."""
    read_on = []

    def endless() -> Iterator[bytes]:
        for _ in range(500):
            yield b"x" * 65_536
        read_on.append("to the end")

    ears.body = endless()
    assert ping(ears).ended(GOOD, failed=False) == ""
    assert read_on == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.test/uuid",
        "http://user:pw@127.0.0.1/uuid",
        "ftp://127.0.0.1/uuid",
        "https://",
        "no address",
        "http://[::1/uuid",
    ],
)
def test_an_address_that_is_not_safe_is_not_called(url: str) -> None:
    """It may come from a file or the environment: it is looked at once more."""
    why = Post(url, clock=FakeClock()).send(b"", kind="text/plain")
    assert why == "its address is not an https address"


def test_nobody_at_the_address_is_told_by_its_machine_only() -> None:
    """A closed port is tried twice, and told without the address."""
    clock = FakeClock()
    why = Post(f"http://127.0.0.1:1/{SECRET}", clock=clock).send(b"", kind="text/plain")
    assert why == "127.0.0.1 did not answer (ConnectError)"


def test_an_address_on_this_machine_goes_by_no_proxy(
    ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy would read it; one that makes no sense is told without its words."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert not ping(ears).ended(GOOD, failed=False)
    assert [path for _, path, _ in ears.heard] == [f"/{SECRET}"]
    monkeypatch.setenv("HTTPS_PROXY", "http://me:password@[::1")
    why = ping(ears).ended(GOOD, failed=False)
    assert why == "the proxy that the environment names cannot be used"


def office(letters: Letters, line: MailLine, **more: str) -> Mail:
    """Give a messenger that goes to that server."""
    place = PostOffice(
        host=more.pop("host", "127.0.0.1"),
        port=letters.port,
        line=line,
        sender="snelsync@example.nl",
        to=("you@example.nl", "her@example.nl"),
        **more,
    )
    return Mail(place, shop=SHOP)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Give a certificate authority."""
    return trustme.CA(key_type=trustme.KeyType.ECDSA)


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA) -> ssl.SSLContext:
    """Give the certificate of a server on loopback."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_a_mail_on_this_machine_has_the_run_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Subject, sender, recipients and text; the machine's own name is not told."""
    monkeypatch.setattr("socket.getfqdn", lambda: "bureau.jansen.example")
    with post_office(Letters()) as letters:
        assert office(letters, MailLine.NONE).tell(SUMMARY) == ""
    (text,) = letters.mails
    mail = message_from_string(text, policy=policy.default)
    assert mail["Subject"] == f"snelsync {SHOP}: sync ended with 3"
    assert (mail["From"], mail["To"]) == (
        "snelsync@example.nl",
        "you@example.nl, her@example.nl",
    )
    body = mail.get_content()
    for words in ("exit code 3: done, but", "held: 2", "1042, 1043", "run 42"):
        assert words in body
    assert letters.heard[0] == (False, "ehlo [127.0.0.1]")
    assert "bureau" not in text


@pytest.mark.parametrize("line", [MailLine.STARTTLS, MailLine.TLS])
def test_nothing_but_greetings_goes_over_an_open_line(
    monkeypatch: pytest.MonkeyPatch,
    authority: trustme.CA,
    certificate: ssl.SSLContext,
    line: MailLine,
    tmp_path: Path,
) -> None:
    """Password and mail go over TLS, to a server whose certificate is trusted."""
    at_once = line is MailLine.TLS
    with (
        authority.cert_pem.tempfile() as trusted,
        post_office(Letters(tls=certificate, at_once=at_once)) as letters,
    ):
        monkeypatch.setenv("SSL_CERT_FILE", trusted)
        monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "log"))
        mail = office(letters, line, user="me", password=PASSWORD)
        assert mail.tell(SUMMARY) == ""
        assert "SECRET" not in (tmp_path / "log").read_text(encoding="ascii")
    assert len(letters.mails) == 1
    openly = [text for encrypted, text in letters.heard if not encrypted]
    assert openly == ([] if at_once else ["ehlo [127.0.0.1]", "STARTTLS"])
    assert any(text.startswith("AUTH") for _, text in letters.heard)


@pytest.mark.parametrize(
    ("case", "line", "host", "words"),
    [
        ("open", MailLine.STARTTLS, "127.0.0.1", "not offer what is asked for"),
        ("certified", MailLine.STARTTLS, "127.0.0.1", "SSLCertVerificationError"),
        ("at once", MailLine.TLS, "127.0.0.1", "SSLCertVerificationError"),
        ("open", MailLine.NONE, "127.0.0.2", "only this machine itself gets mail"),
    ],
)
def test_a_server_that_is_not_safe_gets_no_password_and_no_mail(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    certificate: ssl.SSLContext,
    case: str,
    line: MailLine,
    host: str,
    words: str,
) -> None:
    """Without encryption or a trusted certificate nothing is sent, and that is told."""
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path_factory.getbasetemp()))
    tls = None if case == "open" else certificate
    with post_office(Letters(tls=tls, at_once=case == "at once")) as letters:
        mail = office(letters, line, host=host, user="me", password=PASSWORD)
        assert words in mail.tell(SUMMARY)
    assert letters.mails == []
    assert not [text for _, text in letters.heard if text.startswith("AUTH")]


@pytest.mark.parametrize(
    ("refuses", "words", "sent"),
    [
        ({"her@example.nl"}, "does not take mail for 1 of the recipients", 1),
        ({"example.nl>"}, "takes mail for none of the recipients", 0),
    ],
)
def test_recipients_that_are_refused_are_counted_and_not_named(
    refuses: set[str], words: str, sent: int
) -> None:
    """What the server says may quote an address: it is not repeated."""
    with post_office(Letters(refuses=frozenset(refuses))) as letters:
        why = office(letters, MailLine.NONE).tell(SUMMARY)
    assert why == f"127.0.0.1 {words}"
    assert len(letters.mails) == sent


def test_secrets_do_not_show_in_what_holds_them() -> None:
    """Printed, in a log or a traceback, addresses and passwords are not there."""
    place = PostOffice("h", 1, MailLine.TLS, "a@b", ("c@d",), "me", PASSWORD)
    places = Places(f"https://x/{SECRET}", f"https://y/{SECRET}", place)
    assert SECRET not in repr(places)
    assert PASSWORD not in repr(places)


def test_everybody_who_is_set_up_is_told_and_nobody_else() -> None:
    """No address, no recipient: nobody. What cannot be used says so when it is due."""
    clock = FakeClock()
    assert channels(Places(), shop=SHOP, clock=clock) == ((), ())
    place = PostOffice("h", 1, MailLine.TLS, "a@b", ("c@d",))
    places = Places("https://x", "https://y", place, (("mail", "no password"),))
    dogs, messengers = channels(places, shop=SHOP, clock=clock)
    assert [one.name for one in (*dogs, *messengers)] == [
        "ping",
        "webhook",
        "mail",
        "mail",
    ]
    assert messengers[-1].tell(SUMMARY) == "no password"
