"""A mail about a run, handed to a mail server over TLS.

The line to the server is encrypted before a password or a message goes over it, always,
but to this machine itself. What the server answers is not repeated: it may quote.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from snelsync.adapters.alerts.words import heading_of, text_of
from snelsync.adapters.connection import unlogged
from snelsync.app.ports import MailLine, PostOffice, RunSummary

TIMEOUT = 10.0
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_OURSELVES = "[127.0.0.1]"
"""What is said in EHLO: the machine's own name is nobody's business."""


class _LostError(Exception):
    """It was not sent; the message says why."""


class Mail:
    """A messenger that writes mails.

    Args:
        office: the mail server, and whom to write to.
        shop: which shop the runs are of.
    """

    name = "mail"

    def __init__(self, office: PostOffice, *, shop: str) -> None:
        self._office = office
        self._shop = shop

    def tell(self, summary: RunSummary) -> str:
        """Send the mail; gives "" when the server took it for everybody."""
        host = self._office.host
        try:
            with self._connected() as server:
                refused = server.send_message(self._message(summary))
        except _LostError as error:
            return str(error)
        except smtplib.SMTPNotSupportedError:
            return f"{host} does not offer what is asked for, so nothing was sent"
        except smtplib.SMTPRecipientsRefused:
            return f"{host} takes mail for none of the recipients"
        except smtplib.SMTPResponseException as error:
            return f"{host} answered {error.smtp_code} ({type(error).__name__})"
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return f"{host} could not be reached safely ({type(error).__name__})"
        if refused:
            return f"{host} does not take mail for {len(refused)} of the recipients"
        return ""

    def _connected(self) -> smtplib.SMTP:
        """Open the line, encrypt it, and say who we are; in that order."""
        office = self._office
        if office.line is MailLine.NONE and office.host not in _THIS_MACHINE:
            raise _LostError("only this machine itself gets mail without encryption")
        if office.line is MailLine.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                office.host,
                office.port,
                local_hostname=_OURSELVES,
                timeout=TIMEOUT,
                context=unlogged(ssl.create_default_context()),
            )
        else:
            server = smtplib.SMTP(
                office.host, office.port, local_hostname=_OURSELVES, timeout=TIMEOUT
            )
        try:
            if office.line is MailLine.STARTTLS:
                server.starttls(context=unlogged(ssl.create_default_context()))
            if office.user:
                server.login(office.user, office.password)
        except BaseException:
            server.close()
            raise
        return server

    def _message(self, summary: RunSummary) -> EmailMessage:
        office, message = self._office, EmailMessage()
        message["Subject"] = heading_of(summary, shop=self._shop)
        message["From"] = office.sender
        message["To"] = ", ".join(office.to)
        message["Date"] = format_datetime(summary.ended)
        message["Message-ID"] = make_msgid(domain=office.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text_of(summary, shop=self._shop))
        return message
