"""The part of a mapping file about alerts: who is told of runs that nobody watches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from snelsync.adapters.mapping_values import THIS_MACHINE, safe_address
from snelsync.app.ports import MailLine, Places, PostOffice, TellOn

YEAR = 8760
"""Hours."""

_ADDRESS = r"[^\s@<>,;:\"()\\]+@[^\s@<>,;:\"()\\]+"
_LIKE = Field(description="a mail address, like you@example.nl")
MailAddress = Annotated[str, StringConstraints(pattern=f"^{_ADDRESS}$"), _LIKE]
Sender = Annotated[str, StringConstraints(pattern=f"^({_ADDRESS})?$"), _LIKE]
Host = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9.:-]*$"),
    Field(description="the name of a machine, like smtp.example.nl"),
]


def _private(url: str) -> str:
    """Take an address over which nothing can be read on the way, or none."""
    try:
        return safe_address(url) if url else url
    except ValueError:
        msg = "is no https address without user name, ? or #"
        raise ValueError(msg) from None


PrivateAddress = Annotated[str, AfterValidator(_private)]


class _Section(BaseModel):
    # Built once, within the whole: each by itself would take as long again.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class MailSection(_Section):
    """``[alerts.mail]``: nobody under ``to`` means no mail."""

    to: tuple[MailAddress, ...] = ()
    sender: Sender = ""
    host: Host = ""
    port: Annotated[int, Field(ge=1, le=65_535, strict=True)] = 587
    security: MailLine = MailLine.STARTTLS
    user: str = ""

    @model_validator(mode="after")
    def _can_be_sent(self) -> Self:
        """A mail needs a sender and a server, and an encrypted line to it."""
        if self.to and not (self.sender and self.host):
            msg = "`to` needs `sender` and `host` beside it"
            raise ValueError(msg)
        if self.security is MailLine.NONE and self.host not in THIS_MACHINE:
            msg = '`security = "none"` is only for this machine (localhost)'
            raise ValueError(msg)
        return self


class AlertsSection(_Section):
    """``[alerts]``: without an address or somebody to mail, nobody is told."""

    on: TellOn = TellOn.PERSON
    ping_url: PrivateAddress = ""
    webhook_url: PrivateAddress = ""
    silent_after_hours: Annotated[int, Field(ge=0, le=YEAR, strict=True)] | None = None
    mail: MailSection = MailSection()


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Who is told of runs, as far as the mapping file says.

    Attributes:
        on: of which runs messages are sent.
        places: where they can be reached; no password is among it.
        silent_after_hours: how long no run may have ended well; None as usual.
    """

    on: TellOn = TellOn.PERSON
    places: Places = field(default_factory=Places)
    silent_after_hours: int | None = None


def alert_settings(section: AlertsSection) -> AlertSettings:
    """Give what the section says."""
    mail = section.mail
    office = PostOffice(
        host=mail.host,
        port=mail.port,
        line=mail.security,
        sender=mail.sender,
        to=mail.to,
        user=mail.user,
    )
    return AlertSettings(
        on=section.on,
        places=Places(
            ping_url=section.ping_url,
            webhook_url=section.webhook_url,
            mail=office if mail.to else None,
        ),
        silent_after_hours=section.silent_after_hours,
    )
