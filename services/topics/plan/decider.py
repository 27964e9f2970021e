"""The life of a plan: drafted, consented to step by step, decided or refused, amended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from common.checks import listed_once
from common.consents import Consenting, Turn, at_once, consented, turn
from common.vocabulary import chosen
from contracts.consents import Thing
from contracts.places import prefix
from contracts.topics import plan as e
from contracts.topics.rules import PlanKind
from runtime.decider import Circumstances, Decider, Rejected
from runtime.refusals import Misfit
from services.topics.order import no_earlier
from services.topics.plan import commands as c
from services.topics.rules.decider import PLAN_KIND, TopicRules
from services.topics.topic.decider.state import Topic


class Stage(StrEnum):
    BLANK = "blank"
    DRAFTED = "drafted"
    REFUSED = "refused"
    DECIDED = "decided"


_SAID = {
    Stage.BLANK: "not drawn up yet",
    Stage.DRAFTED: "drawn up and waits for a decision",
    Stage.REFUSED: "refused and goes back to its drafter",
    Stage.DECIDED: "decided",
}


@dataclass(frozen=True)
class Plan:
    """`taken`: how many steps of its chain were taken since it was drawn up last."""

    stage: Stage = Stage.BLANK
    unit: str = ""
    year: int = 0
    kind: str = ""
    title: str = ""
    entries: tuple[e.PlanEntry, ...] = ()
    taken: int = 0
    published: frozenset[tuple[str, date]] = frozenset()
    since: date | None = None
    """The day of the last step of its chain, of the decision, or of a refusal."""
    carried: frozenset[str] = frozenset()
    """Topics that stand in the plan of a later year since."""
    amended: e.PlanAmended | None = None
    """How it was amended last."""

    def follows(self, day: date) -> None:
        """Refuse a day before that of the step before."""
        no_earlier(day, self.since, "上一步", "The step before was taken")


def decide(
    plan: Plan, command: c.PlanCommand, given: Circumstances[TopicRules]
) -> list[e.PlanEvent]:
    match plan.stage, command:
        case Stage.BLANK | Stage.DRAFTED | Stage.REFUSED, c.DraftPlan():
            return draft(plan, command, given)
        case Stage.DECIDED, c.DraftPlan():
            raise Rejected(
                "plan-in-force",
                "计划已经审定，不能重新拟定。如需增加议题，请办理计划增补。",
                "The plan has been decided and cannot be drawn up anew. "
                "To add a topic, amend the plan.",
            )
        case Stage.DRAFTED, c.ConsentToPlan():
            return consent_to(plan, command, given)
        case Stage.DRAFTED, c.RefusePlan():
            named = answered(plan, command, given).named
            plan.follows(command.decided_on)
            return [e.PlanRefused(**named, **dict(command))]
        case Stage.DECIDED, c.AmendPlan():
            return amend(plan, command, given)
        case Stage.DECIDED, c.PublishPlan():
            return publish(plan, command, given)
        case Stage.DECIDED, c.CarryOver():
            return carry_over(plan, command)
        case _:
            raise Rejected(
                "plan-out-of-step",
                "计划目前的状态不能办理这一步。请刷新页面，按当前状态办理。",
                f"This step is not open: the plan is {_SAID[plan.stage]}. "
                "Reload it and go on from there.",
            )


def draft(plan: Plan, command: c.DraftPlan, given: Circumstances[TopicRules]) -> list[e.PlanEvent]:
    fits(kind_of(command.kind, given), command.entries, command.entries)
    drawn_up = Plan(unit=given.unit, year=command.year, kind=command.kind)
    earlier_years(drawn_up, command.entries)
    drafted = (plan.stage, plan.title, plan.entries)
    if drafted == (Stage.DRAFTED, command.title, command.entries):
        return []
    return [e.PlanDrafted(**dict(command))]


def kind_of(code: str, given: Circumstances[TopicRules]) -> PlanKind:
    return chosen(given.rules.plans.kinds, code, PLAN_KIND)


def fits(kind: PlanKind, new: Sequence[e.PlanEntry], whole: Sequence[e.PlanEntry]) -> None:
    """Refuse rows that the kind of plan does not take: a topic twice, a column that is missing or
    that it has not, or more rows than it holds (002-10, domain 5.5)."""
    listed_once((entry.topic for entry in new), "topic-twice")
    for entry in new:
        for code in entry.columns:
            chosen(kind.columns, code, ("计划栏目", "column"))
        if missing := [each for each in kind.columns if each.code not in entry.columns]:
            raise Rejected(
                "columns-missing",
                f"{kind.chinese}的每一项须填写：{'、'.join(each.chinese for each in missing)}。"
                f"议题 {entry.topic} 尚缺，请补全。",
                f"Each row of this plan says: {', '.join(each.code for each in missing)}. "
                f"Complete the row of topic {entry.topic}.",
            )
    if kind.cap is not None and len(whole) > kind.cap:
        raise Rejected(
            "plan-full",
            f"{kind.chinese}最多 {kind.cap} 项议题，现有 {len(whole)} 项。请删减，或列入其他计划。",
            f"A plan of this kind holds {kind.cap} topics at most, this one has {len(whole)}. "
            "Leave some out, or put them into another plan.",
        )


def answered(
    plan: Plan, command: c.ConsentToPlan | c.RefusePlan, given: Circumstances[TopicRules]
) -> Turn:
    return consented(given.rules.consents, Thing.PLAN, plan.kind, plan.taken, command, given)


def consent_to(
    plan: Plan, command: c.ConsentToPlan, given: Circumstances[TopicRules]
) -> list[e.PlanEvent]:
    """The next step of the chain; with the last one the plan is decided."""
    if turn(given.rules.consents, Thing.PLAN, plan.kind, plan.taken, given).last:
        admitted(plan, plan.entries, given)
    step = answered(plan, command, given)
    plan.follows(command.consent.decided_on)
    if not step.last:
        return [e.PlanConsented(**step.named, consent=command.consent)]
    return [
        e.PlanDecided(year=plan.year, kind=plan.kind, entries=plan.entries, consent=command.consent)
    ]


def amend(plan: Plan, command: c.AmendPlan, given: Circumstances[TopicRules]) -> list[e.PlanEvent]:
    """The bodies of the chain's last step consent to a change, where the kind of plan asks. What
    its topics did not take is added once more with another reason or consent."""
    if not (command.added or command.withdrawn):
        raise Misfit(
            "nothing-amended",
            "请填写要增补（added）或撤出（withdrawn）的议题。",
            "Say which topics are added, or which are withdrawn.",
        )
    amendment = e.PlanAmended(**dict(command))
    if amendment == plan.amended:
        return []  # a form that was sent twice, whether its topics know of it yet or not
    kind = kind_of(plan.kind, given)
    withdrawable(plan, command, given)
    amended = with_added(without(plan.entries, command.withdrawn), command.added)
    fits(kind, command.added, amended)
    earlier_years(plan, command.added)
    admitted(plan, command.added, given)
    if amended == plan.entries and all_planned(plan, command.added, given):
        return []
    if command.consent:
        at_once(
            given.rules.consents, Thing.PLAN, plan.kind, Consenting(consent=command.consent), given
        )
        plan.follows(command.consent.decided_on)
    elif kind.change_needs_consent:
        raise Rejected(
            "no-consent",
            f"{kind.chinese}的增补须经同意。请填写同意的机构、文号和日期。",
            "A change of this plan needs consent. Give the bodies, the resolution and the day.",
        )
    return [amendment]


def all_planned(plan: Plan, rows: Sequence[e.PlanEntry], given: Circumstances[TopicRules]) -> bool:
    """Whether the topics of all these rows have the consent that the plan is."""
    this = f"{plan.unit}:{plan.year}:{plan.kind}"
    return all(given.read(f"topic/{row.topic}").plan == this for row in rows)


def admitted(plan: Plan, rows: Sequence[e.PlanEntry], given: Circumstances[TopicRules]) -> None:
    """Refuse rows whose topics are candidates still, stand in another plan, or are of a unit that
    the plan's unit does not lead: the decision is the consent to each topic, and none is given to
    what cannot take it (000-32)."""
    this = f"{plan.unit}:{plan.year}:{plan.kind}"
    topics: dict[str, Topic] = {row.topic: given.read(f"topic/{row.topic}") for row in rows}
    named = {
        key: key if topic.is_claim else f"{topic.title}（{key}）" for key, topic in topics.items()
    }
    if foreign := [
        named[key]
        for key, topic in topics.items()
        if topic.plan != this and not given.lies_in(prefix(plan.unit), topic.unit)
    ]:
        raise Rejected(
            "foreign-plan",
            f"计划所列议题不属于本计划的单位及其下级单位：{'、'.join(foreign)}。"
            "请从计划中去掉，列入其本单位或上级单位的计划。",
            f"Topics of this plan lie outside the unit whose plan it is: {', '.join(foreign)}. "
            "Leave them out, and put them into the plan of their own unit or of one above.",
        )
    before: dict[str, str | None] = {row.topic: row.carried_from for row in rows}
    if waiting := [
        named[key] for key, topic in topics.items() if not topic.goes_into(this, before[key])
    ]:
        raise Rejected(
            "not-admitted",
            f"计划所列议题尚未审核通过，或已列入其他计划：{'、'.join(waiting)}。"
            "请先审核这些议题，或从计划中去掉。",
            "Topics of this plan are not admitted, or stand in another plan: "
            f"{', '.join(waiting)}. Screen them first, or leave them out of the plan.",
        )


def withdrawable(plan: Plan, command: c.AmendPlan, given: Circumstances[TopicRules]) -> None:
    """Refuse to take out what does not stand in the plan, what is added with it, and what was done
    or of which the consultation has begun: that has had the consent which the plan was (5.5)."""
    listed_once(command.withdrawn, "topic-twice")
    there = {entry.topic for entry in plan.entries} - {entry.topic for entry in command.added}
    if missing := [each for each in command.withdrawn if each not in there]:
        raise Rejected(
            "not-in-plan",
            f"计划中没有要撤出的议题，或同时又要增补：{'、'.join(missing)}。请核对编号。",
            f"Topics to be withdrawn do not stand in the plan, or are added with it:"
            f" {', '.join(missing)}. Check them.",
        )
    under_way: list[str] = [
        each for each in command.withdrawn if not given.read(f"topic/{each}").withdrawable
    ]
    if under_way:
        raise Rejected(
            "under-way",
            f"议题的协商已经开始或已办结，不能撤出计划：{'、'.join(under_way)}。请去掉这些议题；"
            "今年没有办完的，可以转入下一年度计划。",
            "Topics of which the consultation has begun, or that are done, are not withdrawn:"
            f" {', '.join(under_way)}. Leave them out; what is not done this year is carried over"
            " into the next plan.",
        )


def earlier_years(plan: Plan, rows: Iterable[e.PlanEntry]) -> None:
    """Refuse to carry over from another plan than one of this unit and kind of an earlier year."""
    for row in rows:
        if row.carried_from is None:
            continue
        unit, year, kind = row.carried_from.split(":")
        if (unit, kind) != (plan.unit, plan.kind) or int(year) >= plan.year:
            raise Rejected(
                "not-carried",
                f"只能从本单位以前年度的同类计划转入，{row.carried_from} 不是。"
                "请核对 carried_from。",
                f"Topics are carried over from a plan of the same unit and kind of an earlier year;"
                f" {row.carried_from} is none. Check `carried_from`.",
            )


def publish(
    plan: Plan, command: c.PublishPlan, given: Circumstances[TopicRules]
) -> list[e.PlanEvent]:
    if (command.where, command.on) in plan.published:
        return []
    given.has_come(command.on)
    no_earlier(command.on, plan.since, "计划审定", "The plan was decided")
    known = {"year": plan.year, "kind": plan.kind, "title": plan.title}
    return [e.PlanPublished(**known, **dict(command))]


def carry_over(plan: Plan, command: c.CarryOver) -> list[e.PlanEvent]:
    if missing := [
        each
        for each in command.topics
        if each in plan.carried or each not in {entry.topic for entry in plan.entries}
    ]:
        raise Rejected(
            "not-in-plan",
            f"原计划中没有这些议题，或已经转入后面的计划：{'、'.join(missing)}。"
            "请核对 carried_from。",
            f"The former plan does not have these topics, or they were carried over already:"
            f" {', '.join(missing)}. Check `carried_from`.",
        )
    return [e.PlanCarriedOver(**dict(command))]


def reads(plan: Plan, command: c.PlanCommand) -> Iterable[str]:
    """The topics of the rows that are drawn up, decided or added."""
    match command:
        case c.DraftPlan(entries=rows):
            return [f"topic/{row.topic}" for row in rows]
        case c.AmendPlan(added=rows, withdrawn=withdrawn):
            return [f"topic/{each}" for each in (*(row.topic for row in rows), *withdrawn)]
        case c.ConsentToPlan():
            return [f"topic/{row.topic}" for row in plan.entries]
        case _:
            return ()


def without(entries: Sequence[e.PlanEntry], gone: Sequence[str]) -> tuple[e.PlanEntry, ...]:
    return tuple(entry for entry in entries if entry.topic not in gone)


def with_added(
    entries: Sequence[e.PlanEntry], added: Sequence[e.PlanEntry]
) -> tuple[e.PlanEntry, ...]:
    return tuple({entry.topic: entry for entry in (*entries, *added)}.values())


def evolve(plan: Plan, event: e.PlanEvent, unit: str) -> Plan:
    match event:
        case e.PlanDrafted():
            there = plan.unit or unit
            rows, since = event.entries, plan.since
            drafted = Plan(Stage.DRAFTED, there, event.year, event.kind, event.title, rows)
            return replace(drafted, since=since)
        case e.PlanConsented(consent=consent):
            return replace(plan, taken=plan.taken + 1, since=consent.decided_on)
        case e.PlanDecided(consent=consent):
            return replace(plan, stage=Stage.DECIDED, since=consent.decided_on)
        case e.PlanRefused(decided_on=day):
            return replace(plan, stage=Stage.REFUSED, since=day)
        case e.PlanAmended(added=added, withdrawn=withdrawn):
            left = without(plan.entries, withdrawn)
            return replace(plan, entries=with_added(left, added), amended=event)
        case e.PlanPublished(where=where, on=on):
            return replace(plan, published=plan.published | {(where, on)})
        case e.PlanCarriedOver(topics=topics):
            return replace(plan, carried=plan.carried.union(topics))
        case _:
            assert_never(event)


PLAN = Decider[Plan, c.PlanCommand, e.PlanEvent](Plan(), decide, evolve)
