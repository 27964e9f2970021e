"""How a thing is consented to: which chain counts, whose turn it is, and whether this body may.

A thing keeps the consents given so far. A refusal at any step returns it to its drafter, and the
chain begins again.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from contracts.consents import Approval, Chain, Consents, ConsentStep, Level
from contracts.places import prefix
from contracts.roles import OFFICES
from runtime.decider import Circumstances, Rejected


class Turn(NamedTuple):
    """The step of a chain that has its turn. With the last one the thing is consented to."""

    step: ConsentStep
    last: bool


def turn(chapter: Consents, what: str, kind: str, taken: int, given: Circumstances[Any]) -> Turn:
    """The step whose turn it is after `taken` steps, by the first row that fits. Where rules in
    force since then have fewer steps, it is the last one."""
    for chain in chapter.chains:
        if chain.what == what and _fits(chain, kind, given.unit_kind):
            at = min(taken + 1, len(chain.steps))
            return Turn(chain.steps[at - 1], last=at == len(chain.steps))
    raise Rejected(
        "no-consent-rule",
        f"规则没有规定此事（{what}）由谁同意。请由制定规则的机关在“consents”中补充。",
        f"The rules do not say who consents to a {what}. Have the office that makes the rules add"
        " a row to `consents`.",
    )


def _fits(chain: Chain, kind: str, unit_kind: str) -> bool:
    return chain.kind in (None, kind) and chain.unit_kind in (None, unit_kind)


def consented(
    chapter: Consents, step: ConsentStep, consent: Approval, given: Circumstances[Any]
) -> None:
    """Refuse a consent of others than the bodies whose turn it is, and one dated ahead."""
    answered_by(chapter, step, consent.bodies, consent.decided_on, given)


def answered_by(
    chapter: Consents,
    step: ConsentStep,
    bodies: Collection[str],
    day: date,
    given: Circumstances[Any],
) -> None:
    """Refuse an answer, a consent or a refusal, of others than those whose turn it is: recorded
    by another office or at another level, or by bodies that are not those of the step."""
    units = _units(chapter, step.level, given)
    if given.role not in step.offices or given.scope not in map(prefix, units):
        offices = "、".join(OFFICES.get(each, each) for each in step.offices)
        raise Rejected(
            "same-level",
            f"“{step.chinese}”须由 {'、'.join(units)} 一级的{offices}记录，不由上级或下级代办。"
            "请转请其办理。",
            f"`{step.english}` is recorded by {' or '.join(step.offices)} at the level of"
            f" {', '.join(units)}, neither above nor below. Bring it there.",
        )
    known = [given.directory[each] for each in bodies if each in given.directory]
    here = [
        each for each in known if each.unit in units and (each.until is None or each.until > day)
    ]
    if len(here) < len(bodies) or {each.kind for each in here} != set(step.bodies):
        raise Rejected(
            "other-body",
            f"“{step.chinese}”须由 {'、'.join(units)} 的{'、'.join(step.bodies)}作出。"
            "请填写机构名录中该单位相应机构的编号。",
            f"`{step.english}` is for bodies of {', '.join(units)} of these kinds:"
            f" {', '.join(step.bodies)}. Give their ids as the directory of bodies has them.",
        )
    given.has_come(day)


def _units(chapter: Consents, level: Level, given: Circumstances[Any]) -> tuple[str, ...]:
    """The units whose bodies consent."""
    if level is Level.JURISDICTION:
        return (given.jurisdiction,)
    instead = {each.unit: each.consents for each in chapter.counts_for}
    return tuple(instead.get(each, each) for each in given.answering)
