"""`make demo`: one licence year of sample applications through the four real services.

Everything is started fresh under `.znak/demo` and stopped again; what is told at the end lies in
`.znak/demo.json` too. The exit code is 1 when an application ended otherwise than its sample says.
"""

import asyncio
import fcntl
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from deploy.local.bots_office import OFFICER
from deploy.local.child import ChildFailed
from deploy.local.client import Problem, Znak
from deploy.local.demo_cast import Applicant, Cast, profiles
from deploy.local.demo_progress import Progress
from deploy.local.demo_report import Report, Stages, messages, records
from deploy.local.demo_rows import rows
from deploy.local.demo_samples import WARSAW, opening, read_samples
from deploy.local.mailsink import read_mails
from deploy.local.plan import Plan
from deploy.local.signals import ended_by_signals
from deploy.local.stack import ROOT, Stack
from deploy.local.travel import Clocks, Diary, NeverAtRest, travel

HOME = Path(".znak/demo")
MONTHS = 14
_PROCEDURE = ROOT / "procedures" / "demo.toml"
_SETTINGS = {"TICK_EVERY": "0.05"}


async def year(stack: Stack, stages: Stages, progress: Progress) -> Report:
    """Sends everything in, lives through fourteen months and looks at what came of it."""
    async with Znak({service: stack.url(service) for service in stack.plan.services}) as znak:
        clocks, diary = Clocks(znak.services), Diary()
        with stages("applications"):
            applicants = await begin(znak, clocks, diary, progress)
        with stages("14 months"):
            start = await clocks.now()
            end = start + timedelta(days=round(MONTHS * 365 / 12))
            with progress.through(start, end, stack.mails) as seen:
                cast = Cast(znak, applicants, diary)
                await travel(clocks, end, diary=diary, act=cast.act, seen=seen)
        with stages("report"):
            return Report(
                rows=await rows(znak, applicants),
                messages=messages([copy.url for copy in stack.copies]),
                records=records(stack.mongo_url, stack.plan.services),
                mails=len({mail["Message-ID"] for mail in read_mails(stack.mails)}),
                unsent=await unsent(znak),
                seconds=stages.seconds,
                place=stack.mails,
            )


async def unsent(znak: Znak) -> int:
    """Mails that wait for another try or were given up."""
    return sum(
        [
            len(await znak.notifications.listed("mails", OFFICER, state=state))
            for state in ("waiting", "failed")
        ]
    )


async def begin(znak: Znak, clocks: Clocks, diary: Diary, progress: Progress) -> list[Applicant]:
    """Opens the call, enrols the experts and sends every sample in, as outsiders would."""
    opens = opening(await clocks.now())
    await clocks.move(opens)
    categories = tomllib.loads(_PROCEDURE.read_text("utf-8"))["categories"]
    for profile in profiles(categories):
        await znak.evaluation.enrol(OFFICER, profile)
    call = await znak.intake.open_call(
        OFFICER,
        number=f"1/{opens.year}",
        title=f"Nabór wniosków o znak Zakup Prospołeczny {opens.year}",
        opens=opens.isoformat(),
        closes=None,
        procedure="demo",
    )
    applicants = [Applicant(znak, sample, diary) for sample in read_samples(opens)]
    day = opens.astimezone(WARSAW)
    progress.tell(f"{day:%Y-%m-%d}: a call opens, {len(applicants)} applications come in.")
    for applicant in applicants:
        await applicant.send(call["id"])
    return applicants


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
    console = Console(width=None if sys.stdout.isatty() else 180)
    try:
        report = run(Progress(console))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    except ChildFailed as error:
        sys.exit(str(error))
    except (NeverAtRest, Problem) as error:
        sys.exit(f"{error}\nThe logs lie in {HOME / 'logs'}")
    report.write(HOME.with_suffix(".json"))
    report.show(console)
    if report.troubles:
        sys.exit("\n".join(report.troubles))


if __name__ == "__main__":
    main()
