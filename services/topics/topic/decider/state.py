"""The state of a topic, and what each event makes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import NamedTuple, assert_never

from common.conditions import Run
from common.procedure import Walk
from contracts import procedure as p
from contracts.topics import topic as e
from runtime.decider import Circumstances, Unchecked
from services.topics.rules.decider import TopicRules
from services.topics.topic.conditions import Facts
from services.topics.topic.decider.stages import OPEN_TO_SUPPORT as OPEN_TO_SUPPORT
from services.topics.topic.decider.stages import SAID as SAID
from services.topics.topic.decider.stages import Stage as Stage


class Voice(NamedTuple):
    """Of a person, or of those who signed a list: how many, and how the paper was described."""

    signatures: int
    alike: tuple[str, int] | None = None


@dataclass(frozen=True)
class Topic(Unchecked):
    stage: Stage = Stage.BLANK
    unit: str = ""
    title: str = ""
    kind: str = ""
    origin: str = ""
    source: str | None = None
    rests_on: e.SourceThing | None = None
    call: str = ""
    """The call for topics under which it came in."""
    channel: str | None = None
    received_on: date | None = None
    text_apart: bool = False
    described: bool = False
    """Whether it is on record what it is about, for everybody who may read it."""
    scale: str = ""
    enters: bool = True
    supporters: int = 0
    """By the word of whoever raised it."""
    voices: tuple[tuple[str, Voice], ...] = ()
    """On record here, by the id of the person or the digest of the list."""
    struck: frozenset[str] = frozenset()
    """Voices that were taken back, also those on record of topics that became part of this one."""
    raised_by: str = ""
    hands: frozenset[str] = frozenset()
    """Who raised it and who entered it, each time."""
    raised_in: str = ""
    places: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    """The topics that became part of it, and the one of which it was part, with those of that."""
    part_of: str = ""
    parts: tuple[str, ...] = ()
    """The topics into which it was split."""
    document: str | None = None
    comments_due: date | None = None
    due: date | None = None
    """Until when it is to be supplemented, since it was returned last."""
    due_with_grace: date | None = None
    lapses: bool = False
    missed: date | None = None
    """The day whose miss is on record."""
    answer_due: date | None = None
    """Until when its receiver answers, since it was transferred last; so the next two."""
    answer_due_with_grace: date | None = None
    answer_missed: date | None = None
    decision: str = ""
    """What was decided last, of which whoever raised it is to be told."""
    told: e.ProposerAnswered | None = None
    led_by: str | None = None
    leader_level: str | None = None
    sites: tuple[str, ...] = ()
    category: str = ""
    weight: str = ""
    receiver: str = ""
    consented: bool = False
    approved: bool = False
    """Consented to by its own chain, whatever plan it stands in."""
    approved_on: date | None = None
    planned_on: date | None = None
    """The day of the consent to its plan."""
    taken: int = 0
    """How many steps of its chain of consents were taken since it was raised or passed up last."""
    since: date | None = None
    """The day of the last step of its chain, of a refusal, a transfer or the answer to that."""
    plan: str = ""
    procedure: p.Procedure | None = None
    """None before screening, and after a passing up until the unit above takes the topic up."""
    walk: Walk = Walk()
    consultation: str = ""
    """That which was opened for it last."""
    begun: bool = False
    """Whether something was done in it."""

    @property
    def withdrawable(self) -> bool:
        """Whether nothing was done yet that the consent to it allowed, as far as is on record."""
        if self.stage is Stage.SELECTED:
            return bool(self.consultation) and not self.begun
        return self.stage is not Stage.CLOSED

    @property
    def consented_on(self) -> date | None:
        """The first day on which it was consented to, in whichever way."""
        days = (self.approved_on, self.planned_on)
        return min((day for day in days if day is not None), default=None)

    @property
    def is_claim(self) -> bool:
        """One person's claim, from the start or as screening found."""
        return not self.enters or bool(self.receiver)

    def goes_into(self, plan: str, carried_from: str | None) -> bool:
        """Whether it stands in the plan, or is admitted and not done, and stands in none, or in
        the one from which it is carried over."""
        open_to_plans = self.stage in (Stage.ADMITTED, Stage.SELECTED)
        return self.plan == plan or (open_to_plans and self.plan == (carried_from or ""))

    @property
    def facts(self) -> Facts:
        """What conditions are tested on."""
        return Facts(
            called_for=bool(self.call),
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
                rests_on=event.rests_on,
                call=event.call or "",
                channel=event.channel,
                received_on=event.received_on,
                document=event.document,
                comments_due=event.due,
                text_apart=event.text is not None,
                described=event.text is None,
                scale=event.scale,
                enters=event.enters,
                supporters=event.supporters,
                raised_by=event.raised_by,
                hands=topic.hands | {event.raised_by, event.entered_by},
                raised_in=event.raised_in,
                places=event.places,
                joined=topic.joined or came_of(event),
                part_of=topic.part_of or event.part_of or "",
                since=topic.since,
                voices=topic.voices,
                struck=topic.struck,
            )
        case e.SupportRecorded():
            key, alike = event.person or "", None
            if event.paper is not None:
                key, alike = event.paper.digest, (event.paper.media_type, event.paper.size)
            added = _voice(topic, key, Voice(event.voices, alike))
            return replace(added, struck=topic.struck - {key})
        case e.SupportCorrected(digest=digest):
            known = dict(topic.voices).get(digest, Voice(0))
            return _voice(topic, digest, known._replace(signatures=event.voices))
        case e.SupportWithdrawn():
            return replace(topic, struck=topic.struck | {event.person or event.digest or ""})
        case e.TopicCallNamed(call=call):
            named = replace(topic, call=call or "")
            return replace(named, channel=event.channel, received_on=event.received_on)
        case e.TopicSourceCorrected(source=source, rests_on=thing):
            return replace(topic, source=source, rests_on=thing)
        case e.TopicAdmitted():
            admitted = _decided(topic, Stage.ADMITTED, "admitted")
            as_such = replace(admitted, kind=event.kind, described=True, sites=event.sites)
            led = replace(as_such, led_by=event.led_by, leader_level=event.leader_level)
            sorted_so = replace(led, category=event.category, weight=event.weight)
            return _by(sorted_so, event.procedure)
        case e.TopicReturned(due=due, due_with_grace=last):
            back = _decided(topic, Stage.RETURNED, "returned")
            return replace(back, due=due, due_with_grace=last, lapses=event.lapses, missed=None)
        case e.SupplementMissed(due=day):
            return replace(topic, missed=day)
        case e.ProposerAnswered():
            return replace(topic, told=event)
        case e.TopicLed():
            return replace(topic, led_by=event.led_by, leader_level=event.leader_level)
        case e.SitesAdded(sites=sites) | e.SitesWithdrawn(sites=sites):
            return replace(topic, sites=sites)
        case e.TopicRejected():
            return _decided(topic, Stage.REJECTED, "rejected")
        case e.TopicTransferredOut(receiver=receiver, due=due, due_with_grace=last):
            sent = replace(_decided(topic, Stage.TRANSFERRED_OUT, "transferred"), receiver=receiver)
            sent = replace(sent, since=event.transferred_on)
            return replace(sent, answer_due=due, answer_due_with_grace=last, answer_missed=None)
        case e.TransferAnswerMissed(due=day):
            return replace(topic, answer_missed=day)
        case e.TransferReturned():
            return replace(topic, stage=Stage.TRANSFER_RETURNED)
        case e.TransferAnswered(answered_on=day):
            return replace(_decided(topic, Stage.ANSWERED, "answered"), since=day)
        case e.TopicPassedUp(to_unit=to_unit, screened=screened):
            up = replace(topic, unit=to_unit, procedure=None, walk=Walk(), taken=0)
            up = replace(up, since=event.consent.decided_on)
            unscreened = replace(up, stage=Stage.PROPOSED, category="", weight="")
            return up if screened else unscreened
        case e.TopicMerged():
            return _decided(topic, Stage.MERGED, "merged")
        case e.TopicTookIn(merged=merged):
            both = replace(topic, supporters=event.supporters, places=event.places)
            return replace(both, joined=(*topic.joined, merged, *event.joined))
        case e.TopicSplit():
            return _decided(topic, Stage.SPLIT, "split")
        case e.TopicPartBegun(part=part):
            return replace(topic, parts=(*topic.parts, part))
        case e.ProcedureFixed(procedure=procedure):
            return _by(topic, procedure)
        case e.TopicApproved(last=last, consent=consent):
            taken, on = topic.taken + 1, consent.decided_on
            to_it = replace(topic, consented=last, approved=last, taken=taken, since=on)
            return replace(to_it, approved_on=on if last else None)
        case e.TopicConsentRefused(decided_on=day):
            return replace(_decided(topic, Stage.REFUSED, "refused"), since=day)
        case e.TopicPlanned(plan=plan):
            first = topic.planned_on or event.decided_on
            return replace(topic, plan=plan, consented=True, planned_on=first)
        case e.TopicUnplanned(undone=undone):
            return replace(out_of_plan(topic), walk=topic.walk.back(undone))
        case e.StepCompleted() | e.StepWaived():
            return replace(topic, walk=topic.walk.walked(event))
        case e.TopicSelected():
            return replace(topic, stage=Stage.SELECTED, consultation="", begun=False)
        case e.ConsultationNoted(consultation=consultation, begun=begun):
            # Of one that was withdrawn: it had begun before the withdrawal came there.
            stage = Stage.SELECTED if topic.stage is Stage.ADMITTED else topic.stage
            return replace(topic, stage=stage, consultation=consultation, begun=begun)
        case e.SelectionWithdrawn():
            return replace(topic, stage=Stage.ADMITTED)
        case e.TopicReopened():
            return replace(topic, stage=Stage.SELECTED)
        case e.TopicClosed():
            return replace(topic, stage=Stage.CLOSED)
        case _:
            assert_never(event)


def out_of_plan(topic: Topic) -> Topic:
    """Without the consent that a plan is to its topics; its own chain's stays."""
    return replace(topic, plan="", consented=topic.approved, planned_on=None)


def came_of(event: e.TopicProposed) -> tuple[str, ...]:
    """The topic of which it was part, and those that had become part of that one."""
    return (event.part_of, *event.joined) if event.part_of else ()


def _decided(topic: Topic, stage: Stage, decision: str) -> Topic:
    """Of which whoever raised it has not been told yet."""
    return replace(topic, stage=stage, decision=decision, told=None)


def _voice(topic: Topic, key: str, voice: Voice) -> Topic:
    return replace(topic, voices=tuple({**dict(topic.voices), key: voice}.items()))


def _by(topic: Topic, procedure: p.Procedure) -> Topic:
    return replace(topic, procedure=procedure, walk=Walk.of(procedure, Run.TOPICS))
