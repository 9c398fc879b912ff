"""What the demonstration tells beside its table."""

import asyncio
import os
import sys
from dataclasses import dataclass

from deploy.local.child import ChildFailed
from deploy.local.keys import kept_keys
from deploy.local.stack import ROOT, Stack


@dataclass(frozen=True)
class Fact:
    """A sentence, and whether it tells of what should be."""

    text: str
    right: bool


async def znak_import(stack: Stack, table: str) -> None:
    """Brings in licences that were in force before, as an operator does.

    Raises:
        ChildFailed: With what is wrong with the list.
    """
    file = stack.plan.directory / "licences.csv"
    file.write_text(table, "utf-8")
    code, said = await _znak(stack, "licensing", "import", str(file))
    if code:
        raise ChildFailed(f"znak import: {said}")


async def verified(stack: Stack, cases: int) -> Fact:
    """Checks the chain of every case file and every published head."""
    key = str(kept_keys(stack.plan.directory / "keys").public)
    code, said = await _znak(stack, "intake", "verify", "--language", "en", "--key", key)
    if code:
        return Fact(f"Case files do not verify: {said}", right=False)
    return Fact(f"Case files: {cases}; every chain and every published head verified.", right=True)


async def _znak(stack: Stack, service: str, *words: str) -> tuple[int, str]:
    database = stack.plan.database_prefix + service
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "znak", *words),
        cwd=ROOT,
        env={**os.environ, "MONGO_URL": stack.mongo_url, "MONGO_DATABASE": database},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await command.communicate()
    return command.returncode or 0, said.decode().strip()
