"""What people may ask of a topic."""

import re
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from common import consents, procedure
from contracts.checklists import Answer
from contracts.ids import BodyId, ConsultationId, OutcomeId, PlanId, TopicCallId
from contracts.paper import Paper
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title
from contracts.topics.rules import Proposer
from contracts.topics.topic import SourceThing
from contracts.vocabulary import Code
from runtime.decider import Command
from runtime.due import NoteMissed
from services.topics.topic.lineage_commands import BeginPart as BeginPart
from services.topics.topic.lineage_commands import MergeTopic as MergeTopic
from services.topics.topic.lineage_commands import NotePart as NotePart
from services.topics.topic.lineage_commands import Part as Part
from services.topics.topic.lineage_commands import SplitTopic as SplitTopic
from services.topics.topic.lineage_commands import TakeInTopic as TakeInTopic
from services.topics.topic.support_commands import CorrectSupport as CorrectSupport
from services.topics.topic.support_commands import RecordSupport as RecordSupport
from services.topics.topic.support_commands import WithdrawSupport as WithdrawSupport

RaisedBy = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""The id of a resident, member or body. The shape keeps names out of the history."""


MEMBER_NUMBER = re.compile(r"m-[0-9]+-[0-9]+")
_UNIT, _PERSON = re.compile(r"[0-9]{12}"), re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def kind_of_proposer(named: str) -> Proposer:
    """What an id is by its shape."""
    if MEMBER_NUMBER.fullmatch(named):
        return Proposer.MEMBER
    if _UNIT.fullmatch(named):
        return Proposer.UNIT
    return Proposer.RESIDENT if _PERSON.fullmatch(named) else Proposer.BODY


PlanKey = Annotated[PlanId, Field(pattern=r"^[0-9]{12}:[0-9]{4}:[a-z0-9][a-z0-9-]{0,62}$")]
CallKey = Annotated[TopicCallId, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class ProposeTopic(Command):
    """Raise a topic. Without `raised_by`, the person who asks raises it, or the body for which they
    do; the origin may ask for a member, a body, a unit or a resident (the id that `POST /people`
    gave). `kind` may be left out where the rules have one kind of topics only. `source` is what the
    topic rests on, and `rests_on` which thing of ours that is, by kind and id, where it is one: a
    report, a bulletin, a proposal, a call, a session, an activity. `places` are further units that
    the matter is about.
    `call` is the call for topics under which it comes in, `channel` by which way, and `received_on`
    on which day, where it is entered later. What it says stands in `description`, or in a paper
    that was uploaded before: then `text` is the answer to the upload. `document` is what is
    commented on, and `due` the day until which."""

    called = ("提出议题", "Propose a topic")

    creates: ClassVar[bool] = True

    unit: UnitId
    kind: Code | None = None
    title: Title
    description: Passage | None = None
    text: Paper | None = None
    origin: Code
    source: Title | None = None
    rests_on: SourceThing | None = None
    scale: Code
    raised_by: RaisedBy | None = None
    places: Annotated[tuple[UnitId, ...], Field(max_length=50)] = ()
    supporters: Count = 0
    call: CallKey | None = None
    channel: Code | None = None
    received_on: Day | None = None
    document: Title | None = None
    due: Day | None = None

    def looks_up(self) -> tuple[str, ...]:
        """Whoever raises it, where that may be a body."""
        named = self.raised_by
        return (named,) if named and kind_of_proposer(named) is Proposer.BODY else ()


class NameCall(Command):
    """Say under which call for topics the topic came in, by which channel and on which day; under
    none, where it names none. For what was entered without its call, or under a wrong one."""

    called = ("更正所属征题", "Correct under which call it came in")

    call: CallKey | None = None
    channel: Code | None = None
    received_on: Day
    reason: Sentence


class CorrectSource(Command):
    """Say what the topic rests on, where that was entered wrongly or not at all: in words
    (`source`), and which thing of ours it is (`rests_on`). It does not rest on what is left out."""

    called = ("更正来源依据", "Correct what it rests on")

    source: Title | None = None
    rests_on: SourceThing | None = None
    reason: Sentence


class RaiseAgain(Command):
    """Raise a topic again that was returned or had no consent, in other words, for whoever raised
    it first. It brings `description` or `text`, as when it was raised first; `received_on` is the
    day on which that came in, where it is entered later."""

    called = ("重新提出议题", "Raise the topic again")

    title: Title
    description: Passage | None = None
    text: Paper | None = None
    source: Title | None = None
    rests_on: SourceThing | None = None
    scale: Code
    supporters: Count = 0
    received_on: Day | None = None
    document: Title | None = None
    due: Day | None = None


class ScreenTopic(Command):
    """Answer the checklist for topics of its kind. Where all is yes it is admitted: category and
    weight are needed, and who leads it (at which level) and which `sites` are looked at, where its
    kind asks for that. The first no leads to a return, a rejection or a transfer, as the checklist
    says: `reason` tells those who raised it why, `receiver` is to whom it is transferred, and
    `transferred_on` when, where that is entered later. `kind`:
    where it is of another kind than it was raised as. `description`: what an admitted matter is
    about, where the text of the topic stands apart."""

    called = ("筛选议题", "Screen the topic")

    kind: Code | None = None
    answers: Annotated[dict[Code, Answer], Field(max_length=30)]
    category: Code | None = None
    field: Code | None = None
    weight: Code | None = None
    weight_reason: Sentence | None = None
    led_by: Title | None = None
    leader_level: Code | None = None
    sites: Annotated[tuple[Title, ...], Field(max_length=20)] = ()
    description: Passage | None = None
    reason: Sentence | None = None
    receiver: BodyId | None = None
    transferred_on: Day | None = None


class NoteNotInTime(NoteMissed):
    """Note that nothing came in of a returned topic in its time, or that no answer to a claim that
    was transferred did. Only the calendar asks this."""


class AnswerProposer(Command):
    """Record that whoever raised the topic was told what became of it: what was said, by which way
    (in person, by letter, on the board), and on which day."""

    called = ("答复提出人", "Answer whoever raised it")

    answer: Sentence
    how: Title
    on: Day


class LeadTopic(Command):
    """Say which office or group leads the topic from that day on, and at which level it stands."""

    called = ("确定领题", "Say who leads the topic")

    led_by: Title
    leader_level: Code | None = None
    on: Day
    reason: Sentence


class AddSites(Command):
    """Add places that are looked at, or that try what is consulted about, while the topic runs:
    units by their code, which is looked up, or other places in words."""

    called = ("增加试点", "Add sites")

    sites: Annotated[tuple[Title, ...], Field(min_length=1, max_length=100)]


class WithdrawSites(Command):
    """Take places out that are no sites of the topic, or no longer, with the reason."""

    called = ("撤销试点", "Withdraw sites")

    sites: Annotated[tuple[Title, ...], Field(min_length=1, max_length=100)]
    reason: Sentence


class TransferTopicOut(Command):
    """Hand one person's claim to the body that is competent (001-15). `transferred_on`: the day on
    which it went there, where it is entered later."""

    called = ("转办诉求", "Transfer the claim")

    receiver: BodyId
    reason: Sentence
    transferred_on: Day | None = None


class ReturnTransfer(Command):
    """Give a claim back for which the receiver is not competent, with the reason."""

    called = ("退回转办事项", "Return the transfer")

    reason: Sentence


class AnswerTransfer(Command):
    """Record what the receiver answered, and on which day."""

    called = ("答复转办事项", "Answer the transfer")

    answer: Sentence
    answered_on: Day


class PassTopicUp(consents.Consenting):
    """Make it the topic of a unit above (000-52). Beyond the jurisdiction it is screened again."""

    called = ("提请上级协商", "Pass the topic up")

    to_unit: UnitId
    reason: Sentence


class ApproveTopic(consents.Consenting):
    """Record the next step of the topic's chain of consents (000-24)."""

    called = ("同意议题", "Consent to the topic")


class RefuseTopic(consents.Refusing):
    """Record that the bodies whose turn it is did not consent; the topic goes back to whoever
    raised it."""

    called = ("不同意议题", "Refuse consent to the topic")


class PlanTopic(Command):
    """Note that the topic is in a plan that was consented to. Only a policy asks this."""

    plan: PlanKey
    carried_from: PlanKey | None = None
    decided_on: Day | None = None


class UnplanTopic(Command):
    """Note that the topic was withdrawn from a plan. Only a policy asks this."""

    plan: PlanKey
    reason: Sentence


class WaiveStep(procedure.WaiveStep):
    """Pass over the step whose turn it is, with the reason and the consent that it needs."""


class NoteConsultation(Command):
    """Note that the consultation of the topic was opened, or has begun. Only a policy asks this."""

    consultation: ConsultationId
    begun: bool


class CloseTopic(Command):
    """Close the topic with its outcome. Only a policy asks this."""

    outcome: OutcomeId
    outcome_number: DocumentNumber | None = None


class ReopenTopic(Command):
    """Open the topic again with its outcome. Only a policy asks this."""

    outcome: OutcomeId
    reason: Sentence


TopicCommand = (
    ProposeTopic
    | NameCall
    | CorrectSource
    | RaiseAgain
    | RecordSupport
    | CorrectSupport
    | WithdrawSupport
    | ScreenTopic
    | NoteNotInTime
    | AnswerProposer
    | LeadTopic
    | AddSites
    | WithdrawSites
    | TransferTopicOut
    | ReturnTransfer
    | AnswerTransfer
    | PassTopicUp
    | MergeTopic
    | TakeInTopic
    | SplitTopic
    | BeginPart
    | NotePart
    | ApproveTopic
    | RefuseTopic
    | PlanTopic
    | UnplanTopic
    | WaiveStep
    | NoteConsultation
    | CloseTopic
    | ReopenTopic
)
