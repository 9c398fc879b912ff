"""Who is told what: event, person, template and where its button leads, as one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts import evaluation as e
from contracts import intake as i
from contracts import licensing as li
from contracts.base import Event
from contracts.erasure import named
from contracts.values import Contact, Office, Recipient

Audience = Callable[[Any], tuple[Contact, ...]]


def applicant(event: Any) -> tuple[Contact, ...]:
    """The person the application or the licence names."""
    return (event.contact,)


def expert(event: Any) -> tuple[Contact, ...]:
    """The expert whose task it is."""
    return (event.expert,)


def recipients(event: Any) -> tuple[Recipient, ...]:
    """Everybody in the batch; a person named twice gets one mail."""
    return tuple({contact.person: contact for contact in event.recipients}.values())


def office(event: Any) -> tuple[Contact, ...]:
    """The office that runs the call, as a person of its own."""
    return (mailbox(event.office),)


def mailbox(at: Office) -> Contact:
    """An office as somebody to write to."""
    return Contact(person=f"office:{at.region}", name=at.name, email=at.email, language=at.language)


def members(event: Any) -> tuple[Contact, ...]:
    """The members of the chapter who are invited."""
    invited: tuple[Contact, ...] = event.members
    return invited


@dataclass(frozen=True)
class Notice:
    """One line of the table. ``link`` is a path below the public address, filled from the event.

    What is ``urgent`` goes to the office at once, however much else it is told that day.
    """

    audience: Audience
    template: str
    link: str
    when: Callable[[Any], bool] = lambda _: True
    urgent: bool = False

    @property
    def daily(self) -> bool:
        """Whether it is a line of the office's day, which its digest may tell."""
        return self.audience is office and not self.urgent


def _granted(event: e.EvaluationConcluded) -> bool:
    return any(verdict.granted for verdict in event.verdicts)


def _refused(event: e.EvaluationConcluded) -> bool:
    return not _granted(event)


def _needs_an_officer(event: i.ApplicationSubmitted) -> bool:
    return not event.automatic


def _invited(event: i.SignInRequested) -> bool:
    return event.invitation


def _asked_for_by_themselves(event: i.SignInRequested) -> bool:
    return not event.invitation


CALL = "/nabory/{subject.id}"
APPLICATION = "/wnioski/{case}"
CORRECTION = "/wnioski/{case}/uzupelnienie"
CASE = "/sprawy/{case}"
TASK = "/zadania/{task}"
SITTING = "/posiedzenia/{subject.id}"
TEAM = "/zespoly/{subject.id}"
LICENCE = "/licencje/{licence_number}"
REGISTER = "/rejestr/{licence_number}"
RENEWAL = "/wnioski/nowy?licencja={licence_number}"

OWN: Final = {APPLICATION, CORRECTION, LICENCE}
"""Pages that open only for an account that acts in the case."""

NOTICES: Mapping[type[Event], tuple[Notice, ...]] = {
    i.CallOpened: (Notice(recipients, "call-opened", CALL),),
    i.CallChanged: (Notice(recipients, "call-changed", CALL),),
    i.CallClosing: (Notice(recipients, "call-closing", CALL),),
    i.DraftSaved: (Notice(applicant, "draft-saved", "{link}"),),
    i.ApplicationSubmitted: (
        Notice(applicant, "application-submitted", APPLICATION),
        Notice(office, "application-to-check", CASE, _needs_an_officer),
    ),
    i.CorrectionRequested: (Notice(applicant, "correction-requested", CORRECTION),),
    i.CorrectionDue: (Notice(applicant, "correction-due", CORRECTION),),
    i.ApplicationAccepted: (Notice(applicant, "application-accepted", APPLICATION),),
    i.ApplicationRejected: (Notice(applicant, "application-rejected", APPLICATION),),
    i.AppealFiled: (Notice(office, "appeal-filed", CASE),),
    i.AppealDecided: (Notice(applicant, "formal-appeal-decided", APPLICATION),),
    i.ApplicationWithdrawn: (Notice(applicant, "application-withdrawn", APPLICATION),),
    i.SubscriptionRequested: (Notice(applicant, "subscription", "{link}"),),
    i.MemberInvited: (Notice(applicant, "member-invited", TEAM),),
    i.SignInRequested: (
        Notice(applicant, "sign-in", "{link}", _asked_for_by_themselves),
        Notice(applicant, "invitation", "{link}", _invited),
    ),
    e.ExpertAssigned: (Notice(expert, "expert-assigned", TASK),),
    e.ExpertRecused: (Notice(office, "expert-recused", CASE),),
    e.PanelShort: (Notice(office, "panel-short", CASE, urgent=True),),
    e.ScoreDue: (Notice(expert, "score-due", TASK),),
    e.ScoreOverdue: (Notice(office, "score-overdue", CASE),),
    e.ScoresDiverged: (Notice(office, "scores-diverged", CASE),),
    e.SittingCalled: (Notice(members, "sitting-called", SITTING),),
    e.SittingCancelled: (Notice(members, "sitting-cancelled", SITTING),),
    e.CaseWithdrawn: (Notice(applicant, "application-withdrawn", APPLICATION),),
    e.WithdrawalTooLate: (Notice(applicant, "withdrawal-too-late", APPLICATION),),
    e.EvaluationConcluded: (
        Notice(applicant, "mark-granted", APPLICATION, _granted),
        Notice(applicant, "mark-refused", APPLICATION, _refused),
    ),
    e.AppealDecided: (Notice(applicant, "appeal-decided", APPLICATION),),
    e.DecisionCorrected: (Notice(applicant, "decision-corrected", APPLICATION),),
    li.LicenceAmended: (Notice(applicant, "licence-amended", REGISTER),),
    li.LicenceDrafted: (Notice(applicant, "licence-drafted", LICENCE),),
    li.LicenceLapsed: (Notice(applicant, "licence-lapsed", LICENCE),),
    li.LicenceActivated: (Notice(applicant, "licence-activated", LICENCE),),
    li.LicenceExpiring: (Notice(applicant, "licence-expiring", "{link}"),),
    li.LicenceExpired: (
        Notice(applicant, "licence-expired", RENEWAL),
        Notice(office, "licence-expired-office", REGISTER),
    ),
    li.LicenceRenewed: (Notice(applicant, "licence-renewed", LICENCE),),
    li.LicenceSuspended: (
        Notice(applicant, "licence-suspended", REGISTER),
        Notice(office, "licence-suspended-office", REGISTER),
    ),
    li.LicenceReinstated: (
        Notice(applicant, "licence-reinstated", REGISTER),
        Notice(office, "licence-reinstated-office", REGISTER),
    ),
    li.LicenceRevoked: (
        Notice(applicant, "licence-revoked", REGISTER),
        Notice(office, "licence-revoked-office", REGISTER),
    ),
    li.LicenceSurrendered: (
        Notice(applicant, "licence-surrendered", REGISTER),
        Notice(office, "licence-surrendered-office", REGISTER),
    ),
}
"""Every event that becomes a mail, and nothing else."""


def addressed(event: Event) -> Iterator[tuple[Notice, Contact]]:
    """Each mail this event asks for."""
    for notice in NOTICES[type(event)]:
        if notice.when(event):
            for person in notice.audience(event):
                yield notice, person


TYPED_BY_ANYBODY: Final = {"sign-in", "subscription", "member-invited"}
"""Mails to an address that anybody may give: that it refuses is nothing an office can mend."""


UNSAID: Any = {
    **dict.fromkeys(("recipients", "contact", "members", "exclude", "seq"), True),
    **dict.fromkeys(("evaluation", "licence", "materials", "timers", "standing"), True),
    "items": {"__all__": {"description"}},
    "agenda": {"__all__": {"items": {"__all__": {"description"}}}},
    "verdicts": {"__all__": {"item": {"description"}, "criteria": True}},
}
"""What no template says, so no mail keeps it."""


LEAVING: Mapping[str, str] = {
    "leave": "/subskrypcja/rezygnacja#{key}",
    "one_click": "/intake/api/subscriptions/unsubscription?key={key}",
}
"""Where the links out of being told lead; no log keeps what stands behind a #."""


def context(event: Event, notice: Notice, person: Contact) -> dict[str, Any]:
    """What the template is filled with: the event's own words, plain JSON, and the links.

    Who applied on paper cannot open a page of their own: such a mail knows it (``by_post``) and
    has no button to one.
    Whoever is one of many also gets the two links out of it, for the person and for the mail
    program (RFC 8058); None for those who may not leave.
    """
    said = event.model_dump(mode="json", exclude=UNSAID)
    licence = str(said.get("licence_number") or "").replace("/", "-")
    values = {**said, "licence_number": licence, "subject": event.subject}
    filled = {**said, "link": notice.link.format(**values)}
    if person.by_post:
        filled |= {"by_post": True, "link": None if notice.link in OWN else filled["link"]}
    if not isinstance(person, Recipient):
        return filled
    key = person.unsubscribe
    links = {name: path.format(key=key) if key else None for name, path in LEAVING.items()}
    return {**filled, **links}


def about(event: Event, said: Mapping[str, Any], to: Contact) -> tuple[str, ...]:
    """Whom a mail is about, beside whom it goes to: people in its words, and whose case it is."""
    contact: Contact | None = getattr(event, "contact", None)
    people = named(said) | ({contact.person} if contact else set())
    return tuple(sorted(each for each in people - {to.person} if not each.startswith("rule:")))
