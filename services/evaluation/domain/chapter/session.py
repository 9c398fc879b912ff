"""What happens at a sitting: called, opened, members excluded, votes cast, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from chassis.process import Decision, FieldError, Invalid, Refused, Text, Unknown
from contracts.values import ItemVote
from services.evaluation.domain.calendar import WARSAW
from services.evaluation.domain.chapter import announce
from services.evaluation.domain.chapter.commands import (
    Call,
    Cancel,
    CastVotes,
    Close,
    Exclude,
    Open,
)
from services.evaluation.domain.chapter.sitting import (
    Exclusion,
    Matter,
    Resolution,
    Sitting,
    Vote,
)
from services.evaluation.domain.chapter.voting import carried, count, departs, has_quorum
from services.evaluation.domain.ties import FOUND, tied

PAST = Text(
    "Ten termin już minął. Odwołaj posiedzenie i zaplanuj nowe.",
    "This date has passed. Cancel the sitting and plan a new one.",
)
NO_CHAIR = Text(
    "Tej osoby nie ma już w Kapitule. Odwołaj posiedzenie i zaplanuj nowe.",
    "This person has left the chapter. Cancel the sitting and plan a new one.",
)
TOO_EARLY = Text(
    "Posiedzenie można otworzyć najwcześniej w jego dniu.",
    "A sitting can be opened on its day at the earliest.",
)
NO_VOTE = Text(
    "W tej sprawie nie głosujesz: jesteś z niej wyłączona lub wyłączony.",
    "You do not vote on this case: you are excluded from it.",
)
SCORED = Text("Ekspert w tej sprawie.", "An expert of this case.")
WHY = Text("Podaj powód odwołania posiedzenia.", "Say why the sitting is cancelled.")
GROUND = Text("Podaj powód wyłączenia.", "Give the ground of the exclusion.")
NOT_VOTED_ON = Text("Tego nie ma w porządku obrad.", "This is not on the agenda.")
REASON = Text(
    "Kapituła odstępuje od oceny ekspertów. Podaj powód.",
    "The chapter departs from the experts' score. Give the reason.",
)


def call(sitting: Sitting, command: Call, now: dt.datetime) -> Decision[Sitting]:
    """Give it its number and invite the chapter as it is now: this is the body that votes.

    Who may not vote on a case is known from here on.

    Raises:
        Invalid: Its day has passed, or its chair has left the chapter.
    """
    if errors := tuple(_wrong(sitting, command, now)):
        raise Invalid(errors)
    members = tuple(member.contact for member in command.members)
    found = tuple(_found(sitting, command, now.astimezone(WARSAW).date()))
    called = sitting.but(number=command.number, members=members, exclusions=found)
    return Decision(called, (announce.called(called, command.by, now),))


def _wrong(sitting: Sitting, command: Call, now: dt.datetime) -> Iterator[FieldError]:
    if sitting.held <= now:
        yield FieldError("held", "past", PAST)
    if sitting.chair not in {member.person for member in command.members}:
        yield FieldError("chair", "not-a-member", NO_CHAIR)


def _found(sitting: Sitting, command: Call, today: dt.date) -> Iterator[Exclusion]:
    for matter in sitting.agenda:
        stake = command.stakes.get(matter.case, matter.stake)
        for member in command.members:
            if member.person in matter.took_part:
                why = SCORED
            elif tied(member.person, member.affiliations, stake, today):
                why = FOUND
            else:
                continue
            ground = getattr(why, sitting.office.language)
            yield Exclusion(case=matter.case, member=member.person, ground=ground)


def drop(sitting: Sitting, command: Cancel, now: dt.datetime) -> Decision[Sitting]:
    """Nobody knows of it yet but its cases."""
    return Decision(sitting, announce.left(sitting, command.by, now))


def cancel(sitting: Sitting, command: Cancel, now: dt.datetime) -> Decision[Sitting]:
    """Tell everybody who was invited, and why."""
    reason = command.reason.strip()
    if not reason:
        raise Invalid((FieldError("reason", "required", WHY),))
    told = announce.cancelled(sitting, reason, command.by, now)
    return Decision(sitting, (told, *announce.left(sitting, command.by, now)))


def open_(sitting: Sitting, _: Open, now: dt.datetime) -> Decision[Sitting]:
    """Begin, on the day that was set or after it."""
    if now.astimezone(WARSAW).date() < sitting.held.astimezone(WARSAW).date():
        raise Refused("too-early", TOO_EARLY, held=sitting.held.isoformat())
    return Decision(sitting)


def exclude(sitting: Sitting, command: Exclude, _: dt.datetime) -> Decision[Sitting]:
    """Take the member's vote on this case away, with what they have voted on it already."""
    if not sitting.seats(command.member):
        raise Unknown("member")
    case, ground = sitting.matter(command.case).case, command.ground.strip()
    if not ground:
        raise Invalid((FieldError("ground", "required", GROUND),))
    if command.member in sitting.excluded(case):
        return Decision(sitting)
    added = Exclusion(case=case, member=command.member, ground=ground)
    left = tuple(v for v in sitting.votes if (v.case, v.member) != (case, command.member))
    return Decision(sitting.but(exclusions=(*sitting.exclusions, added), votes=left))


def cast(sitting: Sitting, command: CastVotes, _: dt.datetime) -> Decision[Sitting]:
    """Write the member's votes down; until the sitting is closed they may change their mind."""
    matter = sitting.matter(command.case)
    if command.member in sitting.excluded(matter.case):
        raise Refused("excluded", NO_VOTE)
    known = {item.id for item in matter.items}
    if unknown := [name for name in command.ballots if name not in known]:
        raise Invalid(
            tuple(FieldError(f"votes.{name}", "not-on-agenda", NOT_VOTED_ON) for name in unknown)
        )
    kept = tuple(
        vote
        for vote in sitting.votes
        if (vote.case, vote.member) != (matter.case, command.member)
        or vote.item not in command.ballots
    )
    new = tuple(
        Vote(case=matter.case, item=item, member=command.member, ballot=ballot)
        for item, ballot in command.ballots.items()
    )
    return Decision(sitting.but(votes=(*kept, *new)))


def close(sitting: Sitting, command: Close, now: dt.datetime) -> Decision[Sitting]:
    """Pass a resolution on every case that had a quorum; the others wait for the next sitting."""
    reasons = {(each.case, each.item): each.reason.strip() for each in command.departures}
    voted = [matter for matter in sitting.agenda if has_quorum(sitting, matter)]
    resolutions = tuple(
        Resolution(
            case=matter.case,
            number=f"{sitting.number}/{no}",
            items=tuple(_decided(sitting, matter, reasons)),
        )
        for no, matter in enumerate(voted, start=1)
    )
    errors = tuple(_unreasoned(voted, resolutions))
    if errors:
        raise Invalid(errors)
    closed = sitting.but(resolutions=resolutions)
    passed, left = (each(closed, command.by, now) for each in (announce.passed, announce.left))
    return Decision(closed, (*passed, *left))


def _decided(
    sitting: Sitting, matter: Matter, reasons: dict[tuple[str, str], str]
) -> Iterator[ItemVote]:
    """The outcome of each item; a reason is kept only where the score said otherwise."""
    for scored in matter.scored:
        item = scored.item.id
        ballots = sitting.ballots(matter.case, item)
        counted = count(ballots.values())
        granted = carried(counted, ballots.get(sitting.chair))
        reason = reasons.get((matter.case, item), "") if departs(scored, granted) else ""
        yield ItemVote(item=item, granted=granted, reason=reason, **counted._asdict())


def _unreasoned(voted: list[Matter], resolutions: tuple[Resolution, ...]) -> Iterator[FieldError]:
    for matter, resolution in zip(voted, resolutions, strict=True):
        for scored, made in zip(matter.scored, resolution.items, strict=True):
            if departs(scored, made.granted) and not made.reason:
                yield FieldError(f"reasons.{matter.case}.{made.item}", "required", REASON)
