"""Coming in by a mailed link, through the doors of intake on a real database."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from chassis.mongo import Document
from contracts.intake import PersonInvited, SessionsRevoked, SignInRequested
from contracts.people import person_of
from services.intake.domain.sign_in import digest
from tests.services.intake.conftest import Office

EWA = "ewa@ul.example"


async def asked(office: Office, email: str = EWA) -> Any:
    answer = await office.door("", "POST", "/api/sign-in", email=email)
    assert (answer.status_code, answer.json()) == (202, {"life": 900})
    return answer


async def mailed(office: Office, email: str = EWA) -> list[SignInRequested]:
    """What was mailed to this address so far."""
    found = await office.service.people.links.collection.find_one({"_id": person_of(email)})
    outbox = [] if found is None else found["outbox"]
    return [SignInRequested.read(entry["body"]) for entry in outbox]


async def a_secret(office: Office, email: str = EWA) -> str:
    await asked(office, email)
    return (await mailed(office, email))[-1].link.partition("#")[2]


async def signed_in(office: Office, email: str = EWA, name: str = "Ewa Żak") -> Document:
    body = {"secret": await a_secret(office, email), "name": name}
    answer = await office.door("", "POST", "/api/sign-in/sessions", **body)
    assert answer.status_code == 201, answer.text
    session: Document = answer.json()
    return session


async def code_of(office: Office, secret: str, **more: str) -> str:
    answer = await office.door("", "POST", "/api/sign-in/sessions", secret=secret, **more)
    return str(answer.json().get("code", answer.status_code))


async def as_holder(office: Office, session: Document, method: str, path: str) -> Any:
    return await office.door("", method, path, token=session["token"])


async def test_a_stranger_registers_with_the_link_and_a_name(office: Office) -> None:
    secret = await a_secret(office, " Ewa@Ul.example ")
    nameless = await office.door("", "POST", "/api/sign-in/sessions", secret=secret)
    assert [each["field"] for each in nameless.json()["errors"]] == ["name"]
    body = {"secret": secret, "name": " Ewa Żak "}
    answer = await office.door("", "POST", "/api/sign-in/sessions", **body)
    assert answer.json()["person"] == {
        "id": person_of(EWA),
        "name": "Ewa Żak",
        "email": EWA,
        "language": "pl",
        "roles": ["applicant"],
        "state": "active",
    }
    assert answer.headers["cache-control"] == "no-store"


async def test_a_link_works_once_however_many_try_at_once(office: Office) -> None:
    secret = await a_secret(office)
    codes = await asyncio.gather(*(code_of(office, secret, name="Ewa") for _ in range(10)))
    assert sorted(codes) == ["201", *["link-over"] * 9]
    assert len((await office.service.people.accounts.get(person_of(EWA))).state.sessions) == 1


async def test_the_first_link_used_ends_the_others_of_that_address(office: Office) -> None:
    first, other = await a_secret(office), await a_secret(office)
    assert await code_of(office, other, name="Ewa") == "201"
    assert await code_of(office, first) == "link-over"


async def test_a_link_holds_fifteen_real_minutes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = await a_secret(office)
    now = office.clock.real()
    for minutes, code in ((15.1, "link-over"), (14.9, "201")):
        later = now + dt.timedelta(minutes=minutes)
        monkeypatch.setattr(office.clock, "real", lambda later=later: later)
        assert await code_of(office, secret, name="Ewa") == code


async def test_five_links_an_hour_are_mailed_to_an_address_and_the_answer_stays_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        await asked(office)
    await asked(office, "jan@ul.example")
    assert (len(await mailed(office)), len(await mailed(office, "jan@ul.example"))) == (5, 1)
    later = office.clock.real() + dt.timedelta(hours=1, seconds=1)
    monkeypatch.setattr(office.clock, "real", lambda: later)
    await asked(office)
    assert len(await mailed(office)) == 6


async def test_a_removed_person_gets_the_same_answer_and_no_mail(office: Office) -> None:
    person = (await signed_in(office))["person"]["id"]
    assert (await office.door("officer", "DELETE", f"/api/people/{person}")).status_code == 204
    await asked(office)
    assert len(await mailed(office)) == 1


async def test_only_a_digest_of_a_secret_is_kept(office: Office) -> None:
    secret = await a_secret(office)
    collection = office.service.people.links.collection
    await collection.update_one({}, {"$set": {"outbox": []}})
    stored = str(await collection.find_one({}))
    assert (secret in stored, digest(secret) in stored) == (False, True)
    session = await signed_in(office)
    kept = str(await office.service.people.accounts.collection.find_one({}))
    assert [part for part in (session["refresh"], session["token"]) if part in kept] == []


async def test_a_refresh_token_is_good_once_and_used_again_ends_the_session(
    office: Office,
) -> None:
    first = await signed_in(office)
    refreshed = await office.door("", "POST", "/api/sessions/refresh", refresh=first["refresh"])
    second = refreshed.json()
    assert (refreshed.status_code, second["session"]) == (201, first["session"])
    again = await office.door("", "POST", "/api/sessions/refresh", refresh=first["refresh"])
    last = await office.door("", "POST", "/api/sessions/refresh", refresh=second["refresh"])
    assert (again.status_code, last.status_code) == (401, 401)
    (told,) = await office.said(person_of(EWA), "people.accounts")
    assert isinstance(told, SessionsRevoked)
    assert (told.sessions, told.by) == ((first["session"],), "rule:refresh-reused")


async def test_a_refresh_token_nobody_gave_ends_nothing(office: Office) -> None:
    session = await signed_in(office)
    made_up = session["session"] + "x" * 60
    answer = await office.door("", "POST", "/api/sessions/refresh", refresh=made_up)
    good = await office.door("", "POST", "/api/sessions/refresh", refresh=session["refresh"])
    assert (answer.status_code, good.status_code) == (401, 201)


async def test_people_see_their_own_sessions_and_end_one_or_all(office: Office) -> None:
    one, two, three = [await signed_in(office) for _ in range(3)]
    await signed_in(office, "jan@ul.example", "Jan")
    listed = (await as_holder(office, two, "GET", "/api/sessions")).json()["items"]
    assert [(each["id"], each["current"]) for each in listed] == [
        (three["session"], False),
        (two["session"], True),
        (one["session"], False),
    ]
    await as_holder(office, two, "DELETE", f"/api/sessions/{one['session']}")
    left = (await office.service.people.accounts.get(person_of(EWA))).state.sessions
    assert [each.id for each in left] == [two["session"], three["session"]]
    await as_holder(office, two, "DELETE", "/api/sessions")
    first, second = await office.said(person_of(EWA), "people.accounts")
    assert first.sessions == (one["session"],)
    assert second.sessions == (two["session"], three["session"])


async def test_an_ended_session_is_refused_while_its_token_still_lives(office: Office) -> None:
    session = await signed_in(office)
    await as_holder(office, session, "DELETE", "/api/sessions")
    (told,) = await office.said(person_of(EWA), "people.accounts")
    await office.hear(told)
    assert (await as_holder(office, session, "GET", "/api/sessions")).status_code == 401


async def test_an_invitation_is_mailed_once_and_holds_a_week(office: Office) -> None:
    body = {"email": "Piotr@Uczelnia.example", "name": "Piotr", "language": "en"}
    invited = await office.door("officer", "POST", "/api/people", roles=["expert"], **body)
    person = person_of("piotr@uczelnia.example")
    assert (invited.status_code, invited.json()) == (
        201,
        {**body, "id": person, "email": body["email"].lower(), "roles": ["expert"]}
        | {"state": "invited"},
    )
    (told,) = await office.said(person, "people.accounts")
    assert isinstance(told, PersonInvited)
    for _ in range(2):
        await office.hear(told)
    (mail,) = await mailed(office, body["email"])
    assert (mail.invitation, mail.contact.language) == (True, "en")
    assert round((mail.until - mail.at).total_seconds()) == 7 * 24 * 3600
    assert await code_of(office, mail.link.partition("#")[2]) == "201"
    again = await office.door("officer", "POST", "/api/people", roles=["expert"], **body)
    assert (again.status_code, again.json()["code"]) == (409, "person-exists")


async def test_the_office_finds_people_by_words_role_and_state_page_by_page(
    office: Office,
) -> None:
    for name, email in (("Ewa Żak", EWA), ("Jan Żakowski", "jan@ul.example")):
        await signed_in(office, email, name)
    body = {"email": "p@u.example", "name": "Piotr", "roles": ["expert"]}
    await office.door("officer", "POST", "/api/people", **body)

    async def found(query: str) -> list[str]:
        answer = await office.door("director", "GET", f"/api/people?{query}")
        return sorted(each["name"] for each in answer.json()["items"])

    assert await found("q=zak") == ["Ewa Żak", "Jan Żakowski"]
    assert await found("q=zak+ew") == ["Ewa Żak"]
    assert await found("role=expert") == await found("state=invited") == ["Piotr"]
    first = (await office.door("officer", "GET", "/api/people?limit=2")).json()
    rest = (await office.door("officer", "GET", f"/api/people?after={first['next']}")).json()
    ids = [each["id"] for each in first["items"] + rest["items"]]
    assert (len(first["items"]), ids, rest["next"]) == (2, sorted(set(ids)), None)
    assert len(ids) == 3


async def test_an_officer_makes_nobody_director_and_changes_other_roles(office: Office) -> None:
    person = (await signed_in(office))["person"]["id"]
    path = f"/api/people/{person}/roles"
    refused = await office.door("officer", "PUT", path, roles=["director"])
    changed = await office.door("officer", "PUT", path, roles=["applicant", "expert"])
    assert (refused.status_code, changed.json()["roles"]) == (403, ["applicant", "expert"])
    assert (await office.door(f"director:{person}", "PUT", path, roles=["expert"])).status_code == (
        403
    )


async def test_a_request_with_the_same_key_mails_one_link(office: Office) -> None:
    for _ in range(2):
        await office.door("", "POST", "/api/sign-in", email=EWA, key="the same")
    assert len(await mailed(office)) == 1
