"""A consultation walks through its run of its own copy of the procedure (13.3-4, 13.3-5)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.consents import Consents
from contracts.meetings import consultation as e
from contracts.meetings.participant import Headcount, Invited
from contracts.procedure import Procedure
from runtime.decider import Rejected
from runtime.probe import Touched, probe
from services.meetings.consultation import commands as c
from tests.meetings import situations as s
from tests.meetings.examples import (
    CALL,
    CONCLUDE,
    FIX,
    NOTE_CALL,
    NOTE_HOLDING,
    NOTE_MINUTES,
    NOTE_RESEARCH,
    NOTICE,
    OPEN,
    PLAN,
    UPGRADE,
    VIEWS,
    WAIVE,
    posted,
    sought,
    waived,
)
from tests.meetings.situations import at, done, in_session

RESIDENTS = c.FixParticipants(participants=(s.RESIDENTS,), not_concerned=("expert",))


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

    at(*s.six_opened).when(NOTE_RESEARCH, by=later).then(s.researched, done(3, s.YZ6))


def test_research_that_is_corrected_takes_its_own_place() -> None:
    earlier = NOTE_RESEARCH.model_copy(update={"held_on": date(2026, 2, 19)})
    second = NOTE_RESEARCH.model_copy(update={"activity": "a-2"})

    at(*s.six_researched).when(NOTE_RESEARCH).then_nothing()
    at(*s.six_researched).when(earlier).then(e.ResearchDone(**dict(earlier)))
    at(*s.six_researched).when(second).then(e.ResearchDone(**dict(second)))


def test_steps_go_in_order_and_the_refusal_names_the_missing_one() -> None:  # 13.3-5
    answer = in_session(beside=s.seven_opened).when(CALL)

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
    at(*s.six_opened).when(FIX).then_rejected("step-order")
    at(*s.six_ready).when(FIX).then_nothing()


def test_nothing_is_posted_and_nobody_asked_tomorrow() -> None:
    notice = NOTICE.model_copy(update={"on": date(2026, 3, 3)})
    views = VIEWS.model_copy(update={"until": date(2026, 3, 3)})
    backwards = VIEWS.model_copy(update={"since": date(2026, 2, 27)})

    at(*s.eight_opened).when(notice).then_rejected("future-day")
    at(*s.eight_opened).when(views).then_rejected("future-day")
    at(*s.eight_opened).when(backwards).then_rejected("views-backwards")


def test_a_step_may_be_the_business_of_some_offices_alone() -> None:
    ready = (*s.eight_opened, posted, sought, done(3, s.FZ8))
    office = s.replace(s.CLERK, role="cppcc-office")

    at(*ready).when(RESIDENTS, by=office).then_rejected("other-office")
    at(*ready).when(RESIDENTS).then(s.residents, done(4, s.FZ8))


def test_who_is_concerned_takes_part_or_is_said_not_to_be_concerned() -> None:  # domain 5.2
    ready = (*s.eight_opened, posted, sought, done(3, s.FZ8))
    silent = c.FixParticipants(participants=(s.RESIDENTS,))
    ghosts = c.FixParticipants(participants=(Invited(kind="ghost", title="某某"),))

    at(*ready).when(silent).then(s.residents.model_copy(update={"not_concerned": ()}))
    at(*ready).when(ghosts).then_rejected("unknown-code")


def test_what_took_place_is_noted_at_any_time_and_once() -> None:
    at(*s.six_called).when(NOTE_CALL).then_nothing()
    at(*s.six_held).when(NOTE_HOLDING).then_nothing()
    at(*s.six_minuted).when(NOTE_MINUTES).then_nothing()
    fewer = NOTE_HOLDING.model_copy(update={"present": (Headcount(kind="resident", count=5),)})
    at(*s.six_concluded).when(fewer).then(
        s.round_held(present=(Headcount(kind="resident", count=5),))
    )


def test_the_end_hands_everything_of_all_rounds_on() -> None:  # 13.3-13, 000-47
    task = e.TaskAgreed(
        session=s.MEETING,
        promise=1,
        lead="yz-market",
        co=(),
        what="平整场地",
        due=date(2026, 6, 30),
    )
    first = s.round_minuted(consensus=("建在村北",), tasks=(task,))
    second = (s.round_called(2), s.round_held(2), s.round_minuted(2, dissent=("离家太远",)))
    gathered = {
        "sessions": (s.MEETING, s.SECOND),
        "consensus": ("建在村北",),
        "dissent": ("离家太远",),
        "tasks": (task,),
    }

    at(*s.six_held, first, *second).when(CONCLUDE).then(*s.ending(s.YZ6, 4, **gathered))
    at(*s.six_concluded).when(CONCLUDE).then_nothing()
    other = c.ConcludeConsultation(summary="另议。")
    at(*s.six_concluded).when(other).then_rejected("concluded")


def test_no_end_while_a_session_goes_on_or_lacks_its_minutes() -> None:
    going_on = s.round_held(closed=False)
    cancelled = e.RoundCancelled(session=s.SECOND, round=2)

    at(*s.six_ready).when(CONCLUDE).then_rejected("no-session")
    at(*s.six_called).when(CONCLUDE).then_rejected("session-open")
    at(*s.six_called, going_on).when(CONCLUDE).then_rejected("session-open")
    at(*s.six_held).when(CONCLUDE).then_rejected("no-minutes")
    at(*s.six_minuted, s.round_called(2)).when(CONCLUDE).then_rejected("session-open")
    again = (*s.six_minuted, s.round_called(2), cancelled)
    at(*again).when(CONCLUDE).then(*s.ending(s.YZ6, 4))


def test_minutes_are_confirmed_by_whom_the_procedure_names() -> None:  # 000-44
    ready = (*s.eight_opened, posted, sought, done(3, s.FZ8), s.residents, done(4, s.FZ8))
    crowd = {"present": (Headcount(kind="resident", count=12),)}
    called = (*ready, s.round_called(procedure=s.FZ8))
    silent, heard = s.round_held(**crowd, spoke=()), s.round_held(**crowd, spoke=("resident",))
    held = NOTE_HOLDING.model_copy(update={**crowd, "spoke": ("resident",)})

    at(*called).when(held).then(heard, done(5, s.FZ8))
    talked = (*called, silent, done(5, s.FZ8), s.round_minuted())
    at(*talked).when(CONCLUDE).then_rejected("not-all-spoke")
    spoken = (*called, heard, done(5, s.FZ8))
    at(*spoken, s.round_minuted()).when(CONCLUDE).then_rejected("no-minutes")
    by = s.round_minuted(confirmed_by="村民代表会议")
    answer = at(*spoken, by).when(CONCLUDE).result
    assert isinstance(answer, list)
    assert [type(each) for each in answer[1:]] == [e.StepCompleted, e.ConsultationConcluded]


def test_a_further_round_brings_what_one_left_unsaid() -> None:  # 000-44, 000-47, 003-27
    ready = (*s.eight_opened, posted, sought, done(3, s.FZ8), s.residents, done(4, s.FZ8))
    crowd = {"present": (Headcount(kind="resident", count=12),)}
    by = {"confirmed_by": "村民代表会议"}
    silent = (
        *ready,
        s.round_called(procedure=s.FZ8),
        s.round_held(**crowd, spoke=()),
        s.round_minuted(**by),
    )
    heard = (
        s.round_called(2, procedure=s.FZ8),
        s.round_held(2, **crowd, spoke=("resident",)),
        done(5, s.FZ8),
        s.round_minuted(2, **by),
    )

    at(*silent, done(5, s.FZ8)).when(CONCLUDE).then_rejected("not-all-spoke")
    answer = at(*silent, *heard).when(CONCLUDE).result
    assert isinstance(answer, list)
    assert isinstance(answer[-1], e.ConsultationConcluded)


def test_a_conclusion_is_not_offered_while_a_condition_lacks_something() -> None:
    ready = (*s.eight_opened, posted, sought, done(3, s.FZ8), s.residents, done(4, s.FZ8))
    crowd = {"present": (Headcount(kind="resident", count=12),)}
    silent = (
        *(*ready, s.round_called(procedure=s.FZ8), s.round_held(**crowd, spoke=())),
        *(done(5, s.FZ8), s.round_minuted(confirmed_by="村民代表会议")),
    )

    at(*silent).when(probe(c.ConcludeConsultation)).then_rejected("not-all-spoke")
    at(*s.six_ready).when(probe(c.ConcludeConsultation)).then_rejected("no-session")
    with pytest.raises(Touched):
        at(*s.six_minuted).when(probe(c.ConcludeConsultation))


def test_a_step_is_waived_with_reason_and_resolution_of_the_same_level() -> None:  # 13.3-5
    at(*s.seven_opened).when(WAIVE, by=s.PARTY).then(waived)
    at(*s.seven_opened, waived).when(WAIVE, by=s.PARTY).then_nothing()
    at(*s.seven_opened, waived).when(NOTE_RESEARCH).then(s.researched, done(4, s.YZ7))


def test_a_waiver_names_the_body_of_the_level_that_consents() -> None:  # 000-24
    of_the_township = WAIVE.consent.model_copy(update={"bodies": ("party-620123109",)})
    theirs = WAIVE.model_copy(update={"consent": of_the_township})
    nobody = replace(s.PARTY, rules=replace(s.RULES, consents=Consents()))

    at(*s.seven_opened).when(theirs, by=s.PARTY).then_rejected("not-consenting")
    at(*s.seven_opened).when(WAIVE, by=nobody).then_rejected("no-consent-rule")


def test_another_level_may_not_waive() -> None:  # 000-24
    county = s.replace(s.PARTY, scope="620123")

    at(*s.seven_opened).when(WAIVE, by=county).then_rejected("same-level")


def test_only_the_step_whose_turn_it_is_can_be_waived() -> None:
    planned = (*s.seven_opened, s.session_planned, done(3, s.YZ7))
    at(*planned).when(WAIVE, by=s.PARTY).then_rejected("not-waivable")
    at(*planned).when(probe(c.WaiveStep), by=s.PARTY).then_rejected("not-waivable")
    unknown = WAIVE.model_copy(update={"step": "vote"})
    at(*s.seven_opened).when(unknown, by=s.PARTY).then_rejected("no-step")


@pytest.mark.parametrize("step", ["research", "session"])
def test_what_the_procedure_does_not_say_can_be_waived_cannot(step: str) -> None:
    waive = WAIVE.model_copy(update={"step": step})

    at(*s.seven_opened).when(waive, by=s.PARTY).then_rejected("not-waivable")


def test_what_was_done_before_the_upgrade_counts() -> None:
    at(*s.simple_opened, s.researched).when(UPGRADE).then(s.upgraded, done(3, s.YZ6))


def test_the_upgrade_stops_at_the_first_step_that_lacks_something() -> None:
    at(*s.simple_opened, s.fixed).when(UPGRADE).then(s.upgraded)


def test_upgrading_twice_changes_nothing() -> None:
    at(*s.simple_upgraded).when(UPGRADE).then_nothing()


def test_nothing_is_ever_downgraded() -> None:  # 13.3-5
    down = c.UpgradeConsultation(procedure="YZS", reason="省事")

    at(*s.six_called).when(down).then_rejected("no-downgrade")
    at(*s.simple_upgraded).when(down).then_rejected("no-downgrade")
    at(*s.six_opened).when(UPGRADE).then_rejected("no-downgrade")
    at(*s.simple_opened).when(c.UpgradeConsultation(procedure="YZ7", reason="更全")).then_rejected(
        "no-downgrade"
    )


def test_no_upgrade_after_the_conclusion() -> None:
    at(*s.simple_concluded).when(UPGRADE).then_rejected("concluded")


def test_an_upgrade_needs_the_adopted_procedure() -> None:
    bare = s.replace(s.CLERK, rules=s.replace(s.RULES, procedures={}))

    at(*s.simple_opened).when(UPGRADE, by=bare).then_rejected("unknown-procedure")


def test_the_talk_before_an_upgrade_is_not_the_session_of_the_fuller_procedure() -> None:  # 13.3-1
    ready = (*s.simple_upgraded, s.researched, done(3, s.YZ6), s.fixed)

    in_session(beside=s.simple_upgraded).when(CALL).then_rejected("step-order")
    at(*ready).when(CONCLUDE).then_rejected("no-session")
    at(*ready).when(NOTE_CALL.model_copy(update={"session": s.SECOND})).then(s.round_called(2))


def test_nothing_happens_before_the_topic_is_selected() -> None:  # 13.3-1, 000-24
    for command in (FIX, UPGRADE, WAIVE, CONCLUDE):
        at().when(command).then_rejected("not-opened")
