"""The sample applications, moved to the year of the demonstration; see the samples' README."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from deploy.local.bots_experts import Opinion, Quality
from deploy.local.client import Json, Person
from deploy.local.demo.days import WARSAW
from deploy.local.demo.forms import form_of

SAMPLES = Path(__file__).parents[1] / "samples"
_WRITTEN_FOR = date(2026, 1, 12)  # the Monday on which the samples' calls open
_DATE = re.compile(r'"(\d{4}-\d{2}-\d{2})"')
_LETTERS = str.maketrans("ąćęłńóśźż", "acelnoszz")


class Part(BaseModel):
    """Something written down."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(Part):
    """What somebody does out of the ordinary, once the case is in a state.

    Attributes:
        when: A state of the application, its case or its licence; ``unsaved`` before the first.
        do: One of `acts.ACTS`.
        days: So many days after the state was reached.
        args: What the act is told.
        refused: The code of the problem that it meets.
    """

    when: str
    do: str
    days: int = 0
    args: Json = {}
    refused: str = ""


class Filing(Part):
    """An application and what becomes of it.

    Attributes:
        shows: Its path in a few words.
        expect: How it ends.
        passes: What its case file has to tell on the way.
        items: How many products and services the licence has in the end.
        told: What mails to its applicant have to begin with.
        scores: How experts judge, in one word or one for each item.
        seats: What single experts do otherwise, by the number of their seat.
        votes: At each sitting, for each item, what each member of the chapter says.
        excluded: Who of the chapter steps aside, by number, and why.
        steps: In their order; while one is due, nobody else touches the case.
    """

    shows: str
    expect: str
    passes: tuple[str, ...] = ()
    items: int | None = None
    told: tuple[str, ...] = ()
    form: Json
    attachments: tuple[str, ...] = ("financial-statement",)
    scores: Quality | tuple[Quality, ...] = "good"
    seats: Mapping[int, Opinion] = {}
    votes: tuple[tuple[tuple[str, ...], ...], ...] = ()
    excluded: Mapping[int, str] = {}
    steps: tuple[Step, ...] = ()

    def opinion(self, seat: int) -> Opinion:
        """What the expert on this seat makes of it."""
        scores = (self.scores,) if isinstance(self.scores, str) else self.scores
        return self.seats.get(seat) or Opinion(scores)


class Renewal(Filing):
    """How a licensee files for another year, so many days after the term's last day."""

    days: int
    expect: str = "granted"


class Sample(Filing):
    """One application from an entity of its own, and its renewal."""

    no: int
    name: str
    group: str
    call: str = "open"
    correction: Json | None = None
    correction_attachments: tuple[str, ...] = ()
    withdraw: Literal["formal", "evaluation"] | None = None
    renewal: Renewal | None = None

    @property
    def entity(self) -> str:
        """The name of the entity."""
        return str(self.form["entity"]["name"])

    @property
    def person(self) -> Person:
        """Who acts for it."""
        contact = self.form["contact"]
        return person(contact["name"], contact["email"], contact["language"])


def person(name: str, email: str, language: Literal["pl", "en"] = "pl") -> Person:
    """An applicant, whose login follows from the name."""
    login = name.lower().translate(_LETTERS).replace(" ", ".")
    return Person("applicant", login, name, email, language)


class Planned(Part):
    """A call; days are counted from the opening of all."""

    name: str
    number: int
    title: str
    procedure: str
    closes: int | None = None
    changed: Mapping[int, int] = Field(default={}, description="On that day: the new end.")


class Group(Part):
    """A part of the table."""

    name: str
    title: str


class Programme(Part):
    """Everything that the demonstration shows."""

    groups: tuple[Group, ...]
    calls: tuple[Planned, ...]
    samples: tuple[Sample, ...]
    licences: str


def read_programme(opens: datetime, directory: Path = SAMPLES) -> Programme:
    """All samples, their dates moved by whole weeks so that they fit calls that open then."""
    shift = opens.astimezone(WARSAW).date() - _WRITTEN_FOR
    frame = tomllib.loads((directory / "programme.toml").read_text("utf-8"))
    found = [*_written_out(directory, shift), *_short(directory, shift)]
    return Programme(
        groups=frame["group"],
        calls=frame["call"],
        samples=[{"no": no, **each} for no, each in enumerate(found, start=1)],
        licences=_moved((directory / "licences.csv").read_text("utf-8"), shift),
    )


def read_samples(opens: datetime) -> Sequence[Sample]:
    """The samples alone."""
    return read_programme(opens).samples


def _written_out(directory: Path, shift: timedelta) -> Iterator[Json]:
    for file in sorted(directory.glob("*.json")):
        yield {"name": file.stem, **json.loads(_moved(file.read_text("utf-8"), shift))}


def _short(directory: Path, shift: timedelta) -> Iterator[Json]:
    year = (_WRITTEN_FOR + shift).year - 1
    for file in sorted((directory / "short").glob("*.toml")):
        told = tomllib.loads(_moved(file.read_text("utf-8"), shift))
        for each in told["application"]:
            sample: dict[str, Any] = {"group": file.stem, **each}
            yield {**sample, "form": form_of(sample["form"], year)}


def _moved(text: str, shift: timedelta) -> str:
    return _DATE.sub(lambda found: f'"{date.fromisoformat(found[1]) + shift}"', text)
