"""The chapter as bots: the office calls sittings, the members vote as they are told.

A sitting is called for everything that waits, and held ten days later.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Znak

_NAMES = (
    *("Krystyna Zawadzka", "Roman Bielak", "Jadwiga Sobczak", "Leon Kurek", "Alina Pietrzyk"),
)
MEMBERS = tuple(
    Person("chapter", f"member-{no}", name, f"member-{no}@kapitula.example")
    for no, name in enumerate(_NAMES, start=1)
)
CHAIR = MEMBERS[0]
AHEAD = timedelta(days=10)
_UNLIKE = "Kapituła ocenia ten wyrób inaczej niż eksperci."


@dataclass(frozen=True)
class Ballots:
    """What the chapter makes of one case.

    Attributes:
        votes: For each item what each member says, "" for one who does not vote; all follow the
            experts where nothing is said.
        excluded: Who steps aside, by number, and why.
    """

    votes: Sequence[Sequence[str]] = ()
    excluded: Mapping[int, str] = field(default_factory=dict)


Wills = Callable[[str], Ballots]
"""From the id of a case to what the chapter makes of it."""


async def call(znak: Znak, held: datetime, leaves: Callable[[str], bool]) -> int:
    """Calls a sitting for every case that waits, unless one is called already."""
    if await znak.evaluation.listed("sittings", OFFICER, state="called"):
        return 0
    waiting = await znak.evaluation.listed("cases", OFFICER, state="chapter")
    cases = [each["id"] for each in waiting if not leaves(each["id"])]
    if not cases:
        return 0
    planned = await znak.evaluation.sitting(
        OFFICER, held=held.isoformat(), place="Lublin, sala 14", chair=CHAIR.id, cases=cases
    )
    await znak.evaluation.at(OFFICER, planned["id"], "call")
    return 1


async def hold(znak: Znak, now: datetime, wills: Wills) -> int:
    """Holds the sittings whose time has come."""
    called = await znak.evaluation.listed("sittings", OFFICER, state="called")
    due = [each for each in called if datetime.fromisoformat(each["held"]) <= now]
    for sitting in due:
        await znak.evaluation.at(CHAIR, sitting["id"], "opening")
        reasons = [
            reason
            for matter in sitting["agenda"]
            for reason in await vote(znak, sitting["id"], matter, wills(matter["case"]))
        ]
        await znak.evaluation.at(CHAIR, sitting["id"], "closure", reasons=reasons)
    return len(due)


async def vote(znak: Znak, sitting: str, matter: Json, ballots: Ballots) -> list[Json]:
    """Everybody votes on a case; returns why it is decided unlike the score."""
    case, scored = matter["case"], matter["scored"]
    for no, ground in ballots.excluded.items():
        await znak.evaluation.at(MEMBERS[no - 1], sitting, "exclusions", case=case, ground=ground)
    said = ballots.votes or [["yes" if each["granted"] else "no"] * len(MEMBERS) for each in scored]
    for no, member in enumerate(MEMBERS, start=1):
        of_item = zip(scored, said, strict=True)
        votes = {each["item"]["id"]: words[no - 1] for each, words in of_item if words[no - 1]}
        if votes and no not in ballots.excluded:
            await znak.evaluation.at(member, sitting, "votes", case=case, votes=votes)
    return [
        {"case": case, "item": each["item"]["id"], "reason": _UNLIKE}
        for each, words in zip(scored, said, strict=True)
        if each["granted"] is not carried(words)
    ]


def carried(words: Sequence[str]) -> bool:
    """Whether the votes grant an item; a tie goes as the chair, who stands first, voted."""
    more = words.count("yes") - words.count("no")
    return words[0] == "yes" if more == 0 else more > 0
