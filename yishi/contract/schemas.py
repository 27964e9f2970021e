"""The JSON Schemas (2020-12) of the events' data and of the envelope around them.

They describe every event ever recorded: a field with a default is not required, because the events
from before it do not have it, and unknown fields are allowed, because newer events may have more.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from contracts.audience import Audience
from contracts.event import Event, Recorded
from runtime.envelope import data_schema

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ENVELOPE_ID = "/schemas/envelope"
AUDIENCE = "x-audience"
"""For whom an event type is meant, in the documents and among the promises."""

_ATTRIBUTES: dict[str, tuple[Schema, str]] = {
    "specversion": ({"type": "string", "const": "1.0"}, "The version of CloudEvents."),
    "id": ({"type": "string", "format": "uuid"}, "A UUID version 7, unique for ever."),
    "source": (
        {"type": "string", "pattern": "^/[a-z]+$"},
        "The service whose ledger holds the event, for example `/topics`.",
    ),
    "type": (
        {"type": "string", "pattern": r"^yishi\.[a-z]+\.[A-Za-z]+$"},
        "The event type, for example `yishi.topics.TopicProposed`.",
    ),
    "audience": (
        {"type": "string", "enum": [each.value for each in Audience]},
        "For whom events of the type are meant; the same for ever.",
    ),
    "follows": (
        {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "`Yishi-Hash` of the last event before this one whose audience is not `personal`. A "
        "personal event has it, and the one behind it: whoever is sent no personal events sees by "
        "it that none of the others is missing.",
    ),
    "previous": (
        {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "`Yishi-Hash` of the very event before this one; it stands beside `follows`.",
    ),
    "subject": (
        {"type": "string", "pattern": "^[a-z]+/.+$"},
        "What the event is about: kind and id, for example `topic/42`.",
    ),
    "time": ({"type": "string", "format": "date-time"}, "When it was recorded, in UTC."),
    "dataschema": (
        {"type": "string", "format": "uri-reference"},
        "The `$id` of the JSON Schema of `data`.",
    ),
    "datacontenttype": (
        {"type": "string", "const": "application/json"},
        "Always `application/json`.",
    ),
    "sequence": (
        {"type": "string", "pattern": r"^\d{16}$"},
        "The position in the source's ledger, 16 digits with leading zeros: 1, 2, 3 … without "
        "gaps. The same number is the JetStream sequence. `source` and `sequence` together name "
        "an event for ever.",
    ),
    "streamversion": (
        {"type": "integer", "minimum": 1},
        "The number of the event within its subject: 1, 2, 3 … without gaps.",
    ),
    "unit": (
        {"type": "string", "pattern": r"^\d{12}$"},
        "The 12-digit division code of the unit whose event this is.",
    ),
    "unitname": ({"type": "string"}, "The unit's name on that day."),
    "actor": ({"type": "string"}, "Who asked: an account's id, never a resident's name."),
    "actorrole": ({"type": "string"}, "In which office, for example `clerk`."),
    "commandid": (
        {"type": "string", "format": "uuid"},
        "The command that led to the event; events of one command have the same.",
    ),
    "correlationid": (
        {"type": "string"},
        "The matter: the id of the first thing from which all of it came, one for the life of a "
        "subject. Events of all services about one matter have the same.",
    ),
    "causationid": (
        {"type": "string", "format": "uuid"},
        "The event that led to this one through a rule of the system; absent when people asked.",
    ),
    "rules": (
        {"type": "string"},
        "The version of the county's rules in force on that day; absent where none was.",
    ),
    "traceparent": (
        {"type": "string"},
        "W3C trace context, if any.",
    ),
}
_NOT_ALWAYS = {"follows", "previous", "causationid", "rules", "traceparent"}


def envelope() -> Schema:
    """The schema of everything around `data`."""
    fields = set(Recorded.model_fields) - {"data"}
    if fields != set(_ATTRIBUTES):
        differing = ", ".join(sorted(fields ^ set(_ATTRIBUTES)))
        raise ValueError(
            f"contracts.event.Recorded and {__name__} differ in: {differing}. "
            "Describe the attribute here in words that a reader outside understands."
        )
    return {
        "$schema": DIALECT,
        "$id": ENVELOPE_ID,
        "title": "Envelope",
        "description": "A CloudEvents 1.0 event as Yishi records and publishes it.",
        "type": "object",
        "properties": {
            **{
                name: {**schema, "description": description}
                for name, (schema, description) in _ATTRIBUTES.items()
            },
            "data": {"type": "object", "description": "The fact itself, by `dataschema`."},
        },
        "required": [name for name in _ATTRIBUTES if name not in _NOT_ALWAYS] + ["data"],
    }


def of_data(type_name: str, event: type[Event]) -> Schema:
    """The schema of the `data` of one event type."""
    schema = event.model_json_schema(mode="validation")
    tidy(schema)
    return {
        "$schema": DIALECT,
        "$id": data_schema(type_name),
        AUDIENCE: event.audience.value,
        **schema,
    }


def of_all(
    events: Mapping[str, type[Event]], place: str
) -> tuple[dict[str, str], dict[str, Schema]]:
    """The schemas of all events in one place such as `#/components/schemas/`.

    Returns the reference to each event type's schema, and the schemas by name.
    """
    models: list[tuple[type[BaseModel], Literal["validation"]]] = [
        (event, "validation") for event in dict.fromkeys(events.values())
    ]
    references, together = models_json_schema(models, ref_template=f"{place}{{model}}")
    schemas: dict[str, Schema] = together["$defs"]
    for schema in schemas.values():
        tidy(schema)
    return {
        name: references[event, "validation"]["$ref"] for name, event in events.items()
    }, schemas


def tidy(schema: Schema) -> None:
    """Take out the titles that pydantic derives from field names: they say nothing new."""
    for inner in schema.get("$defs", {}).values():
        tidy(inner)
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
