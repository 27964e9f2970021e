"""A consultation walks through its own copy of the procedure, step by step (13.3-4, 13.3-5)."""

from datetime import date
from typing import Any, get_args

import pytest

from contracts.meetings.consultation import (
    CaseUpgraded,
    ConsultationPlanned,
    OutcomeNoted,
    ProcedureCompleted,
    ResearchRecorded,
    ResultPublished,
    StepWaived,
)
from contracts.meetings.procedure import Procedure
from runtime.decider import Command, Rejected
from services.meetings.consultation.commands import (
    ConfirmMinutes,
    ConsultationCommand,
    FixParties,
    NoteOutcome,
    NotePlan,
    PlanSession,
    PublishResult,
    StartProcedure,
    UpgradeCase,
    WaiveStep,
)
from tests.meetings import situations as s
from tests.meetings.situations import at, done

START = StartProcedure(
    unit=s.VILLAGE,
    title="新建蔬菜市场",
    weight="major",
    origin="public",
    raised_by="p-1",
    raised_in=s.VILLAGE,
    procedure="YZ6",
)
WAIVE = WaiveStep(
    step="publish", reason="已在群众大会上公布", organisation="村党支部", resolution="支〔2026〕3号"
)
UPGRADE = UpgradeCase(procedure="YZ6", reason="涉及全村")


@pytest.mark.parametrize("procedure", [s.YZ7, s.YZ6, s.YZS, s.LS5], ids=lambda each: each.code)
def test_the_start_copies_the_procedure_and_completes_what_the_topic_already_did(
    procedure: Procedure,
) -> None:  # 13.3-4
    asked_for = START.model_copy(update={"procedure": procedure.code})

    at().when(asked_for).then(*s.started(procedure))


def test_an_unknown_procedure_is_refused() -> None:
    unknown = START.model_copy(update={"procedure": "GX6"})

    at().when(unknown).then_rejected("unknown-procedure")


def test_starting_again_changes_nothing() -> None:
    at(*s.six_started).when(START).then_nothing()


def test_a_running_case_never_takes_another_procedure() -> None:  # 13.3-4
    other = START.model_copy(update={"procedure": "YZ7"})

    at(*s.six_started).when(other).then_rejected("already-started")


def test_a_later_version_of_the_procedure_does_not_touch_a_running_case() -> None:  # 13.3-4
    now_adopted = s.YZ6.model_copy(update={"steps": (s.CONSENT, *s.YZ7.steps[2:])})
    rules = s.replace(s.RULES, procedures={"YZ6": now_adopted}, version="2027.1")
    later = s.replace(s.CLERK, rules=rules)

    at(*s.six_started).when(s.research_held, by=later).then(s.researched, done(3, s.YZ6))


def test_the_plan_is_noted_once() -> None:
    note = NotePlan(plan="620123109000:2026")

    at(*s.six_started).when(note).then(s.planned)
    at(*s.six_started, s.planned).when(note).then_nothing()


def test_a_plan_amended_later_is_noted_too() -> None:
    at(*s.six_started, s.planned).when(NotePlan(plan="620123109000:2027")).then(
        ConsultationPlanned(plan="620123109000:2027")
    )


def test_a_deed_completes_its_step() -> None:
    at(*s.six_started).when(s.research_held).then(s.researched, done(3, s.YZ6))


def test_a_second_research_record_just_adds() -> None:
    at(*s.six_researched).when(s.research_held).then(
        ResearchRecorded(research=2, **s.research_held.model_dump())
    )


def test_steps_go_in_order_and_the_refusal_names_the_missing_one() -> None:  # 13.3-5
    answer = at(*s.started(s.YZ7)).when(s.research_held)

    answer.then_rejected("step-order")
    assert isinstance(answer.result, Rejected)
    assert "制定方案" in answer.result.chinese


def test_a_step_waits_for_its_gates() -> None:
    plan = PlanSession(**s.session_planned.model_dump())

    at(*s.started(s.YZ7)).when(plan).then_rejected("not-planned")
    at(*s.started(s.YZ7), s.planned).when(plan).then(s.session_planned, done(3, s.YZ7))


def test_a_step_does_not_wait_for_what_it_brings_about() -> None:
    fix = FixParties(parties=s.parties_fixed.parties)

    at(*s.started(s.LS5)).when(fix).then(s.parties_fixed, done(2, s.LS5))


def test_a_deed_that_is_no_step_of_the_procedure_is_free() -> None:
    fix = FixParties(parties=s.parties_fixed.parties)
    plan = PlanSession(**s.session_planned.model_dump())

    at(*s.six_started).when(fix).then(s.parties_fixed)
    at(*s.six_started).when(plan).then(s.session_planned)
    at(*s.six_ready).when(fix).then_nothing()
    at(*s.six_started, s.session_planned).when(plan).then_nothing()


def test_the_result_is_published_with_consent_to_the_outcome() -> None:  # 000-24
    publish = PublishResult(place="村务公开栏", on=s.DAY)
    consented = OutcomeNoted(milestone="OutcomeConsented")

    at(*s.six_minuted).when(publish).then_rejected("no-outcome-consent")
    at(*s.six_minuted, consented).when(publish).then(
        ResultPublished(place="村务公开栏", on=s.DAY), done(5, s.YZ6)
    )


def test_nothing_is_published_before_the_minutes() -> None:
    publish = PublishResult(place="村务公开栏", on=s.DAY)

    at(*s.six_closed).when(publish).then_rejected("step-order")
    at(*s.simple_closed).when(publish).then_rejected("no-minutes")


def test_a_result_is_not_published_tomorrow() -> None:
    publish = PublishResult(place="村务公开栏", on=date(2026, 3, 3))

    at(*s.simple_minuted).when(publish).then_rejected("future-day")


def test_the_same_publication_twice_is_one() -> None:
    publish = PublishResult(place="村口", on=s.DAY)
    published = ResultPublished(place="村口", on=s.DAY)

    at(*s.simple_minuted, published).when(publish).then_nothing()


def test_the_last_step_completes_the_procedure() -> None:
    at(*s.simple_minuted).when(NoteOutcome(milestone="OutcomeClosed", outcome_number="1号")).then(
        OutcomeNoted(milestone="OutcomeClosed", outcome_number="1号"),
        done(3, s.YZS),
        ProcedureCompleted(procedure="YZS"),
    )


def test_an_outcome_is_noted_once() -> None:
    noted = OutcomeNoted(milestone="OutcomeSent", outcome_number="1号")

    at(*s.six_minuted, noted).when(
        NoteOutcome(milestone="OutcomeSent", outcome_number="1号")
    ).then_nothing()


def test_what_was_reported_early_completes_its_step_when_the_turn_comes() -> None:  # 13.3-5
    consented = OutcomeNoted(milestone="OutcomeConsented")
    early = OutcomeNoted(milestone="OutcomeClosed", outcome_number="1号")
    history = (*s.six_minuted, consented)

    at(*history).when(NoteOutcome(milestone="OutcomeClosed", outcome_number="1号")).then(early)
    at(*history, early).when(PublishResult(place="村务公开栏", on=s.DAY)).then(
        ResultPublished(place="村务公开栏", on=s.DAY),
        done(5, s.YZ6),
        done(6, s.YZ6),
        ProcedureCompleted(procedure="YZ6"),
    )


def test_a_step_is_waived_with_reason_and_resolution_of_the_same_level() -> None:  # 13.3-5
    waived = StepWaived(name="公布结果", step_number=5, **WAIVE.model_dump())

    at(*s.six_minuted).when(WAIVE, by=s.PARTY).then(waived)
    at(*s.six_minuted, waived).when(WAIVE, by=s.PARTY).then_nothing()
    at(*s.six_minuted, waived).when(NoteOutcome(milestone="OutcomeClosed")).then(
        OutcomeNoted(milestone="OutcomeClosed"),
        done(6, s.YZ6),
        ProcedureCompleted(procedure="YZ6"),
    )


def test_another_level_may_not_waive() -> None:  # 000-24
    county = s.replace(s.PARTY, scope="620123")

    at(*s.six_minuted).when(WAIVE, by=county).then_rejected("same-level")


def test_only_the_step_whose_turn_it_is_can_be_waived() -> None:
    at(*s.six_closed).when(WAIVE, by=s.PARTY).then_rejected("step-order")
    behind = WAIVE.model_copy(update={"step": "research"})
    at(*s.six_minuted).when(behind, by=s.PARTY).then_rejected("step-order")
    unknown = WAIVE.model_copy(update={"step": "vote"})
    at(*s.six_minuted).when(unknown, by=s.PARTY).then_rejected("no-step")


@pytest.mark.parametrize("step", ["consent", "session", "report"])
def test_approval_minutes_and_sending_can_never_be_waived(step: str) -> None:
    waive = WAIVE.model_copy(update={"step": step})

    at(*s.started(s.YZ7)).when(waive, by=s.PARTY).then_rejected("not-waivable")


def test_nothing_is_left_to_waive_once_all_is_complete() -> None:
    history = (*s.simple_minuted, done(3, s.YZS), ProcedureCompleted(procedure="YZS"))

    at(*history).when(WAIVE, by=s.PARTY).then_rejected("completed")


def test_a_simple_consultation_is_promoted_to_the_fuller_procedure() -> None:  # domain 5.2
    at(*s.simple_started).when(UPGRADE).then(s.upgraded, done(1, s.YZ6), done(2, s.YZ6))


def test_what_was_done_before_the_upgrade_counts() -> None:
    at(*s.simple_started, s.researched).when(UPGRADE).then(
        s.upgraded, done(1, s.YZ6), done(2, s.YZ6), done(3, s.YZ6)
    )


def test_the_upgrade_stops_at_the_first_step_that_has_not_happened() -> None:
    to_five = s.YZS.model_copy(update={"upgrades_to": "LS5"})
    command = UpgradeCase(procedure="LS5", reason="涉及全县")

    at(*s.started(to_five), s.researched).when(command).then(
        CaseUpgraded(from_procedure="YZS", procedure=s.LS5, reason="涉及全县"), done(1, s.LS5)
    )


def test_upgrading_twice_changes_nothing() -> None:
    at(*s.simple_upgraded).when(UPGRADE).then_nothing()


def test_nothing_is_ever_downgraded() -> None:  # 13.3-5
    down = UpgradeCase(procedure="YZS", reason="省事")

    at(*s.six_called).when(down).then_rejected("no-downgrade")
    at(*s.simple_upgraded).when(down).then_rejected("no-downgrade")
    at(*s.six_started).when(UPGRADE).then_rejected("no-downgrade")
    at(*s.simple_started).when(UpgradeCase(procedure="YZ7", reason="更全")).then_rejected(
        "no-downgrade"
    )


def test_no_upgrade_after_the_minutes() -> None:
    at(*s.simple_minuted).when(UPGRADE).then_rejected("minutes-confirmed")


def test_an_upgrade_needs_the_adopted_procedure() -> None:
    bare = s.replace(s.CLERK, rules=s.replace(s.RULES, procedures={}))

    at(*s.simple_started).when(UPGRADE, by=bare).then_rejected("unknown-procedure")


def test_the_talk_before_an_upgrade_is_not_the_session_of_the_fuller_procedure() -> None:  # 13.3-1
    confirm = ConfirmMinutes(summary="各方同意。", confirmed_by="召集人")
    ready = (*s.simple_upgraded, s.researched, done(3, s.YZ6), s.parties_fixed)

    at(*s.simple_upgraded).when(s.call).then_rejected("no-research")
    at(*ready).when(confirm).then_rejected("no-session")
    at(*ready).when(s.call).then(s.called(2))


def test_nothing_happens_before_the_consent() -> None:  # 13.3-1, 000-24
    for command in (s.research_held, s.call, NotePlan(plan="p"), UPGRADE, WAIVE):
        at().when(command).then_rejected("not-started")


STORIES: list[tuple[Any, ...]] = [
    (),
    s.six_started,
    s.six_ready,
    s.six_called,
    (*s.six_held, s.promised()),
    (*s.six_closed,),
    s.simple_started,
    s.simple_minuted,
]


@pytest.mark.parametrize("kind", get_args(ConsultationCommand), ids=lambda each: each.__name__)
def test_every_command_is_open_at_some_stage(kind: type[Command]) -> None:
    example = next(each for each in EXAMPLES if type(each) is kind)
    answers = [at(*story).when(example, by=s.PARTY).result for story in STORIES]

    assert any(isinstance(answer, list) and answer for answer in answers)


def _examples() -> list[Command]:
    from services.meetings.consultation import commands as c

    return [
        START,
        NotePlan(plan="620123109000:2026"),
        NoteOutcome(milestone="OutcomeSent", outcome_number="1号"),
        c.RequestJointResearch(committee="yz-culture", question="怎样做大百合产业？"),
        s.research_held,
        FixParties(parties=s.parties_fixed.parties),
        PlanSession(**s.session_planned.model_dump()),
        s.simple_call,
        c.SendMaterials(session=1, documents=("调研报告",), on=s.DAY),
        c.HoldSession(session=1, on=s.DAY, duration_minutes=90),
        c.RecordAttendance(session=1, present=("m-1",)),
        c.RecordSpeech(session=1, kind="resident", speaker="居民代表", gist="同意。"),
        c.MakePromise(session=1, department="yz-market", what="平整场地", due=s.DAY),
        c.WithdrawPromise(promise=1, reason="场地变更"),
        c.TaskPromise(promise=1, lead="yz-market"),
        c.RecordConsensus(session=1, text="建在村北"),
        c.RecordDissent(session=1, held_by="菜农代表", text="离家太远"),
        c.CloseSession(session=1, results=("consensus",)),
        ConfirmMinutes(summary="各方同意。", confirmed_by="召集人"),
        PublishResult(place="村口", on=s.DAY),
        WAIVE.model_copy(update={"step": "research"}),
        UPGRADE,
    ]


EXAMPLES = _examples()
