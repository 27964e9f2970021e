"""Every example: what its rule decides, and what comes of it. Pure."""

import json
from collections import Counter

import pytest

from runtime.projection import Put
from services.console.lines.every import CaseEvent
from tests.hostile.town import PERSONAL
from tests.slices.every import EACH, EXAMPLES, SEEN, changes, seen
from tests.slices.example import Example

each_example = pytest.mark.parametrize(("service", "example"), EACH, ids=str)
each_service = pytest.mark.parametrize("service", EXAMPLES)


@each_example
def test_the_rule_decides_as_the_example_says(service: str, example: Example) -> None:
    assert EXAMPLES[service].answer(example) == list(example.then)


@each_example
def test_what_comes_of_it_is_what_was_seen(service: str, example: Example) -> None:
    """If the change is meant, `python -m tests.slices` writes it down."""
    known = json.loads((SEEN / f"{service}.json").read_text("utf-8"))

    assert seen(EXAMPLES[service], example) == known[str(example)]


@each_example
def test_every_event_of_a_case_is_one_line_and_one_sentence(service: str, example: Example) -> None:
    known = seen(EXAMPLES[service], example)
    of_a_case = [event for event in example.then if isinstance(event, CaseEvent)]

    assert sum(row.startswith("timeline_") for row in known["console"]) == len(of_a_case)
    assert all(line["sentence"].endswith("。") for line in known["lines"])


@each_service
def test_every_command_and_every_event_has_an_example(service: str) -> None:
    """So each command is open at some stage, and each event comes of some slice."""
    all, kinds = EXAMPLES[service], EXAMPLES[service].service.aggregates
    known = json.loads((SEEN / f"{service}.json").read_text("utf-8"))

    assert {type(each.when) for each in all.each} == {c for kind in kinds for c in kind.commands}
    assert {type(event) for each in all.each for event in each.then} == {
        event for kind in kinds for event in kind.events
    }
    assert Counter(map(str, all.each)) == Counter(list(known))


@each_service
def test_every_row_is_whole_and_says_where_and_as_of_when(service: str) -> None:  # 13.3-16
    examples = EXAMPLES[service]
    filled = [row for each in examples.each for row in changes(examples, each)]

    for row in filled:
        assert isinstance(row, Put), f"a row of {row.table} that nobody put"
        needed = {c.name for c in row.table.c if not c.nullable and not c.primary_key}
        assert set(row.values) <= set(row.table.c.keys())
        assert needed <= {name for name, value in row.values.items() if value is not None}
        assert {"unit", "as_of"} <= set(row.table.c.keys())
    assert {row.table for row in filled} == set(examples.service.tables)


@each_service
def test_personal_data_stands_in_no_table_that_is_rebuilt(service: str) -> None:  # 13.3-18
    personal = {table.name for table in PERSONAL.get(service, ())}

    assert not personal & {table.name for table in EXAMPLES[service].service.tables}
