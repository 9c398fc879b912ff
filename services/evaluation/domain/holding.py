"""One session holds a task: claim, lease, release, and the card handed in by its holder."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision, IllegalState, Refused, Text, Unknown
from contracts.evaluation import ScoreSubmitted
from services.evaluation.domain import announce, verdict
from services.evaluation.domain.cards import read_card, read_draft
from services.evaluation.domain.case import THIRD, Case, Claim, Seat, SeatState
from services.evaluation.domain.commands import (
    ClaimTask,
    Declare,
    KeepDraft,
    KeepLease,
    ReleaseTask,
    SubmitCard,
)

DECLARE_FIRST = Text(
    "Najpierw złóż oświadczenie o braku konfliktu interesów. Dopiero potem otworzymy wniosek.",
    "First declare that you have no conflict of interest. The application opens after that.",
)
LOST = Text(
    "Ta karta nie jest już otwarta w tej sesji. Otwórz zadanie jeszcze raz.",
    "This card is no longer open in this session. Open the task again.",
)
ELSEWHERE = Text(
    "To zadanie jest otwarte w innej sesji. Zamknij je tam albo poczekaj.",
    "This task is open in another session. Close it there or wait.",
)


OfHolder = KeepLease | KeepDraft | ReleaseTask | SubmitCard


def held(case: Case, command: Declare | ClaimTask | OfHolder) -> Seat:
    """The seat a command is about; whose it is was asked before, see `access`.

    Raises:
        Unknown: No such seat.
        IllegalState: The expert has nothing more to do there.
    """
    seat = next((seat for seat in case.seats if seat.no == command.seat), None)
    if seat is None:
        raise Unknown("task")
    if not seat.open:
        raise IllegalState(seat.state, type(command).__name__, ())
    return seat


def claim(case: Case, command: ClaimTask, _: dt.datetime) -> Decision[Case]:
    """Open the task in this session. The same session again keeps its token (a page reloaded)."""
    seat, now = held(case, command), command.real_now
    if seat.declared != "clear":
        raise Refused("declaration-needed", DECLARE_FIRST)
    until, holder = now + command.lease, seat.claim
    if holder is not None and holder.session == command.session:
        return Decision(case.with_seat(seat.but(claim=holder.but(lease_until=until))))
    if holder is not None and holder.lease_until > now:
        raise _held_by(holder, "claimed-elsewhere", ELSEWHERE)
    taken = Claim(token=command.token, session=command.session, since=now, lease_until=until)
    return Decision(case.with_seat(seat.but(state=SeatState.CLAIMED, claim=taken)))


def keep_lease(case: Case, command: KeepLease, _: dt.datetime) -> Decision[Case]:
    """The card is still open."""
    seat, holder = _holding(case, command)
    until = command.real_now + command.lease
    return Decision(case.with_seat(seat.but(claim=holder.but(lease_until=until))))


def keep_draft(case: Case, command: KeepDraft, _: dt.datetime) -> Decision[Case]:
    """What is typed waits in the seat, wrong as it may be; the lease goes on with it."""
    seat, holder = _holding(case, command)
    items, criteria = case.file.items_in(seat.category), case.file.evaluation.criteria
    typed = read_draft(command.items, items, criteria)
    kept = holder.but(lease_until=command.real_now + command.lease)
    return Decision(case.with_seat(seat.but(claim=kept, draft=typed)))


def release(case: Case, command: ReleaseTask, _: dt.datetime) -> Decision[Case]:
    """Back into the same expert's queue."""
    seat, _holder = _holding(case, command)
    return Decision(case.with_seat(seat.but(state=SeatState.DECLARED, claim=None)))


def _holding(case: Case, command: OfHolder) -> tuple[Seat, Claim]:
    """The seat and its claim when the token is the present one.

    A lapsed lease that nobody has taken over still counts: the token proves that no other session
    was in between, and the expert's work is not thrown away.
    """
    seat = held(case, command)
    if seat.claim is None or seat.claim.token != command.token:
        raise lost(seat.claim)
    return seat, seat.claim


def lost(holder: Claim | None) -> Refused:
    """The refusal of a stale token: names the session that holds the task, if one does."""
    return _held_by(holder, "lease-lost", LOST)


def _held_by(holder: Claim | None, code: str, text: Text) -> Refused:
    if holder is None:
        return Refused(code, text, session=None, since=None)
    return Refused(code, text, session=holder.session, since=holder.since.isoformat())


def scored(case: Case, command: SubmitCard, now: dt.datetime) -> Case:
    """The case with this card in and locked.

    Raises:
        Refused: Not the holder's, or a card with wrong fields.
    """
    seat, _holder = _holding(case, command)
    items, criteria = case.file.items_in(seat.category), case.file.evaluation.criteria
    card = read_card(command.items, items, criteria, now)
    return case.with_seat(seat.over(SeatState.SCORED, card=card, remind_at=None))


def others_outstanding(case: Case, command: SubmitCard, now: dt.datetime) -> bool:
    """Somebody else's card is still to come."""
    return bool(scored(case, command, now).open_seats)


def experts_diverge(case: Case, command: SubmitCard, now: dt.datetime) -> bool:
    """With this card the panels are complete and one does not agree."""
    return bool(verdict.diverging(scored(case, command, now)))


def keep_card(case: Case, command: SubmitCard, now: dt.datetime) -> Decision[Case]:
    """Put the card aside until the others are in."""
    after = scored(case, command, now)
    return Decision(after, (_told(after, command, now),))


def call_third(case: Case, command: SubmitCard, now: dt.datetime) -> Decision[Case]:
    """Make room for a third expert of each such panel; who it is comes with a tick, due at once."""
    after = scored(case, command, now)
    thirds = tuple(after.file.purpose(THIRD, each) for each in verdict.diverging(after))
    wider = after.but(vacancies=thirds, retry_at=now)
    told = announce.diverged(wider, command.person, now)
    return Decision(wider, (_told(wider, command, now), told))


def chapter_votes(case: Case, _: SubmitCard, __: dt.datetime) -> bool:
    """The procedure has the chapter vote on what the experts have scored."""
    return case.file.evaluation.chapter == "vote"


def reach_verdict(case: Case, command: SubmitCard, now: dt.datetime) -> Decision[Case]:
    """All cards are in: what the score says of every item goes to the chapter or the director."""
    after = scored(case, command, now)
    made = verdict.verdicts(after)
    decided = after.but(verdicts=made, mean=verdict.overall_mean(made))
    return Decision(decided, (_told(decided, command, now),))


def _told(case: Case, command: SubmitCard, now: dt.datetime) -> ScoreSubmitted:
    return announce.submitted(case, command.seat, command.person, now)
