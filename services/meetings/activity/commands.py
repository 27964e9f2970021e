"""What may be asked of an activity."""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field

from contracts.event import Fact
from contracts.ids import BodyId, ConsultationId, ContactId, MemberId
from contracts.meetings.activity import Findings, FollowUp, Met
from contracts.meetings.participant import Presence
from contracts.places import UnitId
from contracts.text import Day, DocumentNumber, Sentence, Title, Total
from contracts.vocabulary import Code
from runtime.decider import Command
from runtime.due import NoteMissed

Consultations = Annotated[tuple[ConsultationId, ...], Field(max_length=20)]
Bodies = Annotated[tuple[BodyId, ...], Field(max_length=20)]
Ordinal = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Codes = Annotated[tuple[Code, ...], Field(max_length=20)]
Asked = Annotated[tuple[BodyId, ...], Field(min_length=1, max_length=20)]
Present = Annotated[tuple[Presence, ...], Field(max_length=50)]


class AskActivity(Command):
    """Ask bodies to take part in an activity, as a committee in joint research, and by which day
    each is to answer."""

    called = ("提请参加活动", "Ask for an activity")

    creates: ClassVar[bool] = True

    unit: UnitId
    kind: DocumentNumber
    title: Title
    asked: Asked
    question: Sentence
    answer_by: Day | None = None
    consultations: Consultations = ()

    def looks_up(self) -> tuple[str, ...]:
        return self.asked


class AgreeActivity(Command):
    """Agree to take part in an activity, for the body that was asked. `planned_on`: the day for
    which it is planned, today or later."""

    called = ("同意参加", "Agree to take part")

    planned_on: Day | None = None


class DeclineActivity(Command):
    """Decline to take part in an activity, with the reason, for the body that was asked."""

    called = ("谢绝参加", "Decline to take part")

    reason: Sentence


class WithdrawRequest(Command):
    """Take the request back before the activity took place, with the reason: it is needed no more,
    or was entered by mistake. The bodies that were asked see it in their list."""

    called = ("撤回提请", "Withdraw the request")

    reason: Sentence


class NoteAnswerMissed(NoteMissed):
    """Note that a body did not answer by the day. `what` is the body. Only the calendar asks
    this."""


class Counted(Fact):
    """An amount of a kind of the county's list."""

    kind: Code
    value: Total


class Following(FollowUp):
    """What is followed up: an activity, session or consultation, or a check of an outcome."""

    check: Ordinal | None = None


class MetThere(Met):
    """Whom those present visited or talked to. `people` is how many, if not all have an id."""

    members: Annotated[tuple[MemberId, ...], Field(max_length=100)] = ()
    contacts: Annotated[tuple[ContactId, ...], Field(max_length=100)] = ()


class TookPlace(Command):
    """What is told of an activity that took place. `led_by` is an office or group, never a person's
    name. Members are listed, all others counted by kind."""

    held_on: Day
    until: Day | None = None
    led_by: Title
    organ: Code | None = None
    held_by: BodyId | None = None
    bodies: Bodies = ()
    place: Title
    meant_for: Codes = ()
    present: Present = ()
    met: MetThere | None = None
    purposes: Codes = ()
    joined: Codes = ()
    channel: Code | None = None
    amounts: Annotated[tuple[Counted, ...], Field(max_length=20)] = ()
    follows_up: Following | None = None
    findings: Findings | None = None

    def looks_up(self) -> tuple[str, ...]:
        return self.bodies


class RecordActivity(TookPlace):
    """Record an activity that took place: who held it, for whom it was meant and who came, what it
    gave, what it follows up, and its findings where its kind holds them. `led_by` is an office or
    group, never a person's name. Members are listed, all others counted by kind. `occurrence` is
    needed only where the same took place once more on that day: it is the number that this one gets
    among them, the next one."""

    called = ("登记活动", "Record an activity")

    creates: ClassVar[bool] = True

    unit: UnitId
    kind: DocumentNumber
    title: Title
    joint: bool = False
    consultations: Consultations = ()
    occurrence: Ordinal | None = None


class RecordAsked(TookPlace):
    """Record that the activity for which bodies were asked took place. Those that agreed took part,
    whether `bodies` lists them or not."""

    called = ("登记活动已开展", "Record that the activity took place")


class CorrectActivity(TookPlace):
    """Correct what was recorded of an activity: the whole of it as it was in truth. Duty facts
    follow by themselves."""

    called = ("更正活动记录", "Correct the record of the activity")

    title: Title
    joint: bool = False
    reason: Sentence


ActivityCommand: TypeAlias = (
    AskActivity
    | AgreeActivity
    | DeclineActivity
    | WithdrawRequest
    | NoteAnswerMissed
    | RecordActivity
    | RecordAsked
    | CorrectActivity
)
