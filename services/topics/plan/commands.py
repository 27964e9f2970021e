"""What people may ask of a unit's plan of a year and a kind."""

import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from common import consents
from contracts.consents import Consent
from contracts.ids import PlanId, TopicId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title, Year, unfit
from contracts.topics.plan import PlanEntry
from contracts.vocabulary import Code
from runtime.decider import Command

PLAN = r"[0-9]{12}:[0-9]{4}:[a-z0-9][a-z0-9-]{0,62}"


def _plausible(entry: PlanEntry) -> PlanEntry:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", entry.topic):
        raise unfit("topic 应为议题编号", "topic must be the id of a topic")
    if entry.carried_from and not re.fullmatch(PLAN, entry.carried_from):
        raise unfit(
            "carried_from 应为计划的编号：单位:年份:种类", "carried_from must be the key of a plan"
        )
    if not 1 <= entry.month <= 12:
        raise unfit("month 应为 1 至 12", "month must be 1 to 12")
    return entry


Entries = Annotated[
    tuple[Annotated[PlanEntry, AfterValidator(_plausible)], ...],
    Field(min_length=1, max_length=200),
]


class DraftPlan(Command):
    """Draw the plan up, or draw it up again until it is decided. Its topics are there already; they
    may be candidates until the plan is decided."""

    called = ("起草计划", "Draft the plan")

    creates: ClassVar[bool] = True

    unit: UnitId
    year: Year
    kind: Code
    title: Title
    entries: Entries


class ConsentToPlan(consents.Consenting):
    """Record the next step of the plan's chain: what the rules name, until it is decided. The last
    step waits until each topic of the plan is admitted."""

    called = ("审议计划", "Consent to the plan")


class RefusePlan(consents.Refusing):
    """Record that the bodies whose turn it is did not consent; the drafter draws the plan up
    again."""

    called = ("退回计划", "Refuse the plan")


class AmendPlan(Command):
    """Add topics to a plan in force, or withdraw some from it, with a reason, and with consent
    where the kind of plan asks for it. An entry for a topic that stands in it already takes the
    place of the old one. What is in consultation already, or was done, is not withdrawn. The same
    amendment sent again changes nothing: what is to be added once more says so in its reason."""

    called = ("调整计划", "Amend the plan")

    added: Annotated[
        tuple[Annotated[PlanEntry, AfterValidator(_plausible)], ...], Field(max_length=200)
    ] = ()
    withdrawn: Annotated[
        tuple[Annotated[TopicId, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")], ...],
        Field(max_length=200),
    ] = ()
    reason: Sentence
    consent: Consent | None = None

    def looks_up(self) -> tuple[str, ...]:
        return self.consent.bodies if self.consent else ()


class PublishPlan(Command):
    """Record where and on which day the decided plan was made public."""

    called = ("公布计划", "Publish the plan")

    where: Title
    on: Day


class CarryOver(Command):
    """Note that topics that were not done stand in the plan of a later year. Only a policy asks
    this."""

    topics: Annotated[tuple[TopicId, ...], Field(min_length=1)]
    into: Annotated[PlanId, Field(pattern=rf"^{PLAN}$")]


PlanCommand = DraftPlan | ConsentToPlan | RefusePlan | AmendPlan | PublishPlan | CarryOver
