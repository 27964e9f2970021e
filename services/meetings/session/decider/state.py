"""What a session knows of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, assert_never

from contracts.ids import MemberId
from contracts.meetings import session as e
from contracts.meetings.participant import Participant
from runtime.decider import Rejected


class Stage(StrEnum):
    BLANK = "blank"
    CALLED = "called"
    HELD = "held"
    CLOSED = "closed"
    MINUTED = "minuted"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Pledge:
    """A promise and what became of it."""

    promise: e.Promise
    task: e.TaskAgreed | None = None
    withdrawn: bool = False

    @property
    def open(self) -> bool:
        return self.task is None and not self.withdrawn


@dataclass(frozen=True)
class Attended:
    """The attendance of a sitting, and the version of this stream in which it was recorded."""

    version: int
    fact: e.Attendance


@dataclass(frozen=True)
class Sat:
    """A sitting as it stands, and the version of this stream in which it was told."""

    version: int
    fact: e.Sitting
    withdrawn: bool = False


@dataclass(frozen=True)
class Said:
    """A speech as it stands, and the version of this stream in which it was told."""

    version: int
    fact: e.Speech
    withdrawn: bool = False


@dataclass(frozen=True)
class Commented:
    """A comment on the draft of the minutes and what became of it."""

    fact: e.MinutesCommented
    settled: e.CommentSettled | None = None


@dataclass(frozen=True)
class Minuted:
    """The minutes as they stand, and the version of this stream in which they were told."""

    version: int
    fact: e.Minutes


@dataclass(frozen=True)
class FiledPaper:
    """A paper of the session as it stands, and the version in which it was told."""

    version: int
    fact: e.SessionPaper
    withdrawn: bool = False


@dataclass(frozen=True)
class Session:
    unit: str = ""
    version: int = 0
    stage: Stage = Stage.BLANK
    called: e.SessionCalled | None = None
    notice: e.NoticeGiven | None = None
    participants: tuple[Participant, ...] = ()
    leaves: Mapping[str, e.LeaveNoted] = field(default_factory=dict)
    """By the id of the leave."""
    absences: e.AbsencesNoted | None = None
    answers: Mapping[int, e.InvitationAnswered] = field(default_factory=dict)
    """The last of each participant who answered."""
    materials: tuple[e.MaterialsSent, ...] = ()
    check_in: e.CheckInOpened | None = None
    checked_in: tuple[e.CheckedIn, ...] = ()
    held: tuple[Sat, ...] = ()
    """All sittings, in the order in which they were recorded."""
    attendance: tuple[Attended, ...] = ()
    """The last of each sitting that has one."""
    speeches: tuple[Said, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    consensus: tuple[e.ConsensusRecorded, ...] = ()
    dissent: tuple[e.DissentRecorded, ...] = ()
    votes: tuple[e.VoteTaken, ...] = ()
    closed: e.SessionClosed | None = None
    draft: str = ""
    comments: tuple[Commented, ...] = ()
    minutes: Minuted | None = None
    published: e.MinutesPublished | None = None
    papers: tuple[FiledPaper, ...] = ()
    """What it brought forth, in the order in which it was filed."""

    @property
    def invited_members(self) -> tuple[MemberId, ...]:
        """Each once, in the order in which they were invited."""
        named = (each.member for each in self.participants if each.member is not None)
        return tuple(dict.fromkeys(named))

    @property
    def sittings(self) -> tuple[e.Sitting, ...]:
        """The sittings that stand."""
        return tuple(each.fact for each in self.held if not each.withdrawn)

    @property
    def spoken(self) -> tuple[e.Speech, ...]:
        """The speeches that stand."""
        return tuple(each.fact for each in self.speeches if not each.withdrawn)

    def present_at(self, sitting: int) -> Attended | None:
        return next((each for each in self.attendance if each.fact.sitting == sitting), None)


def evolve(session: Session, event: e.SessionEvent, unit: str) -> Session:
    session = replace(session, version=session.version + 1)
    match event:
        case e.SessionCalled():
            return replace(session, unit=unit, stage=Stage.CALLED, called=event)
        case e.NoticeGiven():
            return replace(session, notice=event)
        case e.ParticipantsInvited(participants=participants):
            return replace(session, participants=(*session.participants, *participants))
        case e.InvitationAnswered(participant=number):
            return replace(session, answers={**session.answers, number: event})
        case e.LeaveNoted(leave=leave):
            return replace(session, leaves={**session.leaves, leave: event})
        case e.LeaveLapsed(leave=gone):
            left = {leave: each for leave, each in session.leaves.items() if leave != gone}
            return replace(session, leaves=left)
        case e.AbsencesNoted():
            return replace(session, absences=event)
        case e.MaterialsSent():
            return replace(session, materials=(*session.materials, event))
        case e.SessionPostponed():
            return _postponed(session, event)
        case e.SessionCancelled():
            return replace(session, stage=Stage.CANCELLED)
        case e.CheckInOpened():
            return replace(session, check_in=event)
        case e.CheckedIn():
            return replace(session, checked_in=(*session.checked_in, event))
        case e.SittingHeld():
            held = (*session.held, Sat(session.version, event))
            return replace(session, stage=Stage.HELD, held=held)
        case e.SittingCorrected(sitting=number):
            return _sitting(session, number, version=session.version, fact=event)
        case e.SittingWithdrawn(sitting=number):
            return _withdrawn(session, number)
        case e.AttendanceRecorded() | e.AttendanceCorrected():
            others = (each for each in session.attendance if each.fact.sitting != event.sitting)
            attended = (*others, Attended(session.version, event))
            return replace(session, attendance=attended)
        case e.SpeechRecorded():
            said = Said(session.version, event)
            return replace(session, speeches=(*session.speeches, said))
        case e.SpeechCorrected(speech=number):
            said, spoken = Said(session.version, event), session.speeches
            return replace(session, speeches=(*spoken[: number - 1], said, *spoken[number:]))
        case e.SpeechWithdrawn(speech=number):
            spoken = session.speeches
            said = replace(spoken[number - 1], withdrawn=True)
            return replace(session, speeches=(*spoken[: number - 1], said, *spoken[number:]))
        case e.PromiseMade(promise=promise):
            return replace(session, pledges=(*session.pledges, Pledge(promise)))
        case e.PromiseWithdrawn(promise=number):
            return _on_pledge(session, number, task=None, withdrawn=True)
        case e.PromiseTasked(promise=number, lead=lead, co=co):
            promise = session.pledges[number - 1].promise
            facts = promise.model_dump(exclude={"department"})
            return _on_pledge(session, number, task=e.TaskAgreed(**facts, lead=lead, co=co))
        case e.ConsensusRecorded():
            return replace(session, consensus=(*session.consensus, event))
        case e.DissentRecorded():
            return replace(session, dissent=(*session.dissent, event))
        case e.VoteTaken():
            return replace(session, votes=(*session.votes, event))
        case e.SessionClosed():
            return replace(session, stage=Stage.CLOSED, closed=event)
        case e.MinutesDrafted(summary=summary):
            return replace(session, draft=summary)
        case e.MinutesCommented():
            return replace(session, comments=(*session.comments, Commented(event)))
        case e.CommentSettled(comment=number):
            there = session.comments
            settled = replace(there[number - 1], settled=event)
            return replace(session, comments=(*there[: number - 1], settled, *there[number:]))
        case e.MinutesConfirmed() | e.MinutesCorrected():
            minutes = Minuted(session.version, event)
            return replace(session, stage=Stage.MINUTED, minutes=minutes)
        case e.MinutesPublished():
            return replace(session, published=event)
        case e.SessionPaperFiled():
            filed = FiledPaper(session.version, event)
            return replace(session, papers=(*session.papers, filed))
        case e.SessionPaperCorrected(filed=number):
            return _paper(session, number, version=session.version, fact=event)
        case e.SessionPaperWithdrawn(filed=number):
            return _paper(session, number, withdrawn=True)
        case _:
            assert_never(event)


MOVED = ("on", "begins", "place", "venue", "room", "places", "moving")
"""What is another where a session was postponed."""
_DUE = ("notice_due", "materials_due", "provisional")


def _postponed(session: Session, event: e.SessionPostponed) -> Session:
    assert session.called
    moved = {name: getattr(event, name) for name in (*MOVED, *_DUE)}
    return replace(
        session,
        called=session.called.model_copy(update=moved),
        notice=None if event.told_anew else session.notice,
        check_in=session.check_in if event.on == event.called_for else None,
    )


def standing(session: Session, number: int) -> e.Sitting:
    """The sitting of this number. Refuses one that was withdrawn."""
    if (sat := session.held[number - 1]).withdrawn:
        raise Rejected(
            "sitting-withdrawn",
            f"第 {number} 次会议的召开记录已经撤回。请核对序号；确已召开的，请重新登记。",
            f"Sitting {number} was withdrawn. Check the number; record it anew if it took place.",
        )
    return sat.fact


def _sitting(session: Session, number: int, **facts: Any) -> Session:
    sat = replace(session.held[number - 1], **facts)
    return replace(session, held=(*session.held[: number - 1], sat, *session.held[number:]))


def _withdrawn(session: Session, number: int) -> Session:
    """Without this sitting and its attendance; where it was the only one, as it was called."""
    after = _sitting(session, number, withdrawn=True)
    there = tuple(each for each in after.attendance if each.fact.sitting != number)
    stage = after.stage if after.sittings else Stage.CALLED
    return replace(after, attendance=there, stage=stage)


def _paper(session: Session, number: int, **facts: Any) -> Session:
    paper = replace(session.papers[number - 1], **facts)
    papers = (*session.papers[: number - 1], paper, *session.papers[number:])
    return replace(session, papers=papers)


def _on_pledge(session: Session, number: int, **facts: Any) -> Session:
    pledge = replace(session.pledges[number - 1], **facts)
    pledges = (*session.pledges[: number - 1], pledge, *session.pledges[number:])
    return replace(session, pledges=pledges)
