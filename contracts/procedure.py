"""A county's procedures as data: steps, and conditions that are tested on recorded facts.

A procedure is walked in three runs, topics → meetings → outcomes, each by its own service, and
facts flow forward only. Each condition is tested by exactly one service (common/procedure.py), so a
step belongs to the run of its conditions. What a procedure says here is copied when it is fixed for
a topic; a later version does not touch what runs.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from contracts.calendar import Measure, Term
from contracts.consents import Consent
from contracts.event import Fact
from contracts.rules import Chapter
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code as Word

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
"""Of a procedure or a step."""
Codes = Annotated[tuple[Word, ...], Field(max_length=50)]
Times = Annotated[int, Field(strict=True, ge=1, le=100)]
Days = Annotated[int, Field(strict=True, ge=0, le=3650)]
Counted = Literal[Measure.DAYS, Measure.WORKING_DAYS]
"""In what the days before a session are counted."""
People = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Percent = Annotated[int, Field(strict=True, ge=1, le=100)]


# ------------------------------------------------------------------------------- tested by topics


class CalledFor(Fact):
    """The topic came in under a call for topics (000-33)."""

    kind: Literal["called-for"] = "called-for"


class Raised(Fact):
    """Somebody raised the topic, and its origin is recorded."""

    kind: Literal["raised"] = "raised"


class Screened(Fact):
    """Screening admitted the topic: every question of its checklist is answered."""

    kind: Literal["screened"] = "screened"


class ConsentGiven(Fact):
    """The topic is consented to: the last step of its chain was taken (000-24)."""

    kind: Literal["consent"] = "consent"


class InPlan(Fact):
    """The topic stands in a plan that was decided (000-32); without `plan_kind`, in any."""

    kind: Literal["in-plan"] = "in-plan"
    plan_kind: Word | None = None


# ----------------------------------------------------------------------------- tested by meetings


class Researched(Fact):
    """There is research from before the session (000-45): `least` records, as joint research where
    `joint` says so, with a body of each of the kinds `bodies` and somebody of each of the kinds of
    participants `participants` taking part."""

    kind: Literal["research"] = "research"
    least: Times = 1
    joint: bool = False
    bodies: Codes = ()
    participants: Codes = ()


class SessionIsPlanned(Fact):
    """Form, place, day and questions of the session are planned (000-30)."""

    kind: Literal["session-planned"] = "session-planned"


class Participants(Fact):
    """Who takes part is fixed, all kinds of `required` among them (001-23), and each kind of
    `if_concerned` unless it is recorded that the matter does not concern it (domain 5.2)."""

    kind: Literal["participants"] = "participants"
    required: Codes = ()
    if_concerned: Codes = ()


class SessionIsHeld(Fact):
    """So many rounds were held, each in one of these forms where there are some."""

    kind: Literal["session"] = "session"
    forms: Codes = ()
    rounds: Times = 1


class Present(Fact):
    """In a session so many people were present, somebody of each of these kinds among them."""

    kind: Literal["present"] = "present"
    kinds: Codes = ()
    quorum: People = 0


class EveryParticipantSpoke(Fact):
    """Of every kind that was present in a session, somebody spoke in it (000-44)."""

    kind: Literal["every-participant-spoke"] = "every-participant-spoke"


class MinutesStand(Fact):
    """The minutes are confirmed; where `confirmed_by` names offices or bodies, by one of them."""

    kind: Literal["minutes"] = "minutes"
    confirmed_by: Annotated[tuple[Title, ...], Field(max_length=20)] = ()


class Posted(Fact):
    """This was posted, so many days (`measure`: or working days) before the session or more."""

    kind: Literal["posted"] = "posted"
    what: Word
    days: Days = 0
    measure: Counted = Measure.DAYS


class ViewsSought(Fact):
    """Views were sought over so many days (`measure`: or working days) or more, ending before the
    session or with it."""

    kind: Literal["views-sought"] = "views-sought"
    days: Days = 0
    measure: Counted = Measure.DAYS


class IsDrawn(Fact):
    """So many talents drawn from this pool have accepted, on the day of the session or before
    (001-32)."""

    kind: Literal["drawn"] = "drawn"
    pool: Word
    least: Times = 1


# ----------------------------------------------------------------------------- tested by outcomes


class Drafted(Fact):
    """The outcome is drafted from what the consultation concluded (001-22)."""

    kind: Literal["drafted"] = "drafted"


class OutcomeConsentGiven(Fact):
    """There is consent to use the outcome: the last step of its chain was taken (000-24)."""

    kind: Literal["outcome-consent"] = "outcome-consent"


class ResultIsPosted(Fact):
    """The result was posted where those concerned read it."""

    kind: Literal["result-posted"] = "result-posted"


class OutcomeIsSent(Fact):
    """The outcome was sent, to each of `to`, with copies to each of `copies` (001-22)."""

    kind: Literal["outcome-sent"] = "outcome-sent"
    to: Annotated[tuple[Title, ...], Field(max_length=20)] = ()
    copies: Annotated[tuple[Title, ...], Field(max_length=20)] = ()


class TasksAreAssigned(Fact):
    """At least one task lies with a department, and every agreed one was assigned (001-34)."""

    kind: Literal["tasks-assigned"] = "tasks-assigned"


class TasksAreDone(Fact):
    """Of all tasks this share, in per cent, is completed."""

    kind: Literal["tasks-done"] = "tasks-done"
    share: Percent = 100


class Checked(Fact):
    """A check of this kind was held (001-38); where `kept`, it and no other found a task undone."""

    kind: Literal["checked"] = "checked"
    check: Word
    kept: bool = True


class IsFedBack(Fact):
    """Each of `whom` was told what became of it; those who raised the topic, where it names nobody
    (000-34)."""

    kind: Literal["fed-back"] = "fed-back"
    whom: Codes = ()


class IsAdopted(Fact):
    """The result was written down for good: in one of these places, or anywhere, and at one of
    these levels, or at any (domain 5.2)."""

    kind: Literal["adopted"] = "adopted"
    places: Codes = ()
    levels: Codes = ()


class IsInstructed(Fact):
    """A leader of one of these levels, or of any, wrote an instruction on it (004-04)."""

    kind: Literal["instructed"] = "instructed"
    levels: Codes = ()


class IsRated(Fact):
    """It was rated by secret ballot (001-36): in a rating of one of these kinds, or of any, the
    last of which so many per cent were satisfied."""

    kind: Literal["rated"] = "rated"
    by: Codes = ()
    at_least: Annotated[int, Field(strict=True, ge=0, le=100)] = 0


Plain: TypeAlias = (
    CalledFor
    | Raised
    | Screened
    | ConsentGiven
    | InPlan
    | Researched
    | SessionIsPlanned
    | Participants
    | SessionIsHeld
    | Present
    | EveryParticipantSpoke
    | MinutesStand
    | Posted
    | ViewsSought
    | IsDrawn
    | Drafted
    | OutcomeConsentGiven
    | ResultIsPosted
    | OutcomeIsSent
    | TasksAreAssigned
    | TasksAreDone
    | Checked
    | IsFedBack
    | IsAdopted
    | IsInstructed
    | IsRated
)


class AnyOf(Fact):
    """One of these holds. All belong to one run."""

    kind: Literal["any-of"] = "any-of"
    conditions: Annotated[
        tuple[Annotated[Plain, Field(discriminator="kind")], ...],
        Field(min_length=2, max_length=10),
    ]


Condition: TypeAlias = Plain | AnyOf
Conditions = Annotated[
    tuple[Annotated[Condition, Field(discriminator="kind")], ...],
    Field(min_length=1, max_length=20),
]


class Within(Term):
    """A step is to be done in so much time after the step `after`, or after the one before it."""

    after: Code | None = None


class Step(Fact):
    """A step, complete once all its conditions hold.

    `actors` narrows who may do its deeds to these offices, among those that may do them anyway.
    `waived_by` names those offices, of all that record the consent to a waiver, that may pass over
    it; nobody may where it names none.
    """

    code: Code
    name: Title
    conditions: Conditions
    actors: Codes = ()
    within: Within | None = None
    evidence: Annotated[tuple[Title, ...], Field(max_length=20)] = ()
    waived_by: Codes = ()


class Procedure(Fact):
    """A procedure with its steps in order. A simple one may name the fuller one it upgrades to."""

    code: Code
    name: Title
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=30)]
    simple: bool = False
    upgrades_to: Code | None = None


class Choice(Fact):
    """Which procedure a topic takes. A row fits where all that it names is so; the first counts."""

    unit_kind: Word | None = None
    topic_kind: Word | None = None
    weight: Word | None = None
    procedure: Code

    @property
    def catches_all(self) -> bool:
        return self.unit_kind is None and self.topic_kind is None and self.weight is None


class Procedures(Chapter):
    """The procedures in force; what runs already keeps the one it has. Topics fix one for each
    topic, meetings upgrade to another."""

    procedures: Annotated[tuple[Procedure, ...], Field(min_length=1, max_length=50)]


class StepDue(Fact):
    """By when a step is to be done. `provisional`: counted without the calendar of a year."""

    step: Code
    due: Day
    provisional: bool = False


class Walked(Fact):
    """What `StepCompleted` of each service holds. `step_number` is 1..n in the whole procedure;
    `due`: the steps, of this run or a later one, whose time runs from this one on."""

    step: Code
    name: Title
    step_number: int
    due: tuple[StepDue, ...] = ()


class PassedOver(Walked):
    """What `StepWaived` of each service holds: the reason, and the consent that it needs."""

    reason: Sentence
    consent: Consent
