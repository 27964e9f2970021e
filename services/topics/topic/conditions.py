"""What topics test of a procedure: its conditions on a topic's own facts, and what fulfils them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from common.conditions import Holds, with_any_of
from contracts import procedure as p
from runtime.decider import Command
from services.topics.topic import commands as c


@dataclass(frozen=True)
class Facts:
    """What conditions ask of a topic. `plan_kinds`: of the decided plans in which it stands."""

    called_for: bool = False
    raised: bool = False
    screened: bool = False
    consented: bool = False
    plan_kinds: frozenset[str] = frozenset()


def in_plan(it: p.InPlan, facts: Facts) -> bool:
    return it.plan_kind in facts.plan_kinds if it.plan_kind else bool(facts.plan_kinds)


TESTS: Mapping[type[p.Plain], Callable[[Any, Facts], bool]] = {
    p.CalledFor: lambda it, facts: facts.called_for,
    p.Raised: lambda it, facts: facts.raised,
    p.Screened: lambda it, facts: facts.screened,
    p.ConsentGiven: lambda it, facts: facts.consented,
    p.InPlan: in_plan,
}

DEEDS: Mapping[type[Command], frozenset[type[p.Plain]]] = {
    c.ProposeTopic: frozenset({p.CalledFor, p.Raised}),
    c.NameCall: frozenset({p.CalledFor}),
    c.RaiseAgain: frozenset({p.Raised}),
    c.ScreenTopic: frozenset({p.Screened}),
    c.ApproveTopic: frozenset({p.ConsentGiven}),
    c.PlanTopic: frozenset({p.InPlan}),
}
"""Which kinds of conditions a deed can fulfil: it waits until one of them has its turn."""


def holds(facts: Facts) -> Holds:
    return with_any_of(lambda it: TESTS[type(it)](it, facts))
