"""What may be asked of a consultation."""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field

from common import procedure
from contracts.ids import ActivityId, SessionId, TalentId, TopicId
from contracts.meetings.consultation import TaskAgreed
from contracts.meetings.participant import Headcount, Invited
from contracts.places import UnitId
from contracts.procedure import Code as ProcedureCode
from contracts.procedure import Procedure
from contracts.text import Count, Day, Passage, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command
from services.meetings.participants import bodies_of

Questions = Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=20)]


class OpenConsultation(Command):
    """A topic is selected: begin, by the procedure that was fixed for it (13.3-4). Only a policy
    asks this."""

    creates: ClassVar[bool] = True

    unit: UnitId
    topics: tuple[TopicId, ...]
    title: Title
    weight: str
    origin: str
    raised_by: str
    raised_in: UnitId
    places: tuple[UnitId, ...] = ()
    procedure: Procedure
    consented_on: Day | None = None


class NoteBegun(Command):
    """Something was done in the consultation. Only a reaction asks this."""


class WithdrawConsultation(Command):
    """Its topic was withdrawn before the consultation had begun. Only a policy asks this."""

    reason: Sentence


class FixParticipants(Command):
    """Settle who takes part, and which kinds of participants the matter does not concern. `title`
    is the party, office or group, never a person's name."""

    called = ("确定参加方", "Settle the participants")

    participants: Annotated[tuple[Invited, ...], Field(min_length=1, max_length=100)]
    not_concerned: Annotated[tuple[Code, ...], Field(max_length=50)] = ()

    def looks_up(self) -> tuple[str, ...]:
        return bodies_of(self.participants)


class PostNotice(Command):
    """Record that something was posted before the session; `what` is a code of the county's
    `notices`, such as `topic`."""

    called = ("登记张榜公示", "Record a posted notice")

    what: Code
    place: Title
    on: Day


class TakeBackNotice(Command):
    """Take the record of a notice back, named by what was posted, where and when, with the reason:
    it was not posted, or not so. What was in truth is recorded anew. No step that is done is
    undone, but the consultation concludes on what counts then."""

    called = ("撤销公示登记", "Take the record of a notice back")

    what: Code
    place: Title
    on: Day
    reason: Sentence


class SeekViews(Command):
    """Record that views on the topic were sought: from when to when, how, of how many people."""

    called = ("登记征求意见", "Record that views were sought")

    since: Day
    until: Day
    how: Title
    people: Count
    gist: Passage


class TakeBackViews(Command):
    """Take the record of views back, named by days, way and number of people, with the reason, as
    that of a notice."""

    called = ("撤销征求意见登记", "Take the record of views back")

    since: Day
    until: Day
    how: Title
    people: Count
    reason: Sentence


class PlanSession(Command):
    """Plan form, place, day and questions of the session."""

    called = ("制定会议方案", "Plan the session")

    form: Code
    place: Title
    on: Day
    questions: Questions


class NoteResearch(Command):
    """Research that serves the consultation was recorded, or corrected. Only a reaction asks
    this."""

    activity: ActivityId
    held_on: Day
    joint: bool
    bodies: tuple[str, ...]
    participants: tuple[str, ...]


class NoteTalent(Command):
    """A talent drawn for the consultation has accepted. Only a policy asks this."""

    pool: Code
    talent: TalentId
    on: Day


class NoteTalentLeft(Command):
    """A talent who had accepted takes that back. Only a policy asks this."""

    pool: Code
    talent: TalentId


class NoteCall(Command):
    """A session that serves the consultation was called. Only a reaction asks this."""

    session: SessionId
    form: str
    key: bool
    on: Day


class NotePostponement(Command):
    """The session was moved to another day. Only a reaction asks this."""

    session: SessionId
    on: Day


class NoteNotHeld(Command):
    """No sitting of the session stands any more. Only a reaction asks this."""

    session: SessionId


class NoteCancellation(Command):
    """The session was cancelled. Only a reaction asks this."""

    session: SessionId


class NoteHolding(Command):
    """What took place in the session so far. Only a reaction asks this."""

    session: SessionId
    held_on: Day
    present: tuple[Headcount, ...]
    spoke: tuple[str, ...]
    closed: bool


class NoteMinutes(Command):
    """The minutes of the session are confirmed. Only a reaction asks this."""

    session: SessionId
    summary: Passage
    consensus: tuple[Sentence, ...]
    dissent: tuple[Sentence, ...]
    tasks: tuple[TaskAgreed, ...]
    confirmed_by: Title


class ConcludeConsultation(Command):
    """Conclude: the minutes of all rounds are confirmed and no further round is needed. `summary`
    is what the consultation came to; the outcome is drafted from it."""

    called = ("协商结项", "Conclude the consultation")

    summary: Passage


class WaiveStep(procedure.WaiveStep):
    """Pass over the step whose turn it is, with the reason and the consent that it needs."""


class UpgradeConsultation(Command):
    """Promote a simple consultation to its fuller procedure; never back."""

    called = ("升级协商程序", "Take the fuller procedure")

    procedure: ProcedureCode
    reason: Sentence


ConsultationCommand: TypeAlias = (
    OpenConsultation
    | NoteBegun
    | WithdrawConsultation
    | FixParticipants
    | PostNotice
    | TakeBackNotice
    | SeekViews
    | TakeBackViews
    | PlanSession
    | NoteResearch
    | NoteTalent
    | NoteTalentLeft
    | NoteCall
    | NotePostponement
    | NoteCancellation
    | NoteHolding
    | NoteNotHeld
    | NoteMinutes
    | ConcludeConsultation
    | WaiveStep
    | UpgradeConsultation
)
