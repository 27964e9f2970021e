"""What a policy may ask of a member's duty file. No route leads here: nobody types a duty fact."""

from typing import ClassVar

from contracts.ids import MemberId, TopicId
from contracts.members.duty import DutyKind
from contracts.places import UnitId
from contracts.text import Day, Title, Year
from runtime.decider import Command


class CreditDutyFact(Command):
    """Credit a fact that another service recorded. `unit` is the code of the member's county."""

    creates: ClassVar[bool] = True

    unit: UnitId
    member: MemberId
    year: Year
    kind: DutyKind
    on: Day
    topic: TopicId
    title: Title
    source_event: str
    occasion: str


DutyCommand = CreditDutyFact
