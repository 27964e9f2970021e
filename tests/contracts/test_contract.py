"""What every contract keeps: pydantic only, no personal data, exactly what the services record."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.event import Event
from runtime.envelope import published_type
from runtime.run import load
from yishi.contract import promises
from yishi.contract.events import event_types, service_of, services
from yishi.contract.schemas import of_data

ROOT = Path(__file__).parents[2]
EVENTS = event_types()

PERSONAL = re.compile(
    r"phone|mobile|(^|_)tel($|_)|fax|mail|wechat|weixin|address|identity|id_?(number|card|no)($|_)"
    r"|birth|(^|_)(age|sex)($|_)|gender|ethnic|religion|passport|bank|account|plate|signature"
)
NAME = re.compile(r"(^|_)(name|surname)s?($|_)")
NAMES_OF_NO_RESIDENT = {
    # Members hold public office; all others are names of things, units and bodies (design 8).
    ("members", "name"),
    ("members", "unit_name"),
    ("meetings", "unit_name"),
}
OF_A_PROCEDURE = re.compile(
    r"\b(?:procedure|handling)s?(\[\])?\.(steps\[\]\.)?name$"
    r"|\.Step(Completed|Waived)\.name$|\.undone\[\]\.name$"
)


def smells(name: str, field: str) -> bool:
    """Whether a field of this event type looks like a resident's personal data."""
    last = re.sub(r"\W", "", field.rpartition(".")[2])
    named = NAME.search(last) and (service_of(name), last) not in NAMES_OF_NO_RESIDENT
    of_a_procedure = OF_A_PROCEDURE.search(f"{name}.{field}")
    return bool(PERSONAL.search(last) or (named and not of_a_procedure))


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or ".").partition(".")[0]


@pytest.mark.parametrize("name", EVENTS)
def test_no_event_has_a_field_for_personal_data(name: str) -> None:
    fields = promises.fields_of(of_data(name, EVENTS[name]))

    assert [field for field in fields if smells(name, field)] == []


@pytest.mark.parametrize(
    "field",
    [
        "phone",
        "tasks[].contact_phone",
        "home_address",
        "id_number",
        "name",
        "raised_by_name",
        "sex",
    ],
)
def test_the_nose_works(field: str) -> None:
    assert smells("yishi.topics.TopicProposed", field)


@pytest.mark.parametrize("field", ["title", "percent", "message", "stage", "page", "raised_in"])
def test_the_nose_does_not_smell_what_is_not_there(field: str) -> None:
    assert not smells("yishi.topics.TopicProposed", field)


@pytest.mark.parametrize("file", sorted((ROOT / "contracts").rglob("*.py")), ids=str)
def test_contracts_rest_on_pydantic_alone(file: Path) -> None:
    allowed = sys.stdlib_module_names | {"contracts", "pydantic", "pydantic_core"}

    assert set(imports(file)) - allowed == set()


@pytest.mark.parametrize("service", services(EVENTS))
def test_what_is_documented_is_what_the_service_records(service: str) -> None:
    found, _ = load(service)
    recorded = {
        published_type(event, found.name): event for kind in found.kinds for event in kind.events
    }

    documented = {name: event for name, event in EVENTS.items() if service_of(name) == service}
    assert documented == recorded


def test_every_event_says_what_it_means() -> None:
    # A reader outside has nothing but the name and this sentence.
    assert [name for name, event in EVENTS.items() if not _says_something(name, event)] == []


def _says_something(name: str, event: type[Event]) -> bool:
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.rpartition(".")[2])
    return bool(event.__dict__.get("__doc__")) or len(plain.split()) >= 2
