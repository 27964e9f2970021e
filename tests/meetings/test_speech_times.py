"""When somebody spoke fits to who was there, to the sitting and to what else they said."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import called, in_session
from tests.support.scenario import Scenario

EIGHT = x.MORNING.replace(hour=8, minute=0)
first = s.sat.model_copy(update={"began": EIGHT, "duration_minutes": 60})
second = e.SittingHeld(sitting=2, on=s.DAY, began=EIGHT + timedelta(hours=2), duration_minutes=60)
begun = (called(s.CASE), s.with_member, first, second)


def at(minutes: int, length: int | None = None, who: int = 2, **more: Any) -> c.RecordSpeech:
    """The member speaks so many minutes after eight."""
    began = EIGHT + timedelta(minutes=minutes)
    return c.RecordSpeech(participant=who, gist="要修路。", began=began, minutes=length, **more)


def here(*history: Any) -> Scenario:
    life = in_session(*history)
    return s.replace(life, by=s.replace(life.by, now=EIGHT + timedelta(hours=9)))


def there(sitting: int, *members: str) -> e.AttendanceRecorded:
    listed = Presence(kind="member", count=len(members), members=members)
    return e.AttendanceRecorded(**s.there(sitting=sitting, present=(listed,)))


both = (*begun, there(1, "m-3"), there(2, "m-1"))


def test_whoever_speaks_was_at_the_sitting_of_that_moment() -> None:  # 000-43
    assert isinstance(here(*both).when(at(5)).result, list)
    here(*both).when(at(125)).then_rejected("speaker-not-there")
    # Without a moment they may have spoken at the one where they were.
    untimed = c.RecordSpeech(participant=2, gist="要修路。")
    assert isinstance(here(*both).when(untimed).result, list)
    # As long as that sitting has no attendance, nobody is held to have been away.
    assert isinstance(here(*begun, there(1, "m-3")).when(at(125)).result, list)
    here(*begun, there(2, "m-1")).when(at(125)).then_rejected("speaker-not-there")


def test_a_speech_is_put_right_by_the_same_rules() -> None:
    (said,) = here(*both).when(at(5, 10)).result
    told = at(125, 10).model_dump(exclude={"speech"})
    resay = c.CorrectSpeech(**{**told, "speech": 1}, reason="时间记错")
    here(*both, said).when(resay).then_rejected("speaker-not-there")


def test_nobody_who_spoke_then_is_left_out_of_that_sitting() -> None:
    life = (*begun, there(1, "m-1", "m-3"))
    (said,) = here(*life).when(at(5)).result
    away = c.CorrectAttendance(present=(Presence(kind="member", members=("m-1",)),), reason="误记")
    other = there(2, "m-3")
    here(*life, other, said).when(away).then_rejected("speaker-left-out")


@pytest.mark.parametrize(("minutes", "length"), [(50, 11), (59, 2)])
def test_a_speech_is_over_with_its_sitting(minutes: int, length: int) -> None:
    here(*begun).when(at(minutes, length)).then_rejected("speech-past-end")
    assert isinstance(here(*begun).when(at(minutes, 60 - minutes)).result, list)


def test_no_speech_is_longer_than_a_sitting() -> None:
    here(*begun).when(at(0, 61)).then_rejected("longer-than-sitting")


def test_where_it_is_not_on_record_when_the_sitting_began_its_end_is_not_either() -> None:
    untimed = (called(s.CASE), s.with_member, s.sat)
    assert isinstance(here(*untimed).when(at(500, 60)).result, list)


def test_a_sitting_is_not_made_shorter_than_what_was_said_in_it() -> None:
    (said,) = here(*begun).when(at(50, 10)).result
    shorter = c.CorrectSitting(
        sitting=1, on=s.DAY, began=EIGHT, duration_minutes=55, reason="时长有误"
    )
    here(*begun, said).when(shorter).then_rejected("speech-outside")


@pytest.mark.parametrize(
    ("minutes", "length", "fits"),
    [
        (25, 20, False),
        (15, 10, False),
        (20, None, True),
        (21, None, False),
        (40, 5, True),
        (10, 10, True),
        (10, 11, False),
    ],
)
def test_nobody_speaks_twice_at_the_same_time(minutes: int, length: int | None, fits: bool) -> None:
    (said,) = here(*begun).when(at(20, 20)).result
    other = at(minutes, length).model_copy(update={"gist": "还要修桥。"})
    asked = here(*begun, said).when(other)

    if fits:
        assert isinstance(asked.result, list)
    else:
        asked.then_rejected("speaks-already")
    # What was sent twice says nothing new; somebody else may speak in between (an interjection).
    here(*begun, said).when(at(20, 20)).then_nothing()
    growers = at(25, 5, who=1)
    assert isinstance(here(*begun, said).when(growers).result, list)


def test_of_a_group_several_may_speak() -> None:
    (said,) = here(*begun).when(at(20, 20, who=1)).result
    other = at(25, 20, who=1).model_copy(update={"gist": "还要修桥。"})

    assert s.GROWERS.count > 1
    assert isinstance(here(*begun, said).when(other).result, list)


def test_a_speech_is_not_moved_into_another_one() -> None:
    (said,) = here(*begun).when(at(0, 10)).result
    (later,) = here(*begun, said).when(at(20, 10)).result
    told = at(5, 10).model_dump(exclude={"speech"})
    moved = c.CorrectSpeech(**{**told, "speech": 2}, reason="时间记错")
    here(*begun, said, later).when(moved).then_rejected("speaks-already")
    longer = c.CorrectSpeech(
        **{**at(20, 15).model_dump(exclude={"speech"}), "speech": 2}, reason="时长记错"
    )
    assert isinstance(here(*begun, said, later).when(longer).result, list)
