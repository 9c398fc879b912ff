"""Which TCP ports of this machine are free."""

import itertools
import random
import socket

_HOST = "127.0.0.1"
# Below Linux's ephemeral range (32768…): no outgoing connection can take the port meanwhile.
_RANGE = range(20_000, 32_000)
# None twice in a process: a server that still starts up has its port, but does not listen yet.
_candidates = itertools.cycle(random.SystemRandom().sample(_RANGE, len(_RANGE)))


class PortInUse(Exception):  # noqa: N818 -- reads as what happened
    """A port that was asked for by number is taken."""

    def __init__(self, port: int, setting: str) -> None:
        super().__init__(
            f"Port {port} is in use: end what listens there, or set {setting} to a free port."
        )


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether a server accepts connections on `port` of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((_HOST, port)) == 0


def free_port(preferred: int | None = None) -> int:
    """The preferred port when it is free, else any free one that was not given before."""
    if preferred is not None and is_free(preferred):
        return preferred
    return next(filter(is_free, _candidates))
