"""A consultation walks through its own copy of the procedure, step by step (13.3-4, 13.3-5)."""

from datetime import date

import pytest

from contracts.meetings import consultation as e
from contracts.meetings.procedure import Procedure
from runtime.decider import Rejected
from services.meetings.consultation import commands as c
from tests.meetings import situations as s
from tests.meetings.examples import (
    CONFIRM,
    NOTE_CLOSURE,
    PARTIES,
    PLAN,
    PUBLISH,
    START,
    UPGRADE,
    WAIVE,
    closure_noted,
    consented,
    published,
    waived,
)
from tests.meetings.situations import at, done


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
    note = c.NotePlan(plan="620123109000:2026:consultation")

    at(*s.six_started).when(note).then(s.planned)
    at(*s.six_started, s.planned).when(note).then_nothing()


def test_a_plan_amended_later_is_noted_too() -> None:
    at(*s.six_started, s.planned).when(c.NotePlan(plan="620123109000:2027")).then(
        e.ConsultationPlanned(plan="620123109000:2027")
    )


def test_a_second_research_record_just_adds() -> None:
    at(*s.six_researched).when(s.research_held).then(
        e.ResearchRecorded(research=2, **s.research_held.model_dump())
    )


def test_steps_go_in_order_and_the_refusal_names_the_missing_one() -> None:  # 13.3-5
    answer = at(*s.started(s.YZ7)).when(s.research_held)

    answer.then_rejected("step-order")
    assert isinstance(answer.result, Rejected)
    assert "制定方案" in answer.result.chinese


def test_a_step_waits_for_its_gates() -> None:
    at(*s.started(s.YZ7)).when(PLAN).then_rejected("not-planned")
    at(*s.started(s.YZ7), s.planned).when(PLAN).then(s.session_planned, done(3, s.YZ7))


def test_a_step_does_not_wait_for_what_it_brings_about() -> None:
    at(*s.started(s.LS5)).when(PARTIES).then(s.parties_fixed, done(2, s.LS5))


def test_a_deed_that_is_no_step_of_the_procedure_is_free() -> None:
    at(*s.six_started).when(PARTIES).then(s.parties_fixed)
    at(*s.six_started).when(PLAN).then(s.session_planned)
    at(*s.six_ready).when(PARTIES).then_nothing()
    at(*s.six_started, s.session_planned).when(PLAN).then_nothing()


def test_the_result_is_published_with_consent_to_the_outcome() -> None:  # 000-24
    at(*s.six_minuted).when(PUBLISH).then_rejected("no-outcome-consent")
    at(*s.six_minuted, consented).when(PUBLISH).then(published, done(5, s.YZ6))


def test_nothing_is_published_before_the_minutes() -> None:
    at(*s.six_closed).when(PUBLISH).then_rejected("step-order")
    at(*s.simple_closed).when(PUBLISH).then_rejected("no-minutes")


def test_a_result_is_not_published_tomorrow() -> None:
    publish = c.PublishResult(place="村务公开栏", on=date(2026, 3, 3))

    at(*s.simple_minuted).when(publish).then_rejected("future-day")


def test_the_same_publication_twice_is_one() -> None:
    at(*s.simple_minuted, published).when(PUBLISH).then_nothing()


def test_an_outcome_is_noted_once() -> None:
    noted = e.OutcomeNoted(milestone="OutcomeSent", outcome_number="1号")

    at(*s.six_minuted, noted).when(
        c.NoteOutcome(milestone="OutcomeSent", outcome_number="1号")
    ).then_nothing()


def test_what_was_reported_early_completes_its_step_when_the_turn_comes() -> None:  # 13.3-5
    history = (*s.six_minuted, consented)

    at(*history).when(NOTE_CLOSURE).then(closure_noted)
    at(*history, closure_noted).when(PUBLISH).then(
        published,
        done(5, s.YZ6),
        done(6, s.YZ6),
        e.ProcedureCompleted(procedure="YZ6"),
    )


def test_a_step_is_waived_with_reason_and_resolution_of_the_same_level() -> None:  # 13.3-5
    at(*s.six_minuted).when(WAIVE, by=s.PARTY).then(waived)
    at(*s.six_minuted, waived).when(WAIVE, by=s.PARTY).then_nothing()
    at(*s.six_minuted, waived).when(c.NoteOutcome(milestone="OutcomeClosed")).then(
        e.OutcomeNoted(milestone="OutcomeClosed"),
        done(6, s.YZ6),
        e.ProcedureCompleted(procedure="YZ6"),
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
    history = (*s.simple_minuted, done(3, s.YZS), e.ProcedureCompleted(procedure="YZS"))

    at(*history).when(WAIVE, by=s.PARTY).then_rejected("completed")


def test_what_was_done_before_the_upgrade_counts() -> None:
    at(*s.simple_started, s.researched).when(UPGRADE).then(
        s.upgraded, done(1, s.YZ6), done(2, s.YZ6), done(3, s.YZ6)
    )


def test_the_upgrade_stops_at_the_first_step_that_has_not_happened() -> None:
    to_five = s.YZS.model_copy(update={"upgrades_to": "LS5"})
    command = c.UpgradeCase(procedure="LS5", reason="涉及全县")

    at(*s.started(to_five), s.researched).when(command).then(
        e.CaseUpgraded(from_procedure="YZS", procedure=s.LS5, reason="涉及全县"), done(1, s.LS5)
    )


def test_upgrading_twice_changes_nothing() -> None:
    at(*s.simple_upgraded).when(UPGRADE).then_nothing()


def test_nothing_is_ever_downgraded() -> None:  # 13.3-5
    down = c.UpgradeCase(procedure="YZS", reason="省事")

    at(*s.six_called).when(down).then_rejected("no-downgrade")
    at(*s.simple_upgraded).when(down).then_rejected("no-downgrade")
    at(*s.six_started).when(UPGRADE).then_rejected("no-downgrade")
    at(*s.simple_started).when(c.UpgradeCase(procedure="YZ7", reason="更全")).then_rejected(
        "no-downgrade"
    )


def test_no_upgrade_after_the_minutes() -> None:
    at(*s.simple_minuted).when(UPGRADE).then_rejected("minutes-confirmed")


def test_an_upgrade_needs_the_adopted_procedure() -> None:
    bare = s.replace(s.CLERK, rules=s.replace(s.RULES, procedures={}))

    at(*s.simple_started).when(UPGRADE, by=bare).then_rejected("unknown-procedure")


def test_the_talk_before_an_upgrade_is_not_the_session_of_the_fuller_procedure() -> None:  # 13.3-1
    ready = (*s.simple_upgraded, s.researched, done(3, s.YZ6), s.parties_fixed)

    at(*s.simple_upgraded).when(s.call).then_rejected("no-research")
    at(*ready).when(CONFIRM).then_rejected("no-session")
    at(*ready).when(s.call).then(s.called(2))


def test_nothing_happens_before_the_consent() -> None:  # 13.3-1, 000-24
    for command in (s.research_held, s.call, c.NotePlan(plan="p"), UPGRADE, WAIVE):
        at().when(command).then_rejected("not-started")
