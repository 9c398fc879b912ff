"""From the link in a mail to a draft, and on to the end of the session in all four services."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pymongo import MongoClient

from contracts.intake import SignInRequested
from contracts.people import person_of
from contracts.values import Contact
from deploy.local.bots_office import OFFICER
from deploy.local.client import Person, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks
from tests.chassis.post import Post
from tests.journeys.build import a_form
from tests.services.notifications.events import an_office, head
from tests.support.waiting import eventually

EWA = Person("applicant", person_of("ewa@sign-in.example"), "Ewa Żak", "ewa@sign-in.example")
GUARDED = {
    "intake": "sessions",
    "evaluation": "experts",
    "licensing": "licences",
    "notifications": "mails",
}
"""A door of each service; only the first one is open to an applicant."""
QUEUE = "notifications.intake.sign-in-requested.v1"


@pytest.fixture
async def anybody(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    url = f"{stack.url('intake')}/api/"
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        yield client


def secrets_in_mails(stack: Stack, to: str) -> list[str]:
    bodies = [mail.get_body(("plain",)) for mail in read_mails(stack.mails) if to in mail["To"]]
    texts = [body.get_content() for body in bodies if body is not None]
    return [found for text in texts for found in re.findall(r"/logowanie#(\S+)", text)]


async def the_secret(stack: Stack, to: str) -> str:
    mailed = await eventually(
        lambda: secrets_in_mails(stack, to), within=40, otherwise="no link was mailed"
    )
    return str(mailed[-1])


def holds(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def answers(stack: Stack, token: str) -> set[tuple[str, int]]:
    """What both copies of each service say to whoever holds this token."""
    async with httpx.AsyncClient(headers=holds(token), timeout=30, trust_env=False) as client:
        return {
            (copy.service, (await client.get(url)).status_code)
            for copy in stack.copies
            for url in (f"{copy.url}/api/{GUARDED[copy.service]}",)
        }


async def test_a_link_leads_to_a_draft_and_the_end_of_the_session_reaches_every_service(
    stack: Stack, znak: Znak, clocks: Clocks, anybody: httpx.AsyncClient
) -> None:
    now = await clocks.now()
    call = await znak.intake.open_call(
        OFFICER, number="7/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )
    assert (await anybody.post("sign-in", json={"email": EWA.email})).status_code == 202
    key = {"secret": await the_secret(stack, EWA.email), "name": EWA.name}
    session = (await anybody.post("sign-in/sessions", json=key)).json()
    body = {"call": call["id"], "form": a_form(EWA, 4801, now)}
    draft = await anybody.post("applications", json=body, headers=holds(session["token"]))
    assert draft.status_code == 201, draft.text
    session = (await anybody.post("sessions/refresh", json={"refresh": session["refresh"]})).json()
    token = session["token"]
    listed = (await anybody.get("applications", headers=holds(token))).json()["items"]
    assert [each["id"] for each in listed] == [draft.json()["id"]]
    rest = {(name, 403) for name in GUARDED if name != "intake"}
    assert await answers(stack, token) == {("intake", 200), *rest}

    assert (await anybody.delete("sessions", headers=holds(token))).status_code == 204

    async def nowhere() -> bool:
        return await answers(stack, token) == {(name, 401) for name in GUARDED}

    await eventually(nowhere, within=20, otherwise="the token still opens a door")
    refused = await anybody.post("sessions/refresh", json={"refresh": session["refresh"]})
    assert refused.status_code == 401


async def test_the_secret_of_a_link_stays_nowhere(stack: Stack, anybody: httpx.AsyncClient) -> None:
    """Not after the mail was sent, nor where it could not be, nor in a dead letter."""
    for address in ("sent@sign-in.example", "refuse-5xx@sign-in.example"):
        await anybody.post("sign-in", json={"email": address})
    sent = await the_secret(stack, "sent@sign-in.example")
    buried = [f"{'nobody-may-keep-this' * 2}-{no}" for no in range(3)]
    async with Post(stack.broker_url) as post:
        await post.take("notifications.dead")
        good = a_request(buried[0]).model_dump_json()
        wire_type = SignInRequested.wire_type
        for body, said in (
            (good, "intake.nobody-knows-this.v1"),
            (good.replace('"until"', '"when"').replace(buried[0], buried[1]), wire_type),
            (f"no JSON: {buried[2]}", wire_type),
        ):
            await post.send(
                "notifications.return", QUEUE, body.encode(), wire_type=said, message_id="forged"
            )

        async def three() -> bool:
            return await post.count("notifications.dead") == 3

        await eventually(three, within=20, otherwise="there are not three dead letters")
        dead = [letter.body for letter in await post.take("notifications.dead")]
    assert [b"link" in body for body in dead] == [False] * 3
    assert sorted(len(body) > 0 for body in dead) == [False, False, True]

    def over() -> bool:
        return {mail["state"]["state"] for mail in sign_in_mails(stack)} == {"sent", "failed"}

    await eventually(over, within=40, otherwise="a mail is neither sent nor given up")

    def clean() -> bool:
        return not [place for secret in (sent, "logowanie#") for place in places(stack, secret)]

    await eventually(clean, within=10, otherwise="a secret is still kept")
    for secret in buried:
        assert places(stack, secret) == []


def a_request(secret: str) -> SignInRequested:
    contact = Contact(person="nobody", name="", email="nobody@sign-in.example")
    told: dict[str, Any] = {**head("person"), "case": None, "contact": contact}
    until = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=15)
    return SignInRequested(
        **told, link=f"/logowanie#{secret}", until=until, office=an_office(), invitation=False
    )


def sign_in_mails(stack: Stack) -> list[dict[str, Any]]:
    with MongoClient[dict[str, Any]](stack.mongo_url) as client:
        mails = client[f"{stack.plan.database_prefix}notifications"]["mails"]
        return list(mails.find({"state.template": "sign-in"}))


def places(stack: Stack, secret: str) -> list[str]:
    """Every log and every collection of every service that holds this text anywhere."""
    logs = [log.name for log in stack.logs.glob("*") if secret in log.read_text(errors="replace")]
    with MongoClient[dict[str, Any]](stack.mongo_url) as client:
        held = [
            f"{name}.{collection}"
            for name in client.list_database_names()
            if name.startswith(stack.plan.database_prefix)
            for collection in client[name].list_collection_names()
            for document in client[name][collection].find({})
            if secret in str(document)
        ]
    return logs + held
