"""An activity's life as a table: asked for, agreed or declined, recorded, corrected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.meetings import activity as e
from contracts.meetings.participant import Presence
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.activity import commands as c
from services.meetings.consultation.decider import kept
from services.meetings.consultation.decider.checks import in_reach, in_turn, running
from services.meetings.consultation.decider.state import Consultation
from services.meetings.consultation.decider.state import Stage as ConsultationStage
from services.meetings.words import ACTIVITY, Book, counted


class Stage(StrEnum):
    BLANK = "blank"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Activity:
    unit: str = ""
    stage: Stage = Stage.BLANK
    asked: e.ActivityAsked | None = None
    agreed: e.ActivityAgreed | None = None
    declined: e.ActivityDeclined | None = None
    version: int = 0
    recorded: e.Activity | None = None
    recorded_at: int = 0
    """The version of this stream in which it was recorded or last corrected."""


def decide(
    activity: Activity, command: c.ActivityCommand, given: Circumstances[Book]
) -> list[e.ActivityEvent]:
    match activity.stage, command:
        case Stage.BLANK, c.AskActivity():
            kind = _chosen(command.kind, given)
            listed_once(command.consultations)
            list(_serving(command.consultations, given))
            facts = command.model_dump(exclude={"unit", "kind"})
            asked_kind = given.directory[command.asked].kind
            return [e.ActivityAsked(**kind, asked_kind=asked_kind, **facts)]
        case Stage.BLANK, c.RecordActivity():
            facts = command.model_dump(exclude={"unit", "kind", "present"})
            facts |= _chosen(command.kind, given)
            facts["body_kinds"] = _kinds(command.bodies, given)
            _own_body(given, command.bodies)
            return _recorded(
                e.ActivityRecorded(**_whole(facts, command.present, given)), command, given
            )
        case Stage.BLANK, _:
            raise Rejected(
                "no-activity",
                "没有这项活动。请核对编号，或先登记活动。",
                "There is no such activity. Check its id, or record it first.",
            )
        case _, c.AskActivity() | c.RecordActivity():
            raise Rejected(
                "already-there",
                "此编号的活动已经登记。另一项活动请另行登记。",
                "An activity with this id is there already. Record another one anew.",
            )
        case Stage.ASKED | Stage.AGREED, c.AgreeActivity():
            agreed = e.ActivityAgreed(asked=_answers(activity, given), **command.model_dump())
            return [] if agreed == activity.agreed else [agreed]
        case Stage.ASKED | Stage.DECLINED, c.DeclineActivity():
            declined = e.ActivityDeclined(asked=_answers(activity, given), reason=command.reason)
            return [] if declined == activity.declined else [declined]
        case Stage.AGREED, c.RecordAsked():
            assert (asked := activity.asked)
            also = () if asked.asked in command.bodies else (asked.asked,)
            facts = {
                **_kept(asked),
                "title": asked.title,
                "consultations": asked.consultations,
                **command.model_dump(exclude={"present", "bodies"}),
                "bodies": (*command.bodies, *also),
                "body_kinds": _each_once((*_kinds(command.bodies, given), asked.asked_kind)),
                "joint": True,
            }
            return _recorded(
                e.ActivityRecorded(**_whole(facts, command.present, given)), command, given
            )
        case Stage.RECORDED, c.CorrectActivity():
            return _correct(activity, command, given)
        case Stage.ASKED, c.RecordAsked() | c.CorrectActivity():
            raise Rejected(
                "not-answered",
                "所请的机构尚未答复。请待其同意后再登记。",
                "The body that was asked has not answered. Record it once it has agreed.",
            )
        case Stage.DECLINED, _:
            raise Rejected(
                "declined",
                "所请的机构已经谢绝。请另请其他机构，或自行开展后登记。",
                "The body that was asked has declined. Ask another one, or record your own.",
            )
        case Stage.AGREED, _:
            raise Rejected(
                "agreed",
                "所请的机构已经同意参加。活动开展之后请登记情况。",
                "The body that was asked has agreed. Record the activity once it took place.",
            )
        case _:
            raise Rejected(
                "recorded",
                "活动已经登记。如有错漏请更正。",
                "The activity is recorded. Correct it where it is wrong.",
            )


def _serving(
    consultations: tuple[str, ...], given: Circumstances[Book], begun: bool = False
) -> Iterator[Consultation]:
    """The consultations that it serves and that still run. Refuses what is out of reach, and one
    that is concluded, unless the activity was `begun` before."""
    in_reach(consultations, given)
    for each in consultations:
        case = given.read(f"consultation/{each}")
        if not begun:
            running(case)
        if case.stage is ConsultationStage.RUNNING:
            yield case


def _recorded(
    recorded: e.ActivityRecorded, command: c.ActivityCommand, given: Circumstances[Book]
) -> list[e.ActivityEvent]:
    """Refuse research that does not have its turn in a consultation that it serves. What was agreed
    and took place is recorded after the conclusion, too, and changes nothing there."""
    for case in _serving(recorded.consultations, given, isinstance(command, c.RecordAsked)):
        if recorded.findings is not None:
            in_turn(case, command, given)
    return [recorded]


def _answers(activity: Activity, given: Circumstances[Book]) -> str:
    """The body that was asked; only itself answers."""
    assert activity.asked
    if given.body != activity.asked.asked:
        raise Rejected(
            "other-body",
            "只有所请的机构可以答复。请转请该机构办理。",
            "Only the body that was asked can answer. Bring it to that body.",
        )
    return activity.asked.asked


def _own_body(given: Circumstances[Book], bodies: tuple[str, ...]) -> None:
    """Refuse a committee that records what it did not take part in."""
    if given.role == Role.COMMITTEE and given.body not in bodies:
        raise Rejected(
            "other-committee",
            "专门委员会只能登记本委员会参加的活动。请把本委员会列入参加机构。",
            "A committee records only activities of its own. List your own committee.",
        )


def _whole(
    facts: dict[str, Any],
    present: tuple[Presence, ...],
    given: Circumstances[Book],
    before: tuple[Presence, ...] = (),
) -> dict[str, Any]:
    """The activity, once it has been tested. `before`: who was there as it is on record."""
    on: date = facts["held_on"]
    given.has_come(on)
    listed_once(facts["bodies"])
    listed_once(facts["consultations"])
    if facts["joint"] and not facts["bodies"]:
        raise Rejected(
            "joint-with-whom",
            "联合开展的活动须写明参加的专门委员会或部门。请补充。",
            "A joint activity names the committees or departments that took part. Add them.",
        )
    if facts["findings"] and not facts["may_find"]:
        raise Rejected(
            "no-findings",
            "此类活动不登记调研发现。请去掉，或改用调研类活动。",
            "An activity of this kind holds no findings. Leave them out, or choose a kind that"
            " does.",
        )
    served = [given.read(f"consultation/{each}") for each in facts["consultations"]]
    kinds = kept.kinds(given.rules, served, present=before)
    return {**facts, "present": counted(kinds, present)}


def _chosen(code: str, given: Circumstances[Book]) -> dict[str, Any]:
    """The kind of activity that is chosen, with what it means from now on for this one."""
    kind = chosen(given.rules.words.activities, code, ACTIVITY)
    return {
        "kind": kind.code,
        "credited_as": kind.credited_as,
        "quota": kind.quota,
        "may_find": kind.findings,
    }


def _kinds(bodies: Iterable[str], given: Circumstances[Book]) -> tuple[str, ...]:
    """The kinds of these bodies, each once, as the directory has them."""
    return _each_once(given.directory[each].kind for each in bodies if each in given.directory)


def _each_once(kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kinds))


def _kept(of: e.OfKind) -> dict[str, Any]:
    """The kind as it was chosen: it may have left the words since."""
    return {name: getattr(of, name) for name in e.OfKind.model_fields}


def _correct(
    activity: Activity, command: c.CorrectActivity, given: Circumstances[Book]
) -> list[e.ActivityEvent]:
    assert (before := activity.recorded)
    in_reach(before.consultations, given)
    facts = {
        **_kept(before),
        "consultations": before.consultations,
        **command.model_dump(exclude={"present", "reason"}),
        "body_kinds": _kinds(command.bodies, given),
    }
    corrected = e.ActivityCorrected(
        **_whole(facts, command.present, given, before.present),
        corrects=activity.recorded_at,
        reason=command.reason,
        before=before.members,
        before_on=before.held_on,
    )
    if all(getattr(corrected, name) == getattr(before, name) for name in e.Activity.model_fields):
        return []
    return [corrected]


def evolve(activity: Activity, event: e.ActivityEvent, unit: str) -> Activity:
    activity = replace(activity, version=activity.version + 1)
    match event:
        case e.ActivityAsked():
            return replace(activity, unit=unit, stage=Stage.ASKED, asked=event)
        case e.ActivityAgreed():
            return replace(activity, stage=Stage.AGREED, agreed=event)
        case e.ActivityDeclined():
            return replace(activity, stage=Stage.DECLINED, declined=event)
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


def reads(activity: Activity, command: c.ActivityCommand) -> Iterable[str]:
    """The consultations that the activity serves: their procedure has a say, and their unit."""
    match command:
        case c.AskActivity(consultations=served) | c.RecordActivity(consultations=served):
            pass
        case c.RecordAsked() if activity.asked:
            served = activity.asked.consultations
        case c.CorrectActivity() if activity.recorded:
            served = activity.recorded.consultations
        case _:
            served = ()
    return [f"consultation/{each}" for each in served]


ACTIVITY_LIFE = Decider[Activity, c.ActivityCommand, e.ActivityEvent](Activity(), decide, evolve)
