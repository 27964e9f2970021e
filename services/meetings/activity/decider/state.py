"""What an activity's rules know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from contracts.meetings import activity as e


class Stage(StrEnum):
    BLANK = "blank"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    RECORDED = "recorded"
    WITHDRAWN = "withdrawn"


Answer = e.ActivityAgreed | e.ActivityDeclined


@dataclass(frozen=True)
class Activity:
    """`answers`, by the body that was asked; `missed`: the bodies whose miss is on record.
    `recorded_at`: the version of this stream in which it was recorded or last corrected."""

    unit: str = ""
    stage: Stage = Stage.BLANK
    asked: e.ActivityAsked | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    missed: frozenset[str] = frozenset()
    version: int = 0
    recorded: e.Activity | None = None
    recorded_at: int = 0

    @property
    def bodies_asked(self) -> tuple[e.BodyAsked, ...]:
        return self.asked.asked if self.asked else ()

    @property
    def agreeing(self) -> tuple[e.BodyAsked, ...]:
        """The bodies that agreed to take part."""
        return tuple(
            each
            for each in self.bodies_asked
            if isinstance(self.answers.get(each.body), e.ActivityAgreed)
        )

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The bodies of which an answer is awaited."""
        if self.stage in (Stage.RECORDED, Stage.WITHDRAWN):
            return ()
        return tuple(each.body for each in self.bodies_asked if each.body not in self.answers)


def evolve(activity: Activity, event: e.ActivityEvent, unit: str) -> Activity:
    activity = replace(activity, version=activity.version + 1)
    match event:
        case e.ActivityAsked():
            return replace(activity, unit=unit, stage=Stage.ASKED, asked=event)
        case e.ActivityAgreed() | e.ActivityDeclined():
            return _answered(replace(activity, answers={**activity.answers, event.asked: event}))
        case e.AnswerMissed(asked=body):
            return replace(activity, missed=activity.missed | {body})
        case e.RequestWithdrawn():
            return replace(activity, stage=Stage.WITHDRAWN)
        case e.ActivityRecorded() | e.ActivityCorrected():
            return replace(
                activity,
                unit=unit,
                stage=Stage.RECORDED,
                recorded=event,
                recorded_at=activity.version,
            )
        case _:
            assert_never(event)


def _answered(activity: Activity) -> Activity:
    """One that agrees is enough; it is declined once all have declined."""
    if activity.agreeing:
        return replace(activity, stage=Stage.AGREED)
    return replace(activity, stage=Stage.ASKED if activity.unanswered else Stage.DECLINED)
