"""A county's procedures as data: their steps, gates and evidence (domain 5.2)."""

from enum import StrEnum

from contracts.event import Event, Fact
from contracts.text import DocumentNumber, Sentence, Title


class Gate(StrEnum):
    """A condition that holds before a step may be taken."""

    CONSENT = "consent"  # the topic has the consent of the same-level Party organisation (000-24)
    PLANNED = "planned"  # the topic stands in an approved annual plan (000-32)
    PARTIES = "parties"  # the parties are fixed, stakeholders among them (000-53)
    SESSION_PLAN = "session-plan"  # form, place and day of the session are planned
    RESEARCH = "research"  # at least one research record (000-45)
    MINUTES = "minutes"  # the minutes are confirmed
    OUTCOME_CONSENT = "outcome-consent"  # consent to use the outcome (000-24)


class Milestone(StrEnum):
    """What completes a step when it happens. The name is that of the event which shows it."""

    TOPIC_PROPOSED = "TopicProposed"
    TOPIC_APPROVED = "TopicApproved"
    PARTIES_FIXED = "PartiesFixed"
    SESSION_PLANNED = "SessionPlanned"
    RESEARCH_RECORDED = "ResearchRecorded"
    MINUTES_CONFIRMED = "MinutesConfirmed"
    RESULT_PUBLISHED = "ResultPublished"
    OUTCOME_SENT = "OutcomeSent"
    OUTCOME_CLOSED = "OutcomeClosed"


class Step(Fact):
    """A step: who acts, what it needs, what is kept as evidence, which milestone completes it."""

    code: str
    name: Title
    actor: Title
    needs: tuple[Gate, ...] = ()
    evidence: tuple[Title, ...] = ()
    completed_by: Milestone


class Procedure(Fact):
    """A procedure such as YZ6, with its steps in order."""

    code: str
    name: Title
    steps: tuple[Step, ...]
    simple: bool = False
    upgrades_to: str | None = None


class ProcedureAdopted(Event):
    """A procedure is in force from now on; cases that run already keep the one they have."""

    version: DocumentNumber
    procedure: Procedure


class CadenceAdopted(Event):
    """How often a key session is due (000-40): one per `months` for units of these kinds."""

    version: DocumentNumber
    months: int
    unit_kinds: tuple[str, ...]
    note: Sentence | None = None


RulesEvent = ProcedureAdopted | CadenceAdopted
