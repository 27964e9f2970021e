"""What is due, of each aggregate that has deadlines, in each life that an example has. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.event import Event
from runtime.aggregate import Aggregate
from runtime.decider import Circumstances, Rejected
from runtime.due import CALENDAR, NOTHING_DUE, Deadline, NoteMissed, due
from runtime.projection import Drop, fold
from tests.slices.every import EACH, EXAMPLES
from tests.slices.example import Example, Examples

LONG_AFTER = date(2149, 12, 31)
WITH_DEADLINES = [
    (service, example)
    for service, example in EACH
    if EXAMPLES[service].kind(example).deadlines is not NOTHING_DUE
]
each_example = pytest.mark.parametrize(("service", "example"), WITH_DEADLINES, ids=str)


def circumstances(example: Example) -> Circumstances[Any]:
    return replace(
        example.by, actor=CALENDAR.id, role="policy", scope="", body=None, today=LONG_AFTER
    )


def misses(kind: Aggregate, example: Example, history: tuple[Event, ...]) -> Iterator[Event]:
    """Those of all deadlines after this life, as if nobody had ever come again."""
    state = kind.decider.fold((each, example.by.unit) for each in history)
    for each in kind.deadlines.over(state, LONG_AFTER):
        note = kind.deadlines.note(what=each.what, day=each.day)
        yield from kind.decider.decide(state, note, circumstances(example))


def lives(all: Examples, example: Example) -> Iterator[tuple[Event, ...]]:
    for each in all.neighbours(example):
        yield each.given
        yield (*each.given, *each.then)


def test_some_aggregate_has_deadlines() -> None:
    assert {service for service, _ in WITH_DEADLINES} >= {"outcomes"}


@each_example
def test_the_rows_say_of_every_life_what_its_state_says(service: str, example: Example) -> None:
    all, kind = EXAMPLES[service], EXAMPLES[service].kind(example)
    for life in ((*example.given, *example.then), example.given):
        for history in (life, (*life, *misses(kind, example, life))):
            state = kind.decider.fold((each, example.by.unit) for each in history)
            records = all.records(example, *history)
            changes = fold(change for record in records for change in kind.project(record))
            rows = {
                change.key[1]: change.values
                for change in changes
                if change.table is due and change.key[0] == records[0].subject
                if not isinstance(change, Drop)
            }
            open_rows = {
                Deadline(what, row["day"], row["last"] if row["last"] > row["day"] else None)
                for what, row in rows.items()
                if not row["met"] and row.get("missed") != row["day"]
            }
            assert open_rows == set(kind.deadlines.of(state))


@each_example
def test_no_decision_reads_a_miss(service: str, example: Example) -> None:
    all, kind = EXAMPLES[service], EXAMPLES[service].kind(example)
    if isinstance(example.when, NoteMissed):
        return
    seen = 0
    for life in lives(all, example):
        noted = tuple(misses(kind, example, life))
        before, after = (all.answer(example, each) for each in (life, (*life, *noted)))
        if isinstance(before, Rejected):
            assert isinstance(after, Rejected)
            before, after = before.rule, after.rule
        assert before == after
        seen += len(noted)
    assert seen


@each_example
def test_a_miss_is_noted_once_and_by_the_calendar_alone(service: str, example: Example) -> None:
    kind = EXAMPLES[service].kind(example)
    life = (*example.given, *example.then)
    noted = tuple(misses(kind, example, life))

    assert not tuple(misses(kind, example, (*life, *noted)))
    assert len(set(map(str, noted))) == len(noted)
