"""Where a session takes place, inside what, what is appraised in it, and when who spoke."""

from datetime import date
from typing import Any

import pytest

from contracts import procedure as p
from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from contracts.meetings.session import Appraised
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import called, in_session
from tests.meetings.test_presence import LEADERS, leaders

ALONE = x.CALL.model_copy(update={"agenda": ()})


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        ({"venue": "room"}, "room-or-not"),
        ({"venue": "on-site", "room": "r-1"}, "room-or-not"),
        ({"room": "r-1"}, "room-or-not"),
        ({"venue": "scattered"}, "places-or-not"),
        ({"venue": "on-site", "places": ("打谷场",)}, "places-or-not"),
        ({"venue": "scattered", "places": ("村议事室",)}, "listed-twice"),
        ({"venue": "moon"}, "unknown-code"),
        ({"host_forum": "支部会"}, "unknown-code"),
    ],
)
def test_a_place_fits_its_mode(asked: dict[str, Any], rule: str) -> None:  # 000-49, 001-12
    in_session().when(ALONE.model_copy(update=asked)).then_rejected(rule)


def test_a_room_and_further_places_are_named_where_the_mode_has_them() -> None:  # 001-12
    in_session().when(ALONE.model_copy(update={"room": "r-1"})).then_rejected("room-or-not")
    two = ALONE.model_copy(update={"places": ("打谷场",)})
    in_session().when(two).then_rejected("places-or-not")


@pytest.mark.parametrize(
    ("asked", "more"),
    [
        ({"venue": "room", "room": "r-1"}, {}),
        ({"venue": "on-site"}, {}),  # 001-26
        ({"venue": "scattered", "places": ("打谷场", "渠首")}, {}),
        ({"venue": "mobile"}, {"moving": True}),
        ({"host_forum": "grid"}, {}),  # 000-29
    ],
)
def test_how_a_session_takes_its_place(asked: dict[str, Any], more: dict[str, Any]) -> None:
    # 000-49, 001-12
    expected = called().model_copy(update={**asked, **more})

    in_session().when(ALONE.model_copy(update=asked)).then(expected)


def test_a_mobile_session_says_where_each_sitting_was() -> None:  # 001-12
    there = x.HOLD.model_copy(update={"place": "工地"})
    at_the_site = s.sat.model_copy(update={"place": "工地"})

    in_session(called().model_copy(update={"moving": True})).when(there).then(at_the_site)
    in_session(called()).when(there).then_rejected("one-place")
    in_session(called().model_copy(update={"moving": True})).when(x.HOLD).then_rejected(
        "which-place"
    )


def test_a_point_appraises_a_department_or_an_outcome() -> None:  # 001-06, 004-18
    def on(**what: str) -> c.CallSession:
        point = c.Point(title="民主评议", appraises=Appraised(**what))
        return x.CALL.model_copy(update={"form": "leaders", "agenda": (point,)})

    def expected(**what: str) -> e.SessionCalled:
        item = e.AgendaItem(item=1, title="民主评议", appraises=Appraised(**what))
        return leaders.model_copy(update={"agenda": (item,)})

    in_session().when(on(body="yz-water")).then(expected(body="yz-water"))
    in_session().when(on(outcome="o-1")).then(expected(outcome="o-1"))
    in_session().when(on()).then_rejected("appraises-what")
    in_session().when(on(body="yz-water", outcome="o-1")).then_rejected("appraises-what")
    plain = on(body="yz-water").model_copy(update={"form": "council"})
    in_session().when(plain).then_rejected("no-appraisal")
    in_session().when(on(body="party-620123")).then_rejected("no-department")


def test_a_form_that_the_procedure_does_not_ask_for_is_refused_at_once() -> None:  # 000-31, 002-06
    receive, talk, feedback = s.YZS.steps
    doorstep = tuple(
        each.model_copy(update={"forms": ("micro",)}) if isinstance(each, p.SessionIsHeld) else each
        for each in talk.conditions
    )
    asked = talk.model_copy(update={"conditions": doorstep})
    opened = s.opened(s.YZS.model_copy(update={"steps": (receive, asked, feedback)}))
    simple = x.CALL.model_copy(update={"form": "simple"})
    micro = x.CALL.model_copy(update={"form": "micro"})

    refused = in_session(beside=opened).when(simple)
    refused.then_rejected("form-not-asked-for")
    (named,) = [each for each in s.WORDS.forms if each.code == "micro"]
    assert named.chinese in str(refused.result.chinese)  # by its name, not by its code
    assert isinstance(in_session(beside=opened).when(micro).result, list)


# Speeches

spoken = (called(s.CASE, **LEADERS), s.invited, s.sat)


def test_a_speech_has_its_stage_its_moment_and_its_length() -> None:  # 5.1 PDS, 5.4
    speech = c.RecordSpeech(
        participant=1,
        gist="要有停车处。",
        part="question",
        began="2026-03-02T09:40:00+08:00",
        minutes=3,
    )

    in_session(*spoken).when(speech).then(
        s.said.model_copy(update={"part": "question", "began": speech.began, "minutes": 3})
    )


def test_a_speech_is_no_longer_than_the_sitting() -> None:  # 5.4
    long = c.RecordSpeech(participant=1, gist="要有停车处。", minutes=90)
    longer = long.model_copy(update={"minutes": 91})

    in_session(*spoken).when(long).then(s.said.model_copy(update={"minutes": 90}))
    in_session(*spoken).when(longer).then_rejected("longer-than-sitting")


def test_a_speech_lies_in_a_part_of_the_form_and_on_a_day_of_the_session() -> None:
    aria = c.RecordSpeech(participant=1, gist="啊。", part="aria")
    in_session(*spoken).when(aria).then_rejected("unknown-part")
    in_session(*s.meeting_held).when(aria).then_rejected("unknown-part")
    before = c.RecordSpeech(participant=1, gist="早。", began="2026-03-01T23:59:00+08:00")
    in_session(*spoken).when(before).then_rejected("no-sitting-then")
    # Midnight in China is another day than in London.
    midnight = c.RecordSpeech(participant=1, gist="早。", began="2026-03-01T16:00:00+00:00")
    in_session(*spoken).when(midnight).then(
        s.said.model_copy(update={"gist": "早。", "began": midnight.began})
    )
    assert midnight.began is not None
    assert midnight.began.date() == date(2026, 3, 2)


def test_a_speech_begins_while_a_sitting_goes_on() -> None:  # 000-44, 5.4
    sat = e.SittingHeld(sitting=1, on=s.DAY, began="2026-03-02T09:00:00+08:00", duration_minutes=90)
    session = in_session(called(s.CASE, **LEADERS), s.invited, sat)

    def at(moment: str) -> c.RecordSpeech:
        return c.RecordSpeech(participant=1, gist="早。", began=moment)

    for moment in ("2026-03-02T08:59:00+08:00", "2026-03-02T10:31:00+08:00"):
        session.when(at(moment)).then_rejected("no-sitting-then")
    for moment in ("2026-03-02T09:00:00+08:00", "2026-03-02T10:30:00+08:00"):
        assert isinstance(session.when(at(moment)).result, list)


def test_a_sitting_over_midnight_goes_on_the_next_day() -> None:  # 5.4
    late = e.SittingHeld(
        sitting=1, on=date(2026, 3, 1), began="2026-03-01T23:30:00+08:00", duration_minutes=60
    )
    speech = c.RecordSpeech(participant=1, gist="晚。", began="2026-03-02T00:10:00+08:00")

    result = in_session(called(s.CASE, **LEADERS), s.invited, late).when(speech).result
    assert isinstance(result, list)


def test_whoever_speaks_was_there() -> None:  # 000-43, 000-44
    market = x.SPEECH.model_copy(update={"participant": 2})
    session = (*s.meeting_held, s.attended)
    there = e.AttendanceCorrected(
        **s.there(
            "m-1",
            "m-2",
            present=(Presence(kind="stakeholder", count=6), Presence(kind="department", count=1)),
        ),
        corrects=4,
        reason="漏登",
        before=("m-1", "m-2"),
    )

    in_session(*session).when(x.SPEECH).then(s.said)
    in_session(*session).when(market).then_rejected("speaker-not-there")
    assert isinstance(in_session(*s.meeting_held).when(market).result, list)
    assert isinstance(in_session(*session, there).when(market).result, list)


def test_a_member_who_speaks_was_there_in_person() -> None:  # 000-43
    third = x.SPEECH.model_copy(update={"participant": 2})
    session = in_session(called(s.CASE), s.with_member, s.sat, s.attended)

    session.when(third).then_rejected("speaker-not-there")
