"""What leaders write on an outcome (003-21, 004-04): recorded, corrected, taken back."""

from typing import Any

from common.checks import once
from common.visibility import What, by_scope
from common.vocabulary import chosen
from contracts.outcomes import outcome as e
from contracts.paper import Paper, PaperClass, PaperUse
from runtime.decider import Circumstances, Rejected
from services.outcomes import words
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import running
from services.outcomes.outcome.decider.days import after_concluding
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.outcome.decider.steps import in_turn
from services.outcomes.rules.decider import OutcomeRules

TITLE = "领导批示"
"""The generic title of its text: events are read more widely than the paper."""


def record(
    outcome: Outcome, command: c.RecordInstruction, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    in_turn(outcome, command, given)
    number = len(outcome.instructions) + 1
    instruction = e.Instruction(instruction=number, **told(outcome, command, given))
    there = (each for each in outcome.instructions if each)
    if any(as_said(each) == as_said(instruction) for each in there):
        return []
    return [e.InstructionGiven(**dict(instruction))]


def told(
    outcome: Outcome, command: c.Instructed, given: Circumstances[OutcomeRules]
) -> dict[str, Any]:
    """What is said of an instruction, if it can be so."""
    chosen(running.instruction_levels(outcome, given.rules), command.level, words.INSTRUCTION_LEVEL)
    after_concluding(command.on, outcome.concluded_on, given)
    laid_on = command.laid_on or (outcome.sent_on if outcome.sent else None)
    if command.laid_on and command.laid_on > command.on:
        raise Rejected(
            "laid-later",
            f"呈报日期{command.laid_on}晚于批示日期{command.on}。请核对日期。",
            f"It was laid before the leader on {command.laid_on}, after the instruction of"
            f" {command.on}. Check the days.",
        )
    if laid_on and laid_on > command.on:
        laid_on = None  # written before it was sent
    departments = once(command.departments)
    readers = (*departments, *filter(None, (command.committee,)))
    return {
        "level": command.level,
        "given_by": command.given_by,
        "laid_on": laid_on,
        "on": command.on,
        "days": (command.on - laid_on).days if laid_on else None,
        "favourable": command.favourable,
        "departments": departments,
        "committee": command.committee,
        "text": sealed(command.text, readers) if command.text else None,
    }


def sealed(paper: Paper, bodies: tuple[str, ...]) -> PaperUse:
    """The text for those who read instructions (matrix 9.2), and these bodies."""
    named = {name: getattr(paper, name) for name in Paper.model_fields}
    readers = by_scope(What.INSTRUCTION)
    return PaperUse(**named, title=TITLE, kept=PaperClass.SEALED, readers=readers, bodies=bodies)


def as_said(instruction: e.Instruction) -> dict[str, Any]:
    return instruction.model_dump(include=set(e.Instruction.model_fields) - {"instruction"})


def correct(
    outcome: Outcome, command: c.CorrectInstruction, given: Circumstances[OutcomeRules]
) -> list[e.InstructionCorrected]:
    number = command.instruction
    before = outcome.instructions[number - 1]
    said = e.Instruction(instruction=number, **told(outcome, command, given))
    if before and as_said(before) == as_said(said):
        return []
    corrects = outcome.entered["instruction", number]
    return [e.InstructionCorrected(corrects=corrects, reason=command.reason, **dict(said))]
