"""Bodies are asked to take part: each answers for itself, by its day (000-50)."""

from datetime import date
from typing import Any

from contracts.meetings import activity as e
from services.meetings.activity import commands as c
from services.meetings.activity.decider import ACTIVITY_LIFE, DEADLINES
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.test_activity_rules import at, by
from tests.support.scenario import circumstances

WATER = circumstances("liu", "department", s.VILLAGE, s.RULES, body="yz-water")
CULTURE = s.COMMITTEE
BY = date(2026, 3, 9)
BOTH = e.ActivityAsked(
    **dict(s.survey_asked)
    | {
        "asked": (
            e.BodyAsked(body="yz-culture", kind="committee"),
            e.BodyAsked(body="yz-water", kind="department"),
        ),
        "answer_by": BY,
    }
)
both = x.ASK.model_copy(update={"asked": ("yz-culture", "yz-water"), "answer_by": BY})
water_agreed = e.ActivityAgreed(asked="yz-water", planned_on=None)


def declined(body: str, all_declined: bool) -> e.ActivityDeclined:
    return e.ActivityDeclined(asked=body, reason="人手不足", all_declined=all_declined)


def open_after(*life: Any) -> list[str]:
    state = ACTIVITY_LIFE.fold((event, s.VILLAGE) for event in life)
    return [each.what for each in DEADLINES.of(state)]


def test_several_bodies_are_asked_at_once_and_each_answers_for_itself() -> None:  # 000-50
    at().when(both).then(BOTH)
    at(BOTH).when(x.DECLINE, by=CULTURE).then(declined("yz-culture", all_declined=False))
    at(BOTH, declined("yz-culture", False)).when(c.AgreeActivity(), by=WATER).then(water_agreed)
    at(BOTH, water_agreed).when(x.DECLINE, by=CULTURE).then(
        declined("yz-culture", all_declined=False)
    )
    at(BOTH, declined("yz-culture", False)).when(x.DECLINE, by=WATER).then(
        declined("yz-water", all_declined=True)
    )
    at(BOTH, water_agreed).when(x.DECLINE, by=WATER).then_rejected("agreed")
    at(BOTH, declined("yz-culture", False)).when(x.AGREE, by=CULTURE).then_rejected("declined")


def test_a_body_is_asked_once_and_for_a_day_that_is_not_past() -> None:
    twice = both.model_copy(update={"asked": ("yz-water", "yz-water")})
    at().when(twice).then_rejected("listed-twice")
    today = at().by.today
    past = both.model_copy(update={"answer_by": date(2026, 3, 1)})
    at().when(past).then_rejected("answer-day-past")
    at().when(both.model_copy(update={"answer_by": today})).then(
        BOTH.model_copy(update={"answer_by": today})
    )
    at().when(both.model_copy(update={"answer_by": None})).then(
        BOTH.model_copy(update={"answer_by": None})
    )


def test_what_is_agreed_to_is_planned_for_a_day_that_is_not_past() -> None:  # 000-50
    today = at().by.today
    past = date(2026, 3, 1)
    at(BOTH).when(c.AgreeActivity(planned_on=past), by=CULTURE).then_rejected("planned-day-past")
    at(BOTH).when(c.AgreeActivity(planned_on=today), by=CULTURE).then(
        e.ActivityAgreed(asked="yz-culture", planned_on=today)
    )
    # The same form sent twice says nothing new, though its day has passed since.
    before = e.ActivityAgreed(asked="yz-culture", planned_on=past)
    at(BOTH, before).when(c.AgreeActivity(planned_on=past), by=CULTURE).then_nothing()


def test_it_takes_place_with_those_that_agreed_and_nobody_else_is_waited_for() -> None:
    at(BOTH).when(x.TOOK_PLACE).then_rejected("not-answered")
    at(BOTH, declined("yz-culture", False)).when(x.TOOK_PLACE).then_rejected("not-answered")
    refused = (BOTH, declined("yz-culture", False), declined("yz-water", True))
    at(*refused).when(x.TOOK_PLACE).then_rejected("declined")
    whole = s.surveyed(bodies=("yz-water",), body_kinds=("department",), joint=True)
    recorded = e.ActivityRecorded(**whole, unanswered=("yz-culture",))
    at(BOTH, water_agreed).when(x.TOOK_PLACE).then(recorded)
    at(BOTH, water_agreed, recorded).when(x.AGREE, by=CULTURE).then_rejected("recorded")
    assert open_after(BOTH, water_agreed, recorded) == []


def test_a_request_is_withdrawn_until_it_took_place_and_nobody_is_waited_for() -> None:  # 000-50
    withdrawn = e.RequestWithdrawn(asked=("yz-culture", "yz-water"), reason="不再需要。")
    back = c.WithdrawRequest(reason=withdrawn.reason)
    at(BOTH).when(back).then(withdrawn)
    at(BOTH, water_agreed).when(back).then(withdrawn)
    at(BOTH, withdrawn).when(back).then_nothing()
    assert open_after(BOTH, withdrawn) == []
    for command, who in ((x.AGREE, CULTURE), (x.DECLINE, WATER)):
        at(BOTH, withdrawn).when(command, by=who).then_rejected("request-withdrawn")
    at(BOTH, water_agreed, withdrawn).when(x.TOOK_PLACE).then_rejected("request-withdrawn")
    refused = (BOTH, declined("yz-culture", False), declined("yz-water", True))
    at(*refused).when(back).then_rejected("declined")
    at(s.survey).when(back).then_rejected("recorded")


def test_what_is_not_answered_by_its_day_is_missed_the_day_after() -> None:  # 000-50
    note = c.NoteAnswerMissed(what="yz-culture", day=BY)
    after = s.replace(by(x.LATER), today=date(2026, 3, 10))
    on_the_day = s.replace(after, today=BY)
    missed = e.AnswerMissed(asked="yz-culture", due=BY)

    at(BOTH).when(note, by=on_the_day).then_nothing()
    at(BOTH).when(note, by=after).then(missed)
    at(BOTH, missed).when(note, by=after).then_nothing()
    at(BOTH, declined("yz-culture", False)).when(note, by=after).then_nothing()
    assert open_after(BOTH) == ["yz-culture", "yz-water"]
    assert open_after(BOTH, missed, water_agreed) == []
    # Late is better than never.
    at(BOTH, missed).when(x.AGREE, by=CULTURE).then(s.survey_agreed)
    unlimited = BOTH.model_copy(update={"answer_by": None})
    assert open_after(unlimited) == []
