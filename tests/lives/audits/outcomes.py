"""Outcomes: what is begun is followed up, and closed when all of it is (13.3-15, model 13)."""

from collections.abc import Sequence

from contracts.outcomes import outcome as o
from contracts.outcomes import rating as r
from contracts.outcomes import series as n
from tests.lives.audits import begins_with, counted, only


def outcome(life: Sequence[o.OutcomeEvent]) -> None:
    begins_with(life, o.OutcomeDrafted)
    counted(each.check for each in only(life, o.CheckHeld))
    counted(each.feedback for each in only(life, o.FeedbackGiven))
    counted(each.posting for each in only(life, o.ResultPosted))
    counted(each.instruction for each in only(life, o.InstructionGiven))
    counted(each.complaint for each in only(life, o.ComplaintRecorded))
    counted(each.referral for each in only(life, o.TaskReferred))
    counted(each.adoption for each in only(life, o.OutcomeAdopted))
    state: dict[int, str] = {each.task: "agreed" for each in only(life, o.OutcomeDrafted)[0].tasks}
    closed = False
    number = 0
    for each in life:
        match each:
            case o.StepCompleted() | o.StepWaived():
                assert each.step_number > number, "13.3-5"
                number = each.step_number
            case o.TaskAssigned():
                before = state.get(each.task)
                assert before in (None, "agreed", "returned") or each.reason, "its lead has ended"
                assert before != "done"
                state[each.task] = "open"
            case o.TaskReturned():
                assert state[each.task] == "open"
                state[each.task] = "returned"
            case o.TaskCompleted():
                assert state[each.task] == "open"
                state[each.task] = "done"
            case o.CompletionRestored():
                assert state[each.task] != "done"
                state[each.task] = "done"
            case o.TaskReopened() | o.HandlingAgain():
                assert state[each.task] == "done", "a check not kept opens it again, as do people"
                state[each.task] = "open"
            case o.OutcomeClosed():
                assert not closed
                assert set(state.values()) <= {"done"}, "nothing it began is open (model 13)"
                figures = (each.benefit.people, each.benefit.households)
                more = (each.benefit.area_mu, each.benefit.money_yuan)
                assert any(figures) or any(more) or each.benefit.none_because, "13.3-15"
                closed = True
            case o.OutcomeReopened():
                assert closed
                closed = False
            case o.BenefitCorrected():
                assert closed


def series(life: Sequence[n.SeriesEvent]) -> None:
    """Numbers of a year without gaps and without doubles, from the first that was given."""
    begins_with(life, n.OutcomeSeriesOpened)
    last: dict[int, int] = {}
    for each in only(life, n.OutcomeNumbered):
        before = last.get(each.year)
        assert before is None or each.number_in_year == before + 1, "8.1, 4a"
        last[each.year] = each.number_in_year


def rating(life: Sequence[r.RatingEvent]) -> None:
    """Two persons counted what adds up to no more than was issued (13.3-12); one result stands."""
    begins_with(life, r.RatingOpened)
    opened = only(life, r.RatingOpened)[0]
    issued = results = 0
    by: list[str] = []
    for each in life:
        match each:
            case r.BallotsIssued() | r.BallotsCorrected():
                assert not by, "a count rests on it"
                assert each.issued <= each.present <= opened.entitled
                assert each.present * 100 > opened.rating_kind.quorum * opened.entitled
                issued = each.issued
            case r.CountEntered():
                by.append(each.teller)
                for line in each.counts:
                    total = sum(one.votes for one in line.votes) + line.blank + line.invalid
                    assert opened.rating_kind.least <= total == each.returned <= issued
            case r.CountTakenBack():
                by.pop()
            case r.RatingCounted():
                assert len(set(by)) == len(by) == 2, "two tellers, by themselves"
                first, second = only(life, r.CountEntered)[-2:]
                assert (first.returned, first.counts) == (second.returned, second.counts)
                results += 1
            case r.RatingReported() | r.RatingPublished():
                assert results == 1
    assert results <= 1
