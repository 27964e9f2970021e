"""The rules of an activity: asked for, agreed or declined, recorded, corrected."""

from datetime import date
from typing import Any

from contracts import procedure as p
from contracts.meetings import activity as e
from contracts.meetings.consultation import ResearchDone
from contracts.meetings.participant import Presence
from contracts.meetings.words import ActivityKind
from services.meetings.activity import commands as c
from services.meetings.activity.decider import ACTIVITY_LIFE, Activity
from services.meetings.activity.reactions import note_the_research
from services.meetings.consultation.commands import NoteResearch
from services.meetings.consultation.decider import CONSULTATION
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.example import recorded
from tests.support.scenario import Scenario

OTHER = s.replace(s.COMMITTEE, body="yz-law")
TOMORROW = date(2026, 3, 3)


def at(*history: Any, beside: tuple[Any, ...] = s.six_opened) -> Scenario:
    case = CONSULTATION.fold((event, s.VILLAGE) for event in beside)
    here = s.replace(s.CLERK, states={f"consultation/{s.CASE}": case})
    return Scenario(ACTIVITY_LIFE, here, history)


def by(office: Any, beside: tuple[Any, ...] = s.six_opened) -> Any:
    return s.replace(office, states=at(beside=beside).by.states)


def survey(**changes: Any) -> c.RecordActivity:
    return x.SURVEY.model_copy(update=changes)


def test_only_research_holds_findings() -> None:  # 000-45, 001-24
    at().when(survey(kind="training")).then_rejected("no-findings")
    at().when(survey(kind="training", findings=None)).then(
        e.ActivityRecorded(
            **s.surveyed(
                kind="training", findings=None, credited_as="", quota="training", may_find=False
            )
        )
    )


def test_research_without_findings_is_not_taken_where_a_consultation_waits_for_it() -> None:
    # 000-45, 001-24
    at().when(survey(findings=None)).then_rejected("findings-missing")
    asked = (s.survey_asked, s.survey_agreed)
    without = x.TOOK_PLACE.model_copy(update={"findings": None})
    at(*asked).when(without).then_rejected("findings-missing")
    # Nothing waits for it: nothing is served, research is done, or all is concluded.
    visit = survey(findings=None, consultations=())
    at().when(visit).then(e.ActivityRecorded(**s.surveyed(findings=None, consultations=())))
    later = e.ActivityRecorded(**s.surveyed(findings=None))
    at(beside=s.six_researched).when(survey(findings=None)).then(later)
    ended = s.six_concluded
    at(*asked, beside=ended).when(without).then(x.together.model_copy(update={"findings": None}))


def test_a_correction_does_not_take_research_away_in_silence() -> None:  # 000-45
    without = x.AMEND.model_copy(update={"findings": None})
    at(s.survey).when(without).then_rejected("findings-left-out")
    alone = e.ActivityRecorded(**s.surveyed(consultations=()))
    (corrected,) = at(alone).when(without).result  # type: ignore[misc]
    assert corrected.findings is None
    # What was missing is added.
    visit = e.ActivityRecorded(**s.surveyed(findings=None))
    (corrected,) = at(visit).when(x.AMEND).result  # type: ignore[misc]
    assert corrected.findings == s.FINDINGS


def test_a_meeting_on_the_work_itself_is_an_activity_and_serves_no_matter() -> None:  # 000-11
    kind = ActivityKind(code="work-meeting", chinese="工作会议", english="work meeting")
    words = s.WORDS.model_copy(update={"activities": (*s.WORDS.activities, kind)})
    later = s.replace(at().by, rules=s.replace(s.RULES, words=words))
    meeting = survey(kind="work-meeting", findings=None, consultations=())
    plain = {"findings": None, "consultations": (), "credited_as": "", "may_find": False}

    at().when(meeting).then_rejected("unknown-code")
    at().when(meeting, by=later).then(
        e.ActivityRecorded(**s.surveyed(kind="work-meeting", **plain))
    )


def test_what_is_recorded_fits_the_words_of_the_jurisdiction() -> None:
    at().when(survey(kind="séance")).then_rejected("unknown-code")
    crowd = (Presence(kind="member", count=9),)
    at().when(survey(present=crowd)).then_rejected("members-one-by-one")
    at().when(survey(held_on=TOMORROW)).then_rejected("future-day")
    at().when(survey(bodies=("yz-law", "yz-law"))).then_rejected("listed-twice")
    at().when(survey(joint=True)).then_rejected("joint-with-whom")


def test_a_kind_that_leaves_the_words_keeps_its_meaning_where_it_was_chosen() -> None:
    words = s.WORDS.model_copy(update={"activities": s.WORDS.activities[1:]})
    later = s.replace(at().by, rules=s.replace(s.RULES, words=words))

    at().when(x.SURVEY, by=later).then_rejected("unknown-code")
    at(s.survey).when(x.AMEND, by=later).then(x.amended)
    at(s.survey_asked, s.survey_agreed).when(x.TOOK_PLACE, by=later).then(x.together)


def test_research_has_its_turn_in_the_consultation_that_it_serves() -> None:  # 13.3-5
    at(beside=s.seven_opened).when(x.SURVEY).then_rejected("step-order")
    at(beside=s.six_concluded).when(x.SURVEY).then_rejected("concluded")
    at(beside=s.six_concluded).when(x.ASK).then_rejected("concluded")
    steps = [step.model_copy(update={"actors": ("convenor",)}) for step in s.YZ6.steps]
    careful = s.opened(s.YZ6.model_copy(update={"steps": tuple(steps)}))
    at(beside=careful).when(x.SURVEY).then_rejected("other-office")
    free = survey(kind="training", findings=None)
    assert isinstance(at(beside=s.seven_opened).when(free).result, list)


def test_an_activity_is_recorded_by_offices_that_cover_what_it_serves() -> None:  # 9.2
    asked = (s.survey_asked, s.survey_agreed)
    for history, deed in (
        ((), x.SURVEY),
        ((), x.ASK),
        (asked, x.TOOK_PLACE),
        ((s.survey,), x.AMEND),
    ):
        there = s.replace(at().by, scope=s.NEXT)
        at(*history).when(deed, by=there).then_rejected("consultation-outside")
        above = s.replace(there, scope=s.COUNTY[:6])
        assert isinstance(at(*history).when(deed, by=above).result, list)
    alone = s.replace(at().by, scope=s.NEXT)
    nothing = e.ActivityRecorded(**s.surveyed(consultations=()))
    at().when(survey(consultations=()), by=alone).then(nothing)
    at(nothing).when(x.AMEND, by=alone).then(x.amended.model_copy(update={"consultations": ()}))


def test_what_was_agreed_is_recorded_after_the_conclusion_without_effect() -> None:  # 13.3-13
    ended = s.six_concluded
    at(s.survey_asked, s.survey_agreed, beside=ended).when(x.TOOK_PLACE).then(x.together)
    late = x.NOTE_RESEARCH.model_copy(update={"activity": "a-9"})
    s.at(*ended).when(late).then_nothing()
    corrected = x.NOTE_RESEARCH.model_copy(update={"held_on": date(2026, 2, 19)})
    s.at(*ended).when(corrected).then(ResearchDone(**dict(corrected)))
    # What is not begun yet no longer names it.
    at(beside=ended).when(x.SURVEY).then_rejected("concluded")
    at(beside=ended).when(x.ASK).then_rejected("concluded")


def noted(*bodies: str) -> NoteResearch:
    """What a consultation hears of joint research with these bodies."""
    (done,) = at().when(survey(bodies=bodies, joint=True)).result
    (wanted,) = note_the_research(recorded(done, f"activity/{s.SURVEY}"), Activity())
    assert isinstance(wanted.command, NoteResearch)
    return wanted.command


def test_research_with_a_committee_is_not_done_with_another_body() -> None:  # 000-45, 000-50
    joint = p.Researched(joint=True, bodies=("committee",), participants=("member",))
    steps = [
        step.model_copy(update={"conditions": (joint,)}) if number == 2 else step
        for number, step in enumerate(s.YZ6.steps)
    ]
    procedure = s.YZ6.model_copy(update={"steps": tuple(steps)})

    with_a_bureau, with_a_committee = noted("yz-water"), noted("yz-water", "yz-culture")
    assert with_a_bureau.bodies == ("department",)
    s.at(*s.opened(procedure)).when(with_a_bureau).then(ResearchDone(**dict(with_a_bureau)))
    s.at(*s.opened(procedure)).when(with_a_committee).then(
        ResearchDone(**dict(with_a_committee)), s.done(3, procedure)
    )


def test_a_committee_records_only_what_it_took_part_in() -> None:  # 000-50
    at().when(x.SURVEY, by=by(s.COMMITTEE)).then_rejected("other-committee")
    at().when(survey(bodies=("yz-culture",)), by=by(s.COMMITTEE)).then(
        e.ActivityRecorded(**s.surveyed(bodies=("yz-culture",), body_kinds=("committee",)))
    )


def test_a_body_that_is_asked_agrees_or_declines() -> None:  # 000-50
    asked, agreed, declined = s.survey_asked, s.survey_agreed, s.survey_declined
    at(asked).when(x.ASK).then_rejected("already-there")
    at(asked, agreed).when(x.AGREE, by=s.COMMITTEE).then_nothing()
    at(asked, declined).when(x.DECLINE, by=s.COMMITTEE).then_nothing()
    at(asked).when(x.AGREE, by=OTHER).then_rejected("other-body")
    at(asked, agreed).when(x.DECLINE, by=s.COMMITTEE).then_rejected("agreed")
    at(asked, declined).when(x.AGREE, by=s.COMMITTEE).then_rejected("declined")
    at().when(x.AGREE, by=s.COMMITTEE).then_rejected("no-activity")


def test_what_was_asked_for_is_recorded_once_it_was_agreed() -> None:
    asked, agreed = s.survey_asked, s.survey_agreed
    at(asked).when(x.TOOK_PLACE).then_rejected("not-answered")
    at(asked, s.survey_declined).when(x.TOOK_PLACE).then_rejected("declined")
    at(asked, agreed, x.together).when(x.TOOK_PLACE).then_rejected("recorded")


def test_an_activity_is_corrected_with_a_reason() -> None:
    at(s.survey, x.amended).when(x.AMEND).then_nothing()
    back = x.AMEND.model_copy(update={"present": x.SURVEY.present, "reason": "原来没错"})
    at(s.survey).when(back).then_nothing()
    facts = {**s.surveyed(), "before": ("m-2",), "before_on": x.SURVEY.held_on}
    again = e.ActivityCorrected(**facts, corrects=2, reason="原来没错")
    at(s.survey, x.amended).when(back).then(again)
