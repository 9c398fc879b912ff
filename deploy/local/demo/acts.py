"""What a sample's steps can say: each act by its name, as applicants and the office do it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from deploy.local.bots_office import DIRECTOR, OFFICER, SECOND_OFFICER
from deploy.local.client import Json, Person
from deploy.local.demo import acts_experts as experts
from deploy.local.demo.mail import PDF, secret_for

if TYPE_CHECKING:
    from deploy.local.demo.script import Story

Act = Callable[..., Awaitable[Any]]


async def wait(_: Story) -> None:
    """Nobody does anything."""


async def sign_in(story: Story) -> None:
    """Asks for a link by mail, opens it and goes on with that session."""
    who, intake = story.who, story.znak.intake
    await intake.tell("sign-in", {"email": who.email, "language": who.language})
    secret = await secret_for(who.email, "/logowanie#", story.stage.mails)
    session = await intake.tell("sign-in/sessions", {"secret": secret, "name": who.name})
    intake.tokens.hold(who, session["token"])


async def attach(story: Story, *, kind: str, content: str = "") -> None:
    """Puts a file: a PDF, or a text that only says it is one."""
    await story.znak.intake.attach(story.who, story.case, kind, content.encode() or PDF)


async def submit(story: Story) -> None:
    """Sends it in."""
    await story.znak.intake.submit(story.who, story.case)


async def delete(story: Story) -> None:
    """Throws the draft away."""
    await story.znak.intake.delete(f"applications/{story.case}", story.who)


async def file_again(story: Story) -> None:
    """Files the same once more."""
    call = story.stage.calls[story.sample.call]
    await story.znak.intake.apply(story.who, call, story.form, submit=True)


async def withdraw(story: Story, *, reason: str) -> None:
    """Takes the application back, or asks for it."""
    await story.znak.intake.withdraw(story.who, story.case, reason)


async def correct(story: Story, *, form: Json, files: Sequence[str] = ()) -> None:
    """Sends the questioned fields and files in anew."""
    for kind in files:
        await story.znak.intake.attach(story.who, story.case, kind, PDF)
    await story.znak.intake.correct(story.who, story.case, form)


async def decide(story: Story, *, outcome: str, points: Sequence[Json] = ()) -> None:
    """An officer decides the formal check by hand."""
    await story.znak.intake.decide(OFFICER, story.case, list(points), outcome)


async def appeal(story: Story, *, grounds: str) -> None:
    """Appeals against a rejection or a refusal."""
    await story.znak.intake.appeal(story.who, story.case, grounds)


async def take_back(story: Story) -> None:
    """Takes the appeal back."""
    await story.znak.intake.take_appeal_back(story.who, story.case)


async def rule(story: Story, *, outcome: str, reasons: str, first: bool = False) -> None:
    """Another officer decides an appeal against a rejection; the first one may not."""
    officer = OFFICER if first else SECOND_OFFICER
    await story.znak.intake.rule(officer, story.case, outcome, reasons)


async def put_right(story: Story, *, reason: str, granted: Sequence[bool]) -> None:
    """The director corrects an obvious mistake in a decision, item by item."""
    evaluation = story.znak.evaluation
    decided = await evaluation.get(f"cases/{story.case}", DIRECTOR)
    items = {
        verdict["item"]["id"]: {"granted": yes, "reason": reason}
        for verdict, yes in zip(decided["verdicts"], granted, strict=True)
        if verdict["granted"] != yes
    }
    await evaluation.put_right(DIRECTOR, story.case, reason, items)


async def measure(story: Story, *, what: str, reason: str) -> None:
    """Suspension, reinstatement or revocation by the office; surrender by the licensee."""
    who = story.who if what == "surrender" else OFFICER
    licences = await story.znak.licensing.listed("licences", OFFICER, limit=100)
    ids = [each["id"] for each in licences for term in each["terms"] if term["case"] == story.case]
    await story.znak.licensing.take(who, ids[0], what, reason)


async def erase(story: Story, *, reason: str) -> None:
    """The office grants that the applicant is erased; see `rows`, which looks for the name."""
    path = f"people/{story.who.id}/erasure"
    await story.znak.intake.post(path, OFFICER, {"reason": reason})
    story.kept["erased"] = story.who.name


async def hand_over(story: Story, *, team: str, name: str) -> None:
    """A colleague comes into a team, takes the case over, and the first person is removed."""
    intake, first, second = story.znak.intake, story.who, _colleague(story, name)
    id_ = (await intake.post("teams", first, {"name": team}))["id"]
    await intake.join(first, story.case, id_)
    await intake.post(f"teams/{id_}/invitations", first, {"email": second.email})
    await intake.post(f"teams/{id_}/members", second)
    contact = {"name": name, "email": second.email, "phone": "+48 81 700 10 20", "language": "pl"}
    await intake.write_to(second, story.case, contact, second.id)
    await intake.delete(f"teams/{id_}/members/{first.id}", second)
    story.who = second


def _colleague(story: Story, name: str) -> Person:
    login = name.lower().replace(" ", ".")
    return Person("applicant", login, name, f"{login}@{story.who.email.partition('@')[2]}")


ACTS: Mapping[str, Act] = {
    "wait": wait,
    "sign in": sign_in,
    "attach": attach,
    "submit": submit,
    "delete": delete,
    "file again": file_again,
    "withdraw": withdraw,
    "correct": correct,
    "decide": decide,
    "appeal": appeal,
    "take back": take_back,
    "rule": rule,
    "put right": put_right,
    "measure": measure,
    "erase": erase,
    "hand over": hand_over,
    "recuse": experts.recuse,
    "tie": experts.tie,
    "enrol": experts.enrol,
    "reassign": experts.reassign,
    "score": experts.score,
    "open": experts.open_,
    "lose": experts.lose,
}
