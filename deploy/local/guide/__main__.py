"""`make screenshots`: plays a small story on the whole system and takes the guide's pictures of it.

Everything is started fresh under `.znak/guide` and stopped again. A picture that looks as the one
that is there leaves it alone; which ones are new is told at the end.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
from playwright.async_api import Error

from deploy.local.child import ChildFailed
from deploy.local.client import Api, Problem, Znak
from deploy.local.demo.__main__ import emptied
from deploy.local.demo.mail import NoMail
from deploy.local.guide.camera import Camera, Shot, camera
from deploy.local.guide.pictures import put
from deploy.local.guide.scenes import SCENES, SHOTS
from deploy.local.guide.story import Story
from deploy.local.plan import Plan
from deploy.local.ports import free_port
from deploy.local.signals import ended_by_signals
from deploy.local.stack import ROOT, Stack
from deploy.local.travel import Clocks, NeverAtRest

HOME: Final = Path(".znak/guide")
PICTURES: Final = ROOT / "docs" / "przewodnik" / "obrazy"
# As in the demonstration: what runs on the real clock is waited for.
_SETTINGS: Final = {"TICK_EVERY": "0.1", "SWEEP_EVERY": "1", "SWEEP_AGE": "2"}
# Seen on the operator's page, so the same each time where they are free.
_PORTS: Final = {
    "site": 8050,
    "intake": 8051,
    "evaluation": 8052,
    "licensing": 8053,
    "notifications": 8054,
}


@asynccontextmanager
async def story_of(stack: Stack) -> AsyncIterator[Story]:
    """The people, and the clocks of the workers: the site follows theirs."""
    async with AsyncExitStack() as ending:
        urls: dict[str, str] = {service: stack.url(service) for service in stack.plan.services}
        znak = await ending.enter_async_context(Znak(urls))
        workers = []
        for copy in stack.copies:
            http = httpx.AsyncClient(base_url=f"{copy.url}/api/", timeout=30, trust_env=False)
            await ending.enter_async_context(http)
            workers.append(Api(http, znak.intake.tokens))
        yield Story(znak, Clocks(workers), stack.mails)


async def taken(stack: Stack) -> list[str]:
    """Plays every scene; returns the names of the pictures that look otherwise than before."""
    new: list[str] = []
    async with story_of(stack) as story, camera(stack.site) as eye:
        for scene in SCENES:
            await story.until(scene.at)
            await scene.play(story)
            await story.rest()
            new += [shot.name for shot in scene.shots if await look(eye, shot, story)]
    return new


async def look(eye: Camera, shot: Shot, story: Story) -> bool:
    """Takes one picture; returns whether it looks otherwise than before."""
    return put(await eye.take(shot, story.made), PICTURES / f"{shot.name}.png")


def run() -> list[str]:
    """Starts everything, takes the pictures, stops everything."""
    with emptied(HOME) as directory:
        ports = {name: free_port(port) for name, port in _PORTS.items()}
        plan = Plan(
            directory,
            roles=("worker",),
            site=True,
            keep=False,
            time_travel=True,
            ports=ports,
            extra=_SETTINGS,
        )
        with Stack(plan) as stack:
            return asyncio.run(taken(stack))


def main() -> None:
    """Takes the pictures and says which are new."""
    ended_by_signals()
    began = time.monotonic()
    PICTURES.mkdir(parents=True, exist_ok=True)
    try:
        new = run()
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    except (ChildFailed, Error, NeverAtRest, NoMail, Problem) as error:
        sys.exit(f"{error}\nThe logs lie in {HOME / 'logs'}")
    print(f"{len(SHOTS)} pictures in {time.monotonic() - began:.0f} s; {len(new)} look otherwise:")
    print("  " + (", ".join(new) or "none"))


if __name__ == "__main__":
    main()
