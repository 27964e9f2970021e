"""Procedures are walked step by step, by data alone (domain 5.2, 13.3-4, 13.3-5)."""

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from common.conditions import KINDS, Run, lacking, plain_of, run_of, wall, with_any_of
from common.procedure import WaiveStep, Walk, first_fitting, told_on, walkable
from common.rules import CountsDays
from contracts import procedure as p
from contracts.calendar import Calendar, Measure
from contracts.consents import Consent
from contracts.meetings.consultation import RoundHeld, SessionPlanned
from contracts.roles import Role
from runtime.decider import Rejected
from tests.common.procedures import KNOWN
from tests.common.test_calendar import YEAR
from tests.support.scenario import circumstances

SAMPLES: tuple[p.Plain, ...] = (
    p.Posted(what="topic"),
    p.Checked(check="look-back"),
    p.IsDrawn(pool="session"),
    *(kind() for kind in get_args(p.Plain) if kind not in (p.Posted, p.Checked, p.IsDrawn)),
)
CLERK = circumstances()
PARTY = circumstances(role=Role.PARTY)
WAIVE = WaiveStep(
    step="research",
    reason="时间紧",
    consent=Consent(bodies=("b-1",), resolution="支〔2026〕3号", decided_on=date(2026, 2, 20)),
)


def holding(*kinds: type[p.Plain]) -> Any:
    return with_any_of(lambda condition: type(condition) in kinds)


def nothing(condition: p.Condition) -> bool:
    return False


def refused(deed: Any) -> Rejected:
    with pytest.raises(Rejected) as found:
        deed()
    return found.value


@pytest.mark.parametrize("procedure", KNOWN.values(), ids=lambda each: each.code)
def test_every_known_procedure_can_be_written_and_walked(procedure: p.Procedure) -> None:
    walkable(procedure, KNOWN)
    kept = p.Procedure.model_validate_json(procedure.model_dump_json())
    assert kept == procedure
    numbers = []
    for run in Run:
        walk = Walk.of(kept, run)
        for event in walk.completes(lambda condition: True):
            walk = walk.walked(event)
            numbers.append(event.step_number)
        assert walk.complete
    assert numbers == list(range(1, len(procedure.steps) + 1))


def test_every_kind_of_condition_is_in_the_registry_once() -> None:
    assert set(KINDS) == set(get_args(p.Plain))
    kinds = [sample.kind for sample in SAMPLES]
    assert len(set(kinds)) == len(kinds) == len(KINDS)
    rules = [kind.rule for kind in KINDS.values()]
    assert len(set(rules)) == len(rules)


@pytest.mark.parametrize("condition", SAMPLES, ids=lambda each: each.kind)
def test_every_kind_has_a_sentence_for_the_wall_and_a_refusal(condition: p.Plain) -> None:
    said = lacking(condition)

    assert wall(condition)
    assert not wall(condition).endswith("。")
    assert said.chinese.endswith("。")
    assert said.english.endswith(".")
    assert said.rule == KINDS[type(condition)].rule


def test_a_refusal_speaks_the_countys_words() -> None:
    required = p.Participants(required=("stakeholder",), if_concerned=("bank",))
    words = {"stakeholder": "利益相关方", "bank": "银行"}

    assert "利益相关方" in lacking(required, words).chinese
    assert "银行" in wall(required, words)
    assert "stakeholder" in lacking(required, words).english


def test_any_of_several_is_enough() -> None:
    either = p.AnyOf(conditions=(p.TasksAreDone(), p.IsAdopted()))

    assert holding(p.IsAdopted)(either)
    assert not holding(p.IsFedBack)(either)
    assert lacking(either).rule == "none-of-these"
    assert "或" in wall(either)
    assert run_of(either) is Run.OUTCOMES


def test_parameters_reach_the_sentences() -> None:
    assert "2次" in wall(p.Researched(least=2, joint=True, bodies=("committee",)))
    assert "80%" in lacking(p.TasksAreDone(share=80)).chinese
    assert "3天" in lacking(p.Posted(what="topic", days=3)).chinese
    worked = p.Posted.model_validate({"what": "topic", "days": 3, "measure": "working-days"})
    assert wall(worked) == "会前公示（topic）3个工作日"
    assert "3 working day(s)" in lacking(worked).english
    views, words = worked.model_dump(exclude={"kind", "what"}), {"working-days": "x"}
    assert "3个工作日" in lacking(p.ViewsSought(**views), words).chinese
    assert "3 working day(s)" in lacking(p.ViewsSought(**views)).english
    sent = p.OutcomeIsSent(to=("县委",), copies=("县政府",))
    assert "报送给县委，抄送县政府" in wall(sent).replace("成果", "")
    assert "to 县委 with copies to 县政府" in lacking(sent).english
    assert wall(p.IsFedBack()) == "向提出人反馈"
    present, words = p.IsFedBack(whom=("present",)), {"present": "与会群众"}
    assert wall(present, words) == "向与会群众反馈"
    assert "还没有向与会群众反馈" in lacking(present, words).chinese
    assert "Not told yet: present." in lacking(present).english
    taken = p.IsAdopted(places=("rules",), levels=("village", "township"))
    assert wall(taken) == "成果得到采用，写入：rules，层级：village、township"
    assert "at the level of village, township" in lacking(taken).english


def test_unknown_kinds_and_wrong_parameters_are_no_conditions() -> None:
    for wrong in ({"kind": "vote"}, {"kind": "research", "least": 0}, {"kind": "posted"}):
        with pytest.raises(ValidationError):
            p.Step.model_validate({"code": "x", "name": "步骤", "conditions": [wrong]})
    with pytest.raises(ValidationError):
        p.Step.model_validate({"code": "x", "name": "步骤", "conditions": []})


# ------------------------------------------------------------------------------------- the walk


def meetings(code: str = "YZ6") -> Walk:
    return Walk.of(KNOWN[code], Run.MEETINGS)


def test_a_step_completes_when_all_its_conditions_hold() -> None:
    walk = meetings()

    assert walk.completes(nothing) == []
    assert walk.completes(holding(p.Researched)) == [
        p.Walked(step="research", name="走访调研", step_number=3)
    ]
    some = holding(p.Researched, p.SessionIsHeld, p.MinutesStand)
    assert len(walk.completes(some)) == 1
    assert len(walk.completes(lambda condition: True)) == 2


def test_steps_complete_in_order_whatever_holds_already() -> None:  # 13.3-5
    later = holding(p.Participants, p.SessionIsHeld, p.MinutesStand)

    assert meetings().completes(later) == []


def test_a_deed_waits_for_its_turn_and_hears_what_is_lacking() -> None:  # 13.3-5
    walk = meetings("YZ7")

    said = refused(lambda: walk.in_turn({p.Researched}, nothing, CLERK))
    assert said.rule == "step-order"
    assert "制定方案" in said.chinese
    assert lacking(p.SessionIsPlanned()).chinese in said.chinese
    walk.in_turn({p.SessionIsPlanned}, nothing, CLERK)


def test_a_deed_that_fulfils_no_condition_is_free() -> None:
    meetings().in_turn({p.SessionIsPlanned}, nothing, CLERK)


def test_what_was_done_may_be_done_again() -> None:
    walk = meetings().walked(p.Walked(step="research", name="走访调研", step_number=3))

    walk.in_turn({p.Researched}, nothing, CLERK)


def test_what_a_policy_brings_has_happened() -> None:
    meetings().in_turn({p.MinutesStand}, nothing, circumstances(role=Role.POLICY))


def test_a_step_may_be_narrowed_to_offices() -> None:
    walk = replace(meetings("FZ8"), done=1)
    deed = {p.Participants}

    walk.in_turn(deed, nothing, CLERK)
    committee = circumstances(role=Role.COMMITTEE)
    said = refused(lambda: walk.in_turn(deed, nothing, committee))
    assert said.rule == "other-office"
    assert "联络员" in said.chinese


def test_a_step_is_waived_by_whom_the_procedure_names() -> None:  # 13.3-5
    walk = replace(meetings("LS5"), done=1)

    passed = walk.waive(WAIVE, PARTY)
    assert passed is not None
    assert (passed.step, passed.step_number, passed.reason) == ("research", 3, "时间紧")
    later = walk.walked(passed)
    assert later.done == 2
    assert later.waive(WAIVE, PARTY) is None
    assert refused(lambda: walk.waive(WAIVE, CLERK)).rule == "not-waivable"
    nobody = WAIVE.model_copy(update={"step": "session"})
    assert refused(lambda: walk.waive(nobody, PARTY)).rule == "not-waivable"


def test_only_the_step_whose_turn_it_is_can_be_waived() -> None:
    unknown = WAIVE.model_copy(update={"step": "vote"})

    assert refused(lambda: meetings("LS5").waive(WAIVE, PARTY)).rule == "step-order"
    assert refused(lambda: meetings("LS5").waive(unknown, PARTY)).rule == "no-step"


def test_in_the_end_all_conditions_count_but_those_of_waived_steps() -> None:
    walk = meetings("LS5")
    but_research = holding(p.Participants, p.IsDrawn, p.SessionIsHeld, p.Present, p.MinutesStand)

    assert walk.lacks(but_research) == p.Researched()
    assert walk.lacks(but_research, p.Researched) is None
    assert walk.asks(p.Researched)
    passed = replace(walk, waived=frozenset({"research"}))
    assert passed.lacks(but_research) is None
    assert not passed.asks(p.Researched)
    assert walk.lacks(but_research) is not None


# ----------------------------------------------------------------------------- what can be adopted


def changed(code: str, **values: Any) -> p.Procedure:
    return KNOWN[code].model_copy(update=values)


def with_step(procedure: str, place: int, **values: Any) -> p.Procedure:
    steps = list(KNOWN[procedure].steps)
    steps[place] = steps[place].model_copy(update=values)
    return changed(procedure, steps=tuple(steps))


@pytest.mark.parametrize(
    "unfit",
    [
        with_step("YZ6", 1, code="collect"),
        with_step("YZ6", 2, conditions=(p.Researched(), p.IsFedBack())),
        with_step("YZ6", 2, conditions=(p.AnyOf(conditions=(p.Researched(), p.OutcomeIsSent())),)),
        changed("YZ6", steps=KNOWN["YZ6"].steps[::-1]),
        changed("YZ6", steps=KNOWN["YZ6"].steps[:3]),
        with_step("YZ6", 2, conditions=(p.Researched(), p.MinutesStand())),
        with_step("YZ6", 3, waived_by=("party",)),
        with_step("YZ6", 2, waived_by=("king",)),
        with_step("YZ6", 2, actors=("king",)),
        with_step("YZ6", 2, within=p.Within(count=3, after="nowhere")),
        changed("YZ6", upgrades_to="YZ7"),
        changed("YZS", upgrades_to="ZZ9"),
        changed("YZS", upgrades_to="YZS"),
        changed("YZS", upgrades_to="YZ7"),
    ],
)
def test_a_procedure_that_nobody_could_walk_is_refused(unfit: p.Procedure) -> None:
    assert refused(lambda: walkable(unfit, KNOWN)).rule == "procedure-unfit"


def test_the_first_row_that_fits_chooses() -> None:  # 000-30, 000-31
    choices = (
        p.Choice(unit_kind="village", weight="general", procedure="YZS"),
        p.Choice(unit_kind="village", procedure="YZ6"),
        p.Choice(procedure="YZ7"),
    )

    assert first_fitting(choices, "village", "consultation", "general") == "YZS"
    assert first_fitting(choices, "village", "consultation", "major") == "YZ6"
    assert first_fitting(choices, "township", "consultation", "general") == "YZ7"
    assert first_fitting(choices[:2], "township", "consultation", "general") is None
    assert [each.catches_all for each in choices] == [False, False, True]


def test_every_condition_of_the_known_procedures_belongs_to_a_run() -> None:
    used = {
        type(each)
        for procedure in KNOWN.values()
        for step in procedure.steps
        for condition in step.conditions
        for each in plain_of(condition)
    }

    seldom = {p.IsInstructed, p.IsRated}  # of kinds of outcomes: no procedure asks for them
    assert used == set(KINDS) - seldom


# ----------------------------------------------------------------------------------------- its days


def timed(within: p.Within, on: str, *, calendar: bool = True) -> list[p.StepDue]:
    """What the last step of meetings in YZ7 says of the one behind it, of another service."""
    steps = list(KNOWN["YZ7"].steps)
    (at,) = [n for n, step in enumerate(steps) if step.within and step.within.after is None]
    steps[at] = steps[at].model_copy(update={"within": within})
    walk = Walk.of(KNOWN["YZ7"].model_copy(update={"steps": tuple(steps)}), Run.MEETINGS)
    book = CountsDays(calendar=Calendar(years=(YEAR,) if calendar else ()))
    given = replace(CLERK, rules=book, today=date(2030, 1, 1))
    held = RoundHeld(
        session="s-1", round=1, held_on=date.fromisoformat(on), present=(), spoke=(), closed=True
    )
    walked = walk.completed(lambda condition: True, [held], given)
    assert not [each for step in walked[:-1] for each in step.due]
    return list(walked[-1].due)


@pytest.mark.parametrize(
    ("on", "count", "measure", "due", "provisional"),
    [
        ("2026-03-02", 7, "days", "2026-03-09", False),
        ("2026-01-01", 1, "working-days", "2026-01-04", False),  # New Year: a Sunday is worked
        ("2025-12-31", 1, "working-days", "2026-01-04", False),
        ("2026-12-31", 1, "working-days", "2027-01-01", True),  # a year without a calendar
        ("2026-02-13", 1, "working-days", "2026-02-14", False),  # a Saturday that is worked
        ("2026-02-14", 1, "working-days", "2026-02-24", False),  # the Spring Festival
        ("2028-02-28", 1, "days", "2028-02-29", True),
        ("2028-01-31", 1, "months", "2028-02-29", True),  # a leap day
    ],
)
def test_a_step_s_time_is_counted_by_the_calendar_from_the_day_of_the_fact(
    on: str, count: int, measure: str, due: str, provisional: bool
) -> None:
    (said,) = timed(p.Within(count=count, measure=Measure(measure)), on)

    assert said == p.StepDue(step="report", due=date.fromisoformat(due), provisional=provisional)


def test_without_any_calendar_a_step_s_time_is_provisional() -> None:
    week = p.Within(count=5, measure=Measure.WORKING_DAYS)

    (said,) = timed(week, "2026-02-13", calendar=False)
    assert said == p.StepDue(step="report", due=date(2026, 2, 20), provisional=True)


def test_a_deed_without_a_day_of_its_own_counts_from_the_day_of_recording() -> None:
    assert told_on([], date(2026, 3, 2)) == date(2026, 3, 2)
    planned = SessionPlanned(form="council", place="议事室", on=date(2026, 3, 20), questions=())
    assert told_on([planned], date(2026, 3, 2)) == date(2026, 3, 2)
