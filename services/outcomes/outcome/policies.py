"""When something happens, what we ask of an outcome."""

from contracts.event import Recorded
from contracts.ids import ConsultationId, begun_by
from contracts.meetings.consultation import ConsultationConcluded
from contracts.outcomes.outcome import TaskDraft
from runtime.policy import Wanted
from services.outcomes.outcome.commands import DraftOutcome


def when_consultation_concluded_draft_the_outcome(
    record: Recorded[ConsultationConcluded],
) -> list[Wanted]:
    ended = record.data
    tasks = tuple(
        TaskDraft(
            task=number,
            lead=agreed.lead,
            co=agreed.co,
            what=agreed.what,
            due=agreed.due,
            session=agreed.session,
            promise=agreed.promise,
        )
        for number, agreed in enumerate(ended.tasks, start=1)
    )
    command = DraftOutcome(
        unit=record.unit,
        topics=ended.topics,
        consultation=ConsultationId(record.key),
        title=ended.title,
        summary=ended.summary,
        consensus=ended.consensus,
        dissent=ended.dissent,
        tasks=tasks,
        raised_by=ended.raised_by,
        raised_in=ended.raised_in,
        places=ended.places,
        concluded_on=ended.last_on,
        procedure=ended.procedure,
    )
    return [Wanted(begun_by(record.id, "outcome"), command)]
