"""What outcomes test of a procedure: its conditions on an outcome's own facts, and what fulfils
them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from common.conditions import Holds, with_any_of
from contracts import procedure as p
from runtime.decider import Command
from services.outcomes.outcome import commands as c


@dataclass(frozen=True)
class Facts:
    """What conditions ask of an outcome as it is now. `tasks` counts agreed ones, too."""

    drafted: bool = False
    consented: bool = False
    posted: bool = False
    sent: bool = False
    recipients: frozenset[str] = frozenset()
    copies: frozenset[str] = frozenset()
    tasks: int = 0
    assigned: int = 0
    """So many tasks lie with a department that has not returned them."""
    done: int = 0
    checks: frozenset[str] = frozenset()
    """The kinds of checks that were held."""
    undone: bool = False
    """Of some task the last check at it found that it was not done."""
    told: frozenset[str | None] = frozenset()
    """Whom feedback was given to; `None` is those who raised the topic."""
    instructed: frozenset[str] = frozenset()
    """Of which levels leaders wrote instructions."""
    adoptions: frozenset[tuple[str, str]] = frozenset()
    """Where, and at which level, the outcome was adopted."""
    rated: frozenset[tuple[str, int]] = frozenset()
    """Of each kind of rating, how many per cent were satisfied in the last one."""


def checked(it: p.Checked, facts: Facts) -> bool:
    return it.check in facts.checks and not (it.kept and facts.undone)


def sent(it: p.OutcomeIsSent, facts: Facts) -> bool:
    return facts.sent and set(it.to) <= facts.recipients and set(it.copies) <= facts.copies


def adopted(it: p.IsAdopted, facts: Facts) -> bool:
    """Place and level are those of one adoption."""
    return any(
        (not it.places or place in it.places) and (not it.levels or level in it.levels)
        for place, level in facts.adoptions
    )


def rated(it: p.IsRated, facts: Facts) -> bool:
    return any((not it.by or kind in it.by) and share >= it.at_least for kind, share in facts.rated)


TESTS: Mapping[type[p.Plain], Callable[[Any, Facts], bool]] = {
    p.Drafted: lambda it, facts: facts.drafted,
    p.OutcomeConsentGiven: lambda it, facts: facts.consented,
    p.ResultIsPosted: lambda it, facts: facts.posted,
    p.OutcomeIsSent: sent,
    p.TasksAreAssigned: lambda it, facts: facts.assigned > 0 and facts.assigned == facts.tasks,
    p.TasksAreDone: lambda it, facts: facts.done * 100 >= facts.tasks * it.share,
    p.Checked: checked,
    p.IsFedBack: lambda it, facts: facts.told >= set(it.whom or (None,)),
    p.IsAdopted: adopted,
    p.IsInstructed: lambda it, facts: bool(
        facts.instructed & set(it.levels) if it.levels else facts.instructed
    ),
    p.IsRated: rated,
}

DEEDS: Mapping[type[Command], frozenset[type[p.Plain]]] = {
    c.DraftOutcome: frozenset({p.Drafted}),
    c.ConsentToOutcome: frozenset({p.OutcomeConsentGiven}),
    c.PostResult: frozenset({p.ResultIsPosted}),
    c.SendOutcome: frozenset({p.OutcomeIsSent, p.TasksAreAssigned}),
    c.AssignAgreedTasks: frozenset({p.TasksAreAssigned}),
    c.AssignTask: frozenset({p.TasksAreAssigned}),
    c.ReassignTask: frozenset({p.TasksAreAssigned}),
    c.CompleteTask: frozenset({p.TasksAreDone}),
    c.HoldCheck: frozenset({p.Checked}),
    c.GiveFeedback: frozenset({p.IsFedBack}),
    c.AdoptOutcome: frozenset({p.IsAdopted}),
    c.RecordInstruction: frozenset({p.IsInstructed}),
    c.NoteRating: frozenset({p.IsRated}),
}
"""Which kinds of conditions a deed can fulfil: it waits until one of them has its turn."""


def holds(facts: Facts) -> Holds:
    return with_any_of(lambda it: TESTS[type(it)](it, facts))
