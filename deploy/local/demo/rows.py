"""What came of each application, as the API tells it."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from deploy.local.bots_office import OFFICER
from deploy.local.client import Json
from deploy.local.demo.mail import Letter, letters_to
from deploy.local.demo.report import Row
from deploy.local.demo.script import Story
from deploy.local.demo.world import World

STEPS: Mapping[str, str] = {
    "intake.application-submitted.v1": "sent in",
    "intake.draft-deleted.v1": "deleted",
    "intake.contact-changed.v1": "other contact",
    "intake.correction-requested.v1": "asked to correct",
    "intake.application-corrected.v1": "corrected",
    "intake.application-accepted.v1": "accepted",
    "intake.application-rejected.v1": "rejected",
    "intake.application-withdrawn.v1": "withdrawn",
    "intake.appeal-filed.v1": "appeal",
    "intake.appeal-withdrawn.v1": "appeal taken back",
    "intake.appeal-decided.v1": "appeal decided",
    "evaluation.case-withdrawn.v1": "withdrawn",
    "evaluation.panel-short.v1": "nobody left",
    "evaluation.expert-recused.v1": "recusal",
    "evaluation.task-reassigned.v1": "reassigned",
    "evaluation.score-overdue.v1": "expert late",
    "evaluation.scores-diverged.v1": "third expert",
    "evaluation.resolution-passed.v1": "resolution",
    "evaluation.evaluation-concluded.v1": "decided",
    "evaluation.appeal-decided.v1": "appeal decided",
    "evaluation.decision-corrected.v1": "put right",
    "licensing.licence-imported.v1": "imported",
    "licensing.licence-activated.v1": "signed",
    "licensing.licence-lapsed.v1": "not signed",
    "licensing.licence-amended.v1": "amended",
    "licensing.licence-suspended.v1": "suspended",
    "licensing.licence-reinstated.v1": "reinstated",
    "licensing.licence-revoked.v1": "revoked",
    "licensing.licence-surrendered.v1": "surrendered",
    "licensing.licence-expiring.v1": "reminded",
    "licensing.licence-expired.v1": "expired",
    "licensing.licence-renewed.v1": "renewed",
}
"""The events of a case file that its path is told by."""


async def rows(
    stories: Sequence[Story],
    world: World,
    logged: Mapping[str, int],
    sent: Sequence[Letter],
) -> list[Row]:
    """One row per application, a renewal after the one that it renews.

    Args:
        stories: What was played.
        world: Where everything stands at the end.
        logged: How many mails went out, by application.
        sent: All of them.
    """
    files = await asyncio.gather(*(_case_file(each) for each in stories))
    return [
        _row(story, world, file, logged.get(story.case, 0), _untold(story, sent))
        for story, file in zip(stories, files, strict=True)
    ]


def _row(story: Story, world: World, file: Json, mails: int, untold: Iterable[str]) -> Row:
    story.finish()
    licence = world.licences.get(story.case, {})
    path = path_of(file["entries"])
    return Row(
        sample=story.sample.name,
        group=story.sample.group,
        number=file.get("number") or "",
        entity=story.sample.entity,
        shows=story.filing.shows,
        path=path,
        outcome=_outcome(story, world, corrected="corrected" in path),
        expected=story.filing.expect,
        licence=licence.get("number") or file.get("licence_number") or "",
        mails=mails,
        wrong=(*story.wrong, *_missing(story, file), *_items(story, licence), *untold),
    )


async def _case_file(story: Story) -> Json:
    if not story.case:
        return {"entries": []}
    return await story.znak.intake.get(f"cases/{story.case}", OFFICER)


def _outcome(story: Story, world: World, *, corrected: bool) -> str:
    """In the words of the samples' README."""
    if not story.case:
        return "not filed"
    state = str(world.applications.get(story.case, {"state": "deleted"})["state"])
    if state != "granted" or story.parent is not None:
        return state
    return of_licence(world.licences[story.case], corrected=corrected)


def of_licence(licence: Json, *, corrected: bool) -> str:
    """What became of a licence, in the words of the samples' README."""
    terms = licence["terms"]
    if len(terms) == 1 and licence["state"] == "expired" and corrected:
        return "corrected"
    if len(terms) == 2:  # noqa: PLR2004 -- the first year and its renewal
        old, new = date.fromisoformat(terms[0]["end"]), date.fromisoformat(terms[1]["start"])
        return "renewed-early" if new == old + timedelta(days=1) else "renewed-late"
    return str(licence["state"])


def _missing(story: Story, file: Json) -> Iterator[str]:
    """What the case file does not tell although the sample says it, or tells of somebody erased."""
    entries = file["entries"]
    if (name := story.kept.get("erased")) and name in str(file):
        yield "The case file still names whoever was erased."
    told = {STEPS.get(entry["type"], "") for entry in entries}
    experts = sum(entry["type"] == "evaluation.expert-assigned.v1" for entry in entries)
    for step in story.filing.passes:
        if step not in {*told, f"{experts} experts"}:
            yield f"The case file tells of no “{step}”."


def _items(story: Story, licence: Json) -> Iterator[str]:
    """Whether the licence has as many items as the sample says, in the term this case led to."""
    if story.filing.items is not None:
        of_case = [term for term in licence.get("terms", ()) if term["case"] == story.case]
        held = len(of_case[0]["items"]) if of_case else 0
        if held != story.filing.items:
            yield f"The licence has {held} products or services, not {story.filing.items}."


def _untold(story: Story, sent: Iterable[Letter]) -> Iterator[str]:
    """What the applicant was not written."""
    if story.filing.told:
        subjects = [letter.subject for letter in letters_to(story.who.email, sent)]
        for title in story.filing.told:
            if not any(subject.startswith(title) for subject in subjects):
                yield f"No mail “{title}…” came."


def path_of(entries: Sequence[Json]) -> str:
    """The steps of a case in order; one that repeats is told once with its count."""
    counts: dict[str, int] = {}
    for entry in entries:
        if step := STEPS.get(entry["type"]):
            counts[step] = counts.get(step, 0) + 1
    return ", ".join(f"{step} ×{n}" if n > 1 else step for step, n in counts.items())
