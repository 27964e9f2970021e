"""Leave from a session, as it became known there, and who was absent without it."""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import ConsultationId, MemberId
from contracts.text import Day, Title


class LeaveNoted(Event):
    """A member has leave from the session (`LeaveGranted` of members). `uncounted`: it is no
    absence at all."""

    audience = Audience.PERSONAL

    leave: str
    member: MemberId
    uncounted: bool


class LeaveLapsed(Event):
    """The leave was taken back."""

    audience = Audience.PERSONAL

    leave: str
    member: MemberId


class AbsencesNoted(Event):
    """Who of the members that were invited was absent, once the minutes were confirmed, and again
    whenever attendance or leave is put right: all of them each time, none if nobody is left.

    `without_leave`: neither there nor on leave (004-24); `on_leave`: on leave that counts;
    `cleared`: of whom that was noted before and does not hold any more. Whoever was present at
    fewer of the sittings than the form asks for was absent (domain 7.1). `on`: the day of the last
    sitting.
    """

    audience = Audience.PERSONAL

    title: Title
    form: str
    consultations: tuple[ConsultationId, ...]
    on: Day
    without_leave: tuple[MemberId, ...]
    on_leave: tuple[MemberId, ...]
    cleared: tuple[MemberId, ...]
