"""The digest of an office's day: when it is written, and what it says. Pure.

A day here is the time from one digest to the next, so that one of a holiday is told on the next
working day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

from pydantic import AwareDatetime

from chassis import process
from chassis.process import Aggregate, Decision, Rules, go, ignore
from contracts import workdays
from contracts.base import Language

TEMPLATE: Final = "digest"


class State(StrEnum):
    """Where the digest of a day is."""

    CALLED_FOR = "called_for"
    WRITTEN = "written"


class Digest(Aggregate):
    """That a day has more lines than go out singly. ``at`` is when they are told (business)."""

    state: State
    at: AwareDatetime


@dataclass(frozen=True)
class Call:
    """A line waits for the digest, which is written ``at`` this moment."""

    at: datetime


@dataclass(frozen=True)
class Close:
    """The digest's mail is written."""


def decide(command: Call | Close, now: datetime, digest: Digest | None) -> Decision[Digest]:
    """Apply one command."""
    return process.decide(RULES, command, now, digest)


def due(digest: Digest) -> datetime | None:
    """When its mail is to be written (business time)."""
    return digest.at if digest.state is State.CALLED_FOR else None


def _call(_: None, command: Call, __: datetime) -> Decision[Digest]:
    return Decision(Digest(state=State.CALLED_FOR, at=command.at))


RULES: Rules = {
    (None, Call): go(State.CALLED_FOR, _call),
    (State.CALLED_FOR, Call): ignore("an earlier line has called for it"),
    (State.WRITTEN, Call): ignore("it was written between this line and its call"),
    (State.CALLED_FOR, Close): go(State.WRITTEN),
    (State.WRITTEN, Close): ignore("another worker was faster"),
}


def day_of(now: datetime, at: time) -> date:
    """The working day on which digests at this hour tell what happens now."""
    day = workdays.working_day(workdays.local_date(now))
    return day if now < workdays.start_of_day(day, at) else next_day(day)


def next_day(day: date) -> date:
    """The working day after this one."""
    return workdays.working_day(day + timedelta(days=1))


Say = Callable[[str, str, Language, dict[str, Any]], str]
"""A block of a template: its name, the template, the language, what fills it in."""


@dataclass
class Summary:
    """What a digest says: each kind with its count, and the first lines of it.

    Attributes:
        say: How a line is said, and the heading above its kind.
        shown: So many lines of each kind are said, the rest is counted.
        about: Whom those name that are said.
    """

    say: Say
    shown: int
    about: set[str] = field(default_factory=set)
    _counts: Counter[str] = field(default_factory=Counter)
    _said: dict[str, list[str]] = field(default_factory=dict)
    _headings: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        template: str,
        language: Language,
        context: dict[str, Any],
        about: Iterable[str] = (),
    ) -> None:
        """One line more: its kind, what its own mail would have been filled with, whom it names."""
        self._counts[template] += 1
        if template not in self._headings:
            self._headings[template] = self.say("heading", template, language, context)
        if self._counts[template] <= self.shown:
            words = self.say("line", template, language, context)
            self._said.setdefault(template, []).append(words)
            self.about.update(about)

    def context(self, day: str, office: Any) -> dict[str, Any]:
        """What the digest's template is filled with: plain words, so that a retry says the same."""
        groups = [
            {"heading": self._headings[kind], "count": count, "lines": self._said.get(kind, [])}
            for kind, count in self._counts.most_common()
        ]
        return {
            "groups": groups,
            "count": self._counts.total(),
            "day": day.rpartition(":")[2],
            "office": office,
            "link": f"/poczta?digest={quote(day, safe='')}",
        }
