"""A session and the procedures of the consultations that it serves (13.3-1, 13.3-5)."""

from datetime import date
from typing import Any

from contracts import procedure as p
from contracts.meetings import consultation as e
from services.meetings.consultation import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.examples import ATTEND, CALL, CONCLUDE, FIX, HOLD, SPEECH, WAIVE, joined
from tests.meetings.situations import at, called, done, in_session

TOMORROW = date(2026, 3, 3)
SIMPLE = CALL.model_copy(update={"form": "simple"})


def test_no_session_without_the_research_that_the_procedure_asks_for() -> None:  # 000-45, 13.3-1
    in_session(beside=s.six_opened).when(CALL).then_rejected("step-order")


def test_research_precedes_the_session_in_the_calendar_too() -> None:  # 000-45, 13.3-1
    late = s.researched.model_copy(update={"held_on": TOMORROW})
    beside = (*s.six_opened, late, done(3, s.YZ6), s.fixed)

    in_session(beside=beside).when(CALL).then_rejected("no-research")


def test_no_session_before_the_consent_to_its_topic() -> None:  # 000-24, 13.3-1
    begun = s.six_opened[0].model_copy(update={"consented_on": s.DAY})
    later = s.six_opened[0].model_copy(update={"consented_on": TOMORROW})

    in_session(beside=(begun, *s.six_ready[1:])).when(CALL).then(called(s.CASE), s.invited)
    in_session(beside=(later, *s.six_ready[1:])).when(CALL).then_rejected("before-consent")
    on_record = (later, *s.six_called[1:])
    in_session(*s.meeting_called, beside=on_record).when(HOLD).then_rejected("before-consent")


def test_the_order_of_days_counts_not_that_of_recording() -> None:  # 13.3-1
    late = s.researched.model_copy(update={"held_on": TOMORROW})
    in_time = s.researched.model_copy(update={"activity": "a-2"})
    rounds = (s.round_called(), s.round_held(), s.round_minuted())
    history = (*s.six_opened, late, done(3, s.YZ6), s.fixed, *rounds)

    at(*history).when(CONCLUDE).then_rejected("no-research")
    at(*history, in_time).when(CONCLUDE).then(*s.ending(s.YZ6, 4))


def test_research_that_was_waived_is_not_asked_for() -> None:  # 13.3-5
    told = {"reason": "急", "consent": WAIVE.consent}
    waived = e.StepWaived(step="research", name="开展议前调研", step_number=3, **told)
    history = (*s.opened(s.LS5), joined, s.fixed, done(2, s.LS5))

    in_session(beside=history).when(CALL).then_rejected("step-order")
    in_session(beside=(*history, waived)).when(CALL).then(called(s.CASE), s.invited)


def test_a_county_may_ask_for_research_in_simple_consultation_too() -> None:  # 13.3-1
    receive, talk, feedback = s.YZS.steps
    asked = talk.model_copy(update={"conditions": (p.Researched(), *talk.conditions)})
    careful = s.YZS.model_copy(update={"steps": (receive, asked, feedback)})
    simple = called(s.CASE, form="simple")

    in_session(beside=s.simple_opened).when(SIMPLE).then(simple)
    in_session(beside=s.opened(careful)).when(SIMPLE).then_rejected("no-research")
    in_session(beside=(*s.opened(careful), s.researched)).when(SIMPLE).then(simple)


def test_a_session_waits_for_earlier_steps_of_each_consultation_that_it_serves() -> None:
    planned = (*s.seven_opened, s.session_planned, done(3, s.YZ7), s.fixed)

    in_session(beside=planned).when(CALL).then_rejected("step-order")
    ready = (*planned, s.researched, done(4, s.YZ7))
    in_session(beside=ready).when(CALL).then(called(s.CASE), s.invited)


def test_what_is_to_be_posted_stands_there_long_enough() -> None:  # domain 5.1
    views = e.ViewsSought(
        since=date(2026, 2, 20), until=date(2026, 2, 25), how="走访", people=9, gist="同意"
    )

    def ready(day: int) -> s.Scenario:
        posted = e.NoticePosted(what="topic", place="公开栏", on=date(2026, 2, day))
        steps = (done(3, s.FZ8), s.residents, done(4, s.FZ8))
        return in_session(beside=(*s.eight_opened, posted, views, *steps))

    ready(28).when(CALL).then_rejected("not-posted")
    assert isinstance(ready(27).when(CALL).result, list)


def test_what_comes_before_a_session_may_be_counted_in_working_days() -> None:  # model 6
    working = {"days": 3, "measure": "working-days"}
    conditions = (
        p.Posted.model_validate({"what": "topic", **working}),
        p.ViewsSought.model_validate(working),
    )
    asked = p.Step(code="asked", name="公示并征求意见", conditions=conditions)
    careful = s.YZS.model_copy(update={"steps": (s.YZS.steps[0], asked, *s.YZS.steps[1:])})

    def ready(posted: int, began: int) -> tuple[Any, ...]:
        return (
            *s.opened(careful),
            e.NoticePosted(what="topic", place="公开栏", on=date(2026, 2, posted)),
            e.ViewsSought(
                since=date(2026, 2, began), until=s.DAY, how="走访", people=9, gist="同意"
            ),
            done(2, careful),
        )

    # The session is on Monday, 2 March 2026; in this year, 28 February is worked.
    in_session(beside=ready(26, 25)).when(SIMPLE).then(called(s.CASE, form="simple"))
    in_session(beside=ready(27, 25)).when(SIMPLE).then_rejected("not-posted")
    in_session(beside=ready(26, 28)).when(SIMPLE).then_rejected("views-not-sought")
    # What was enough when it was called is not counted anew, unless it was held earlier.
    begun = s.round_called(procedure=careful, form="simple")
    session = called(s.CASE, form="simple")
    hold = HOLD.model_copy(update={"began": None})
    held = in_session(session, beside=(*ready(27, 28), begun)).when(hold)
    assert isinstance(held.result, list), held.result
    earlier = hold.model_copy(update={"on": date(2026, 2, 28)})
    in_session(session, beside=(*ready(26, 25), begun)).when(earlier).then_rejected("not-posted")
    rounds = (begun, s.round_held(), s.round_minuted())
    at(*ready(27, 28), *rounds).when(CONCLUDE).then(*s.ending(careful, 3))


def test_what_was_taken_back_counts_no_more_until_it_is_recorded_as_it_was() -> None:
    """Model 12: the step that it had completed stays, and session and conclusion wait."""
    steps = (done(3, s.FZ8), s.residents, done(4, s.FZ8))
    ready = (*s.eight_opened, x.posted, x.sought, *steps)
    call = CALL.model_copy(update={"on": date(2026, 3, 2)})
    assert isinstance(in_session(beside=ready).when(call).result, list)

    without = (*ready, x.notice_back)
    in_session(beside=without).when(call).then_rejected("not-posted")
    in_session(beside=(*ready, x.views_back)).when(call).then_rejected("views-not-sought")
    elsewhere = x.posted.model_copy(update={"place": "村口"})
    at(*without).when(x.NOTICE.model_copy(update={"place": "村口"})).then(elsewhere)
    assert isinstance(in_session(beside=(*without, elsewhere)).when(call).result, list)


def test_only_what_is_on_record_is_taken_back() -> None:
    at(*s.eight_opened).when(x.BACK_NOTICE).then_rejected("no-such-notice")
    at(*s.eight_opened, x.posted, x.notice_back).when(x.BACK_NOTICE).then_rejected("no-such-notice")
    fewer = x.BACK_VIEWS.model_copy(update={"people": 39})
    at(*s.eight_opened, x.sought).when(fewer).then_rejected("no-such-views")


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
    early = SIMPLE.model_copy(update={"on": date(2026, 3, 1)})
    in_session(beside=history).when(early).then_rejected("views-not-sought")
    in_session(beside=history).when(SIMPLE).then(called(s.CASE, form="simple"))


def test_stakeholders_or_residents_are_invited() -> None:  # 000-53, 001-23
    rounds = (s.round_called(), s.round_held(), s.round_minuted())
    history = (*s.six_researched, s.only_cadres, *rounds)

    at(*history).when(CONCLUDE).then_rejected("none-of-these")
    at(*history, s.fixed).when(CONCLUDE).then(*s.ending(s.YZ6, 4))


def test_stakeholders_struck_off_after_the_call_stop_the_end() -> None:  # 000-53
    struck = c.FixParticipants(participants=({"kind": "cadre", "title": "村两委干部", "count": 3},))

    at(*s.six_minuted).when(struck).then(s.only_cadres)
    at(*s.six_minuted).when(FIX).then_nothing()
    at(*s.six_minuted, s.only_cadres).when(CONCLUDE).then_rejected("none-of-these")


def test_a_second_round_follows_when_the_first_is_closed() -> None:  # 000-47
    in_session(beside=s.six_called).when(CALL).then_rejected("session-open")
    in_session(beside=s.six_held).when(CALL).then(called(s.CASE), s.invited)
    in_session(beside=s.six_concluded).when(CALL).then_rejected("concluded")


def test_a_session_is_held_neither_tomorrow_nor_before_research() -> None:
    tomorrow = HOLD.model_copy(update={"on": TOMORROW})
    too_early = HOLD.model_copy(update={"on": date(2026, 2, 1)})

    in_session(*s.meeting_called).when(tomorrow).then_rejected("future-day")
    in_session(*s.meeting_called).when(too_early).then_rejected("no-research")


def test_a_session_of_before_an_upgrade_goes_on_by_itself() -> None:
    simple = (*s.simple_opened, s.round_called(form="simple", procedure=s.YZS), s.upgraded)

    for history, command in (
        ((called(s.CASE, form="simple"),), HOLD),
        ((called(s.CASE, form="simple"), s.invited, s.sat), ATTEND),
        ((called(s.CASE, form="simple"), s.invited, s.sat), SPEECH),
    ):
        assert isinstance(in_session(*history, beside=simple).when(command).result, list)
