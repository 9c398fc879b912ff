"""The Compose file by its structure; no engine is at hand to run it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.base import SERVICES
from contracts.places import PLACES
from deploy.docker.definitions import USERS, variable
from services.intake.pages.sign_in import LARGEST_FORM

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
EXAMPLE = (ROOT / "deploy/docker/example.env").read_text()
COPIES = [f"{service}-{role}" for service in SERVICES for role in ("web", "worker")]
SERVERS = ["rabbitmq", "mongo", "mailpit", "topology", "system", "proxy"]


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = COMPOSE["services"][name]
    return found


def test_it_holds_the_four_services_in_two_halves_and_their_servers() -> None:
    assert set(COMPOSE["services"]) == {*COPIES, *SERVERS}


@pytest.mark.parametrize("name", COPIES)
def test_each_half_runs_its_service_in_its_role_from_the_one_image(name: str) -> None:
    which, role = name.split("-")
    at = service(name)
    assert at["image"] == service("topology")["image"]
    assert at["command"] == ["python", "-m", f"services.{which}"]
    assert at["environment"]["ROLE"] == role


@pytest.mark.parametrize("name", COPIES)
def test_each_service_signs_in_as_itself_with_secrets_from_outside(name: str) -> None:
    which = name.split("-", maxsplit=1)[0]
    said = service(name)["environment"]
    for url, kind in (("BROKER_URL", "BROKER"), ("MONGO_URL", "MONGO")):
        assert f"://{which}:${{{which.upper()}_{kind}_PASSWORD:?}}@" in said[url]


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_everything_that_stays_has_a_health_check(name: str) -> None:
    check = service(name)["healthcheck"]
    assert check == {"disable": True} if name == "topology" else "test" in check


def test_no_secret_is_written_in_the_file() -> None:
    said = [
        (key, value)
        for at in COMPOSE["services"].values()
        for key, value in at.get("environment", {}).items()
        if re.search(r"PASS|SECRET|TOKEN(?!.*FILE$)", key) and key != "DEV_TOKENS"
    ]
    assert said
    assert [(key, value) for key, value in said if not re.fullmatch(r"\$\{\w+:[?-]\}", value)] == []


def test_only_intake_sees_the_signing_key() -> None:
    seen = {name for name in COPIES if "token-private" in service(name)["secrets"]}
    assert seen == {"intake-web", "intake-worker"}


def test_nothing_but_the_proxy_is_published_beyond_this_machine() -> None:
    published = {
        name: at["ports"]
        for name, at in COMPOSE["services"].items()
        if any(not port.startswith("127.0.0.1:") for port in at.get("ports", ()))
    }
    assert set(published) == {"proxy"}


def test_services_start_when_topology_and_database_are_there() -> None:
    ready = {
        "topology": {"condition": "service_completed_successfully"},
        "mongo": {"condition": "service_healthy"},
    }
    assert [name for name in COPIES if service(name)["depends_on"] != ready] == []


def test_the_topology_step_knows_the_password_of_every_broker_user() -> None:
    said = service("topology")["environment"]
    assert {variable(user) for user in USERS} <= set(said)


def test_the_example_environment_names_exactly_what_is_required() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert set(re.findall(r"^(\w+)=$", EXAMPLE, re.MULTILINE)) == required


def test_the_database_script_makes_a_user_for_every_service() -> None:
    script = (ROOT / "deploy/docker/mongo-init.js").read_text()
    listed = re.search(r"of \[(.*?)\]", script)
    assert listed is not None
    assert re.findall(r'"(\w+)"', listed[1]) == list(SERVICES)
    assert {f"{name.upper()}_MONGO_PASSWORD" for name in SERVICES} <= set(
        service("mongo")["environment"]
    )


def test_the_proxy_reaches_every_service() -> None:
    said = (ROOT / "deploy/docker/Caddyfile").read_text()
    reached = re.findall(r"handle_path /(\w+)/\* \{\s+reverse_proxy (\S+)", said)
    assert reached == [(name, f"{name}-web:8000") for name in SERVICES]
    pages = re.findall(r"@(\w+) path (.*)\n\s+handle @\w+ \{\s+reverse_proxy (\S+)", said)
    expected = {name: (below(firsts), f"{name}-web:8000") for name, firsts in PLACES.items()}
    expected |= {"system": (below(("system",)), "system:8000")}  # type: ignore[dict-item]
    assert {name: (paths.split(), to) for name, paths, to in pages} == expected


def below(firsts: Sequence[str]) -> list[str]:
    """What the proxy hands on: each first segment and all that lies below it."""
    return [path for first in firsts for path in ((f"/{first}", f"/{first}/*") if first else "/")]


def test_the_operators_page_is_told_of_every_copy() -> None:
    said = service("system")["environment"]["HEALTH_URLS"]
    assert sorted(yaml.safe_load(said)) == sorted(f"http://{name}:8000" for name in COPIES)


def test_the_proxy_lets_through_whatever_a_service_takes_so_that_its_page_refuses_more() -> None:
    caddyfile = (ROOT / "deploy/docker/Caddyfile").read_text()
    [most] = re.findall(r"max_size (\d+)MiB", caddyfile)
    assert int(most) * 1024 * 1024 > LARGEST_FORM
