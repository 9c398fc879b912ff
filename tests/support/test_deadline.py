import asyncio

import pytest

from tests.support.deadline import deadline


def test_a_test_that_waits_for_ever_fails_with_a_sentence() -> None:
    async def for_ever() -> None:
        await asyncio.Event().wait()

    with pytest.raises(pytest.fail.Exception) as failure, deadline(0.05):
        asyncio.run(for_ever())

    assert str(failure.value) == "The test was still running after 0.05 s."
