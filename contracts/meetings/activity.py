"""What is done outside of sessions: research, training, tours, inspections, service, meetings.

One stream per activity. Research is an activity with findings (000-45).
"""

from datetime import date
from enum import StrEnum
from operator import not_
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, ConsultationId, ContactId, MemberId
from contracts.meetings.participant import Presence
from contracts.text import Count, Day, Passage, Sentence, Title

ThingId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]


class OfKind(Fact):
    """An activity of this kind, and what the kind meant when it was chosen: `credited_as`, the duty
    fact of the members; `quota`, to which it counts; `may_find`: it may hold findings; `may_join`:
    with which other supervision it may be joined."""

    kind: str
    credited_as: str
    quota: str
    may_find: bool
    may_join: tuple[str, ...] = ()


class BodyAsked(Fact):
    """A body that is asked, and its kind on that day."""

    body: BodyId
    kind: str


class ActivityAsked(Event, OfKind):
    """A unit asked bodies to take part in an activity, as in joint research (000-50). Each is to
    answer by the day `answer_by`, where there is one."""

    title: Title
    asked: tuple[BodyAsked, ...]
    question: Sentence
    answer_by: Day | None = None
    consultations: tuple[ConsultationId, ...] = ()


class ActivityAgreed(Event):
    """A body that was asked takes part."""

    asked: BodyId
    planned_on: Day | None = None


class ActivityDeclined(Event):
    """A body that was asked does not take part. `all_declined`: nor does any other that was asked,
    so that nothing comes of it."""

    asked: BodyId
    reason: Sentence
    all_declined: bool


class AnswerMissed(Event):
    """The day was over, and no answer of this body was on record. No decision rests on this: it may
    still answer."""

    asked: BodyId
    due: Day


class RequestWithdrawn(Event):
    """The unit took its request back, for this reason: of the bodies that had been `asked` none
    needs to answer or to take part."""

    asked: tuple[BodyId, ...]
    reason: Sentence


class Findings(Fact):
    """What was found: the facts, the key problem, and what is proposed (000-45, 001-24)."""

    facts: Passage
    key_problem: Sentence
    proposal: Sentence


class Thing(StrEnum):
    """What may be followed up. Of an outcome it is one of its checks."""

    ACTIVITY = "activity"
    SESSION = "session"
    CONSULTATION = "consultation"
    OUTCOME = "outcome"


class FollowUp(Fact):
    """That an activity follows something up: which, and of an outcome the number of the check."""

    thing: Thing
    id: ThingId
    check: int | None = None


class Followed(FollowUp):
    """The same, with the title that the thing has in this service; of an outcome there is none."""

    title: Title | None = None


class Purpose(Fact):
    """A further purpose of an activity: another kind, and the quota to which that one counts."""

    kind: str
    quota: str


class Met(Fact):
    """Whom those present visited or talked to (003-10 to 003-12): members, and others by the id of
    a contact, never by name. `people`: how many, with those of whom no id is told."""

    members: tuple[MemberId, ...] = ()
    contacts: tuple[ContactId, ...] = ()
    people: Count = 0


class Amount(Fact):
    """An amount of this kind, in whole units of the measure that the kind had."""

    kind: str
    measure: str
    value: int


class Activity(OfKind):
    """An activity that took place. `led_by` is an office or group, never a person. `bodies`: the
    committees and departments that took part, `body_kinds`: their kinds on that day as the
    directory had them; `joint`: the unit and they together.

    `until`: its last day, where it took more than one. `organ` or `held_by`: the organ (a word), or
    the body of the directory, that held it. `meant_for`: the audiences for whom it was meant, while
    `present` says who came, and `met` whom these visited or talked to: who is met is not credited.
    `purposes` beside the kind: members are credited by the kind alone, and
    once (003-05). `joined`: other supervision with which it was joined. `channel`: by which of the
    county's ways members acted in it (003-06).
    """

    title: Title
    held_on: Day
    until: Day | None = None
    led_by: Title
    organ: str = ""
    held_by: BodyId | None = None
    meant_for: tuple[str, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    joined: tuple[str, ...] = ()
    channel: str | None = Field(None, exclude_if=not_)
    amounts: tuple[Amount, ...] = ()
    follows_up: Followed | None = None
    bodies: tuple[BodyId, ...]
    body_kinds: tuple[str, ...]
    joint: bool
    place: Title
    present: tuple[Presence, ...]
    met: Met | None = None
    findings: Findings | None
    consultations: tuple[ConsultationId, ...]

    @property
    def last_on(self) -> date:
        return self.until or self.held_on

    @property
    def members(self) -> tuple[MemberId, ...]:
        return tuple(member for each in self.present for member in each.members)


class ActivityRecorded(Event, Activity):
    """It took place. `unanswered`: bodies that had been asked and had not answered; they need not
    any more."""

    unanswered: tuple[BodyId, ...] = ()


class ActivityCorrected(Correction, Event, Activity):
    """The activity as it was in truth. `before`: the members that the wrong event listed, and
    `before_on` the day that it said: what was credited for it is withdrawn from that year."""

    before: tuple[MemberId, ...]
    before_on: Day


ActivityEvent = (
    ActivityAsked
    | ActivityAgreed
    | ActivityDeclined
    | AnswerMissed
    | RequestWithdrawn
    | ActivityRecorded
    | ActivityCorrected
)
