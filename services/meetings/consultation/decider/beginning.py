"""That a consultation has begun, and that one which has not is withdrawn with its topic (5.5)."""

from contracts.meetings import consultation as e
from runtime.decider import Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.state import Consultation


def note_begun(case: Consultation) -> list[e.ConsultationEvent]:
    if case.begun or case.opened is None or not case.touched:
        return []
    return [e.ConsultationBegun(topics=case.opened.topics)]


def withdraw(case: Consultation, command: c.WithdrawConsultation) -> list[e.ConsultationEvent]:
    """Refuse where something was done in it: it goes on to its end."""
    if case.touched:
        raise Rejected(
            "begun",
            "协商已经开始，不能随议题撤回。请继续办理，或由原单位把议题重新列入计划。",
            "The consultation has begun and is not withdrawn with its topic. Go on with it, or have"
            " the topic put into the plan again.",
        )
    assert case.opened
    return [e.ConsultationWithdrawn(topics=case.opened.topics, reason=command.reason)]


def was_withdrawn() -> Rejected:
    return Rejected(
        "consultation-withdrawn",
        "议题已经撤出计划，这项协商随之撤回。请待议题重新列入计划后，在新的协商中办理。",
        "The topic was withdrawn from its plan, and this consultation with it. Once the topic"
        " stands in a plan again, go on in the consultation that is opened then.",
    )
