"""What happens in a session, and what it means for the consultations that it serves."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import ConsultationId, SessionId
from contracts.meetings import session as e
from contracts.meetings.consultation import TaskAgreed
from contracts.meetings.participant import Headcount
from runtime.policy import Reaction, Wanted
from services.meetings.consultation import commands as c
from services.meetings.session.decider.state import Session


def note_the_call(record: Recorded[e.SessionCalled], session: Session) -> list[Wanted]:
    call = c.NoteCall(
        session=SessionId(record.key),
        form=record.data.form,
        key=record.data.key,
        on=record.data.on,
    )
    return [Wanted(each, call) for each in record.data.consultations]


def note_the_postponement(record: Recorded[e.SessionPostponed], session: Session) -> list[Wanted]:
    moved = c.NotePostponement(session=SessionId(record.key), on=record.data.on)
    return [Wanted(each, moved) for each in _served(session)]


def note_the_cancellation(record: Recorded[e.SessionCancelled], session: Session) -> list[Wanted]:
    cancellation = c.NoteCancellation(session=SessionId(record.key))
    return [Wanted(each, cancellation) for each in _served(session)]


def note_the_holding(record: Recorded[e.SessionEvent], session: Session) -> list[Wanted]:
    """What has taken place so far: a consultation that knows it already records nothing. Who spoke
    is told at the end, not after each speech."""
    spoken = isinstance(record.data, e.Speech | e.SpeechWithdrawn)
    if spoken and session.closed is None:
        return []
    if not session.sittings:
        not_held = c.NoteNotHeld(session=SessionId(record.key))
        return [Wanted(each, not_held) for each in _served(session)]
    return [
        Wanted(
            each,
            c.NoteHolding(
                session=SessionId(record.key),
                held_on=session.sittings[0].on,
                present=_present(session),
                spoke=tuple(sorted({s.kind for s in session.spoken if s.consultation == each})),
                closed=session.closed is not None,
            ),
        )
        for each in _served(session)
    ]


def note_the_minutes(
    record: Recorded[e.MinutesConfirmed | e.MinutesCorrected], session: Session
) -> list[Wanted]:
    minutes = record.data
    return [
        Wanted(
            each,
            c.NoteMinutes(
                session=SessionId(record.key),
                summary=minutes.summary,
                consensus=tuple(x.text for x in session.consensus if x.consultation == each),
                dissent=tuple(x.text for x in session.dissent if x.consultation == each),
                tasks=tuple(
                    TaskAgreed(
                        session=SessionId(record.key),
                        **task.model_dump(exclude={"item", "consultation"}),
                    )
                    for task in minutes.tasks
                    if task.consultation == each
                ),
                confirmed_by=minutes.confirmed_by,
            ),
        )
        for each in _served(session)
    ]


def _served(session: Session) -> tuple[ConsultationId, ...]:
    return session.called.consultations if session.called else ()


def _present(session: Session) -> tuple[Headcount, ...]:
    """Of each kind so many as were at the sitting where most of it were."""
    most: dict[str, int] = {}
    for attended in session.attendance:
        for each in attended.fact.present:
            most[each.kind] = max(each.count, most.get(each.kind, 0))
    return tuple(Headcount(kind=kind, count=count) for kind, count in most.items())


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.SessionCalled: (note_the_call,),
    e.SessionPostponed: (note_the_postponement,),
    e.SessionCancelled: (note_the_cancellation,),
    e.SittingHeld: (note_the_holding,),
    e.SittingCorrected: (note_the_holding,),
    e.SittingWithdrawn: (note_the_holding,),
    e.AttendanceRecorded: (note_the_holding,),
    e.AttendanceCorrected: (note_the_holding,),
    e.SpeechRecorded: (note_the_holding,),
    e.SpeechCorrected: (note_the_holding,),
    e.SpeechWithdrawn: (note_the_holding,),
    e.SessionClosed: (note_the_holding,),
    e.MinutesConfirmed: (note_the_minutes,),
    e.MinutesCorrected: (note_the_minutes,),
}
