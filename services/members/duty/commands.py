"""What a policy may ask of a member's duty file. No route leads here: nobody types a duty fact."""

from typing import ClassVar

from contracts.ids import MemberId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title, Year
from contracts.vocabulary import Code
from runtime.decider import Command


class CreditDutyFact(Command):
    """Credit a fact that another service recorded. The file lies with the member's unit, and with
    `unit` where the roster has no such member."""

    creates: ClassVar[bool] = True

    unit: UnitId
    member: MemberId
    year: Year
    kind: Code
    on: Day
    place: UnitId
    title: Title
    source: str
    source_event: str
    occasion: str


class WithdrawDutyFact(Command):
    """Take back what was credited for an occasion: its record was corrected."""

    creates: ClassVar[bool] = True

    unit: UnitId
    member: MemberId
    year: Year
    occasion: str
    reason: Sentence


DutyCommand = CreditDutyFact | WithdrawDutyFact
