"""The rows of what was posted, told, adopted and written by leaders, as it is known now."""

from typing import Any

from contracts.event import Recorded
from contracts.outcomes import outcome as e
from runtime.projection import Change, drop, filled, patch, put
from services.outcomes.outcome.decider.entries import Entry
from services.outcomes.outcome.tables import (
    OF_FEEDBACK,
    adoptions,
    complaints,
    instructions,
    outcomes,
    referrals,
    told,
)
from services.outcomes.outcome.task_rows import within


def of_an_entry(record: Recorded[e.OutcomeEvent], event: Entry) -> list[Change]:
    match event:
        case e.Posting():
            return [_posted(record, event)]
        case e.PostingTakenBack(stands=stands):
            return [_posted(record, stands)]
        case e.FeedbackCorrected(whom=whom, stands=stands):
            return _told(record, whom, stands)
        case e.FeedbackTakenBack(whom=whom, stands=stands):
            return _told(record, whom, stands)
        case e.Feedback(whom=whom):
            return _told(record, whom, event)
        case e.Adoption(adoption=number, on=on):
            key, facts = within(record.key, number), filled(adoptions, event)
            facts = {"outcome": record.key, "adopted_on": on, **facts}
            return [put(adoptions, record, key=key, **facts)]
        case e.AdoptionTakenBack(adoption=number):
            return [drop(adoptions, record, key=within(record.key, number))]
        case e.Instruction(instruction=number, on=on):
            key, said = within(record.key, number), filled(instructions, event)
            said = {"outcome": record.key, "given_on": on, **said}
            return [put(instructions, record, key=key, **said)]
        case e.InstructionTakenBack(instruction=number):
            return [drop(instructions, record, key=within(record.key, number))]


def of_a_complaint(
    record: Recorded[e.OutcomeEvent],
    event: e.ComplaintRecorded | e.ComplaintTakenBack | e.TaskReferred | e.ReferralAnswered,
) -> list[Change]:
    match event:
        case e.ComplaintRecorded(complaint=number, on=on):
            facts = {"outcome": record.key, "complained_on": on, **filled(complaints, event)}
            return [put(complaints, record, key=within(record.key, number), **facts)]
        case e.ComplaintTakenBack(complaint=number):
            return [drop(complaints, record, key=within(record.key, number))]
        case e.TaskReferred(referral=number, on=on):
            said = {"outcome": record.key, "referred_on": on, **filled(referrals, event)}
            return [put(referrals, record, key=within(record.key, number), **said)]
        case e.ReferralAnswered(referral=number, on=on, result=result):
            key = within(record.key, number)
            return [patch(referrals, record, key=key, answered_on=on, result=result)]


def _posted(record: Recorded[e.OutcomeEvent], posting: e.Posting | None) -> Change:
    """That of the last entry; a correction of an earlier one shows until the next."""
    place, on = (posting.place, posting.on) if posting else (None, None)
    return patch(outcomes, record, posted_on=on, posted_at=place)


def _told(
    record: Recorded[e.OutcomeEvent], whom: str | None, feedback: e.Feedback | None
) -> list[Change]:
    if whom is None:
        facts: dict[str, Any] = dict.fromkeys(OF_FEEDBACK)
        if feedback:
            said = filled(outcomes, feedback)
            facts = {"feedback_on": feedback.on, "feedback_channel": feedback.channel, **said}
        return [patch(outcomes, record, **{name: facts[name] for name in OF_FEEDBACK})]
    key = f"{record.key}:{whom}"
    if feedback is None:
        return [drop(told, record, key=key)]
    said = filled(told, feedback)
    return [put(told, record, key=key, outcome=record.key, told_on=feedback.on, **said)]
