"""Telling somebody that a run began and ended: counts, codes and order numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class TellOn(StrEnum):
    """Of which runs a message is sent."""

    FAILURE = "failure"
    PERSON = "person"
    ALWAYS = "always"


class MailLine(StrEnum):
    """How the line to a mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PostOffice:
    """A mail server, who we are there, and whom to write to.

    Attributes:
        host, port: the server.
        line: how the line to it is encrypted.
        sender: who a mail is from.
        to: who it is for.
        user: who we are at the server; "" where it does not ask.
        password: that user's.
    """

    host: str
    port: int
    line: MailLine
    sender: str
    to: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Places:
    """Where those who are told can be reached; nothing set up means nobody.

    Attributes:
        ping_url: what is called at each run; who has it can call it.
        webhook_url: what gets a document; likewise.
        mail: whom to mail.
        unready: what was set up and cannot be used, by channel, and why.
    """

    ping_url: str = field(default="", repr=False)
    webhook_url: str = field(default="", repr=False)
    mail: PostOffice | None = None
    unready: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended, as far as it may be told outside.

    Attributes:
        command: the command that ran, as it is typed.
        run_id: its number in the record.
        started: when it began, in UTC.
        ended: when it ended, in UTC.
        exit_code: the worst thing that needs a person.
        counts: how many documents have each outcome.
        codes: how many documents have each problem code.
        orders: the numbers of the orders that need a person.
    """

    command: str
    run_id: int
    started: datetime
    ended: datetime
    exit_code: int
    counts: Mapping[str, int]
    codes: Mapping[str, int]
    orders: tuple[str, ...]


class Alerts(Protocol):
    """Those who are told of runs. What cannot be told is a warning, never a failure."""

    def started(self, command: str, run_id: int, *, at: datetime) -> tuple[str, ...]:
        """Tell that a run began; gives what could not be told, in words."""

    def ended(self, summary: RunSummary) -> tuple[str, ...]:
        """Tell how a run ended; gives what could not be told, in words."""


class Nobody:
    """There is nobody who is told of runs."""

    def started(self, command: str, run_id: int, *, at: datetime) -> tuple[str, ...]:
        """Tell nobody."""
        del command, run_id, at
        return ()

    def ended(self, summary: RunSummary) -> tuple[str, ...]:
        """Tell nobody."""
        del summary
        return ()


class Channel(Protocol):
    """A way to reach somebody.

    What could not be told comes back as words, and "" says that it arrived. The words
    never hold a whole address: whoever has it could use it.
    """

    @property
    def name(self) -> str:
        """Say what it is: ``ping``, ``webhook``, ``mail``."""


class Watchdog(Channel, Protocol):
    """Something outside that is called at each run, and shouts when it is not."""

    def began(self, command: str, run_id: int, *, at: datetime) -> str:
        """Call when a run begins."""

    def ended(self, summary: RunSummary, *, failed: bool) -> str:
        """Call when a run has ended."""


class Messenger(Channel, Protocol):
    """Somebody who gets a message about a run."""

    def tell(self, summary: RunSummary) -> str:
        """Send the message."""
