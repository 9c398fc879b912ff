"""Stories: an application, whoever files it, and the steps that its sample says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Problem, Znak
from deploy.local.demo.acts import ACTS
from deploy.local.demo.days import morning, ripe
from deploy.local.demo.mail import PDF
from deploy.local.demo.samples import Filing, Renewal, Sample, Step
from deploy.local.demo.world import UNSAVED, World
from deploy.local.travel import Diary

RENEWABLE = {"active", "suspended", "expired"}


@dataclass
class Stage:
    """What everybody on it shares.

    Attributes:
        znak: The services.
        diary: When somebody wants to be asked again.
        mails: Where mails lie.
        calls: The ids of the calls by their names.
        experts: Everybody who is on the list of experts.
    """

    znak: Znak
    diary: Diary
    mails: Path
    calls: Mapping[str, str] = field(default_factory=dict)
    experts: list[Person] = field(default_factory=list)


@dataclass
class Story:
    """One application on its way.

    Attributes:
        sample: Whose it is.
        filing: The sample itself, or its renewal.
        parent: The story whose licence is renewed.
        case: The id of the application.
        kept: What one step leaves for another.
        form: What was filed.
        sittings: At how many its case was voted on.
        who: The person who acts now.
        wrong: What went otherwise than the sample says, in sentences.
    """

    stage: Stage
    sample: Sample
    filing: Filing
    parent: Story | None = None
    case: str = ""
    kept: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    form: Json = field(default_factory=dict)
    sittings: int = 0
    _taken: int = 0
    _since: datetime | None = None

    @property
    def znak(self) -> Znak:
        """The services."""
        return self.stage.znak

    def __post_init__(self) -> None:
        """Whoever files: an officer, when it came on paper."""
        paper = self.filing.form.get("channel") == "paper"
        self.who = OFFICER if paper else self.sample.person

    def holds(self, world: World) -> bool:
        """Whether the next step of this story is due in the state that its case is in."""
        step = self._next
        return step is not None and step.when in world.states(self.case)

    async def act(self, now: datetime, world: World) -> int:
        """Takes the next step, or does what any applicant does: save the draft, send it in."""
        if not self.holds(world):
            self._since = None
            return await self._usual(now, world)
        step = self._next
        self._since = self._since or now
        if step is None or not self._has_come(step, now, self._since):
            return 0
        self._taken, self._since = self._taken + 1, None
        await self._take(step)
        return 1

    def finish(self) -> None:
        """Notes what never happened."""
        if (step := self._next) is not None and step.do != "wait":
            self.wrong.append(f"“{step.do}” never came: it was not “{step.when}”.")

    @property
    def _next(self) -> Step | None:
        steps = (*self._written, *self.filing.steps)
        return steps[self._taken] if self._taken < len(steps) else None

    @property
    def _written(self) -> tuple[Step, ...]:
        """The steps that samples written out name by a field."""
        sample, found = self.sample, []
        if self.filing is not sample:
            return ()
        if sample.withdraw:
            when = {"formal": "formal_check", "evaluation": "in_panel"}[sample.withdraw]
            found.append(Step(when=when, do="withdraw", args={"reason": "Zmiana planów."}))
        if sample.correction is not None:
            args = {"form": sample.correction, "files": sample.correction_attachments}
            found.append(Step(when="correction", do="correct", days=3 + sample.no % 4, args=args))
        return tuple(found)

    def _has_come(self, step: Step, now: datetime, since: datetime) -> bool:
        return not step.days or ripe(now, since + timedelta(days=step.days), self.stage.diary)

    async def _take(self, step: Step) -> None:
        try:
            await ACTS[step.do](self, **step.args)
        except Problem as problem:
            if step.refused not in problem.codes:
                self.wrong.append(f"“{step.do}”: {problem}")
        else:
            if step.refused:
                self.wrong.append(f"“{step.do}” was not refused.")

    async def _usual(self, now: datetime, world: World) -> int:
        states = world.states(self.case)
        if UNSAVED in states and (form := self._form(now, world)) is not None:
            call, self.form = self.stage.calls[self.sample.call], form
            self.case = str((await self.znak.intake.apply(self.who, call, form))["id"])
            for kind in self.filing.attachments:
                await self.znak.intake.attach(self.who, self.case, kind, PDF)
        elif "draft" in states and all(step.do != "submit" for step in self.filing.steps):
            await self.znak.intake.submit(self.who, self.case)
        else:
            return 0
        return 1

    def _form(self, now: datetime, world: World) -> Json | None:
        """What is filed, if it is time: at once, or so many days from the end of a licence."""
        if self.parent is None or not isinstance(self.filing, Renewal):
            return self.filing.form
        licence = world.licences.get(self.parent.case)
        if licence is None or licence["state"] not in RENEWABLE:
            return None
        last = date.fromisoformat(licence["terms"][0]["end"])
        if not ripe(now, morning(last + timedelta(days=self.filing.days)), self.stage.diary):
            return None
        named = {"kind": "renewal", "licence_number": licence["number"]}
        return {**self.sample.form, **named, **self.filing.form}
