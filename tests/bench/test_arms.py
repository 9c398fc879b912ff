"""Both arms on the same servers do the same: as many messages, as many writes, every document."""

from pathlib import Path

import pytest

from bench.arms import Ground
from bench.options import Arm, Kind

CASES = 10


@pytest.mark.prove
async def test_the_floor_publishes_and_writes_as_much_as_znak(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    kinds: tuple[Kind, ...] = ("znak", "floor")
    with ground.running():
        for kind in kinds:
            await ground.run(Arm(kind, "motor"), CASES, 5)

    znak, floor = (ground.figures[Arm(kind, "motor")].counts for kind in kinds)
    assert floor == znak
