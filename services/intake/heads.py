"""The daily heads: sealing what changed, and looking up what was sealed."""

from __future__ import annotations

import datetime as dt

import structlog
from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis import pages
from chassis.clock import Clock
from chassis.mongo import COMMITTED, Collection, Document, Index
from chassis.pages import Page, Turn
from services.intake.domain.calendar import local_date
from services.intake.domain.seals import PAGE, Leaf, Seal, done, following
from services.intake.signing import Signer

log = structlog.get_logger()

INDEXES = (Index([("day", 1), ("_id", 1)]), Index([("leaves.case", 1), ("_id", 1)]))


class Heads:
    """The seals, ``{_id: "00000001", …, leaves: [{case, length, head}]}``: only ever added to.

    Args:
        seals: Where they lie.
        cases: The case files.
        clock: Tells the business day.
        signer: Signs; without one nothing is sealed.
    """

    def __init__(
        self, seals: Collection, cases: Collection, clock: Clock, signer: Signer | None
    ) -> None:
        self.collection = seals
        self.cases = cases
        self.signer = signer
        self._clock = clock
        self._sealed: dt.date | None = None

    async def seal(self) -> int:
        """Make the day's seals, unless it has them; how many that were.

        Any number of processes may try: a seal's number is its ``_id``, and who comes second leaves
        it to the first. After a crash some cases are sealed once more, which is harmless.
        """
        now, made = self._clock.now(), 0
        day, last = local_date(now), await self.last()
        while self.signer is not None and not done(last, day):
            leaves = await self._unsealed()
            bare = following(last, leaves, day, now)
            last = bare.model_copy(update={"signature": self.signer.sign(bare.statement)})
            kept = [leaf.model_dump() for leaf in leaves]
            try:
                await self.collection.insert_one(
                    {"_id": f"{last.no:08}", **last.model_dump(mode="json"), "leaves": kept}
                )
            except DuplicateKeyError:
                return made
            await self._mark(leaves)
            made += 1
        return made

    async def _unsealed(self) -> list[Leaf]:
        """The cases that changed; one that changes meanwhile is for the next seal as well."""
        cases = self.cases.with_options(read_concern=COMMITTED)
        cursor = cases.find({"unsealed": True}, {"head": 1, "length": 1}).limit(PAGE)
        found = await cursor.to_list(PAGE)
        return [Leaf(case=f["_id"], length=f["length"], head=f["head"]) for f in found]

    async def _mark(self, leaves: list[Leaf]) -> None:
        writes = [
            UpdateOne({"_id": leaf.case, "head": leaf.head}, {"$unset": {"unsealed": ""}})
            for leaf in leaves
        ]
        if writes:
            await self.cases.bulk_write(writes, ordered=False)

    async def last(self) -> Seal | None:
        """The newest seal."""
        found = await self.collection.find_one({}, {"leaves": 0}, sort=[("_id", -1)])
        return None if found is None else Seal.model_validate(found)

    async def page(self, turn: Turn) -> Page[Seal]:
        """Seals, the oldest first."""
        found = await pages.read(self.collection, {}, turn, fields={"leaves": 0})
        return found.of(Seal.model_validate)

    async def of_day(self, day: str) -> Seal | None:
        """The head of a day: its last seal."""
        found = await self.collection.find_one({"day": day}, {"leaves": 0}, sort=[("_id", -1)])
        return None if found is None else Seal.model_validate(found)

    async def naming(self, case: str) -> list[Document]:
        """The seals that cover a case, with all their leaves, the oldest first."""
        return await self.collection.find({"leaves.case": case}).sort("_id", 1).to_list(None)

    async def daily(self) -> bool:
        """Seal unless this copy has done so on this business day; there is nothing more to do."""
        today = local_date(self._clock.now())
        if self._sealed != today:
            made = await self.seal()
            self._sealed = today
            log.info("sealed", day=today.isoformat(), seals=made)
        return False
