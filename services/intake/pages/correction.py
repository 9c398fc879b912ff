"""The correction form: what the office asked, and beside each point the fields it questions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from itertools import groupby
from typing import Any, Final, NamedTuple, get_args

from starlette.datastructures import UploadFile

from chassis.process import FieldError, Invalid, Refused, Text
from chassis.site.filled import flat
from chassis.site.posted import Posted
from contracts.values import Point
from services.intake.attachments import LARGEST
from services.intake.domain import calendar
from services.intake.domain.application import FILES_OF_A_KIND, Application, State, place
from services.intake.domain.commands import Attach
from services.intake.domain.procedure import AttachmentKind, Procedure
from services.intake.domain.reading import wrong
from services.intake.pages import words
from services.intake.pages.fields import Choices
from services.intake.pages.questions import REMOVED, Question, answered, asked, is_open, placed
from services.intake.service import Intake

PIECE: Final = 64 * 1024
WORDS: Final = {"titles": words.POINTS, "kinds": words.ATTACHMENTS, "removed": REMOVED}


class Group(NamedTuple):
    """Fields that belong together: those of one item, or of none. ``item`` counts from 0."""

    item: int | None
    name: str
    questions: tuple[Question, ...]
    removable: bool


class Place(NamedTuple):
    """Where a file goes, and the name of the one that lies there."""

    kind: AttachmentKind
    no: int
    held: str

    @property
    def name(self) -> str:
        """Of the field on the page."""
        return f"attachments.{self.kind}.{self.no}"


class Part(NamedTuple):
    """One point of the office: what and why, the fields and the files."""

    point: Point
    groups: tuple[Group, ...]
    files: tuple[Place, ...]


def _open(application: Application) -> frozenset[str]:
    return frozenset(path for point in application.asked for path in point.fields)


def _sent(application: Application) -> dict[str, Any]:
    return application.form.model_dump(mode="json")


def begun(application: Application) -> dict[str, Any]:
    """What was sent, by the names of the fields; of a letter the day is its own."""
    return flat(application.form.model_copy(update={"received_on": None}))


def answers(application: Application, typed: Mapping[str, str]) -> dict[str, Any]:
    """The corrected parts of the form."""
    return answered(_sent(application), _open(application), typed)


def parts(application: Application) -> list[Part]:
    """Point by point; a field that two points question stands beside the first."""
    sent, found = _sent(application), []
    seen: set[str] = set()
    for point in application.asked:
        questions = [each for each in asked(sent, point.fields) if each.name not in seen]
        files = [each for each in _places(application, point.fields) if each.name not in seen]
        seen.update(each.name for each in questions)
        seen.update(each.name for each in files)
        found.append(Part(point, tuple(_groups(sent, questions, point.fields)), tuple(files)))
    return found


def _groups(
    sent: Mapping[str, Any], questions: Collection[Question], fields: Collection[str]
) -> Iterator[Group]:
    for item, grouped in groupby(questions, _item_of):
        if item is None:
            yield Group(None, "", tuple(grouped), removable=False)
            continue
        removable = is_open(f"items.{item}", fields) and len(sent["items"]) > 1
        yield Group(item, sent["items"][item]["name"], tuple(grouped), removable)


def _item_of(question: Question) -> int | None:
    first, *rest = question.name.split(".")
    return int(rest[0]) if first == "items" else None


def _places(application: Application, fields: Collection[str]) -> Iterator[Place]:
    for kind in get_args(AttachmentKind):
        if not is_open(f"attachments.{kind}", fields):
            continue
        held = [no for no in _numbers() if place(kind, no) in application.attachments]
        free = [no for no in _numbers() if no not in held][:1]
        for no in sorted([*held, *free]):
            noted = application.attachments.get(place(kind, no))
            yield Place(kind, no, noted.name if noted else "")


def _numbers() -> range:
    return range(1, FILES_OF_A_KIND + 1)


async def keep(service: Intake, application: Application, form: Posted) -> None:
    """Keep each file that was asked for and came, in its place.

    Raises:
        Invalid: Naming the file that is none.
    """
    until, now = application.waits_until(), service.clock.now()
    if application.state is not State.CORRECTION or until is None:
        return  # the correction itself is refused, or was made by the same form
    if calendar.passed(until, now):
        return
    for each in _places(application, _open(application)):
        file = form.file(each.name)
        if file is not None:
            await _keep(service, application.id, each, file)


async def _keep(service: Intake, id: str, at: Place, file: UploadFile) -> None:  # noqa: A002
    if (file.size or 0) > LARGEST:
        most = LARGEST // 1024 // 1024
        said = (f"Plik może mieć najwyżej {most} MB.", f"A file has at most {most} MB.")
        raise Invalid((wrong(at.name, "too-large", *said),))
    try:
        noted = await service.files.keep(id, (file.filename or at.kind)[:200], _pieces(file))
    except Invalid as error:
        raise Invalid(tuple(each._replace(field=at.name) for each in error.errors)) from None
    await service.attach(id, Attach(at.kind, noted, at.no))


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece


def told(error: Refused, answers: Mapping[str, Any]) -> Refused:
    """The refusal with every field by its name on the page."""
    if not isinstance(error, Invalid):
        return error
    return Invalid(tuple(_at(each, answers) for each in error.errors))


def _at(error: FieldError, answers: Mapping[str, Any]) -> FieldError:
    return error._replace(field=placed(error.field, answers))


def labels(application: Application) -> dict[str, Text]:
    """What each field is called, also where it stands among others of its kind."""
    found = {}
    for each in asked(_sent(application), _open(application)):
        *_, place, last = ["", *each.name.split(".")]
        numbered = "recommendations" in each.name and last in {"author", "text"}
        nth = f" ({int(place) + 1})" if numbered else ""
        found[each.name] = Text(each.label.pl + nth, each.label.en + nth)
    for kind, label in words.ATTACHMENTS.items():
        found |= {f"attachments.{kind}.{no}": label for no in _numbers()}
    return found


def lists(procedure: Procedure) -> dict[str, Choices]:
    """What a procedure leaves to choose from, by the path of the field."""
    return {
        "entity.type": words.entity_types(procedure.entity_types),
        "items.*.category": words.categories(procedure.categories),
    }
