"""Licensing by hand: the draft, its number, the signature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bench.floor.doors import Refused, Request
from bench.floor.process import Delivery, Handler, Parts, main
from bench.floor.store import Fields, Told


def build(parts: Parts) -> Mapping[str, Handler]:
    """The doors and the queues of licensing."""
    licensing = Licensing(parts)
    parts.doors.add("GET", "licences", "officer", licensing.listed)
    parts.doors.add("POST", "licences/*/signature", "officer", licensing.sign)
    return {"licensing.evaluation.evaluation-concluded.v1": licensing.conclude}


class Licensing:
    """What officers ask, and what evaluation tells."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._numbers = parts.numbers
        self._licences = parts.database["licences"]

    async def conclude(self, delivery: Delivery) -> None:
        """A draft, its number, and word of it."""
        event, now = delivery.body, datetime.now(UTC)
        items = [made["item"] for made in event["verdicts"] if made["granted"]]
        if not items:
            return
        rules = event["licence"]
        sign_by = (now + timedelta(days=rules["sign_within_days"])).date().isoformat()
        state: Fields = {
            "id": event["case"],
            "state": "drafted",
            "number": None,
            "entity": event["entity"],
            "contact": event["contact"],
            "office": event["office"],
            "rules": rules,
            "next": {"number": event["number"], "items": items, "sign_by": sign_by},
            "terms": [],
        }
        id_: str = event["case"]
        await self._store.create("licences", id_, delivery.id, state)
        no = await self._numbers.give(f"{rules['prefix']}/{now.year}", id_)
        number = f"{rules['prefix']}/{now.year}/{no:04d}"
        told = {
            **common({**state, "number": number}, now, "rule:verdict"),
            "number": event["number"],
            "term_no": 1,
            "items": items,
            "sign_by": sign_by,
        }
        changed = {"state": "awaiting_signature", "number": number}
        await self._store.commit(
            "licences", id_, 1, f"number:{id_}", changed, (("licence-drafted.v1", told),)
        )

    async def listed(self, request: Request) -> Fields:
        """``GET /api/licences?state=``."""
        found = self._licences.find(
            {"state.state": request.query["state"]}, {"inbox": 0, "outbox": 0}
        )
        documents = await found.sort("_id", 1).limit(200).to_list(200)
        return {"items": [each["state"] for each in documents]}

    async def sign(self, request: Request) -> Fields:
        """``POST /api/licences/…/signature``: the term begins today."""
        now = datetime.now(UTC)
        start = now.date()

        def decide(state: Fields) -> tuple[Fields, Told]:
            if state["state"] != "awaiting_signature":
                raise Refused(409)
            rules, ready = state["rules"], state["next"]
            end = start.replace(year=start.year + rules["years"]) - timedelta(days=1)
            term = {"no": 1, "start": start.isoformat(), "end": end.isoformat()}
            held = {**term, "form": request.body["form"], "items": ready["items"]}
            told = {
                **common(state, now, request.who["sub"]),
                "term": term,
                "items": ready["items"],
                "entity": state["entity"],
                "opens_renewal": str(end - timedelta(days=rules["renewal_opens_days"])),
                "closes_renewal": str(end + timedelta(days=rules["renewal_closes_days"])),
            }
            words = f"{state['entity']['name']} {state['entity']['town']}".casefold().split()
            changed = {"state": "active", "next": None, "terms": [held], "search": words}
            return changed, (("licence-activated.v1", told),)

        return await self._store.change("licences", request.parts[0], request.cause, decide)


def common(state: Fields, now: datetime, by: str) -> Fields:
    """What every message of a licence carries."""
    return {
        "subject": {"kind": "licence", "id": state["id"]},
        "case": state["id"],
        "at": now.isoformat(),
        "by": by,
        "licence_number": state["number"],
        "contact": state["contact"],
    }


if __name__ == "__main__":
    main(
        "licensing",
        {
            "licences": [
                ["state.number"],
                ["state.state", "_id"],
                ["state.state", "state.number"],
                ["state.search", "state.number"],
            ]
        },
        build,
    )
