"""The words that are good for an outcome: those in force, and those that the profile has dropped
since, where the outcome names them already (0018).

Of a dropped word holds what the outcome recorded of it. What it never recorded, such as a rhythm,
ends with the word.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from common.conditions import plain_of
from contracts import procedure as p
from contracts.outcomes.rules import CheckKind, ReplyClass
from contracts.vocabulary import Entry
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.rules.decider import OutcomeRules

E = TypeVar("E", bound=Entry)
C = TypeVar("C", bound=p.Plain)


def check_kinds(outcome: Outcome, rules: OutcomeRules) -> tuple[CheckKind, ...]:
    """Of a dropped kind: what the procedure asks for, what is due, what was held. It credits what
    the last check of it did. Whoever may record checks records it."""
    credited = {check.kind: check.credited_as for check, _ in outcome.held}
    asked = (it.check for it in _asked(outcome, p.Checked))
    codes = dict.fromkeys([*asked, *outcome.checks_due, *credited])
    known = (
        CheckKind(code=each, chinese=each, english=each, credited_as=credited.get(each))
        for each in codes
    )
    return _with(rules.checks.kinds, known)


def told_groups(outcome: Outcome, rules: OutcomeRules) -> tuple[Entry, ...]:
    """Of dropped ones: whom the procedure names, and who was told."""
    asked = (each for it in _asked(outcome, p.IsFedBack) for each in it.whom)
    before = (each for each in outcome.told if each)
    return _with(rules.words.feedback_to, _entries([*asked, *before]))


def places(outcome: Outcome, rules: OutcomeRules) -> tuple[Entry, ...]:
    """Of dropped ones: those that procedure and kind name, and where it was adopted."""
    assert outcome.drafted is not None
    asked = (each for it in _asked(outcome, p.IsAdopted) for each in it.places)
    there = [each for each in outcome.adoptions if each]
    kind, before = outcome.drafted.outcome_kind, (each.place for each in there)
    return _with(rules.words.adoption_places, _entries([*asked, *kind.adopted_where, *before]))


def levels(outcome: Outcome, rules: OutcomeRules) -> tuple[Entry, ...]:
    """Of dropped ones: those that the procedure names, and at which it was adopted."""
    asked = (each for it in _asked(outcome, p.IsAdopted) for each in it.levels)
    before = (each.level for each in outcome.adoptions if each)
    return _with(rules.words.adoption_levels, _entries([*asked, *before]))


def instruction_levels(outcome: Outcome, rules: OutcomeRules) -> tuple[Entry, ...]:
    """Of dropped ones: those that the procedure names, and of which there are instructions."""
    asked = (each for it in _asked(outcome, p.IsInstructed) for each in it.levels)
    before = (each.level for each in outcome.instructions if each)
    return _with(rules.words.instruction_levels, _entries([*asked, *before]))


def reply_classes(outcome: Outcome, rules: OutcomeRules) -> tuple[ReplyClass, ...]:
    """The classes that the handling of the outcome names. A dropped one is followed by another
    where a reply of it to this outcome was."""
    assert outcome.handling is not None
    told = [task.told for task in outcome.tasks.values() if task.told]
    again = {each.reply for each in told if each.answered_again}
    known = (
        ReplyClass(code=each, chinese=each, english=each, answered_again=each in again)
        for each in outcome.handling.reply_classes
    )
    named = outcome.handling.reply_classes
    classes = _with(rules.handlings.reply_classes, known)
    return tuple(each for each in classes if each.code in named)


def _asked(outcome: Outcome, kind: type[C]) -> Iterator[C]:
    """The conditions of this kind, single or one of several, in the outcome's own procedure."""
    for step in outcome.walk.steps:
        for condition in step.conditions:
            yield from (it for it in plain_of(condition) if isinstance(it, kind))


def _entries(codes: Iterable[str]) -> Iterator[Entry]:
    return (Entry(code=each, chinese=each, english=each) for each in dict.fromkeys(codes))


def _with(there: Sequence[E], known: Iterable[E]) -> tuple[E, ...]:
    """Those in force, and of the known ones those that are so no longer."""
    codes = {each.code for each in there}
    return (*there, *(each for each in known if each.code not in codes))
