"""What may be asked about how a unit comes on. All of it begins the unit's record by itself."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import BodyId, MemberId
from contracts.members.programme import Fen
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command

Number = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class _Entry(Command):
    creates: ClassVar[bool] = True

    unit: UnitId


class AssignRole(_Entry):
    """Say which member or body answers for the unit in a role: leads, guides, carries out."""

    called = ("登记负责人或指导单位", "Say who answers for the unit")

    role: Code
    member: MemberId | None = None
    body: BodyId | None = None
    since: Day


class EnterPhase(_Entry):
    """Record that the unit is in a phase of the programme from a day on. A `reason` is needed
    where it falls back to an earlier one."""

    called = ("登记推进阶段", "Record the phase of the unit")

    phase: Code
    since: Day
    reason: Sentence | None = None


class RecordMilestone(_Entry):
    """Record what the programme is told by: a notice, a training, a meeting, with its day."""

    called = ("登记时间节点", "Record a milestone")

    milestone: Code
    title: Title
    on: Day


class RecordGrant(_Entry):
    """Record money that the unit was granted, in fen (the hundredth of a yuan)."""

    called = ("登记补助经费", "Record a grant")

    source: Title
    purpose: Title
    fen: Fen
    on: Day


class StateHave(_Entry):
    """State that the unit has what a unit should have, or has it no more, and what shows it."""

    called = ("登记达标情况", "State what the unit has")

    have: Code
    there: bool = True
    on: Day
    shown_by: Sentence


class EndRole(Command):
    """Record that somebody answers for the unit no more."""

    called = ("登记不再负责", "End the role")

    entry: Number
    until: Day
    reason: Sentence


class WithdrawEntry(Command):
    """Take back an entry that was made by mistake, with the reason."""

    called = ("撤回登记", "Take back an entry")

    entry: Number
    reason: Sentence


ProgrammeCommand = (
    AssignRole | EnterPhase | RecordMilestone | RecordGrant | StateHave | EndRole | WithdrawEntry
)
