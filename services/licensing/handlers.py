"""What licensing does with what the others tell."""

from __future__ import annotations

from chassis.handlers import Handlers
from chassis.process import Unknown
from chassis.repository import ABSENT
from contracts.base import Event
from contracts.evaluation import (
    AppealDecided,
    CaseWithdrawn,
    DecisionCorrected,
    EvaluationConcluded,
)
from contracts.intake import (
    ApplicationRejected,
    ApplicationWithdrawn,
    ContactChanged,
    PersonErased,
    RenewalFiled,
    SessionsRevoked,
    TeamChanged,
)
from services.licensing import erasing
from services.licensing.domain.commands import (
    Amend,
    DrawUp,
    DrawUpNext,
    EndRenewal,
    NoteRenewal,
    RefuseRenewal,
    Withdraw,
)
from services.licensing.domain.licence import State, case_of, granted
from services.licensing.service import Licensing

on = Handlers[Licensing]()


@on(EvaluationConcluded)
async def conclude(event: EvaluationConcluded, cause: str, service: Licensing) -> None:
    """A verdict begins a licence, prepares its next term, or ends the hope of one."""
    if event.kind == "renewal":
        await conclude_renewal(event, cause, service)
    elif granted(event):
        drawn = await service.change(case_of(event), DrawUp(event), cause, ABSENT)
        await service.catch_up(drawn.id, drawn.id)
        if drawn.state.state is State.DRAFTED:
            await service.number(drawn)


async def conclude_renewal(event: EvaluationConcluded, cause: str, service: Licensing) -> None:
    """Refused, the licence just runs out; granted for a licence nobody knows, it needs a person."""
    if not granted(event):
        await refuse_renewal(event, event.licence_number, event.seq, cause, service)
        return
    licence = await service.id_of(event.licence_number or "")
    if licence is None:
        raise Unknown("licence")
    await service.change(licence, DrawUpNext(event), cause)
    await service.catch_up(licence, case_of(event))


@on(AppealDecided)
async def decide_appeal(event: AppealDecided, cause: str, service: Licensing) -> None:
    """What is newly granted joins the licence, or begins one."""
    await follow(event, cause, service)


@on(DecisionCorrected)
async def correct(event: DecisionCorrected, cause: str, service: Licensing) -> None:
    """The licence follows the verdict as it was put right."""
    await follow(event, cause, service)


async def follow(event: EvaluationConcluded, cause: str, service: Licensing) -> None:
    """A later verdict of the same application, whole."""
    if event.kind != "renewal":
        await service.follow(event, cause)
        return
    licence = await service.id_of(event.licence_number or "")
    if licence is not None:
        await service.change(licence, Amend(event), cause)
        await service.catch_up(licence, case_of(event))
    elif granted(event):
        raise Unknown("licence")


@on(RenewalFiled)
async def note_renewal(event: RenewalFiled, cause: str, service: Licensing) -> None:
    """Reminders rest. An unknown number is the applicant's slip, which intake or experts answer."""
    licence = await service.id_of(event.licence_number)
    if licence is not None:
        command = NoteRenewal(event.case or event.subject.id, event.at, event.nip)
        await service.change(licence, command, cause)


@on(ApplicationRejected)
async def rejected(event: ApplicationRejected, cause: str, service: Licensing) -> None:
    """Reminders run again; an appeal may change it, and then the verdict comes."""
    await refuse_renewal(event, event.licence_number, 0, cause, service)


@on(ApplicationWithdrawn)
async def withdrawn(event: ApplicationWithdrawn, cause: str, service: Licensing) -> None:
    """Reminders run again."""
    await end_renewal(event, event.licence_number, cause, service)


@on(CaseWithdrawn)
async def case_withdrawn(event: CaseWithdrawn, cause: str, service: Licensing) -> None:
    """Nothing of it can be signed any more; the reminders of a licence to renew run again."""
    case = event.case or event.subject.id
    if event.licence_number is None:
        await service.withdraw(case, cause)
        return
    licence = await service.id_of(event.licence_number)
    if licence is not None:
        await service.change(licence, Withdraw(case), cause)


async def refuse_renewal(
    event: Event, number: str | None, seq: int, cause: str, service: Licensing
) -> None:
    """Nothing to do for a first application, or for a licence that does not exist."""
    licence = await service.id_of(number) if number else None
    if licence is not None:
        refused = RefuseRenewal(event.case or event.subject.id, seq)
        await service.change(licence, refused, cause)


@on(ContactChanged)
async def follow_contact(event: ContactChanged, cause: str, service: Licensing) -> None:
    """Write to the new contact; one of a case that has led to nothing yet is kept for its verdict.

    Before the acceptance there is nothing to do: the verdict will tell it.
    """
    if not event.accepted:
        return
    command, number = await service.people.learn_contact(event), event.licence_number
    licence = await service.id_of(number) if number else command.case
    if licence is not None and await service.licences.find(licence) is not None:
        await service.change(licence, command, cause)


@on(TeamChanged)
async def learn_team(event: TeamChanged, _: str, service: Licensing) -> None:
    """Whoever is in the team now acts for its licences, and nobody else."""
    await service.people.learn_team(event)


async def end_renewal(event: Event, number: str | None, cause: str, service: Licensing) -> None:
    """Nothing to do for a first application, or for a licence that does not exist."""
    licence = await service.id_of(number) if number else None
    if licence is not None:
        await service.change(licence, EndRenewal(event.case or event.subject.id), cause)


@on(SessionsRevoked)
async def revoke(event: SessionsRevoked, _: str, service: Licensing) -> None:
    """Tokens of these sessions are refused from now on."""
    await service.revoked.add(event.sessions)


@on(PersonErased)
async def erase(event: PersonErased, _: str, service: Licensing) -> None:
    """Nothing is left of these persons but their ids."""
    await erasing.erase(service, event.persons)
