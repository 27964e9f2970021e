"""The state of a topic, and what each event makes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from typing import assert_never

from common.conditions import Run
from common.procedure import Walk
from contracts import procedure as p
from contracts.topics import topic as e
from runtime.decider import Circumstances, Unchecked
from services.topics.rules.decider import TopicRules
from services.topics.topic.conditions import Facts


class Stage(StrEnum):
    BLANK = "blank"
    PROPOSED = "proposed"
    RETURNED = "returned"
    ADMITTED = "admitted"
    REJECTED = "rejected"
    TRANSFERRED_OUT = "transferred-out"
    TRANSFER_RETURNED = "transfer-returned"
    ANSWERED = "answered"
    REFUSED = "refused"
    MERGED = "merged"
    SELECTED = "selected"
    CLOSED = "closed"


SAID = {
    Stage.BLANK: ("尚未提出", "not raised yet"),
    Stage.PROPOSED: ("已提出、待审核", "raised and waits for screening"),
    Stage.RETURNED: ("已退回", "returned"),
    Stage.REJECTED: ("未予采纳", "rejected"),
    Stage.ADMITTED: ("审核通过、正在确定", "admitted and not selected yet"),
    Stage.TRANSFERRED_OUT: ("已转办、待答复", "transferred and waits for an answer"),
    Stage.TRANSFER_RETURNED: (
        "转办被退回、待另行转办",
        "given back and waits for another receiver",
    ),
    Stage.ANSWERED: ("转办已答复", "transferred and answered"),
    Stage.REFUSED: ("未获同意、退回提出人", "not consented to and goes back"),
    Stage.MERGED: ("已并入另一议题", "merged into another one"),
    Stage.SELECTED: ("已确定、进入协商", "selected and in consultation"),
    Stage.CLOSED: ("已办结", "closed"),
}


@dataclass(frozen=True)
class Topic(Unchecked):
    stage: Stage = Stage.BLANK
    unit: str = ""
    title: str = ""
    kind: str = ""
    origin: str = ""
    source: str | None = None
    text_apart: bool = False
    described: bool = False
    """Whether it is on record what it is about, for everybody who may read it."""
    enters: bool = True
    supporters: int = 0
    raised_by: str = ""
    hands: frozenset[str] = frozenset()
    """Who raised it and who entered it, each time."""
    raised_in: str = ""
    places: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    """The topics that became part of it."""
    category: str = ""
    weight: str = ""
    receiver: str = ""
    consented: bool = False
    taken: int = 0
    """How many steps of its chain of consents were taken since it was raised or passed up last."""
    plan: str = ""
    procedure: p.Procedure | None = None
    """None before screening, and after a passing up until the unit above takes the topic up."""
    walk: Walk = Walk()

    @property
    def is_claim(self) -> bool:
        """One person's claim, from the start or as screening found."""
        return not self.enters or bool(self.receiver)

    def goes_into(self, plan: str) -> bool:
        """Whether it stands in the plan, or is admitted and stands in none."""
        open_to_plans = self.stage in (Stage.ADMITTED, Stage.SELECTED) and not self.plan
        return open_to_plans or self.plan == plan

    @property
    def facts(self) -> Facts:
        """What conditions are tested on."""
        return Facts(
            raised=self.stage is not Stage.BLANK,
            screened=bool(self.category),
            consented=self.consented,
            plan_kinds=frozenset({self.plan.split(":")[-1]} if self.plan else ()),
        )


def after(topic: Topic, events: Iterable[e.TopicEvent], given: Circumstances[TopicRules]) -> Topic:
    return reduce(lambda state, event: evolve(state, event, given.unit), events, topic)


def evolve(topic: Topic, event: e.TopicEvent, unit: str) -> Topic:
    match event:
        case e.TopicProposed():
            return Topic.unchecked(
                stage=Stage.PROPOSED,
                unit=topic.unit or unit,
                title=event.title,
                kind=event.kind,
                origin=event.origin,
                source=event.source,
                text_apart=event.text is not None,
                described=event.text is None,
                enters=event.enters,
                supporters=event.supporters,
                raised_by=event.raised_by,
                hands=topic.hands | {event.raised_by, event.entered_by},
                raised_in=event.raised_in,
                places=event.places,
                joined=topic.joined,
            )
        case e.TopicAdmitted():
            admitted = replace(topic, stage=Stage.ADMITTED, kind=event.kind, described=True)
            sorted_so = replace(admitted, category=event.category, weight=event.weight)
            return _by(sorted_so, event.procedure)
        case e.TopicReturned():
            return replace(topic, stage=Stage.RETURNED)
        case e.TopicRejected():
            return replace(topic, stage=Stage.REJECTED)
        case e.TopicTransferredOut(receiver=receiver):
            return replace(topic, stage=Stage.TRANSFERRED_OUT, receiver=receiver)
        case e.TransferReturned():
            return replace(topic, stage=Stage.TRANSFER_RETURNED)
        case e.TransferAnswered():
            return replace(topic, stage=Stage.ANSWERED)
        case e.TopicPassedUp(to_unit=to_unit, screened=screened):
            up = replace(topic, unit=to_unit, procedure=None, walk=Walk(), taken=0)
            unscreened = replace(up, stage=Stage.PROPOSED, category="", weight="")
            return up if screened else unscreened
        case e.TopicMerged():
            return replace(topic, stage=Stage.MERGED)
        case e.TopicTookIn(merged=merged):
            both = replace(topic, supporters=event.supporters, places=event.places)
            return replace(both, joined=(*topic.joined, merged))
        case e.ProcedureFixed(procedure=procedure):
            return _by(topic, procedure)
        case e.TopicApproved(last=last):
            return replace(topic, consented=last, taken=topic.taken + 1)
        case e.TopicConsentRefused():
            return replace(topic, stage=Stage.REFUSED)
        case e.TopicPlanned(plan=plan):
            return replace(topic, plan=plan, consented=True)
        case e.StepCompleted() | e.StepWaived():
            return replace(topic, walk=topic.walk.walked(event))
        case e.TopicSelected() | e.TopicReopened():
            return replace(topic, stage=Stage.SELECTED)
        case e.TopicClosed():
            return replace(topic, stage=Stage.CLOSED)
        case _:
            assert_never(event)


def _by(topic: Topic, procedure: p.Procedure) -> Topic:
    return replace(topic, procedure=procedure, walk=Walk.of(procedure, Run.TOPICS))
