"""What a form shows: the values typed, and the sentence beside each that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from chassis.process import FieldError, Invalid, Refused
from chassis.sentences import sentence


@dataclass(frozen=True)
class Filled:
    """The state of a form.

    Attributes:
        values: By dotted field name.
        errors: Each wrong field.
        refusal: Why nothing was done, where it is no single field's fault.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    refusal: Refused | None = None

    @property
    def status(self) -> int:
        """How the API answers what was typed: 422 for wrong fields, 409 for a refusal."""
        return 422 if self.errors else 409 if self.refusal else 200

    def value(self, name: str, default: Any = "") -> Any:
        """What the field holds."""
        found = self.values.get(name)
        return default if found is None else found

    def error(self, name: str) -> FieldError | None:
        """What is wrong with the field."""
        return next((each for each in self.errors if each.field == name), None)

    def refused(self, error: Refused) -> Filled:
        """The same values, with what the refusal says of them."""
        if isinstance(error, Invalid):
            return Filled(self.values, error.errors)
        return Filled(self.values, (), error)

    def invalid(self, error: ValidationError) -> Filled:
        """The same values, with what pydantic says of them."""
        return Filled(self.values, tuple(field_errors(error)))

    def begin(self, values: Mapping[str, Any]) -> Filled:
        """These values where none was typed."""
        return Filled({**values, **self.values}, self.errors, self.refusal)


EMPTY: Final = Filled()


def field_errors(error: ValidationError) -> Iterable[FieldError]:
    """Each wrong field once, in the sentences of the API."""
    seen = set()
    for found in error.errors(include_input=False):
        path = ".".join(str(part) for part in found["loc"])
        if path not in seen:
            seen.add(path)
            yield FieldError(path, found["type"], sentence(found["type"], found.get("ctx")))


def flat(value: BaseModel | Mapping[str, Any]) -> dict[str, Any]:
    """A model as fields by dotted name, the other way round than `posted.nested`."""
    data = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return dict(_flat("", data))


def _flat(prefix: str, value: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{prefix}.{name}" if prefix else name, inner)
    elif isinstance(value, (list, tuple)):
        for no, inner in enumerate(value):
            yield from _flat(f"{prefix}.{no}", inner)
    else:
        yield prefix, value
