"""What comes before a session: research, parties, notices, views, the plan of the session."""

from typing import Any

from common.checks import listed_once
from contracts.meetings import consultation as e
from contracts.roles import Role
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.case import Consultation
from services.meetings.consultation.decider.checks import in_turn
from services.meetings.rules.decider import Rules


def request_joint_research(
    case: Consultation, command: c.RequestJointResearch
) -> list[e.ConsultationEvent]:
    if (command.committee, command.question) in case.joint_research:
        return []
    return [e.JointResearchRequested(**command.model_dump())]


def record_research(
    case: Consultation, command: c.RecordResearch, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    in_turn(case, command, given)
    given.has_come(command.held_on)
    listed_once(command.members)
    if command.joint and command.committee is None:
        raise Rejected(
            "joint-without-committee",
            "联合调研须写明参加的专门委员会。请补充专委会。",
            "Joint research names the committee that took part. Add the committee.",
        )
    if given.role == Role.COMMITTEE and given.body and command.committee != given.body:
        raise Rejected(
            "other-committee",
            "专门委员会只能记录本委员会参加的调研。请改为本委员会。",
            "A committee records only research of its own. Name your own committee.",
        )
    return [e.ResearchRecorded(research=len(case.research) + 1, **command.model_dump())]


def fix_parties(
    case: Consultation, command: c.FixParties, given: Circumstances[Any]
) -> list[e.ConsultationEvent]:
    fixed = e.PartiesFixed(**dict(command))
    if fixed == case.parties:
        return []
    in_turn(case, command, given)
    listed_once(command.not_concerned)
    return [fixed]


def post_notice(
    case: Consultation, command: c.PostNotice, given: Circumstances[Any]
) -> list[e.ConsultationEvent]:
    notice = e.NoticePosted(**dict(command))
    if notice in case.notices:
        return []
    in_turn(case, command, given)
    given.has_come(command.on)
    return [notice]


def seek_views(
    case: Consultation, command: c.SeekViews, given: Circumstances[Any]
) -> list[e.ConsultationEvent]:
    views = e.ViewsSought(**dict(command))
    if views in case.views:
        return []
    in_turn(case, command, given)
    given.has_come(command.until)
    if command.until < command.since:
        raise Rejected(
            "views-backwards",
            f"征求意见的截止日期 {command.until} 早于开始日期 {command.since}。请核对日期。",
            f"Views were sought until {command.until}, before they began on {command.since}. "
            "Check the days.",
        )
    return [views]


def plan_session(
    case: Consultation, command: c.PlanSession, given: Circumstances[Any]
) -> list[e.ConsultationEvent]:
    planned = e.SessionPlanned(**command.model_dump())
    if planned == case.session_plan:
        return []
    in_turn(case, command, given)
    return [planned]
