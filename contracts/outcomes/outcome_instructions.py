"""What leaders write on an outcome (批示): 003-21, 004-04."""

from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId
from contracts.paper import PaperUse
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code


class Instruction(Fact):
    """`instruction` is 1..n within the outcome. `level`: of which level the leader is; `given_by`:
    the post, such as the secretary of the county Party committee, never a person. `laid_on`: the
    day on which it was laid before the leader, where that is known, and `days` those that it took.
    `favourable`: it praises or endorses. The `departments` that it names, and a `committee` in
    charge, read its text, which is a sealed paper."""

    instruction: int
    level: Code
    given_by: Title
    laid_on: Day | None = None
    on: Day
    days: int | None = None
    favourable: bool = False
    departments: tuple[BodyId, ...] = ()
    committee: BodyId | None = None
    text: PaperUse | None = None


class InstructionGiven(Event, Instruction):
    """A leader wrote an instruction on the outcome."""


class InstructionCorrected(Correction, Event, Instruction):
    """What was entered of an instruction was wrong: this is how it was."""


class InstructionTakenBack(Event):
    """That there was such an instruction was entered wrongly: there was none."""

    instruction: int
    reason: Sentence
