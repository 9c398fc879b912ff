"""From the first draft to the number."""

from __future__ import annotations

import datetime as dt
from typing import Final

from chassis.process import Decision, Invalid, Refused, Text
from contracts.base import Event
from contracts.values import Contact
from services.intake.domain import announcements as announce
from services.intake.domain import calendar
from services.intake.domain.application import FILES_OF_A_KIND, Application, State, place
from services.intake.domain.call import Call, begun, takes, took
from services.intake.domain.call import State as CallState
from services.intake.domain.commands import (
    Attach,
    Delete,
    EditDraft,
    EditPart,
    File,
    GiveBack,
    GiveNumber,
    SaveDraft,
    Submit,
)
from services.intake.domain.form import Form
from services.intake.domain.licence import Filed, renewable
from services.intake.domain.reading import wrong
from services.intake.domain.suggestions import AUTOMATIC, accepts_by_rule, suggestions
from services.intake.domain.validation import complete

Made = Decision[Application]

NOBODY: Final = Contact(person="", name="", email="")
"""Whose a deleted draft is."""


def _new(command: SaveDraft | File) -> Application:
    return Application(
        id=command.id,
        state=State.DRAFT,
        call=command.call.id,
        owner=command.owner,
        team=command.team,
        form=command.form,
    )


def draft(_: None, command: SaveDraft, now: dt.datetime) -> Made:
    """Keep the first version; whoever files online gets the link back to it."""
    kept = _new(command)
    if kept.form.channel == "paper":  # it may have come by post while the call was open
        if not begun(command.call, now):
            raise _closed(command.call)
        return Decision(kept)
    if not takes(command.call, now):
        raise _closed(command.call)
    return Decision(kept, (announce.draft_saved(kept, command.call, now, command.by),))


def edit(draft: Application, command: EditDraft, _: dt.datetime) -> Made:
    """Replace what was typed."""
    return Decision(draft.but(form=command.form))


def edit_part(draft: Application, command: EditPart, _: dt.datetime) -> Made:
    """Replace one part of what was typed."""
    return Decision(draft.but(form=draft.form.model_copy(update={command.part: command.value})))


def attach(application: Application, command: Attach, _: dt.datetime) -> Made:
    """Note the file, or that there is none any more."""
    no = _beside(application, command) if command.no is None else command.no
    if no is None:
        return Decision(application)
    if not 1 <= no <= FILES_OF_A_KIND:
        most = FILES_OF_A_KIND
        said = (f"Można załączyć {most} plików tego rodzaju.", f"At most {most} files of a kind.")
        raise Invalid((wrong("no", "too-many", *said),))
    at = place(command.kind, no)
    files = {key: file for key, file in application.attachments.items() if key != at}
    if command.attachment is not None:
        files[at] = command.attachment
    return Decision(application.but(attachments=files))


def _beside(application: Application, command: Attach) -> int | None:
    """The first free number of the kind; None when this very file is there already."""
    places = (place(command.kind, no) for no in range(1, FILES_OF_A_KIND + 1))
    files = [application.attachments.get(at) for at in places]
    if command.attachment is not None:
        digest = command.attachment.sha256
        if any(each is not None and each.sha256 == digest for each in files):
            return None
    return files.index(None) + 1 if None in files else FILES_OF_A_KIND + 1


def file(_: None, command: File, now: dt.datetime) -> Made:
    """Create and send in one go."""
    draft = _new(command)
    return Decision(send(draft, command, now).state.but(state=State.SUBMITTED))


def send(draft: Application, command: Submit | File, now: dt.datetime) -> Made:
    """Commit the submission; the number, and with it every message, follows."""
    today = calendar.local_date(now)
    complete(draft.form, command.call.procedure, today)
    received_on = draft.form.received_on or today
    read = command.notice if draft.form.declarations.rodo else ""
    told = {"submitted_by": command.by, "notice": read}
    sent = draft.but(submitted_at=now, received_on=received_on, **told)
    if not _in_time(sent, command.call, now):
        raise _closed(command.call)
    if draft.form.kind == "renewal":
        filed = Filed(command.by, draft.owner, draft.team, received_on)
        licence = renewable(draft.form, command.licence, filed)
        sent = sent.but(licensed=licence.items, team=sent.team or licence.team)
    return Decision(sent)


def _in_time(sent: Application, call: Call, now: dt.datetime) -> bool:
    if sent.form.channel == "paper" and sent.received_on is not None:
        return begun(call, now) and took(call, sent.received_on)
    return takes(call, now)


def _closed(call: Call) -> Refused:
    if call.state is CallState.CANCELLED:
        said = (f"Nabór {call.number} został odwołany.", f"Call {call.number} was cancelled.")
        return Refused("call-cancelled", Text(*said))
    opens = calendar.local_date(call.opens)
    closes = None if call.closes is None else calendar.local_date(call.closes)
    until = ("", "") if closes is None else (f" do {closes:%d.%m.%Y}", f" to {closes}")
    text = Text(
        f"Nabór {call.number} przyjmuje wnioski od {opens:%d.%m.%Y}{until[0]}.",
        f"Call {call.number} takes applications from {opens}{until[1]}.",
    )
    dates = {"opens": opens.isoformat(), "closes": closes.isoformat() if closes else None}
    return Refused("call-closed", text, **dates)


def give_back(application: Application, _: GiveBack, __: dt.datetime) -> Made:
    """Nobody has heard of the submission yet."""
    unsent = {"submitted_at": None, "submitted_by": "", "notice": ""}
    return Decision(application.but(**unsent, received_on=None, licensed=()))


def delete(draft: Application, command: Delete, now: dt.datetime) -> Made:
    """Leave nothing of what was typed."""
    gone = Application(id=draft.id, state=draft.state, call=draft.call, owner=NOBODY, form=Form())
    return Decision(gone, (announce.draft_deleted(draft, now, command.by),))


def _numbered(application: Application, command: GiveNumber) -> Application:
    numbered: Application = application.but(number=command.number, duplicates=command.duplicates)
    return numbered


def sure(application: Application, command: GiveNumber, now: dt.datetime) -> bool:
    """All eleven points are a sure yes and the procedure accepts by rule."""
    return accepts_by_rule(_numbered(application, command), command.call, now)


def _filed(application: Application, call: Call, *, automatic: bool) -> list[Event]:
    messages: list[Event] = [announce.submitted(application, call, automatic=automatic)]
    if application.form.kind == "renewal":
        messages.append(announce.renewal_filed(application))
    return messages


def number(application: Application, command: GiveNumber, _: dt.datetime) -> Made:
    """Announce the number; an officer checks."""
    numbered = _numbered(application, command)
    return Decision(numbered, tuple(_filed(numbered, command.call, automatic=False)))


def number_and_accept(application: Application, command: GiveNumber, now: dt.datetime) -> Made:
    """Announce the number and the acceptance by rule."""
    numbered = _numbered(application, command)
    accepted = announce.accepted(numbered, command.call, now, AUTOMATIC, command.people)
    filed = _filed(numbered, command.call, automatic=True)
    points = suggestions(numbered, command.call, calendar.local_date(now))
    return Decision(numbered.but(points=points), (*filed, accepted))
