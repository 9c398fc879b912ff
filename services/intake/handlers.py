"""What intake does with messages: evaluation's answers, and the case file of everything."""

from __future__ import annotations

from chassis.handlers import Handlers, Received
from contracts.base import Event
from contracts.evaluation import (
    AppealDecided,
    CaseWithdrawn,
    DecisionCorrected,
    EvaluationConcluded,
    WithdrawalTooLate,
)
from contracts.intake import (
    CallAnnounced,
    PersonErased,
    PersonInvited,
    SessionsRevoked,
    TeamChanged,
)
from contracts.licensing import LicenceRevoked, LicenceSurrendered
from services.intake import erasing, queries
from services.intake.domain.contact import HandOver
from services.intake.domain.licence import Begun
from services.intake.service import Intake

on: Handlers[Intake] = Handlers()


@on(CallAnnounced)
async def tell(event: CallAnnounced, cause: str, service: Intake) -> None:
    """Whoever is to hear of a call is told, page by page."""
    await service.tell_page(event, cause)


@on(EvaluationConcluded)
async def conclude(event: EvaluationConcluded, cause: str, service: Intake) -> None:
    """The verdict ends the application."""
    await service.change(event.case or event.subject.id, event, cause)


@on(AppealDecided)
async def settle(event: AppealDecided, cause: str, service: Intake) -> None:
    """The appeal is over."""
    await service.change(event.case or event.subject.id, event, cause)


@on(DecisionCorrected)
async def correct(event: DecisionCorrected, cause: str, service: Intake) -> None:
    """The verdict was put right."""
    await service.change(event.case or event.subject.id, event, cause)


@on(CaseWithdrawn)
async def withdraw(event: CaseWithdrawn, cause: str, service: Intake) -> None:
    """The withdrawal came in time."""
    await service.change(event.case or event.subject.id, event, cause)


@on(WithdrawalTooLate)
async def keep(event: WithdrawalTooLate, cause: str, service: Intake) -> None:
    """The withdrawal came too late."""
    await service.change(event.case or event.subject.id, event, cause)


@on(TeamChanged)
async def hand_over(event: TeamChanged, cause: str, service: Intake) -> None:
    """Nobody is written to about the cases of a team they have left."""
    if event.gone is None or event.heir is None:
        return
    command = HandOver(event.gone, event.heir, event.by)
    for id_ in await queries.written_to(service.applications, event.subject.id, event.gone):
        await service.change(id_, command, cause)


@on(PersonInvited)
async def welcome(event: PersonInvited, cause: str, service: Intake) -> None:
    """The link of the invitation is mailed."""
    await service.people.welcome(event, cause)


@on(SessionsRevoked)
async def revoke(event: SessionsRevoked, _: str, service: Intake) -> None:
    """Tokens of these sessions are refused from now on."""
    await service.revoked.add(event.sessions)


@on(PersonErased)
async def erase(event: PersonErased, _: str, service: Intake) -> None:
    """Nothing is left of these persons but what the cases need."""
    await erasing.erase(service, event.persons)


@on.everything
async def record(event: Event, message: Received, service: Intake) -> None:
    """Every event of a case goes into its file; the licence's own also says what may be renewed."""
    await service.cases.record(event, message.id)
    if isinstance(event, Begun):
        await service.licences.learn(event)
    elif isinstance(event, LicenceRevoked | LicenceSurrendered):
        await service.licences.end(event.licence_number)
