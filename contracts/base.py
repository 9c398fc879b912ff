"""The common part of every message, and the registry the topology is generated from."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

Language = Literal["pl", "en"]
Role = Literal["applicant", "officer", "expert", "chapter", "director", "operator"]
Service = Literal["intake", "evaluation", "licensing", "notifications"]

EVENTS: dict[str, type[Event]] = {}
"""Every event by its wire type, filled as the modules of this package are imported."""

SERVICES: tuple[Service, ...] = ("intake", "evaluation", "licensing", "notifications")

CASE_FILE: tuple[Service, str] = ("intake", "intake.timeline")
"""The one reader of everything: its service and its queue, bound to every exchange of events."""


class Wire(BaseModel):
    """A value that crosses the bus: frozen, and strict about what may be sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Subject(Wire):
    """What the event is about: the kind of aggregate and its id."""

    kind: Literal["call", "application", "case", "licence", "mail", "person"]
    id: str


class Event(Wire):
    """Something that happened, told to whoever reads it.

    Subclasses name their owner, wire name, version and readers as class keywords; that is all the
    topology, the schemas, the AsyncAPI documents and the message catalogue are generated from.
    An event with ``secret`` fields goes to its readers alone, not to whoever listens to everything,
    and no dead letter keeps those fields.
    An event that ``erases`` names in that field persons of whom its readers keep nothing any more.

    Attributes:
        subject: The aggregate that sent it.
        case: The application's id where there is one; also the AMQP correlation id.
        seq: Version of the sending aggregate, from 1; written when the change commits.
        at: When it happened (UTC). Rights and deadlines are judged by it, never by arrival.
        by: The person's id, or ``rule:<name>`` when the system acted.
    """

    owner: ClassVar[Service]
    wire_type: ClassVar[str]
    routing_key: ClassVar[str]
    readers: ClassVar[tuple[Service, ...]]
    secret: ClassVar[tuple[str, ...]] = ()
    erases: ClassVar[str] = ""
    exchange: ClassVar[str]

    subject: Subject
    case: str | None = None
    seq: int = 0
    at: AwareDatetime
    by: str

    def __init_subclass__(
        cls,
        *,
        owner: Service,
        name: str,
        version: int = 1,
        readers: tuple[Service, ...] = (),
        secret: tuple[str, ...] = (),
        erases: str = "",
        **kwargs: Any,
    ) -> None:
        """Register the event under ``<owner>.<name>.v<version>``."""
        super().__init_subclass__(**kwargs)
        cls.owner = owner
        cls.routing_key = f"{name}.v{version}"
        cls.wire_type = f"{owner}.{cls.routing_key}"
        cls.readers = readers
        cls.secret = secret
        cls.erases = erases
        cls.exchange = f"{owner}.private" if secret else f"{owner}.events"
        if cls.wire_type in EVENTS:
            msg = f"{cls.wire_type} is registered twice"
            raise ValueError(msg)
        EVENTS[cls.wire_type] = cls

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Parse a received body, tolerant of fields a newer sender has added.

        Raises:
            pydantic.ValidationError: The body is not JSON or a known field is missing or wrong.
        """
        return cls.model_validate_json(body, extra="ignore")
