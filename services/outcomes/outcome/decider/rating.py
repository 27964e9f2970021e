"""An outcome that was rated by secret ballot: where too few are satisfied it is handled again
(001-36, domain 8.1, 10)."""

from contracts.outcomes import outcome as e
from runtime.decider import Circumstances
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.closing import reopen
from services.outcomes.outcome.decider.state import Outcome, Stage
from services.outcomes.outcome.decider.task import TaskState
from services.outcomes.outcome.decider.urging import again
from services.outcomes.rules.decider import OutcomeRules


def note_rating(
    outcome: Outcome, command: c.NoteRating, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """Nothing of this is refused: the ballots were counted. Tasks that still go on just go on."""
    if any(each.rating == command.rating for each in _of(outcome, command)):
        return []
    rated = e.OutcomeRated(**command.model_dump(exclude={"kind_name"}))
    if command.satisfied is not False:
        return [rated]
    reason = f"{command.kind_name}：满意率{command.share}%，未达到满意"
    unsettled = [
        again(outcome, task.number, reason, None, given)
        for task in outcome.tasks.values()
        if command.task in (None, task.number) and task.state is TaskState.COMPLETED
    ]
    closed = unsettled and outcome.stage is Stage.CLOSED
    return [rated, *(reopen(outcome, reason) if closed else ()), *unsettled]


def note_annulled(outcome: Outcome, command: c.NoteRatingAnnulled) -> list[e.OutcomeEvent]:
    if not any(each.rating == command.rating for each in _of(outcome, command)):
        return []
    return [e.OutcomeRatingAnnulled(**dict(command))]


def _of(outcome: Outcome, command: c.NoteRating | c.NoteRatingAnnulled) -> list[e.OutcomeRated]:
    """What is on record of the same place on a ballot."""
    return [each for each in outcome.ratings if each.subject == command.subject]
