"""The conditions of a step: its turn, its gates, its day."""

from datetime import date

from contracts.meetings import consultation as e
from contracts.meetings.procedure import Gate, Milestone
from runtime.decider import Rejected
from services.meetings.consultation.decider.case import Consultation

OWN_GATE = {
    Milestone.PARTIES_FIXED: Gate.PARTIES,
    Milestone.SESSION_PLANNED: Gate.SESSION_PLAN,
    Milestone.RESEARCH_RECORDED: Gate.RESEARCH,
    Milestone.MINUTES_CONFIRMED: Gate.MINUTES,
}
"""The gate that each milestone itself fulfils: a step that needs it does not wait for itself."""


def has_its_turn(case: Consultation, milestone: Milestone) -> None:
    """Refuse a milestone whose step does not have its turn, or whose gates are not in place."""
    place = case.place_of(milestone)
    if place is None:
        return
    if (missing := case.open_step) and place > case.done:
        raise Rejected(
            "step-order",
            f"步骤须按顺序进行，请先完成“{missing.name}”，再办理“{case.steps[place].name}”。",
            f"Steps go in order: complete {missing.name} before {case.steps[place].name}.",
        )
    for gate in case.steps[place].needs:
        if gate is not OWN_GATE.get(milestone):
            in_place(case, gate)


def in_place(case: Consultation, gate: Gate) -> None:
    """Refuse where this gate is not in place."""
    match gate:
        case Gate.CONSENT:
            pass  # A consultation only ever starts from the consent (000-24).
        case Gate.PLANNED if not case.plan:
            raise Rejected(
                "not-planned",
                "议题尚未列入年度协商计划。请先列入计划并报同级党组织同意。",
                "The topic is in no approved annual plan. Add it to the plan and obtain consent.",
            )
        case Gate.PARTIES if not case.parties:
            raise Rejected(
                "no-parties",
                "尚未确定协商主体。请先确定参加的各方，包括利益相关方。",
                "The parties are not fixed. Fix who takes part, stakeholders among them.",
            )
        case Gate.SESSION_PLAN if case.session_plan is None:
            raise Rejected(
                "no-session-plan",
                "尚未制定协商方案。请先确定形式、地点、日期和问题。",
                "The session is not planned. Settle form, place, day and questions first.",
            )
        case Gate.RESEARCH if not case.research:
            raise no_research()
        case Gate.MINUTES if Milestone.MINUTES_CONFIRMED not in case.happened:
            raise Rejected(
                "no-minutes",
                "协商纪要尚未确认。请先确认纪要。",
                "The minutes are not confirmed. Confirm them first.",
            )
        case Gate.OUTCOME_CONSENT if "OutcomeConsented" not in case.happened:
            raise Rejected(
                "no-outcome-consent",
                "成果使用尚未经同级党组织同意。请先报请同意。",
                "There is no consent yet to use the outcome. Ask the Party organisation for it.",
            )


def no_research() -> Rejected:
    return Rejected(
        "no-research",
        "协商之前须有调研。请先记录议前调研，调研日期不得晚于会议日期。",
        "Research comes before consultation. Record it, with a day before the session.",
    )


def researched(case: Consultation, day: date) -> None:
    """Only a simple consultation may meet without research (13.3-1), whatever its steps say."""
    if not case.simple and (case.researched_on is None or case.researched_on > day):
        raise no_research()


def stakeholders_invited(case: Consultation) -> None:
    """A session that needs parties needs those whom the matter touches (000-53, 001-23)."""
    place = case.place_of(Milestone.MINUTES_CONFIRMED)
    if case.simple or place is None or Gate.PARTIES not in case.steps[place].needs:
        return
    if not {e.PartyKind.STAKEHOLDER, e.PartyKind.RESIDENT} & {party.kind for party in case.parties}:
        raise Rejected(
            "no-stakeholders",
            "协商主体中没有利益相关方或居民代表。请邀请后重新确定协商主体。",
            "No stakeholder or resident is among the parties. Invite them; fix the parties anew.",
        )
