"""An officer takes a task from one expert and gives it to another, in the middle of the case."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision, FieldError, IllegalState, Invalid, Refused, Text, Unknown
from services.evaluation.domain import announce
from services.evaluation.domain.case import Case, Seat, SeatState
from services.evaluation.domain.commands import Reassign
from services.evaluation.domain.panel import fill, takers

REASON = Text("Podaj powód zmiany.", "Give the reason of the change.")
NOBODY = Text(
    "Nie ma eksperta, który może przejąć tę ocenę. Wskazana osoba musi znać te kategorie, nie mieć "
    "związku z podmiotem i mieć wolne miejsce.",
    "No expert can take this task over. Whoever is named has to know these categories, have no "
    "ties with the entity and a free place.",
)


def reassign(case: Case, command: Reassign, now: dt.datetime) -> Decision[Case]:
    """Give the seat to the named expert, or to the next in turn; the deadline begins anew.

    What the first expert had open is lost; a card that is in stays and its seat cannot be moved.
    """
    seat = _open_seat(case, command.seat)
    reason = command.reason.strip()
    if not reason:
        raise Invalid((FieldError("reason", "required", REASON),))
    experts = takers(case, command.offers, seat.successor)
    # The roster answers the same for a seat it has filled before: never with another than named.
    if not experts or command.person not in {None, *(each.person for each in experts)}:
        raise Refused("nobody-to-take-it", NOBODY)
    gone = seat.over(SeatState.REASSIGNED, ground=reason, remind_at=None)
    left = case.with_seat(gone).but(vacancies=(*case.vacancies, seat.successor))
    seated, messages = fill(left, command.offers, now)
    told = announce.reassigned(seated, gone, experts, command.by, now)
    return Decision(seated, (told, *messages))


def _open_seat(case: Case, no: int) -> Seat:
    seat = next((seat for seat in case.seats if seat.no == no), None)
    if seat is None:
        raise Unknown("task")
    if not seat.open:
        raise IllegalState(seat.state, "Reassign", ())
    return seat
