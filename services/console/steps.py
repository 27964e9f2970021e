"""To which step of a procedure an event belongs."""

from collections.abc import Mapping, Sequence

from contracts.event import Event
from contracts.meetings.consultation import (
    AttendanceRecorded,
    CaseUpgraded,
    ConsensusRecorded,
    ConsultationPlanned,
    DissentRecorded,
    JointResearchRequested,
    MaterialsSent,
    MinutesConfirmed,
    OutcomeNoted,
    PartiesFixed,
    ProcedureStarted,
    PromiseMade,
    PromiseTasked,
    PromiseWithdrawn,
    ResearchRecorded,
    ResultPublished,
    SessionCalled,
    SessionClosed,
    SessionHeld,
    SessionPlanned,
    SpeechRecorded,
    StepCompleted,
    StepWaived,
)
from contracts.meetings.procedure import Milestone, Procedure, Step
from contracts.members.duty import DutyFactCredited, DutyKind
from contracts.outcomes.outcome import (
    OutcomeConsented,
    OutcomeConsentRefused,
    OutcomeDrafted,
    OutcomeSent,
)
from contracts.topics.topic import (
    TopicAdmitted,
    TopicApproved,
    TopicConsentRefused,
    TopicPassedUp,
    TopicPlanned,
    TopicProposed,
    TopicReturned,
    TopicTransferredOut,
)

_FIXING = (Milestone.TOPIC_APPROVED,)
_RESEARCH = (Milestone.RESEARCH_RECORDED, Milestone.MINUTES_CONFIRMED)
_TALKING = (Milestone.MINUTES_CONFIRMED,)
_REPORTING = (Milestone.OUTCOME_SENT, Milestone.RESULT_PUBLISHED, Milestone.OUTCOME_CLOSED)
_ACTING = (Milestone.OUTCOME_CLOSED,)
_BELONGS: Mapping[type[Event], tuple[Milestone, ...]] = {
    TopicProposed: (Milestone.TOPIC_PROPOSED, Milestone.TOPIC_APPROVED),
    **dict.fromkeys(
        (
            TopicAdmitted,
            TopicReturned,
            TopicTransferredOut,
            TopicPassedUp,
            TopicApproved,
            TopicConsentRefused,
            TopicPlanned,
            ProcedureStarted,
            ConsultationPlanned,
            CaseUpgraded,
        ),
        _FIXING,
    ),
    PartiesFixed: (Milestone.PARTIES_FIXED, Milestone.SESSION_PLANNED, Milestone.MINUTES_CONFIRMED),
    SessionPlanned: (Milestone.SESSION_PLANNED, Milestone.MINUTES_CONFIRMED),
    **dict.fromkeys((JointResearchRequested, ResearchRecorded), _RESEARCH),
    **dict.fromkeys(
        (
            SessionCalled,
            MaterialsSent,
            SessionHeld,
            AttendanceRecorded,
            SpeechRecorded,
            PromiseMade,
            PromiseWithdrawn,
            PromiseTasked,
            ConsensusRecorded,
            DissentRecorded,
            SessionClosed,
            MinutesConfirmed,
        ),
        _TALKING,
    ),
    ResultPublished: (Milestone.RESULT_PUBLISHED, *_REPORTING),
    **dict.fromkeys(
        (OutcomeDrafted, OutcomeConsented, OutcomeConsentRefused, OutcomeSent), _REPORTING
    ),
}
"""To which step a deed belongs: the one that waits for the first of these milestones which the
procedure has. What is not listed belongs to acting on the outcome."""

_DUTIES: Mapping[DutyKind, tuple[Milestone, ...]] = {
    DutyKind.ATTENDANCE: _TALKING,
    DutyKind.RESEARCH: _RESEARCH,
    DutyKind.LOOK_BACK: _ACTING,
}
_NOTED: Mapping[str, tuple[Milestone, ...]] = {
    "OutcomeConsented": _REPORTING,
    "OutcomeSent": _REPORTING,
}


def step_of(procedure: Procedure, event: Event) -> int:
    steps = procedure.steps
    if isinstance(event, StepCompleted | StepWaived):
        for number, step in enumerate(steps):
            if step.code == event.step:
                return number
    if isinstance(event, StepCompleted):  # a step of the procedure before an upgrade
        return _shelf_for(steps, _milestone(event.by_milestone))
    if isinstance(event, DutyFactCredited):
        return _shelf_for(steps, _DUTIES.get(event.kind, _ACTING))
    if isinstance(event, OutcomeNoted):
        return _shelf_for(steps, _NOTED.get(event.milestone, _ACTING))
    return _shelf_for(steps, _BELONGS.get(type(event), _ACTING))


def _milestone(name: str) -> tuple[Milestone, ...]:
    return tuple(milestone for milestone in Milestone if milestone == name)


def _shelf_for(steps: Sequence[Step], milestones: tuple[Milestone, ...]) -> int:
    for milestone in milestones:
        for number, step in enumerate(steps):
            if step.completed_by is milestone:
                return number
    return len(steps) - 1
