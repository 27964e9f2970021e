"""A single speech is put right, after the minutes were confirmed too."""

from datetime import date, datetime

from contracts.meetings import session as e
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
