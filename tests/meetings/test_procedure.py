"""A consultation walks through its run of its own copy of the procedure (13.3-4, 13.3-5)."""

from datetime import date

import pytest

from contracts.meetings import consultation as e
from contracts.procedure import Procedure
from runtime.decider import Rejected
from services.meetings.consultation import commands as c
from tests.meetings import situations as s
from tests.meetings.examples import (
    ATTEND,
    CONFIRM,
    NOTICE,
    OPEN,
    PARTIES,
    PLAN,
    SPEECH,
    UPGRADE,
    VIEWS,
    WAIVE,
    posted,
    said,
    sought,
    waived,
)
from tests.meetings.situations import at, done


@pytest.mark.parametrize("procedure", [s.YZ7, s.YZ6, s.YZS, s.LS5], ids=lambda each: each.code)
def test_a_consultation_opens_with_its_copy_of_the_procedure(procedure: Procedure) -> None:
    # 13.3-4
    asked_for = OPEN.model_copy(update={"procedure": procedure})

    at().when(asked_for).then(*s.opened(procedure))


def test_opening_again_changes_nothing() -> None:
    at(*s.six_opened).when(OPEN).then_nothing()


def test_a_consultation_serves_the_topics_it_was_opened_for() -> None:
    other = OPEN.model_copy(update={"topics": ("01990000-0000-7000-8000-000000000043",)})

    at(*s.six_opened).when(other).then_rejected("already-opened")


def test_a_later_version_of_the_procedure_does_not_touch_a_running_case() -> None:  # 13.3-4
    now_adopted = s.YZ6.model_copy(update={"steps": s.YZ7.steps})
    later = s.replace(
        s.CLERK, rules=s.replace(s.RULES, procedures={"YZ6": now_adopted}, version="2027.1")
    )

    at(*s.six_opened).when(s.research_held, by=later).then(s.researched, done(3, s.YZ6))


def test_a_second_research_record_just_adds() -> None:
    at(*s.six_researched).when(s.research_held).then(
        e.ResearchRecorded(research=2, **s.research_held.model_dump())
    )


def test_steps_go_in_order_and_the_refusal_names_the_missing_one() -> None:  # 13.3-5
    answer = at(*s.seven_opened).when(s.research_held)

    answer.then_rejected("step-order")
    assert isinstance(answer.result, Rejected)
    assert "制定方案" in answer.result.chinese
    assert "请先确定形式、地点、日期和问题" in answer.result.chinese


def test_a_step_completes_when_all_its_conditions_hold() -> None:
    at(*s.eight_opened).when(NOTICE).then(posted)
    at(*s.eight_opened).when(VIEWS).then(sought)
    at(*s.eight_opened, sought).when(NOTICE).then(posted, done(3, s.FZ8))


def test_a_deed_that_is_no_step_of_the_procedure_is_free() -> None:
    at(*s.six_opened).when(PLAN).then(s.session_planned)
    at(*s.six_opened).when(NOTICE).then(posted)
    at(*s.six_opened, s.session_planned).when(PLAN).then_nothing()
    at(*s.six_opened, posted).when(NOTICE).then_nothing()
    at(*s.six_opened, sought).when(VIEWS).then_nothing()


def test_a_deed_of_a_later_step_waits() -> None:  # 13.3-5
    at(*s.six_opened).when(PARTIES).then_rejected("step-order")
    at(*s.six_ready).when(PARTIES).then_nothing()


def test_nothing_is_posted_and_nobody_asked_tomorrow() -> None:
    notice = NOTICE.model_copy(update={"on": date(2026, 3, 3)})
    views = VIEWS.model_copy(update={"until": date(2026, 3, 3)})
    backwards = VIEWS.model_copy(update={"since": date(2026, 2, 27)})

    at(*s.eight_opened).when(notice).then_rejected("future-day")
    at(*s.eight_opened).when(views).then_rejected("future-day")
    at(*s.eight_opened).when(backwards).then_rejected("views-backwards")


def test_a_step_may_be_the_business_of_some_offices_alone() -> None:
    ready = (*s.eight_opened, posted, sought, done(3, s.FZ8))
    residents = c.FixParties(
        parties=(e.Party(kind=e.PartyKind.RESIDENT, title="村民代表", count=12),),
        not_concerned=(e.PartyKind.EXPERT,),
    )
    office = s.replace(s.CLERK, role="county-office")

    at(*ready).when(residents, by=office).then_rejected("other-office")
    at(*ready).when(residents).then(e.PartiesFixed(**dict(residents)), done(4, s.FZ8))


def test_who_is_concerned_takes_part_or_is_said_not_to_be_concerned() -> None:  # domain 5.2
    ready = (*s.eight_opened, posted, sought, done(3, s.FZ8))
    silent = c.FixParties(parties=(e.Party(kind=e.PartyKind.RESIDENT, title="村民代表", count=12),))

    at(*ready).when(silent).then(e.PartiesFixed(**dict(silent)))


def test_the_last_step_ends_the_consultation_and_hands_everything_on() -> None:  # 13.3-13
    at(*s.six_closed).when(CONFIRM).then(s.minutes, done(4, s.YZ6), s.concluded(s.YZ6))


def test_minutes_are_confirmed_by_whom_the_procedure_names() -> None:
    there = ATTEND.model_copy(
        update={"headcount": (e.Headcount(kind=e.PartyKind.RESIDENT, count=12),), "present": ()}
    )
    attended = e.AttendanceRecorded(
        on=s.DAY, form=e.Form.COUNCIL, title="新建蔬菜市场", **dict(there)
    )
    history = (
        *(*s.eight_opened, posted, sought, done(3, s.FZ8)),
        *(s.residents, done(4, s.FZ8), s.called(), s.held()),
    )

    at(*history).when(there).then(attended, done(5, s.FZ8))
    talked = (*history, attended, done(5, s.FZ8), s.closed())
    at(*talked).when(CONFIRM).then_rejected("not-all-spoke")
    at(*talked, said).when(CONFIRM).then_rejected("no-minutes")
    by = CONFIRM.model_copy(update={"confirmed_by": "村民代表会议"})
    answer = at(*talked, said).when(by).result
    assert isinstance(answer, list)
    assert [type(each) for each in answer[1:]] == [e.StepCompleted, e.ConsultationConcluded]


def test_a_step_is_waived_with_reason_and_resolution_of_the_same_level() -> None:  # 13.3-5
    at(*s.seven_opened).when(WAIVE, by=s.PARTY).then(waived)
    at(*s.seven_opened, waived).when(WAIVE, by=s.PARTY).then_nothing()
    at(*s.seven_opened, waived).when(s.research_held).then(s.researched, done(4, s.YZ7))


def test_another_level_may_not_waive() -> None:  # 000-24
    county = s.replace(s.PARTY, scope="620123")

    at(*s.seven_opened).when(WAIVE, by=county).then_rejected("same-level")


def test_only_the_step_whose_turn_it_is_can_be_waived() -> None:
    planned = (*s.seven_opened, s.session_planned, done(3, s.YZ7))
    at(*planned).when(WAIVE, by=s.PARTY).then_rejected("step-order")
    unknown = WAIVE.model_copy(update={"step": "vote"})
    at(*s.seven_opened).when(unknown, by=s.PARTY).then_rejected("no-step")


@pytest.mark.parametrize("step", ["research", "session"])
def test_what_the_procedure_does_not_say_can_be_waived_cannot(step: str) -> None:
    waive = WAIVE.model_copy(update={"step": step})

    at(*s.seven_opened).when(waive, by=s.PARTY).then_rejected("not-waivable")


def test_what_was_done_before_the_upgrade_counts() -> None:
    at(*s.simple_opened, s.researched).when(UPGRADE).then(s.upgraded, done(3, s.YZ6))


def test_the_upgrade_stops_at_the_first_step_that_lacks_something() -> None:
    at(*s.simple_opened, s.parties_fixed).when(UPGRADE).then(s.upgraded)


def test_upgrading_twice_changes_nothing() -> None:
    at(*s.simple_upgraded).when(UPGRADE).then_nothing()


def test_nothing_is_ever_downgraded() -> None:  # 13.3-5
    down = c.UpgradeCase(procedure="YZS", reason="省事")

    at(*s.six_called).when(down).then_rejected("no-downgrade")
    at(*s.simple_upgraded).when(down).then_rejected("no-downgrade")
    at(*s.six_opened).when(UPGRADE).then_rejected("no-downgrade")
    at(*s.simple_opened).when(c.UpgradeCase(procedure="YZ7", reason="更全")).then_rejected(
        "no-downgrade"
    )


def test_no_upgrade_after_the_conclusion() -> None:
    at(*s.simple_concluded).when(UPGRADE).then_rejected("concluded")


def test_an_upgrade_needs_the_adopted_procedure() -> None:
    bare = s.replace(s.CLERK, rules=s.replace(s.RULES, procedures={}))

    at(*s.simple_opened).when(UPGRADE, by=bare).then_rejected("unknown-procedure")


def test_the_talk_before_an_upgrade_is_not_the_session_of_the_fuller_procedure() -> None:  # 13.3-1
    ready = (*s.simple_upgraded, s.researched, done(3, s.YZ6), s.parties_fixed)

    at(*s.simple_upgraded).when(s.call).then_rejected("step-order")
    at(*ready).when(CONFIRM).then_rejected("no-session")
    at(*ready).when(s.call).then(s.called(2))


def test_nothing_happens_before_the_topic_is_selected() -> None:  # 13.3-1, 000-24
    for command in (s.research_held, s.call, UPGRADE, WAIVE, SPEECH):
        at().when(command).then_rejected("not-opened")
