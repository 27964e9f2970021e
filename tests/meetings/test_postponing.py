"""A session is moved before it is held, and a sitting that was entered wrongly is put right."""

from datetime import date
from typing import Any

import pytest

from contracts.meetings import consultation as r
from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from services.meetings.consultation import commands as cc
from services.meetings.consultation.decider import CONSULTATION
from services.meetings.session import commands as c
from services.meetings.session.decider import SESSION
from services.meetings.session.decider.state import Stage
from services.meetings.session.reactions import note_the_holding, note_the_postponement
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import called, in_session
from tests.slices.example import recorded

LATER = date(2026, 3, 5)
FIRST_OF_MARCH = date(2026, 3, 1)
moved = x.chairs.model_copy(update={"on": LATER})
TO_LATER = c.PostponeSession(on=LATER, place="村议事室", reason="大雪封路")


def postponed(**more: Any) -> e.SessionPostponed:
    facts = {"place": "村议事室", "on": LATER, "consultations": (), **more}
    return x.postponed.model_copy(update=facts)


to_later = postponed(notice_due=date(2026, 3, 2), materials_due=date(2026, 3, 3), provisional=False)


def test_a_session_is_moved_and_its_notice_is_due_anew() -> None:  # 000-49, 5.4
    told = (x.noticed, x.materials_sent)

    in_session(x.chairs, *told).when(TO_LATER).then(to_later)
    in_session(x.chairs, to_later).when(TO_LATER).then_nothing()
    hold = c.HoldSitting(on=s.DAY, duration_minutes=90)
    in_session(x.chairs, *told, to_later).when(hold).then_rejected("other-day-than-called")
    state = SESSION.fold((each, s.VILLAGE) for each in (x.chairs, *told, to_later))
    assert state.called is not None
    assert (state.called.on, state.called.notice_due) == (LATER, date(2026, 3, 2))
    assert state.notice is None, "notice named another day"
    assert state.materials == (x.materials_sent,)
    back = c.PostponeSession(on=s.DAY, place="村议事室", reason="雪停了")
    (again,) = in_session(x.chairs, to_later).when(back).result
    assert (again.on, again.called_for, again.notice_due) == (s.DAY, LATER, x_due())


def x_due() -> date:
    """When notice is due three working days before Monday, 2 March 2026."""
    call = c.CallSession(unit=s.VILLAGE, title="议事", form="chairpersons", on=s.DAY, place="室")
    (told, *_) = in_session().when(call).result
    due: date = told.notice_due
    return due


def test_another_place_or_hour_of_the_same_day_leaves_the_notice() -> None:  # 001-12
    hall = TO_LATER.model_copy(update={"on": s.DAY, "place": "镇会议室"})
    (there,) = in_session(x.chairs, x.noticed).when(hall).result
    state = SESSION.fold((each, s.VILLAGE) for each in (x.chairs, x.noticed, there))
    assert state.notice == x.noticed
    assert state.called is not None
    assert state.called.place == "镇会议室"


def test_where_no_notice_is_asked_for_none_is_due() -> None:
    in_session(called()).when(TO_LATER).then(postponed())


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        ({"venue": "room"}, "room-or-not"),
        ({"venue": "scattered"}, "places-or-not"),
        ({"venue": "moon"}, "unknown-code"),
        ({"begins": "2026-03-06T09:00+08:00"}, "other-day"),
    ],
)
def test_where_it_moves_fits_as_in_the_call(asked: dict[str, Any], rule: str) -> None:
    command = c.PostponeSession.model_validate({**TO_LATER.model_dump(), **asked})
    in_session(called()).when(command).then_rejected(rule)


def test_what_was_held_or_cancelled_is_not_moved() -> None:
    in_session(*s.meeting_held).when(TO_LATER).then_rejected("already-held")
    in_session(called(), x.cancelled).when(TO_LATER).then_rejected("session-cancelled")
    in_session().when(TO_LATER).then_rejected("not-called")


def test_it_is_not_moved_before_the_consent_or_the_research() -> None:  # 000-24, 000-45
    early = TO_LATER.model_copy(update={"on": date(2026, 2, 1)})
    in_session(*s.meeting_called).when(early).then_rejected("no-research")


def test_the_consultation_is_told() -> None:
    life = (*s.meeting_called, x.postponed)
    session = SESSION.fold((each, s.VILLAGE) for each in life)
    (wanted,) = note_the_postponement(recorded(x.postponed, f"session/{s.MEETING}"), session)
    assert wanted.command == cc.NotePostponement(session=s.MEETING, on=LATER)
    case = CONSULTATION.fold((each, s.VILLAGE) for each in (*s.six_called, x.round_postponed))
    assert case.rounds[0].called.on == LATER


# A sitting that was entered wrongly


def resit(**more: Any) -> c.CorrectSitting:
    return x.RESIT.model_copy(update=more)


def test_a_sitting_is_corrected_whole_and_with_a_reason() -> None:  # 000-49, model 12
    in_session(*s.meeting_held).when(x.RESIT).then(x.resat)
    in_session(*s.meeting_held, x.resat).when(x.RESIT).then_nothing()
    longer = resit(on=s.DAY, duration_minutes=120)
    told = e.SittingCorrected(
        sitting=1, on=s.DAY, duration_minutes=120, corrects=3, reason="日期看错一行"
    )
    in_session(*s.meeting_held).when(longer).then(told)
    in_session(*s.meeting_called).when(x.RESIT).then_rejected("not-held")
    in_session(*s.meeting_held).when(resit(sitting=2)).then_rejected("no-sitting")
    in_session(*s.meeting_held).when(resit(on=date(2026, 3, 3))).then_rejected("future-day")
    in_session(*s.meeting_held).when(resit(place="工地")).then_rejected("one-place")


def test_attendance_and_duty_follow_to_the_right_day() -> None:  # 000-43
    attended = (*s.meeting_held, s.attended)
    follows = e.AttendanceCorrected(
        **s.there("m-1", "m-2", on=FIRST_OF_MARCH, session_on=FIRST_OF_MARCH),
        corrects=4,
        reason="日期看错一行",
        before=("m-1", "m-2"),
        before_on=s.DAY,
    )
    in_session(*attended).when(x.RESIT).then(x.resat, follows)
    minuted = (*attended, s.closed, s.drafted, s.minutes())
    in_session(*minuted).when(x.RESIT).then(x.resat, follows)


def test_a_sitting_is_corrected_to_another_day_than_called() -> None:  # 5.4
    """Its day is a fact; that the call named another stands beside it, with the reason."""
    told = (x.noticed, x.materials_sent, s.sat)
    result = in_session(x.chairs, *told).when(x.RESIT).result
    assert isinstance(result, list), result


def test_sittings_stay_in_order_when_one_is_corrected() -> None:
    second = e.SittingHeld(sitting=2, on=s.DAY, duration_minutes=30)
    both = (called(), s.sat.model_copy(update={"on": FIRST_OF_MARCH}), second)
    before = resit(sitting=2, on=date(2026, 2, 28))
    in_session(*both).when(before).then_rejected("sittings-in-order")
    (told,) = in_session(*both).when(resit(sitting=2, on=FIRST_OF_MARCH)).result
    assert told.held_on is None, "the first is another"


def test_what_rests_on_a_sitting_is_put_right_first() -> None:
    at_nine = s.said.model_copy(
        update={
            "began": c.RecordSpeech.model_validate(
                {"participant": 1, "gist": "早。", "began": "2026-03-02T09:40+08:00"}
            ).began
        }
    )
    in_session(*s.meeting_held, at_nine).when(x.RESIT).then_rejected("speech-outside")
    long = s.said.model_copy(update={"minutes": 85})
    in_session(*s.meeting_held, long).when(x.RESIT).then_rejected("speech-outside")
    paper = x.filed.model_copy(update={"on": FIRST_OF_MARCH})
    sat = s.sat.model_copy(update={"on": FIRST_OF_MARCH})
    later = resit(on=s.DAY)
    in_session(x.plenary[0], sat, paper).when(later).then_rejected("paper-before")
    sent = x.materials_sent.model_copy(update={"on": s.DAY})
    in_session(called(), sent, s.sat).when(x.RESIT).then_rejected("materials-late")
    promise = s.promised().promise.model_copy(update={"due": FIRST_OF_MARCH})
    due = e.PromiseMade(promise=promise)
    in_session(called(s.CASE), sat, due).when(later).then_rejected("due-before-session")
    early = s.minutes().model_copy(update={"on": FIRST_OF_MARCH})
    minuted = (called(s.CASE), sat, s.attended, s.closed, s.drafted, early)
    in_session(*minuted).when(later).then_rejected("minutes-before")


def test_no_sitting_is_corrected_to_a_day_before_the_consent() -> None:  # 000-24, 13.3-1
    begun = s.six_opened[0].model_copy(update={"consented_on": s.DAY})
    beside = (begun, *s.six_called[1:], s.round_held(closed=False))
    in_session(*s.meeting_held, beside=beside).when(x.RESIT).then_rejected("before-consent")


def test_a_sitting_that_did_not_take_place_is_withdrawn() -> None:  # model 12
    in_session(*s.meeting_held).when(x.UNSIT).then(x.unsat)
    gone = (*s.meeting_held, x.unsat)
    in_session(*gone).when(x.UNSIT).then_nothing()
    in_session(*gone).when(x.RESIT).then_rejected("sitting-withdrawn")
    in_session(*gone).when(x.ATTEND).then_rejected("not-held")
    state = SESSION.fold((each, s.VILLAGE) for each in gone)
    assert (state.stage, state.sittings) == (Stage.CALLED, ())
    in_session(*gone).when(x.CANCEL).then(x.cancelled)
    anew = s.sat.model_copy(update={"sitting": 2, "held_on": s.DAY})
    in_session(*gone).when(x.HOLD).then(anew)
    in_session(*gone, anew).when(x.HOLD).then_nothing()


def test_nobody_was_at_a_sitting_that_was_withdrawn() -> None:  # 000-43
    nobody = e.AttendanceCorrected(
        **s.there(present=()), corrects=4, reason=x.UNSIT.reason, before=("m-1", "m-2")
    )
    in_session(*s.meeting_held, s.attended).when(x.UNSIT).then(nobody, x.unsat)
    second = e.SittingHeld(sitting=2, on=s.DAY, duration_minutes=30)
    both = (*s.meeting_held, second, s.attended)
    (_, gone) = in_session(*both).when(x.UNSIT).result
    assert gone.held_on == s.DAY


def test_the_only_sitting_of_a_session_in_which_something_came_about_stays() -> None:
    for said in (s.said, s.promised(), s.agreed, s.differing, s.drafted):
        in_session(*s.meeting_held, said).when(x.UNSIT).then_rejected("last-sitting")
    in_session(*s.meeting_held, s.closed).when(x.UNSIT).then_rejected("last-sitting")
    in_session(*s.meeting_minuted).when(x.UNSIT).then_rejected("last-sitting")
    withdrawn = in_session(*s.meeting_held, s.said, x.unsaid).when(x.UNSIT)
    withdrawn.then(x.unsat)


def test_a_sitting_of_several_is_withdrawn_at_any_time() -> None:
    second = e.SittingHeld(sitting=2, on=s.DAY, duration_minutes=30)
    two = e.AttendanceRecorded(**s.there("m-1", sitting=2))
    life = (*s.meeting_held, second, s.attended, two, s.closed, s.drafted, s.minutes())
    (emptied, gone) = in_session(*life).when(x.UNSIT.model_copy(update={"sitting": 2})).result
    assert (emptied.present, emptied.before, gone.held_on) == ((), ("m-1",), s.DAY)
    # Who spoke and was at no other sitting is put right first.
    farmers = s.there("m-1", present=(Presence(kind="member", count=1, members=("m-1",)),))
    alone = e.AttendanceRecorded(**farmers)
    there = e.AttendanceRecorded(**s.there("m-1", sitting=2))
    spoke = (*s.meeting_held, second, alone, there, s.said)
    other = x.UNSIT.model_copy(update={"sitting": 2})
    in_session(*spoke).when(other).then_rejected("speaker-left-out")


def test_the_consultation_hears_that_nothing_was_held() -> None:
    session = SESSION.fold((each, s.VILLAGE) for each in (*s.meeting_held, x.unsat))
    (wanted,) = note_the_holding(recorded(x.unsat, f"session/{s.MEETING}"), session)
    assert wanted.command == cc.NoteNotHeld(session=s.MEETING)
    held: tuple[r.ConsultationEvent, ...] = (*s.six_called, s.round_held(closed=False))
    case = CONSULTATION.fold((each, s.VILLAGE) for each in (*held, x.round_not_held))
    assert (case.rounds[0].held, case.last_on) == (None, None)
