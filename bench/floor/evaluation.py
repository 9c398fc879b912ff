"""Evaluation by hand: the panel, the experts' tasks, the verdict, the director."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bench.floor.case import common, held, judged, line, standing, task
from bench.floor.doors import Refused, Request
from bench.floor.process import Delivery, Handler, Parts, main
from bench.floor.store import Fields, Told
from services.evaluation import roster

LEASE = timedelta(minutes=30)
OPEN = ["assigned", "declared", "claimed"]
LINE = dict.fromkeys(
    (
        "state.number",
        "state.entity.name",
        "state.seats.no",
        "state.seats.expert.person",
        "state.seats.state",
        "state.seats.deadline",
    ),
    1,
)


def build(parts: Parts) -> Mapping[str, Handler]:
    """The doors and the queues of evaluation."""
    evaluation = Evaluation(parts)
    doors = parts.doors
    doors.add("POST", "experts", "officer", evaluation.enrol, 201)
    doors.add("GET", "tasks", "expert", evaluation.queue)
    doors.add("POST", "tasks/*/declaration", "expert", evaluation.declare)
    doors.add("POST", "tasks/*/claim", "expert", evaluation.claim)
    doors.add("POST", "tasks/*/card", "expert", evaluation.take_card)
    doors.add("GET", "cases", "director", evaluation.listed)
    doors.add("POST", "cases/*/confirmation", "director", evaluation.confirm)
    return {"evaluation.intake.application-accepted.v1": evaluation.open_case}


class Evaluation:
    """What experts and the director ask, and what intake tells."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._cases = parts.database["cases"]
        self._experts = parts.database["experts"]
        self._rosters = parts.database["rosters"]

    async def enrol(self, request: Request) -> Fields:
        """``POST /api/experts``."""
        person: str = request.body["person"]
        await self._store.create("experts", person, request.cause, request.body)
        return {**request.body, "id": person}

    async def open_case(self, delivery: Delivery) -> None:
        """One update of the roster, one insert of the case with its panel."""
        event = delivery.body
        case, excluded = event["case"], {*event["exclude"], event["entity"]["nip"]}
        categories = sorted({item["category"] for item in event["items"]})
        found = self._experts.find({"state.competences": {"$all": categories}}, {"state": 1})
        able = {
            expert["_id"]: expert["state"]
            for expert in await found.to_list(None)
            if excluded.isdisjoint(expert["state"]["affiliations"])
        }
        seats = ["panel-1", "panel-2"]
        candidates = [roster.Candidate(person, able[person]["limit"]) for person in sorted(able)]
        chosen = await roster.pick(self._rosters, event["call"], case, seats, candidates)
        now = datetime.now(UTC)
        deadline = (now + timedelta(days=event["evaluation"]["deadline_days"])).isoformat()
        state = {
            **{key: event[key] for key in ("number", "call", "kind", "entity", "items", "office")},
            **{
                key: event[key]
                for key in ("contact", "evaluation", "licence", "licence_number", "materials")
            },
            "state": "in_panel",
            "id": case,
            "seats": [
                {
                    "no": no,
                    "expert": {
                        key: able[chosen[seat]][key]
                        for key in ("person", "name", "email", "language")
                    },
                    "state": "assigned",
                    "deadline": deadline,
                }
                for no, seat in enumerate(seats, start=1)
            ],
        }
        told = [
            (
                "expert-assigned.v1",
                {
                    **common(state, now, "rule:panel"),
                    "task": f"{case}.{seat['no']}",
                    "expert": seat["expert"],
                    "deadline": deadline,
                },
            )
            for seat in state["seats"]
        ]
        await self._store.create("cases", case, delivery.id, state, told)

    async def queue(self, request: Request) -> Fields:
        """``GET /api/tasks``: the expert's own open ones."""
        person = request.who["sub"]
        seat = {"expert.person": person, "state": {"$in": OPEN}}
        found = self._cases.find({"state.seats": {"$elemMatch": seat}}, LINE).sort("_id", 1)
        return {"items": [line(each, person) for each in await found.limit(200).to_list(200)]}

    async def declare(self, request: Request) -> Fields:
        """``POST /api/tasks/…/declaration`` without a conflict."""
        case, at = task(request)

        def decide(state: Fields) -> tuple[Fields, Told]:
            held(state, at, request, "assigned")
            told = {
                **common(state, datetime.now(UTC), request.who["sub"]),
                **standing(state, "scores", "expert"),
                "step": "declared",
                "task": request.parts[0],
            }
            return {f"seats.{at}.state": "declared"}, (("case-progressed.v1", told),)

        await self._store.change("cases", case, request.cause, decide)
        return {"id": request.parts[0], "state": "declared"}

    async def claim(self, request: Request) -> Fields:
        """``POST /api/tasks/…/claim``."""
        case, at = task(request)
        now = datetime.now(UTC)
        claim = {
            "token": secrets.token_urlsafe(18),
            "session": request.body["session"],
            "since": now.isoformat(),
            "lease_until": (now + LEASE).isoformat(),
        }

        def decide(state: Fields) -> tuple[Fields, Told]:
            held(state, at, request, "declared")
            return {f"seats.{at}.state": "claimed", f"seats.{at}.claim": claim}, ()

        state = await self._store.change("cases", case, request.cause, decide)
        return {
            **claim,
            "deadline": state["seats"][at]["deadline"],
            "application": {
                key: state[key]
                for key in ("number", "kind", "entity", "items", "licence_number", "materials")
            },
            "criteria": state["evaluation"]["criteria"],
        }

    async def take_card(self, request: Request) -> Fields:
        """``POST /api/tasks/…/card``; the last one makes the verdict."""
        case, at = task(request)
        now = datetime.now(UTC)

        def decide(state: Fields) -> tuple[Fields, Told]:
            seat = held(state, at, request, "claimed")
            if seat["claim"]["token"] != request.body["token"]:
                raise Refused(409)
            card = {"at": now.isoformat(), "items": request.body["items"]}
            changed = {
                f"seats.{at}.state": "scored",
                f"seats.{at}.card": card,
                f"seats.{at}.claim": None,
            }
            cards = [other["card"] for other in state["seats"] if other.get("card")]
            told = {**common(state, now, request.who["sub"]), "task": request.parts[0]}
            if len(cards) + 1 < len(state["seats"]):
                stands = standing(state, "scores", "expert")
                return changed, (("score-submitted.v1", {**told, "standing": stands}),)
            verdict = judged(state, [*cards, card])
            stands = standing({**state, **verdict}, "confirmation", "director")
            return {**changed, **verdict}, (("score-submitted.v1", {**told, "standing": stands}),)

        await self._store.change("cases", case, request.cause, decide)
        return {"id": request.parts[0], "state": "scored"}

    async def listed(self, request: Request) -> Fields:
        """``GET /api/cases?state=``."""
        found = self._cases.find({"state.state": request.query["state"]}).sort("_id", 1)
        keys = ("id", "number", "state", "kind", "call", "verdicts", "mean")
        return {
            "items": [
                {key: each["state"].get(key) for key in keys}
                for each in await found.limit(200).to_list(200)
            ]
        }

    async def confirm(self, request: Request) -> Fields:
        """``POST /api/cases/…/confirmation``."""
        now = datetime.now(UTC)

        def decide(state: Fields) -> tuple[Fields, Told]:
            if state["state"] != "awaiting_confirmation":
                raise Refused(409)
            copied = ("kind", "entity", "verdicts", "mean", "licence_number", "licence")
            concluded = {
                **common(state, now, request.who["sub"]),
                **{key: state[key] for key in (*copied, "contact", "office")},
                "reasons": "Znak przyznano.",
                "appeal_until": None,
            }
            changed = {"state": "concluded", "concluded_at": now.isoformat()}
            return changed, (("evaluation-concluded.v1", concluded),)

        state = await self._store.change("cases", request.parts[0], request.cause, decide)
        return {key: state[key] for key in ("id", "number", "state", "verdicts", "mean")}


if __name__ == "__main__":
    main(
        "evaluation",
        {
            "cases": [
                ["state.seats.expert.person", "state.seats.state", "_id"],
                ["state.state", "_id"],
            ],
            "experts": [["state.competences"]],
        },
        build,
    )
