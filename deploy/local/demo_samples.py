"""The sample applications, moved to the year of the demonstration."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from deploy.local.bots_experts import Quality
from deploy.local.client import Json, Person

SAMPLES = Path(__file__).parent / "samples"
WARSAW = ZoneInfo("Europe/Warsaw")
_WRITTEN_FOR = date(2026, 1, 12)  # the Monday on which the samples' call opens
_DATE = re.compile(r'"(\d{4}-\d{2}-\d{2})"')
_NOON_ENOUGH = time(9)
_LETTERS = str.maketrans("ąćęłńóśźż", "acelnoszz")


class Renewal(BaseModel):
    """How a licensee files for another year; see the samples' README."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int
    form: Json
    attachments: tuple[str, ...]
    scores: Quality | tuple[Quality, ...]


class Sample(BaseModel):
    """One application and what becomes of it; see the samples' README."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    no: int
    name: str
    path: str
    expect: str
    form: Json
    attachments: tuple[str, ...]
    correction: Json | None
    correction_attachments: tuple[str, ...]
    scores: Quality | tuple[Quality, ...]
    withdraw: Literal["formal", "evaluation"] | None
    renewal: Renewal | None

    @property
    def entity(self) -> str:
        """The name of the entity."""
        return str(self.form["entity"]["name"])

    @property
    def person(self) -> Person:
        """Who acts for it."""
        contact = self.form["contact"]
        login = contact["name"].lower().translate(_LETTERS).replace(" ", ".")
        return Person("applicant", login, contact["name"], contact["email"], contact["language"])


def opening(now: datetime) -> datetime:
    """Nine in the morning of the next second Monday of January: when the call opens."""
    today = now.astimezone(WARSAW).date()
    mondays = (_second_monday(today.year + ahead) for ahead in range(2))
    day = next(monday for monday in mondays if monday > today)
    return datetime.combine(day, _NOON_ENOUGH, WARSAW).astimezone(UTC)


def _second_monday(year: int) -> date:
    eighth = date(year, 1, 8)
    return eighth + timedelta(days=-eighth.weekday() % 7)


def read_samples(opens: datetime, directory: Path = SAMPLES) -> Sequence[Sample]:
    """All samples, their dates moved by whole weeks so that they fit a call that opens then."""
    shift = opens.astimezone(WARSAW).date() - _WRITTEN_FOR
    found = sorted(directory.glob("*.json"))
    return [
        Sample(no=no, name=file.stem, **json.loads(_moved(file.read_text("utf-8"), shift)))
        for no, file in enumerate(found, start=1)
    ]


def _moved(text: str, shift: timedelta) -> str:
    return _DATE.sub(lambda found: f'"{date.fromisoformat(found[1]) + shift}"', text)
