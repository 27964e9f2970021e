"""The procedures of many places are data: each is walked from its first step to its last by the
services' own tests of conditions, and each kind of condition has one service and one deed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from common.calendar import WorkingDays
from common.conditions import KINDS, Holds, Run, plain_of, run_of
from common.procedure import Walk
from contracts import procedure as p
from contracts.calendar import Measure
from runtime.decider import Rejected
from services.meetings.consultation import conditions as meetings
from services.outcomes.outcome import conditions as outcomes
from services.topics.topic import conditions as topics
from tests.common.procedures import KNOWN
from tests.story import north
from tests.support.scenario import circumstances
from yishi.profile.reading import read

DAY = date(2026, 3, 2)
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "procedures.md"
SERVICES: Mapping[Run, Any] = {
    Run.TOPICS: topics,
    Run.MEETINGS: meetings,
    Run.OUTCOMES: outcomes,
}
EVERY_KIND = get_args(p.Plain)


def of_kind(kind: type[p.Plain]) -> p.Plain:
    needed = {
        p.Posted: {"what": "topic"},
        p.Checked: {"check": "look-back"},
        p.IsDrawn: {"pool": "session"},
    }
    return kind.model_validate(needed.get(kind, {}))


def in_last(facts: meetings.Facts, **content: Any) -> meetings.Facts:
    """This is recorded of the last session, which is held if there is none yet."""
    *before, last = facts.meetings or (meetings.Meeting("council", DAY),)
    return replace(facts, meetings=(*before, replace(last, **content)))


def researched(it: p.Researched, facts: meetings.Facts) -> meetings.Facts:
    one = meetings.Research(DAY, True, frozenset(it.bodies), frozenset(it.participants))
    return replace(facts, research=(one,) * it.least)


def fixed(it: p.Participants, facts: meetings.Facts) -> meetings.Facts:
    return replace(
        facts,
        participants=frozenset(it.required or ("resident",)),
        not_concerned=frozenset(it.if_concerned),
    )


def held(it: p.SessionIsHeld, facts: meetings.Facts) -> meetings.Facts:
    form = next(iter(it.forms), "council")
    one = meetings.Meeting(form=form, held_on=DAY)
    return replace(facts, meetings=(one,) * it.rounds)


def present(it: p.Present, facts: meetings.Facts) -> meetings.Facts:
    return in_last(facts, kinds=frozenset(it.kinds), people=it.quorum)


def spoke(it: p.EveryParticipantSpoke, facts: meetings.Facts) -> meetings.Facts:
    here = [each.kinds for each in facts.meetings if each.kinds] or [frozenset({"resident"})]
    return in_last(facts, kinds=here[-1], spoke=here[-1])


def fulfilled(**content: Any) -> Callable[[Any, Any], Any]:
    return lambda it, facts: replace(facts, **content)


FULFIL: Mapping[type[p.Plain], Callable[[Any, Any], Any]] = {
    p.CalledFor: fulfilled(called_for=True),
    p.Raised: fulfilled(raised=True),
    p.Screened: fulfilled(screened=True),
    p.ConsentGiven: fulfilled(consented=True),
    p.InPlan: lambda it, facts: replace(facts, plan_kinds=frozenset({it.plan_kind or "year"})),
    p.Researched: researched,
    p.SessionIsPlanned: fulfilled(planned=True),
    p.Participants: fixed,
    p.SessionIsHeld: held,
    p.Present: present,
    p.EveryParticipantSpoke: spoke,
    p.MinutesStand: lambda it, facts: replace(facts, confirmed_by=[*it.confirmed_by, "召集人"][0]),
    p.Posted: lambda it, facts: replace(facts, notices=((it.what, DAY - timedelta(days=it.days)),)),
    p.ViewsSought: lambda it, facts: replace(facts, views=((DAY - timedelta(days=it.days), DAY),)),
    p.IsDrawn: lambda it, facts: replace(facts, drawn=((it.pool, DAY),) * it.least),
    p.Drafted: fulfilled(drafted=True),
    p.OutcomeConsentGiven: fulfilled(consented=True),
    p.ResultIsPosted: fulfilled(posted=True),
    p.OutcomeIsSent: lambda it, facts: replace(
        facts, sent=True, recipients=frozenset(it.to), copies=frozenset(it.copies)
    ),
    p.TasksAreAssigned: fulfilled(assigned=2, tasks=2),
    p.TasksAreDone: lambda it, facts: replace(facts, tasks=2, done=2),
    p.Checked: lambda it, facts: replace(facts, checks=frozenset({it.check})),
    p.IsFedBack: lambda it, facts: replace(facts, told=frozenset(it.whom or (None,))),
    p.IsInstructed: lambda it, facts: replace(
        facts, instructed=frozenset({[*it.levels, "county"][0]})
    ),
    p.IsRated: lambda it, facts: replace(
        facts, rated=frozenset({([*it.by, "any"][0], it.at_least)})
    ),
    p.IsAdopted: lambda it, facts: replace(
        facts, adoptions=frozenset({([*it.places, "rules"][0], [*it.levels, "village"][0])})
    ),
}
"""What is recorded so that a condition of this kind holds."""


def nothing_yet(run: Run) -> Any:
    """Of an outcome with tasks that nobody has."""
    return outcomes.Facts(tasks=2) if run is Run.OUTCOMES else SERVICES[run].Facts()


@pytest.mark.parametrize("procedure", KNOWN.values(), ids=lambda each: each.code)
def test_each_procedure_is_walked_from_its_first_step_to_its_last(procedure: p.Procedure) -> None:
    completed = []
    for run, service in SERVICES.items():
        walk, facts = Walk.of(procedure, run), nothing_yet(run)
        while step := walk.open_step:
            for condition in step.conditions:
                assert walk.completes(service.holds(facts)) == []
                one = plain_of(condition)[0]
                facts = FULFIL[type(one)](one, facts)
                assert service.holds(facts)(condition), condition
            (complete,) = walk.completes(service.holds(facts))[:1]
            completed.append(complete.step)
            walk = walk.walked(complete)
        assert walk.complete
        assert walk.lacks(service.holds(facts)) is None

    assert completed == [step.code for step in procedure.steps]


def test_all_procedures_of_the_domain_are_shipped_and_none_is_like_another() -> None:
    # 001-21, domain 5.1 and 5.2
    of_places = {"LS5", "YZ7", "YZ6", "YZS", "GX6", "NG5", "AH5", "FZ8", "JH1", "SQ", "LP", "PDS"}
    assert set(KNOWN) == {*of_places, "GY", "GZY", "GZS", "CX"}
    asked = [tuple(step.conditions for step in each.steps) for each in KNOWN.values()]
    assert len(set(asked)) == len(asked)


def test_each_kind_is_tested_by_exactly_one_service() -> None:
    tested = [kind for service in SERVICES.values() for kind in service.TESTS]

    assert sorted(tested, key=EVERY_KIND.index) == list(EVERY_KIND)
    for run, service in SERVICES.items():
        assert set(service.TESTS) == {kind for kind, each in KINDS.items() if each.run is run}


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda each: each.__name__)
def test_each_kind_has_a_deed_that_fulfils_it(kind: type[p.Plain]) -> None:
    deeds = SERVICES[run_of(of_kind(kind))].DEEDS

    assert [deed for deed, kinds in deeds.items() if kind in kinds]


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda each: each.__name__)
def test_each_kind_refuses_what_comes_after_it(kind: type[p.Plain]) -> None:
    it = of_kind(kind)
    run = run_of(it)
    service, other = SERVICES[run], next(each for each in SERVICES[run].TESTS if each is not kind)
    steps = (
        p.Step(code="first", name="先", conditions=(it,)),
        p.Step(code="then", name="后", conditions=(of_kind(other),)),
    )
    walk = Walk(steps)
    lacking = nothing_yet(run)

    with pytest.raises(Rejected) as refused:
        walk.in_turn({other}, service.holds(lacking), circumstances())

    assert refused.value.rule == "step-order"
    assert KINDS[kind].waits(it)[0] in refused.value.chinese
    assert KINDS[kind].waits(it)[1] in refused.value.english
    assert walk.lacks(service.holds(lacking)) == it
    enough: Holds = service.holds(FULFIL[kind](it, lacking))
    assert [step.step for step in walk.completes(enough)][:1] == ["first"]


LESS: tuple[tuple[p.Plain, Any], ...] = (
    (p.InPlan(plan_kind="year"), topics.Facts(plan_kinds=frozenset({"quarter"}))),
    (p.Researched(least=2), meetings.Facts(research=(meetings.Research(DAY),))),
    (p.Researched(joint=True), meetings.Facts(research=(meetings.Research(DAY),))),
    (p.Researched(participants=("member",)), meetings.Facts(research=(meetings.Research(DAY),))),
    (
        p.Researched(joint=True, bodies=("committee",)),
        meetings.Facts(research=(meetings.Research(DAY, True, frozenset({"department"})),)),
    ),
    (
        p.Researched(),
        meetings.Facts(research=(meetings.Research(DAY),), meets_on=DAY - timedelta(days=1)),
    ),
    (p.IsDrawn(pool="session", least=2), meetings.Facts(drawn=(("session", DAY),))),
    (p.IsDrawn(pool="session"), meetings.Facts(drawn=(("roads", DAY),))),
    (
        p.IsDrawn(pool="session"),
        meetings.Facts(drawn=(("session", DAY),), meets_on=DAY - timedelta(days=1)),
    ),
    (p.Participants(required=("expert",)), meetings.Facts(participants=frozenset({"cadre"}))),
    (p.Participants(if_concerned=("bank",)), meetings.Facts(participants=frozenset({"cadre"}))),
    (
        p.SessionIsHeld(rounds=2),
        meetings.Facts(meetings=(meetings.Meeting("council", DAY), meetings.Meeting("council"))),
    ),
    (
        p.SessionIsHeld(forms=("council",)),
        meetings.Facts(meetings=(meetings.Meeting("simple", DAY),)),
    ),
    (
        p.Present(quorum=5),
        meetings.Facts(meetings=(meetings.Meeting("council", DAY, frozenset({"cadre"}), 4),)),
    ),
    (
        p.Present(kinds=("resident",)),
        meetings.Facts(meetings=(meetings.Meeting("council", DAY, frozenset({"cadre"}), 4),)),
    ),
    (
        p.EveryParticipantSpoke(),
        meetings.Facts(
            meetings=(
                meetings.Meeting(
                    "council", DAY, frozenset({"cadre", "resident"}), 9, frozenset({"cadre"})
                ),
            )
        ),
    ),
    (p.MinutesStand(confirmed_by=("村民代表会议",)), meetings.Facts(confirmed_by="召集人")),
    (p.Posted(what="topic", days=3), meetings.Facts(notices=(("result", date(2026, 1, 1)),))),
    (
        p.Posted(what="topic", days=3),
        meetings.Facts(notices=(("topic", DAY - timedelta(days=2)),), meets_on=DAY),
    ),
    (
        p.ViewsSought(days=3),
        meetings.Facts(views=((DAY - timedelta(days=2), DAY),), meets_on=DAY),
    ),
    (
        p.Posted(what="topic", days=3, measure=Measure.WORKING_DAYS),
        # From Thursday to the Monday on which the session is to be: two days are worked.
        meetings.Facts(
            notices=(("topic", date(2026, 2, 26)),),
            meets_on=date(2026, 3, 2),
            calendar=WorkingDays(),
        ),
    ),
    (
        p.ViewsSought(days=3, measure=Measure.WORKING_DAYS),
        meetings.Facts(
            views=((date(2026, 2, 26), date(2026, 3, 2)),),
            meets_on=date(2026, 3, 2),
            calendar=WorkingDays(),
        ),
    ),
    (p.OutcomeIsSent(copies=("县目标绩效办",)), outcomes.Facts(sent=True)),
    (p.OutcomeIsSent(to=("县委",)), outcomes.Facts(sent=True, copies=frozenset({"县委"}))),
    (p.TasksAreAssigned(), outcomes.Facts(tasks=2, assigned=1)),
    (p.TasksAreDone(share=80), outcomes.Facts(tasks=4, done=3)),
    (p.Checked(check="review"), outcomes.Facts(checks=frozenset({"look-back"}))),
    (p.Checked(check="look-back"), outcomes.Facts(checks=frozenset({"look-back"}), undone=True)),
    (p.IsFedBack(), outcomes.Facts(told=frozenset({"public"}))),
    (p.IsFedBack(whom=("public", "present")), outcomes.Facts(told=frozenset({None, "public"}))),
    (
        p.IsAdopted(places=("village-rules",)),
        outcomes.Facts(adoptions=frozenset({("plan", "county")})),
    ),
    (p.IsAdopted(levels=("county",)), outcomes.Facts(adoptions=frozenset({("plan", "village")}))),
    (
        p.IsAdopted(places=("rules",), levels=("county",)),
        outcomes.Facts(adoptions=frozenset({("rules", "village"), ("plan", "county")})),
    ),
)
"""Conditions with parameters, and facts that do not reach them."""


@pytest.mark.parametrize(("it", "facts"), LESS, ids=lambda each: getattr(each, "kind", ""))
def test_what_does_not_reach_a_parameter_does_not_count(it: p.Plain, facts: Any) -> None:
    assert not SERVICES[run_of(it)].holds(facts)(it)


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda each: each.__name__)
def test_the_guide_tells_of_each_kind(kind: type[p.Plain]) -> None:
    assert f"`{of_kind(kind).kind}`" in GUIDE.read_text("utf-8")


def test_a_county_with_eight_steps_can_be_adopted_whole(tmp_path: Path) -> None:
    rules = read(north.profile(tmp_path)).rules

    assert [each["code"] for each in rules.procedures] == ["FZ8"]
