"""What every published event has in common: the fact, and the evidence around it.

The evidence is a CloudEvents 1.0 event in structured JSON. Its bytes are made once, by the
service that records the fact, and never again by anybody (docs/decisions/0002).
"""

from datetime import datetime
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.audience import Audience


class Fact(BaseModel):
    """Anything inside an event. Frozen; unknown fields of newer writers are ignored."""

    model_config = ConfigDict(frozen=True)


class Event(Fact):
    """A fact. Once published it is never altered; a new field arrives with a default.

    `audience` is for whom its type is meant; it stays what it was published as. `joins` is the
    field that names another matter, where the two are one from here on.
    """

    audience: ClassVar[Audience] = Audience.INTERNAL
    joins: ClassVar[str] = ""


E = TypeVar("E", bound=Event, covariant=True)


def type_of(event: type[Event]) -> str:
    """The CloudEvents type: `yishi.topics.TopicProposed` for a class in `contracts.topics`."""
    return f"yishi.{service_of(event)}.{event.__name__}"


def service_of(event: type[Event]) -> str:
    """The service that records events of this class."""
    return event.__module__.split(".")[1]


class Recorded(BaseModel, Generic[E]):
    """An event as its ledger holds it (CloudEvents 1.0, attributes in lower case as the spec asks).

    `sequence` is the position in the ledger and the sequence number in the JetStream stream: 1..n
    without gaps. `streamversion` is 1..n within the subject. `unit` is a 12-digit division code,
    `unitname` its name on that day (001-13, 10.1). `correlationid` is the matter: the id of the
    first thing from which all of it came, one for the life of a stream. `rules` is the version of
    the county's rule set that was in force, empty where none was. `follows` and `previous` are
    hashes of the chain: of the last event before this one that is not personal, and of the very one
    before. A personal event has them, and the one behind it, so that whoever is sent no personal
    events can follow the chain all the same.
    """

    model_config = ConfigDict(frozen=True)

    specversion: str = "1.0"
    id: UUID
    source: str
    type: str
    audience: Audience
    follows: str | None = None
    previous: str | None = None
    subject: str
    time: datetime
    dataschema: str
    datacontenttype: str = "application/json"
    sequence: int
    streamversion: int
    unit: str
    unitname: str
    actor: str
    actorrole: str
    commandid: UUID
    correlationid: str
    causationid: UUID | None = None
    rules: str = ""
    traceparent: str | None = None
    data: E

    @classmethod
    def unchecked(cls, **parts: Any) -> Self:
        """A record of parts, all of them, that are known to be good. `model_construct` looks each
        field up again, which was the dearest step of writing a ledger."""
        record = cls.__new__(cls)
        object.__setattr__(record, "__dict__", parts)
        object.__setattr__(record, "__pydantic_fields_set__", _FIELDS)
        object.__setattr__(record, "__pydantic_extra__", None)
        object.__setattr__(record, "__pydantic_private__", None)
        return record

    @property
    def key(self) -> str:
        """The id inside the subject: `topic/42` is about topic `42`."""
        return self.subject.split("/", 1)[1]

    @property
    def position(self) -> int:
        return self.sequence


_FIELDS = set(Recorded.model_fields)
