"""Every example: what its rule decides, and what comes of it. Pure."""

import ast
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from runtime.decider import Rejected
from runtime.papers import paper_uses
from runtime.projection import Drop, Put
from services.console.lines.every import CaseEvent
from tests.architecture.test_documents import codes_in
from tests.hostile.house import PERSONAL
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


@each_example
def test_only_what_creates_a_thing_is_asked_of_one_that_is_not_there(
    service: str, example: Example
) -> None:
    nothing_yet = EXAMPLES[service].answer(example, ())

    assert example.when.creates or isinstance(nothing_yet, Rejected)


@each_service
def test_every_refusal_of_a_rule_is_expected_by_some_test_of_the_thing(service: str) -> None:
    """By a scenario (`then_rejected`) of a file that imports the thing, or by an example; what the
    book of rules refuses in every service, by a scenario of that book."""
    seen = json.loads((SEEN / f"{service}.json").read_text("utf-8"))
    texts = [file.read_text("utf-8") for file in Path("tests", service).glob("test_*.py")]
    missing = []
    for decider in Path("services", service).glob("*/decider*"):
        thing = ".".join(decider.parent.parts)
        files = decider.rglob("*.py") if decider.is_dir() else [decider]
        raised = {
            code
            for file in files
            for code in codes_in(ast.parse(file.read_text("utf-8")), str(file))
        }
        of_it = "\n".join(text for text in texts if thing in text)
        if thing.endswith(".rules"):
            of_it += Path("tests/common/test_rules.py").read_text("utf-8")
        expected = set(re.findall(r'then_rejected\(\s*"([a-z-]+)"', of_it))
        expected |= {
            seen[str(each)]["refused"]
            for each in EXAMPLES[service].each
            if type(each.when).__module__.startswith(f"{thing}.")
        }
        missing += [f"{decider}: {code}" for code in sorted(raised - expected)]

    assert not missing


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
        if isinstance(row, Drop):
            continue
        assert isinstance(row, Put), f"a row of {row.table} that nobody put"
        needed = {c.name for c in row.table.c if not c.nullable and not c.primary_key}
        assert set(row.values) <= set(row.table.c.keys())
        assert needed <= {name for name, value in row.values.items() if value is not None}
        assert {"unit", "as_of"} <= set(row.table.c.keys())
    of_its_own = set(examples.service.tables) - {paper_uses}  # tests/runtime/test_papers.py
    assert {row.table for row in filled} == of_its_own


def test_every_table_is_read_by_a_route_a_policy_or_a_page() -> None:
    """By a module that imports it: ruff refuses an import that is not used."""
    unread = []
    for service in (*EXAMPLES, "console"):
        made, read = set(), set()
        for file in Path("services", service).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if file.name in WRITING and isinstance(node, ast.Assign):
                    made |= {ast.unparse(each) for each in node.targets if _makes_a_table(node)}
                elif file.name not in WRITING and isinstance(node, ast.ImportFrom):
                    read |= {each.name for each in node.names}
        unread += [f"services/{service}: {table}" for table in sorted(made - read)]
        assert made

    assert not unread


WRITING = ("read_models.py", "projections.py", "tables.py", "wiring.py")


def _makes_a_table(node: ast.Assign) -> bool:
    return isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "sa.Table"


@each_service
def test_personal_data_stands_in_no_table_that_is_rebuilt(service: str) -> None:  # 13.3-18
    personal = {table.name for table in PERSONAL.get(service, ())}

    assert not personal & {table.name for table in EXAMPLES[service].service.tables}
