"""The clock that everything is given. Business time can be moved, real time cannot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from chassis.mongo import Database

_ID = "clock"


class Clock:
    """Business time: the real time and an offset, which stays zero unless travel is on.

    The offset lives in the service's database, so every copy of the service agrees on it.
    Tokens, leases, retries and TTLs use `real`.
    """

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """The business moment, UTC."""
        return datetime.now(UTC) + self._offset

    def real(self) -> datetime:
        """The real moment, UTC."""
        return datetime.now(UTC)

    async def refresh(self, database: Database) -> None:
        """Take the offset over that an operator has set."""
        found = await database["clock"].find_one({"_id": _ID})
        if found is not None:
            self._offset = timedelta(seconds=found["offset_s"])

    async def move(self, database: Database, to: datetime, at: datetime | None = None) -> None:
        """Move business time forward to ``to`` for every copy of this service.

        A moment that is already past changes nothing: time never runs backwards.

        Args:
            database: The service's.
            to: The business moment, UTC.
            at: When it is that moment, by the real clock; now unless told. Services that are told
                one moment have one clock, however late each of them hears of it.
        """
        offset = max(0.0, (to - (at or self.real())).total_seconds())
        await database["clock"].update_one(
            {"_id": _ID}, {"$max": {"offset_s": offset}}, upsert=True
        )
        await self.refresh(database)
