"""Where a chapter of one service names what stands in a chapter of another."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from common.conditions import plain_of
from common.rules import AdoptProfile
from contracts import procedure as p
from services.meetings.rules.commands import AdoptProfile as OfMeetings
from services.members.rules.commands import AdoptProfile as OfMembers
from services.outcomes.rules.commands import AdoptProfile as OfOutcomes
from services.topics.rules.commands import AdoptProfile as OfTopics


def dangling(adopted: Mapping[str, AdoptProfile]) -> Iterator[str]:
    """Every name that stands for nothing, its place, and the names that there are. What one service
    can see by itself is refused by its own rules."""
    chapters: Any = adopted
    there = _vocabularies(**chapters)
    for place, vocabulary, code in _references(**chapters):
        if code and code not in there[vocabulary]:
            known = ", ".join(sorted(there[vocabulary])) or "none"
            yield f"{place}: {code} is not in {vocabulary} ({known})"


def _vocabularies(
    topics: OfTopics, meetings: OfMeetings, members: OfMembers, outcomes: OfOutcomes
) -> dict[str, set[str]]:
    entries: dict[str, Iterable[Any]] = {
        "meetings.words.forms": meetings.words.forms,
        "meetings.words.participants": meetings.words.participants,
        "members.duty.facts": members.duty.facts,
        "outcomes.checks.kinds": outcomes.checks.kinds,
        "outcomes.words.adoption_places": outcomes.words.adoption_places,
        "procedures": topics.procedures.procedures,
    }
    return {name: {each.code for each in found} for name, found in entries.items()}


Reference = tuple[str, str, str | None]
"""The place, the vocabulary in which the name has to stand, and the name."""


def _references(
    topics: OfTopics, meetings: OfMeetings, members: OfMembers, outcomes: OfOutcomes
) -> Iterator[Reference]:
    facts = "members.duty.facts"
    for form in meetings.words.forms:
        yield "meetings.words.forms", facts, form.credited_as
    for activity in meetings.words.activities:
        yield "meetings.words.activities", facts, activity.credited_as
    for check in outcomes.checks.kinds:
        yield "outcomes.checks", facts, check.credited_as
    for outcome in outcomes.handlings.kinds:
        yield from (("outcomes.handlings", "procedures", code) for code in outcome.procedures)
    for procedure in topics.procedures.procedures:
        for step in procedure.steps:
            for condition in (each for one in step.conditions for each in plain_of(one)):
                for vocabulary, code in _of_condition(condition):
                    yield f"procedures.{procedure.code}.{step.code}", vocabulary, code


def _of_condition(condition: p.Plain) -> Iterator[tuple[str, str]]:
    kinds: tuple[str, ...]
    match condition:
        case p.SessionIsHeld(forms=forms):
            yield from (("meetings.words.forms", form) for form in forms)
        case p.Participants(required=required, if_concerned=concerned):
            kinds = (*required, *concerned)
            yield from (("meetings.words.participants", kind) for kind in kinds)
        case p.Present(kinds=kinds):
            yield from (("meetings.words.participants", kind) for kind in kinds)
        case p.Checked(check=check):
            yield "outcomes.checks.kinds", check
        case p.IsAdopted(places=places):
            yield from (("outcomes.words.adoption_places", place) for place in places)
        case _:
            return
