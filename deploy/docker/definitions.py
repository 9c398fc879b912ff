"""Broker users and their rights: one per service, which may do nothing to the others.

``python -m deploy.docker.definitions`` hands them to the broker's management API at
MANAGEMENT_URL; the passwords come from the environment and leave it only as salted hashes. Run
again it changes what has changed. The topology itself is `chassis.topology`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from chassis.topology import permissions
from contracts.base import SERVICES

MONITOR = "monitor"
"""Sees queue depths and nothing else: for autoscaling and dashboards."""

SYSTEM = "system"
"""The operator's page: sees queue depths, and moves dead letters back to where they failed."""

USERS = (*SERVICES, MONITOR, SYSTEM)
LOOKING = (MONITOR, SYSTEM)
NOTHING = "^$"


def variable(user: str) -> str:
    """The environment variable that holds the user's password."""
    return f"{user.upper()}_BROKER_PASSWORD"


def hashed(password: str, salt: bytes) -> str:
    """A password as RabbitMQ keeps it: base64 of the 4-byte salt and the salted SHA-256."""
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def definitions(passwords: Mapping[str, str], vhost: str = "/") -> dict[str, Any]:
    """The definitions to import: every user with what it may do in ``vhost``.

    Args:
        passwords: By user, for all of `USERS`.
        vhost: Where the topology is.
    """
    return {
        "users": [
            {
                "name": user,
                "password_hash": hashed(passwords[user], secrets.token_bytes(4)),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": ["monitoring"] if user in LOOKING else [],
            }
            for user in USERS
        ],
        "permissions": [{"user": user, "vhost": vhost, **rights(user)} for user in USERS],
    }


def rights(user: str) -> dict[str, str]:
    """What a user may configure, write to and read from, as the broker's regular expressions."""
    if user == MONITOR:
        return {"configure": NOTHING, "write": NOTHING, "read": NOTHING}
    if user == SYSTEM:
        any_ = "|".join(SERVICES)
        write, read = rf"^({any_})\.(dead|return)$", rf"^({any_})\.dead$"
        return {"configure": NOTHING, "write": write, "read": read}
    allowed = permissions(user)
    return {"configure": allowed.configure, "write": allowed.write, "read": allowed.read}


def load(management_url: str, wanted: Mapping[str, Any]) -> None:
    """Import definitions into a running broker.

    Args:
        management_url: ``http://user:password@host:15672``; the user is an administrator.
        wanted: What `definitions` gives.

    Raises:
        urllib.error.URLError: The broker is away or refuses.
    """
    at = urlsplit(management_url)
    user = f"{unquote(at.username or '')}:{unquote(at.password or '')}"
    request = urllib.request.Request(  # noqa: S310 -- an address from the operator's settings
        f"{at.scheme}://{at.hostname}:{at.port}/api/definitions",
        data=json.dumps(wanted).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Basic {base64.b64encode(user.encode()).decode()}",
        },
    )
    urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 -- as above


def main() -> None:
    """Give every user its password and rights."""
    passwords = {user: os.environ[variable(user)] for user in USERS}
    load(os.environ["MANAGEMENT_URL"], definitions(passwords))
    print(f"{len(USERS)} users")


if __name__ == "__main__":
    main()
