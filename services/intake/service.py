"""What handlers and routes of intake work with, and the steps that both take."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from chassis.clock import Clock
from chassis.numbers import Numbers
from chassis.process import Invalid
from chassis.repository import Absent, Repository, Stored
from chassis.revocations import Revocations
from contracts.intake import CallAnnounced
from contracts.people import person_of
from contracts.values import Recipient
from services.intake import queries
from services.intake.attachments import Files
from services.intake.casefile import CaseFiles
from services.intake.domain import call as calls
from services.intake.domain import call_rules, rules, team, team_rules
from services.intake.domain.allowance import Allowance, Take, take
from services.intake.domain.appeal import FileAppeal
from services.intake.domain.application import Application, State, place
from services.intake.domain.call import Call
from services.intake.domain.commands import Attach, Delete, GiveBack, GiveNumber, TimeArrived
from services.intake.domain.licence import Licence, renewal_filed
from services.intake.domain.team import Invite, Team
from services.intake.heads import Heads
from services.intake.licences import Licences
from services.intake.notices import Notices
from services.intake.people import People
from services.intake.procedures import as_it_opens
from services.intake.renewals import Renewals
from services.intake.settings import Settings
from services.intake.subscriptions import Subscriptions

DAY: Final = dt.timedelta(days=1)
DRAFTS: Final = "drafts:"
"""What a place among the people with drafts begins with; subscribers are told before them."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The parts of the service."""

    calls: Repository[Call]
    applications: Repository[Application]
    teams: Repository[Team]
    allowances: Repository[Allowance]
    numbers: Numbers
    cases: CaseFiles
    heads: Heads
    licences: Licences
    notices: Notices
    files: Files
    renewals: Renewals
    people: People
    subscriptions: Subscriptions
    revoked: Revocations
    clock: Clock
    settings: Settings

    async def change_call(self, id: str, command: Any, cause: str | None = None) -> Stored[Call]:  # noqa: A002
        """Change a call now."""
        return await self.calls.change(
            id, partial(call_rules.decide, command, self.clock.now()), cause
        )

    async def change_team(self, id: str, command: Any, cause: str | None = None) -> Stored[Team]:  # noqa: A002
        """Change a team now."""
        return await self.teams.change(
            id, partial(team_rules.decide, command, self.clock.now()), cause
        )

    async def invite(self, id: str, command: Invite, cause: str) -> Stored[Team]:  # noqa: A002
        """Ask somebody into a team, unless too many mails were caused lately.

        Raises:
            Invalid: They were, by this person or to this address.
        """
        team_rules.decide(command, self.clock.now(), (await self.teams.get(id)).state)
        said = self.settings
        counted = {
            f"by:{command.by}": said.team_invitations_a_day,
            f"to:{person_of(command.email)}": said.team_invitations_to_address,
        }
        for key, most in counted.items():
            one = partial(take, Take(most, DAY), self.clock.real())
            await self.allowances.change(key, one, cause)
        return await self.change_team(id, command, cause)

    async def change(
        self,
        id: str,  # noqa: A002
        command: Any,
        cause: str | None = None,
        guess: Stored[Application] | Absent | None = None,
    ) -> Stored[Application]:
        """Change an application now."""
        decision = partial(rules.decide, command, self.clock.now())
        return await self.applications.change(id, decision, cause, guess)

    def allowed(self, application: Application, command: Any) -> None:
        """Ask whether a command would be possible, before storing what comes with it.

        Raises:
            Refused: It would not.
        """
        rules.decide(command, self.clock.now(), application)

    async def attach(self, id: str, command: Attach) -> Stored[Application]:  # noqa: A002
        """Note a file; the one that was in its place is looked at again in a day."""
        before = (await self.applications.get(id)).state.attachments
        at = "" if command.no is None else place(command.kind, command.no)
        if (replaced := before.get(at)) is not None:
            await self.files.loosen(replaced)
        return await self.change(id, command)

    async def appeal(
        self, application: Application, command: FileAppeal, cause: str
    ) -> Stored[Application]:
        """Make it live again, unless its licence is being renewed by another one meanwhile.

        Raises:
            Invalid: It is.
        """
        licence = application.licence_number()
        if licence is not None and not await self.renewals.take(licence, application.id):
            raise renewal_filed()
        return await self.change(application.id, command, cause)

    async def duplicates(self, application: Application) -> tuple[str, ...]:
        """Numbers of other live applications for the same, as they are now."""
        return await queries.duplicates(self.applications, application)

    async def looked_up(self, application: Application) -> Application:
        """With its duplicates as they are now, while the formal check is to be decided."""
        if application.state is not State.FORMAL_CHECK:
            return application
        again: Application = application.but(duplicates=await self.duplicates(application))
        return again

    async def delete(self, id: str, command: Delete, cause: str) -> None:  # noqa: A002
        """Delete a draft and its files; of what is cut off here the sweeper takes the rest."""
        files = (await self.applications.get(id)).state.attachments.values()
        for file in files:
            await self.files.loosen(file)
        await self.change(id, command, cause)
        for file in files:
            await self.files.drop(file.file)

    async def call_of(self, application: Application) -> Call:
        """The call it was made in."""
        return (await self.calls.get(application.call)).state

    async def licence(self, number: str | None, application: str) -> Licence | None:
        """The licence this application is to renew, who may, and whether another one is to as well.

        Two sent in the same moment both pass here; `number` lets only one of them go on.
        """
        found = await self.licences.find(number)
        if found is None:
            return None
        free = await self.renewals.free(found.number, application)
        granted = await self.applications.find(found.case)
        if granted is None:
            return found.model_copy(update={"renewing": not free})
        holders = {"people": await self.acting(granted.state), "team": granted.state.team}
        return found.model_copy(update={"renewing": not free, **holders})

    async def acting(self, application: Application) -> frozenset[str]:
        """Who acts in an application: the members of its team, its owner where it has none."""
        if application.team is None:
            return frozenset({application.owner.person})
        return (await self.teams.get(application.team)).state.people

    async def number(self, sent: Stored[Application], call: Call) -> Stored[Application]:
        """Finish a submission: give the number, write it in, announce. Harmless when repeated.

        Raises:
            Invalid: Another renewal of the licence was faster; this one is a draft again.
        """
        application = sent.state
        if application.state is State.SUBMITTED and not await self._renews_alone(application):
            await self.change(sent.id, GiveBack(), guess=sent)
            raise renewal_filed()
        if application.state is State.DRAFT:  # given back when this was asked for before
            raise renewal_filed()
        if application.state is not State.SUBMITTED or application.received_on is None:
            return sent
        series = f"ZP/{application.received_on.year}"
        number = await self.numbers.give(series, sent.id)
        duplicates = await self.duplicates(application)
        people = await self.acting(application)
        command = GiveNumber(f"{series}/{number:06d}", duplicates, call, people)
        return await self.change(sent.id, command, guess=sent)

    async def _renews_alone(self, application: Application) -> bool:
        licence = application.licence_number()
        return licence is None or await self.renewals.take(licence, application.id)

    async def wake_application(self, id: str) -> None:  # noqa: A002
        """What an application waits for is due."""
        stored = await self.applications.get(id)
        call = await self.call_of(stored.state)
        if stored.state.state is State.SUBMITTED:
            with suppress(Invalid):  # given back; the applicant finds it among the drafts
                await self.number(stored, call)
        else:
            await self.change(id, TimeArrived(call))

    async def wake_file(self, id: str) -> None:  # noqa: A002
        """A file is a day old: it stays when its application notes it."""
        record = await self.files.records.find_one({"_id": id})
        if record is None:
            return
        found = await self.applications.find(record["application"])
        noted = () if found is None else found.state.attachments.values()
        await (self.files.hold(id) if id in {each.file for each in noted} else self.files.drop(id))

    async def wake_call(self, id: str) -> None:  # noqa: A002
        """What a call waits for is due; one that opens freezes its procedure as it is now."""
        call = (await self.calls.get(id)).state
        opens = call.state is calls.State.PLANNED
        await self.change_call(
            id, as_it_opens(self.settings, call) if opens else calls.TimeArrived()
        )

    async def tell_page(self, announced: CallAnnounced, cause: str) -> None:
        """Tell one page of people what was announced about a call."""
        call = announced.subject.id
        voivodeship = (await self.calls.get(call)).state.procedure.voivodeship
        drafts = announced.what != "opened"  # whoever has one by now knows that it is open
        people, after = await self._recipients(
            call, voivodeship, announced.after or "", drafts=drafts
        )
        await self.change_call(call, calls.TellPage(announced, people, after), cause)

    async def _recipients(
        self, call: str, voivodeship: str, after: str, *, drafts: bool
    ) -> tuple[tuple[Recipient, ...], str | None]:
        """A page of the subscribers, then of people with drafts who are no subscribers."""
        if not after.startswith(DRAFTS):
            found, last = await self.subscriptions.page(voivodeship, after, call_rules.PAGE)
            return found, last or (DRAFTS if drafts else None)
        last_told = after.removeprefix(DRAFTS) or None
        people, last = await queries.recipients(self.applications, call, last_told, call_rules.PAGE)
        found = await self.subscriptions.others(people, voivodeship)
        return found, None if last is None else f"{DRAFTS}{last}"

    async def wake_team(self, id: str) -> None:  # noqa: A002
        """An invitation is over."""
        await self.change_team(id, team.TimeArrived())
