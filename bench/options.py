"""What a run is told from outside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["znak", "floor"]
Driver = Literal["motor", "pymongo"]


@dataclass(frozen=True)
class Options:
    """How much is run.

    Attributes:
        cases: For each arm, in all rounds together.
        rounds: Each arm takes part once in every round.
        concurrency: Cases on their way at once, in the closed loop.
        drivers: Each is an arm of Znak and one of the floor.
        open_seconds: How long the open loop lasts; 0 leaves it out.
        within: Seconds after which no other round is begun, where one would end later than that.
    """

    cases: int = 1000
    rounds: int = 4
    concurrency: int = 64
    drivers: tuple[Driver, ...] = ("motor", "pymongo")
    open_seconds: float = 20
    within: float = 520

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Options:
        """From CASES, ROUNDS, CONCURRENCY, DRIVERS, OPEN_SECONDS and WITHIN."""
        named: dict[str, Driver] = {"motor": "motor", "pymongo": "pymongo"}
        drivers = environment.get("DRIVERS", "motor,pymongo").split(",")
        return cls(
            int(environment.get("CASES", cls.cases)),
            int(environment.get("ROUNDS", cls.rounds)),
            int(environment.get("CONCURRENCY", cls.concurrency)),
            tuple(named[driver.strip()] for driver in drivers),
            float(environment.get("OPEN_SECONDS", cls.open_seconds)),
            float(environment.get("WITHIN", cls.within)),
        )


@dataclass(frozen=True)
class Arm:
    """One side of the comparison."""

    kind: Kind
    driver: Driver

    @property
    def name(self) -> str:
        """As its virtual host, directory and databases are called."""
        return f"{self.kind}-{self.driver}"


def order(options: Options, round_: int) -> list[Arm]:
    """The arms in the order of this round: pairs stay together, who begins alternates."""
    kinds: list[Kind] = ["znak", "floor"]
    turned = kinds if round_ % 2 == 0 else kinds[::-1]
    return [Arm(kind, driver) for driver in options.drivers for kind in turned]
