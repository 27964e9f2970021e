"""The AsyncAPI 3.0.0 document keeps to its specification, and tells what is true of our streams."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from runtime.carrying.streams import declaration
from runtime.envelope import subject
from yishi.contract.asyncapi import document
from yishi.contract.events import event_types, service_of, short

EVENTS = event_types()
DOCUMENT = document(EVENTS)
SAMPLES = Path(__file__).parent / "samples"

# Field names as the AsyncAPI 3.0.0 specification lists them, for the objects that we use.
FIELDS = {
    "root": "asyncapi id info servers defaultContentType channels operations components",
    "info": "title version description termsOfService contact license tags externalDocs",
    "server": "host protocol protocolVersion pathname description title summary variables security"
    " tags externalDocs bindings",
    "channel": "address messages title summary description servers parameters tags externalDocs"
    " bindings",
    "parameter": "enum default description examples location",
    "operation": "action channel title summary description security tags externalDocs bindings"
    " traits messages reply",
    "message": "headers payload correlationId contentType name title summary description tags"
    " externalDocs bindings examples traits",
    "messageTrait": "headers correlationId contentType name title summary description tags"
    " externalDocs bindings examples",
    "components": "schemas servers channels operations messages securitySchemes serverVariables"
    " parameters correlationIds replies replyAddresses externalDocs tags operationTraits"
    " messageTraits serverBindings channelBindings operationBindings messageBindings",
}
REQUIRED = {
    "root": {"asyncapi", "info"},
    "info": {"title", "version"},
    "server": {"host", "protocol"},
    "operation": {"action", "channel"},
}


def faults(found: dict[str, Any]) -> Iterator[str]:
    """Everything in a document that the specification does not allow."""

    def keeps(kind: str, place: str, value: dict[str, Any]) -> Iterator[str]:
        known = set(FIELDS[kind].split())
        yield from (f"{place}: {key}" for key in value if key not in known and key[:2] != "x-")
        yield from (f"{place}: no {key}" for key in REQUIRED.get(kind, set()) - set(value))

    yield from keeps("root", "#", found)
    yield from keeps("info", "#/info", found["info"])
    yield from keeps("components", "#/components", found["components"])
    for kind, objects in (
        ("server", found["servers"]),
        ("channel", found["channels"]),
        ("operation", found["operations"]),
        ("message", found["components"]["messages"]),
        ("messageTrait", found["components"]["messageTraits"]),
    ):
        for name, value in objects.items():
            yield from keeps(kind, name, value)
    for name, channel in found["channels"].items():
        named = {part[1:-1] for part in channel["address"].split(".") if part[0] == "{"}
        if named != set(channel["parameters"]):
            yield f"{name}: address and parameters differ"
        for parameter in channel["parameters"].values():
            yield from keeps("parameter", name, parameter)
    for place, key, value in walk(found):
        if key == "$ref" and not resolves(found, value):
            yield f"{place}: {value} leads nowhere"
        if key == "bindings" and set(value.get("nats", {})) - {"queue", "bindingVersion"}:
            yield f"{place}: the NATS binding knows only an operation's queue"


def walk(value: Any, place: str = "#") -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield place, key, inner
            yield from walk(inner, f"{place}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from walk(inner, f"{place}/{number}")


def resolves(found: Any, reference: str) -> bool:
    root, *path = reference.split("/")
    for part in path:
        if not isinstance(found, dict) or part not in found:
            return False
        found = found[part]
    return root == "#"


def test_the_document_keeps_to_the_specification() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert list(faults(DOCUMENT)) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (["servers", "nats", "host"], None, "nats: no host"),
        (["info", "version"], None, "#/info: no version"),
        (["channels", "topics.TopicProposed", "subject"], "x", "topics.TopicProposed: subject"),
        (
            ["channels", "topics.TopicProposed", "bindings"],
            {"nats": {"subject": "x"}},
            "#/channels/topics.TopicProposed: the NATS binding knows only an operation's queue",
        ),
        (
            ["channels", "topics.TopicProposed", "address"],
            "yishi.topics.TopicProposed.{county}",
            "topics.TopicProposed: address and parameters differ",
        ),
        (["components", "schemas", "Consent"], None, "leads nowhere"),
    ],
)
def test_a_fault_is_noticed(path: list[str], value: Any, fault: str) -> None:
    broken = json.loads(json.dumps(DOCUMENT))
    *way, last = path
    place = broken
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value

    assert any(fault in each for each in faults(broken))


def test_there_is_one_channel_for_each_event_type_and_nothing_else() -> None:
    addresses = {channel["address"] for channel in DOCUMENT["channels"].values()}

    tiers = "{province}.{prefecture}.{county}.{township}.{village}"
    assert addresses == {f"{name}.{event.audience}.{tiers}" for name, event in EVENTS.items()}


def test_the_address_is_the_subject_that_the_relay_uses() -> None:
    address: str = DOCUMENT["channels"]["topics.TopicProposed"]["address"]

    code = {"province": "62", "prefecture": "01", "county": "23"}
    filled = address.format(**code, township="109", village="200")
    assert filled == subject("yishi.topics.TopicProposed", "personal", "620123109200")


def test_every_channel_says_for_whom_it_is() -> None:
    said = {name: each["x-audience"] for name, each in DOCUMENT["channels"].items()}

    assert said == {short(name): event.audience for name, event in EVENTS.items()}


def test_what_is_said_of_the_streams_is_what_is_declared() -> None:
    for stream, said in DOCUMENT["servers"]["nats"]["x-jetstream-streams"].items():
        declared = declaration(stream.lower())
        same = ("subjects", "storage", "retention", "discard", "deny_delete", "deny_purge")
        assert {key: said[key] for key in same} == {key: declared[key] for key in same}
        assert declared["max_age"] == 0


@pytest.mark.parametrize("name", EVENTS)
def test_the_payload_schema_takes_a_real_event_and_refuses_a_foreign_one(name: str) -> None:
    # AsyncAPI's schemas are JSON Schema draft 07; their references begin at the root.
    payload = DOCUMENT["components"]["messages"][short(name)]["payload"]
    validator = Draft7Validator({**payload, "components": DOCUMENT["components"]})
    event = EVENTS[name]
    sample = SAMPLES / f"{event.__module__.split('.')[1]}.{event.__name__}.json"
    body = {
        "specversion": "1.0",
        "id": "019ab000-0000-7000-8000-000000000001",
        "source": f"/{service_of(name)}",
        "type": name,
        "audience": event.audience,
        "subject": "topic/42",
        "time": "2026-03-02T01:02:03.000004Z",
        "dataschema": f"/schemas/{short(name).replace('.', '/')}",
        "datacontenttype": "application/json",
        "sequence": "0000000000000007",
        "streamversion": 1,
        "unit": "620123109200",
        "unitname": "新营镇样例一村",
        "actor": "clerk-1",
        "actorrole": "clerk",
        "commandid": "019ab000-0000-7000-8000-000000000001",
        "correlationid": "019ab000-0000-7000-8000-000000000001",
        "data": json.loads(sample.read_text("utf-8")),
    }

    assert validator.is_valid(body)
    assert not validator.is_valid({**body, "source": "/elsewhere"})
    assert not validator.is_valid({**body, "data": "a text"})
    assert not validator.is_valid({key: body[key] for key in body if key != "sequence"})


def test_every_schema_uses_only_words_that_both_schema_languages_know() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    later = {"$defs", "prefixItems", "unevaluatedProperties", "dependentSchemas", "$dynamicRef"}

    assert {key for _, key, _ in walk(schemas)} & later == set()
