"""The four services as processes of their own, two copies of each, with a clock that moves."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from deploy.local.client import Api, Znak
from deploy.local.client_api import Tokens
from deploy.local.management import Management
from deploy.local.stack import Stack
from deploy.local.travel import Clocks
from services.intake.settings import HERE
from tests.support.servers import Broker, Database
from tests.support.stacks import a_stack


@pytest.fixture(scope="package")
def procedures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the office keeps its procedures: a test may edit them, and put others beside them."""
    return Path(shutil.copytree(HERE, tmp_path_factory.mktemp("office") / "procedures"))


@pytest.fixture(scope="package")
def stack(
    tmp_path_factory: pytest.TempPathFactory,
    procedures: Path,
    rabbit: Broker,
    mongo: Database,
    management: Management,
) -> Iterator[Stack]:
    extra = {
        "PROCEDURES": str(procedures),
        "TICK_EVERY": "0.05",
        "TASK_LEASE": "1",
        "MAIL_RETRIES": "[0.2, 0.2]",
        "OFFICE_MAILS_A_DAY": "20",
    }
    with a_stack(
        tmp_path_factory.mktemp("journeys"),
        rabbit,
        mongo,
        management,
        roles=("all", "all"),
        ladder=(0.1, 0.5, 1),
        extra=extra,
    ) as running:
        yield running


@pytest.fixture
async def znak(stack: Stack) -> AsyncIterator[Znak]:
    async with Znak({service: stack.url(service) for service in stack.plan.services}) as client:
        yield client


@pytest.fixture
async def clocks(stack: Stack) -> AsyncIterator[Clocks]:
    async with AsyncExitStack() as after:
        processes = [
            await after.enter_async_context(
                httpx.AsyncClient(base_url=f"{copy.url}/api/", timeout=30, trust_env=False)
            )
            for copy in stack.copies
        ]
        tokens = Tokens(processes[0])
        yield Clocks([Api(process, tokens) for process in processes])
