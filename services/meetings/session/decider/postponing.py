"""A session that was called is moved to another day or place before it is held (000-49, 001-12)."""

from contracts.meetings import session as e
from runtime.decider import Circumstances
from services.meetings.consultation.decider.checks import prepared
from services.meetings.session import commands as c
from services.meetings.session.decider.calling import before, on_its_day
from services.meetings.session.decider.holding import rounds_of
from services.meetings.session.decider.state import MOVED, Session
from services.meetings.session.decider.where import venue_of
from services.meetings.words import Book


def postpone(
    session: Session, command: c.PostponeSession, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    """By the terms of the call: notice and materials are due as long before the new day."""
    assert (called := session.called)
    on_its_day(command.begins, command.on)
    same = all(getattr(called, name) == getattr(command, name) for name in MOVED[:-1])
    if same:
        return []
    venue = venue_of(command, given.rules.words)
    for case in rounds_of(session, given):
        prepared(case, command.on, given.rules.days)
    notice = before(command.on, called.notice, given.rules)
    materials = before(command.on, called.materials, given.rules)
    return [
        e.SessionPostponed(
            **command.model_dump(),
            called_for=called.on,
            moving=venue.moving,
            notice_due=notice.day if notice else None,
            materials_due=materials.day if materials else None,
            provisional=any(each.provisional for each in (notice, materials) if each),
            consultations=called.consultations,
        )
    ]
