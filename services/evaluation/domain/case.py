"""What a case is made of: its states, its seats, and what was accepted."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis.process import Aggregate, Unknown
from contracts.intake import ApplicationAccepted
from contracts.values import (
    ApplicationKind,
    Contact,
    Entity,
    EvaluationRules,
    Item,
    ItemVerdict,
    LicenceRules,
    Materials,
    Office,
)


class State(StrEnum):
    """Where a case stands."""

    EXPECTED = "expected"  # a change of contact came before the case it is about
    TOMBSTONE = "tombstone"  # a withdrawal came before the case it withdraws
    WAITING_FOR_EXPERT = "waiting_for_expert"  # at least one seat has nobody to take it
    IN_PANEL = "in_panel"
    THIRD_EXPERT = "third_expert"
    CHAPTER = "chapter"  # waits for a sitting of the Kapituła to vote on it
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


class SeatState(StrEnum):
    """How far the holder of a seat has come. A lapsed lease is computed, never stored."""

    ASSIGNED = "assigned"
    DECLARED = "declared"
    CLAIMED = "claimed"
    SCORED = "scored"
    RECUSED = "recused"
    OVERDUE = "overdue"
    REASSIGNED = "reassigned"  # an officer gave the task to somebody else
    CLOSED = "closed"  # the case was withdrawn before the card came in


OPEN_SEATS = (SeatState.ASSIGNED, SeatState.DECLARED, SeatState.CLAIMED)
THIRD = "third"


class Part(BaseModel):
    """A part of the aggregate: frozen, replaced as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def but(self, **fields: Any) -> Self:
        """A copy with these fields replaced."""
        return self.model_copy(update=fields)


class Claim(Part):
    """Which session has the task open, since when, and until when on the real clock."""

    token: str
    session: str
    since: AwareDatetime
    lease_until: AwareDatetime


class Score(Part):
    """Whole points for one criterion, justified in words."""

    criterion: str
    points: int
    justification: str


class ItemScores(Part):
    """One expert's scores of one item."""

    item: str
    scores: tuple[Score, ...]


class Card(Part):
    """One expert's card: every item, every criterion. Locked once it is in."""

    at: AwareDatetime
    items: tuple[ItemScores, ...]


class Seat(Part):
    """One expert's task. ``purpose`` names why the seat exists and is unique within the case."""

    no: int
    purpose: str
    expert: Contact
    state: SeatState = SeatState.ASSIGNED
    declared: Literal["none", "clear", "conflict"] = "none"
    ground: str = ""
    assigned: AwareDatetime
    deadline: AwareDatetime
    remind_at: AwareDatetime | None
    late_told: bool = False
    claim: Claim | None = None
    card: Card | None = None

    @property
    def open(self) -> bool:
        """Whether the expert still has something to do here."""
        return self.state in OPEN_SEATS

    @property
    def successor(self) -> str:
        """The purpose of the seat that replaces this one."""
        return f"after-{self.no}"


class Dossier(Part):
    """What intake accepted, with the rules the case travels with."""

    call: str
    kind: ApplicationKind
    entity: Entity
    items: tuple[Item, ...]
    exclude: tuple[str, ...]
    licence_number: str | None
    contact: Contact
    office: Office
    evaluation: EvaluationRules
    licence: LicenceRules
    materials: Materials | None = None

    @classmethod
    def of(cls, event: ApplicationAccepted) -> Self:
        """Keep what the event says."""
        return cls(**{name: getattr(event, name) for name in cls.model_fields})

    @property
    def to_score(self) -> tuple[Item, ...]:
        """Items the experts score; a renewal spares those already licensed when the rules do."""
        spared = self.kind == "renewal" and self.evaluation.renewal == "none"
        return tuple(item for item in self.items if item.new or not spared)

    @property
    def only_voted(self) -> bool:
        """The procedure has no points: what would be scored is left to the chapter alone."""
        return bool(self.to_score) and not self.evaluation.criteria

    @property
    def categories(self) -> tuple[str, ...]:
        """Competences an expert of this case needs."""
        return tuple(sorted({item.category for item in self.to_score}))

    @property
    def excluded(self) -> frozenset[str]:
        """NIPs whose people may not judge this case."""
        return frozenset((*self.exclude, self.entity.nip))

    @property
    def panel(self) -> tuple[str, ...]:
        """Purposes of the first seats; none when there is nothing to score, or no points."""
        seats = self.evaluation.experts if self.to_score and self.evaluation.criteria else 0
        return tuple(f"panel-{no}" for no in range(1, seats + 1))


class Withdrawal(Part):
    """The applicant's request to withdraw."""

    at: AwareDatetime
    by: str
    reason: str


class Case(Aggregate):
    """One application under evaluation; ``id`` is the application's id.

    Attributes:
        contact: Whom to write to when that changed after the acceptance, else none.
        contact_seq: Which change that was; an older one comes too late.
        vacancies: Purposes of seats that nobody has taken yet.
        retry_at: When the vacancies are looked at again (business time).
        resolution: Number of the chapter's resolution, once there is one.
    """

    state: State
    id: str
    number: str
    dossier: Dossier | None = None
    contact: Contact | None = None
    contact_seq: int = 0
    withdrawal: Withdrawal | None = None
    seats: tuple[Seat, ...] = ()
    vacancies: tuple[str, ...] = ()
    retry_at: AwareDatetime | None = None
    verdicts: tuple[ItemVerdict, ...] = ()
    mean: Decimal | None = None
    resolution: str | None = None
    concluded_at: AwareDatetime | None = None

    @property
    def file(self) -> Dossier:
        """What was accepted.

        Raises:
            Unknown: The case is a tombstone.
        """
        if self.dossier is None:
            raise Unknown("case")
        return self.dossier

    @property
    def open_seats(self) -> tuple[Seat, ...]:
        """Seats whose holders still have something to do."""
        return tuple(seat for seat in self.seats if seat.open)

    def successors(self, no: int) -> tuple[str, ...]:
        """The purpose of whoever would replace the holder of this seat; none if it is not open."""
        return tuple(seat.successor for seat in self.open_seats if seat.no == no)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Cards that are in, in the order of the seats."""
        return tuple(seat.card for seat in self.seats if seat.card is not None)

    @property
    def before_chapter(self) -> bool:
        """Whether the chapter votes or has voted on it; until then no member reads the cards."""
        return self.state is State.CHAPTER or self.resolution is not None

    @property
    def has_third(self) -> bool:
        """Whether the panel was widened by a third expert."""
        return THIRD in self.vacancies or any(seat.purpose == THIRD for seat in self.seats)

    def with_seat(self, changed: Seat) -> Case:
        """A copy in which the seat of the same number is replaced."""
        seats = tuple(changed if seat.no == changed.no else seat for seat in self.seats)
        return self.model_copy(update={"seats": seats})

    def task(self, seat: Seat) -> str:
        """The id of the seat's task: unique over all cases, and says where it belongs."""
        return f"{self.id}.{seat.no}"
