"""Who consents to a topic: step by step, with a plan, when it is passed up, to a waiver."""

from datetime import date

from common.consents import Turn, at_once, consented
from contracts.consents import Thing
from contracts.ids import ConsultationId
from contracts.places import prefix, upward
from contracts.topics import topic as e
from runtime.decider import Circumstances, Rejected
from services.topics.order import no_earlier
from services.topics.rules.decider import TopicRules
from services.topics.topic import commands as c
from services.topics.topic.conditions import DEEDS, holds
from services.topics.topic.decider.state import Stage, Topic, out_of_plan


def pass_up(
    topic: Topic, passing: c.PassTopicUp, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    at_once(given.rules.consents, Thing.TOPIC, topic.kind, passing, given)
    follows(topic, passing.consent.decided_on)
    if not is_above(passing.to_unit, given):
        raise Rejected(
            "not-above",
            "议题只能报送到本单位的上级单位。请选择本单位之上的单位。",
            "A topic is passed up to a unit above its own. Choose one that it lies in.",
        )
    return [
        e.TopicPassedUp(
            from_unit=given.unit,
            to_unit=passing.to_unit,
            reason=passing.reason,
            consent=passing.consent,
            screened=given.ruled_by(passing.to_unit) == given.jurisdiction,
        )
    ]


def is_above(unit: str, given: Circumstances[TopicRules]) -> bool:
    """Whether this one lies in that unit today: by its code, or because it is led by it, whatever
    its code; not where that unit answers for this one in its place, on its own level."""
    itself = (given.unit, *given.answering)
    return given.lies_in(prefix(unit)) and (unit not in itself or unit in upward(given.unit)[1:])


def approve(
    topic: Topic, approval: c.ApproveTopic, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    topic.walk.in_turn(DEEDS[c.ApproveTopic], holds(topic.facts), given)
    turn = answered(topic, approval, given)
    return [e.TopicApproved(**turn.named, consent=approval.consent, last=turn.last)]


def answered(
    topic: Topic, command: c.ApproveTopic | c.RefuseTopic, given: Circumstances[TopicRules]
) -> Turn:
    """The step of the chain of consents that is taken or refused (000-24)."""
    chapter, taken = given.rules.consents, topic.taken
    turn = consented(chapter, Thing.TOPIC, topic.kind, taken, command, given)
    day = command.consent.decided_on if isinstance(command, c.ApproveTopic) else command.decided_on
    follows(topic, day)
    return turn


def follows(topic: Topic, day: date) -> None:
    """Refuse a consent before the topic came in, or before the step before."""
    no_earlier(day, topic.received_on, "议题收到", "The topic came in")
    no_earlier(day, topic.since, "上一步", "The step before was taken")


def unplan(topic: Topic, command: c.UnplanTopic) -> list[e.TopicEvent]:
    """Withdraw it from its plan. Where the procedure rested on that, its consultation is withdrawn
    as well, which has not begun; where its own chain consented, that goes on (5.5)."""
    if not topic.withdrawable:
        raise Rejected(
            "consultation-begun",
            "该议题的协商此间已经开始，不能撤出计划。请办理计划增补，把它重新列入。",
            "The consultation of this topic has begun meanwhile, so it is not withdrawn from the"
            " plan. Amend the plan, and put it in again.",
        )
    undone = tuple(topic.walk.undone(holds(out_of_plan(topic).facts)))
    unplanned = e.TopicUnplanned(**dict(command), undone=undone)
    if topic.stage is Stage.ADMITTED or not undone:
        return [unplanned]
    of = ConsultationId(topic.consultation)
    return [unplanned, e.SelectionWithdrawn(consultation=of, reason=command.reason)]


def note_consultation(topic: Topic, command: c.NoteConsultation) -> list[e.TopicEvent]:
    """Nothing that is on record already, and nothing of another consultation than the last. One
    that was withdrawn goes on where it had begun before that came there."""
    if command.consultation == topic.consultation:
        known = topic.begun >= command.begun
    else:
        over = command.begun and topic.consultation
        known = topic.stage is Stage.ADMITTED or bool(over)
    if known:
        return []
    return [e.ConsultationNoted(**dict(command))]


def waive(
    topic: Topic, command: c.WaiveStep, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    topic.walk.waivable(command, given)
    at_once(given.rules.consents, Thing.WAIVER, None, command, given)
    passed = topic.walk.waive(command, given)
    return [e.StepWaived(**dict(passed))] if passed else []


def covered_by_plan(plan: str, given: Circumstances[TopicRules]) -> None:
    """A plan holds topics of its own unit and of the units below."""
    if not given.lies_in(prefix(plan.split(":")[0])):
        raise Rejected(
            "foreign-plan",
            "该议题不属于此计划的单位及其下级单位。请列入本单位或上级单位的计划。",
            "The topic lies outside the unit whose plan this is. "
            "Put it into the plan of its own unit or of one above.",
        )
