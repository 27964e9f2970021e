"""What meetings test of a procedure: its conditions on a consultation's own facts, by their days,
and what fulfils them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.calendar import ONE, WorkingDays
from common.conditions import Holds, with_any_of
from contracts import procedure as p
from contracts.calendar import Measure
from runtime.decider import Command
from services.meetings.activity import commands as activity
from services.meetings.consultation import commands as c
from services.meetings.session import commands as session


@dataclass(frozen=True)
class Research:
    held_on: date
    joint: bool = False
    bodies: frozenset[str] = frozenset()
    """Kinds of bodies that took part."""
    participants: frozenset[str] = frozenset()
    """Kinds of participants who did."""


@dataclass(frozen=True)
class Meeting:
    """A session that was called. `kinds`: of those present; None until it is recorded."""

    form: str
    held_on: date | None = None
    kinds: frozenset[str] | None = None
    people: int = 0
    spoke: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facts:
    """What conditions ask of a consultation. `meetings` are those under its present procedure."""

    research: tuple[Research, ...] = ()
    planned: bool = False
    participants: frozenset[str] = frozenset()
    not_concerned: frozenset[str] = frozenset()
    meetings: tuple[Meeting, ...] = ()
    confirmed_by: str | None = None
    notices: tuple[tuple[str, date], ...] = ()
    """What was posted, and when."""
    views: tuple[tuple[date, date], ...] = ()
    """From when to when views were sought."""
    drawn: tuple[tuple[str, date], ...] = ()
    """From which pool, and when, each drawn talent accepted."""
    meets_on: date | None = None
    """The day of a session that is to be."""
    calendar: WorkingDays | None = None
    """By which working days before that session are counted. What was enough when a session was
    called stays enough, whatever calendar comes later."""

    @property
    def held(self) -> tuple[Meeting, ...]:
        return tuple(each for each in self.meetings if each.held_on is not None)

    @property
    def first_on(self) -> date:
        """The day of the first session, before which things have to be; far off while there is
        none."""
        days = [each.held_on for each in self.meetings if each.held_on is not None]
        return min([*days, *([self.meets_on] if self.meets_on else [])], default=date.max)


def researched(it: p.Researched, facts: Facts) -> bool:
    counted = [
        each
        for each in facts.research
        if each.held_on <= facts.first_on and (each.joint or not it.joint)
    ]
    bodies = {kind for each in counted for kind in each.bodies}
    people = {kind for each in counted for kind in each.participants}
    return (
        len(counted) >= it.least
        and bodies.issuperset(it.bodies)
        and people.issuperset(it.participants)
    )


def participants(it: p.Participants, facts: Facts) -> bool:
    needed = set(it.required) | (set(it.if_concerned) - facts.not_concerned)
    return bool(facts.participants) and needed <= facts.participants


def held(it: p.SessionIsHeld, facts: Facts) -> bool:
    fitting = [each for each in facts.held if not it.forms or each.form in it.forms]
    return len(fitting) >= it.rounds


def present(it: p.Present, facts: Facts) -> bool:
    return any(
        each.kinds is not None and set(it.kinds) <= each.kinds and each.people >= it.quorum
        for each in facts.held
    )


def every_participant_spoke(it: p.EveryParticipantSpoke, facts: Facts) -> bool:
    """In one session, as `present` has it: what was left unsaid in another is said in a further
    round, and confirmed minutes shut nobody out (000-44, 000-47)."""
    return any(each.kinds <= each.spoke for each in facts.held if each.kinds)


def minutes(it: p.MinutesStand, facts: Facts) -> bool:
    by = facts.confirmed_by
    return by is not None and (not it.confirmed_by or by in it.confirmed_by)


def posted(it: p.Posted, facts: Facts) -> bool:
    """The day of the session does not count."""
    return any(
        what == it.what
        and on <= facts.first_on
        and _long_enough(it, facts, (facts.first_on - on).days, (on, facts.first_on - ONE))
        for what, on in facts.notices
    )


def views_sought(it: p.ViewsSought, facts: Facts) -> bool:
    """The day on which it began does not count."""
    return any(
        until <= facts.first_on
        and _long_enough(it, facts, (until - since).days, (since + ONE, until))
        for since, until in facts.views
    )


def drawn(it: p.IsDrawn, facts: Facts) -> bool:
    there = [on for pool, on in facts.drawn if pool == it.pool and on <= facts.first_on]
    return len(there) >= it.least


def _long_enough(
    it: p.Posted | p.ViewsSought, facts: Facts, days: int, worked: tuple[date, date]
) -> bool:
    if it.measure is Measure.DAYS:
        return days >= it.days
    return facts.calendar is None or facts.calendar.between(*worked) >= it.days


TESTS: Mapping[type[p.Plain], Callable[[Any, Facts], bool]] = {
    p.Researched: researched,
    p.SessionIsPlanned: lambda it, facts: facts.planned,
    p.Participants: participants,
    p.SessionIsHeld: held,
    p.Present: present,
    p.EveryParticipantSpoke: every_participant_spoke,
    p.MinutesStand: minutes,
    p.Posted: posted,
    p.ViewsSought: views_sought,
    p.IsDrawn: drawn,
}

BEFORE_A_SESSION: frozenset[type[p.Plain]] = frozenset(
    {p.Researched, p.Posted, p.ViewsSought, p.IsDrawn}
)
"""What has to be so on the day of the first session: a call for an earlier day is refused."""

DEEDS: Mapping[type[Command], frozenset[type[p.Plain]]] = {
    activity.RecordActivity: frozenset({p.Researched}),
    activity.RecordAsked: frozenset({p.Researched}),
    c.PlanSession: frozenset({p.SessionIsPlanned}),
    c.FixParticipants: frozenset({p.Participants}),
    c.PostNotice: frozenset({p.Posted}),
    c.SeekViews: frozenset({p.ViewsSought}),
    c.NoteTalent: frozenset({p.IsDrawn}),  # by policy, from the draw (members)
    session.CallSession: frozenset({p.SessionIsHeld}),
    session.HoldSitting: frozenset({p.SessionIsHeld}),
    session.RecordAttendance: frozenset({p.Present}),
    session.RecordSpeech: frozenset({p.EveryParticipantSpoke}),
    c.ConcludeConsultation: frozenset({p.MinutesStand}),
}
"""Which kinds of conditions a deed can fulfil: it waits until one of them has its turn."""


def holds(facts: Facts) -> Holds:
    return with_any_of(lambda it: TESTS[type(it)](it, facts))
