"""Deciders that were broken on purpose are found out, each for its fault."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase

from contracts.members import leave as e
from runtime.aggregate import Aggregate, ReadModel
from runtime.decider import Decider, Rejected
from runtime.probe import Touched
from runtime.projection import Put, put
from services.members.leave import commands as c
from services.members.leave.decider import Stage
from services.members.leave.read_models import metadata
from tests.lives.test_lives import lived
from tests.slices.every import EXAMPLES
from tests.slices.example import Examples

Broken = Callable[[Aggregate], Aggregate]
TICKS = count()


def deciding(change: Callable[[Any, Any, Any, Any], Any]) -> Broken:
    """An aggregate whose rule answers what `change` makes of the rule and of what is asked."""

    def broken(sound: Aggregate) -> Aggregate:
        rule = sound.decider.decide
        wrong = replace(sound.decider, decide=lambda *asked: change(rule, *asked))
        return replace(sound, decider=wrong)

    return broken


def evolving(change: Callable[[Any, Any], Any]) -> Broken:
    def broken(sound: Aggregate) -> Aggregate:
        fold: Decider[Any, Any, Any] = sound.decider
        return replace(
            sound,
            decider=replace(
                fold, evolve=lambda s, event, u: change(fold.evolve(s, event, u), event)
            ),
        )

    return broken


def refused_event(state: Any, event: Any) -> Any:
    if isinstance(event, e.LeaveGranted):
        raise ValueError("no such day")
    return state


def twice(rule: Any, state: Any, command: Any, given: Any) -> Any:
    """Nobody looks whether it was decided before."""
    if isinstance(command, c.GrantLeave) and state.stage is Stage.GRANTED:
        state = replace(state, stage=Stage.ASKED, decided=None)
    return rule(state, command, given)


def mute(rule: Any, state: Any, command: Any, given: Any) -> Any:
    try:
        return rule(state, command, given)
    except Rejected as refusal:
        raise Rejected(refusal.rule, refusal.chinese, "") from refusal


def fault(rule: Any, state: Any, command: Any, given: Any) -> Any:
    if isinstance(command, c.TakeBackLeave) and state.stage is Stage.REFUSED:
        return {}["nothing"]
    return rule(state, command, given)


def unoffered(rule: Any, state: Any, command: Any, given: Any) -> Any:
    """It looks at the content, and says of what it has not read that it is closed."""
    try:
        return rule(state, command, given)
    except Touched:
        raise Rejected("closed", "不能办理。", "It is closed.") from None


def by_chance(rule: Any, state: Any, command: Any, given: Any) -> Any:
    events = rule(state, command, given)
    return [
        each.model_copy(update={"title": f"第{next(TICKS)}次"})
        if "title" in each.__dict__
        else each
        for each in events
    ]


def unlike(rule: Any, state: Any, command: Any, given: Any) -> Any:
    """An event that its bytes do not tell: texts are kept without the blanks around them."""
    events = rule(state, command, given)
    return [
        each.model_copy(update={"title": f"{each.title} "}) if "title" in each.__dict__ else each
        for each in events
    ]


def other_row(sound: Aggregate) -> Aggregate:
    (table, *_) = metadata.tables.values()

    def project(record: Any) -> list[Any]:
        change = put(table, record)
        return [Put(table, change.key, {**change.values, "colour": "red"})]

    return replace(sound, rows=ReadModel(project, metadata))


BROKEN: dict[str, tuple[Broken, str | None]] = {
    "a fact is refused": (evolving(refused_event), "no such day"),
    "a state that no replay gives": (
        evolving(lambda state, event: replace(state, unit=f"{next(TICKS):012}")),
        None,
    ),
    "a leave is decided twice": (deciding(twice), "recorded twice"),
    "a refusal in one language": (deciding(mute), None),
    "a fault in place of a refusal": (deciding(fault), "nothing"),
    "what is open is not offered": (deciding(unoffered), "closed by closed"),
    "an answer by chance": (deciding(by_chance), "by chance"),
    "an event that its bytes do not tell": (deciding(unlike), None),
    "a column that there is not": (other_row, None),
}


def examples_with(broken: Broken) -> Examples:
    all = EXAMPLES["members"]
    kinds = tuple(broken(each) if each.name == "leave" else each for each in all.service.aggregates)
    return replace(all, service=replace(all.service, aggregates=kinds))


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_decider_is_found_out(what: str) -> None:
    broken, said = BROKEN[what]
    all = examples_with(broken)

    with pytest.raises((AssertionError, ValueError, KeyError, TypeError), match=said):
        lived(all, all.service.by_name["leave"], 40, phases=(Phase.generate,))


def test_a_sound_one_is_not() -> None:
    all = examples_with(lambda sound: sound)

    lived(all, all.service.by_name["leave"], 40, phases=(Phase.generate,))
