"""Invitations are answered, drafts commented on, minutes put right and published."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.meetings import session as e
from contracts.meetings.participant import Invited
from runtime.decider import Rejected
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import DAY, called, in_session
from tests.support.scenario import circumstances

MARKET = circumstances("li", "department", s.VILLAGE, s.RULES, body="yz-market")
WATER = circumstances("he", "department", s.VILLAGE, s.RULES, body="yz-water")
NUMBER_ONE = circumstances("m-1", "member", s.VILLAGE, s.RULES)


def by(whom: Any) -> Any:
    return s.replace(whom, states=in_session().by.states)


# Invitations


def test_an_invitation_is_answered_and_the_last_answer_holds() -> None:  # 000-43
    comes = c.AnswerInvitation(participant=2, answer=e.Answer.ACCEPTS)
    accepted = x.answered.model_copy(update={"answer": e.Answer.ACCEPTS, "stand_in": None})
    there = (*s.meeting_called, x.answered)

    in_session(*there).when(x.ANSWER).then_nothing()
    in_session(*there).when(comes).then(accepted)
    in_session(*there, accepted).when(x.ANSWER).then(x.answered)
    in_session(*s.meeting_minuted).when(comes).then_rejected("minutes-confirmed")


@pytest.mark.parametrize(
    ("answer", "stand_in"), [("accepts", "副局长"), ("declines", "副局长"), ("sends", None)]
)
def test_whoever_sends_somebody_says_whom_and_nobody_else_does(
    answer: str, stand_in: str | None
) -> None:
    asked = c.AnswerInvitation(participant=2, answer=e.Answer(answer), stand_in=stand_in)

    in_session(*s.meeting_called).when(asked).then_rejected("stand-in-or-not")


def test_an_answer_is_of_whoever_was_invited() -> None:
    in_session(*s.meeting_called).when(x.ANSWER, by=by(MARKET)).then(x.answered)
    in_session(*s.meeting_called).when(x.ANSWER, by=by(WATER)).then_rejected("other-seat")
    in_session(*s.meeting_called).when(x.ANSWER, by=by(NUMBER_ONE)).then_rejected("other-seat")
    third = x.ANSWER.model_copy(update={"participant": 3})
    in_session(*s.meeting_called).when(third).then_rejected("unknown-participant")
    in_session(called()).when(x.ANSWER).then_rejected("unknown-participant")


def test_a_member_comes_in_person_or_not_at_all() -> None:  # 000-43
    member = Invited(kind="member", title="政协委员", member="m-1")
    there = (called(), e.ParticipantsInvited(participants=s.numbered(member)))
    declines = c.AnswerInvitation(participant=1, answer=e.Answer.DECLINES)
    sends = c.AnswerInvitation(participant=1, answer=e.Answer.SENDS, stand_in="同事")

    in_session(*there).when(declines, by=by(NUMBER_ONE)).then(
        e.InvitationAnswered(
            participant=1, answer=e.Answer.DECLINES, stand_in=None, body=None, member="m-1"
        )
    )
    in_session(*there).when(sends).then_rejected("in-person")


# Comments


def test_minutes_wait_until_every_comment_has_its_answer() -> None:
    open_ = (*s.meeting_ended, x.commented)
    refused = e.CommentSettled(comment=1, taken_up=False, answer="会上没有议定面积")
    no = c.SettleComment(**refused.model_dump())

    in_session(*open_).when(x.CONFIRM).then_rejected("comment-open")
    in_session(*open_, x.settled).when(x.CONFIRM).then(s.minutes())
    in_session(*open_).when(no).then(refused)
    in_session(*open_, refused).when(no).then_nothing()
    in_session(*open_, refused).when(x.SETTLE).then(x.settled)
    in_session(*open_).when(x.COMMENT).then_nothing()
    in_session(*s.meeting_ended).when(x.SETTLE).then_rejected("no-comment")


def test_a_participant_comments_for_themselves_on_a_draft() -> None:
    for_market = x.COMMENT.model_copy(update={"participant": 2})
    ours = x.commented.model_copy(update={"participant": 2, "title": "县市场监管局"})

    in_session(*s.meeting_ended).when(for_market, by=by(MARKET)).then(ours)
    in_session(*s.meeting_ended).when(x.COMMENT, by=by(MARKET)).then_rejected("other-seat")
    in_session(*s.meeting_held).when(x.COMMENT).then_rejected("no-draft")
    in_session(*s.meeting_minuted).when(x.COMMENT).then_rejected("minutes-confirmed")


# Confirmed, put right, published


def test_confirmed_minutes_are_put_right_as_a_whole_and_with_a_reason() -> None:  # model 12
    minuted = s.meeting_minuted
    back = c.CorrectMinutes(
        summary="同意建在村北。", on=DAY, confirmed_by="召集人", reason="原来没错"
    )
    again = e.MinutesCorrected(**s.minutes().model_dump(), corrects=8, reason="原来没错")

    in_session(*minuted).when(x.MEND).then(x.mended)
    in_session(*minuted, x.mended).when(x.MEND).then_nothing()
    in_session(*minuted).when(back).then_nothing()
    in_session(*minuted, x.mended).when(back).then(again)
    in_session(*s.meeting_ended).when(x.MEND).then_rejected("not-confirmed")
    in_session(*minuted).when(_on(x.MEND, DAY + timedelta(1))).then_rejected("future-day")
    in_session(*minuted).when(_on(x.MEND, DAY - timedelta(1))).then_rejected("minutes-before")


def test_what_was_tasked_stays_in_corrected_minutes() -> None:  # 13.3-13
    ended = (*s.meeting_ended, s.promised(), s.tasked, s.minutes(s.task))
    outcome = in_session(*ended).when(x.MEND).result

    assert isinstance(outcome, list)
    assert outcome[0].tasks == (s.task,)


def test_minutes_say_why_somebody_was_silent_while_the_procedure_waits_for_them() -> None:
    # 000-44
    waits = s.eight_opened
    unheard = in_session(*s.meeting_ended, beside=waits)
    answer = unheard.when(x.CONFIRM)
    answer.then_rejected("not-all-spoke")
    assert isinstance(answer.result, Rejected)
    assert "委员、利益相关方" in answer.result.chinese

    reason = x.CONFIRM.model_copy(update={"silence": "材料当场送达，各方须回去商量"})
    told = s.minutes().model_copy(update={"silence": reason.silence})
    unheard.when(reason).then(told)
    in_session(*s.meeting_ended, beside=s.six_held).when(x.CONFIRM).then(s.minutes())
    spoken = (s.said, s.said.model_copy(update={"speech": 2, "kind": "member"}))
    in_session(*s.meeting_held, *spoken, s.attended, s.closed, s.drafted, beside=waits).when(
        x.CONFIRM
    ).then(s.minutes())


def test_minutes_are_confirmed_after_the_session() -> None:
    early = _on(x.CONFIRM, DAY - timedelta(1))

    in_session(*s.meeting_ended).when(early).then_rejected("minutes-before")


def test_what_is_published_says_what_it_leaves_out() -> None:
    minuted = s.meeting_minuted
    shorter = x.PUBLISH.model_copy(update={"left_out": None})

    in_session(*minuted).when(x.PUBLISH).then(x.published)
    in_session(*minuted, x.published).when(x.PUBLISH).then_nothing()
    in_session(*minuted, x.published).when(shorter).then(
        x.published.model_copy(update={"left_out": None})
    )
    in_session(*s.meeting_ended).when(x.PUBLISH).then_rejected("not-confirmed")
    in_session(*minuted).when(_on(x.PUBLISH, DAY - timedelta(1))).then_rejected("published-before")
    in_session(*minuted).when(_on(x.PUBLISH, DAY + timedelta(1))).then_rejected("future-day")


def _on(command: Any, day: date) -> Any:
    return command.model_copy(update={"on": day})


def test_minutes_of_a_session_by_itself_tell_all_that_an_outcome_needs() -> None:  # 004-13
    agreed = s.agreed.model_copy(update={"consultation": None})
    differing = s.differing.model_copy(update={"consultation": None})
    life = (called(None), s.sat, s.attended, agreed, differing, s.closed, s.drafted)

    (minutes, *_) = in_session(*life).when(x.CONFIRM).result
    assert (minutes.form, minutes.consultations) == ("council", ())
    assert (minutes.consensus, minutes.dissent) == ((agreed.text,), (differing.text,))
