"""The rules of a session: called, held, attended, said, minuted (domain 5.4)."""

from datetime import date
from typing import Any

import pytest

from contracts.meetings import session as e
from contracts.meetings.participant import Invited, Participant, Presence
from contracts.meetings.words import SessionForm
from runtime.probe import probe
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import DAY, called, in_session

# Called


def test_a_session_may_serve_two_consultations_or_none() -> None:
    two = (*x.CALL.agenda, c.Point(title="议程2", consultation=s.OTHER_CASE))
    both = x.CALL.model_copy(update={"agenda": two})
    in_session(beside=s.six_ready).when(both).then(called(s.CASE, s.OTHER_CASE), s.invited)
    alone = x.CALL.model_copy(update={"agenda": ()})
    in_session().when(alone).then(called())
    twice = x.CALL.model_copy(update={"agenda": x.CALL.agenda * 2})
    in_session(beside=s.six_ready).when(twice).then_rejected("listed-twice")
    in_session(called()).when(alone).then_rejected("already-called")


def test_a_session_waits_for_its_step_and_for_whoever_the_procedure_gives_it_to() -> None:
    steps = [step.model_copy(update={"actors": ("convenor",)}) for step in s.YZ6.steps]
    careful = s.opened(s.YZ6.model_copy(update={"steps": tuple(steps)}))
    ready = (*careful, *s.six_ready[1:])
    convenor = s.replace(in_session(beside=ready).by, role="convenor")

    in_session(beside=s.six_opened).when(x.CALL).then_rejected("step-order")  # 13.3-5
    in_session(beside=ready).when(x.CALL).then_rejected("other-office")
    in_session(beside=ready).when(x.CALL, by=convenor).then(called(s.CASE), s.invited)


ELSEWHERE = s.replace(s.CLERK, scope=s.NEXT)
"""The clerk of another village of the county: one that the consultation is about, too."""


@pytest.mark.parametrize("deed", [each for each in x.OF_SESSIONS if each.result != "votes"])
def test_a_session_is_run_by_offices_that_cover_what_it_serves(deed: Any) -> None:  # 9.2
    served = deed.beside.get(f"consultation/{s.CASE}", s.six_called)
    session = in_session(*deed.given, beside=served)
    there = s.replace(session.by, scope=s.NEXT, now=deed.by.now)

    session.when(deed.when, by=there).then_rejected("consultation-outside")
    session.when(deed.when, by=s.replace(there, scope=s.COUNTY[:6])).then(*deed.then)


def test_a_session_that_serves_nothing_asks_for_no_further_office() -> None:
    alone = x.CALL.model_copy(update={"agenda": (c.Point(title="议程1"),)})

    in_session().when(alone, by=ELSEWHERE).then(called(None))
    in_session(x.chairs, s.sat).when(x.VOTE, by=ELSEWHERE).then(x.voted)


def test_a_form_and_its_parts_are_words_of_the_jurisdiction() -> None:  # 001-02
    unknown = x.CALL.model_copy(update={"form": "seance"})
    in_session().when(unknown).then_rejected("unknown-code")
    opening = x.CALL.model_copy(update={"agenda": (c.Point(title="开幕", part="opening"),)})
    in_session().when(opening).then_rejected("unknown-part")


@pytest.mark.parametrize("form", ["micro", "simple"])
def test_small_forms_never_count_as_key_sessions(form: str) -> None:  # 13.3-6, 000-40
    # 002-06
    small = x.CALL.model_copy(update={"form": form})

    in_session(beside=s.six_ready).when(small).then(called(s.CASE, form=form, key=False), s.invited)


def test_a_county_may_name_any_form() -> None:  # 000-48, 001-02, 002-06
    sounding = SessionForm(code="sounding", chinese="摸底协商", english="sounding")
    there = in_session(beside=s.six_ready)
    words = s.WORDS.model_copy(update={"forms": (*s.WORDS.forms, sounding)})
    later = s.replace(there.by, rules=s.replace(s.RULES, words=words))
    small = x.CALL.model_copy(update={"form": "sounding"})

    there.when(small).then_rejected("unknown-code")
    plain = called(s.CASE, form="sounding", key=False, credited_as="")
    there.when(small, by=later).then(plain, s.invited)


def test_simple_consultation_never_counts_as_key_whatever_its_form() -> None:  # 13.3-6
    in_session(beside=s.simple_opened).when(x.CALL).then(called(s.CASE, key=False))


@pytest.mark.parametrize(
    ("kind", "council"),
    [("township", "township"), ("community", "township"), ("village", "village"), ("park", None)],
)
def test_the_class_of_council_follows_from_the_unit(kind: str, council: str | None) -> None:
    # 000-41
    here = s.replace(s.CLERK, unit_kind=kind)
    alone = x.CALL.model_copy(update={"agenda": ()})

    in_session().when(alone, by=here).then(called(council_class=council))


def test_a_form_says_by_when_notice_and_materials_are_due() -> None:  # 5.4
    form = x.CALL.model_copy(update={"form": "chairpersons", "agenda": ()})

    in_session().when(form).then(chairs)


# DAY is a Monday, and the Saturday before it is worked.
chairs = called(form="chairpersons", notice_due=date(2026, 2, 26), materials_due=date(2026, 2, 27))


@pytest.mark.parametrize(
    ("on", "notice", "materials", "provisional"),
    [
        ("2026-01-06", "2025-12-31", "2026-01-04", True),  # New Year, and a Sunday that is worked
        ("2026-02-24", "2026-02-12", "2026-02-13", False),  # behind the Spring Festival
        ("2026-05-11", "2026-05-07", "2026-05-08", False),  # a Saturday that is worked
        ("2028-03-01", "2028-02-25", "2028-02-28", True),  # behind a leap day, without a calendar
        ("2024-03-01", "2024-02-27", "2024-02-28", True),
    ],
)
def test_days_before_a_session_are_counted_by_the_calendar(  # 5.4, 9.3
    on: str, notice: str, materials: str, provisional: bool
) -> None:
    form = x.CALL.model_copy(
        update={"form": "chairpersons", "agenda": (), "on": date.fromisoformat(on)}
    )

    in_session().when(form).then(
        chairs.model_copy(
            update={
                "on": date.fromisoformat(on),
                "notice_due": date.fromisoformat(notice),
                "materials_due": date.fromisoformat(materials),
                "provisional": provisional,
            }
        )
    )


def test_notice_and_materials_say_whether_they_were_late() -> None:  # 004-10
    given = e.NoticeGiven(on=date(2026, 2, 25), how="电话通知", late=False)
    in_session(chairs).when(x.GIVE_NOTICE).then(given)
    in_session(chairs, given).when(x.GIVE_NOTICE).then_nothing()
    tomorrow = c.GiveNotice(on=date(2026, 3, 3), how="电话通知")
    in_session(chairs).when(tomorrow).then_rejected("future-day")
    materials = c.SendMaterials(documents=("调研报告",), on=date(2026, 2, 28))
    sent = e.MaterialsSent(documents=("调研报告",), on=date(2026, 2, 28), late=True)
    in_session(chairs).when(materials).then(sent)
    in_session(chairs, sent).when(materials).then_nothing()
    before = e.SittingHeld(sitting=1, on=date(2026, 2, 26), duration_minutes=60)
    in_session(chairs, before).when(materials).then_rejected("materials-late")


def test_a_sitting_waits_for_what_its_form_asks_for() -> None:  # 001-23, 002-12, 004-10
    given = e.NoticeGiven(on=date(2026, 2, 25), how="电话", late=False)
    sent = e.MaterialsSent(documents=("调研报告",), on=date(2026, 2, 26), late=False)
    leader = e.ParticipantsInvited(
        participants=(Participant(participant=1, kind="cadre", concerned=False, title="县长"),)
    )
    in_session(chairs).when(x.HOLD).then_rejected("no-notice")
    in_session(chairs, given).when(x.HOLD).then_rejected("no-materials")
    in_session(chairs, given, sent).when(x.HOLD).then_rejected("participants-missing")
    in_session(chairs, given, sent, leader).when(x.HOLD).then(s.sat)


def test_participants_are_invited_once_and_numbered() -> None:  # 001-23, 000-53
    again = c.InviteParticipants(participants=(s.GROWERS, s.RESIDENTS, s.RESIDENTS))
    in_session(*s.meeting_called).when(again).then(x.also_invited)
    in_session(*s.meeting_called, x.also_invited).when(again).then_nothing()
    ghosts = c.InviteParticipants(participants=(Invited(kind="ghost", title="某某"),))
    in_session(called()).when(ghosts).then_rejected("unknown-code")


def test_a_session_is_cancelled_before_it_is_held() -> None:
    in_session(called(), x.cancelled).when(x.CANCEL).then_nothing()
    in_session(called(), x.cancelled).when(x.HOLD).then_rejected("session-cancelled")
    in_session(*s.meeting_held).when(x.CANCEL).then_rejected("already-held")


# Held


def test_a_session_has_one_sitting_or_several() -> None:
    later = c.HoldSitting(on=DAY, duration_minutes=30)
    in_session(called(), s.sat).when(x.HOLD).then_nothing()
    in_session(called(), s.sat).when(later).then(
        e.SittingHeld(sitting=2, on=DAY, duration_minutes=30)
    )
    earlier = c.HoldSitting(on=date(2026, 3, 1), duration_minutes=30)
    in_session(called(), s.sat).when(earlier).then_rejected("sittings-in-order")
    tomorrow = c.HoldSitting(on=date(2026, 3, 3), duration_minutes=30)
    in_session(called()).when(tomorrow).then_rejected("future-day")
    in_session(*s.meeting_ended).when(later).then_rejected("session-closed")


def test_sittings_do_not_overlap() -> None:  # 5.4
    nine = e.SittingHeld(sitting=1, on=DAY, began="2026-03-02T09:00:00+08:00", duration_minutes=90)
    for began, fits in (("10:29", False), ("10:30", True)):
        second = c.HoldSitting(on=DAY, began=f"2026-03-02T{began}:00+08:00", duration_minutes=30)
        answer = in_session(called(), nine).when(second)
        if fits:
            assert isinstance(answer.result, list)
        else:
            answer.then_rejected("sittings-overlap")


def test_where_notice_was_due_a_session_is_held_on_the_day_it_was_called_for() -> None:  # 5.4
    noticed = (x.noticed, x.materials_sent)
    other = c.HoldSitting(on=date(2026, 3, 1), duration_minutes=90)

    in_session(chairs, *noticed).when(other).then_rejected("other-day-than-called")
    in_session(called()).when(other).then(
        e.SittingHeld(sitting=1, on=date(2026, 3, 1), duration_minutes=90)
    )


@pytest.mark.parametrize("command", [x.ATTEND, x.SPEECH, x.PROMISE, x.CLOSE, x.DRAFT])
def test_what_happened_is_recorded_once_it_was_held(command: Any) -> None:  # 000-43
    in_session().when(command).then_rejected("not-called")
    in_session(*s.meeting_called).when(command).then_rejected("not-held")


def test_members_are_listed_and_all_others_counted() -> None:  # 000-43
    in_session(*s.meeting_held, s.attended).when(x.ATTEND).then_nothing()
    for present, rule in (
        ((Presence(kind="member", count=2),), "members-one-by-one"),
        ((Presence(kind="resident", members=("m-1",)),), "counted-only"),
        ((Presence(kind="ghost", count=1),), "unknown-code"),
        ((Presence(kind="resident", count=1),) * 2, "listed-twice"),
        ((Presence(kind="member", members=("m-1", "m-1")),), "listed-twice"),
    ):
        record = c.RecordAttendance(present=present)
        in_session(*s.meeting_held).when(record).then_rejected(rule)
    second = x.ATTEND.model_copy(update={"sitting": 2})
    in_session(*s.meeting_held).when(second).then_rejected("no-sitting")


def test_attendance_is_corrected_with_a_reason_at_any_time() -> None:
    other = c.RecordAttendance(present=x.CORRECT.present)
    attended = (*s.meeting_held, s.attended)
    in_session(*attended).when(other).then_rejected("attendance-recorded")
    in_session(*s.meeting_minuted).when(x.CORRECT).then(x.corrected)
    in_session(*s.meeting_minuted, x.corrected).when(x.CORRECT).then_nothing()
    back = c.CorrectAttendance(present=x.ATTEND.present, reason="原来没错")
    in_session(*attended, x.corrected).when(back).then(
        e.AttendanceCorrected(
            **s.there("m-1", "m-2"), corrects=5, reason="原来没错", before=("m-1", "m-3")
        )
    )
    in_session(*s.meeting_held).when(x.CORRECT).then_rejected("nothing-to-correct")


@pytest.mark.parametrize(
    ("history", "deed", "rule"),
    [
        (s.meeting_called, c.CorrectAttendance, "nothing-to-correct"),
        (s.meeting_held, c.CorrectAttendance, "nothing-to-correct"),
        (s.meeting_held, c.TaskPromise, "no-promise"),
        (s.meeting_held, c.WithdrawPromise, "no-promise"),
        ((called(s.CASE), s.sat), c.RecordSpeech, "unknown-participant"),
    ],
)
def test_what_the_state_alone_refuses_is_not_offered(
    history: tuple[Any, ...], deed: Any, rule: str
) -> None:
    in_session(*history).when(probe(deed)).then_rejected(rule)


# Said


def test_speeches_name_a_participant_who_was_invited() -> None:  # 000-44
    stranger = c.RecordSpeech(participant=3, gist="听不见。")

    in_session(*s.meeting_held).when(stranger).then_rejected("unknown-participant")


def test_what_is_said_belongs_to_an_item_of_the_agenda() -> None:
    two = (called(s.CASE, s.OTHER_CASE), s.invited, s.sat)
    in_session(*two).when(x.CONSENSUS).then_rejected("which-item")
    in_session(*two).when(c.RecordConsensus(item=3, text="先修路")).then_rejected("no-item")
    in_session(*two).when(c.RecordConsensus(item=2, text="先修路")).then(
        e.ConsensusRecorded(consensus=1, item=2, consultation=s.OTHER_CASE, text="先修路")
    )
    in_session(called(), s.sat).when(x.DISSENT).then(
        s.differing.model_copy(update={"consultation": None})
    )


def test_a_council_does_not_vote_unless_its_form_says_so() -> None:  # 5.4
    in_session(*s.meeting_held).when(x.VOTE).then_rejected("no-votes")


def test_hands_add_up_to_no_more_than_the_people_who_were_there() -> None:  # 5.4
    def vote(in_favour: int, against: int = 0, abstaining: int = 0) -> c.TakeVote:
        numbers = {"in_favour": in_favour, "against": against, "abstaining": abstaining}
        return x.VOTE.model_copy(update=numbers)

    eight = e.AttendanceRecorded(**{**s.there("m-1", "m-2"), "consultations": ()})
    there = in_session(x.chairs, s.sat, eight)

    for fits in (vote(8), vote(5, 2, 1), vote(1)):
        assert isinstance(there.when(fits).result, list)
    there.when(vote(8, 1)).then_rejected("more-hands-than-people")
    there.when(vote(0)).then_rejected("no-hands")
    in_session(x.chairs, s.sat).when(vote(99)).then(
        x.voted.model_copy(update={"in_favour": 99, "against": 0})
    )


def test_a_promise_becomes_a_task_or_is_withdrawn() -> None:  # 13.3-13, 001-37
    held = s.meeting_held
    in_session(*held, s.promised(), s.withdrawn).when(x.PROMISE).then(s.promised(2))
    in_session(*held).when(x.TASK).then_rejected("no-promise")
    in_session(*held).when(x.WITHDRAW).then_rejected("no-promise")
    in_session(*held, s.promised(), s.tasked).when(x.TASK).then_nothing()
    in_session(*held, s.promised(), s.withdrawn).when(x.WITHDRAW).then_nothing()
    in_session(*held, s.promised(), s.withdrawn).when(x.TASK).then_rejected("promise-withdrawn")


def test_a_promise_is_due_no_earlier_than_its_session() -> None:  # 001-37
    past = x.PROMISE.model_copy(update={"due": date(2026, 3, 1)})
    today = x.PROMISE.model_copy(update={"due": DAY})

    in_session(*s.meeting_held).when(past).then_rejected("due-before-session")
    assert isinstance(in_session(*s.meeting_held).when(today).result, list)


def test_a_promise_that_belongs_to_no_consultation_becomes_no_task() -> None:  # 001-37
    promise = s.promised().promise.model_copy(update={"consultation": None, "item": 2})
    made = s.promised().model_copy(update={"promise": promise})
    withdrawn = s.withdrawn.model_copy(update={"consultation": None})
    mixed = (called(s.CASE, None), s.invited, s.sat, made)

    for history in ((called(None), s.sat, made), mixed):
        in_session(*history).when(x.TASK).then_rejected("no-outcome")
        in_session(*history).when(x.WITHDRAW).then(withdrawn)
    in_session(called(None), s.sat, made).when(probe(c.TaskPromise)).then_rejected("no-outcome")
    of_both = s.promised(2)
    in_session(*mixed, of_both).when(x.TASK.model_copy(update={"promise": 2})).then(
        s.tasked.model_copy(update={"promise": 2})
    )


def test_a_task_may_change_hands_until_the_minutes() -> None:
    other = c.TaskPromise(promise=1, lead="yz-town")

    in_session(*s.meeting_held, s.promised(), s.tasked).when(other).then(
        e.PromiseTasked(promise=1, consultation=s.CASE, lead="yz-town")
    )


def test_who_leads_a_task_does_not_help_too() -> None:
    both = c.TaskPromise(promise=1, lead="yz-town", co=("yz-town",))

    in_session(*s.meeting_held, s.promised()).when(both).then_rejected("listed-twice")


def later_words(**changed: Any) -> Any:
    """The clerk, once a later version of the profile is in force."""
    words = s.WORDS.model_copy(update=changed)
    return s.replace(in_session().by, rules=s.replace(s.RULES, words=words))


def test_a_session_goes_on_when_its_form_has_left_the_words() -> None:  # 13.3-4, 5.4
    later = later_words(forms=tuple(each for each in s.WORDS.forms if each.code == "micro"))
    in_session(beside=s.six_ready).when(x.CALL, by=later).then_rejected("unknown-code")

    in_session(*s.meeting_called).when(x.HOLD, by=later).then(s.sat)
    in_session(*s.meeting_held).when(x.ATTEND, by=later).then(s.attended)
    in_session(*s.meeting_held, s.attended).when(x.CORRECT, by=later).then(x.corrected)
    heard = s.replace(later, states=in_session(beside=s.six_held).by.states)
    in_session(*s.meeting_ended).when(x.CONFIRM, by=heard).then(s.minutes())
    in_session(x.chairs, s.sat).when(x.VOTE, by=later).then(x.voted)
    in_session(*s.meeting_held).when(x.VOTE, by=later).then_rejected("no-votes")


def test_a_kind_of_participants_that_has_left_the_words_is_not_waited_for() -> None:
    kinds = tuple(each for each in s.WORDS.participants if each.code != "cadre")
    chairs = (x.chairs, x.noticed, x.materials_sent)

    in_session(*chairs).when(x.HOLD).then_rejected("participants-missing")
    in_session(*chairs).when(x.HOLD, by=later_words(participants=kinds)).then(s.sat)


# Ended


def test_a_session_is_closed_once_with_what_it_achieved() -> None:  # 001-25, 000-36
    solved = c.CloseSession(results=("consensus", "solved"))
    in_session(*s.meeting_ended).when(x.CLOSE).then_nothing()
    in_session(*s.meeting_held).when(solved).then(
        e.SessionClosed(results=("consensus", "solved"), solved=True)
    )
    in_session(*s.meeting_ended).when(solved).then_rejected("session-closed")
    unknown = c.CloseSession(results=("victory",))
    in_session(*s.meeting_held).when(unknown).then_rejected("unknown-code")


def test_minutes_are_drafted_and_then_confirmed() -> None:
    in_session(*s.meeting_held, s.drafted).when(x.DRAFT).then_nothing()
    in_session(*s.meeting_minuted).when(x.CONFIRM).then_nothing()
    again = x.CONFIRM.model_copy(update={"confirmed_by": "主任"})
    for command in (again, x.DRAFT, x.SPEECH, x.PROMISE, x.CLOSE):
        in_session(*s.meeting_minuted).when(command).then_rejected("minutes-confirmed")


def test_minutes_wait_for_the_end_the_draft_and_the_attendance() -> None:
    held = s.meeting_held
    in_session(*held, s.attended, s.drafted).when(x.CONFIRM).then_rejected("session-open")
    in_session(*held, s.attended, s.closed).when(x.CONFIRM).then_rejected("no-draft")
    in_session(*held, s.closed, s.drafted).when(x.CONFIRM).then_rejected("no-attendance")
    later = x.CONFIRM.model_copy(update={"on": date(2026, 3, 3)})
    in_session(*s.meeting_ended).when(later).then_rejected("future-day")


def test_minutes_wait_for_every_promise() -> None:  # 13.3-13
    ended = s.meeting_ended
    in_session(*ended, s.promised()).when(x.CONFIRM).then_rejected("promise-open")
    in_session(*ended, s.promised(), s.withdrawn).when(x.CONFIRM).then(s.minutes())
    in_session(*ended, s.promised(), s.tasked).when(x.CONFIRM).then(s.minutes(s.task))
    in_session(*ended, s.promised(), s.tasked, s.withdrawn).when(x.CONFIRM).then(s.minutes())
