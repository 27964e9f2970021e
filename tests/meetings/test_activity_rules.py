"""The rules of an activity: asked for, agreed or declined, recorded, corrected."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.meetings.participant import Presence
from contracts.meetings.words import ActivityKind, ParticipantKind
from services.meetings.activity import commands as c
from services.meetings.activity import events as e
from services.meetings.activity.decider import ACTIVITY_LIFE
from services.meetings.words import Words
from tests.support.scenario import Scenario, circumstances

VILLAGE, DAY = "620123109200", date(2026, 2, 20)
EVENT = UUID("01990000-0000-7000-8000-000000000001")


@dataclass(frozen=True)
class Rules:
    words: Words = Words(
        participants=(
            ParticipantKind(code="member", chinese="委员", english="member", named=True),
            ParticipantKind(code="resident", chinese="居民代表", english="resident"),
        ),
        activities=(
            ActivityKind(
                code="research",
                chinese="调研",
                english="research",
                findings=True,
                credited_as="research",
            ),
            ActivityKind(code="training", chinese="培训", english="training", quota="training"),
        ),
    )


CLERK = circumstances(rules=Rules(), unit=VILLAGE)
COMMITTEE = circumstances("culture", "committee", VILLAGE, Rules(), body="yz-culture")
OTHER = circumstances("law", "committee", VILLAGE, Rules(), body="yz-law")
ACTIVITY_AT = Scenario(ACTIVITY_LIFE, by=CLERK)


def at(*history: Any) -> Scenario:
    return replace(ACTIVITY_AT, history=history)


FINDINGS = e.Findings(
    facts="马路市场占道。", key_problem="没有固定场地。", proposal="在村北建市场。"
)
RECORD = c.RecordActivity(
    unit=VILLAGE,
    kind="research",
    title="市场选址调研",
    held_on=DAY,
    led_by="下派委员小组",
    place="样例一村",
    present=(Presence(kind="member", members=("m-1",)), Presence(kind="resident", count=31)),
    findings=FINDINGS,
    consultations=("c-market",),
)


def recorded(**more: Any) -> dict[str, Any]:
    return {
        "kind": "research",
        "title": "市场选址调研",
        "held_on": DAY,
        "led_by": "下派委员小组",
        "bodies": (),
        "joint": False,
        "place": "样例一村",
        "present": (
            Presence(kind="member", count=1, members=("m-1",)),
            Presence(kind="resident", count=31),
        ),
        "findings": FINDINGS,
        "consultations": ("c-market",),
        "credited_as": "research",
        "quota": "",
        **more,
    }


done = e.ActivityRecorded(**recorded())
ASK = c.AskActivity(
    unit=VILLAGE,
    kind="research",
    title="市场选址调研",
    asked="yz-culture",
    question="建在哪里？",
    consultations=("c-market",),
)
asked = e.ActivityAsked(
    kind="research",
    title="市场选址调研",
    asked="yz-culture",
    question="建在哪里？",
    consultations=("c-market",),
)
agreed = e.ActivityAgreed(asked="yz-culture", planned_on=DAY)
declined = e.ActivityDeclined(asked="yz-culture", reason="人手不足")
AGREE, DECLINE = c.AgreeActivity(planned_on=DAY), c.DeclineActivity(reason="人手不足")
TOOK_PLACE = c.RecordAsked(
    held_on=DAY,
    led_by="下派委员小组",
    place="样例一村",
    present=RECORD.present,
    findings=FINDINGS,
)


def test_research_is_an_activity_with_findings() -> None:  # 000-45, 001-24
    at().when(RECORD).then(done)
    training = RECORD.model_copy(update={"kind": "training"})
    at().when(training).then_rejected("no-findings")
    without = training.model_copy(update={"findings": None})
    at().when(without).then(
        e.ActivityRecorded(
            **recorded(kind="training", findings=None, credited_as="", quota="training")
        )
    )


def test_what_is_recorded_fits_the_words_of_the_county() -> None:
    at().when(RECORD.model_copy(update={"kind": "séance"})).then_rejected("unknown-code")
    crowd = (Presence(kind="member", count=9),)
    at().when(RECORD.model_copy(update={"present": crowd})).then_rejected("members-one-by-one")
    tomorrow = RECORD.model_copy(update={"held_on": date(2026, 3, 3)})
    at().when(tomorrow).then_rejected("future-day")
    twice = RECORD.model_copy(update={"bodies": ("yz-law", "yz-law")})
    at().when(twice).then_rejected("listed-twice")
    at().when(RECORD.model_copy(update={"joint": True})).then_rejected("joint-with-whom")


def test_a_committee_records_only_what_it_took_part_in() -> None:
    at().when(RECORD, by=COMMITTEE).then_rejected("other-committee")
    own = RECORD.model_copy(update={"bodies": ("yz-culture",)})
    at().when(own, by=COMMITTEE).then(e.ActivityRecorded(**recorded(bodies=("yz-culture",))))


def test_a_body_that_is_asked_agrees_or_declines() -> None:  # 000-50
    at().when(ASK).then(asked)
    at(asked).when(ASK).then_rejected("already-there")
    at(asked).when(AGREE, by=COMMITTEE).then(agreed)
    at(asked, agreed).when(AGREE, by=COMMITTEE).then_nothing()
    at(asked).when(DECLINE, by=COMMITTEE).then(declined)
    at(asked, declined).when(DECLINE, by=COMMITTEE).then_nothing()
    at(asked).when(AGREE, by=OTHER).then_rejected("other-body")
    at(asked, agreed).when(DECLINE, by=COMMITTEE).then_rejected("agreed")
    at(asked, declined).when(AGREE, by=COMMITTEE).then_rejected("declined")
    at().when(AGREE, by=COMMITTEE).then_rejected("no-activity")


def test_what_was_asked_for_is_recorded_once_it_was_agreed() -> None:
    at(asked).when(TOOK_PLACE).then_rejected("not-answered")
    at(asked, declined).when(TOOK_PLACE).then_rejected("declined")
    together = e.ActivityRecorded(**recorded(bodies=("yz-culture",), joint=True))
    at(asked, agreed).when(TOOK_PLACE).then(together)
    at(asked, agreed, together).when(TOOK_PLACE).then_rejected("recorded")


def test_an_activity_is_corrected_with_a_reason() -> None:
    facts = RECORD.model_dump(exclude={"unit", "kind", "consultations"})
    other = (Presence(kind="member", members=("m-2",)),)
    correct = c.CorrectActivity(**{**facts, "present": other}, corrects=EVENT, reason="写错了人")
    corrected = e.ActivityCorrected(
        **recorded(present=(Presence(kind="member", count=1, members=("m-2",)),)),
        corrects=EVENT,
        reason="写错了人",
        before=("m-1",),
    )
    at(done).when(correct).then(corrected)
    at(done, corrected).when(correct).then_nothing()
    back = c.CorrectActivity(**facts, corrects=EVENT, reason="原来没错")
    at(done).when(back).then_nothing()
    at(done, corrected).when(back).then_rejected("corrected-before")
