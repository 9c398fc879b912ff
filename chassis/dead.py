"""The dead letters of a service: what nobody could handle, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import structlog

from chassis.clock import Clock
from chassis.discretion import discreet
from chassis.forgetting import Forgotten
from chassis.meters import Meters
from chassis.publisher import BrokerTrouble, Publisher

log = structlog.get_logger()


class DeadLetters:
    """Puts messages there, and takes out of them what they say of erased persons.

    Args:
        service: Whose they are.
        publisher: The connection.
        forgotten: The persons erased.
        clock: Real time, for the moment of burial.
        meters: Counts them.
    """

    def __init__(
        self,
        service: str,
        publisher: Publisher,
        forgotten: Forgotten,
        clock: Clock,
        meters: Meters,
    ) -> None:
        self._queue = f"{service}.dead"
        self._publisher = publisher
        self.forgotten = forgotten
        self._clock = clock
        self._meters = meters

    async def bury(  # noqa: D417 -- the rest are the AMQP properties of the same names
        self,
        body: bytes,
        *,
        reason: str,
        origin: str,
        message_id: str | None,
        wire_type: str | None,
        correlation_id: str | None,
        headers: Mapping[str, object],
    ) -> None:
        """Put a message into the service's dead letters, with the reason and where it came from.

        Args:
            body: As it came, so that it can be replayed; the fields that are secret are taken out,
                and what it says of erased persons.
            reason: Never holds what was sent.
            origin: The queue, exchange or collection it failed in.

        Raises:
            BrokerTrouble: It could not be put there; it is still where it was.
        """
        await self._publisher.publish(
            self._queue,
            "",
            await self.forgotten.clean(discreet(body, wire_type, origin)),
            message_id=message_id,
            wire_type=wire_type,
            correlation_id=correlation_id,
            timestamp=self._clock.real(),
            headers={**headers, "reason": reason, "origin": origin},
        )
        self._meters.dead.inc()
        log.error("dead_letter", reason=reason, origin=origin, message=message_id)

    async def exhume(self) -> None:
        """Take what they say of erased persons out of the dead letters that lie there now.

        Raises:
            BrokerTrouble: Not all were reached.
        """
        await self._publisher.rewrite(self._queue, self._queue, self.forgotten.clean)

    async def look_again(self) -> bool:
        """One slow round of that: what the broker buries by itself, nobody has looked through."""
        if self.forgotten.anybody:
            with suppress(BrokerTrouble):  # the next round finds it
                await self.exhume()
        return False
