"""What is done outside of sessions: research, training, tours, inspections, service, meetings.

One stream per activity. Research is an activity with findings (000-45).
"""

from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, ConsultationId, MemberId
from contracts.meetings.participant import Presence
from contracts.text import Day, Passage, Sentence, Title


class OfKind(Fact):
    """An activity of this kind, and what the kind meant when it was chosen: `credited_as`, the duty
    fact of the members; `quota`, to which it counts; `may_find`: it may hold findings."""

    kind: str
    credited_as: str
    quota: str
    may_find: bool


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


class Findings(Fact):
    """What was found: the facts, the key problem, and what is proposed (000-45, 001-24)."""

    facts: Passage
    key_problem: Sentence
    proposal: Sentence


class Activity(OfKind):
    """An activity that took place. `led_by` is an office or group, never a person. `bodies`: the
    committees and departments that took part, `body_kinds`: their kinds on that day as the
    directory had them; `joint`: the unit and they together."""

    title: Title
    held_on: Day
    led_by: Title
    bodies: tuple[BodyId, ...]
    body_kinds: tuple[str, ...]
    joint: bool
    place: Title
    present: tuple[Presence, ...]
    findings: Findings | None
    consultations: tuple[ConsultationId, ...]

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
    | ActivityRecorded
    | ActivityCorrected
)
