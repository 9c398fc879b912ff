"""What a form says, read as the API would read it."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from chassis.process import Invalid
from chassis.site.filled import Filled
from services.evaluation.domain.calendar import WARSAW

M = TypeVar("M", bound=BaseModel)


def read(kind: type[M], said: dict[str, Any]) -> M:
    """The body that the API would take.

    Raises:
        Invalid: It would not.
    """
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        raise Invalid(Filled().invalid(error).errors) from error


def moment(typed: str) -> str:
    """A local date and time as a browser sends it, with Warsaw's offset; else as it came."""
    try:
        return dt.datetime.fromisoformat(typed).replace(tzinfo=WARSAW).isoformat()
    except ValueError:
        return typed
