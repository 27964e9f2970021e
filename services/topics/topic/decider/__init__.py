"""The life of a topic: raised, screened, consented to, planned, selected, closed."""

from collections.abc import Sequence

from contracts import procedure as p
from contracts.topics import topic as e
from runtime.decider import Circumstances, Decider, Rejected
from runtime.probe import repeats
from services.topics.rules.decider import TopicRules
from services.topics.topic import commands as c
from services.topics.topic.conditions import holds
from services.topics.topic.decider.answering import (
    answer_proposer,
    answer_transfer,
    not_in_time,
    transferred,
)
from services.topics.topic.decider.consenting import (
    answered,
    approve,
    covered_by_plan,
    note_consultation,
    pass_up,
    unplan,
    waive,
)
from services.topics.topic.decider.leading import add_sites, lead, withdraw_sites
from services.topics.topic.decider.merging import merge, took_in
from services.topics.topic.decider.raising import name_call, propose, raise_again
from services.topics.topic.decider.screening import by_the_receiver, procedure_for, screen
from services.topics.topic.decider.sources import correct_source
from services.topics.topic.decider.splitting import note_part, split
from services.topics.topic.decider.state import (
    OPEN_TO_SUPPORT,
    SAID,
    Stage,
    Topic,
    after,
    evolve,
)
from services.topics.topic.decider.supporting import (
    correct_support,
    record_support,
    withdraw_support,
)


def decide(
    topic: Topic, command: c.TopicCommand, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    if topic.stage is Stage.BLANK and isinstance(command, c.ProposeTopic):
        return propose(command, given)  # nothing follows from it: screening fixes the steps
    taken = take_up(topic, command, given)
    topic = after(topic, taken, given)
    deeds = answer(topic, command, given)
    return [*taken, *deeds, *follow(after(topic, deeds, given), deeds, given)] if deeds else []


def answer(
    topic: Topic, command: c.TopicCommand, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    match topic.stage, command:
        case stage, c.NameCall() if stage is not Stage.BLANK:
            return name_call(topic, command, given)
        case stage, c.CorrectSource() if stage is not Stage.BLANK:
            return correct_source(topic, command, given)
        case Stage.RETURNED | Stage.REFUSED, c.RaiseAgain() as proposal:
            return raise_again(topic, proposal, given)
        case stage, c.RecordSupport() if stage in OPEN_TO_SUPPORT:
            return record_support(topic, command, given)
        case stage, c.CorrectSupport() if stage in OPEN_TO_SUPPORT:
            return correct_support(topic, command, given)
        case stage, c.WithdrawSupport() if stage in OPEN_TO_SUPPORT:
            return withdraw_support(topic, command, given)
        case stage, c.NoteNotInTime() if stage is not Stage.BLANK:
            return not_in_time(topic, command, given)
        case _, c.AnswerProposer() if topic.decision:
            return answer_proposer(topic, command, given)
        case Stage.ADMITTED | Stage.SELECTED, c.LeadTopic():
            return lead(topic, command, given)
        case Stage.ADMITTED | Stage.SELECTED, c.AddSites():
            return add_sites(topic, command)
        case Stage.ADMITTED | Stage.SELECTED, c.WithdrawSites():
            return withdraw_sites(topic, command)
        case Stage.PROPOSED, c.ScreenTopic() as screening:
            return screen(topic, screening, given)
        case ((Stage.PROPOSED | Stage.RETURNED | Stage.TRANSFER_RETURNED), c.TransferTopicOut()):
            named = {"receiver": command.receiver, "reason": command.reason}
            return [e.TopicTransferredOut(**named, **transferred(topic, command, given))]
        case Stage.TRANSFERRED_OUT, c.ReturnTransfer(reason=reason):
            by_the_receiver(topic, given)
            return [e.TransferReturned(receiver=topic.receiver, reason=reason)]
        case Stage.TRANSFERRED_OUT, c.AnswerTransfer():
            by_the_receiver(topic, given)
            return answer_transfer(topic, command, given)
        case Stage.ADMITTED, c.PassTopicUp() as passing if not topic.consented:
            return pass_up(topic, passing, given)
        case Stage.PROPOSED | Stage.RETURNED | Stage.ADMITTED | Stage.REFUSED, c.MergeTopic():
            return merge(topic, command, given)
        case Stage.PROPOSED | Stage.ADMITTED, c.TakeInTopic():
            return [took_in(topic, command, given)]
        case Stage.PROPOSED | Stage.RETURNED | Stage.ADMITTED | Stage.REFUSED, c.SplitTopic():
            return split(topic, command, given)
        case Stage.BLANK, c.BeginPart(raised=raised):
            return [raised]
        case Stage.SPLIT, c.NotePart():
            return note_part(topic, command)
        case Stage.ADMITTED | Stage.SELECTED, c.ApproveTopic() if not topic.consented:
            return approve(topic, command, given)
        case Stage.ADMITTED, c.RefuseTopic() if not topic.consented:
            turn = answered(topic, command, given)
            return [e.TopicConsentRefused(**turn.named, **dict(command))]
        case Stage.ADMITTED | Stage.SELECTED, c.PlanTopic(plan=plan) if not topic.plan:
            covered_by_plan(plan, given)
            return [e.TopicPlanned(title=topic.title, plan=plan, decided_on=command.decided_on)]
        case Stage.ADMITTED | Stage.SELECTED, c.PlanTopic(plan=plan, carried_from=str(before)) if (
            before == topic.plan
        ):
            covered_by_plan(plan, given)
            decided = {"carried_from": before, "decided_on": command.decided_on}
            return [e.TopicPlanned(title=topic.title, plan=plan, **decided)]
        case Stage.ADMITTED | Stage.SELECTED, c.UnplanTopic(plan=plan) if plan == topic.plan:
            return unplan(topic, command)
        case Stage.ADMITTED | Stage.SELECTED, c.UnplanTopic() if not topic.plan:
            return []
        case Stage.ADMITTED | Stage.SELECTED, c.NoteConsultation():
            return note_consultation(topic, command)
        case Stage.ADMITTED | Stage.SELECTED, c.PlanTopic(plan=plan) if plan == topic.plan:
            return []
        case Stage.ADMITTED, c.WaiveStep():
            return waive(topic, command, given)
        case Stage.SELECTED, c.CloseTopic():
            return [e.TopicClosed(**dict(command))]
        case Stage.CLOSED, c.PlanTopic() if repeats(lambda: command.plan == topic.plan):
            return []
        case Stage.CLOSED, c.CloseTopic():
            return []
        case Stage.CLOSED, c.ReopenTopic():
            return [e.TopicReopened(**dict(command))]
        case Stage.SELECTED, c.ReopenTopic():
            return []
        case _:
            chinese, english = SAID[topic.stage]
            raise Rejected(
                "out-of-step",
                f"该议题目前是“{chinese}”，不能办理这一步。请刷新页面，按当前状态办理。",
                f"This step is not open: the topic is {english}. Reload it and go on from there.",
            )


def take_up(
    topic: Topic, command: c.TopicCommand, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    """A topic that was passed up is taken up by the first deed of the unit above (000-52)."""
    if topic.stage is not Stage.ADMITTED or topic.procedure or not topic.weight:
        return []
    if not isinstance(command, c.ApproveTopic | c.PlanTopic | c.WaiveStep):
        return []
    fixed = e.ProcedureFixed(procedure=procedure_for(topic.kind, topic.weight, given))
    return [fixed, *follow(after(topic, [fixed], given), [fixed], given)]


def follow(
    topic: Topic, deeds: Sequence[e.TopicEvent], given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    """Each step that has its turn and whose conditions all hold, and the selection after the last
    of this run."""
    if topic.stage is not Stage.ADMITTED or topic.procedure is None:
        return []
    steps = [
        e.StepCompleted(**dict(step))
        for step in topic.walk.completed(holds(topic.facts), deeds, given)
    ]
    walked = after(topic, steps, given).walk.complete
    return [*steps, *([selected(topic, topic.procedure)] if walked else [])]


def selected(topic: Topic, procedure: p.Procedure) -> e.TopicSelected:
    return e.TopicSelected(
        kind=topic.kind,
        title=topic.title,
        category=topic.category,
        weight=topic.weight,
        origin=topic.origin,
        raised_by=topic.raised_by,
        raised_in=topic.raised_in,
        places=topic.places,
        procedure=procedure,
        document=topic.document,
        due=topic.comments_due,
        consented_on=topic.consented_on,
    )


TOPIC = Decider[Topic, c.TopicCommand, e.TopicEvent](Topic(), decide, evolve)
