"""What evaluation does when others tell it something."""

from __future__ import annotations

from functools import partial

from chassis.handlers import Handlers
from contracts.evaluation import CasesLeft, ExpertChanged, ResolutionPassed
from contracts.intake import (
    AppealFiled,
    AppealWithdrawn,
    ApplicationAccepted,
    ContactChanged,
    PersonErased,
    SessionsRevoked,
    TeamChanged,
    WithdrawalRequested,
)
from services.evaluation import erasing, panels, queries
from services.evaluation.domain import decide
from services.evaluation.service import Evaluation

on = Handlers[Evaluation]()


@on(ApplicationAccepted)
async def open_case(event: ApplicationAccepted, cause: str, service: Evaluation) -> None:
    """Begin the evaluation, with a panel if there are experts."""
    await panels.open_case(service, event, cause)


@on(WithdrawalRequested)
async def withdraw(event: WithdrawalRequested, cause: str, service: Evaluation) -> None:
    """Withdraw the case, or answer that it is too late."""
    case = event.case or event.subject.id
    await service.cases.change(case, partial(decide, event, service.clock.now()), cause)


@on(AppealFiled)
async def hear_appeal(event: AppealFiled, cause: str, service: Evaluation) -> None:
    """Other experts judge what was refused; a formal rejection is intake's own matter."""
    if event.against == "refusal":
        await panels.open_appeal(service, event, cause)


@on(AppealWithdrawn)
async def take_appeal_back(event: AppealWithdrawn, cause: str, service: Evaluation) -> None:
    """The decision stands."""
    case = event.case or event.subject.id
    await service.cases.change(case, partial(decide, event, service.clock.now()), cause)


@on(ContactChanged)
async def follow_contact(event: ContactChanged, cause: str, service: Evaluation) -> None:
    """Write to the new contact; before the acceptance there is nothing to do, which tells it."""
    if event.accepted:
        case = event.case or event.subject.id
        await service.cases.change(case, partial(decide, event, service.clock.now()), cause)
        await panels.look_again(service, case)


@on(TeamChanged)
async def follow_team(event: TeamChanged, cause: str, service: Evaluation) -> None:
    """Whoever joins an applicant's team judges none of its cases any more."""
    if event.gone is None:
        for case in await queries.naming(service.cases, queries.OF_TEAM, [event.subject.id]):
            await service.cases.change(case, partial(decide, event, service.clock.now()), cause)
            await panels.look_again(service, case)


@on(ResolutionPassed)
async def follow(event: ResolutionPassed, cause: str, service: Evaluation) -> None:
    """The chapter has voted: the case goes to the director."""
    case = event.case or event.subject.id
    await service.cases.change(case, partial(decide, event, service.clock.now()), cause)


@on(CasesLeft)
async def free(event: CasesLeft, cause: str, service: Evaluation) -> None:
    """The sitting is over: what it has not resolved waits for the next one."""
    for case in event.cases:
        await service.cases.change(case, partial(decide, event, service.clock.now()), cause)


@on(ExpertChanged)
async def look_at(event: ExpertChanged, cause: str, service: Evaluation) -> None:
    """Cases see whether this expert is for them, or no longer."""
    await panels.look_at(service, event.subject.id, event.after, cause)


@on(SessionsRevoked)
async def revoke(event: SessionsRevoked, _: str, service: Evaluation) -> None:
    """Tokens of these sessions are refused from now on."""
    await service.revoked.add(event.sessions)


@on(PersonErased)
async def erase(event: PersonErased, _: str, service: Evaluation) -> None:
    """Nothing is left of these persons but what the cases need."""
    await erasing.erase(service, event.persons)
