"""The few calls to RabbitMQ's management API that tests and tools need."""

import time
from typing import Any
from urllib.parse import quote, urlsplit

import httpx


def in_vhost(amqp_url: str, vhost: str) -> str:
    """The same broker URL with another virtual host."""
    return urlsplit(amqp_url)._replace(path="/" + quote(vhost, safe="")).geturl()


class ManagementError(Exception):
    """The broker refused a call, with its reason."""


class Management:
    """A broker seen through its management API.

    Args:
        url: `http://user:password@host:port`; the user must be an administrator.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.user = parts.username or "guest"
        password = parts.password or "guest"
        self._client = httpx.Client(
            base_url=f"{parts.scheme}://{parts.hostname}:{parts.port or 15672}/api/",
            auth=(self.user, password),
            timeout=30,
            trust_env=False,
        )

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def ready(self) -> bool:
        """Whether the broker answers."""
        try:
            return self._client.get("overview").is_success
        except httpx.HTTPError:
            return False

    def wait_until_ready(self, within: float) -> None:
        """Waits until the broker answers.

        Raises:
            TimeoutError: It did not within so many seconds.
        """
        end = time.monotonic() + within
        while not self.ready():
            if time.monotonic() > end:
                raise TimeoutError(f"The broker did not answer in {within:g} s.")
            time.sleep(0.2)

    def get(self, *path: str) -> Any:
        """Reads `/api/<path…>`; each part is quoted."""
        return self._call("GET", path).json()

    def put(self, *path: str, body: dict[str, Any] | None = None) -> None:
        """Creates or changes `/api/<path…>`."""
        self._call("PUT", path, body or {})

    def delete(self, *path: str) -> None:
        """Deletes `/api/<path…>`."""
        self._call("DELETE", path)

    def create_vhost(self, name: str) -> None:
        """A fresh virtual host in which our user may do everything."""
        self.put("vhosts", name)
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self.put("permissions", name, self.user, body=everything)

    def delete_vhost(self, name: str) -> None:
        """Deletes a virtual host with all its queues."""
        self.delete("vhosts", name)

    def _call(
        self, method: str, path: tuple[str, ...], body: dict[str, Any] | None = None
    ) -> httpx.Response:
        where = "/".join(quote(part, safe="") for part in path)
        answer = self._client.request(method, where, json=body)
        if answer.is_error:
            raise ManagementError(f"{method} {where}: {answer.status_code} {answer.text}")
        return answer
