"""The life of a topic: raised, screened, consented to, planned, selected, closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from typing import Any, assert_never

from common.checklists import gone_through
from common.checks import listed_once, once
from common.conditions import Run
from common.consents import Turn, at_once, consented
from common.procedure import Walk
from common.vocabulary import chosen
from contracts import procedure as p
from contracts.checklists import Leads
from contracts.consents import Thing
from contracts.ids import BodyId
from contracts.places import covers, prefix
from contracts.roles import OFFICES, Role
from contracts.topics import topic as e
from contracts.topics.rules import TopicKind
from runtime.decider import Circumstances, Decider, Rejected
from runtime.probe import repeats
from runtime.refusals import Misfit
from services.topics.rules.decider import CATEGORY, KIND, ORIGIN, SCALE, WEIGHT, TopicRules
from services.topics.screening import TESTS, OnRecord
from services.topics.topic import commands as c
from services.topics.topic.conditions import DEEDS, Facts, holds


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


_SAID = {
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
class Topic:
    stage: Stage = Stage.BLANK
    unit: str = ""
    title: str = ""
    kind: str = ""
    origin: str = ""
    source: str | None = None
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


def decide(
    topic: Topic, command: c.TopicCommand, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    taken = take_up(topic, command, given)
    topic = after(topic, taken, given)
    deeds = answer(topic, command, given)
    return [*taken, *deeds, *follow(after(topic, deeds, given), deeds, given)] if deeds else []


def answer(
    topic: Topic, command: c.TopicCommand, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    match topic.stage, command:
        case Stage.BLANK, c.ProposeTopic() as proposal:
            return propose(proposal, given)
        case Stage.RETURNED | Stage.REFUSED, c.RaiseAgain() as proposal:
            return raise_again(topic, proposal, given)
        case Stage.PROPOSED, c.ScreenTopic() as screening:
            return screen(topic, screening, given)
        case ((Stage.PROPOSED | Stage.RETURNED | Stage.TRANSFER_RETURNED), c.TransferTopicOut()):
            return [e.TopicTransferredOut(receiver=command.receiver, reason=command.reason)]
        case Stage.TRANSFERRED_OUT, c.ReturnTransfer(reason=reason):
            by_the_receiver(topic, given)
            return [e.TransferReturned(receiver=topic.receiver, reason=reason)]
        case Stage.TRANSFERRED_OUT, c.AnswerTransfer(answer=answer, answered_on=answered_on):
            by_the_receiver(topic, given)
            given.has_come(answered_on)
            return [
                e.TransferAnswered(receiver=topic.receiver, answer=answer, answered_on=answered_on)
            ]
        case Stage.ADMITTED, c.PassTopicUp() as passing if not topic.consented:
            return pass_up(topic, passing, given)
        case Stage.PROPOSED | Stage.RETURNED | Stage.ADMITTED | Stage.REFUSED, c.MergeTopic():
            return merge(topic, command, given)
        case Stage.PROPOSED | Stage.ADMITTED, c.TakeInTopic():
            return [took_in(topic, command)]
        case Stage.ADMITTED | Stage.SELECTED, c.ApproveTopic() if not topic.consented:
            return approve(topic, command, given)
        case Stage.ADMITTED, c.RefuseTopic() if not topic.consented:
            turn = answered(topic, command, given)
            return [e.TopicConsentRefused(**turn.named, **dict(command))]
        case Stage.ADMITTED | Stage.SELECTED, c.PlanTopic(plan=plan) if not topic.plan:
            covered_by_plan(plan, given)
            return [e.TopicPlanned(title=topic.title, plan=plan)]
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
            chinese, english = _SAID[topic.stage]
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


def after(topic: Topic, events: Iterable[e.TopicEvent], given: Circumstances[TopicRules]) -> Topic:
    return reduce(lambda state, event: evolve(state, event, given.unit), events, topic)


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
    )


def waive(
    topic: Topic, command: c.WaiveStep, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    topic.walk.waivable(command, given)
    at_once(given.rules.consents, Thing.WAIVER, None, command, given)
    passed = topic.walk.waive(command, given)
    return [e.StepWaived(**dict(passed))] if passed else []


def propose(proposal: c.ProposeTopic, given: Circumstances[TopicRules]) -> list[e.TopicEvent]:
    raised_by = proposal.raised_by or given.actor
    in_own_name(raised_by, given)
    kind = kind_of(proposal.kind, given)
    of_origin(proposal, kind, given)
    listed_once(proposal.places, "place-twice")
    within_the_office(proposal, given)
    return [
        e.TopicProposed(
            **proposal.model_dump(exclude={"unit", "kind", "raised_by"}),
            kind=kind.code,
            enters=enters(proposal.scale, given),
            raised_by=raised_by,
            entered_by=given.actor,
            raised_in=proposal.unit,
        )
    ]


def raise_again(
    topic: Topic, proposal: c.RaiseAgain, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    in_own_name(topic.raised_by, given)
    return [
        e.TopicProposed(
            **proposal.model_dump(exclude={"source"}),
            kind=topic.kind,
            origin=topic.origin,
            source=proposal.source or topic.source,
            enters=enters(proposal.scale, given),
            raised_by=topic.raised_by,
            entered_by=given.actor,
            raised_in=topic.raised_in,
            places=topic.places,
        )
    ]


def kind_of(code: str | None, given: Circumstances[TopicRules]) -> TopicKind:
    """The kind of topic. Where the rules have one only, nobody needs to name it."""
    kinds = given.rules.words.kinds
    if code is None and len(kinds) == 1:
        return kinds[0]
    if code is None:
        raise Misfit(
            "kind-needed",
            f"请填写议题类型。可用的代码：{'、'.join(each.code for each in kinds) or '无'}。",
            f"Say of which kind the topic is: {', '.join(each.code for each in kinds) or 'none'}.",
        )
    return chosen(kinds, code, KIND)


def of_origin(proposal: c.ProposeTopic, kind: TopicKind, given: Circumstances[TopicRules]) -> None:
    """Refuse an origin that the rules have not, or not for such topics or such an office; and one
    that asks for a source where none is named."""
    words = given.rules.words.origins
    origin = chosen(words, proposal.origin, ORIGIN)
    if kind.origins and origin.code not in kind.origins:
        those = [each for each in words if each.code in kind.origins]
        raise Rejected(
            "origin-of-kind",
            f"{kind.chinese}的来源只能是：{'、'.join(f'{w.chinese}（{w.code}）' for w in those)}。"
            "请改正来源，或按其他类型提出。",
            f"A {kind.english} is of one of these origins: {', '.join(w.code for w in those)}. "
            "Correct the origin, or raise it as another kind.",
        )
    if origin.roles and given.role not in origin.roles:
        raise Rejected(
            "origin-office",
            f"“{origin.chinese}”的议题由{'、'.join(OFFICES[each] for each in origin.roles)}登记。"
            "请转请其登记，或改正来源。",
            f"Topics of the origin {origin.code} are entered by: {', '.join(origin.roles)}. "
            "Ask them, or correct the origin.",
        )
    if origin.source_needed and not proposal.source:
        raise Rejected(
            "source-needed",
            f"“{origin.chinese}”的议题须写明依据（source），如文件、报告或批示。请补填。",
            f"A topic of the origin {origin.code} names what it rests on (source): a document, a "
            "report, an instruction. Add it.",
        )


def enters(scale: str, given: Circumstances[TopicRules]) -> bool:
    """Whether matters of this scale enter consultation (001-15)."""
    return chosen(given.rules.words.scales, scale, SCALE).enters


def within_the_office(proposal: c.ProposeTopic, given: Circumstances[TopicRules]) -> None:
    """Refuse a place outside the scope of the office: whoever looks after several units says that
    a matter is about them."""
    outside = [each for each in proposal.places if not covers(given.scope, each)]
    if outside:
        raise Rejected(
            "place-outside",
            f"您的管辖范围不含 {'、'.join(outside)}。请由各单位共同上级的人员登记。",
            f"Your office does not cover {', '.join(outside)}. Have a matter of several units"
            " entered by somebody of the unit above them all.",
        )


def in_own_name(raised_by: str, given: Circumstances[TopicRules]) -> None:
    """Refuse a member who raises a topic in another name (000-39)."""
    if given.role == Role.MEMBER and raised_by not in (given.actor, given.body):
        raise Rejected(
            "own-name",
            "委员只能以本人名义提出议题。如代他人提出，请交由工作站联络员登记。",
            "A member raises topics in their own name only. "
            "For somebody else, ask the station's clerk to record it.",
        )


def screen(
    topic: Topic, screening: c.ScreenTopic, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    screened_by_another(topic, given)
    kind = kind_of(screening.kind or topic.kind, given)
    checklist = given.rules.checklist_of(kind)
    on_record = OnRecord(topic.enters, topic.source, topic.supporters)
    computed = {code: test.answer(on_record) for code, test in TESTS.items()}
    found = gone_through(checklist, screening.answers, computed)
    answers = {"checklist": checklist.code, "answers": found.answers}
    reason = screening.reason or found.reasons
    match found.leads:
        case Leads.RETURN:
            return [e.TopicReturned(**answers, reason=reason)]
        case Leads.REJECT:
            return [e.TopicRejected(**answers, reason=reason)]
        case Leads.TRANSFER:
            to = receiver_of(screening, reason)
            return [e.TopicTransferredOut(**answers, receiver=to, reason=reason)]
    if not topic.enters:
        raise personal_claim()
    return [e.TopicAdmitted(kind=kind.code, **answers, **classified(kind, screening, given))]


def screened_by_another(topic: Topic, given: Circumstances[TopicRules]) -> None:
    """Refuse the person who raised or entered it, or a topic that became part of it, whichever
    office they ask in now (001-13)."""
    hands = topic.hands.union(*(given.read(f"topic/{each}").hands for each in topic.joined))
    if hands & given.known_as:
        raise Rejected(
            "own-topic",
            "不能审核自己提出或登记的议题。请由其他联络员或召集人审核。",
            "Nobody screens a topic they raised or entered themselves. "
            "Ask another clerk or the convenor.",
        )


def personal_claim() -> Rejected:
    return Rejected(
        "personal-claim",
        "这是个人诉求，不进入协商。请转交有关部门或乡镇办理。",
        "This is one person's claim and does not enter consultation. "
        "Transfer it to whoever is competent.",
    )


def receiver_of(screening: c.ScreenTopic, why: str) -> BodyId:
    if screening.receiver is None:
        raise Rejected(
            "receiver-needed",
            f"按清单，此议题须转办（{why}）。请填写接收单位（receiver）。",
            f"By the checklist this topic is transferred ({why}). Name the receiver.",
        )
    return screening.receiver


def classified(
    kind: TopicKind, screening: c.ScreenTopic, given: Circumstances[TopicRules]
) -> dict[str, Any]:
    """What an admitted topic is besides, and the procedure that it takes (000-31, 000-38)."""
    words = given.rules.words
    if screening.category is None or screening.weight is None:
        raise unclassified()
    category = chosen(words.categories, screening.category, CATEGORY)
    weight = chosen(words.weights, screening.weight, WEIGHT)
    if weight.reason_needed and screening.weight_reason is None:
        raise unclassified()
    led_and_looked_at(kind, screening)
    return {
        "category": category.code,
        "weight": weight.code,
        "weight_reason": screening.weight_reason,
        "led_by": screening.led_by,
        "sites": screening.sites,
        "procedure": procedure_for(kind.code, weight.code, given),
    }


def led_and_looked_at(kind: TopicKind, screening: c.ScreenTopic) -> None:
    """Refuse a topic of a kind that needs a leader, or sites, without them (004-15)."""
    if kind.needs_leader and screening.led_by is None:
        raise Rejected(
            "leader-needed",
            f"{kind.chinese}须明确由谁牵头（led_by，写机构或职务，不写姓名）。请补填。",
            f"A {kind.english} names who leads it (led_by: an office, not a person). Add it.",
        )
    if kind.needs_sites and not screening.sites:
        raise Rejected(
            "sites-needed",
            f"{kind.chinese}须列出要察看的地点（sites）。请补填。",
            f"A {kind.english} lists the places that are looked at (sites). Add them.",
        )


def unclassified() -> Rejected:
    return Rejected(
        "classification",
        "审核通过须确定议题类别和轻重，按规则须说明理由的还要说明理由。请补全后再提交。",
        "To admit a topic, give its category and its weight, and the reason for the weight where "
        "the rules ask for it. Complete these and send again.",
    )


def by_the_receiver(topic: Topic, given: Circumstances[TopicRules]) -> None:
    """Refuse a department to which the claim was not transferred. Whoever transferred it writes
    down what came back on paper."""
    if given.role == Role.DEPARTMENT and given.body != topic.receiver:
        raise Rejected(
            "not-the-receiver",
            f"此诉求已转交“{topic.receiver}”办理，请由该单位答复或退回。",
            f"This claim was transferred to {topic.receiver}. That body answers it or gives it"
            " back.",
        )


def pass_up(
    topic: Topic, passing: c.PassTopicUp, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    at_once(given.rules.consents, Thing.TOPIC, topic.kind, passing, given)
    above, here = prefix(passing.to_unit), prefix(given.unit)
    if not (given.lies_in(above) and len(above) < len(here)):
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


def merge(
    topic: Topic, command: c.MergeTopic, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    """Two topics become one where whoever asks looks after both, neither is a claim, and the other
    one is not selected yet. (One that is merged into itself would not take it in: it has ended.)"""
    other: Topic = given.read(f"topic/{command.into}")
    same_rules = given.ruled_by(other.unit) == given.ruled_by(given.unit)
    if not covers(given.scope, other.unit) or not same_rules:
        raise Rejected(
            "merge-outside",
            f"要并入的议题属 {other.unit}，不在您的管辖范围内。请由两地共同上级的人员办理。",
            f"The other topic is one of {other.unit}, outside your office. Have somebody of the "
            "unit above both merge them.",
        )
    if not (topic.enters and other.enters):
        raise personal_claim()
    if other.stage not in (Stage.PROPOSED, Stage.ADMITTED):
        chinese, english = _SAID[other.stage]
        raise Rejected(
            "not-open-to-merging",
            f"要并入的议题目前是“{chinese}”。请选择尚未确定的议题。",
            f"The other topic is {english}. Choose one that is not selected yet.",
        )
    return [e.TopicMerged(into=command.into, into_title=other.title, reason=command.reason)]


def took_in(topic: Topic, command: c.TakeInTopic) -> e.TopicTookIn:
    places = tuple(each for each in once((*topic.places, *command.places)) if each != topic.unit)
    together = topic.supporters + command.supporters
    return e.TopicTookIn(
        **command.model_dump(exclude={"supporters", "places"}), supporters=together, places=places
    )


def reads(topic: Topic, command: c.TopicCommand) -> Iterable[str]:
    """The topic into which this one is merged; and, for screening, those that were merged into it,
    whose hands count as well."""
    match command:
        case c.MergeTopic(into=into):
            return [f"topic/{into}"]
        case c.ScreenTopic():
            return [f"topic/{each}" for each in topic.joined]
        case _:
            return ()


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
    return consented(chapter, Thing.TOPIC, topic.kind, taken, command, given)


def procedure_for(kind: str, weight: str, given: Circumstances[TopicRules]) -> p.Procedure:
    if found := given.rules.procedure_for(given.unit_kind, kind, weight):
        return found
    raise Rejected(
        "no-procedure",
        "现行规则没有为此类单位、此类事项规定程序。请联系制定规则的机关补充。",
        f"The rules in force name no procedure for a {weight} matter in a unit of the "
        f"kind {given.unit_kind}. Ask whoever makes the rules to complete them.",
    )


def covered_by_plan(plan: str, given: Circumstances[TopicRules]) -> None:
    """A plan holds topics of its own unit and of the units below."""
    if not given.lies_in(prefix(plan.split(":")[0])):
        raise Rejected(
            "foreign-plan",
            "该议题不属于此计划的单位及其下级单位。请列入本单位或上级单位的计划。",
            "The topic lies outside the unit whose plan this is. "
            "Put it into the plan of its own unit or of one above.",
        )


def evolve(topic: Topic, event: e.TopicEvent, unit: str) -> Topic:
    match event:
        case e.TopicProposed():
            return Topic(
                stage=Stage.PROPOSED,
                unit=topic.unit or unit,
                title=event.title,
                kind=event.kind,
                origin=event.origin,
                source=event.source,
                enters=event.enters,
                supporters=event.supporters,
                raised_by=event.raised_by,
                hands=topic.hands | {event.raised_by, event.entered_by},
                raised_in=event.raised_in,
                places=event.places,
                joined=topic.joined,
            )
        case e.TopicAdmitted():
            admitted = replace(topic, stage=Stage.ADMITTED, kind=event.kind)
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


TOPIC = Decider[Topic, c.TopicCommand, e.TopicEvent](Topic(), decide, evolve)
