"""Consultations, sessions, activities, and what is owed (domain 13.3-1, -4, -5, -6, -13)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from contracts.meetings import activity as a
from contracts.meetings import consultation as c
from contracts.meetings import quota as q
from contracts.meetings import session as s
from tests.lives.audits import begins_with, counted, each_once, ends_with, only


def consultation(life: Sequence[c.ConsultationEvent]) -> None:
    """Steps in order, by its own copy of the procedure; upgraded, never back (13.3-4, -5)."""
    begins_with(life, c.ConsultationOpened)
    ends_with(life, c.ConsultationConcluded, but=(c.ResearchDone, c.ConsultationBegun))
    ends_with(life, c.ConsultationWithdrawn)
    assert len(only(life, c.ConsultationBegun)) < 2
    steps = (c.ConsultationOpened, c.StepCompleted)
    if withdrawn := only(life, c.ConsultationWithdrawn):
        assert len(only(life, *steps)) == len(life) - len(withdrawn), "5.5: it had begun"
    procedure = life[0].procedure  # type: ignore[union-attr]
    number, rounds, over = 0, dict[int, str](), set[int]()
    for each in life:
        match each:
            case c.ConsultationUpgraded():
                assert procedure.simple
                assert not each.procedure.simple
                assert each.procedure.code == procedure.upgrades_to
                procedure, number = each.procedure, 0
            case c.StepCompleted() | c.StepWaived():
                step = procedure.steps[each.step_number - 1]
                assert each.step == step.code
                assert each.step_number > number, "steps complete in order"
                number = each.step_number
                assert isinstance(each, c.StepCompleted) or step.waived_by
            case c.RoundCalled():
                assert each.round == len(rounds) + 1
                assert over == set(rounds), "one round at a time"
                rounds[each.round] = each.session
            case (
                c.RoundCancelled()
                | c.RoundHeld()
                | c.RoundMinuted()
                | c.RoundPostponed()
                | c.RoundNotHeld()
            ):
                assert rounds[each.round] == each.session
                closed = isinstance(each, c.RoundCancelled) or getattr(each, "closed", False)
                over |= {each.round} if closed else set()
            case c.MinutesAccepted():
                assert over == set(rounds)
                assert set(each.sessions) <= set(rounds.values())
            case c.ConsultationConcluded():
                assert each.procedure == procedure
                assert set(each.topics) == set(life[0].topics)  # type: ignore[union-attr]
    joined = [(each.pool, each.talent) for each in only(life, c.TalentJoined)]
    left = [(each.pool, each.talent) for each in only(life, c.TalentLeft)]
    assert all(left.count(each) <= joined.count(each) for each in left)


AFTER_MINUTES = (s.MinutesConfirmed, s.MinutesCorrected, s.MinutesPublished, s.AbsencesNoted)
AFTER_MINUTES += (s.AttendanceCorrected, s.LeaveNoted, s.LeaveLapsed)
AFTER_MINUTES += (s.SpeechCorrected, s.SpeechWithdrawn, s.SittingCorrected, s.SittingWithdrawn)
AFTER_MINUTES += (s.SessionPaperFiled, s.SessionPaperCorrected, s.SessionPaperWithdrawn)


def session(life: Sequence[s.SessionEvent]) -> None:
    """Called, held, closed, minuted, and never back; what is said has its place (13.3-13)."""
    begins_with(life, s.SessionCalled)
    called = life[0]
    assert isinstance(called, s.SessionCalled)
    late = (s.LeaveNoted, s.LeaveLapsed)
    ends_with(life, s.SessionCancelled, but=late)
    ends_with(life, s.MinutesConfirmed, but=AFTER_MINUTES)
    assert len(only(life, s.SessionClosed)) <= 1
    assert len(only(life, s.MinutesConfirmed)) <= 1, "a second minutes"
    counted(each.sitting for each in only(life, s.SittingHeld))
    counted(each.speech for each in only(life, s.SpeechRecorded))
    counted(each.promise.promise for each in only(life, s.PromiseMade))
    counted(each.consensus for each in only(life, s.ConsensusRecorded))
    counted(each.dissent for each in only(life, s.DissentRecorded))
    counted(each.vote for each in only(life, s.VoteTaken))
    counted(each.comment for each in only(life, s.MinutesCommented))
    assert all(
        sum(each.sitting == at for each in only(life, s.SittingWithdrawn)) <= 1
        for at in {each.sitting for each in only(life, s.SittingHeld)}
    )
    in_its_place(called, life)


def in_its_place(called: s.SessionCalled, life: Sequence[Any]) -> None:
    sittings, invited, items = dict[int, date](), dict[int, Any](), len(called.agenda) or 1
    called_for = called.on
    spoken: dict[int, s.Speech] = {}
    lists: dict[int, s.Attendance] = {}
    settled: dict[int, bool] = {}
    for each in life:
        if isinstance(
            each, s.SpeechRecorded | s.ConsensusRecorded | s.DissentRecorded | s.VoteTaken
        ):
            assert sittings, "nobody speaks before a sitting"
            assert 1 <= each.item <= items
        match each:
            case s.ParticipantsInvited():
                for one in each.participants:
                    assert one.participant == len(invited) + 1
                    assert not any(one.same(other) for other in invited.values())
                    invited[one.participant] = one
            case s.SessionPostponed():
                assert not sittings
                assert each.called_for == called_for
                called_for = each.on
            case s.SittingHeld() | s.SittingCorrected():
                assert isinstance(each, s.SittingCorrected) == (each.sitting in sittings)
                first = min(sittings.values(), default=None)
                sittings[each.sitting] = each.on
                days = [sittings[at] for at in sorted(sittings)]
                assert days == sorted(days)
                assert days[0] == first or each.held_on == days[0] or each.sitting == 1
            case s.SittingWithdrawn():
                del sittings[each.sitting]
                left = lists.pop(each.sitting, None)
                assert left is None or not left.present, "nobody was there"
                assert each.held_on == min(sittings.values(), default=None)
                assert sittings or not any(settled.get(at) is False for at in settled)
            case s.AttendanceRecorded() | s.AttendanceCorrected():
                assert each.sitting in sittings
                there = each.sitting in lists
                assert isinstance(each, s.AttendanceCorrected) == there
                each_once(each.members)
                each_once(one.kind for one in each.present)
                assert all(one.count >= len(one.members) for one in each.present), "heads add up"
                if isinstance(each, s.AttendanceCorrected):
                    assert each.before == lists[each.sitting].members
                    assert life[each.corrects - 1] == lists[each.sitting]
                lists[each.sitting] = each
            case s.SpeechRecorded() | s.SpeechCorrected():
                assert each.participant in invited
                spoken[each.speech] = each
            case s.SpeechWithdrawn():
                del spoken[each.speech]
            case s.InvitationAnswered() | s.MinutesCommented():
                assert each.participant in invited
            case s.VoteTaken():
                assert called.votes
                hands = each.in_favour + each.against + each.abstaining
                assert hands
                people = [sum(one.count for one in fact.present) for fact in lists.values()]
                assert not people or hands <= max(people), "votes add up"
            case s.PromiseMade(promise=promise):
                settled[promise.promise] = False
            case s.PromiseTasked():
                assert each.consultation in called.consultations
                settled[each.promise] = True
            case s.PromiseWithdrawn():
                settled[each.promise] = True
            case s.MinutesConfirmed():
                assert all(settled.values()), "13.3-13"
                assert set(lists) == set(sittings)
        if sittings and set(lists) == set(sittings):
            assert all(was_there(one, invited, lists) for one in spoken.values()), "000-43"


def was_there(speech: s.Speech, invited: dict[int, Any], lists: dict[int, s.Attendance]) -> bool:
    """Whether the speaker is on a list of those who were there."""
    who = invited[speech.participant]
    present = [one for each in lists.values() for one in each.present]
    if who.member is not None:
        return any(who.member in one.members for one in present)
    return any(one.kind == who.kind and one.count for one in present)


def activity(life: Sequence[a.ActivityEvent]) -> None:
    """Asked and answered by whom was asked; recorded once, and corrected as a whole (model 12)."""
    begins_with(life, a.ActivityAsked, a.ActivityRecorded, once=False)
    assert len(only(life, a.ActivityAsked)) <= 1
    assert len(only(life, a.ActivityRecorded)) <= 1
    asked = {each.body for one in only(life, a.ActivityAsked) for each in one.asked}
    each_once(each.asked for each in only(life, a.AnswerMissed))
    declined: dict[str, bool] = {}
    last: tuple[int, Any] | None = None
    for at, each in enumerate(life, start=1):
        match each:
            case a.ActivityAgreed():
                assert each.asked in asked
                declined[each.asked] = False
            case a.ActivityDeclined():
                assert each.asked in asked
                declined[each.asked] = True
                everybody = set(declined) == asked and all(declined.values())
                assert each.all_declined == everybody
            case a.AnswerMissed():
                assert each.asked in asked - set(declined)
            case a.ActivityRecorded():
                assert last is None
                assert set(each.unanswered) == asked - set(declined)
                last = at, each
            case a.ActivityCorrected():
                assert last
                before, wrong = last
                assert each.corrects == before
                assert set(each.before) == set(wrong.members)
                assert each.before_on == wrong.held_on
                last = at, each
        if isinstance(each, a.Activity):
            assert each.until is None or each.until > each.held_on
            each_once(each.members)
            each_once(one.kind for one in each.present)
            assert all(one.count >= len(one.members) for one in each.present), "heads add up"
            each_once([each.kind, *(one.kind for one in each.purposes)])  # 003-05


def quota(life: Sequence[q.QuotaEvent]) -> None:
    """13.3-6: a miss is on record once for each quota and period."""
    missed = only(life, q.QuotaMissed, q.MemberQuotaMissed)
    each_once((each.quota, each.first) for each in missed)
