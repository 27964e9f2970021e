"""What may be asked of an activity."""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field

from contracts.ids import BodyId, ConsultationId
from contracts.meetings.activity import Findings
from contracts.meetings.participant import Presence
from contracts.places import UnitId
from contracts.text import Day, DocumentNumber, Sentence, Title
from runtime.decider import Command
from runtime.due import NoteMissed

Consultations = Annotated[tuple[ConsultationId, ...], Field(max_length=20)]
Bodies = Annotated[tuple[BodyId, ...], Field(max_length=20)]
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
    """Agree to take part in an activity, for the body that was asked."""

    called = ("同意参加", "Agree to take part")

    planned_on: Day | None = None


class DeclineActivity(Command):
    """Decline to take part in an activity, with the reason, for the body that was asked."""

    called = ("谢绝参加", "Decline to take part")

    reason: Sentence


class NoteAnswerMissed(NoteMissed):
    """Note that a body did not answer by the day. `what` is the body. Only the calendar asks
    this."""


class RecordActivity(Command):
    """Record an activity that took place, with its findings where its kind holds them. `led_by` is
    an office or group, never a person's name. Members are listed, all others counted by kind."""

    called = ("登记活动", "Record an activity")

    creates: ClassVar[bool] = True

    unit: UnitId
    kind: DocumentNumber
    title: Title
    held_on: Day
    led_by: Title
    bodies: Bodies = ()
    joint: bool = False
    place: Title
    present: Present = ()
    findings: Findings | None = None
    consultations: Consultations = ()

    def looks_up(self) -> tuple[str, ...]:
        return self.bodies


class RecordAsked(Command):
    """Record that the activity for which bodies were asked took place. Those that agreed took part,
    whether `bodies` lists them or not."""

    called = ("登记活动已开展", "Record that the activity took place")

    held_on: Day
    led_by: Title
    bodies: Bodies = ()
    place: Title
    present: Present = ()
    findings: Findings | None = None

    def looks_up(self) -> tuple[str, ...]:
        return self.bodies


class CorrectActivity(Command):
    """Correct what was recorded of an activity: the whole of it as it was in truth. Duty facts
    follow by themselves."""

    called = ("更正活动记录", "Correct the record of the activity")

    title: Title
    held_on: Day
    led_by: Title
    bodies: Bodies = ()
    joint: bool = False
    place: Title
    present: Present = ()
    findings: Findings | None = None
    reason: Sentence

    def looks_up(self) -> tuple[str, ...]:
        return self.bodies


ActivityCommand: TypeAlias = (
    AskActivity
    | AgreeActivity
    | DeclineActivity
    | NoteAnswerMissed
    | RecordActivity
    | RecordAsked
    | CorrectActivity
)
