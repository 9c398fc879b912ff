from itertools import count

import pytest

from tests.support.waiting import eventually


async def test_eventually_returns_the_first_true_answer() -> None:
    numbers = count()

    assert await eventually(lambda: next(numbers)) == 1


async def test_eventually_awaits_an_async_probe() -> None:
    async def probe() -> str:
        return "here"

    assert await eventually(probe) == "here"


async def test_eventually_fails_with_its_sentence_and_the_last_answer() -> None:
    with pytest.raises(AssertionError) as failure:
        await eventually(list, within=0, otherwise="no mail came")

    assert str(failure.value) == "no mail came (after 0 s; last answer: [])"
