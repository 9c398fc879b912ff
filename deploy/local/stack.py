"""Broker, database, mail sink and the four services as processes of this machine.

Tools and tests write

    with Stack(Plan(directory, time_travel=True)) as stack:
        httpx.get(stack.url("intake") + "/api/calls")
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Self

import httpx

from deploy.local.child import Child, ChildFailed
from deploy.local.keys import kept_keys
from deploy.local.plan import MAILBOX, Plan, Role
from deploy.local.ports import answers, free_port
from deploy.local.servers import Mongo, Rabbit
from deploy.local.signals import undisturbed

ROOT = Path(__file__).resolve().parents[2]
_STOP_WITHIN = 9.0  # whoever presses Ctrl-C waits less than ten seconds for everything


@dataclass(frozen=True)
class Copy:
    """One process of a service."""

    service: str
    role: Role
    url: str
    child: Child


class Stack:
    """Everything of a plan, as a context manager; nothing of it outlives this process."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.mails = plan.directory / "mails"
        self.logs = plan.directory / "logs"
        self.rabbit: Rabbit | None = None
        self.mongo: Mongo | None = None
        self.copies: list[Copy] = []
        self.site = ""
        self._joined: Child | None = None
        self._sink: Child | None = None
        self._sink_port = 0
        self._lock: IO[str] | None = None

    @property
    def broker_url(self) -> str:
        """The broker that the services use."""
        return self.rabbit.amqp_url if self.rabbit else self.plan.broker_url or ""

    @property
    def mongo_url(self) -> str:
        """The database server that the services use."""
        return self.mongo.mongo_url if self.mongo else self.plan.mongo_url or ""

    @property
    def pids(self) -> dict[str, int]:
        """The id of every process, by its name."""
        return {child.name: child.pid for child in self._children()}

    def url(self, service: str) -> str:
        """Where the first copy of a service answers, without a slash at the end."""
        if self.site:
            return f"{self.site}/{service}"
        return next(copy.url for copy in self.copies if copy.service == service)

    def __enter__(self) -> Self:
        """Starts everything; what did start is stopped again when something does not."""
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stops everything."""
        self.stop()

    def start(self) -> None:
        """Starts everything and waits until every service is ready.

        Raises:
            ChildFailed: With one sentence on what did not start, and the end of its log.
        """
        self._take_directory()
        self._start_servers()
        self._declare_topology()
        port = self.plan.ports.get("site") or free_port()
        self.site = f"http://127.0.0.1:{port}" if self.plan.site else ""
        for number, role in enumerate(self.plan.roles, start=1):
            for service in self.plan.services:
                self._launch(service, role, number)
        if self.site:
            self._launch_site(port)
        started = [(copy.child, copy.url) for copy in self.copies]
        if self._joined:
            started += [(self._joined, self.url(service)) for service in self.plan.services]
        for child, url in started:
            try:
                child.wait_until(partial(_ready, url), within=60)
            except ChildFailed as error:
                raise ChildFailed(f"{error}\n{_troubles(url)}") from None

    def check(self) -> None:
        """Does nothing while everything lives.

        Raises:
            ChildFailed: Naming the process that ended, with the end of its log.
        """
        for child in self._children():
            if not child.alive:
                raise ChildFailed(f"{child.name} ended unexpectedly.\n{child.tail()}")

    def wait(self) -> None:
        """Stays until a process ends (`ChildFailed`) or a signal raises."""
        while True:
            self.check()
            time.sleep(0.2)

    def stop(self) -> None:
        """Ends everything that was started, within ten seconds."""
        end = time.monotonic() + _STOP_WITHIN
        with undisturbed():
            for child in self._processes():
                child.ask_to_stop()
            for child in self._processes():
                child.stop(max(0.0, min(end - time.monotonic() - 2, 5)))
            for server in (self._sink, self.mongo, self.rabbit):
                if server and self.plan.keep:
                    server.stop(max(0.0, end - time.monotonic()))
                elif server:
                    server.kill()
            if self._lock:
                self._lock.close()

    def _children(self) -> list[Child]:
        servers = [server for server in (self.rabbit, self.mongo) if server]
        children = [child for server in servers for child in server.children]
        children.extend([self._sink] if self._sink else [])
        return [*children, *self._processes()]

    def _processes(self) -> list[Child]:
        joined = [self._joined] if self._joined else []
        return [*joined, *(copy.child for copy in self.copies)]

    def _take_directory(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        for old in self.logs.glob("*.log"):
            old.unlink()
        self._lock = (self.plan.directory / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ChildFailed(
                f"Another stack runs from {self.plan.directory}: stop it first (Ctrl-C there)."
            ) from None

    def _start_servers(self) -> None:
        if not self.plan.broker_url:
            rabbit = Rabbit(self.plan.directory, statistics_ms=self.plan.statistics_ms)
            self.rabbit = rabbit
            rabbit.launch()  # it takes seconds: the others start meanwhile
        if not self.plan.mongo_url:
            self.mongo = Mongo(self.plan.directory)
            self.mongo.start()
        self._start_sink()
        if self.rabbit:
            self.rabbit.wait()

    def _start_sink(self) -> None:
        port = self._sink_port = free_port()
        module = [sys.executable, "-m", "deploy.local.mailsink"]
        place = ["--directory", str(self.mails), "--port", str(port)]
        self._sink = Child(
            "The mail sink", [*module, *place], log=self.logs / "mailsink.log", cwd=ROOT
        )
        self._sink.launch()
        self._sink.wait_until(lambda: answers(port), within=20)

    def _declare_topology(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "chassis.topology"],
            env=self._environment(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ChildFailed(f"The topology could not be declared.\n{done.stderr[-2000:]}")

    def _launch(self, service: str, role: Role, number: int) -> None:
        name = service if number == 1 else f"{service}-{number}"
        fixed = self.plan.ports.get(service) if number == 1 else None
        port = fixed or free_port()
        child = Child(
            name,
            [sys.executable, "-m", f"{self.plan.package}.{service}"],
            log=self.logs / f"{name}.log",
            env={**self._environment(), **self._own_settings(service, role, port)},
            cwd=ROOT,
        )
        child.launch()
        self.copies.append(Copy(service, role, f"http://127.0.0.1:{port}", child))

    def _launch_site(self, port: int) -> None:
        own = {name: {**self._own_settings(name, "web", port)} for name in self.plan.services}
        ours = {"MANAGEMENT_URL": self.rabbit.management_url} if self.rabbit else {}
        told = {
            **ours,
            "ZNAK_SITE": json.dumps(own),
            "SYSTEM_BROKER_URL": self.broker_url,
            "HEALTH_URLS": json.dumps([copy.url for copy in self.copies]),
            "ZNAK_MAILS": str(self.mails.resolve()) if self.plan.dev_tokens else "",
        }
        self._joined = Child(
            "site",
            [sys.executable, "-m", "deploy.local.site", "127.0.0.1", str(port)],
            log=self.logs / "site.log",
            env={**self._environment(), **told},
            cwd=ROOT,
        )
        self._joined.launch()

    def _environment(self) -> dict[str, str]:
        servers = {"BROKER_URL": self.broker_url, "MONGO_URL": self.mongo_url}
        mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self._sink_port)}
        return {**os.environ, **servers, **mail, **self.plan.settings()}

    def _own_settings(self, service: str, role: Role, port: int) -> Mapping[str, str]:
        keys = kept_keys(self.plan.directory / "keys")
        url = f"http://127.0.0.1:{port}"
        settings = {
            "ROLE": role,
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": str(port),
            "PUBLIC_URL": self.site or (self.copies[0].url if self.copies else url),
            "MONGO_DATABASE": self.plan.database_prefix + service,
            "TOKEN_PUBLIC_KEY_FILE": str(keys.public.resolve()),
        }
        if service == "intake":
            settings["TOKEN_PRIVATE_KEY_FILE"] = str(keys.private.resolve())
            settings["MAILBOX_URL"] = f"/{MAILBOX}" if self.site else ""
        if service == "licensing":
            settings["CERTIFICATE_PRIVATE_KEY_FILE"] = str(keys.certificate.resolve())
        return settings


def _troubles(url: str) -> str:
    try:
        return httpx.get(f"{url}/health/ready", timeout=2, trust_env=False).text
    except httpx.HTTPError as error:
        return f"{url} does not answer: {error}"


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
