"""What a consultation knows of itself: its copy of the procedure, and what has happened so far."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from common.conditions import Run
from common.procedure import Walk
from contracts import procedure as p
from contracts.meetings import consultation as e
from services.meetings.consultation.conditions import Facts, Meeting, Research


class Stage(StrEnum):
    BLANK = "blank"
    RUNNING = "running"
    CONCLUDED = "concluded"


@dataclass(frozen=True)
class Session:
    """One round. `procedure` is the one it was called under: an upgraded case needs another."""

    number: int
    form: e.Form
    procedure: str
    held: e.SessionHeld | None = None
    attendance: e.AttendanceRecorded | None = None
    materials: e.MaterialsSent | None = None
    spoke: frozenset[str] = frozenset()
    closed: e.SessionClosed | None = None

    @property
    def meeting(self) -> Meeting:
        """What conditions ask of it."""
        held_on = self.held.on if self.held else None
        if (there := self.attendance) is None:
            return Meeting(self.form, held_on, spoke=self.spoke)
        counted = [each for each in there.headcount if each.count]
        kinds = {*(each.kind for each in counted), *([e.PartyKind.MEMBER] if there.present else [])}
        people = len(there.present) + sum(each.count for each in counted)
        return Meeting(self.form, held_on, frozenset(kinds), people, self.spoke)


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
    opened: e.ConsultationOpened | None = None
    procedure: p.Procedure | None = None
    walk: Walk = Walk()
    upgraded: bool = False
    joint_research: frozenset[tuple[str, str]] = frozenset()
    research: tuple[Research, ...] = ()
    parties: e.PartiesFixed | None = None
    session_plan: e.SessionPlanned | None = None
    notices: tuple[e.NoticePosted, ...] = ()
    views: tuple[e.ViewsSought, ...] = ()
    sessions: tuple[Session, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    consensus: tuple[str, ...] = ()
    dissent: tuple[str, ...] = ()
    minutes: e.MinutesConfirmed | None = None

    @property
    def code(self) -> str:
        """Of the procedure it has now."""
        return self.procedure.code if self.procedure else ""

    @property
    def simple(self) -> bool:
        return self.procedure is not None and self.procedure.simple

    @property
    def facts(self) -> Facts:
        """What conditions are tested on. What was talked over before an upgrade is not yet a
        session of the fuller procedure."""
        return Facts(
            research=self.research,
            planned=self.session_plan is not None,
            participants=frozenset(each.kind for each in self.parties.parties)
            if self.parties
            else frozenset(),
            not_concerned=frozenset(self.parties.not_concerned if self.parties else ()),
            meetings=tuple(each.meeting for each in self.sessions if each.procedure == self.code),
            confirmed_by=self.minutes.confirmed_by if self.minutes else None,
            notices=tuple((each.what, each.on) for each in self.notices),
            views=tuple((each.since, each.until) for each in self.views),
        )

    @property
    def last_on(self) -> date | None:
        return max((each.held.on for each in self.sessions if each.held), default=None)

    @property
    def open_session(self) -> Session | None:
        return next((session for session in self.sessions if session.closed is None), None)


def evolve(case: Consultation, event: e.ConsultationEvent, unit: str) -> Consultation:
    match event:
        case e.ConsultationOpened(procedure=procedure):
            opened = replace(case, unit=unit, stage=Stage.RUNNING, opened=event)
            return _by(opened, procedure)
        case e.StepCompleted() | e.StepWaived():
            return replace(case, walk=case.walk.walked(event))
        case e.CaseUpgraded(procedure=procedure):
            return replace(_by(case, procedure), upgraded=True)
        case e.JointResearchRequested(committee=committee, question=question):
            return replace(case, joint_research=case.joint_research | {(committee, question)})
        case e.ResearchRecorded() as found:
            by = {"committee": found.committee is not None, "member": bool(found.members)}
            took_part = frozenset(who for who, there in by.items() if there)
            new = Research(found.held_on, found.joint, took_part)
            return replace(case, research=(*case.research, new))
        case e.PartiesFixed():
            return replace(case, parties=event)
        case e.NoticePosted():
            return replace(case, notices=(*case.notices, event))
        case e.ViewsSought():
            return replace(case, views=(*case.views, event))
        case e.SessionPlanned():
            return replace(case, session_plan=event)
        case e.SessionCalled(session=session, form=form):
            called = Session(session, form, procedure=case.code)
            return replace(case, sessions=(*case.sessions, called))
        case e.MaterialsSent():
            return _in_session(case, event.session, materials=event)
        case e.SessionHeld():
            return _in_session(case, event.session, held=event)
        case e.AttendanceRecorded():
            return _in_session(case, event.session, attendance=event)
        case e.SpeechRecorded(session=session, kind=kind):
            spoke = case.sessions[session - 1].spoke | {kind}
            return _in_session(case, session, spoke=spoke)
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
            return replace(case, minutes=event)
        case e.ConsultationConcluded():
            return replace(case, stage=Stage.CONCLUDED)
        case _:
            assert_never(event)


def _by(case: Consultation, procedure: p.Procedure) -> Consultation:
    """From the first step of this procedure."""
    return replace(case, procedure=procedure, walk=Walk.of(procedure, Run.MEETINGS))


def _in_session(case: Consultation, number: int, **facts: Any) -> Consultation:
    session = replace(case.sessions[number - 1], **facts)
    return replace(case, sessions=(*case.sessions[: number - 1], session, *case.sessions[number:]))


def _on_pledge(case: Consultation, number: int, **facts: Any) -> Consultation:
    pledge = replace(case.pledges[number - 1], **facts)
    return replace(case, pledges=(*case.pledges[: number - 1], pledge, *case.pledges[number:]))
