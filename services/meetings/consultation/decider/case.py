"""What a consultation knows of itself: its copy of the procedure, and what has happened so far."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from contracts.meetings import consultation as e
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
    form: e.Form
    procedure: str
    held: e.SessionHeld | None = None
    attendance: e.AttendanceRecorded | None = None
    materials: e.MaterialsSent | None = None
    closed: e.SessionClosed | None = None


@dataclass(frozen=True)
class Pledge:
    """A promise and what became of it."""

    promise: e.Promise
    task: e.TaskAgreed | None = None
    withdrawn: e.PromiseWithdrawn | None = None

    @property
    def open(self) -> bool:
        return self.task is None and self.withdrawn is None


@dataclass(frozen=True)
class Consultation:
    unit: str = ""
    stage: Stage = Stage.BLANK
    started: e.ProcedureStarted | None = None
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
    parties: tuple[e.Party, ...] = ()
    session_plan: e.SessionPlanned | None = None
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


def evolve(case: Consultation, event: e.ConsultationEvent, unit: str) -> Consultation:
    match event:
        case e.ProcedureStarted(procedure=procedure):
            started = replace(case, unit=unit, stage=Stage.RUNNING, started=event)
            return _walk(
                _happened(started, Milestone.TOPIC_PROPOSED, Milestone.TOPIC_APPROVED), procedure
            )
        case e.ConsultationPlanned(plan=plan):
            return replace(case, plan=plan)
        case e.StepCompleted():
            return replace(case, done=case.done + 1)
        case e.StepWaived(step=step):
            return replace(case, done=case.done + 1, waived=case.waived | {step})
        case e.CaseUpgraded(procedure=procedure):
            return replace(_walk(case, procedure), upgraded=True)
        case e.JointResearchRequested(committee=committee, question=question):
            return replace(case, joint_research=case.joint_research | {(committee, question)})
        case e.ResearchRecorded(held_on=held_on):
            first = min(case.researched_on or held_on, held_on)
            case = replace(case, research=case.research + 1, researched_on=first)
            return _happened(case, Milestone.RESEARCH_RECORDED)
        case e.PartiesFixed(parties=parties):
            return _happened(replace(case, parties=parties), Milestone.PARTIES_FIXED)
        case e.SessionPlanned():
            return _happened(replace(case, session_plan=event), Milestone.SESSION_PLANNED)
        case e.SessionCalled(session=session, form=form):
            called = Session(session, form, procedure=case.code)
            return replace(case, sessions=(*case.sessions, called))
        case e.MaterialsSent():
            return _in_session(case, event.session, materials=event)
        case e.SessionHeld():
            return _in_session(case, event.session, held=event)
        case e.AttendanceRecorded():
            return _in_session(case, event.session, attendance=event)
        case e.SpeechRecorded():
            return case
        case e.PromiseMade(promise=promise):
            return replace(case, pledges=(*case.pledges, Pledge(promise)))
        case e.PromiseWithdrawn(promise=number):
            return _on_pledge(case, number, task=None, withdrawn=event)
        case e.PromiseTasked(promise=number, lead=lead, co=co):
            promise = case.pledges[number - 1].promise
            task = e.TaskAgreed(
                promise=number, lead=lead, co=co, what=promise.what, due=promise.due
            )
            return _on_pledge(case, number, task=task)
        case e.ConsensusRecorded(text=text):
            return replace(case, consensus=(*case.consensus, text))
        case e.DissentRecorded(text=text):
            return replace(case, dissent=(*case.dissent, text))
        case e.SessionClosed():
            return _in_session(case, event.session, closed=event)
        case e.MinutesConfirmed():
            return _happened(replace(case, stage=Stage.MINUTED), Milestone.MINUTES_CONFIRMED)
        case e.ResultPublished(place=place, on=on):
            case = replace(case, published=case.published | {(place, on)})
            return _happened(case, Milestone.RESULT_PUBLISHED)
        case e.OutcomeNoted(milestone=milestone):
            return _happened(case, milestone)
        case e.ProcedureCompleted():
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
