"""The people of a story, who come in by the services' doors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx

from deploy.local.bots_office import OFFICER
from deploy.local.client import Evaluation, Intake, Json, Licensing, Notifications, Znak
from deploy.local.client_api import Tokens
from tests.journeys.build import a_profile, an_applicant, an_expert
from tests.journeys.offline import House

ANNA: Final = an_applicant(1)
EXPERTS: Final = tuple(an_expert(no) for no in (1, 2, 3))


@dataclass
class People:
    """Everybody of a story, and what they know: the call, and each application by its name."""

    house: House
    znak: Znak
    call: str = ""
    cases: dict[str, str] = field(default_factory=dict)

    async def begin(self, experts: int) -> None:
        """Experts are enrolled and a call without an end is opened."""
        for expert in EXPERTS[:experts]:
            await self.znak.evaluation.enrol(OFFICER, a_profile(expert, "gastronomia"))
        opens = self.house.clock.moment.isoformat()
        call = {"number": "1/2026", "title": "Nabór", "opens": opens, "procedure": "bench"}
        self.call = (await self.znak.intake.post("calls", OFFICER, call, "call"))["id"]

    async def apply(self, name: str, form: Json) -> Json:
        """Send an application in; the same name gives the same id in every house."""
        sent = await self.znak.intake.apply(ANNA, self.call, form, submit=True, key=name)
        self.cases[name] = sent["id"]
        return sent


@asynccontextmanager
async def people_of(house: House) -> AsyncIterator[People]:
    """The people of a house, who come in by its doors."""
    async with AsyncExitStack() as stack:
        http = {
            name: await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(app), base_url=f"http://{name}/api/"
                )
            )
            for name, app in house.apps.items()
        }
        znak, tokens = Znak({}), Tokens(http["intake"])
        znak.intake = Intake(http["intake"], tokens)
        znak.evaluation = Evaluation(http["evaluation"], tokens)
        znak.licensing = Licensing(http["licensing"], tokens)
        znak.notifications = Notifications(http["notifications"], tokens)
        yield People(house, znak)
