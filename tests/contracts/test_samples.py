"""Golden samples: one per event type, which every later version of the contract still reads."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.slices.every import SAMPLES, sample_of
from yishi.contract.events import event_types
from yishi.contract.schemas import of_data

EVENTS = event_types()
CLASSES = {sample_of(event).stem: event for event in EVENTS.values()}


def holds(whole: Any, part: Any) -> bool:
    """Whether all that stands in `part` stands unchanged in `whole`."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            key in whole and holds(whole[key], value) for key, value in part.items()
        )
    if isinstance(part, list):
        return (
            isinstance(whole, list)
            and len(whole) == len(part)
            and all(holds(*pair) for pair in zip(whole, part, strict=True))
        )
    return bool(whole == part)


@pytest.mark.parametrize("stem", CLASSES)
def test_every_event_type_has_a_sample_that_says_everything(stem: str) -> None:
    """`python -m tests.slices` writes one. An older one is kept as `<name>@1.json`."""
    text, event = (SAMPLES / f"{stem}.json").read_text("utf-8"), CLASSES[stem]

    assert event.model_validate_json(text).model_fields_set == set(event.model_fields)


@pytest.mark.parametrize("file", sorted(SAMPLES.glob("*.json")), ids=lambda file: file.stem)
def test_a_sample_of_whatever_age_is_read_without_loss(file: Path) -> None:
    # Events of this type are in ledgers for ever: a class that went away must come back.
    event = CLASSES[file.stem.partition("@")[0]]
    text = file.read_text("utf-8")

    parsed = event.model_validate_json(text)
    again = event.model_validate_json(parsed.model_dump_json())

    assert again == parsed
    assert holds(json.loads(parsed.model_dump_json()), json.loads(text))


@pytest.mark.parametrize("name", EVENTS)
def test_a_sample_fits_the_published_schema_before_and_after_its_class(name: str) -> None:
    event = EVENTS[name]
    validator = Draft202012Validator(
        of_data(name, event), format_checker=FormatChecker(["date", "uuid"])
    )
    text = sample_of(event).read_text("utf-8")

    validator.validate(json.loads(text))
    validator.validate(json.loads(event.model_validate_json(text).model_dump_json()))


@pytest.mark.parametrize("name", EVENTS)
def test_what_a_default_writes_can_be_read_again(name: str) -> None:
    """Defaults are not checked when an event is made, but they are when it is read."""
    schema = of_data(name, EVENTS[name])
    for part in [schema, *schema.get("$defs", {}).values()]:
        for field in part.get("properties", {}).values():
            if "default" in field:
                whole = {**field, "$defs": schema.get("$defs", {})}
                Draft202012Validator(whole).validate(field["default"])


def test_the_comparison_notices_a_lost_and_a_changed_value() -> None:
    assert holds({"a": [{"b": 1, "new": 2}]}, {"a": [{"b": 1}]})
    assert not holds({"a": [{"new": 2}]}, {"a": [{"b": 1}]})
    assert not holds({"a": [{"b": 2}]}, {"a": [{"b": 1}]})
    assert not holds({"a": []}, {"a": [{"b": 1}]})
