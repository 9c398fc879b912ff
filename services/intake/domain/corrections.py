"""A correction reopens the questioned fields only; what else was sent stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.process import FieldError, Invalid
from services.intake.domain.reading import wrong

Path = tuple[str, ...]


def merge(sent: Mapping[str, Any], correction: Mapping[str, Any], fields: Collection[str]) -> Any:
    """The form as sent with the correction put in.

    Args:
        sent: The form as JSON.
        correction: The same shape with only the corrected parts. Lists go by position: ``{}``
            leaves an entry as it was, ``null`` takes it out, entries past the end are added.
        fields: Dotted paths that were questioned; each covers all below it.

    Raises:
        Invalid: Naming every field that differs though it was not questioned.
    """
    merging = _Merging(frozenset(fields))
    merged = merging.value(sent, correction, ())
    if merging.errors:
        raise Invalid(tuple(merging.errors))
    return merged


@dataclass
class _Merging:
    fields: frozenset[str]
    errors: list[FieldError] = field(default_factory=list)

    def value(self, old: Any, new: Any, path: Path) -> Any:
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            return {**old, **{k: self.value(old.get(k), v, (*path, k)) for k, v in new.items()}}
        if isinstance(old, list) and isinstance(new, list):
            return self.entries(old, new, path)
        if new == old or self.is_open(path):
            return new
        pl, en = "Tego pola nie trzeba poprawiać.", "This field is not open for correction."
        self.errors.append(wrong(".".join(path), "not-questioned", pl, en))
        return old

    def entries(self, old: list[Any], new: list[Any], path: Path) -> list[Any]:
        padded = old + [None] * (len(new) - len(old))
        merged = [
            self.value(was, now, (*path, str(index)))
            for index, (was, now) in enumerate(zip(padded, new, strict=False))
        ]
        return [entry for entry in merged + old[len(new) :] if entry is not None]

    def is_open(self, path: Path) -> bool:
        return any(".".join(path[:end]) in self.fields for end in range(1, len(path) + 1))
