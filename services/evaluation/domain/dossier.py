"""What was accepted, and what of it is to be scored."""

from __future__ import annotations

from typing import Self

from contracts.intake import ApplicationAccepted
from contracts.values import (
    ApplicationKind,
    Contact,
    Entity,
    EvaluationRules,
    Item,
    LicenceRules,
    Materials,
    Office,
)
from services.evaluation.domain.parts import Part

THIRD = "third"


class Dossier(Part):
    """What intake accepted, with the rules the case travels with.

    Attributes:
        appeals: How many appeals were taken up; each has a panel of its own.
        appealed: Ids of the items that the present appeal asks to be judged again.
    """

    call: str
    kind: ApplicationKind
    entity: Entity
    items: tuple[Item, ...]
    exclude: tuple[str, ...]
    licence_number: str | None
    contact: Contact
    office: Office
    evaluation: EvaluationRules
    licence: LicenceRules
    materials: Materials | None = None
    appeals: int = 0
    appealed: tuple[str, ...] = ()

    @classmethod
    def of(cls, event: ApplicationAccepted) -> Self:
        """Keep what the event says."""
        told = cls.model_fields.keys() & type(event).model_fields.keys()
        return cls(**{name: getattr(event, name) for name in told})

    @property
    def to_score(self) -> tuple[Item, ...]:
        """Items the experts score; a renewal spares those already licensed when the rules do.

        On appeal only what was refused is scored again.
        """
        if self.appealed:
            return tuple(item for item in self.items if item.id in self.appealed)
        spared = self.kind == "renewal" and self.evaluation.renewal == "none"
        return tuple(item for item in self.items if item.new or not spared)

    @property
    def only_voted(self) -> bool:
        """The procedure has no points: what would be scored is left to the chapter alone."""
        return bool(self.to_score) and not self.evaluation.criteria

    @property
    def categories(self) -> tuple[str, ...]:
        """Competences an expert of this case needs."""
        return tuple(sorted({item.category for item in self.to_score}))

    @property
    def excluded(self) -> frozenset[str]:
        """NIPs whose people may not judge this case."""
        return frozenset((*self.exclude, self.entity.nip))

    @property
    def panel(self) -> tuple[str, ...]:
        """Purposes of the first seats; none when there is nothing to score, or no points."""
        seats = self.evaluation.experts if self.to_score and self.evaluation.criteria else 0
        name = f"appeal-{self.appeals}-panel" if self.appeals else "panel"
        return tuple(f"{name}-{no}" for no in range(1, seats + 1))

    @property
    def third(self) -> str:
        """Purpose of the seat that widens the panel."""
        return f"appeal-{self.appeals}-{THIRD}" if self.appeals else THIRD
