"""What comes before a session: research, parties, the plan of the session."""

from common.checks import listed_once
from contracts.meetings import consultation as e
from contracts.meetings.procedure import Milestone
from contracts.roles import Role
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.case import Consultation
from services.meetings.consultation.decider.checks import has_its_turn
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
    has_its_turn(case, Milestone.RESEARCH_RECORDED)
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
    return [e.ResearchRecorded(research=case.research + 1, **command.model_dump())]


def fix_parties(case: Consultation, command: c.FixParties) -> list[e.ConsultationEvent]:
    if command.parties == case.parties:
        return []
    has_its_turn(case, Milestone.PARTIES_FIXED)
    return [e.PartiesFixed(parties=command.parties)]


def plan_session(case: Consultation, command: c.PlanSession) -> list[e.ConsultationEvent]:
    planned = e.SessionPlanned(**command.model_dump())
    if planned == case.session_plan:
        return []
    has_its_turn(case, Milestone.SESSION_PLANNED)
    return [planned]
