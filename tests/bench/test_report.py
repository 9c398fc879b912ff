import asyncio
from collections import Counter

import pytest

from bench.__main__ import failures
from bench.arms import Figures
from bench.counting import Counts
from bench.lag import Lag
from bench.load import Run, Unrest, rest
from bench.options import Arm, Options, order
from bench.report import of_run, quantile


def figures(rates: list[float], writes: int = 45) -> Figures:
    runs = [Run(100 / rate, (0.5,) * 100) for rate in rates]
    counts = [Counts(1500, writes * 100) for _ in rates]
    spent = {"intake": 1000.0 * len(rates), "bots": 50.0}
    return Figures(100 * len(rates), runs, counts, spent, {"intake": 90.0})


def test_pairs_stay_together_and_who_begins_alternates() -> None:
    rounds = [[arm.name for arm in order(Options(), round_)] for round_ in range(2)]

    assert rounds == [
        ["znak-motor", "floor-motor", "znak-pymongo", "floor-pymongo"],
        ["floor-motor", "znak-motor", "floor-pymongo", "znak-pymongo"],
    ]


def test_the_ratio_is_the_median_of_paired_rounds() -> None:
    arms = {Arm("znak", "motor"): figures([6, 12, 7]), Arm("floor", "motor"): figures([10, 20, 10])}

    flat = of_run(arms, ["motor"])

    assert flat["ratio"] == 0.6
    assert (flat["ratio_lowest"], flat["ratio_highest"]) == (0.6, 0.7)
    assert (flat["cases_per_s"], flat["floor_cases_per_s"]) == (7, 10)
    assert (flat["p50_ms"], flat["publishes_per_case"]) == (500, 15)
    assert flat["cpu_ms_per_case"] == 10


def test_a_floor_that_writes_more_fails_the_run() -> None:
    options = Options(drivers=("motor",))
    arms = {Arm("znak", "motor"): figures([6]), Arm("floor", "motor"): figures([10], writes=46)}

    assert failures(of_run(arms, ["motor"]), options) == [
        "the floor needs more durable writes (motor): 46.0 to 45.0 per case"
    ]


def test_a_change_seen_late_fails_the_run() -> None:
    options = Options(drivers=())

    assert failures({"visible_p99_ms": 251}, options) == ["a change is visible late: p99 251 ms"]


def test_a_quantile_is_the_nearest_rank() -> None:
    values = [float(value) for value in range(1, 101)]

    assert [quantile(values, share) for share in (0.5, 0.99, 1)] == [50, 99, 100]


def test_a_lag_between_two_bounds_lies_on_a_line() -> None:
    before = Lag(Counter({0.1: 5, 0.2: 5, float("inf"): 5}))
    after = Lag(Counter({0.1: 55, 0.2: 105, float("inf"): 105}))

    assert (after - before).quantile(0.75) == pytest.approx(0.15)


async def test_an_arm_that_does_not_come_to_rest_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.load.REST_WITHIN", 0.0)

    async with asyncio.timeout(5):
        with pytest.raises(Unrest):
            await rest(lambda: False)
