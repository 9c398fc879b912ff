"""Who sits on the panel: opening a case, filling its seats, stepping down, deadlines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.process import Decision, FieldError, Invalid, Text
from contracts.base import Event
from contracts.values import Contact
from services.evaluation.domain import announce
from services.evaluation.domain.calendar import after, deadline, morning_before, passed
from services.evaluation.domain.case import Case, Seat, SeatState, State
from services.evaluation.domain.commands import Declare, Offers, OpenCase, Recuse, TimeArrived
from services.evaluation.domain.dossier import Dossier
from services.evaluation.domain.holding import held

RETRY = dt.timedelta(days=1)
"""How often a case that lacks an expert looks for one, besides whenever an expert is saved."""

GROUND = Text("Podaj powód wyłączenia.", "Give the ground of the recusal.")


def accepted(case: Case | None, command: OpenCase, _: dt.datetime) -> Case:
    """The case as intake handed it over, nobody seated yet."""
    event = command.event
    file = Dossier.of(event)
    early = case and case.contact
    return Case(
        state=State.IN_PANEL,
        id=event.case or event.subject.id,
        number=event.number,
        dossier=file.but(contact=early) if early else file,
        contact=early,
        contact_seq=case.contact_seq if case else 0,
        vacancies=file.panel(),
    )


def needs_no_score(_: Case | None, command: OpenCase, __: dt.datetime) -> bool:
    """A renewal without new items under rules that spare the experts."""
    return not Dossier.of(command.event).panel()


def has_no_points(_: Case | None, command: OpenCase, __: dt.datetime) -> bool:
    """A procedure without points: the formal check and the vote are all there is."""
    return Dossier.of(command.event).only_voted


def panel_is_short(case: Case | None, command: OpenCase, now: dt.datetime) -> bool:
    """Fewer experts than seats."""
    return bool(seat_panel(case, command, now).state.vacancies)


def seat_panel(case: Case | None, command: OpenCase, now: dt.datetime) -> Decision[Case]:
    """Open the case with its panel in one change."""
    seated, messages = fill(accepted(case, command, now), command.offers, now)
    return Decision(seated, (*messages, *announce.panel_short(seated, now)))


def fill(case: Case, offers: Offers, now: dt.datetime) -> tuple[Case, tuple[Event, ...]]:
    """Seat the experts offered for vacancies; whoever is on the case already is passed over."""
    taken: list[Seat] = []
    openings = _openings(case, offers)
    for purpose in openings:
        expert = newcomer(case, offers, purpose)
        if expert is not None and expert not in [seat.expert for seat in taken]:
            taken.append(_seat(case, len(case.seats) + len(taken) + 1, purpose, expert, now))
    left = tuple(p for p in openings if p not in {seat.purpose for seat in taken})
    seated = case.but(seats=(*case.seats, *taken), vacancies=left)
    looking = seated.but(retry_at=now + RETRY if _lacking(seated) else None)
    return looking, announce.assigned(looking, taken, now)


def _lacking(case: Case) -> bool:
    """Whether somebody is looked for: a seat is vacant, or nobody can take over a late one."""
    return bool(case.vacancies) or any(seat.late_told for seat in case.open_seats)


def _openings(case: Case, offers: Offers) -> tuple[str, ...]:
    """The vacancies; one that nobody takes whole is divided once somebody takes a part of it."""
    divided = [
        purpose
        for purpose in case.vacancies
        if newcomer(case, offers, purpose) is None
        and any(newcomer(case, offers, part) for part in case.parts(purpose))
    ]
    whole = (purpose for purpose in case.vacancies if purpose not in divided)
    by_category = zip(*map(case.parts, divided), strict=True)
    return (*whole, *(part for parts in by_category for part in parts))


def takers(case: Case, offers: Offers, purpose: str) -> tuple[Contact, ...]:
    """Who takes all of a seat over: one expert, or one for each category; else nobody."""
    whole = newcomer(case, offers, purpose)
    if whole is not None:
        return (whole,)
    parts = case.parts(purpose)
    found = {each for part in parts if (each := newcomer(case, offers, part))}
    return tuple(offers[part] for part in parts) if len(found) == len(parts) else ()


def newcomer(case: Case, offers: Offers, purpose: str) -> Contact | None:
    """The expert offered for this seat, unless already on the case."""
    expert = offers.get(purpose)
    present = {seat.expert.person for seat in case.seats}
    return None if expert is None or expert.person in present else expert


def _seat(case: Case, no: int, purpose: str, expert: Contact, now: dt.datetime) -> Seat:
    rules = case.file.evaluation
    until = deadline(now, rules.deadline_days)
    remind_at = morning_before(until, rules.reminder_days)
    return Seat(
        no=no,
        purpose=purpose,
        category=case.category_of(purpose),
        expert=expert,
        assigned=now,
        deadline=until,
        remind_at=remind_at if remind_at > now else None,
    )


def no_conflict(_: Case, command: Declare, __: dt.datetime) -> bool:
    """The expert may judge."""
    return not command.conflict


def no_successor(case: Case, command: Declare, now: dt.datetime) -> bool:
    """Nobody was found to replace the expert."""
    return bool(recuse(case, command, now).state.vacancies)


def no_successor_for_found(case: Case, command: Recuse, now: dt.datetime) -> bool:
    """Nobody was found to replace the expert whom the system takes off."""
    held = holds_open_seat(case, command, now)
    return held and bool(recuse_found(case, command, now).state.vacancies)


def holds_open_seat(case: Case, command: Recuse, _: dt.datetime) -> bool:
    """The expert's card is still to come."""
    return case.open_seat_of(command.person) is not None


def declare_clear(case: Case, command: Declare, now: dt.datetime) -> Decision[Case]:
    """The contents may open to this expert. Said twice, nothing changes."""
    seat = held(case, command)
    if seat.declared == "clear":
        return Decision(case)
    declared = case.with_seat(seat.but(state=SeatState.DECLARED, declared="clear"))
    told = announce.progressed(declared, command.person, now, "declared", seat)
    return Decision(declared, (told,))


def recuse(case: Case, command: Declare, now: dt.datetime) -> Decision[Case]:
    """Take the expert off and seat the replacement at once; other vacancies wait for the clock."""
    seat = held(case, command)
    ground = command.ground.strip()
    if not ground:
        raise Invalid((FieldError("ground", "required", GROUND),))
    return _replace(
        case, seat.but(declared="conflict", ground=ground), command.offers, command.person, now
    )


def recuse_found(case: Case, command: Recuse, now: dt.datetime) -> Decision[Case]:
    """The same, said by the system; a card that is in stays."""
    seat = next(seat for seat in case.open_seats if seat.expert.person == command.person)
    ground = getattr(command.why, case.file.office.language)
    return _replace(case, seat.but(ground=ground), command.offers, "rule:conflict", now)


def _replace(case: Case, seat: Seat, offers: Offers, by: str, now: dt.datetime) -> Decision[Case]:
    gone = seat.over(SeatState.RECUSED)
    left = case.with_seat(gone).but(vacancies=(*case.vacancies, seat.successor))
    own = {seat.successor, *case.parts(seat.successor)}
    seated, messages = fill(left, {p: each for p, each in offers.items() if p in own}, now)
    came = [each.expert for each in seated.seats[len(case.seats) :]]
    told = announce.recused(seated, gone, came, by, now)
    return Decision(seated, (told, *messages, *announce.panel_short(seated, now)))


def lacks_expert(case: Case, command: TimeArrived, now: dt.datetime) -> bool:
    """A seat stays vacant even with what the roster offers."""
    return bool(pass_time(case, command, now).state.vacancies)


def lacks_nobody(case: Case, command: TimeArrived, now: dt.datetime) -> bool:
    """Every vacancy can be filled now."""
    return not lacks_expert(case, command, now)


def lacks_nobody_for_third(case: Case, command: TimeArrived, now: dt.datetime) -> bool:
    """Every vacancy can be filled now, on a panel that was widened."""
    return case.has_third and lacks_nobody(case, command, now)


def pass_time(case: Case, command: TimeArrived, now: dt.datetime) -> Decision[Case]:
    """Remind, replace who is overdue, fill vacancies: whatever has come due."""
    messages: list[Event] = []
    for seat in case.open_seats:
        if passed(seat.deadline, now):
            case, told = _overdue(case, seat, command.offers, now)
            messages += told
        elif seat.remind_at is not None and now >= seat.remind_at:
            case = case.with_seat(seat.but(remind_at=None))
            messages.append(announce.due(case, seat, now))
    seated, assigned = fill(case, command.offers, now)
    return Decision(seated, (*messages, *assigned))


def pass_time_short(case: Case, command: TimeArrived, now: dt.datetime) -> Decision[Case]:
    """The same, and the office learns that an expert is lacking."""
    made = pass_time(case, command, now)
    return Decision(made.state, (*made.messages, *announce.panel_short(made.state, now)))


def _overdue(
    case: Case, seat: Seat, offers: Offers, now: dt.datetime
) -> tuple[Case, tuple[Event, ...]]:
    """The expert keeps the seat until somebody can take over; the office hears of either once."""
    replacements = takers(case, offers, seat.successor)
    told = (announce.overdue(case, seat, replacements, now),)
    if not replacements:
        late = case.with_seat(seat.but(late_told=True, remind_at=None))
        return late, () if seat.late_told else told
    gone = case.with_seat(seat.over(SeatState.OVERDUE, remind_at=None))
    return gone.but(vacancies=(*case.vacancies, seat.successor)), told


def wanted(case: Case, now: dt.datetime) -> tuple[str, ...]:
    """Purposes the roster is asked for at this moment: vacancies, and seats past their deadline."""
    late = (seat.successor for seat in case.open_seats if passed(seat.deadline, now))
    return (*case.vacancies, *late)


def due(case: Case) -> dt.datetime | None:
    """The next moment that matters: a reminder, a deadline, another look for an expert."""
    moments: list[Any] = [case.retry_at] if _lacking(case) else []
    moments += [
        seat.remind_at or after(seat.deadline) for seat in case.open_seats if not seat.late_told
    ]
    return min((moment for moment in moments if moment is not None), default=None)
