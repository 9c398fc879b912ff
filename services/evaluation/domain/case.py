"""What a case is made of: its states and its seats."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import AwareDatetime

from chassis.process import Aggregate, Unknown
from contracts.values import Contact, ItemVerdict
from services.evaluation.domain.appeal import Appeal
from services.evaluation.domain.dossier import Dossier, Part, category_in, of_category


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
    CLOSED = "closed"  # withdrawn, case or appeal, before the card came in


OPEN_SEATS = (SeatState.ASSIGNED, SeatState.DECLARED, SeatState.CLAIMED)
THIRD = "third"


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


class DraftScore(Part):
    """What an expert has typed beside one criterion so far; points are not a number yet."""

    item: str
    criterion: str
    points: str = ""
    justification: str = ""


class Seat(Part):
    """One expert's task.

    Attributes:
        purpose: Why the seat exists; unique within the case.
        category: Whose items alone its card holds; none for all of them.
        late_told: Whether the office knows that this card, which is still to come, is late.
        draft: What the expert has typed of the card; theirs alone, gone once the seat is not open.
    """

    no: int
    purpose: str
    category: str | None = None
    expert: Contact
    state: SeatState = SeatState.ASSIGNED
    declared: Literal["none", "clear", "conflict"] = "none"
    ground: str = ""
    assigned: AwareDatetime
    deadline: AwareDatetime
    remind_at: AwareDatetime | None
    late_told: bool = False
    claim: Claim | None = None
    draft: tuple[DraftScore, ...] = ()
    card: Card | None = None

    @property
    def open(self) -> bool:
        """Whether the expert still has something to do here."""
        return self.state in OPEN_SEATS

    def over(self, state: SeatState, **fields: Any) -> Self:
        """A copy with nothing left to do: no session holds it, what was typed is gone."""
        return self.but(state=state, late_told=False, claim=None, draft=(), **fields)

    @property
    def successor(self) -> str:
        """The purpose of the seat that replaces this one."""
        return f"after-{self.no}"


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
        retry_at: When vacancies and late cards are looked at again (business time).
        sitting: The sitting on whose agenda it stands, or stood last; ``held`` is when.
        resolution: Number of the chapter's resolution, once there is one.
        earlier: How many of the seats are those of panels before the present ones.
        appeal: The appeal that is being decided.
        appeal_until: The last day to appeal, counted from the decision; none when nothing is left
            to appeal against.
        appealed_at: The ``at`` of the last appeal heard of; one no later is the same again.
        taken_back: The ``at`` of an appeal that was taken back before it came.
        settled: Ids of items refused on appeal, which is final.
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
    sitting: str | None = None
    held: AwareDatetime | None = None
    resolution: str | None = None
    concluded_at: AwareDatetime | None = None
    earlier: int = 0
    appeal: Appeal | None = None
    appeal_until: dt.date | None = None
    appealed_at: AwareDatetime | None = None
    taken_back: AwareDatetime | None = None
    settled: tuple[str, ...] = ()

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
    def appeal_days(self) -> int | None:
        """Days to appeal from the delivery, where the decision goes by post: intake counts them."""
        to_count = self.file.by_post and self.appeal_until is not None
        return self.file.evaluation.appeal_days if to_count else None

    @property
    def open_seats(self) -> tuple[Seat, ...]:
        """Seats whose holders still have something to do."""
        return tuple(seat for seat in self.seats if seat.open)

    def open_seat_of(self, person: str) -> Seat | None:
        """The seat on which this person still has something to do; nobody has two on a case."""
        return next((seat for seat in self.open_seats if seat.expert.person == person), None)

    def successors(self, no: int) -> tuple[str, ...]:
        """The purpose of whoever would replace the holder of this seat; none if it is not open."""
        return tuple(seat.successor for seat in self.open_seats if seat.no == no)

    @property
    def present(self) -> tuple[Seat, ...]:
        """Seats of the present panels: on appeal those before it count no more."""
        return self.seats[self.earlier :]

    @property
    def persons(self) -> frozenset[str]:
        """Everybody who has or had a seat here: nobody gets another."""
        return frozenset(seat.expert.person for seat in self.seats)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Cards of the present panels that are in, in the order of the seats."""
        return tuple(seat.card for seat in self.present if seat.card is not None)

    @property
    def took_part(self) -> frozenset[str]:
        """Experts whose card is in and those recused: none of them judges it once more."""
        return frozenset(
            seat.expert.person
            for seat in self.seats
            if seat.card is not None or seat.state is SeatState.RECUSED
        )

    @property
    def before_chapter(self) -> bool:
        """Whether the chapter votes or has voted on it; until then no member reads the cards."""
        return self.state is State.CHAPTER or self.resolution is not None

    @property
    def has_third(self) -> bool:
        """Whether a panel was widened by a third expert."""
        third = self.file.purpose(THIRD, None)
        purposes = (*self.vacancies, *(seat.purpose for seat in self.present))
        return any(purpose.partition(":")[0] == third for purpose in purposes)

    def category_of(self, purpose: str) -> str | None:
        """The category that a seat is for; a replacement's is that of whom it replaces."""
        replaced = (seat.category for seat in self.seats if seat.successor == purpose)
        return next(replaced, category_in(purpose))

    def parts(self, purpose: str) -> tuple[str, ...]:
        """What the seat is divided into when nobody can take all of it: one for each category."""
        categories = self.file.categories
        if len(categories) == 1 or self.category_of(purpose) is not None:
            return ()
        return tuple(purpose + of_category(category) for category in categories)

    def with_seat(self, changed: Seat) -> Case:
        """A copy in which the seat of the same number is replaced."""
        seats = tuple(changed if seat.no == changed.no else seat for seat in self.seats)
        return self.model_copy(update={"seats": seats})

    def task(self, seat: Seat) -> str:
        """The id of the seat's task: unique over all cases, and says where it belongs."""
        return f"{self.id}.{seat.no}"
