"""A test that hangs fails; it does not hold up the run."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Fails the test when its body takes longer than that."""

    def expired(_number: int, _frame: FrameType | None) -> None:
        pytest.fail(f"The test was still running after {seconds:g} s.")

    before = signal.signal(signal.SIGALRM, expired)
    # Again and again: a background task may have swallowed the first.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
