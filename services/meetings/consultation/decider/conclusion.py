"""The end of a consultation: the minutes of all its rounds count, and go to the outcome."""

from typing import Any

from common.conditions import lacking
from contracts.meetings import consultation as e
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.conditions import holds
from services.meetings.consultation.decider.checks import in_turn, none_open
from services.meetings.consultation.decider.state import Consultation


def conclude(
    case: Consultation, command: c.ConcludeConsultation, given: Circumstances[Any]
) -> list[e.ConsultationEvent]:
    """What the last step ends is tested whole, on present facts."""
    in_turn(case, command, given)
    none_open(case)
    rounds = [each for each in case.rounds if not each.cancelled]
    if waiting := [str(each.called.round) for each in rounds if each.minutes is None]:
        numbers = "、".join(waiting)
        raise Rejected(
            "no-minutes",
            f"第 {numbers} 次协商会的纪要尚未确认。请先确认纪要。",
            f"The minutes of round {numbers} are not confirmed. Confirm them first.",
        )
    if missing := case.walk.lacks(holds(case.facts_if(accepted=True))):
        raise lacking(missing)
    sessions = tuple(each.called.session for each in rounds)
    return [e.MinutesAccepted(sessions=sessions, summary=command.summary)]


def concluded(case: Consultation) -> e.ConsultationConcluded:
    """What goes to the outcome."""
    assert case.opened is not None
    assert case.procedure is not None
    assert case.accepted is not None
    minutes = [each.minutes for each in case.rounds if each.minutes]
    return e.ConsultationConcluded(
        topics=case.opened.topics,
        places=case.opened.places,
        sessions=case.accepted.sessions,
        title=case.opened.title,
        summary=case.accepted.summary,
        consensus=tuple(text for each in minutes for text in each.consensus),
        dissent=tuple(text for each in minutes for text in each.dissent),
        tasks=tuple(task for each in minutes for task in each.tasks),
        raised_by=case.opened.raised_by,
        raised_in=case.opened.raised_in,
        last_on=case.last_on,
        procedure=case.procedure,
    )
