"""What a case of the floor says, and what is asked of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bench.floor.doors import Refused, Request
from bench.floor.store import Fields
from chassis.mongo import Document


def common(state: Fields, now: datetime, by: str) -> Fields:
    """What every message of a case carries."""
    return {
        "subject": {"kind": "case", "id": state["id"]},
        "case": state["id"],
        "at": now.isoformat(),
        "by": by,
        "number": state["number"],
    }


def standing(state: Fields, waits_for: str, on: str) -> Fields:
    """Where the case stands."""
    scoring = waits_for == "scores"
    return {
        "state": "evaluation" if scoring else state["state"],
        "waits_for": waits_for,
        "on": on,
        "until": state["seats"][0]["deadline"] if scoring else None,
    }


def task(request: Request) -> tuple[str, int]:
    """The case and the position of the seat."""
    case, _, seat = request.parts[0].rpartition(".")
    return case, int(seat) - 1


def held(state: Fields, at: int, request: Request, expected: str) -> Fields:
    """The seat, when it is this person's and in this state."""
    seat: Fields = state["seats"][at]
    if seat["expert"]["person"] != request.who["sub"]:
        raise Refused(403)
    if seat["state"] != expected:
        raise Refused(409)
    return seat


def line(document: Document, person: str) -> Fields:
    """A task in the queue."""
    state = document["state"]
    seat = next(seat for seat in state["seats"] if seat["expert"]["person"] == person)
    return {
        "id": f"{document['_id']}.{seat['no']}",
        "case": document["_id"],
        "number": state["number"],
        "entity": state["entity"]["name"],
        "state": seat["state"],
        "deadline": seat["deadline"],
    }


def judged(state: Fields, cards: list[Any]) -> Fields:
    """The verdict on each item: the mean of the experts' sums against the threshold."""
    verdicts = []
    for item in state["items"]:
        sums = [
            sum(score["points"] for score in entry["scores"])
            for card in cards
            for entry in card["items"]
            if entry["item"] == item["id"]
        ]
        mean = sum(sums) / len(sums)
        granted = mean >= float(state["evaluation"]["pass_mean"])
        verdicts.append({"item": item, "granted": granted, "mean": f"{mean:.2f}", "reason": ""})
    means = [float(made["mean"]) for made in verdicts]
    return {
        "state": "awaiting_confirmation",
        "verdicts": verdicts,
        "mean": f"{sum(means) / len(means):.2f}",
    }
