"""A process as one table: during X, when Y, do, go to Z. Pure: no I/O, no clock.

``RULES[(state, CommandType)]`` holds one rule or a tuple of guarded rules, the first whose guard
holds wins. What is not in the table is refused; what is expected twice, early or late is written
down with `ignore`. Source: the state machines of MassTransit, read as data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from contracts.base import Event


class Aggregate(BaseModel):
    """The state of one document. Subclasses add fields and narrow ``state`` to their own enum."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: Any

    def but(self, **fields: Any) -> Any:
        """A copy with these fields replaced (the values are trusted, not validated again)."""
        return self.model_copy(update=fields)


A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class Decision(Generic[A]):
    """What a command leads to: the next state and the messages to announce it."""

    state: A
    messages: tuple[Event, ...] = ()


class Text(NamedTuple):
    """A sentence for a person, Polish first."""

    pl: str
    en: str


class Refused(Exception):  # noqa: N818 -- reads as the sentence it is: "raise Refused(...)"
    """The domain says no. Over HTTP a 409; from the bus a dead letter with the code as reason.

    Args:
        code: Stable, for machines: ``call-closed``.
        text: For the person, in both languages. Never holds what the person typed.
        extra: More members of the problem details (dates, the holding session, ...).
    """

    def __init__(self, code: str, text: Text, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.extra = extra


class IllegalState(Refused):
    """The command is not possible in this state; names the state and what is possible."""

    def __init__(self, state: str, command: str, possible: tuple[str, ...]) -> None:
        text = Text(
            f"Teraz nie można tego zrobić. Obecny stan: {state}.",
            f"This is not possible now. Present state: {state}.",
        )
        super().__init__("illegal-state", text, state=state, command=command, possible=possible)


class Unknown(Refused):
    """There is no such thing. Over HTTP a 404."""

    def __init__(self, what: str) -> None:
        super().__init__("unknown", Text("Nie ma czegoś takiego.", "There is no such thing."))
        self.what = what


class Forbidden(Refused):
    """This person may not. Over HTTP a 403."""

    def __init__(self) -> None:
        text = Text("Nie masz do tego uprawnień.", "You are not allowed to do this.")
        super().__init__("forbidden", text)


class FieldError(NamedTuple):
    """One wrong field: its dotted path, a stable code, a sentence in both languages.

    ``line`` is where it stands, from 1, when it stands in a file.
    """

    field: str
    code: str
    text: Text
    line: int | None = None


class Invalid(Refused):
    """The input is wrong; names every field. Over HTTP a 422."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        text = Text("Popraw zaznaczone pola.", "Please correct the fields named.")
        super().__init__("invalid", text)
        self.errors = errors


Guard = Callable[[Any, Any, datetime], bool]
Effect = Callable[[Any, Any, datetime], Decision[Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. ``to`` is the next state, None keeps the present one."""

    to: StrEnum | None
    then: Effect | None
    when: Guard | None = None
    why: str = field(default="")


def go(to: StrEnum, then: Effect | None = None, *, when: Guard | None = None) -> Rule:
    """Go to state ``to``; ``then(aggregate, command, now)`` gives changes and messages."""
    return Rule(to, then, when)


def stay(then: Effect, *, when: Guard | None = None) -> Rule:
    """Keep the state; ``then`` gives the other changes and messages."""
    return Rule(None, then, when)


def ignore(why: str, *, when: Guard | None = None) -> Rule:
    """Nothing changes and nothing is said: the named reason is why that is right."""
    return Rule(None, None, when, why)


def refuse(error: Callable[[Any, Any, datetime], Refused], *, when: Guard | None = None) -> Rule:
    """Refuse with an error of its own, where "not possible in this state" would say too little."""

    def raises(aggregate: Any, command: Any, now: datetime) -> Decision[Any]:
        raise error(aggregate, command, now)

    return Rule(None, raises, when)


Rules = Mapping[tuple[StrEnum | None, type], Rule | tuple[Rule, ...]]


def decide(rules: Rules, command: Any, now: datetime, aggregate: A | None) -> Decision[A]:
    """Look the command up in the table and apply the first rule whose guard holds.

    Args:
        rules: The table; the key's state is None where the aggregate does not exist yet.
        command: What is asked; its type is the second half of the key.
        now: The moment of the decision (UTC).
        aggregate: The present state, None when there is none.

    Returns:
        The decision; equal state and no messages when the rule is `ignore`.

    Raises:
        Unknown: The aggregate does not exist and this command does not begin one.
        IllegalState: No rule for this command in this state.
        Refused: What the rule itself raises.
    """
    state = None if aggregate is None else aggregate.state
    found = rules.get((state, type(command)), ())
    for rule in (found,) if isinstance(found, Rule) else found:
        if rule.when is not None and not rule.when(aggregate, command, now):
            continue
        if rule.then is None:
            if rule.to is None or aggregate is None:
                return Decision(aggregate)  # type: ignore[arg-type]
            return Decision(aggregate.model_copy(update={"state": rule.to}))
        made = rule.then(aggregate, command, now)
        if rule.to is None:
            return made
        return Decision(made.state.model_copy(update={"state": rule.to}), made.messages)
    if state is None:
        raise Unknown(type(command).__name__)
    raise IllegalState(str(state), type(command).__name__, possible(rules, state))


def possible(rules: Rules, state: StrEnum | None) -> tuple[str, ...]:
    """Names of the commands that the table acts on (not merely ignores) in ``state``."""
    acting = {
        kind.__name__
        for (at, kind), found in rules.items()
        for rule in ((found,) if isinstance(found, Rule) else found)
        if at == state and (rule.to or rule.then)
    }
    return tuple(sorted(acting))
