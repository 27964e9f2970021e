"""The AsyncAPI 3 document: which events may be received where, and what is promised about them.

Written from the contract itself (docs/decisions/0003). The payload's schemas use only words that
AsyncAPI's own schema language shares with JSON Schema 2020-12.
"""

from collections.abc import Mapping
from typing import Any

from contracts.event import Event
from runtime.envelope import data_schema
from yishi.contract.events import service_of, services, short
from yishi.contract.schemas import AUDIENCE, Schema, envelope, of_all

_PARAMETERS = {
    "province": ("The first two digits of the event's `unit`.", "62"),
    "prefecture": ("Digits three and four; `00` for the province itself.", "01"),
    "county": ("Digits five and six; `00` for the prefecture itself.", "23"),
    "township": ("Digits seven to nine; `000` for the county itself.", "101"),
    "village": ("The last three digits; `000` for the township itself.", "002"),
}

HEADERS: Schema = {
    "type": "object",
    "description": "NATS headers. They stand outside the hash chain.",
    "required": ["content-type", "Yishi-Position", "Yishi-Hash", "Yishi-Epoch"],
    "properties": {
        "content-type": {"type": "string", "const": "application/cloudevents+json"},
        "Yishi-Position": {
            "type": "string",
            "pattern": "^[1-9][0-9]*$",
            "description": "The position in the ledger; equal to the JetStream sequence and to "
            "`sequence` in the payload.",
        },
        "Yishi-Hash": {
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
            "description": "SHA-256(previous hash || payload bytes) in hexadecimal; the hash "
            "before the first event is 32 zero bytes.",
        },
        "Yishi-Epoch": {
            "type": "string",
            "pattern": "^[0-9a-f]{32}$",
            "description": "Changes when the ledger was restored from a backup.",
        },
        "Yishi-Signature": {
            "type": "string",
            "pattern": "^[0-9a-f]{16}:[A-Za-z0-9+/]{86}==$",
            "description": "Key id and Ed25519 signature (RFC 8032) of service, position and hash; "
            "at the end of each commit. One valid signature vouches for everything before it.",
        },
        "traceparent": {
            "type": "string",
            "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
            "description": "W3C Trace Context, where whoever asked was traced; also in the "
            "payload.",
        },
    },
}

_DESCRIPTION = """\
Facts of grassroots consultation, as four services record them.

Each service is one JetStream stream whose sequence is the position in that service's ledger. What
is promised: order within a stream, every event at least once, payload bytes that never change.
From contract 1 on, which is fixed when five places run on it, the contracts change by addition
only. Subscribers get a durable consumer made for them; see docs/guides/subscriber.md for a first
one in little more than a hundred lines.
"""


def document(events: Mapping[str, type[Event]]) -> dict[str, Any]:
    """The whole document for these event types."""
    references, schemas = of_all(events, "#/components/schemas/")
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Yishi 议事",
            "version": "1",  # once it is fixed, additions only: there is no second
            "description": _DESCRIPTION,
        },
        "defaultContentType": "application/cloudevents+json",
        "servers": {
            "nats": {
                "host": "nats.yishi.invalid:4222",
                "protocol": "nats",
                "description": "Host, user and the name of the durable come with the approval of "
                "a subscription.",
                "x-jetstream-streams": {each.upper(): _stream(each) for each in services(events)},
            }
        },
        "channels": {short(name): _channel(name, event) for name, event in events.items()},
        "operations": {f"send.{short(name)}": _operation(name) for name in events},
        "components": {
            "messages": {
                short(name): _message(name, event, references[name])
                for name, event in events.items()
            },
            "messageTraits": {
                "recorded": {
                    "contentType": "application/cloudevents+json",
                    "headers": {"$ref": "#/components/schemas/Headers"},
                    "correlationId": {
                        "description": "The first command of the chain of events.",
                        "location": "$message.payload#/correlationid",
                    },
                }
            },
            "schemas": {"Envelope": _embedded(envelope()), "Headers": HEADERS, **schemas},
        },
    }


def _stream(service: str) -> dict[str, Any]:
    return {
        "subjects": [f"yishi.{service}.>"],
        "storage": "file",
        "retention": "limits",
        "max_age": "none: events are kept for ever",
        "discard": "new",
        "deny_delete": True,
        "deny_purge": True,
        "ordering": "by sequence, over all subjects of the stream",
        "sequence": "equal to the ledger position: 1, 2, 3 … without gaps",
        "delivery": "at least once; `source` and `sequence` recognise a duplicate",
        "consumers": "durable pull consumers, made in advance; subscribers may not make any",
    }


def _channel(name: str, event: type[Event]) -> dict[str, Any]:
    return {
        "address": ".".join([name, event.audience, *(f"{{{each}}}" for each in _PARAMETERS)]),
        "title": _title(name),
        "messages": {short(name): {"$ref": f"#/components/messages/{short(name)}"}},
        "servers": [{"$ref": "#/servers/nats"}],
        "parameters": {
            parameter: {"description": description, "examples": [example]}
            for parameter, (description, example) in _PARAMETERS.items()
        },
        "x-jetstream-stream": service_of(name).upper(),
        AUDIENCE: event.audience.value,
    }


def _operation(name: str) -> dict[str, Any]:
    channel = f"#/channels/{short(name)}"
    return {
        "action": "send",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{short(name)}"}],
    }


def _message(name: str, event: type[Event], data: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": _title(name),
        "summary": _first_sentence(event),
        "traits": [{"$ref": "#/components/messageTraits/recorded"}],
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/Envelope"},
                {
                    "type": "object",
                    "properties": {
                        "source": {"type": "string", "const": f"/{service_of(name)}"},
                        "type": {"type": "string", "const": name},
                        "dataschema": {"type": "string", "const": data_schema(name)},
                        "data": {"$ref": data},
                    },
                },
            ]
        },
    }


def _title(name: str) -> str:
    return name.rpartition(".")[2]


def _first_sentence(event: type[Event]) -> str:
    own = event.__dict__.get("__doc__") or event.__name__
    return " ".join(own.split("\n\n")[0].split())


def _embedded(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
