"""Leave that a member asks for, from one session. One stream for each."""

from contracts.audience import Audience
from contracts.event import Event, Fact
from contracts.ids import MemberId, SessionId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code


class Leave(Fact):
    """From which session, called by which title, on which day. `ground`: a code of the county's
    `leave_grounds`; `uncounted`: leave on this ground is no absence at all (domain 7.1). Why in
    detail is recorded nowhere: it may be an illness."""

    member: MemberId
    session: SessionId
    title: Title
    on: Day
    ground: Code
    uncounted: bool


class LeaveAsked(Event, Leave):
    """A member asked for leave. `late`: behind the day of the session."""

    audience = Audience.PERSONAL

    asked_on: Day
    late: bool


class LeaveGranted(Event, Leave):
    """The office granted it."""

    audience = Audience.PERSONAL

    decided_on: Day


class LeaveRefused(Event):
    """The office refused it, with the reason."""

    audience = Audience.PERSONAL

    member: MemberId
    session: SessionId
    decided_on: Day
    reason: Sentence


class LeaveTakenBack(Event):
    """The member comes after all, or it was entered wrongly. `granted`: it had been granted."""

    audience = Audience.PERSONAL

    member: MemberId
    session: SessionId
    granted: bool


LeaveEvent = LeaveAsked | LeaveGranted | LeaveRefused | LeaveTakenBack
