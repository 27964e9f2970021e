"""What a consultation knows of itself: its copy of the procedure, and what has happened so far."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from contracts.meetings.consultation import (
    AttendanceRecorded,
    CaseUpgraded,
    ConsensusRecorded,
    ConsultationEvent,
    ConsultationPlanned,
    DissentRecorded,
    Form,
    JointResearchRequested,
    MaterialsSent,
    MinutesConfirmed,
    OutcomeNoted,
    PartiesFixed,
    Party,
    ProcedureCompleted,
    ProcedureStarted,
    Promise,
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
    TaskAgreed,
)
from contracts.meetings.procedure import Milestone, Procedure, Step


class Stage(StrEnum):
    BLANK = "blank"
    RUNNING = "running"
    MINUTED = "minuted"
    COMPLETED = "completed"


@dataclass(frozen=True)
class Session:
    """One round. `procedure` is the one it was called under: an upgraded case needs another."""

    number: int
    form: Form
    procedure: str
    held: SessionHeld | None = None
    attendance: AttendanceRecorded | None = None
    materials: MaterialsSent | None = None
    closed: SessionClosed | None = None


@dataclass(frozen=True)
class Pledge:
    """A promise and what became of it."""

    promise: Promise
    task: TaskAgreed | None = None
    withdrawn: PromiseWithdrawn | None = None

    @property
    def open(self) -> bool:
        return self.task is None and self.withdrawn is None


@dataclass(frozen=True)
class Consultation:
    unit: str = ""
    stage: Stage = Stage.BLANK
    started: ProcedureStarted | None = None
    code: str = ""
    simple: bool = False
    upgrades_to: str | None = None
    steps: tuple[Step, ...] = ()
    done: int = 0
    """So many steps, counted from the first, are complete or waived."""
    waived: frozenset[str] = frozenset()
    upgraded: bool = False
    happened: frozenset[str] = frozenset()
    """Milestones that have happened, whether or not their step has had its turn."""
    plan: str = ""
    joint_research: frozenset[tuple[str, str]] = frozenset()
    research: int = 0
    researched_on: date | None = None
    """Day of the earliest research."""
    parties: tuple[Party, ...] = ()
    session_plan: SessionPlanned | None = None
    sessions: tuple[Session, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    consensus: tuple[str, ...] = ()
    dissent: tuple[str, ...] = ()
    published: frozenset[tuple[str, date]] = frozenset()

    @property
    def open_step(self) -> Step | None:
        """The step whose turn it is."""
        return self.steps[self.done] if self.done < len(self.steps) else None

    @property
    def open_session(self) -> Session | None:
        return next((session for session in self.sessions if session.closed is None), None)

    def place_of(self, milestone: Milestone) -> int | None:
        """How many steps stand before the one that this milestone completes."""
        places = (n for n, step in enumerate(self.steps) if step.completed_by is milestone)
        return next(places, None)


def evolve(case: Consultation, event: ConsultationEvent, unit: str) -> Consultation:
    match event:
        case ProcedureStarted(procedure=procedure):
            started = replace(case, unit=unit, stage=Stage.RUNNING, started=event)
            return _walk(
                _happened(started, Milestone.TOPIC_PROPOSED, Milestone.TOPIC_APPROVED), procedure
            )
        case ConsultationPlanned(plan=plan):
            return replace(case, plan=plan)
        case StepCompleted():
            return replace(case, done=case.done + 1)
        case StepWaived(step=step):
            return replace(case, done=case.done + 1, waived=case.waived | {step})
        case CaseUpgraded(procedure=procedure):
            return replace(_walk(case, procedure), upgraded=True)
        case JointResearchRequested(committee=committee, question=question):
            return replace(case, joint_research=case.joint_research | {(committee, question)})
        case ResearchRecorded(held_on=held_on):
            first = min(case.researched_on or held_on, held_on)
            case = replace(case, research=case.research + 1, researched_on=first)
            return _happened(case, Milestone.RESEARCH_RECORDED)
        case PartiesFixed(parties=parties):
            return _happened(replace(case, parties=parties), Milestone.PARTIES_FIXED)
        case SessionPlanned():
            return _happened(replace(case, session_plan=event), Milestone.SESSION_PLANNED)
        case SessionCalled(session=session, form=form):
            called = Session(session, form, procedure=case.code)
            return replace(case, sessions=(*case.sessions, called))
        case MaterialsSent():
            return _in_session(case, event.session, materials=event)
        case SessionHeld():
            return _in_session(case, event.session, held=event)
        case AttendanceRecorded():
            return _in_session(case, event.session, attendance=event)
        case SpeechRecorded():
            return case
        case PromiseMade(promise=promise):
            return replace(case, pledges=(*case.pledges, Pledge(promise)))
        case PromiseWithdrawn(promise=number):
            return _on_pledge(case, number, task=None, withdrawn=event)
        case PromiseTasked(promise=number, lead=lead, co=co):
            promise = case.pledges[number - 1].promise
            task = TaskAgreed(promise=number, lead=lead, co=co, what=promise.what, due=promise.due)
            return _on_pledge(case, number, task=task)
        case ConsensusRecorded(text=text):
            return replace(case, consensus=(*case.consensus, text))
        case DissentRecorded(text=text):
            return replace(case, dissent=(*case.dissent, text))
        case SessionClosed():
            return _in_session(case, event.session, closed=event)
        case MinutesConfirmed():
            return _happened(replace(case, stage=Stage.MINUTED), Milestone.MINUTES_CONFIRMED)
        case ResultPublished(place=place, on=on):
            case = replace(case, published=case.published | {(place, on)})
            return _happened(case, Milestone.RESULT_PUBLISHED)
        case OutcomeNoted(milestone=milestone):
            return _happened(case, milestone)
        case ProcedureCompleted():
            return replace(case, stage=Stage.COMPLETED)
        case _:
            assert_never(event)


def _walk(case: Consultation, procedure: Procedure) -> Consultation:
    """From the first step of this procedure."""
    return replace(
        case,
        code=procedure.code,
        simple=procedure.simple,
        upgrades_to=procedure.upgrades_to,
        steps=procedure.steps,
        done=0,
        waived=frozenset(),
    )


def _happened(case: Consultation, *milestones: str) -> Consultation:
    return replace(case, happened=case.happened.union(milestones))


def _in_session(case: Consultation, number: int, **facts: Any) -> Consultation:
    session = replace(case.sessions[number - 1], **facts)
    return replace(case, sessions=(*case.sessions[: number - 1], session, *case.sessions[number:]))


def _on_pledge(case: Consultation, number: int, **facts: Any) -> Consultation:
    pledge = replace(case.pledges[number - 1], **facts)
    return replace(case, pledges=(*case.pledges[: number - 1], pledge, *case.pledges[number:]))
