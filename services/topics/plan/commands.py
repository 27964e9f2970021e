"""What people may ask of a unit's plan of a year and a kind."""

import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from contracts.consent import Consent
from contracts.ids import Code
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title, Year
from contracts.topics.plan import PlanEntry
from runtime.decider import Command


def _plausible(entry: PlanEntry) -> PlanEntry:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", entry.topic):
        raise ValueError("topic must be the id of a topic")
    if not 1 <= entry.month <= 12:
        raise ValueError("month must be 1 to 12")
    return entry


Entries = Annotated[
    tuple[Annotated[PlanEntry, AfterValidator(_plausible)], ...],
    Field(min_length=1, max_length=200),
]


class DraftPlan(Command):
    """Draw the plan up, or draw it up again until it is decided. Its topics are candidates."""

    creates: ClassVar[bool] = True

    unit: UnitId
    year: Year
    kind: Code
    title: Title
    entries: Entries


class DecidePlan(Command):
    """Record that the Party organisation at the same level decided the plan."""

    consent: Consent


class RefusePlan(Command):
    """Record that the Party organisation at the same level did not decide the plan; its drafter
    draws it up anew."""

    organisation: Title
    reason: Sentence
    decided_on: Day


class AmendPlan(Command):
    """Add topics to a plan in force, with reason and consent. An entry for a topic that stands in
    it already takes the place of the old one."""

    added: Entries
    reason: Sentence
    consent: Consent


PlanCommand = DraftPlan | DecidePlan | RefusePlan | AmendPlan
