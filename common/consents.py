"""How a thing is consented to: which chain counts, whose turn it is, and whether this body may.

A thing keeps how many steps of its chain were taken. A refusal at any step returns it to its
drafter, and the chain begins again.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from contracts.consents import Bodies, Consent, Consents, ConsentStep, Level, Thing
from contracts.places import prefix
from contracts.roles import OFFICES
from contracts.text import Day, Sentence
from runtime.decider import Circumstances, Command, Rejected


class Consenting(Command):
    """What is asked with a consent: which bodies gave it, by which resolution, on which day."""

    consent: Consent

    def looks_up(self) -> tuple[str, ...]:
        return self.consent.bodies


class Refusing(Command):
    """Record that these bodies did not consent, and why."""

    bodies: Bodies
    reason: Sentence
    decided_on: Day

    def looks_up(self) -> tuple[str, ...]:
        return self.bodies


class Turn(NamedTuple):
    """The step of a chain that has its turn. With the last one the thing is consented to."""

    step: ConsentStep
    last: bool

    @property
    def named(self) -> dict[str, str]:
        """How its event names the step."""
        return {"step": self.step.code, "word": self.step.chinese}


def for_each_thing(chapter: Consents) -> None:
    """Refuse a table that leaves open who consents to something."""
    open_ = [
        thing
        for thing in Thing
        if not any(
            each.what is thing and each.unit_kind is None and each.kind is None
            for each in chapter.chains
        )
    ]
    if open_:
        raise Rejected(
            "no-consent-rule",
            f"同意表（consents）须对每类事项各有一行不限单位和类别的规定，还缺：{'、'.join(open_)}。"
            "请补充。",
            "The table `consents` has a row for each thing that names no kind of unit or thing."
            f" Add one for: {', '.join(open_)}.",
        )


def turn(
    chapter: Consents, what: Thing, kind: str | None, taken: int, given: Circumstances[Any]
) -> Turn:
    """The step whose turn it is after `taken` steps. Where rules in force since then have fewer
    steps, it is the last one."""
    steps = chain_of(chapter, what, kind, given)
    at = min(taken + 1, len(steps))
    return Turn(steps[at - 1], last=at == len(steps))


def chain_of(
    chapter: Consents, what: Thing, kind: str | None, given: Circumstances[Any]
) -> Sequence[ConsentStep]:
    """The chain of the first row that fits."""
    for chain in chapter.chains:
        fitting = chain.kind in (None, kind) and chain.unit_kind in (None, given.unit_kind)
        if chain.what is what and fitting:
            return chain.steps
    raise Rejected(
        "no-consent-rule",
        f"规则没有规定此事（{what}）由谁同意。请由制定规则的机关在“consents”中补充。",
        f"The rules do not say who consents to a {what}. Have the office that makes the rules add"
        " a row to `consents`.",
    )


def consented(
    chapter: Consents,
    what: Thing,
    kind: str | None,
    taken: int,
    command: Consenting | Refusing,
    given: Circumstances[Any],
) -> Turn:
    """The step that is answered. Refuses an answer, a consent or a refusal, of others than those
    whose turn it is, and one dated ahead."""
    found = turn(chapter, what, kind, taken, given)
    units = recorded_by(chapter, found.step, given)
    if isinstance(command, Consenting):
        answered_by(found.step, units, command.consent.bodies, command.consent.decided_on, given)
    else:
        answered_by(found.step, units, command.bodies, command.decided_on, given)
    return found


def at_once(
    chapter: Consents, what: Thing, kind: str | None, command: Consenting, given: Circumstances[Any]
) -> None:
    """Refuse a deed with a consent of others than those whose consent is the last of the chain: it
    has none of its own."""
    step = chain_of(chapter, what, kind, given)[-1]
    units = recorded_by(chapter, step, given)
    answered_by(step, units, command.consent.bodies, command.consent.decided_on, given)


def recorded_by(chapter: Consents, step: ConsentStep, given: Circumstances[Any]) -> Sequence[str]:
    """The units whose bodies answer. Refuses another office than those that record the step, and
    another level."""
    units = _units(chapter, step.level, given)
    if given.role not in step.offices or given.scope not in map(prefix, units):
        offices = "、".join(OFFICES[each] for each in step.offices)
        raise Rejected(
            "same-level",
            f"“{step.chinese}”须由 {'、'.join(units)} 一级的{offices}记录，不由上级或下级代办。"
            "请转请其办理。",
            f"`{step.english}` is recorded by {' or '.join(step.offices)} at the level of"
            f" {', '.join(units)}, neither above nor below. Bring it there.",
        )
    return units


def _units(chapter: Consents, level: Level, given: Circumstances[Any]) -> Sequence[str]:
    if level is Level.JURISDICTION:
        return (given.jurisdiction,)
    instead = {each.unit: each.consents for each in chapter.counts_for}
    return [instead.get(each, each) for each in given.answering]


def answered_by(
    step: ConsentStep, units: Sequence[str], bodies: Bodies, day: Day, given: Circumstances[Any]
) -> None:
    """Refuse bodies that are not those of the step, and a day that is still to come."""
    here = [
        given.directory[each]
        for each in bodies
        if each in given.directory
        and given.directory[each].unit in units
        and given.directory[each].there_on(day)
    ]
    if step.bodies:
        right = {each.kind for each in here} == set(step.bodies)
    else:
        right = all(each.consents for each in here)
    if len(here) < len(bodies) or not right:
        chinese, english = _asked(step)
        raise Rejected(
            "not-consenting",
            f"“{step.chinese}”须由 {'、'.join(units)} 的{chinese}作出。"
            "请填写机构名录中该单位相应机构的编号。",
            f"`{step.english}` is for {english} of {', '.join(units)}. Give their ids as the"
            " directory of bodies has them.",
        )
    given.has_come(day)


def _asked(step: ConsentStep) -> tuple[str, str]:
    if not step.bodies:
        return "同级同意机构（如党组织）", "a body that consents for its level"
    return f"{'、'.join(step.bodies)}（机构类别）", f"bodies of the kinds {', '.join(step.bodies)}"
