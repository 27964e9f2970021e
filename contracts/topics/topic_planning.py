"""Topics and plans: entered, withdrawn, also after they were selected and before their consultation
has begun. Events of the aggregate topic."""

from operator import not_

from pydantic import Field

from contracts import procedure as p
from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import ConsultationId, PlanId
from contracts.text import Day, Sentence, Title


class TopicPlanned(Event):
    """The topic stands in a plan that was decided, which is the consent to it (000-32).
    `carried_from`: the plan of an earlier year in which it stood before; `decided_on`: the day of
    the consent to the plan, or to its amendment."""

    audience = Audience.OPEN

    title: Title
    plan: PlanId
    carried_from: PlanId | None = Field(None, exclude_if=not_)
    decided_on: Day | None = Field(None, exclude_if=not_)


class TopicUnplanned(Event):
    """The topic was withdrawn from the plan, and with that the consent which the plan was.
    `undone`: the steps that were done by that, and those after them; they wait again."""

    plan: PlanId
    reason: Sentence
    undone: tuple[p.Walked, ...] = Field((), exclude_if=not_)


class ConsultationNoted(Event):
    """The consultation of the topic was opened, or something was done in it for the first time:
    from then on it has `begun`."""

    consultation: ConsultationId
    begun: bool


class SelectionWithdrawn(Event):
    """The topic was withdrawn before its consultation had begun: it is an admitted topic again, and
    there is no such consultation (domain 5.5)."""

    consultation: ConsultationId
    reason: Sentence
