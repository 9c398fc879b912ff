"""Intake by hand: calls, applications accepted by rule, and the case file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pymongo.errors import DuplicateKeyError

from bench.floor.doors import Refused, Request
from bench.floor.process import Delivery, Handler, Parts, main
from bench.floor.store import Fields, Told

PROCEDURE = tomllib.loads(
    (Path(__file__).parents[2] / "procedures" / "bench.toml").read_text("utf-8")
)
NIP = (6, 5, 7, 2, 3, 4, 5, 6, 7)


def build(parts: Parts) -> Mapping[str, Handler]:
    """The doors and the queues of intake."""
    intake = Intake(parts)
    parts.doors.add("POST", "calls", "officer", intake.open_call, 201)
    parts.doors.add("POST", "applications", "applicant", intake.submit, 201)
    return {
        "intake.timeline": intake.record,
        "intake.evaluation.evaluation-concluded.v1": intake.conclude,
    }


class Intake:
    """What applicants and officers ask, and what the others tell."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._numbers = parts.numbers
        self._cases = parts.database["cases"]
        self._licences = parts.database["licences"]
        self._applications = parts.database["applications"]
        self._calls = parts.database["calls"]

    async def open_call(self, request: Request) -> Fields:
        """``POST /api/calls``."""
        id_ = str(uuid5(NAMESPACE_URL, request.cause))
        call = {**request.body, "id": id_, "state": "open"}
        await self._store.create("calls", id_, request.cause, call)
        return call

    async def submit(self, request: Request) -> Fields:
        """``POST /api/applications`` with ``submit``: created, numbered, accepted."""
        form, call_id = request.body["form"], request.body["call"]
        call = await self._calls.find_one({"_id": call_id})
        if call is None or not right(form):
            raise Refused(422)
        now = datetime.now(UTC)
        id_ = str(uuid5(NAMESPACE_URL, request.cause))
        state = submitted(id_, call_id, form, request.who, now)
        if not await self._store.create("applications", id_, request.cause, state):
            found = await self._applications.find_one({"_id": id_})
            return dict((found or {})["state"])
        nip = form["entity"]["nip"]
        same = {"state.form.entity.nip": nip, "_id": {"$ne": id_}}
        if await self._applications.find_one(same, {"_id": 1}):
            raise Refused(409)
        no = await self._numbers.give(f"ZP/{now.year}", id_)
        number = f"ZP/{now.year}/{no:06d}"
        changed: Fields = {"number": number, "state": "accepted"}
        told = announced({**state, **changed}, now)
        await self._store.commit("applications", id_, 1, f"number:{id_}", changed, told)
        return {**state, **changed}

    async def conclude(self, delivery: Delivery) -> None:
        """The application is decided."""
        granted = any(each["granted"] for each in delivery.body["verdicts"])
        state = "granted" if granted else "refused"
        await self._store.change(
            "applications", delivery.body["case"], delivery.id, lambda _: ({"state": state}, ())
        )

    async def record(self, delivery: Delivery) -> None:
        """Put one event into the case file, in one upsert; an active licence may be renewed."""
        body = delivery.body
        case = body["case"]
        entry = {key: body[key] for key in ("at", "by", "seq")}
        known = {key: body[key] for key in ("number", "licence_number", "waits_for") if key in body}
        update: Fields = {
            "$set": {**known, f"seen.{delivery.type.partition('.')[0]}": body["seq"]},
            "$push": {"entries": {"id": delivery.id, "type": delivery.type, **entry}},
        }
        await self._put(case, delivery.id, update)
        if delivery.type == "licensing.licence-activated.v1":
            licence = {key: body[key] for key in ("term", "items", "entity", "contact")}
            await self._licences.update_one(
                {"_id": body["licence_number"]}, {"$set": licence}, upsert=True
            )

    async def _put(self, case: str, id_: str, update: Fields) -> None:
        while True:
            try:
                await self._cases.update_one(
                    {"_id": case, "entries.id": {"$ne": id_}}, update, upsert=True
                )
            except DuplicateKeyError:
                if await self._cases.find_one({"_id": case, "entries.id": id_}, {"_id": 1}):
                    return
            else:
                return


def right(form: Fields) -> bool:
    """What of the formal check can go wrong with the forms that are sent here."""
    nip = form["entity"]["nip"]
    digit = sum(int(d) * weight for d, weight in zip(nip, NIP, strict=False)) % 11
    own, total = float(form["economy"]["own"]), float(form["economy"]["total"])
    return (
        digit == int(nip[-1])
        and form["entity"]["type"] in PROCEDURE["entity_types"]
        and form["entity"]["address"]["voivodeship"] == PROCEDURE["voivodeship"]
        and all(form["declarations"].values())
        and own * 100 >= total * float(PROCEDURE["formal"]["own_revenue_percent"])
        and all(len(item["recommendations"]) > 1 for item in form["items"])
    )


def submitted(id_: str, call: str, form: Fields, who: Fields, now: datetime) -> Fields:
    """The application with its number pending."""
    contact = form["contact"]
    return {
        "id": id_,
        "state": "submitted",
        "call": call,
        "form": form,
        "owner": {"person": who["sub"], "name": who["name"], "email": who["email"]},
        "contact": {
            "person": who["sub"],
            "name": contact["name"],
            "email": contact["email"],
            "language": contact["language"],
        },
        "submitted_at": now.isoformat(),
        "received_on": now.date().isoformat(),
        "resume_at": (now + timedelta(seconds=10)).isoformat(),
        "number": None,
    }


def announced(state: Fields, now: datetime) -> Told:
    """The two messages of an application accepted by rule."""
    form = state["form"]
    entity = form["entity"]
    common: dict[str, Any] = {
        "subject": {"kind": "application", "id": state["id"]},
        "case": state["id"],
        "at": now.isoformat(),
        "number": state["number"],
        "call": state["call"],
        "kind": form["kind"],
        "entity": {
            **{key: entity[key] for key in ("name", "type", "nip")},
            **{key: entity["address"][key] for key in ("town", "voivodeship")},
        },
        "items": [
            {
                "id": f"{state['id']}-{no}",
                "new": True,
                **{key: item[key] for key in ("kind", "name", "category", "description")},
            }
            for no, item in enumerate(form["items"], start=1)
        ],
        "contact": state["contact"],
        "office": PROCEDURE["office"],
    }
    accepted = {
        **common,
        "by": "rule:formal.automatic",
        "exclude": [entity["nip"]],
        "licence_number": None,
        "evaluation": PROCEDURE["evaluation"],
        "licence": PROCEDURE["licence"],
        "materials": materials(form, state["id"]),
    }
    filed = {**common, "by": state["contact"]["person"], "automatic": True}
    return (("application-submitted.v1", filed), ("application-accepted.v1", accepted))


def materials(form: Fields, id_: str) -> Fields:
    """What the experts read beside the items."""
    activity, economy = form["activity"], form["economy"]
    return {
        "active_since": activity["since"],
        "social": activity["social"],
        "served": activity["served"],
        "period_from": economy["from"],
        "period_to": economy["to"],
        "total_revenue": economy["total"],
        "own_revenue": economy["own"],
        "items": [
            {"item": f"{id_}-{no}", **{key: item[key] for key in ("quality", "recommendations")}}
            for no, item in enumerate(form["items"], start=1)
        ],
    }


if __name__ == "__main__":
    main(
        "intake",
        {
            "applications": [["state.form.entity.nip"], ["state.call", "_id"]],
            "calls": [],
            "cases": [["number"]],
        },
        build,
    )
