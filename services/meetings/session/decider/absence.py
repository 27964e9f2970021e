"""Who of the members that were invited was there, on leave, or absent (000-43, 004-24, 7.1)."""

from contracts.meetings import session as e
from services.meetings.session import commands as c
from services.meetings.session.decider.state import Session, Stage, evolve


def note_leave(session: Session, command: c.NoteLeave) -> list[e.SessionEvent]:
    """Whoever has leave may be invited later."""
    noted = e.LeaveNoted(**command.model_dump())
    if session.leaves.get(command.leave) == noted:
        return []
    return with_absences(session, [noted])


def note_leave_lapsed(session: Session, command: c.NoteLeaveLapsed) -> list[e.SessionEvent]:
    if command.leave not in session.leaves:
        return []
    return with_absences(session, [e.LeaveLapsed(**command.model_dump())])


def with_absences(session: Session, events: list[e.SessionEvent]) -> list[e.SessionEvent]:
    """The events, and who was absent by them, where that is another list than the one on record, or
    of another day. A day in another year takes the absences out of the year before first."""
    after = session
    for event in events:
        after = evolve(after, event, session.unit)
    if after.stage is not Stage.MINUTED or not events:
        return events
    found = absences(after)
    before = session.absences
    noted = (*before.without_leave, *before.on_leave) if before else ()
    known = (before.without_leave, before.on_leave) if before else ((), ())
    moved = before is not None and noted and before.on != found.on
    if (found.without_leave, found.on_leave) == known and not moved:
        return events
    if before is None or not noted or before.on.year == found.on.year:
        return [*events, found]
    gone = before.model_copy(update={"without_leave": (), "on_leave": (), "cleared": noted})
    return [*events, gone, found]


def absences(session: Session) -> e.AbsencesNoted:
    assert (called := session.called)
    leaves = {each.member: each for each in session.leaves.values()}
    before = session.absences
    noted = (*before.without_leave, *before.on_leave) if before else ()
    away = [each for each in session.invited_members if not came(session, each)]
    without = tuple(each for each in away if each not in leaves)
    on_leave = tuple(each for each in away if each in leaves and not leaves[each].uncounted)
    return e.AbsencesNoted(
        title=called.title,
        form=called.form,
        consultations=called.consultations,
        on=session.sittings[-1].on,
        without_leave=without,
        on_leave=on_leave,
        cleared=tuple(each for each in noted if each not in (*without, *on_leave)),
    )


def came(session: Session, member: str) -> bool:
    """Whether the member was at as many of the sittings as the form asks for."""
    assert session.called
    part, whole = session.called.attended
    there = sum(member in each.fact.members for each in session.attendance)
    return there * whole >= part * len(session.sittings)
