"""Reactions of the wired services lead to an end: no event leads to an event of its own type. Pure.

Which events follow from which is taken from the examples: each reaction must want something in one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from contracts.event import Event, Recorded
from runtime.decider import Command
from runtime.policy import Reaction
from tests.slices.every import EXAMPLES
from tests.slices.example import Examples

Leads = Mapping[type[Event], set[type[Event]]]


def wants(all: Examples) -> Iterator[tuple[type[Event], Reaction, set[type[Command]]]]:
    """What each reaction wants because of each event of each example."""
    for example in all.each:
        kind = all.kind(example)
        state = kind.decider.blank
        record: Recorded[Any]
        for record in all.records(example, *example.given, *example.then):
            state = kind.decider.evolve(state, record.data, record.unit)
            for reaction in kind.reactions.get(type(record.data), ()):
                commands = {type(wanted.command) for wanted in reaction(record, state)}
                yield type(record.data), reaction, commands


def leads(all: Examples) -> Leads:
    """The types of events that follow from each type, as the examples tell it."""
    recorded: dict[type[Command], set[type[Event]]] = {}
    for example in all.each:
        recorded.setdefault(type(example.when), set()).update(map(type, example.then))
    found: dict[type[Event], set[type[Event]]] = {}
    for event, _, commands in wants(all):
        for command in commands:
            found.setdefault(event, set()).update(recorded[command])
    return found


def circle(leads: Leads) -> list[str]:
    """The events of one circle, if there is one."""

    def walk(path: list[type[Event]]) -> list[type[Event]]:
        for event in leads.get(path[-1], ()):
            if event in path:
                return [*path, event]
            if found := walk([*path, event]):
                return found
        return []

    circles = (walk([event]) for event in leads)
    return [event.__name__ for event in next(filter(None, circles), [])]


@pytest.mark.parametrize("service", EXAMPLES)
def test_reactions_of_a_service_lead_to_an_end(service: str) -> None:
    assert circle(leads(EXAMPLES[service])) == []


@pytest.mark.parametrize("service", EXAMPLES)
def test_every_reaction_wants_something_in_an_example(service: str) -> None:
    kinds = EXAMPLES[service].service.aggregates
    all = {reaction for kind in kinds for of in kind.reactions.values() for reaction in of}

    assert all == {reaction for _, reaction, commands in wants(EXAMPLES[service]) if commands}


class One(Event): ...


class Two(Event): ...


class Three(Event): ...


@pytest.mark.parametrize(
    ("leads", "found"),
    [
        ({One: {Two}, Two: {Three}}, []),
        ({One: {Two, Three}, Two: {Three}}, []),
        ({One: {One}}, ["One", "One"]),
        ({One: {Two}, Two: {Three}, Three: {One}}, ["One", "Two", "Three", "One"]),
    ],
)
def test_a_circle_would_be_found(leads: Leads, found: list[str]) -> None:
    assert circle(leads) == found
