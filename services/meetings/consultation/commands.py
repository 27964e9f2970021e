"""What may be asked of a consultation."""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field

from common import procedure
from contracts.ids import BodyId, MemberId, TopicId
from contracts.meetings.consultation import Form, Headcount, Party, PartyKind, Result
from contracts.places import UnitId
from contracts.procedure import Code, Procedure
from contracts.text import Count, Day, Passage, Sentence, Title
from runtime.decider import Command

Ordinal = Annotated[int, Field(strict=True, ge=1, le=10_000)]
"""Number 1..n of a session or promise within its consultation."""
Members = Annotated[tuple[MemberId, ...], Field(max_length=500)]
Bodies = Annotated[tuple[BodyId, ...], Field(max_length=20)]
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


class RequestJointResearch(Command):
    """Ask a committee to research together."""

    committee: BodyId
    question: Sentence


class RecordResearch(Command):
    """Record research before consultation."""

    held_on: Day
    led_by: Title
    committee: BodyId | None = None
    joint: bool = False
    members: Members = ()
    people_met: Count = 0
    place: Title
    facts: Passage
    key_problem: Sentence
    proposal: Sentence


class FixParties(Command):
    """Settle who takes part, and which kinds of parties the matter does not concern."""

    parties: Annotated[tuple[Party, ...], Field(min_length=1, max_length=100)]
    not_concerned: Annotated[tuple[PartyKind, ...], Field(max_length=len(PartyKind))] = ()


class PostNotice(Command):
    """Record that something was posted before the session; `what` is the code that the procedure
    has for it, such as `topic`."""

    what: Code
    place: Title
    on: Day


class SeekViews(Command):
    """Record that views on the topic were sought: from when to when, how, of how many people."""

    since: Day
    until: Day
    how: Title
    people: Count
    gist: Passage


class PlanSession(Command):
    """Plan form, place, day and questions of the session."""

    form: Form
    place: Title
    on: Day
    questions: Questions


class CallSession(Command):
    """Call the next round; its number is in the event. The class of council (000-41) follows from
    the kind of unit."""

    form: Form
    key: bool = False
    on: Day
    place: Title
    questions: Questions
    host_forum: Title | None = None


class SendMaterials(Command):
    """Record what the members got before the session."""

    session: Ordinal
    documents: Annotated[tuple[Title, ...], Field(min_length=1, max_length=50)]
    on: Day


class HoldSession(Command):
    """Record that a called session took place."""

    session: Ordinal
    on: Day
    duration_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)]


class RecordAttendance(Command):
    """Record who was there: members one by one, all others counted by kind. Sent again with
    members who were forgotten, it adds them."""

    session: Ordinal
    present: Members
    headcount: Annotated[tuple[Headcount, ...], Field(max_length=len(PartyKind))] = ()


class RecordSpeech(Command):
    """Record what one party said. `speaker` is the party or office that spoke (村民代表, 县水务局),
    never the name of a person."""

    session: Ordinal
    kind: PartyKind
    speaker: Title
    gist: Sentence


class MakePromise(Command):
    """Record a promise made in session; its number is in the event."""

    session: Ordinal
    department: BodyId
    what: Sentence
    due: Day


class WithdrawPromise(Command):
    """Withdraw a promise, with the reason."""

    promise: Ordinal
    reason: Sentence


class TaskPromise(Command):
    """Make a promise a task: who leads, who helps."""

    promise: Ordinal
    lead: BodyId
    co: Bodies = ()


class RecordConsensus(Command):
    """Record a point on which all agreed."""

    session: Ordinal
    text: Sentence


class RecordDissent(Command):
    """Record an opinion that differs. `held_by` is the party or group that differs (部分种植户),
    never the name of a person."""

    session: Ordinal
    held_by: Title
    text: Sentence


class CloseSession(Command):
    """End a session, with what it achieved."""

    session: Ordinal
    results: Annotated[tuple[Result, ...], Field(min_length=1, max_length=len(Result))]


class ConfirmMinutes(Command):
    """Confirm the minutes of all rounds; the outcome is drafted from them. `confirmed_by` is the
    office or body that confirms (协商议事会召集人), never the name of a person."""

    summary: Passage
    confirmed_by: Title


class WaiveStep(procedure.WaiveStep):
    """Pass over the step whose turn it is, with reason and resolution. The same-level Party
    organisation consents."""


class UpgradeCase(Command):
    """Promote a simple consultation to its fuller procedure; never back."""

    procedure: Code
    reason: Sentence


ConsultationCommand: TypeAlias = (
    OpenConsultation
    | RequestJointResearch
    | RecordResearch
    | FixParties
    | PostNotice
    | SeekViews
    | PlanSession
    | CallSession
    | SendMaterials
    | HoldSession
    | RecordAttendance
    | RecordSpeech
    | MakePromise
    | WithdrawPromise
    | TaskPromise
    | RecordConsensus
    | RecordDissent
    | CloseSession
    | ConfirmMinutes
    | WaiveStep
    | UpgradeCase
)
