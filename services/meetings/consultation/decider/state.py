"""What a consultation knows of itself: its copy of the procedure, and what has happened so far."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from common.conditions import Run
from common.procedure import Walk
from contracts import procedure as p
from contracts.meetings import consultation as e
from contracts.meetings.participant import Participant
from services.meetings.consultation.conditions import Facts, Meeting, Research


class Stage(StrEnum):
    BLANK = "blank"
    RUNNING = "running"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


BY_ITSELF = (
    e.ConsultationOpened,
    e.StepCompleted,
    e.ConsultationBegun,
    e.ConsultationWithdrawn,
)
"""Events in which nobody has done anything."""


@dataclass(frozen=True)
class Round:
    """A session that serves this consultation. It was called under a procedure: an upgraded
    consultation needs another."""

    called: e.RoundCalled
    cancelled: bool = False
    held: e.RoundHeld | None = None
    minutes: e.RoundMinuted | None = None

    @property
    def open(self) -> bool:
        """Whether its session goes on: it was neither closed nor cancelled."""
        return not self.cancelled and not (self.held and self.held.closed)

    @property
    def meeting(self) -> Meeting:
        """What conditions ask of it."""
        if self.held is None:
            return Meeting(self.called.form)
        counted = [each for each in self.held.present if each.count]
        kinds = frozenset(each.kind for each in counted) if self.held.present else None
        people = sum(each.count for each in counted)
        spoke = frozenset(self.held.spoke)
        return Meeting(self.called.form, self.held.held_on, kinds, people, spoke)


@dataclass(frozen=True)
class Consultation:
    unit: str = ""
    stage: Stage = Stage.BLANK
    opened: e.ConsultationOpened | None = None
    procedure: p.Procedure | None = None
    walk: Walk = Walk()
    upgraded: bool = False
    research: tuple[e.ResearchDone, ...] = ()
    """The last of each activity."""
    fixed: e.ParticipantsFixed | None = None
    session_plan: e.SessionPlanned | None = None
    notices: tuple[e.NoticePosted, ...] = ()
    views: tuple[e.ViewsSought, ...] = ()
    talents: tuple[e.TalentJoined, ...] = ()
    rounds: tuple[Round, ...] = ()
    accepted: e.MinutesAccepted | None = None
    touched: bool = False
    """Whether anything was done in it, and whether that was noted."""
    begun: bool = False

    @property
    def code(self) -> str:
        """Of the procedure it has now."""
        return self.procedure.code if self.procedure else ""

    @property
    def simple(self) -> bool:
        return self.procedure is not None and self.procedure.simple

    @property
    def participants(self) -> tuple[Participant, ...]:
        return self.fixed.participants if self.fixed else ()

    @property
    def facts(self) -> Facts:
        """What conditions are tested on."""
        return self.facts_if(accepted=self.accepted is not None)

    def facts_if(self, accepted: bool) -> Facts:
        """The same, the minutes accepted or not. What was talked over before an upgrade is not yet
        a session of the fuller procedure."""
        present = [each for each in self.rounds if each.called.procedure == self.code]
        minuted = [each.minutes.confirmed_by for each in present if each.minutes]
        return Facts(
            research=tuple(
                Research(
                    each.held_on,
                    each.joint,
                    frozenset(each.bodies),
                    frozenset(each.participants),
                )
                for each in self.research
            ),
            planned=self.session_plan is not None,
            participants=frozenset(each.kind for each in self.participants),
            not_concerned=frozenset(self.fixed.not_concerned if self.fixed else ()),
            meetings=tuple(each.meeting for each in present if not each.cancelled),
            confirmed_by=minuted[-1] if minuted and accepted else None,
            notices=tuple((each.what, each.on) for each in self.notices),
            views=tuple((each.since, each.until) for each in self.views),
            drawn=tuple((each.pool, each.on) for each in self.talents),
        )

    @property
    def last_on(self) -> date | None:
        return max((each.held.held_on for each in self.rounds if each.held), default=None)

    @property
    def open_round(self) -> Round | None:
        return next((each for each in self.rounds if each.open), None)

    def round_of(self, session: str) -> Round | None:
        return next((each for each in self.rounds if each.called.session == session), None)


def taken_back(
    recorded: e.NoticePosted | e.ViewsSought, taken: e.NoticeTakenBack | e.ViewsTakenBack
) -> bool:
    """Whether this is what was taken back: all that names it is the same."""
    named = dict(taken)
    del named["reason"]
    return named.items() <= dict(recorded).items()


def evolve(case: Consultation, event: e.ConsultationEvent, unit: str) -> Consultation:
    if not isinstance(event, BY_ITSELF) and not case.touched:
        case = replace(case, touched=True)
    match event:
        case e.ConsultationOpened(procedure=procedure):
            opened = replace(case, unit=unit, stage=Stage.RUNNING, opened=event)
            return _by(opened, procedure)
        case e.ConsultationBegun():
            return replace(case, begun=True)
        case e.ConsultationWithdrawn():
            return replace(case, stage=Stage.WITHDRAWN)
        case e.StepCompleted() | e.StepWaived():
            return replace(case, walk=case.walk.walked(event))
        case e.ConsultationUpgraded(procedure=procedure):
            return replace(_by(case, procedure), upgraded=True)
        case e.ParticipantsFixed():
            return replace(case, fixed=event)
        case e.NoticePosted():
            return replace(case, notices=(*case.notices, event))
        case e.ViewsSought():
            return replace(case, views=(*case.views, event))
        case e.NoticeTakenBack():
            left = tuple(each for each in case.notices if not taken_back(each, event))
            return replace(case, notices=left)
        case e.ViewsTakenBack():
            kept = tuple(each for each in case.views if not taken_back(each, event))
            return replace(case, views=kept)
        case e.TalentJoined():
            return replace(case, talents=(*case.talents, event))
        case e.TalentLeft(pool=pool, talent=talent):
            staying = tuple(t for t in case.talents if (t.pool, t.talent) != (pool, talent))
            return replace(case, talents=staying)
        case e.SessionPlanned():
            return replace(case, session_plan=event)
        case e.ResearchDone(activity=activity):
            others = (each for each in case.research if each.activity != activity)
            return replace(case, research=(*others, event))
        case e.RoundCalled():
            return replace(case, rounds=(*case.rounds, Round(event)))
        case e.RoundPostponed(round=number, on=on):
            called = case.rounds[number - 1].called.model_copy(update={"on": on})
            return _in_round(case, number, called=called)
        case e.RoundNotHeld():
            return _in_round(case, event.round, held=None)
        case e.RoundCancelled():
            return _in_round(case, event.round, cancelled=True)
        case e.RoundHeld():
            return _in_round(case, event.round, held=event)
        case e.RoundMinuted():
            return _in_round(case, event.round, minutes=event)
        case e.MinutesAccepted():
            return replace(case, accepted=event)
        case e.ConsultationConcluded():
            return replace(case, stage=Stage.CONCLUDED)
        case _:
            assert_never(event)


def _by(case: Consultation, procedure: p.Procedure) -> Consultation:
    """From the first step of this procedure."""
    return replace(case, procedure=procedure, walk=Walk.of(procedure, Run.MEETINGS))


def _in_round(case: Consultation, number: int, **facts: Any) -> Consultation:
    changed = replace(case.rounds[number - 1], **facts)
    return replace(case, rounds=(*case.rounds[: number - 1], changed, *case.rounds[number:]))
