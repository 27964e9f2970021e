"""The JSON Schemas: of the data, of the envelope, and how they are found."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from contracts.event import Event, Recorded
from contracts.topics.plan import PlanDrafted
from runtime.envelope import data_schema, encode
from runtime.run import load
from yishi.contract.events import event_types, services
from yishi.contract.schemas import envelope, of_data

EVENTS = event_types()
ID = UUID("019ab000-0000-7000-8000-000000000001")


def recorded(**more: Any) -> Recorded[Event]:
    fact = PlanDrafted(
        unit="620123109000", year=2026, kind="x", title="二〇二六年协商计划", entries=()
    )
    attributes: dict[str, Any] = {
        "id": ID,
        "source": "/topics",
        "type": "yishi.topics.PlanDrafted",
        "audience": PlanDrafted.audience,
        "subject": "plan/620123109000:2026:consultation",
        "time": datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=UTC),
        "dataschema": "/schemas/topics/PlanDrafted",
        "sequence": 7,
        "streamversion": 1,
        "unit": "620123109000",
        "unitname": "新营镇",
        "actor": "clerk-1",
        "actorrole": "clerk",
        "commandid": ID,
        "correlationid": "42",
        "data": fact,
    }
    return Recorded[Event](**{**attributes, **more})


def validate(body: dict[str, Any]) -> None:
    checker = FormatChecker(["uuid"])
    checker.checks("date-time", raises=ValueError)(datetime.fromisoformat)
    Draft202012Validator(envelope(), format_checker=checker).validate(body)


@pytest.mark.parametrize("name", EVENTS)
def test_the_schema_is_one_and_bears_the_address_that_events_name(name: str) -> None:
    schema = of_data(name, EVENTS[name])

    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == data_schema(name)


@pytest.mark.parametrize("name", EVENTS)
def test_a_newer_event_with_more_fields_still_fits(name: str) -> None:
    schema = of_data(name, EVENTS[name])

    for part in [schema, *schema.get("$defs", {}).values()]:
        assert part.get("additionalProperties", True) is not False


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"causationid": ID, "rules": "榆中2026-1", "traceparent": "00-" + "0" * 32 + "-x-01"},
        {"sequence": 9_999_999_999},
    ],
)
def test_the_bytes_of_the_runtime_fit_the_envelope(more: dict[str, Any]) -> None:
    validate(json.loads(encode(recorded(**more))))


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("sequence", 7),
        ("sequence", "7"),
        ("specversion", "0.3"),
        ("unit", "620123"),
        ("streamversion", 0),
        ("time", "yesterday"),
        ("data", None),
    ],
)
def test_an_envelope_with_a_wrong_attribute_does_not_fit(attribute: str, value: object) -> None:
    body = json.loads(encode(recorded()))

    with pytest.raises(ValidationError):
        validate({**body, attribute: value})


@pytest.mark.parametrize("attribute", ["id", "source", "sequence", "unit", "data"])
def test_an_envelope_without_an_attribute_does_not_fit(attribute: str) -> None:
    body = json.loads(encode(recorded()))
    del body[attribute]

    with pytest.raises(ValidationError):
        validate(body)


@pytest.mark.parametrize("service", services(EVENTS))
def test_each_kind_of_thing_has_a_name_that_a_subject_may_begin_with(service: str) -> None:
    begins = envelope()["properties"]["subject"]["pattern"]
    for kind in load(service)[0].kinds:
        assert re.match(begins, f"{kind.name}/42"), kind.name
