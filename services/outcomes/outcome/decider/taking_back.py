"""What was entered wrongly of a posting, a feedback, an adoption or an instruction is corrected, or
taken back. A closed outcome stays closed only where all it rests on still holds."""

from collections.abc import Sequence
from functools import reduce
from typing import TypeVar

from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import instructing
from services.outcomes.outcome.decider.adopting import adopted, fed_back
from services.outcomes.outcome.decider.closing import nothing_open
from services.outcomes.outcome.decider.days import after_concluding
from services.outcomes.outcome.decider.state import Outcome, Stage, evolve
from services.outcomes.rules.decider import OutcomeRules

T = TypeVar("T")


def put_right(
    outcome: Outcome, command: c.PuttingRight, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    events = list[e.OutcomeEvent](_put_right(outcome, command, given))
    if events and outcome.stage is Stage.CLOSED:
        _still_closed(
            reduce(lambda state, event: evolve(state, event, given.unit), events, outcome)
        )
    return events


def _put_right(
    outcome: Outcome, command: c.PuttingRight, given: Circumstances[OutcomeRules]
) -> Sequence[e.OutcomeEvent]:
    match command:
        case c.CorrectPosting():
            return _correct_posting(outcome, command, given)
        case c.TakeBackPosting(posting=number, reason=reason):
            if _entered(outcome.posted, number) is None:
                return []
            others = [each for each in outcome.posted if each and each.posting != number]
            stands_posted = _posting(_last(others))
            return [e.PostingTakenBack(posting=number, stands=stands_posted, reason=reason)]
        case c.CorrectFeedback():
            return _correct_feedback(outcome, command, given)
        case c.TakeBackFeedback(feedback=number, reason=reason):
            if (told := _entered(outcome.feedback, number)) is None:
                return []
            stands = _stands(outcome, told.whom, number, None)
            return [
                e.FeedbackTakenBack(feedback=number, whom=told.whom, stands=stands, reason=reason)
            ]
        case c.CorrectAdoption(adoption=number):
            before = _corrected(outcome.adoptions, number)
            said = e.Adoption(adoption=number, **adopted(outcome, command, given))
            if said.model_dump() == before.model_dump(include=set(e.Adoption.model_fields)):
                return []
            corrects = outcome.entered["adoption", number]
            return [e.AdoptionCorrected(corrects=corrects, reason=command.reason, **dict(said))]
        case c.TakeBackAdoption(adoption=number, reason=reason):
            if _entered(outcome.adoptions, number) is None:
                return []
            return [e.AdoptionTakenBack(adoption=number, reason=reason)]
        case c.CorrectInstruction(instruction=number):
            _corrected(outcome.instructions, number)
            return instructing.correct(outcome, command, given)
        case c.TakeBackInstruction(instruction=number, reason=reason):
            if _entered(outcome.instructions, number) is None:
                return []
            return [e.InstructionTakenBack(instruction=number, reason=reason)]


def _correct_posting(
    outcome: Outcome, command: c.CorrectPosting, given: Circumstances[OutcomeRules]
) -> list[e.PostingCorrected]:
    before = _corrected(outcome.posted, command.posting)
    if (before.place, before.on) == (command.place, command.on):
        return []
    after_concluding(command.on, outcome.concluded_on, given)
    corrects = outcome.entered["posting", command.posting]
    return [e.PostingCorrected(corrects=corrects, **dict(command))]


def _correct_feedback(
    outcome: Outcome, command: c.CorrectFeedback, given: Circumstances[OutcomeRules]
) -> list[e.FeedbackCorrected]:
    number = command.feedback
    before = _corrected(outcome.feedback, number)
    said = fed_back(outcome, number, before.whom, command, given)
    if said.model_dump() == before.model_dump(include=set(e.Feedback.model_fields)):
        return []
    return [
        e.FeedbackCorrected(
            corrects=outcome.entered["feedback", number],
            reason=command.reason,
            stands=_stands(outcome, before.whom, number, said),
            **dict(said),
        )
    ]


def _stands(
    outcome: Outcome, whom: str | None, number: int, now: e.Feedback | None
) -> e.Feedback | None:
    """The last feedback to that group in this round, where this one is as it is `now`."""
    there = [
        now if each.feedback == number else each for each in outcome.this_round if each.whom == whom
    ]
    last = _last([each for each in there if each])
    return e.Feedback(**last.model_dump(include=set(e.Feedback.model_fields))) if last else None


def _posting(posting: e.Posting | None) -> e.Posting | None:
    fields = set(e.Posting.model_fields)
    return e.Posting(**posting.model_dump(include=fields)) if posting else None


def _last(there: Sequence[T]) -> T | None:
    return there[-1] if there else None


def _entered(there: Sequence[T | None], number: int) -> T | None:
    """What is on record under that number; nothing where it was taken back."""
    if number > len(there):
        raise Rejected(
            "no-such-entry",
            f"没有第{number}项登记（已登记{len(there)}项）。请核对编号。",
            f"There is no entry {number}; {len(there)} were made. Check the number.",
        )
    return there[number - 1]


def _corrected(there: Sequence[T | None], number: int) -> T:
    if (found := _entered(there, number)) is None:
        raise Rejected(
            "taken-back",
            f"第{number}项登记已撤销，不能更正。确有此事的，请重新登记。",
            f"Entry {number} was taken back, so it is not corrected. If it was so after all, enter"
            " it anew.",
        )
    return found


def _still_closed(outcome: Outcome) -> None:
    try:
        nothing_open(outcome)
    except Rejected as open_now:
        raise Rejected(
            "closed-on-it",
            "成果已办结，这样更正后不再符合办结条件。请先重新办理，再更正。" + open_now.chinese,
            "The outcome is closed, and could not be on what is then on record. Reopen it first. "
            + open_now.english,
        ) from None
