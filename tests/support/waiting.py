"""Waiting for what happens elsewhere: the only place where tests let time pass."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")
_PAUSE = 0.02


@overload
async def eventually(
    probe: Callable[[], Awaitable[T]], within: float = ..., otherwise: str = ...
) -> T: ...


@overload
async def eventually(probe: Callable[[], T], within: float = ..., otherwise: str = ...) -> T: ...


async def eventually(
    probe: Callable[[], Any], within: float = 5, otherwise: str = "it never became true"
) -> Any:
    """Asks until the answer is truthy, and returns it.

    Args:
        probe: A function, plain or async.
        within: Seconds.
        otherwise: The failure's sentence; the last answer is added.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + within
    while True:
        answer = probe()
        value = await answer if inspect.isawaitable(answer) else answer
        if value:
            return value
        if loop.time() > end:
            raise AssertionError(f"{otherwise} (after {within:g} s; last answer: {value!r})")
        await asyncio.sleep(_PAUSE)
