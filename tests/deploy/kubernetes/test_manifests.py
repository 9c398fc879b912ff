"""The manifests by their structure; no cluster is at hand to run them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.topology import design
from contracts import all_events
from contracts.base import CASE_FILE, SERVICES

MANIFESTS = Path(__file__).parents[3] / "deploy/kubernetes"


def documents(service: str) -> dict[tuple[str, str], dict[str, Any]]:
    text = (MANIFESTS / "service.yaml").read_text().replace("SERVICE", service)
    return {(each["kind"], each["metadata"]["name"]): each for each in yaml.safe_load_all(text)}


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_both_halves_and_its_worker_is_scaled(service: str) -> None:
    found = documents(service)
    assert set(found) == {
        ("Deployment", f"{service}-web"),
        ("Deployment", f"{service}-worker"),
        ("Service", f"{service}-web"),
        ("TriggerAuthentication", f"{service}-worker"),
        ("ScaledObject", f"{service}-worker"),
    }
    for role in ("web", "worker"):
        pod = found["Deployment", f"{service}-{role}"]["spec"]["template"]["spec"]
        [container] = pod["containers"]
        assert container["command"] == ["python", "-m", f"services.{service}"]
        env = {each["name"]: each["value"] for each in container["env"]}
        assert (env["ENVIRONMENT"], env["ROLE"]) == ("production", role)


@pytest.mark.parametrize("service", SERVICES)
def test_a_worker_is_scaled_on_exactly_the_queues_it_reads(service: str) -> None:
    events = tuple(all_events().values())
    wanted = {f"{service}.{e.wire_type}" for e in events if service in e.readers}
    wanted |= {CASE_FILE[1]} if CASE_FILE[0] == service else set()
    trigger = documents(service)["ScaledObject", f"{service}-worker"]["spec"]["triggers"][0]
    pattern = re.compile(trigger["metadata"]["queueName"])
    every = [queue.name for queue in design(events, SERVICES, (1, 10)).queues]
    assert {name for name in every if pattern.search(name)} == wanted


def test_the_topology_job_runs_the_same_step_as_compose() -> None:
    job = yaml.safe_load((MANIFESTS / "topology.yaml").read_text())
    compose = yaml.safe_load((MANIFESTS.parents[1] / "docker-compose.yml").read_text())
    [container] = job["spec"]["template"]["spec"]["containers"]
    assert container["command"] == compose["services"]["topology"]["command"]
