"""What the API answers with. No view shows a claim's token to anybody but its holder."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Self

from pydantic import BaseModel

from chassis.repository import Stored
from contracts.values import ApplicationKind, Criterion, Entity, Item, ItemVerdict, Materials
from services.evaluation.domain import Case, Expert, State
from services.evaluation.domain.access import seen_by
from services.evaluation.domain.appeal import Appeal
from services.evaluation.domain.case import Card, Claim, DraftScore, Seat, SeatState
from services.evaluation.domain.experts import ExpertState, Profile


class TaskLine(BaseModel):
    """A task in an expert's queue: enough to see a conflict of interest, none of the contents."""

    id: str
    case: str
    number: str
    entity: str
    state: SeatState
    deadline: dt.datetime
    lease_until: dt.datetime | None = None

    @classmethod
    def of(cls, case: Case, seat: Seat) -> Self:
        """The task of this seat."""
        return cls(
            id=case.task(seat),
            case=case.id,
            number=case.number,
            entity=case.file.entity.name,
            state=seat.state,
            deadline=seat.deadline,
            lease_until=seat.claim.lease_until if seat.claim else None,
        )


class ApplicationView(BaseModel):
    """The contents, for an expert who has claimed the task. ``items`` are those to score.

    ``materials`` are none when the case was brought in without its form; ``grounds`` are those of
    the appeal, on which only what was refused is scored.
    """

    number: str
    kind: ApplicationKind
    entity: Entity
    items: tuple[Item, ...]
    licensed_items: tuple[Item, ...]
    licence_number: str | None
    materials: Materials | None
    grounds: str = ""

    @classmethod
    def of(cls, case: Case, category: str | None = None) -> Self:
        """What is judged by: of one category, or of all of them."""
        file = case.file
        return cls(
            number=case.number,
            kind=file.kind,
            entity=file.entity,
            items=file.items_in(category),
            licensed_items=tuple(
                item for item in file.items if item not in file.to_score and not item.new
            ),
            licence_number=file.licence_number,
            materials=file.materials,
            grounds=case.appeal.grounds if case.appeal else "",
        )


class Claimed(BaseModel):
    """A task opened: the token to keep, everything needed to score, what was typed before."""

    token: str
    lease_until: dt.datetime
    deadline: dt.datetime
    application: ApplicationView
    criteria: tuple[Criterion, ...]
    draft: tuple[DraftScore, ...] = ()

    @classmethod
    def of(cls, case: Case, seat: Seat, claim: Claim) -> Self:
        """What the holder of the claim sees."""
        return cls(
            token=claim.token,
            lease_until=claim.lease_until,
            deadline=seat.deadline,
            application=ApplicationView.of(case, seat.category),
            criteria=case.file.evaluation.criteria,
            draft=seat.draft,
        )


class SeatView(BaseModel):
    """A seat as the office sees it."""

    no: int
    expert: str
    name: str
    state: SeatState
    ground: str
    deadline: dt.datetime
    card: Card | None


class CaseLine(BaseModel):
    """A case in a list."""

    id: str
    number: str
    state: State
    kind: ApplicationKind | None = None
    entity: str | None = None
    call: str | None = None
    verdicts: tuple[ItemVerdict, ...]
    mean: Decimal | None
    changed: tuple[Item, ...] = ()

    @classmethod
    def of(cls, case: Case) -> Self:
        """The line of this case; a tombstone has little to show. Who may read cards has them so."""
        file = case.dossier
        return cls(
            id=case.id,
            number=case.number,
            state=case.state,
            kind=file.kind if file else None,
            entity=file.entity.name if file else None,
            call=file.call if file else None,
            verdicts=tuple(made.unexplained() for made in case.verdicts),
            mean=case.mean,
            changed=file.changed if file else (),
        )


class CaseView(CaseLine):
    """A case with its seats, the cards that are in and, for the vote, what the applicant sent.

    Whoever has yet to score it is shown no card.
    """

    materials: Materials | None = None
    seats: tuple[SeatView, ...] = ()
    missing: int = 0
    appeal: Appeal | None = None
    appeal_until: dt.date | None = None
    appeal_days: int | None = None

    @classmethod
    def for_(cls, case: Case, person: str) -> Self:
        """Everything that this person of the office or the chapter may see of this case."""
        seats = tuple(
            SeatView(
                no=seat.no,
                expert=seat.expert.person,
                name=seat.expert.name,
                state=seat.state,
                ground=seat.ground,
                deadline=seat.deadline,
                card=seat.card,
            )
            for seat in seen_by(person, case).seats
        )
        sent = case.file.materials if case.before_chapter else None
        more = {
            "materials": sent,
            "seats": seats,
            "missing": len(case.vacancies),
            "appeal": case.appeal,
            "appeal_until": case.appeal_until,
            "appeal_days": case.appeal_days if case.dossier else None,
        }
        return cls.of(case).model_copy(update=more)


class ExpertLine(Profile):
    """An expert; ``state`` says whether they are on the list."""

    id: str
    state: ExpertState

    @classmethod
    def of(cls, stored: Stored[Expert]) -> Self:
        """The line of this expert."""
        expert = stored.state
        return cls(id=stored.id, state=expert.state, **expert.profile.model_dump())
