"""A single speech is put right, after the minutes were confirmed too."""

from datetime import date, datetime

from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from contracts.places import CHINA
from services.meetings.consultation import commands as cc
from services.meetings.session import commands as c
from services.meetings.session.decider import SESSION
from services.meetings.session.reactions import note_the_holding
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import called, in_session
from tests.slices.example import recorded

spoken = (*s.meeting_held, s.said)


def resay(**more: object) -> c.CorrectSpeech:
    return x.RESAY.model_copy(update=more)


def test_a_speech_is_corrected_whole_and_with_a_reason() -> None:  # 000-44, model 12
    in_session(*spoken).when(x.RESAY).then(x.resaid)
    in_session(*spoken, x.resaid).when(x.RESAY).then_nothing()
    again = x.resaid.model_copy(update={"gist": "停车处要三亩。", "corrects": 5})
    in_session(*spoken, x.resaid).when(resay(gist="停车处要三亩。")).then(again)
    market = {"participant": 2, "kind": "department", "speaker": "县市场监管局"}
    other = x.resaid.model_copy(update=market)
    in_session(*spoken).when(resay(participant=2)).then(other)


def test_a_speech_is_corrected_after_the_minutes_were_confirmed() -> None:
    ended = (*spoken, s.attended, s.closed, s.drafted, s.minutes())

    in_session(*ended).when(x.RESAY).then(x.resaid)
    in_session(*ended).when(x.SPEECH).then_rejected("minutes-confirmed")


def test_what_is_corrected_was_said() -> None:
    in_session(*s.meeting_called).when(x.RESAY).then_rejected("not-held")
    in_session(*s.meeting_held).when(x.RESAY).then_rejected("no-speech")
    in_session(*spoken).when(resay(speech=2)).then_rejected("no-speech")
    in_session(*spoken).when(resay(participant=3)).then_rejected("unknown-participant")
    in_session(*spoken).when(resay(item=2)).then_rejected("no-item")
    in_session(*spoken).when(resay(part="opening")).then_rejected("unknown-part")
    in_session(*spoken).when(resay(minutes=91)).then_rejected("longer-than-sitting")
    other_day = datetime(2026, 3, 1, 9, 0, tzinfo=CHINA)
    in_session(*spoken).when(resay(began=other_day)).then_rejected("no-sitting-then")


def test_the_procedure_hears_who_spoke_in_truth() -> None:  # 000-44
    market = {"participant": 2, "kind": "department", "speaker": "县市场监管局"}
    mended = x.resaid.model_copy(update=market)
    life: tuple[e.SessionEvent, ...] = (called(s.CASE), s.invited, s.sat, s.said, s.closed, mended)
    session = SESSION.fold((event, s.VILLAGE) for event in life)

    (wanted,) = note_the_holding(recorded(mended, f"session/{s.MEETING}"), session)

    assert isinstance(wanted.command, cc.NoteHolding)
    assert (wanted.command.spoke, wanted.command.held_on) == (("department",), date(2026, 3, 2))


def test_a_speech_that_nobody_made_is_withdrawn() -> None:  # 000-44, model 12
    in_session(*spoken).when(x.UNSAY).then(x.unsaid)
    in_session(*spoken, x.unsaid).when(x.UNSAY).then_nothing()
    in_session(*spoken, x.unsaid).when(x.RESAY).then_rejected("speech-withdrawn")
    in_session(*s.meeting_held).when(x.UNSAY).then_rejected("no-speech")
    in_session(*s.meeting_called).when(x.UNSAY).then_rejected("not-held")
    ended = (*spoken, s.attended, s.closed, s.drafted, s.minutes())
    in_session(*ended).when(x.UNSAY).then(x.unsaid)


def test_the_procedure_does_not_hear_what_was_withdrawn() -> None:  # 000-44
    life = (called(s.CASE), s.invited, s.sat, s.said, s.closed, x.unsaid)
    session = SESSION.fold((event, s.VILLAGE) for event in life)

    (wanted,) = note_the_holding(recorded(x.unsaid, f"session/{s.MEETING}"), session)

    assert isinstance(wanted.command, cc.NoteHolding)
    assert wanted.command.spoke == ()


def test_whoever_spoke_is_on_the_list_of_those_who_were_there() -> None:  # 000-43, 000-44
    """The other way round: first the speech, then the attendance or what corrects it."""
    departments = (Presence(kind="department", count=2),)
    alone = c.RecordAttendance(present=departments)
    away = c.CorrectAttendance(present=departments, reason="菜农没有来")

    in_session(*spoken).when(alone).then_rejected("speaker-left-out")
    in_session(*spoken, s.attended).when(away).then_rejected("speaker-left-out")
    ended = (*spoken, s.attended, s.closed, s.drafted, s.minutes())
    in_session(*ended).when(away).then_rejected("speaker-left-out")
    without = in_session(*spoken, s.attended, x.unsaid).when(away).result
    assert isinstance(without, list)
    two = e.SittingHeld(sitting=2, on=s.DAY, began=None, duration_minutes=30)
    # As long as a sitting has no attendance, they may have been at that one.
    assert isinstance(in_session(*spoken, two).when(alone).result, list)


def test_a_member_who_spoke_is_on_the_list_by_name() -> None:  # 000-43
    life = (called(s.CASE), s.with_member, s.sat)
    third = s.said.model_copy(update={"participant": 2, "kind": "member", "speaker": "政协委员"})
    others = c.RecordAttendance(present=(Presence(kind="member", members=("m-1",)),))
    with_them = c.RecordAttendance(present=(Presence(kind="member", members=("m-1", "m-3")),))

    in_session(*life, third).when(others).then_rejected("speaker-left-out")
    assert isinstance(in_session(*life, third).when(with_them).result, list)


def test_a_speech_names_one_of_the_ways_in_which_members_act() -> None:  # 003-06
    plenary = x.SPEECH.model_copy(update={"channel": "plenary"})
    spoke = s.said.model_copy(update={"channel": "plenary"})
    in_session(*s.meeting_held).when(plenary).then(spoke)
    moon = x.SPEECH.model_copy(update={"channel": "moon"})
    in_session(*s.meeting_held).when(moon).then_rejected("unknown-code")
    mend = resay(channel="contact")
    mended = x.resaid.model_copy(update={"channel": "contact"})
    in_session(*s.meeting_held, spoke).when(mend).then(mended)
    # What has left the words stays as it was said.
    gone = s.said.model_copy(update={"channel": "gone"})
    kept = x.resaid.model_copy(update={"channel": "gone"})
    in_session(*s.meeting_held, gone).when(resay(channel="gone")).then(kept)
