"""An obvious mistake in a decision is put right without deciding the case again (art. 113 KPA)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from chassis.process import Decision, FieldError, Invalid, Refused, Text
from contracts.values import ItemVerdict
from services.evaluation.domain import announce
from services.evaluation.domain.appeals import open_to_appeal
from services.evaluation.domain.calendar import last_day
from services.evaluation.domain.case import Case
from services.evaluation.domain.commands import Amendment, CorrectDecision
from services.evaluation.domain.ending import impartial

WHY = Text("Napisz, na czym polega omyłka.", "Say what the mistake is.")
NOTHING = Text("Wskaż, co się zmienia.", "Say what changes.")
NO_ITEM = Text("Tego nie ma we wniosku.", "The application does not have this.")
SAME = Text("To niczego nie zmienia.", "This changes nothing.")
REASON = Text("Podaj powód odmowy.", "Give the reason of the refusal.")
APPEALED = Text(
    "Trwa odwołanie. Sprostować decyzję można po jego rozstrzygnięciu.",
    "An appeal is being decided. The decision can be corrected after that.",
)


def correct(case: Case, command: CorrectDecision, now: dt.datetime) -> Decision[Case]:
    """Change what was named. What is refused now and was not before can be appealed against anew.

    Raises:
        Refused: The director took part in the case.
        Invalid: Names every wrong field.
    """
    impartial(case, command)
    if errors := tuple(_wrong(case, command)):
        raise Invalid(errors)
    before = {made.item.id: made.granted for made in case.verdicts}
    verdicts = tuple(_amended(made, command.items.get(made.item.id)) for made in case.verdicts)
    turned = {made.item.id for made in verdicts if made.granted != before[made.item.id]}
    settled = tuple(item for item in case.settled if item not in turned)
    after = case.but(verdicts=verdicts, settled=settled)
    newly_refused = any(not made.granted and made.item.id in turned for made in verdicts)
    until = case.appeal_until if open_to_appeal(after) else None
    if newly_refused:
        until = last_day(now, case.file.evaluation.appeal_days)
    corrected = after.but(appeal_until=until)
    changed = tuple(command.items)
    told = announce.corrected(corrected, command.why.strip(), changed, command.by, now)
    return Decision(corrected, (told,))


def not_now(_: Case, __: CorrectDecision, ___: dt.datetime) -> Refused:
    """The appeal comes first."""
    return Refused("appeal-pending", APPEALED)


def _amended(made: ItemVerdict, amendment: Amendment | None) -> ItemVerdict:
    if amendment is None:
        return made
    granted = made.granted if amendment.granted is None else amendment.granted
    made = made if granted == made.granted else made.unexplained()
    if amendment.reason is None or amendment.reason.strip() == made.reason:
        return made.model_copy(update={"granted": granted})
    said = {"reason": amendment.reason.strip(), "reasons": {}}
    return made.model_copy(update={"granted": granted, **said})


def _wrong(case: Case, command: CorrectDecision) -> Iterator[FieldError]:
    if not command.why.strip():
        yield FieldError("reason", "required", WHY)
    if not command.items:
        yield FieldError("items", "required", NOTHING)
    known = {made.item.id: made for made in case.verdicts}
    for item, amendment in command.items.items():
        made = known.get(item)
        if made is None:
            yield FieldError(f"items.{item}", "unknown", NO_ITEM)
        elif _amended(made, amendment) == made:
            yield FieldError(f"items.{item}", "same", SAME)
        elif amendment.granted is False and not (amendment.reason or "").strip():
            yield FieldError(f"items.{item}.reason", "required", REASON)
