"""What intake tells the others: calls, applications and how far they have come."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import AwareDatetime

from contracts.base import SERVICES, Event, Role, Subject
from contracts.values import (
    ApplicationKind,
    Contact,
    Entity,
    EvaluationRules,
    Item,
    LicenceRules,
    Materials,
    Office,
    PagePath,
    Point,
    Recipient,
    Timer,
)


class SubscriptionRequested(
    Event,
    owner="intake",
    name="subscription-requested",
    readers=("notifications",),
    secret=("link",),
):
    """Sent when somebody asks to be told of calls; nothing comes before the address confirms it.

    Attributes:
        link: Whoever holds it may confirm.
        until: When it ends (real time).
        office: Signs the mail: the one that runs this system, for no call is concerned.
    """

    contact: Contact
    link: PagePath
    until: AwareDatetime
    office: Office


class CallAnnounced(Event, owner="intake", name="call-announced", readers=("intake",)):
    """Sent to oneself when there is something to tell about a call, for one page of people each.

    Attributes:
        what: What is told.
        closes: The end of the call as it is told.
        old_closes: The end before a change.
        page: How many pages of people were told before.
        after: The last one of them.
    """

    what: Literal["opened", "changed", "closing"]
    closes: AwareDatetime | None
    old_closes: AwareDatetime | None = None
    page: int = 0
    after: str | None = None


class CallOpened(Event, owner="intake", name="call-opened", readers=("notifications",)):
    """Sent when a call opens, once per batch of at most 100 recipients."""

    number: str
    title: str
    opens: AwareDatetime
    closes: AwareDatetime | None
    recipients: tuple[Recipient, ...]
    office: Office


class CallChanged(Event, owner="intake", name="call-changed", readers=("notifications",)):
    """Sent when a call is extended or closed early, once per batch of recipients."""

    number: str
    title: str
    old_closes: AwareDatetime | None
    new_closes: AwareDatetime | None
    recipients: tuple[Recipient, ...]
    office: Office


class CallClosing(Event, owner="intake", name="call-closing", readers=("notifications",)):
    """Sent when three days are left until a call closes, once per batch of recipients."""

    number: str
    title: str
    closes: AwareDatetime
    recipients: tuple[Recipient, ...]
    office: Office


class DraftSaved(Event, owner="intake", name="draft-saved", readers=("notifications",)):
    """Sent at the first save of a draft, so that the applicant can come back by a link."""

    contact: Contact
    link: PagePath
    office: Office


class DraftDeleted(Event, owner="intake", name="draft-deleted", readers=()):
    """Sent when its owner deletes a draft."""


class ApplicationSubmitted(
    Event, owner="intake", name="application-submitted", readers=("notifications",)
):
    """Sent when a submitted application has got its number."""

    number: str
    call: str
    kind: ApplicationKind
    entity: Entity
    items: tuple[Item, ...]
    contact: Contact
    office: Office
    automatic: bool


class CorrectionRequested(
    Event, owner="intake", name="correction-requested", readers=("notifications",)
):
    """Sent when the formal check finds defects the applicant may correct, once per case."""

    number: str
    points: tuple[Point, ...]
    deadline: AwareDatetime
    contact: Contact
    office: Office
    timers: tuple[Timer, ...] = ()


class CorrectionDue(Event, owner="intake", name="correction-due", readers=("notifications",)):
    """Sent when two days are left to correct."""

    number: str
    deadline: AwareDatetime
    contact: Contact
    office: Office


class ApplicationCorrected(
    Event, owner="intake", name="application-corrected", readers=("notifications",)
):
    """Sent when the correction has come in."""

    number: str
    points: tuple[Point, ...]


class ApplicationAccepted(
    Event, owner="intake", name="application-accepted", readers=("evaluation", "notifications")
):
    """Sent when an application is formally right; evaluation alone decides it from here on.

    Attributes:
        materials: What the experts read; none for a case brought in without its form.
        changed: Items of the licence, as it has them, that a renewal describes otherwise.
        by_post: Whether the decision goes by post: it was filed on paper.
    """

    number: str
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
    changed: tuple[Item, ...] = ()
    by_post: bool = False


class ApplicationRejected(
    Event, owner="intake", name="application-rejected", readers=("licensing", "notifications")
):
    """Sent when an application is formally wrong, or the correction did not come in time.

    Attributes:
        appeal_until: The last day to appeal, counted from this one.
        appeal_days: Where the decision goes by post, so many days are counted from its delivery
            instead, which is not known yet.
    """

    number: str
    points: tuple[Point, ...]
    appeal_until: dt.date
    licence_number: str | None
    contact: Contact
    office: Office
    appeal_days: int | None = None


class DecisionDelivered(Event, owner="intake", name="decision-delivered", readers=()):
    """Sent when the office notes the day on which a letter with a decision was delivered.

    Attributes:
        appeal_until: The last day to appeal, counted from it; none where nothing is left to.
    """

    number: str
    state: Literal["rejected", "refused", "granted"]
    delivered_on: dt.date
    appeal_until: dt.date | None


class ApplicationWithdrawn(
    Event, owner="intake", name="application-withdrawn", readers=("licensing", "notifications")
):
    """Sent when the applicant withdraws before acceptance.

    ``named`` is who of the applicant's side wrote the reason, where it is not the contact.
    """

    number: str | None
    reason: str
    licence_number: str | None
    contact: Contact
    office: Office
    named: tuple[str, ...] = ()


class AppealFiled(
    Event, owner="intake", name="appeal-filed", readers=("evaluation", "notifications")
):
    """Sent when a formal rejection or a refusal is appealed against, once and in time.

    ``at`` is the moment that counts: for an appeal on paper the end of the day of receipt.

    Attributes:
        decide_by: Until when the office means to decide it.
        named: Who wrote the grounds, where it is not the contact.
    """

    number: str
    against: Literal["rejection", "refusal"]
    grounds: str
    decide_by: dt.date
    contact: Contact
    office: Office
    named: tuple[str, ...] = ()


class AppealWithdrawn(Event, owner="intake", name="appeal-withdrawn", readers=("evaluation",)):
    """Sent when the applicant takes an appeal against a refusal back; evaluation answers.

    Attributes:
        filed: The ``at`` of the appeal.
    """

    number: str
    filed: AwareDatetime


class AppealDecided(Event, owner="intake", name="appeal-decided", readers=("notifications",)):
    """Sent when another officer has decided an appeal against a formal rejection; it is final."""

    number: str
    outcome: Literal["granted", "upheld", "withdrawn"]
    reasons: str
    contact: Contact
    office: Office


class WithdrawalRequested(
    Event, owner="intake", name="withdrawal-requested", readers=("evaluation",)
):
    """Sent when the applicant asks to withdraw an accepted case; evaluation answers.

    ``named`` is who wrote the reason, where it is not the contact.
    """

    number: str
    reason: str
    contact: Contact
    named: tuple[str, ...] = ()


class RenewalFiled(
    Event, owner="intake", name="renewal-filed", readers=("licensing", "notifications")
):
    """Sent when a renewal is submitted, so that nobody is reminded any more.

    Attributes:
        nip: Of the entity that files; anybody may type any licence's number.
    """

    number: str
    licence_number: str
    nip: str


class TeamSubject(Subject):
    """A team sends events too; the kinds that others have published stay as they are."""

    kind: Literal["team"]  # type: ignore[assignment]  # a kind more, in these events only


class MemberInvited(Event, owner="intake", name="member-invited", readers=("notifications",)):
    """Sent when a member of a team invites somebody by e-mail.

    Attributes:
        team_name: What the team calls itself.
        inviter: The member's name.
        contact: The address, and whose it is once they sign in; nobody to greet by name yet.
        until: When the invitation is over.
        named: The inviter's id.
    """

    subject: TeamSubject
    team_name: str
    inviter: str
    until: AwareDatetime
    contact: Contact
    office: Office
    named: tuple[str, ...] = ()


class TeamChanged(
    Event, owner="intake", name="team-changed", readers=("intake", "evaluation", "licensing")
):
    """Sent when somebody joined a team or is no longer in it; the newest ``seq`` tells who is.

    Attributes:
        members: The ids of everybody in it now.
        gone: Who left or was removed, none when somebody joined.
        heir: The member who is written to instead of them.
    """

    subject: TeamSubject
    members: tuple[str, ...]
    gone: str | None = None
    heir: Contact | None = None


class ContactChanged(
    Event,
    owner="intake",
    name="contact-changed",
    readers=("evaluation", "licensing", "notifications"),
):
    """Sent when a sent application gets another contact or team; the newest ``at`` wins.

    Attributes:
        accepted: Whether evaluation was given the case: if not yet, its acceptance tells it.
        licence_number: The licence a renewal is about.
        exclude: Who acts in it from now on, where it was given a team: none of them may judge it.
    """

    number: str | None
    old: Contact
    new: Contact
    accepted: bool
    licence_number: str | None
    exclude: tuple[str, ...] = ()


class PersonInvited(Event, owner="intake", name="person-invited", readers=("intake",)):
    """Sent when an officer invites a person to an account; a mail with a link follows."""

    contact: Contact
    roles: tuple[Role, ...]


class SignInRequested(
    Event,
    owner="intake",
    name="sign-in-requested",
    readers=("notifications",),
    secret=("link",),
):
    """Sent when a link for signing in was asked for, by the person or by an invitation.

    Attributes:
        link: Whoever holds it may sign in, once.
        until: When it ends (real time).
        office: Signs the mail: the one that runs this system, for no call is concerned.
        invitation: Whether somebody else asked for it, and the mail has to say why it comes.
    """

    contact: Contact
    link: PagePath
    until: AwareDatetime
    office: Office
    invitation: bool


class SessionsRevoked(Event, owner="intake", name="sessions-revoked", readers=SERVICES):
    """Sent when sessions end before their tokens: signed out, removed, other roles."""

    person: str
    sessions: tuple[str, ...]


class PersonErased(Event, owner="intake", name="person-erased", readers=SERVICES, erases="persons"):
    """Sent when the erasure of a person is granted, and once more an hour later.

    ``at`` is the moment of the grant, both times. What was sent before it, or so soon after it that
    its sender may not have heard, leaves nothing of the person behind; see `contracts.erasure`.

    Attributes:
        persons: Every id of theirs.
    """

    persons: tuple[str, ...]
