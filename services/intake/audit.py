"""Whether the case files still say what was recorded and published."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from chassis.mongo import Document
from chassis.process import Unknown
from services.intake.domain.chain import Flaw
from services.intake.domain.seals import Broken, Good, Leaf, Seal, broken, unlike
from services.intake.heads import Heads


async def check_case(heads: Heads, case: str) -> list[Flaw]:
    """Everything that is wrong with one case file.

    Raises:
        Unknown: Neither the case files nor the seals know it.
    """
    document = await heads.cases.find_one({"_id": case})
    seals = await heads.naming(case)
    if document is None and not seals:
        raise Unknown("case")
    leaves = [leaf for seal in seals for leaf in leaves_of(seal) if leaf.case == case]
    return list(unlike(document, case, leaves))


async def check_all(
    heads: Heads, good: Good, published: Mapping[int, str] | None = None
) -> AsyncIterator[Broken | Flaw]:
    """Everything that is wrong with the seals, and with every case file.

    Args:
        heads: Seals and case files.
        good: Reads a signature.
        published: The signatures of seals by number, as somebody outside has kept them: with them
            also a rewritten or cut-off end of the seals is found.
    """
    last: Seal | None = None
    kept = dict(published or {})
    async for document in heads.collection.find({}).sort("_id", 1):
        seal = Seal.model_validate(document)
        for each in broken(last, seal, [leaf.digest for leaf in leaves_of(document)], good):
            yield each
        if kept.pop(seal.no, seal.signature) != seal.signature:
            yield Broken(no=seal.no, why="it is not the one that was published")
        for leaf in leaves_of(document):
            if await heads.cases.find_one({"_id": leaf.case}, {"_id": 1}) is None:
                yield Flaw(leaf.case, 0, "missing")
        last = seal
    for no in sorted(kept):
        yield Broken(no=no, why="it was published and is gone")
    async for found in heads.cases.find({}, {"_id": 1}).sort("_id", 1):
        for flaw in await check_case(heads, found["_id"]):
            yield flaw


def leaves_of(seal: Document) -> list[Leaf]:
    """The leaves of a stored seal."""
    return [Leaf.model_validate(leaf) for leaf in seal["leaves"]]
