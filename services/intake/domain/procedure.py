"""The procedure of a call: every rule as data, read from one TOML file and frozen into the call."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from chassis.process import FieldError, Invalid
from contracts import words
from contracts.values import EvaluationRules, LicenceRules, Office
from services.intake.domain.identifiers import is_email
from services.intake.domain.places import line_of, line_of_error
from services.intake.domain.reading import read, required, wrong

AttachmentKind = Literal["financial-statement", "register-extract"]

ENTITY_TYPES: Final = frozenset(words.TYPES)
"""Act of 5 August 2022 on the social economy, art. 2 pkt 5. A procedure admits some of them."""

RUN_BY_ANOTHER: Final = frozenset({"wtz", "zaz", "cis", "kis"})
"""Types with no legal personality of their own."""

VOIVODESHIPS: Final = frozenset(words.VOIVODESHIPS)

_PREFIX: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")

FULL_MARK: Final = 100
"""A mean is out of 100, so the criteria together must offer exactly that."""


class FormalRules(BaseModel):
    """What the formal check, the correction round and appeals go by. Days are calendar days.

    ``appeal_decision_days`` is the time to decide an appeal (a month in art. 35 § 3 KPA).
    ``post_days`` are the working days after a deadline in which a letter that came by it may still
    be typed in, before silence is a rejection. A social activity described in fewer characters than
    ``description_characters`` is one that nobody can tell from its description.

    Defaults, here and in the contracts, are for what was stored before; a file states every rule.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    automatic: bool
    activity_months: int = Field(ge=0)
    own_revenue_percent: Decimal = Field(ge=0, le=100)
    description_characters: int = Field(default=20, ge=0)
    recommendations_per_item: int = Field(ge=0)
    correction_days: int = Field(ge=1)
    correction_reminder_days: int = Field(ge=0)
    post_days: int = Field(default=3, ge=0)
    appeal_days: int = Field(ge=1)
    appeal_decision_days: int = Field(default=30, ge=1)


class Procedure(BaseModel):
    """Every rule of a call. ``formal`` is intake's, the two slices travel with accepted cases.

    ``trial`` marks a procedure for trying things out, with which production opens no call.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    trial: bool = False
    entity_types: tuple[str, ...]
    voivodeship: str
    categories: tuple[str, ...]
    required_attachments: tuple[AttachmentKind, ...]
    closing_notice_days: int = Field(ge=0)
    formal: FormalRules
    office: Office
    evaluation: EvaluationRules
    licence: LicenceRules


def parse(text: str) -> Procedure:
    """Read a procedure and check that it can work.

    Raises:
        Invalid: Naming every mistaken field of the file, and the line it stands in.
    """
    try:
        return _parsed(tomllib.loads(text))
    except tomllib.TOMLDecodeError as mistake:
        error = wrong("procedure", "not-toml", "To nie jest plik TOML.", "This is not TOML.")
        raise Invalid((error._replace(line=line_of_error(text, mistake)),)) from None
    except Invalid as invalid:
        errors = (error._replace(line=line_of(text, error.field)) for error in invalid.errors)
        raise Invalid(tuple(errors)) from None


def _parsed(raw: dict[str, Any]) -> Procedure:
    unsaid = tuple(_unsaid(Procedure, raw))
    try:
        procedure = read(Procedure, raw)
    except Invalid as invalid:
        raise Invalid((*unsaid, *invalid.errors)) from None
    if mistakes := (*unsaid, *_mistakes(procedure)):
        raise Invalid(mistakes)
    return procedure


def _unsaid(
    model: type[BaseModel], raw: Mapping[str, Any], under: str = ""
) -> Iterator[FieldError]:
    """What has a default and is not in the file. That it is no trial goes without saying."""
    for name, field in model.model_fields.items():
        at, value = f"{under}{name}", raw.get(name)
        if name not in raw and not field.is_required() and name != "trial":
            yield required(at)
        inner, *_ = (*get_args(field.annotation), field.annotation)
        parts = {"": value}
        if isinstance(value, list):
            parts = {f".{no}": each for no, each in enumerate(value)}
        for place, part in parts.items():
            if isinstance(part, Mapping) and isinstance(inner, type(BaseModel)):
                yield from _unsaid(inner, part, f"{at}{place}.")


def _mistakes(procedure: Procedure) -> Iterator[FieldError]:
    if not procedure.entity_types:
        yield required("entity_types")
    for index, kind in enumerate(procedure.entity_types):
        if kind not in ENTITY_TYPES:
            said = ("Nieznany typ podmiotu.", "Unknown type of entity.")
            yield wrong(f"entity_types.{index}", "unknown-entity-type", *said)
    if procedure.voivodeship not in VOIVODESHIPS:
        said = ("Nieznane województwo.", "Unknown voivodeship.")
        yield wrong("voivodeship", "unknown-voivodeship", *said)
    if not procedure.categories:
        yield required("categories")
    yield from _score_mistakes(procedure.evaluation)
    if procedure.formal.correction_reminder_days >= procedure.formal.correction_days:
        said = ("Przypomnienie wypada przed wezwaniem.", "The reminder precedes the request.")
        yield wrong("formal.correction_reminder_days", "too-early", *said)
    if procedure.evaluation.reminder_days >= procedure.evaluation.deadline_days:
        said = ("Przypomnienie wypada przed zadaniem.", "The reminder precedes the task.")
        yield wrong("evaluation.reminder_days", "too-early", *said)
    yield from _numbers_too_small(procedure)
    yield from _said_twice(procedure)
    if not is_email(procedure.office.email):
        said = ("Ten adres e-mail jest nieprawidłowy.", "This e-mail address is not valid.")
        yield wrong("office.email", "not-valid", *said)
    if not _PREFIX.fullmatch(procedure.licence.prefix):
        said = ("Przedrostek ma postać ZP-LUB.", "A prefix looks like ZP-LUB.")
        yield wrong("licence.prefix", "not-valid", *said)


def _numbers_too_small(procedure: Procedure) -> Iterator[FieldError]:
    rules, licence = procedure.evaluation, procedure.licence
    least = {
        "evaluation.divergence_gap": (rules.divergence_gap, 1),
        "evaluation.deadline_days": (rules.deadline_days, 1),
        "evaluation.reminder_days": (rules.reminder_days, 0),
        "evaluation.appeal_days": (rules.appeal_days, 1),
        "licence.years": (licence.years, 1),
        "licence.sign_within_days": (licence.sign_within_days, 1),
        "licence.post_days": (licence.post_days, 0),
        "licence.renewal_opens_days": (licence.renewal_opens_days, 0),
        "licence.renewal_closes_days": (licence.renewal_closes_days, 0),
        **{f"licence.reminder_days.{no}": (n, 0) for no, n in enumerate(licence.reminder_days)},
    }
    for field, (number, lowest) in least.items():
        if number < lowest:
            said = (f"Najmniej może tu być {lowest}.", f"There must be at least {lowest} here.")
            yield wrong(field, "too-small", *said)


def _said_twice(procedure: Procedure) -> Iterator[FieldError]:
    lists = {
        "entity_types.{}": procedure.entity_types,
        "categories.{}": procedure.categories,
        "evaluation.criteria.{}.code": [each.code for each in procedure.evaluation.criteria],
    }
    for field, values in lists.items():
        for index, value in enumerate(values):
            if value in values[:index]:
                said = ("To jest już wyżej.", "This stands above already.")
                yield wrong(field.format(index), "repeated", *said)


def _score_mistakes(rules: EvaluationRules) -> Iterator[FieldError]:
    if not rules.criteria and rules.chapter == "vote":
        return  # without points: the formal check and the chapter's vote are all there is
    total = sum(criterion.max for criterion in rules.criteria)
    if total != FULL_MARK:
        said = ("Wagi muszą dawać razem 100.", "The weights must add up to 100.")
        yield wrong("evaluation.criteria", "weights", *said)
    if not 0 <= rules.pass_mean <= total:
        said = ("Tego progu nie da się osiągnąć.", "This threshold cannot be reached.")
        yield wrong("evaluation.pass_mean", "unreachable", *said)
    for index, criterion in enumerate(rules.criteria):
        if criterion.min > criterion.max:
            said = ("Minimum jest większe niż maksimum.", "The minimum exceeds the maximum.")
            yield wrong(f"evaluation.criteria.{index}.min", "unreachable", *said)
