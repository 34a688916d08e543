"""What init proposes for a setting, on what grounds; and what it asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Place = tuple[str, ...]
"""Where a setting stands in the mapping file: ``("revenue", "high")``."""

Value = str | int | date | tuple[str, ...]

LATER = "later"
"""The answer that leaves a question open."""


class How(StrEnum):
    """What a proposal rests on."""

    INVOICE = "invoice"
    NUMBER = "number"
    RGS = "rgs"
    FUNCTION = "function"
    SHOP = "shop"
    COMPANY = "company"
    ANSWER = "answer"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for one setting.

    Attributes:
        value: None leaves the setting out: documents that need it are then held.
        sure: chosen; else a guess, which a person has to look at.
        why: in words, for the remark beside the setting.
    """

    place: Place
    value: Value | None
    how: How
    sure: bool
    why: str

    @property
    def setting(self) -> str:
        """Name it as messages do: ``[revenue] high``."""
        return named(self.place)


@dataclass(frozen=True, slots=True)
class PaymentProposal:
    """A row of ``[[payments]]``; one that nobody explained stays out."""

    gateway: str
    means: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person knows.

    Attributes:
        about: which of several at one place, ``verzonden``; "" for the only one.
        text: the question, with what is known.
        allowed: the answers there are; empty for a day, written 2026-10-01.
        default: what stands in the file until it is answered.
    """

    place: Place
    text: str
    default: str
    allowed: tuple[str, ...] = ()
    about: str = ""

    @property
    def key(self) -> str:
        """Name it: ``shop.statuses:verzonden``."""
        place = ".".join(self.place)
        return f"{place}:{self.about}" if self.about else place

    @property
    def setting(self) -> str:
        """Name its setting as messages do."""
        return named(self.place)

    def takes(self, answer: str) -> bool:
        """Say whether this is an answer to it."""
        if self.allowed:
            return answer in self.allowed
        return day_of(answer) is not None


@dataclass(frozen=True, slots=True)
class Proposals:
    """Some proposals, and the questions that go with them."""

    settings: tuple[Proposal, ...] = ()
    payments: tuple[PaymentProposal, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def chosen(self) -> tuple[Proposal, ...]:
        """List those that are sure and stand in the file."""
        return tuple(one for one in self.settings if one.sure and one.value is not None)

    @property
    def guesses(self) -> tuple[Proposal, ...]:
        """List those that a person has to look at."""
        return tuple(one for one in self.settings if not one.sure and one.value)

    @property
    def guesses_in_short(self) -> tuple[str, ...]:
        """Say each guess once, with all settings that rest on it."""
        found: dict[tuple[str, str], list[str]] = {}
        for one in self.guesses:
            found.setdefault((str(one.value), one.why), []).append(one.setting)
        return tuple(
            f"{', '.join(settings)} = {value}: {why}"
            for (value, why), settings in found.items()
        )

    def __add__(self, more: Proposals) -> Proposals:
        """Put two together."""
        return Proposals(
            settings=self.settings + more.settings,
            payments=self.payments + more.payments,
            questions=self.questions + more.questions,
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person answered, by the question's key."""

    given: dict[str, str] = field(default_factory=dict)

    def to(self, question: Question) -> str:
        """Give the answer to a question; "" while there is none that leads on."""
        answer = self.given.get(question.key, "")
        return answer if answer != LATER and question.takes(answer) else ""


def answered(place: Place, value: Value) -> Proposal:
    """Propose what a person answered."""
    return Proposal(
        place=place, value=value, how=How.ANSWER, sure=True, why="your answer"
    )


def named(place: Place) -> str:
    """Name a setting as messages do: ``[shop.statuses] book``, ``[[payments]]``."""
    if place == ("payments",):
        return "[[payments]]"
    if place[0] == "rules":
        return f"[[rules]] {place[-1]}"
    if place[-1] == "accounts" or place == ("shop", "statuses"):
        return f"[{'.'.join(place)}]"
    return f"[{'.'.join(place[:-1])}] {place[-1]}"


def day_of(text: str) -> date | None:
    """Read a day written as 2026-10-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
