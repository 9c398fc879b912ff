"""How long the stages of a case take, told by its case file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Final, NamedTuple

from chassis.process import Text
from contracts.base import Event
from contracts.evaluation import EvaluationConcluded
from contracts.intake import (
    ApplicationAccepted,
    ApplicationCorrected,
    ApplicationRejected,
    ApplicationSubmitted,
    CorrectionRequested,
)
from contracts.licensing import LicenceActivated, LicenceDrafted

Kinds = tuple[type[Event], ...]
File = Sequence[tuple[str, dt.datetime]]
"""What happened in a case and when, in any order: the wire type of each message and its moment."""


class Spent(NamedTuple):
    """A stage: days that half of the cases need at most, and how many cases tell it."""

    stage: Text
    days: float
    cases: int


STAGES: Final[Mapping[Text, tuple[Kinds, Kinds]]] = {
    Text("Ocena formalna", "Formal check"): (
        (ApplicationSubmitted,),
        (ApplicationAccepted, ApplicationRejected),
    ),
    Text("w tym uzupełnienie u wnioskodawcy", "of it, the applicant's correction"): (
        (CorrectionRequested,),
        (ApplicationCorrected, ApplicationRejected),
    ),
    Text("Ocena ekspertów i decyzja", "Evaluation and decision"): (
        (ApplicationAccepted,),
        (EvaluationConcluded,),
    ),
    Text("Podpisanie umowy", "Signing the agreement"): ((LicenceDrafted,), (LicenceActivated,)),
    Text("Od wniosku do decyzji", "From application to decision"): (
        (ApplicationSubmitted,),
        (ApplicationRejected, EvaluationConcluded),
    ),
}
"""What a stage begins with and what ends it."""

_DAY: Final = dt.timedelta(days=1)


def spent(files: Iterable[File]) -> list[Spent]:
    """How long each stage takes, of the cases that are past it; none without such a case."""
    took: dict[Text, list[float]] = {stage: [] for stage in STAGES}
    for file in files:
        for stage, (begins, ends) in STAGES.items():
            begun, ended = _first(file, begins), _first(file, ends)
            if begun is not None and ended is not None and begun <= ended:
                took[stage].append((ended - begun) / _DAY)
    return [Spent(stage, round(median(days), 1), len(days)) for stage, days in took.items() if days]


def _first(file: File, kinds: Kinds) -> dt.datetime | None:
    types = {kind.wire_type for kind in kinds}
    return min((at for kind, at in file if kind in types), default=None)
