"""What a form says, read as the API would read it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from chassis.process import Invalid
from chassis.site.filled import Filled
from services.evaluation.domain.calendar import WARSAW

FOLLOWS: Final = "default_factory_not_called"
"""What is made from a wrong field is no second mistake."""

M = TypeVar("M", bound=BaseModel)


def read(kind: type[M], said: dict[str, Any]) -> M:
    """The body that the API would take; an empty field is one that was not filled in.

    Raises:
        Invalid: It would not.
    """
    try:
        return kind.model_validate({name: value for name, value in said.items() if value != ""})
    except ValidationError as error:
        wrong = (each for each in Filled().invalid(error).errors if each.code != FOLLOWS)
        raise Invalid(tuple(wrong)) from error


def moment(typed: str) -> str:
    """A local date and time as a browser sends it, with Warsaw's offset; "" if it is none."""
    try:
        return dt.datetime.fromisoformat(typed).replace(tzinfo=WARSAW).isoformat()
    except ValueError:
        return ""
