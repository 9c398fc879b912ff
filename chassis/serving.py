"""HTTP out of a process that has more to do than HTTP."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp


class Server(uvicorn.Server):
    """Serves an app; leaves signals to the process, which has more to stop than HTTP.

    Args:
        app: What is served.
        host: The address it listens at.
        port: Its port.
        patience: Seconds that requests under way may take when it stops.
    """

    def __init__(self, app: ASGIApp, host: str, port: int, patience: float) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            http="httptools",
            loop="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,  # `chassis.pace` reads them, as far as they can be trusted
            timeout_keep_alive=30,
            timeout_graceful_shutdown=round(patience),
        )
        super().__init__(config)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing."""
        yield
