"""When something happens, what we ask of an outcome."""

from contracts.event import Recorded
from contracts.meetings.consultation import MinutesConfirmed
from contracts.outcomes.outcome import TaskDraft
from runtime.policy import Wanted
from services.outcomes.outcome.commands import DraftOutcome


def when_minutes_confirmed_draft_the_outcome(record: Recorded[MinutesConfirmed]) -> list[Wanted]:
    """Drafts the outcome under the id of its topic."""
    minutes = record.data
    tasks = tuple(
        TaskDraft(
            task=number,
            lead=agreed.lead,
            co=agreed.co,
            what=agreed.what,
            due=agreed.due,
            promise=agreed.promise,
        )
        for number, agreed in enumerate(minutes.tasks, start=1)
    )
    command = DraftOutcome(
        unit=record.unit,
        title=minutes.title,
        summary=minutes.summary,
        consensus=minutes.consensus,
        dissent=minutes.dissent,
        tasks=tasks,
        raised_by=minutes.raised_by,
        raised_in=minutes.raised_in,
    )
    return [Wanted(record.key, command)]
