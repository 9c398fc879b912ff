"""The JSON API of the four services, as a person with a token uses it.

    async with Znak(urls) as znak:
        await znak.intake.apply(ANNA, call="…", form=form)

Nothing here knows more than an outsider does; the demonstration and the load test both run on it.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
import orjson

from deploy.local.client_api import Api, Json, Person, Problem, Tokens

__all__ = ["Api", "Json", "Person", "Problem", "Znak"]

_JSON = "application/json"
_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=25)


class Intake(Api):
    """Calls, applications and case files."""

    async def open_call(self, who: Person, **call: Any) -> Json:
        """Announces a call: number, title, opens, closes, procedure."""
        return await self.post("calls", who, call)

    async def apply(
        self, who: Person, call: str, form: Json, *, submit: bool = False, key: str | None = None
    ) -> Json:
        """Saves a draft, or sends it in at once."""
        return await self.post(
            "applications", who, {"call": call, "form": form, "submit": submit}, key
        )

    async def attach(self, who: Person, application: str, kind: str, pdf: bytes) -> Json:
        """Attaches a file to a draft."""
        path = f"applications/{application}/attachments/{kind}"
        return await self.put(path, who, pdf, "application/pdf")

    async def submit(self, who: Person, application: str) -> Json:
        """Sends a draft in."""
        return await self.post(f"applications/{application}/submission", who)

    async def decide(self, who: Person, application: str, points: list[Json], outcome: str) -> Json:
        """The officer's formal decision: accept, correct or reject."""
        body = {"points": points, "outcome": outcome}
        return await self.post(f"applications/{application}/formal-decision", who, body)

    async def correct(self, who: Person, application: str, form: Json) -> Json:
        """Sends the questioned fields in anew."""
        return await self.post(f"applications/{application}/correction", who, {"form": form})

    async def withdraw(self, who: Person, application: str, reason: str) -> Json:
        """Withdraws an application, or asks for it."""
        return await self.post(f"applications/{application}/withdrawal", who, {"reason": reason})

    async def appeal(self, who: Person, application: str, grounds: str, **more: Any) -> Json:
        """Appeals against the rejection or the refusal; an officer says when the letter came."""
        body = {"grounds": grounds, **more}
        return await self.post(f"applications/{application}/appeal", who, body)

    async def join(self, who: Person, application: str, team: str) -> Json:
        """Lets the members of a team act in an application."""
        path = f"applications/{application}/team"
        return await self.put(path, who, orjson.dumps({"team": team}), _JSON)

    async def write_to(self, who: Person, application: str, contact: Json, person: str) -> Json:
        """Changes who is written to about an application."""
        body = orjson.dumps({"contact": contact, "person": person})
        return await self.put(f"applications/{application}/contact", who, body, _JSON)

    async def take_appeal_back(self, who: Person, application: str, reason: str = "") -> Json:
        """Takes an appeal back."""
        path = f"applications/{application}/appeal/withdrawal"
        return await self.post(path, who, {"reason": reason})

    async def rule(self, who: Person, application: str, outcome: str, reasons: str) -> Json:
        """Decides an appeal against a formal rejection: granted or upheld."""
        body = {"outcome": outcome, "reasons": reasons}
        return await self.post(f"applications/{application}/appeal/decision", who, body)


class Evaluation(Api):
    """Experts, their tasks, the chapter's sittings, and the director's confirmation."""

    async def enrol(self, who: Person, profile: Json) -> Json:
        """Puts a person on the list of experts."""
        return await self.post("experts", who, profile)

    async def amend(self, who: Person, profile: Json) -> Json:
        """Replaces what is said about an expert."""
        return await self.put(f"experts/{profile['person']}", who, orjson.dumps(profile), _JSON)

    async def reassign(self, who: Person, task: str, reason: str) -> Json:
        """Gives a task to the next expert in turn."""
        return await self.post(f"tasks/{task}/reassignment", who, {"reason": reason})

    async def declare(self, who: Person, task: str, ground: str = "") -> Json:
        """Declares a conflict of interest on that ground, or none."""
        body = {"conflict": bool(ground), "ground": ground}
        return await self.post(f"tasks/{task}/declaration", who, body)

    async def claim(self, who: Person, task: str, session: str = "") -> Json:
        """Opens a task: its token, the application and the criteria."""
        return await self.post(f"tasks/{task}/claim", who, {"session": session or f"bot-{who.id}"})

    async def score(self, who: Person, task: str, token: str, items: list[Json]) -> Json:
        """Hands a score card in."""
        return await self.post(f"tasks/{task}/card", who, {"token": token, "items": items})

    async def appoint(self, who: Person, member: Person) -> Json:
        """Lets a person sit in the chapter."""
        profile = {
            "person": member.id,
            "name": member.name,
            "email": member.email,
            "language": member.language,
        }
        return await self.post("members", who, profile)

    async def sitting(self, who: Person, **plan: Any) -> Json:
        """Plans a sitting: held, place, chair, cases."""
        return await self.post("sittings", who, plan)

    async def at(self, who: Person, sitting: str, act: str, **body: Any) -> Json:
        """Acts at a sitting: call, opening, exclusions, votes, closure."""
        return await self.post(f"sittings/{sitting}/{act}", who, body)

    async def put_right(self, who: Person, case: str, reason: str, items: Json) -> Json:
        """Corrects an obvious mistake in a decision: granted and reason, by the id of the item."""
        body = {"reason": reason, "items": items}
        return await self.post(f"cases/{case}/correction", who, body)

    async def confirm(self, who: Person, case: str) -> Json:
        """Confirms a verdict."""
        return await self.post(f"cases/{case}/confirmation", who)


class Licensing(Api):
    """Licences and the register."""

    async def sign(self, who: Person, licence: str) -> Json:
        """Records the signed agreement."""
        return await self.post(f"licences/{licence}/signature", who, {"form": "paper"})

    async def take(self, who: Person, licence: str, measure: str, reason: str) -> Json:
        """Takes a measure: suspension, reinstatement, revocation or surrender."""
        return await self.post(f"licences/{licence}/{measure}", who, {"reason": reason})


class Notifications(Api):
    """The log of mails."""


@dataclass
class Znak:
    """All four services.

    Args:
        urls: Where each answers, by name, without a slash at the end.
    """

    urls: Mapping[str, str]
    intake: Intake = field(init=False)
    evaluation: Evaluation = field(init=False)
    licensing: Licensing = field(init=False)
    notifications: Notifications = field(init=False)
    _open: AsyncExitStack = field(init=False, default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        """Opens one pool of connections per service."""
        http = {name: await self._pool(f"{url}/api/") for name, url in self.urls.items()}
        tokens = Tokens(http["intake"])
        self.intake = Intake(http["intake"], tokens)
        self.evaluation = Evaluation(http["evaluation"], tokens)
        self.licensing = Licensing(http["licensing"], tokens)
        self.notifications = Notifications(http["notifications"], tokens)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes them."""
        await self._open.aclose()

    @property
    def services(self) -> tuple[Api, ...]:
        """All four, in the order in which a case passes them."""
        return (self.intake, self.evaluation, self.licensing, self.notifications)

    async def _pool(self, url: str) -> httpx.AsyncClient:
        client = httpx.AsyncClient(base_url=url, timeout=30, limits=_LIMITS, trust_env=False)
        return await self._open.enter_async_context(client)
