"""What the projections of several services have in common: cases, steps, lines, words."""

from datetime import UTC
from typing import Any, get_args

import sqlalchemy as sa

from common.conditions import Run
from contracts.event import Event, Recorded, service_of, type_of
from contracts.places import china_day
from contracts.procedure import PassedOver, Procedure, Walked
from contracts.rules import ChapterIssued
from runtime.projection import Change, patch, put
from services.console.lines.every import CaseEvent, line_of_case
from services.console.lines.names import Names
from services.console.tables import case_steps, timelines, words
from services.console.words import words_of


def chapters_of(events: Any) -> tuple[type[Event], ...]:
    return tuple(each for each in get_args(events) if issubclass(each, ChapterIssued))


def matter(record: Recorded[Any]) -> str:
    """The case to which an event of any service belongs: the topic from which all of it came."""
    return record.correlationid


def put_case(table: sa.Table, record: Recorded[Any], *rest: Any, **values: Any) -> Change:
    return put(table, record, *rest, key=matter(record), **values)


def patch_case(table: sa.Table, record: Recorded[Any], *rest: Any, **values: Any) -> Change:
    return patch(table, record, *rest, key=matter(record), **values)


def by_procedure(record: Recorded[Any], procedure: Procedure) -> dict[str, Any]:
    """By which procedure, and since which position of this ledger."""
    return {"procedure": procedure, "since": record.position}


def step(record: Recorded[Any], run: Run, event: Walked) -> Change:
    waived = isinstance(event, PassedOver)
    facts = {"waived": waived, "done_on": china_day(record.time), "due": event.due}
    return put_case(case_steps[run], record, event.step, **facts)


def line(record: Recorded[CaseEvent]) -> Change:
    """The line of the timeline that an event becomes."""
    event = record.data
    if people := {"raised_by", "entered_by", "person"} & type(event).model_fields.keys():
        event = event.model_copy(update=dict.fromkeys(people, ""))
    if several := {"told", "proposers"} & type(event).model_fields.keys():
        event = event.model_copy(update=dict.fromkeys(several, ()))
    return put(
        timelines[service_of(type(event))],
        record,
        record.position,
        key=matter(record),
        thing=record.subject,
        jurisdiction=record.rules.partition("/")[0],
        type=type_of(type(event)),
        event_id=str(record.id),
        recorded_at=record.time.astimezone(UTC),
        office=record.actorrole,
        facts=event,
        echo=line_of_case(event, Names()).echo,
    )


def worded(source: str, record: Recorded[Any]) -> list[Change]:
    said = words_of(record.data)
    return [put(words[source], record, kind, code, wording=word) for kind, code, word in said]
