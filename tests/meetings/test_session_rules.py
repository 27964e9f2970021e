"""The rules of a session: called, held, attended, said, minuted (domain 5.4)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from contracts.meetings.participant import Invited, Participant, Presence
from contracts.meetings.words import ParticipantKind, SessionForm, SessionResult
from services.meetings.session import commands as c
from services.meetings.session import events as e
from services.meetings.session.decider import SESSION
from services.meetings.words import Words
from tests.support.scenario import Scenario, circumstances

VILLAGE, DAY = "620123109200", date(2026, 3, 2)
MARKET, ROAD = "c-market", "c-road"
EVENT = UUID("01990000-0000-7000-8000-000000000001")


@dataclass(frozen=True)
class Rules:
    words: Words = Words(
        forms=(
            SessionForm(
                code="council", chinese="议事会", english="council", key=True, credited_as="session"
            ),
            SessionForm(
                code="chairs",
                chinese="主席会议",
                english="chairpersons' meeting",
                quota="chairs",
                notice_days=3,
                materials_days=2,
                required=("leader",),
                votes=True,
                parts=("opening",),
            ),
        ),
        participants=(
            ParticipantKind(code="member", chinese="委员", english="member", named=True),
            ParticipantKind(
                code="resident", chinese="居民代表", english="resident", concerned=True
            ),
            ParticipantKind(code="leader", chinese="党政领导", english="leader"),
        ),
        results=(
            SessionResult(code="consensus", chinese="凝聚共识", english="consensus"),
            SessionResult(code="solved", chinese="解决问题", english="solved", solved=True),
        ),
    )


SESSION_AT = Scenario(SESSION, by=circumstances(rules=Rules(), unit=VILLAGE))


def at(*history: Any) -> Scenario:
    return replace(SESSION_AT, history=history)


def point(number: int, consultation: str | None = None) -> e.AgendaItem:
    return e.AgendaItem(item=number, title=f"议程{number}", consultation=consultation)


def called(*consultations: str | None, form: str = "council", **more: Any) -> e.SessionCalled:
    agenda = tuple(point(number, each) for number, each in enumerate(consultations, start=1))
    facts = {"key": form == "council", "quota": "" if form == "council" else "chairs", **more}
    return e.SessionCalled(
        title="春季议事",
        form=form,
        on=DAY,
        place="村议事室",
        agenda=agenda,
        consultations=tuple(each for each in consultations if each),
        **facts,
    )


CALL = c.CallSession(
    unit=VILLAGE,
    title="春季议事",
    form="council",
    on=DAY,
    place="村议事室",
    agenda=(c.Point(title="议程1", consultation=MARKET), c.Point(title="议程2", consultation=ROAD)),
)
RESIDENTS = Invited(kind="resident", title="菜农代表", count=6)
invited = e.ParticipantsInvited(
    participants=(Participant(participant=1, concerned=True, **RESIDENTS.model_dump()),)
)
HOLD = c.HoldSitting(on=DAY, duration_minutes=90)
held = e.SittingHeld(sitting=1, on=DAY, duration_minutes=90)
PRESENT = (Presence(kind="member", members=("m-1", "m-2")), Presence(kind="resident", count=6))


def attendance(*members: str, sitting: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "sitting": sitting,
        "on": DAY,
        "title": "春季议事",
        "form": "council",
        "key": True,
        "credited_as": "session",
        "consultations": (MARKET,),
        "present": (
            Presence(kind="member", count=len(members), members=members),
            Presence(kind="resident", count=6),
        ),
        **more,
    }


attended = e.AttendanceRecorded(**attendance("m-1", "m-2"))
promised = e.PromiseMade(
    promise=e.Promise(
        promise=1,
        item=1,
        consultation=MARKET,
        department="yz-market",
        what="平整场地",
        due=date(2026, 6, 30),
    )
)
tasked = e.PromiseTasked(promise=1, consultation=MARKET, lead="yz-market", co=("yz-town",))
withdrawn = e.PromiseWithdrawn(promise=1, consultation=MARKET, reason="场地变更")
closed = e.SessionClosed(results=("consensus",), solved=False)
drafted = e.MinutesDrafted(summary="同意建在村北。")
CONFIRM = c.ConfirmMinutes(on=DAY, confirmed_by="召集人")

sitting = (called(MARKET), invited, held)
ended = (*sitting, attended, closed, drafted)


def minutes(*tasks: e.TaskAgreed) -> e.MinutesConfirmed:
    return e.MinutesConfirmed(
        title="春季议事",
        consultations=(MARKET,),
        summary="同意建在村北。",
        tasks=tasks,
        on=DAY,
        confirmed_by="召集人",
    )


# Called


def test_a_session_may_serve_two_consultations_or_none() -> None:
    at().when(CALL).then(called(MARKET, ROAD))
    alone = CALL.model_copy(update={"agenda": ()})
    at().when(alone).then(called())
    twice = CALL.model_copy(update={"agenda": (CALL.agenda[0], CALL.agenda[0])})
    at().when(twice).then_rejected("listed-twice")
    at(called(MARKET)).when(CALL).then_rejected("already-called")


def test_a_form_and_its_parts_are_words_of_the_county() -> None:
    at().when(CALL.model_copy(update={"form": "seance"})).then_rejected("unknown-code")
    opening = (c.Point(title="开幕", part="opening"),)
    at().when(CALL.model_copy(update={"agenda": opening})).then_rejected("unknown-part")


def test_a_form_says_by_when_notice_and_materials_are_due() -> None:  # 5.4
    # DAY is a Monday.
    at().when(CALL.model_copy(update={"form": "chairs", "agenda": ()})).then(
        called(form="chairs", notice_due=date(2026, 2, 25), materials_due=date(2026, 2, 26))
    )


chairs = called(form="chairs", notice_due=date(2026, 2, 25), materials_due=date(2026, 2, 26))


def test_notice_and_materials_say_whether_they_were_late() -> None:  # 004-10
    notice = c.GiveNotice(on=date(2026, 2, 25), how="电话")
    given = e.NoticeGiven(on=date(2026, 2, 25), how="电话", late=False)
    at(chairs).when(notice).then(given)
    at(chairs, given).when(notice).then_nothing()
    at(chairs).when(c.GiveNotice(on=date(2026, 3, 3), how="电话")).then_rejected("future-day")
    materials = c.SendMaterials(documents=("调研报告",), on=date(2026, 2, 27))
    sent = e.MaterialsSent(documents=("调研报告",), on=date(2026, 2, 27), late=True)
    at(chairs).when(materials).then(sent)
    at(chairs, sent).when(materials).then_nothing()
    before = e.SittingHeld(sitting=1, on=date(2026, 2, 26), duration_minutes=60)
    at(chairs, before).when(materials).then_rejected("materials-late")


def test_a_sitting_waits_for_what_its_form_asks_for() -> None:
    given = e.NoticeGiven(on=date(2026, 2, 25), how="电话", late=False)
    sent = e.MaterialsSent(documents=("调研报告",), on=date(2026, 2, 26), late=False)
    leader = e.ParticipantsInvited(
        participants=(Participant(participant=1, kind="leader", concerned=False, title="县长"),)
    )
    at(chairs).when(HOLD).then_rejected("no-notice")
    at(chairs, given).when(HOLD).then_rejected("no-materials")
    at(chairs, given, sent).when(HOLD).then_rejected("participants-missing")
    at(chairs, given, sent, leader).when(HOLD).then(held)


def test_participants_are_invited_once_and_numbered() -> None:  # 001-23, 000-53
    at(called()).when(c.InviteParticipants(participants=(RESIDENTS, RESIDENTS))).then(invited)
    at(called(), invited).when(c.InviteParticipants(participants=(RESIDENTS,))).then_nothing()
    ghosts = Invited(kind="ghost", title="某某")
    at(called()).when(c.InviteParticipants(participants=(ghosts,))).then_rejected("unknown-code")


def test_a_session_is_cancelled_before_it_is_held() -> None:
    cancel, cancelled = c.CancelSession(reason="大雪"), e.SessionCancelled(reason="大雪")
    at(called()).when(cancel).then(cancelled)
    at(called(), cancelled).when(cancel).then_nothing()
    at(called(), cancelled).when(HOLD).then_rejected("session-cancelled")
    at(*sitting).when(cancel).then_rejected("already-held")


# Held


def test_a_session_has_one_sitting_or_several() -> None:
    later = c.HoldSitting(on=DAY, duration_minutes=30)
    at(called()).when(HOLD).then(held)
    at(called(), held).when(HOLD).then_nothing()
    at(called(), held).when(later).then(e.SittingHeld(sitting=2, on=DAY, duration_minutes=30))
    earlier = c.HoldSitting(on=date(2026, 3, 1), duration_minutes=30)
    at(called(), held).when(earlier).then_rejected("sittings-in-order")
    tomorrow = c.HoldSitting(on=date(2026, 3, 3), duration_minutes=30)
    at(called()).when(tomorrow).then_rejected("future-day")
    at(*ended).when(later).then_rejected("session-closed")


@pytest.mark.parametrize(
    "command",
    [
        c.RecordAttendance(present=PRESENT),
        c.RecordSpeech(participant=1, gist="要有停车处。"),
        c.CloseSession(results=("consensus",)),
        c.DraftMinutes(summary="同意。"),
    ],
)
def test_what_happened_is_recorded_once_it_was_held(command: Any) -> None:
    at().when(command).then_rejected("not-called")
    at(called(MARKET)).when(command).then_rejected("not-held")


def test_members_are_listed_and_all_others_counted() -> None:  # 000-43
    record = c.RecordAttendance(present=PRESENT)
    at(*sitting).when(record).then(attended)
    at(*sitting, attended).when(record).then_nothing()
    for present, rule in (
        ((Presence(kind="member", count=2),), "members-one-by-one"),
        ((Presence(kind="resident", members=("m-1",)),), "counted-only"),
        ((Presence(kind="ghost", count=1),), "unknown-code"),
        ((Presence(kind="resident", count=1),) * 2, "listed-twice"),
        ((Presence(kind="member", members=("m-1", "m-1")),), "listed-twice"),
    ):
        at(*sitting).when(c.RecordAttendance(present=present)).then_rejected(rule)
    at(*sitting).when(c.RecordAttendance(sitting=2, present=PRESENT)).then_rejected("no-sitting")


def test_attendance_is_corrected_with_a_reason_at_any_time() -> None:
    present = (
        Presence(kind="member", members=("m-1", "m-3")),
        Presence(kind="resident", count=6),
    )
    at(*sitting, attended).when(c.RecordAttendance(present=present)).then_rejected(
        "attendance-recorded"
    )
    correct = c.CorrectAttendance(present=present, corrects=EVENT, reason="写错了人")
    corrected = e.AttendanceCorrected(
        **attendance("m-1", "m-3"), corrects=EVENT, reason="写错了人", before=("m-1", "m-2")
    )
    at(*ended).when(correct).then(corrected)
    at(*ended, minutes()).when(correct).then(corrected)
    at(*ended, corrected).when(correct).then_nothing()
    again = correct.model_copy(update={"present": PRESENT})
    at(*ended, corrected).when(again).then_rejected("corrected-before")
    at(*sitting).when(correct).then_rejected("nothing-to-correct")


# Said


def test_speeches_name_a_participant_who_was_invited() -> None:  # 000-44
    speech = c.RecordSpeech(participant=1, gist="要有停车处。")
    said = e.SpeechRecorded(
        speech=1,
        item=1,
        consultation=MARKET,
        participant=1,
        kind="resident",
        speaker="菜农代表",
        gist="要有停车处。",
    )
    at(*sitting).when(speech).then(said)
    stranger = c.RecordSpeech(participant=2, gist="听不见。")
    at(*sitting).when(stranger).then_rejected("unknown-participant")


def test_what_is_said_belongs_to_an_item_of_the_agenda() -> None:
    two = (called(MARKET, ROAD), invited, held)
    agree = c.RecordConsensus(text="先修路")
    at(*two).when(agree).then_rejected("which-item")
    at(*two).when(c.RecordConsensus(item=3, text="先修路")).then_rejected("no-item")
    at(*two).when(c.RecordConsensus(item=2, text="先修路")).then(
        e.ConsensusRecorded(consensus=1, item=2, consultation=ROAD, text="先修路")
    )
    none = (called(), invited, held)
    at(*none).when(c.RecordDissent(held_by="菜农", text="太远")).then(
        e.DissentRecorded(dissent=1, item=1, consultation=None, held_by="菜农", text="太远")
    )


def test_a_council_does_not_vote_unless_its_form_says_so() -> None:  # 5.4
    vote = c.TakeVote(question="建不建？", in_favour=12, against=3)
    at(*sitting).when(vote).then_rejected("no-votes")
    at(chairs, held).when(vote).then(
        e.VoteTaken(
            vote=1,
            item=1,
            consultation=None,
            question="建不建？",
            in_favour=12,
            against=3,
            abstaining=0,
        )
    )


def test_a_promise_becomes_a_task_or_is_withdrawn() -> None:  # 13.3-13, 001-37
    make = c.MakePromise(department="yz-market", what="平整场地", due=date(2026, 6, 30))
    task = c.TaskPromise(promise=1, lead="yz-market", co=("yz-town",))
    withdraw = c.WithdrawPromise(promise=1, reason="场地变更")
    at(*sitting).when(make).then(promised)
    at(*sitting).when(task).then_rejected("no-promise")
    at(*sitting, promised).when(task).then(tasked)
    at(*sitting, promised, tasked).when(task).then_nothing()
    at(*sitting, promised).when(withdraw).then(withdrawn)
    at(*sitting, promised, withdrawn).when(withdraw).then_nothing()
    at(*sitting, promised, withdrawn).when(task).then_rejected("promise-withdrawn")


# Ended


def test_a_session_is_closed_once_with_what_it_achieved() -> None:  # 000-36
    close = c.CloseSession(results=("consensus",))
    at(*sitting).when(close).then(closed)
    at(*sitting, closed).when(close).then_nothing()
    solved = c.CloseSession(results=("consensus", "solved"))
    at(*sitting).when(solved).then(e.SessionClosed(results=("consensus", "solved"), solved=True))
    at(*sitting, closed).when(solved).then_rejected("session-closed")
    at(*sitting).when(c.CloseSession(results=("victory",))).then_rejected("unknown-code")


def test_minutes_are_drafted_and_then_confirmed() -> None:
    draft = c.DraftMinutes(summary="同意建在村北。")
    at(*sitting).when(draft).then(drafted)
    at(*sitting, drafted).when(draft).then_nothing()
    at(*ended).when(CONFIRM).then(minutes())
    at(*ended, minutes()).when(CONFIRM).then_nothing()
    again = CONFIRM.model_copy(update={"confirmed_by": "主任"})
    at(*ended, minutes()).when(again).then_rejected("minutes-confirmed")
    at(*ended, minutes()).when(draft).then_rejected("minutes-confirmed")


def test_minutes_wait_for_the_end_the_draft_and_the_attendance() -> None:
    at(*sitting, attended, drafted).when(CONFIRM).then_rejected("session-open")
    at(*sitting, attended, closed).when(CONFIRM).then_rejected("no-draft")
    at(*sitting, closed, drafted).when(CONFIRM).then_rejected("no-attendance")
    later = CONFIRM.model_copy(update={"on": date(2026, 3, 3)})
    at(*ended).when(later).then_rejected("future-day")


def test_minutes_wait_for_every_promise() -> None:  # 13.3-13
    at(*ended, promised).when(CONFIRM).then_rejected("promise-open")
    at(*ended, promised, withdrawn).when(CONFIRM).then(minutes())
    task = e.TaskAgreed(
        promise=1,
        item=1,
        consultation=MARKET,
        lead="yz-market",
        co=("yz-town",),
        what="平整场地",
        due=date(2026, 6, 30),
    )
    at(*ended, promised, tasked).when(CONFIRM).then(minutes(task))
