"""How the work of consultation comes on at a unit: its phase, who answers for it, milestones,
grants, and what it has (000-07, 000-16 to 000-21, 004-28).

Entries are numbered 1..n within the unit, whatever they say.
"""

from typing import Annotated

from pydantic import Field

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import BodyId, MemberId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code

Fen = Annotated[int, Field(strict=True, ge=1, le=10**13)]
"""An amount of money in fen, the hundredth of a yuan."""


class RoleAssigned(Event):
    """A member or a body answers for the unit in this role from `since` on: leads, guides, carries
    out (000-07, 000-16, 000-20)."""

    audience = Audience.PERSONAL

    entry: int
    role: Code
    member: MemberId | None = None
    body: BodyId | None = None
    since: Day


class RoleEnded(Event):
    """Whoever had the role under this entry has it no more from the day `until` on."""

    audience = Audience.PERSONAL

    entry: int
    until: Day
    reason: Sentence


class PhaseEntered(Event):
    """The unit is in this phase of the programme from `since` on, until it enters another one
    (000-18, 002-05). `reason`: why it fell back, where it did."""

    entry: int
    phase: Code
    since: Day
    reason: Sentence | None = None


class MilestoneRecorded(Event):
    """Something of this kind that the programme is told by: a notice, a training, a meeting
    (000-19)."""

    entry: int
    milestone: Code
    title: Title
    on: Day


class GrantRecorded(Event):
    """Money that the unit was granted: how much, by whom, and for what (000-21)."""

    entry: int
    source: Title
    purpose: Title
    fen: Fen
    on: Day


class HaveStated(Event):
    """That the unit has what a unit should have, or has it no more, from `on` on, and what shows
    it (004-28). What the system knows by itself is never stated."""

    entry: int
    have: Code
    there: bool
    on: Day
    shown_by: Sentence


class EntryWithdrawn(Event):
    """The entry was made by mistake, and never held."""

    entry: int
    reason: Sentence


ProgrammeEvent = (
    RoleAssigned
    | RoleEnded
    | PhaseEntered
    | MilestoneRecorded
    | GrantRecorded
    | HaveStated
    | EntryWithdrawn
)
