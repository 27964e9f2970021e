"""Research, sessions, attendance, promises and minutes (13.3-1, 13.3-6, 13.3-13)."""

from datetime import date

import pytest

from contracts import procedure as p
from contracts.meetings import consultation as e
from services.meetings.consultation import commands as c
from tests.meetings import situations as s
from tests.meetings.examples import (
    ATTEND,
    CLOSE,
    CONFIRM,
    CONSENSUS,
    DISSENT,
    HOLD,
    JOINT,
    MATERIALS,
    PROMISE,
    SPEECH,
    TASK,
    WITHDRAW,
    agreed,
    differing,
    materials_sent,
    requested,
    withdrawn,
)
from tests.meetings.situations import at, done

TOMORROW = date(2026, 3, 3)


# Research


def test_joint_research_is_asked_of_a_committee_once() -> None:  # 000-50
    at(*s.six_opened, requested).when(JOINT).then_nothing()


def test_a_committee_records_its_own_joint_research() -> None:  # 000-52
    joint = s.research_held.model_copy(update={"joint": True, "committee": "yz-culture"})
    committee = s.replace(s.CLERK, role="committee", body="yz-culture")
    other = s.replace(committee, body="yz-law")

    at(*s.six_opened).when(joint, by=committee).then(
        e.ResearchRecorded(research=1, **joint.model_dump()), done(3, s.YZ6)
    )
    at(*s.six_opened).when(joint, by=other).then_rejected("other-committee")


def test_joint_research_names_the_committee() -> None:
    joint = s.research_held.model_copy(update={"joint": True})

    at(*s.six_opened).when(joint).then_rejected("joint-without-committee")


def test_research_is_not_recorded_before_it_happens() -> None:
    later = s.research_held.model_copy(update={"held_on": TOMORROW})

    at(*s.six_opened).when(later).then_rejected("future-day")


def test_a_member_is_listed_once_in_research() -> None:
    twice = s.research_held.model_copy(update={"members": ("m-1", "m-1")})

    at(*s.six_opened).when(twice).then_rejected("listed-twice")


# Calling


def test_no_session_without_the_research_that_the_procedure_asks_for() -> None:  # 13.3-1
    at(*s.six_opened).when(s.call).then_rejected("step-order")


def test_research_precedes_the_session_in_the_calendar_too() -> None:  # 13.3-1
    late = s.researched.model_copy(update={"held_on": TOMORROW})

    at(*s.six_opened, late, done(3, s.YZ6), s.parties_fixed).when(s.call).then_rejected(
        "no-research"
    )


def test_the_order_of_days_counts_not_that_of_recording() -> None:  # 13.3-1
    late = s.researched.model_copy(update={"held_on": TOMORROW})
    in_time = e.ResearchRecorded(research=2, **s.research_held.model_dump())
    history = (*s.six_opened, late, done(3, s.YZ6), s.parties_fixed, s.called(), s.held())

    at(*history, s.closed()).when(CONFIRM).then_rejected("no-research")
    at(*history, s.closed(), in_time).when(CONFIRM).then(*s.ending(s.YZ6, 4))


def test_research_that_was_waived_is_not_asked_for() -> None:  # 13.3-5
    told = {"reason": "急", "organisation": "党组织", "resolution": "1号"}
    waived = e.StepWaived(step="research", name="开展议前调研", step_number=3, **told)
    history = (*s.opened(s.LS5), s.parties_fixed, done(2, s.LS5))

    at(*history).when(s.call).then_rejected("step-order")
    at(*history, waived).when(s.call).then(s.called())


def test_only_simple_consultation_meets_without_research() -> None:  # 13.3-1
    at(*s.simple_opened).when(s.simple_call).then(s.called(by=s.simple_call))


def test_a_county_may_ask_for_research_in_simple_consultation_too() -> None:
    receive, talk, feedback = s.YZS.steps
    asked = talk.model_copy(update={"conditions": (p.Researched(), *talk.conditions)})
    careful = s.YZS.model_copy(update={"steps": (receive, asked, feedback)})

    at(*s.opened(careful)).when(s.simple_call).then_rejected("no-research")
    at(*s.opened(careful), s.researched).when(s.simple_call).then(s.called(by=s.simple_call))


def test_a_session_waits_for_earlier_steps() -> None:
    planned = (*s.seven_opened, s.session_planned, done(3, s.YZ7))

    at(*planned, s.parties_fixed).when(s.call).then_rejected("step-order")
    at(*planned, s.researched, done(4, s.YZ7)).when(s.call).then(s.called())


def test_what_is_to_be_posted_stands_there_long_enough() -> None:  # domain 5.1
    views = e.ViewsSought(
        since=date(2026, 2, 20), until=date(2026, 2, 25), how="走访", people=9, gist="同意"
    )

    def posted(day: int) -> e.NoticePosted:
        return e.NoticePosted(what="topic", place="公开栏", on=date(2026, 2, day))

    def ready(day: int) -> s.Scenario:
        steps = (done(3, s.FZ8), s.residents, done(4, s.FZ8))
        return at(*s.eight_opened, posted(day), views, *steps)

    ready(28).when(s.call).then_rejected("not-posted")
    ready(27).when(s.call).then(s.called())


def test_views_are_sought_long_enough_before_the_session() -> None:
    asked = p.Step(code="views", name="征求意见", conditions=(p.ViewsSought(days=3),))
    talk = s.YZS.steps[1]
    careful = s.YZS.model_copy(update={"steps": (s.YZS.steps[0], asked, talk, s.YZS.steps[2])})
    short = c.SeekViews(
        since=date(2026, 2, 24), until=date(2026, 2, 26), how="走访", people=9, gist="同意"
    )
    late = short.model_copy(update={"since": date(2026, 2, 26), "until": s.DAY})

    at(*s.opened(careful)).when(short).then(e.ViewsSought(**dict(short)))
    history = (*s.opened(careful), e.ViewsSought(**dict(late)), done(2, careful))
    early = s.simple_call.model_copy(update={"on": date(2026, 3, 1)})
    at(*history).when(early).then_rejected("views-not-sought")
    at(*history).when(s.simple_call).then(s.called(by=s.simple_call))


def test_stakeholders_or_residents_are_invited() -> None:  # 000-53, 001-23
    closed = (*s.six_researched, s.only_cadres, s.called(), s.held(), s.closed())

    at(*closed).when(CONFIRM).then_rejected("none-of-these")
    at(*closed, s.parties_fixed).when(CONFIRM).then(*s.ending(s.YZ6, 4))


def test_stakeholders_struck_off_after_the_call_stop_the_minutes() -> None:  # 000-53
    struck = c.FixParties(parties=s.only_cadres.parties)

    at(*s.six_closed).when(struck).then(s.only_cadres)
    at(*s.six_closed, s.only_cadres).when(CONFIRM).then_rejected("none-of-these")


@pytest.mark.parametrize("form", [e.Form.MICRO, e.Form.SIMPLE, e.Form.DOORSTEP, e.Form.SOUNDING])
def test_small_forms_never_count_as_key_sessions(form: e.Form) -> None:  # 13.3-6, 000-40
    key = s.call.model_copy(update={"form": form})
    plain = key.model_copy(update={"key": False})

    at(*s.six_ready).when(key).then_rejected("not-key")
    at(*s.six_ready).when(plain).then(s.called(by=plain))


def test_simple_consultation_never_counts_as_key_whatever_its_form() -> None:  # 13.3-6
    at(*s.simple_opened).when(s.call).then_rejected("not-key")


@pytest.mark.parametrize(
    ("kind", "council"),
    [
        ("township", "township"),
        ("community", "township"),
        ("village", "village"),
        ("enterprise", "enterprise"),
    ],
)
def test_the_class_of_council_follows_from_the_unit(kind: str, council: str) -> None:  # 000-41
    here = s.replace(s.CLERK, unit_kind=kind)

    at(*s.six_ready).when(s.call, by=here).then(
        s.called().model_copy(update={"council_class": council})
    )


def test_a_second_round_follows_when_the_first_is_closed() -> None:  # 000-47
    at(*s.six_called).when(s.call).then_rejected("session-open")
    at(*s.six_closed).when(s.call).then(s.called(2))
    at(*s.six_concluded).when(s.call).then_rejected("concluded")


# Holding


def test_materials_go_out_before_the_session() -> None:  # 004-10
    late = MATERIALS.model_copy(update={"on": s.DAY})
    before = s.replace(s.CLERK, today=date(2026, 2, 24))

    at(*s.six_called, materials_sent).when(MATERIALS).then_nothing()
    at(*s.six_called).when(MATERIALS, by=before).then_rejected("future-day")
    at(*s.six_called, s.held(on=date(2026, 3, 1))).when(late).then_rejected("materials-late")
    at(*s.six_ready).when(MATERIALS).then_rejected("not-called")


def test_a_called_session_is_held_once() -> None:
    at(*s.six_held).when(HOLD).then_nothing()
    at(*s.six_held).when(HOLD.model_copy(update={"duration_minutes": 30})).then_rejected(
        "already-held"
    )
    at(*s.six_ready).when(HOLD).then_rejected("not-called")


def test_a_session_is_held_neither_tomorrow_nor_before_research() -> None:
    tomorrow = HOLD.model_copy(update={"on": TOMORROW})
    too_early = HOLD.model_copy(update={"on": date(2026, 2, 1)})

    at(*s.six_called).when(tomorrow).then_rejected("future-day")
    at(*s.six_called).when(too_early).then_rejected("no-research")


def test_attendance_lists_members_and_counts_all_others() -> None:  # 000-43
    at(*s.six_held, s.attended()).when(ATTEND).then_nothing()


def test_attendance_is_only_for_a_session_that_took_place() -> None:  # 000-43
    at(*s.six_ready).when(ATTEND).then_rejected("not-called")
    at(*s.six_called).when(ATTEND).then_rejected("not-held")


def test_a_member_attends_once() -> None:  # 000-43
    twice = ATTEND.model_copy(update={"present": ("m-1", "m-1")})
    counted = ATTEND.model_copy(
        update={"headcount": (e.Headcount(kind=e.PartyKind.MEMBER, count=2),)}
    )
    kinds = ATTEND.model_copy(update={"headcount": ATTEND.headcount * 2})

    at(*s.six_held).when(twice).then_rejected("listed-twice")
    at(*s.six_held).when(kinds).then_rejected("listed-twice")
    at(*s.six_held).when(counted).then_rejected("members-one-by-one")


def test_nobody_is_taken_off_the_list_of_a_session() -> None:  # 000-43
    fewer = ATTEND.model_copy(update={"present": ("m-1",)})
    exchanged = ATTEND.model_copy(update={"present": ("m-1", "m-3")})

    for command in (fewer, exchanged):
        at(*s.six_held, s.attended()).when(command).then_rejected("attendance-recorded")


def test_whoever_was_forgotten_is_added_also_after_the_minutes() -> None:  # 000-43
    more = ATTEND.model_copy(update={"present": ("m-1", "m-2", "m-3")})
    added = s.attended().model_copy(update={"present": ("m-1", "m-2", "m-3")})
    minuted = (*s.six_held, s.attended(), s.closed(), *s.ending(s.YZ6, 4))

    at(*s.six_held, s.attended()).when(more).then(added)
    at(*minuted).when(more).then(added)
    at(*minuted, added).when(more).then_nothing()
    at(*s.six_concluded).when(more).then_rejected("concluded")


def test_every_party_is_heard_and_what_was_said_is_numbered() -> None:  # 000-44
    at(*s.six_held, agreed).when(CONSENSUS).then(agreed.model_copy(update={"consensus": 2}))


def test_nothing_is_said_in_a_session_that_was_not_held() -> None:
    for command in (SPEECH, PROMISE, CONSENSUS, DISSENT):
        at(*s.six_called).when(command).then_rejected("not-held")


def test_a_session_ends_with_what_it_achieved() -> None:  # 000-36
    other = c.CloseSession(session=1, results=(e.Result.SOLVED,))
    twice = c.CloseSession(session=1, results=(e.Result.SOLVED, e.Result.SOLVED))

    at(*s.six_closed).when(CLOSE).then_nothing()
    at(*s.six_closed).when(other).then_rejected("session-closed")
    at(*s.six_held).when(twice).then_rejected("listed-twice")
    at(*s.six_called).when(CLOSE).then_rejected("not-held")


# Promises and minutes


def test_a_promise_becomes_a_task_or_is_withdrawn() -> None:  # 13.3-13, 001-37
    at(*s.six_held, s.promised()).when(PROMISE).then(s.promised(2))
    at(*s.six_held, s.promised(), s.tasked).when(TASK).then_nothing()
    at(*s.six_held, s.promised()).when(WITHDRAW).then(withdrawn)
    at(*s.six_held, s.promised(), withdrawn).when(WITHDRAW).then_nothing()
    at(*s.six_held, s.promised(), withdrawn).when(TASK).then_rejected("promise-withdrawn")


def test_a_task_may_change_hands_until_the_minutes() -> None:
    other = c.TaskPromise(promise=1, lead="yz-town")

    at(*s.six_held, s.promised(), s.tasked).when(other).then(
        e.PromiseTasked(promise=1, lead="yz-town")
    )


def test_who_leads_a_task_does_not_help_too() -> None:
    both = c.TaskPromise(promise=1, lead="yz-town", co=("yz-town",))

    at(*s.six_held, s.promised()).when(both).then_rejected("listed-twice")


def test_a_promise_nobody_made_is_refused() -> None:
    at(*s.six_held).when(c.TaskPromise(promise=1, lead="yz-town")).then_rejected("no-promise")
    at(*s.six_held).when(c.WithdrawPromise(promise=1, reason="无")).then_rejected("no-promise")


def test_minutes_gather_all_rounds() -> None:  # 000-47
    elsewhere = differing.model_copy(update={"session": 2})
    history = (*s.six_held, s.promised(), s.tasked, agreed, s.closed())
    second = (s.called(2), s.held(2), elsewhere, s.closed(2))
    gathered = {
        "sessions": 2,
        "consensus": ("建在村北",),
        "dissent": ("离家太远",),
        "tasks": (s.task,),
    }

    at(*history, *second).when(CONFIRM).then(*s.ending(s.YZ6, 4, **gathered))


def test_no_minutes_while_a_promise_is_open() -> None:  # 13.3-13
    open_one = (*s.six_held, s.promised(), s.closed())

    at(*open_one).when(CONFIRM).then_rejected("promise-open")
    at(*open_one, s.promised(2), s.tasked).when(CONFIRM).then_rejected("promise-open")
    at(*open_one, withdrawn).when(CONFIRM).then(*s.ending(s.YZ6, 4))


def test_a_task_withdrawn_again_is_no_task_of_the_minutes() -> None:  # 13.3-13
    at(*s.six_held, s.promised(), s.tasked, withdrawn, s.closed()).when(CONFIRM).then(
        *s.ending(s.YZ6, 4)
    )


def test_minutes_need_a_closed_session_and_none_open() -> None:
    at(*s.six_ready).when(CONFIRM).then_rejected("no-session")
    at(*s.six_held).when(CONFIRM).then_rejected("session-open")
    at(*s.six_closed, s.called(2)).when(CONFIRM).then_rejected("session-open")


def test_confirmed_minutes_stand() -> None:
    at(*s.six_concluded).when(CONFIRM).then_rejected("concluded")
    for command in (s.research_held, HOLD, ATTEND, SPEECH, PROMISE):
        at(*s.six_concluded).when(command).then_rejected("concluded")


def test_simple_consultation_takes_place_on_one_day() -> None:  # 000-31, 001-26
    call = c.CallSession(form=e.Form.DOORSTEP, on=s.DAY, place="工地", questions=("路怎么修？",))
    called = s.called(by=call)

    at(*s.simple_opened).when(call).then(called)
    at(*s.simple_opened, called).when(HOLD).then(s.held())
    at(*s.simple_opened, called, s.held(), s.closed()).when(CONFIRM).then(*s.ending(s.YZS, 2))
