"""`make up`: everything, with data that is found again, until Ctrl-C.

SITE_PORT fixes the port of the pages and APIs; INTAKE_PORT, EVALUATION_PORT, LICENSING_PORT and
NOTIFICATIONS_PORT those of the workers' health; BROKER_URL and MONGO_URL name servers of your own;
ZNAK_HOME (default `.znak/up`) is where the data lies.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import chassis.auth
from contracts.base import SERVICES
from deploy.local.child import ChildFailed
from deploy.local.plan import MAILBOX, Plan, Role
from deploy.local.ports import PortInUse, free_port, is_free
from deploy.local.signals import ended_by_signals
from deploy.local.stack import Stack

_PREFERRED: dict[str, int] = {"site": 8000, **dict(zip(SERVICES, range(8001, 8005), strict=True))}


def http_ports(environment: Mapping[str, str]) -> dict[str, int]:
    """The port of each service: the one asked for, else the preferred one when free, else any.

    Raises:
        PortInUse: A port that was asked for is taken.
    """
    ports: dict[str, int] = {}
    for service, preferred in _PREFERRED.items():
        setting = f"{service.upper()}_PORT"
        if wanted := environment.get(setting):
            if not is_free(int(wanted)):
                raise PortInUse(int(wanted), setting)
            ports[service] = int(wanted)
        else:
            ports[service] = free_port(preferred)
    return ports


def describe(stack: Stack) -> str:
    """What is where, for the person who started it."""
    width = max(map(len, SERVICES))
    lines = [f"  {s:<{width}}  {stack.url(s)}/docs" for s in SERVICES]
    token = f"curl -s {stack.url('intake')}/api/dev/tokens -H 'Content-Type: application/json'"
    return "\n".join(
        [
            "Znak is up. Ctrl-C stops it; the data stays.",
            "",
            f"  Open {stack.site}/ in a browser.",
            "",
            f"  mails  {stack.site}/{MAILBOX}   (files: {stack.mails}/)",
            f"  logs   {stack.logs}/",
            "",
            "For programs, the API of each service:",
            *lines,
            "",
            "A token for each role (send it as `Authorization: Bearer …`):",
            *(f"""  {token} -d '{{"role": "{role}"}}'""" for role in chassis.auth.ROLES),
            "",
            "For tools and tests on these servers:",
            *_exports(stack),
        ]
    )


def _exports(stack: Stack) -> list[str]:
    urls = {"BROKER_URL": stack.broker_url, "MONGO_URL": stack.mongo_url}
    if stack.rabbit:
        urls["MANAGEMENT_URL"] = stack.rabbit.management_url
    return [f"  export {name}='{url}'" for name, url in sorted(urls.items())]


def _plan() -> Plan:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--roles",
        nargs="+",
        choices=get_args(Role),
        default=["worker"],
        help="one copy of each service per role given, e.g. `--roles worker worker`",
    )
    parser.add_argument("--time-travel", action="store_true", help="an operator may move the clock")
    options = parser.parse_args()
    return Plan(
        Path(os.environ.get("ZNAK_HOME", ".znak/up")).resolve(),
        roles=options.roles,
        site=True,
        time_travel=options.time_travel,
        ports=http_ports(os.environ),
    ).with_urls_from(os.environ)


def main() -> None:
    """Starts everything and stays; the exit code is 1 when something did not work."""
    ended_by_signals()
    try:
        plan = _plan()
        print("Starting (about 15 s) …", flush=True)
        with Stack(plan) as stack:
            print(describe(stack), flush=True)
            stack.wait()
    except KeyboardInterrupt:
        print("\nStopped.")
    except (ChildFailed, PortInUse) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
