"""Every route of every service, asked for by every role, as whoever owns it and as a stranger."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Final, NamedTuple, Self
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from chassis.auth import ROLES, Principal, Verifier, mint
from chassis.site.posted import TOKEN as FORM_TOKEN
from chassis.site.visitor import TOKEN
from contracts.base import Role
from deploy.local.keys import Keys
from tests.journeys.offline import House
from tests.services.access.rows import PUBLIC, Row
from tests.services.access.table import TABLE
from tests.services.access.world import NOBODYS, Record, Records, apps, the_records

STRANGER: Final = "stranger"
FORM: Final = "application/x-www-form-urlencoded"


class Door(NamedTuple):
    """A row of the table with the records it is tried on, and whose the first of them is."""

    service: str
    row: Row
    path: str
    content: str | None
    owner: str

    @classmethod
    def of(cls, service: str, row: Row, records: Records) -> Self:
        """Put the ids of records into path, query and body."""

        def named(word: str) -> Record:
            return records.get((service, word), NOBODYS)

        def filled(text: str) -> str:
            return re.sub(r"\{(\w+)\}", lambda found: named(found[1]).id, text)

        path = row.route.split()[1]
        words = re.findall(r"([\w.-]+)/\{", path)
        words = [row.of or word for word in words[:1]] + words[1:]
        for word in words:
            path = re.sub(r"\{\w+\}", named(word).id, path, count=1)
        content = None if row.json is None else filled(json.dumps(row.json))
        if row.page:
            content = filled(urlencode({"_token": "t", **(row.json or {})}, safe="{}"))
        owner = named(row.of or next(iter(words), "")).owner
        return cls(service, row, path + filled(row.query), content, owner)


class Asker(NamedTuple):
    """Somebody at the door; without a role they have not signed in."""

    role: Role | None
    owner: bool

    def __str__(self) -> str:
        return f"{self.role or 'nobody'}{':own' if self.owner else ''}"

    def may(self, row: Row) -> bool:
        """What the table says."""
        roles = row.may.split()
        named = str(self.role) in roles or (self.owner and f"{self.role}:own" in roles)
        return named or PUBLIC in roles

    def headers(self, door: Door, keys: Keys) -> dict[str, str]:
        """What they come with."""
        kind = {"Content-Type": "application/json"}
        if door.row.page:
            kind = {"Content-Type": FORM, "Accept": "text/html", "Cookie": f"{FORM_TOKEN}=t"}
        if self.role is None:
            return kind
        held = token(keys, door.owner if self.owner else STRANGER, self.role)
        if door.row.page:
            return {**kind, "Cookie": f"{kind['Cookie']}; {TOKEN}={held}"}
        return {**kind, "Authorization": f"Bearer {held}"}


@cache
def token(keys: Keys, person: str, role: Role) -> str:
    """One for each person and role."""
    who = Principal(person, person, f"{person}@znak.example", roles=frozenset({role}))
    return mint(keys.private.read_bytes(), who, dt.datetime.now(dt.UTC))


ASKERS: Final = (Asker(None, owner=False), *map(Asker._make, product(ROLES, (False, True))))


def test_every_route_stands_in_the_table(house: House, verifier: Verifier) -> None:
    served = {name: set(routes(app)) for name, app in apps(house, verifier).items()}
    told = {name: {row.route for row in rows} for name, rows in TABLE.items()}

    assert [f"{name}: {route}" for name in served for route in served[name] - told[name]] == [], (
        "say in tests/services/access/table.py who may use these"
    )
    assert [f"{name}: {route}" for name in told for route in told[name] - served[name]] == [], (
        "there are no such routes: take them out of tests/services/access/table.py"
    )


async def test_a_route_lets_in_whom_the_table_names_and_nobody_else(
    house: House, verifier: Verifier, keys: Keys
) -> None:
    records = await the_records(house)
    served = apps(house, verifier)
    doors = [Door.of(name, row, records) for name, rows in TABLE.items() for row in rows]
    wrong = []
    # Refusals change nothing, so they come first; what is read comes before it is changed.
    doors.sort(key=lambda door: not door.row.route.startswith("GET "))
    for allowed in (False, True):
        for door, asker in product(doors, ASKERS):
            if asker.may(door.row) is allowed:
                status = await asks(served[door.service], door, asker.headers(door, keys))
                if not fits(door, asker, status):
                    wrong.append(f"{door.service}: {door.row.route} as {asker}: {status}")

    assert wrong == [], "\n".join(wrong)


def routes(app: FastAPI) -> Iterator[str]:
    """Method and path of everything that the app answers."""
    for context in iter_route_contexts(app.routes):
        for method in {*(context.methods or {"?"})} - {"HEAD"}:
            yield f"{method} {context.path_format}"


async def asks(app: FastAPI, door: Door, headers: dict[str, str]) -> int:
    """The status of the answer."""
    method = door.row.route.split()[0]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://znak") as client:
        answer = await client.request(method, door.path, content=door.content, headers=headers)
    return answer.status_code


def fits(door: Door, asker: Asker, status: int) -> bool:
    """Whether this is how somebody is let in, or is not."""
    if not asker.may(door.row):
        takes_its_form_along = 307 if door.row.route.startswith("POST ") else 303
        nobody = takes_its_form_along if door.row.page else 401
        return status == nobody if asker.role is None else status in {403, 404}
    # An owner who finds nothing would prove nothing.
    refused = {401, 403, 404} if f"{asker.role}:own" in door.row.may else {401, 403}
    return status not in refused and status < 500
