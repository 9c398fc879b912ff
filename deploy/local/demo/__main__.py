"""`make demo`: one licence year of sample applications through the four real services.

Everything is started fresh under `.znak/demo` and stopped again; what is told at the end lies in
`.znak/demo.json` too. The exit code is 1 when an application ended otherwise than its sample says.
"""

import asyncio
import fcntl
import shutil
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from deploy.local.bots_chapter import MEMBERS
from deploy.local.bots_office import OFFICER
from deploy.local.child import ChildFailed
from deploy.local.client import Problem, Znak
from deploy.local.demo.calls import Calls
from deploy.local.demo.cast import EXPERTS, Cast, profiles, stories
from deploy.local.demo.counts import messages, records
from deploy.local.demo.days import opening
from deploy.local.demo.facts import verified, znak_import
from deploy.local.demo.mail import NoMail, letters
from deploy.local.demo.progress import Progress
from deploy.local.demo.report import Report, Stages
from deploy.local.demo.rows import rows
from deploy.local.demo.samples import Programme, read_programme
from deploy.local.demo.script import Stage, Story
from deploy.local.demo.world import look
from deploy.local.plan import Plan
from deploy.local.signals import ended_by_signals
from deploy.local.stack import ROOT, Stack
from deploy.local.travel import Clocks, Diary, NeverAtRest, travel

HOME = Path(".znak/demo")
MONTHS = 14
_PROCEDURE = ROOT / "procedures" / "demo.toml"
# Leases and sweepers run on the real clock, and so does whoever waits for them here.
_SETTINGS = {"TICK_EVERY": "0.3", "SWEEP_EVERY": "1", "SWEEP_AGE": "2", "TASK_LEASE": "5"}
_WIDTH = 120


async def year(stack: Stack, stages: Stages, progress: Progress) -> Report:
    """Opens the calls, lives through fourteen months and looks at what came of it."""
    async with Znak({service: stack.url(service) for service in stack.plan.services}) as znak:
        clocks, diary = Clocks(znak.services), Diary()
        opens = opening(await clocks.now())
        programme, stage = read_programme(opens), Stage(znak, diary, stack.mails)
        calls = Calls(stage, programme.calls, opens)
        cast = Cast(stage, stories(stage, programme.samples))
        with stages("calls"):
            await asyncio.gather(znak_import(stack, programme.licences), calls.subscribe())
            await begin(stage, calls, clocks)
        progress.tell(f"{opens:%Y-%m-%d}: {len(calls.planned)} calls open.")
        with stages(f"{MONTHS} months"):
            end = opens + timedelta(days=round(MONTHS * 365 / 12))
            with progress.through(opens, end, stack.mails) as seen:
                await travel(clocks, end, diary=diary, act=cast.act, seen=seen)
        with stages("report"):
            return await told(stack, stages, programme, calls, cast.stories)


async def begin(stage: Stage, calls: Calls, clocks: Clocks) -> None:
    """The experts and the chapter are enrolled, the calls open."""
    await clocks.rest()
    await clocks.move(calls.opens)
    categories = tomllib.loads(_PROCEDURE.read_text("utf-8"))["categories"]
    for profile in profiles(categories):
        await stage.znak.evaluation.enrol(OFFICER, profile)
    stage.experts = [*EXPERTS]
    for member in MEMBERS:
        await stage.znak.evaluation.appoint(OFFICER, member)
    await calls.open()


async def told(
    stack: Stack, stages: Stages, programme: Programme, calls: Calls, played: Sequence[Story]
) -> Report:
    """What came of everything."""
    znak, sent = calls.stage.znak, letters(stack.mails)
    logged = await znak.notifications.listed("mails", OFFICER, limit=100)
    by_case = Counter(str(mail["case"]) for mail in logged)
    found, chains = await asyncio.gather(
        rows(played, await look(znak), by_case, sent), verified(stack, len(played))
    )
    return Report(
        groups=programme.groups,
        rows=found,
        facts=[*calls.facts(sent), chains],
        messages=messages([copy.url for copy in stack.copies]),
        records=records(stack.mongo_url, stack.plan.services),
        mails=len({letter.id for letter in sent}),
        unsent=sum(mail["state"] in {"waiting", "failed"} for mail in logged),
        seconds=stages.seconds,
        place=stack.mails,
    )


@contextmanager
def emptied(directory: Path) -> Iterator[Path]:
    """The directory with nothing in it, for one demonstration at a time.

    Raises:
        ChildFailed: Another one runs.
    """
    directory.parent.mkdir(exist_ok=True)
    with directory.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ChildFailed("Another demonstration runs here: wait for it or stop it.") from None
        shutil.rmtree(directory, ignore_errors=True)
        yield directory.resolve()


def run(progress: Progress) -> Report:
    """Starts everything, plays the year, stops everything."""
    stages = Stages()
    with ExitStack() as ending:
        plan = Plan(
            ending.enter_context(emptied(HOME)), keep=False, time_travel=True, extra=_SETTINGS
        )
        progress.tell("Starting a broker, a database, a mail sink and the four services …")
        with stages("start"):
            stack = ending.enter_context(Stack(plan))
        return asyncio.run(year(stack, stages, progress))


def main() -> None:
    """Runs the demonstration; the exit code says whether it went as expected."""
    ended_by_signals()
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    try:
        report = run(Progress(console))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    except ChildFailed as error:
        sys.exit(str(error))
    except (NeverAtRest, NoMail, Problem) as error:
        sys.exit(f"{error}\nThe logs lie in {HOME / 'logs'}")
    report.write(HOME.with_suffix(".json"))
    report.show(console)
    if report.troubles:
        sys.exit("\n".join(report.troubles))


if __name__ == "__main__":
    main()
