"""An activity that took place: tested, recorded, corrected."""

from collections.abc import Iterable, Iterator
from typing import Any

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.meetings import activity as e
from contracts.procedure import Researched
from contracts.roles import Role
from runtime.decider import Circumstances, Rejected
from services.meetings.activity import commands as c
from services.meetings.activity.decider import days, following, particulars
from services.meetings.activity.decider.state import Activity
from services.meetings.consultation.decider import kept
from services.meetings.consultation.decider.checks import in_reach, in_turn, running
from services.meetings.consultation.decider.state import Consultation
from services.meetings.consultation.decider.state import Stage as ConsultationStage
from services.meetings.words import ACTIVITY, Book, counted


def record(command: c.RecordActivity, given: Circumstances[Book]) -> list[e.ActivityEvent]:
    facts = command.model_dump(include={"title", "joint", "consultations", *_PLAIN})
    facts |= kind_chosen(command.kind, given)
    facts["bodies"], facts["body_kinds"] = command.bodies, _kinds(command.bodies, given)
    _own_body(given, command.bodies)
    return _recorded(e.ActivityRecorded(**_whole(facts, command, given)), command, given)


def record_asked(
    activity: Activity, command: c.RecordAsked, given: Circumstances[Book]
) -> list[e.ActivityEvent]:
    assert (asked := activity.asked)
    came = [each for each in activity.agreeing if each.body not in command.bodies]
    facts = {
        **_kept(asked),
        "title": asked.title,
        "consultations": asked.consultations,
        **command.model_dump(include=_PLAIN),
        "bodies": (*command.bodies, *(each.body for each in came)),
        "body_kinds": _each_once((*_kinds(command.bodies, given), *(each.kind for each in came))),
        "joint": True,
    }
    whole = _whole(facts, command, given)
    done = e.ActivityRecorded(**whole, unanswered=activity.unanswered)
    return _recorded(done, command, given)


def correct(
    activity: Activity, command: c.CorrectActivity, given: Circumstances[Book]
) -> list[e.ActivityEvent]:
    assert (before := activity.recorded)
    in_reach(before.consultations, given)
    if before.findings is not None and before.consultations and command.findings is None:
        raise _findings_left_out()
    facts = {
        **_kept(before),
        "consultations": before.consultations,
        **command.model_dump(include={"title", "joint", *_PLAIN}),
        "bodies": command.bodies,
        "body_kinds": _kinds(command.bodies, given),
    }
    corrected = e.ActivityCorrected(
        **_whole(facts, command, given, before),
        corrects=activity.recorded_at,
        reason=command.reason,
        before=before.members,
        before_on=before.held_on,
    )
    if all(getattr(corrected, name) == getattr(before, name) for name in e.Activity.model_fields):
        return []
    return [corrected]


def _findings_left_out() -> Rejected:
    return Rejected(
        "findings-left-out",
        "这项活动已经作为议前调研计入所服务的协商，更正时不能去掉调研发现（findings）。"
        "请一并写明，有误的写更正后的内容。",
        "This activity counts as research in the consultation that it serves, so a correction does "
        "not leave its `findings` out. Repeat them, corrected where they were wrong.",
    )


def serving(
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
    """Refuse research that does not have its turn in a consultation that it serves, or without
    findings where these are waited for. What was agreed and took place is recorded after the
    conclusion, too, and changes nothing there."""
    for case in serving(recorded.consultations, given, isinstance(command, c.RecordAsked)):
        if recorded.findings is not None:
            in_turn(case, command, given)
        elif recorded.may_find and case.walk.awaits(Researched):
            raise _without_findings()
    return [recorded]


def _without_findings() -> Rejected:
    """Research without findings counts for no step, and nobody would notice (000-45)."""
    return Rejected(
        "findings-missing",
        "所服务的协商还在等待议前调研，没有调研发现（findings）的活动不计入。请写明事实、关键问题和"
        "建议；不是议前调研的，请不填所服务的协商，或改用其他活动类别。",
        "A consultation that it serves waits for research, and an activity without `findings` does "
        "not count as such. Tell facts, key problem and proposal. If it was no research, name no "
        "consultation, or choose another kind.",
    )


def _own_body(given: Circumstances[Book], bodies: tuple[str, ...]) -> None:
    """Refuse a committee that records what it did not take part in."""
    if given.role == Role.COMMITTEE and given.body not in bodies:
        raise Rejected(
            "other-committee",
            "专门委员会只能登记本委员会参加的活动。请把本委员会列入参加机构。",
            "A committee records only activities of its own. List your own committee.",
        )


_PLAIN = {"held_on", "led_by", "held_by", "place", "findings"}
"""What is recorded as it is told."""


def _whole(
    facts: dict[str, Any],
    told: c.TookPlace,
    given: Circumstances[Book],
    before: e.Activity | None = None,
) -> dict[str, Any]:
    """The activity, once it has been tested. `before`: as it is on record."""
    until = days.last(told.held_on, told.until, given)
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
    kinds = kept.kinds(given.rules, served, present=before.present if before else ())
    return {
        **facts,
        "until": until,
        "present": counted(kinds, told.present),
        **particulars.of(facts, told, given, before),
        "follows_up": following.of(told, given),
    }


def kind_chosen(code: str, given: Circumstances[Book]) -> dict[str, Any]:
    """The kind of activity that is chosen, with what it means from now on for this one."""
    kind = chosen(given.rules.words.activities, code, ACTIVITY)
    return {
        "kind": kind.code,
        "credited_as": kind.credited_as,
        "quota": kind.quota,
        "may_find": kind.findings,
        "may_join": kind.joins,
    }


def _kinds(bodies: Iterable[str], given: Circumstances[Book]) -> tuple[str, ...]:
    """The kinds of these bodies, each once, as the directory has them."""
    return _each_once(given.directory[each].kind for each in bodies if each in given.directory)


def _each_once(kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kinds))


def _kept(of: e.OfKind) -> dict[str, Any]:
    """The kind as it was chosen: it may have left the words since."""
    return {name: getattr(of, name) for name in e.OfKind.model_fields}
