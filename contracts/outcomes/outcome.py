"""What happens to an outcome: drafted, consented to, sent, acted on, checked, fed back, closed.

One stream per topic, `outcome/<topic id>`. The three lists (001-34) are read from its tasks.
"""

from enum import StrEnum

from contracts.consent import Consent
from contracts.event import Event, Fact
from contracts.ids import BodyId, MemberId
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title


class AdoptedIn(StrEnum):
    """Where an outcome may be written down for good (domain 5.2)."""

    MINUTES = "minutes"
    CONTRACT = "contract"
    VILLAGE_RULES = "village-rules"
    BUDGET = "budget"
    DECISION = "decision"


class TaskDraft(Fact):
    """A task as agreed in the minutes or added to the draft."""

    task: int
    lead: BodyId
    co: tuple[BodyId, ...] = ()
    what: Sentence
    due: Day
    promise: int | None = None


class OutcomeDrafted(Event):
    """The opinion was drafted from the confirmed minutes (001-22)."""

    title: Title
    summary: Passage
    consensus: tuple[Sentence, ...]
    dissent: tuple[Sentence, ...]
    tasks: tuple[TaskDraft, ...]
    raised_by: str
    raised_in: UnitId


class OutcomeConsented(Event):
    """The same-level Party organisation consented to the use of the outcome (000-24)."""

    consent: Consent


class OutcomeConsentRefused(Event):
    organisation: Title
    reason: Sentence
    decided_on: Day


class OutcomeSent(Event):
    """The opinion went out, with copies such as the target-performance office (001-22)."""

    outcome_number: DocumentNumber
    sent_on: Day
    recipients: tuple[Title, ...]
    copies: tuple[Title, ...]


class TaskAssigned(Event):
    """A department has a task with a deadline: a row of each of the three lists (001-34).

    A returned task is assigned again under its number, with the `reason`.
    """

    task: int
    lead: BodyId
    co: tuple[BodyId, ...]
    what: Sentence
    due: Day
    first_progress_due: Day
    promise: int | None = None
    reason: Sentence | None = None


class TaskAccepted(Event):
    """The lead department took the task on. `officer` is the section or post that handles it, never
    a person."""

    task: int
    department: BodyId
    officer: Title


class TaskReturned(Event):
    """A department that is not competent gave the task back, with the reason."""

    task: int
    department: BodyId
    reason: Sentence


class ProgressReported(Event):
    task: int
    department: BodyId
    on: Day
    percent: int
    text: Sentence


class TaskCompleted(Event):
    task: int
    department: BodyId
    on: Day
    result: Sentence
    adopted_in: AdoptedIn | None = None


class TaskChecked(Fact):
    """What a look-back found of one task: it was done as promised (`kept`), or it was not."""

    task: int
    kept: bool


class LookBackHeld(Event):
    """A later check that action happened (回头看, 001-22, 001-38).

    `look_back` is 1..n within the outcome; `tasks` are those that were looked at, none only where
    the outcome has none. A completed task that was not kept is opened again by `TaskReopened`.
    """

    look_back: int
    on: Day
    led_by: Title
    members: tuple[MemberId, ...] = ()
    residents_asked: Count = 0
    residents_confirming: Count = 0
    tasks: tuple[TaskChecked, ...]
    finding: Sentence


class TaskReopened(Event):
    """The look-back found a completed task not done: its department works on it again.

    `finding` is that of the look-back, for departments, which do not read look-backs.
    """

    task: int
    look_back: int
    finding: Sentence


class BackSupervised(Event):
    """The task was not done: a reminder with a new date (回头督, 001-22)."""

    task: int
    letter: DocumentNumber
    new_due: Day
    reason: Sentence


class FeedbackGiven(Event):
    """Those who raised the topic were told what became of it (000-34)."""

    raised_by: str
    on: Day
    channel: Title
    satisfied: bool | None = None


class Benefit(Fact):
    """Who gained (002-15). All zero needs a stated reason."""

    people: Count = 0
    households: Count = 0
    area_mu: Count = 0
    money_yuan: Count = 0
    none_because: Sentence | None = None


class OutcomeClosed(Event):
    """Closed, after feedback and look-back, with benefit figures or a stated "none" (13.3-15)."""

    outcome_number: DocumentNumber
    benefit: Benefit
    reason: Sentence


class OutcomeReopened(Event):
    reason: Sentence


OutcomeEvent = (
    OutcomeDrafted
    | OutcomeConsented
    | OutcomeConsentRefused
    | OutcomeSent
    | TaskAssigned
    | TaskAccepted
    | TaskReturned
    | ProgressReported
    | TaskCompleted
    | LookBackHeld
    | TaskReopened
    | BackSupervised
    | FeedbackGiven
    | OutcomeClosed
    | OutcomeReopened
)
