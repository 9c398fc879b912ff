from __future__ import annotations

import base64
import hashlib

from deploy.docker.definitions import LOOKING, MONITOR, USERS, definitions, hashed, variable

PASSWORDS = {user: f"secret-of-{user}" for user in USERS}


def test_a_password_is_kept_as_the_broker_keeps_it() -> None:
    salt = b"\x90\x8d\xc6\x0a"
    kept = base64.b64decode(hashed("test12", salt))
    assert kept == salt + hashlib.sha256(salt + b"test12").digest()
    assert hashed("test12", salt) == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"


def test_no_password_is_in_the_definitions() -> None:
    said = str(definitions(PASSWORDS))
    assert [user for user in USERS if PASSWORDS[user] in said] == []


def test_services_are_no_administrators_and_the_monitor_only_looks() -> None:
    wanted = definitions(PASSWORDS)
    assert {user["name"]: user["tags"] for user in wanted["users"]} == {
        user: ["monitoring"] if user in LOOKING else [] for user in USERS
    }
    rights = {each["user"]: each for each in wanted["permissions"]}
    assert [user for user in USERS if rights[user]["configure"] != "^$"] == []
    assert (rights[MONITOR]["write"], rights[MONITOR]["read"]) == ("^$", "^$")


def test_every_user_has_a_variable_of_its_own() -> None:
    assert variable("intake") == "INTAKE_BROKER_PASSWORD"
    assert len({variable(user) for user in USERS}) == len(USERS)
