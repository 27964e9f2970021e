"""The days of a proposal: in their order, and what is due until which day (domain 9.3)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from contracts.calendar import Term
from contracts.topics import proposal as e
from contracts.topics.proposal_parts import Until
from runtime.decider import Circumstances, Rejected
from runtime.due import Deadline, Deadlines
from services.topics.proposal import commands as c
from services.topics.proposal.decider.state import Proposal
from services.topics.rules.decider import TopicRules


def in_order(proposal: Proposal, day: date, given: Circumstances[Any]) -> None:
    """Refuse a day that is still to come, or before what happened last."""
    given.has_come(day)
    if proposal.since is not None and day < proposal.since:
        raise Rejected(
            "day-before",
            f"{day} 早于上一步的日期 {proposal.since}。请核对日期；上一步日期有误的，请先更正。",
            f"{day} lies before {proposal.since}, the day of the step before. Check the day; where "
            "the other one is wrong, have it corrected first.",
        )


def until(since: date, term: Term, given: Circumstances[TopicRules]) -> Until:
    """The last day of a term. Grace runs from it, and never ends before it would from today:
    whoever enters what was long ago can enter it whole."""
    due = given.rules.days.end(since, term)
    first, grace = max(due.day, given.today), given.rules.proposals.grace
    last = given.rules.days.end(first, grace).day if grace else first
    later = last if last > due.day else None
    return Until(due=due.day, due_with_grace=later, provisional=due.provisional)


def due(proposal: Proposal) -> Iterator[Deadline]:
    """A supplement of what was returned, and telling the signers, where not on record as missed."""
    until = proposal.until
    if until and proposal.awaited and until.due not in proposal.missed:
        yield Deadline(proposal.awaited, until.due, until.due_with_grace)


def missed(
    proposal: Proposal, command: c.NoteProposalMissed, given: Circumstances[Any]
) -> list[e.ProposalEvent]:
    return [
        e.ProposalDeadlineMissed(what=proposal.awaited, due=each.day)
        for each in due(proposal)
        if proposal.awaited and (each.what, each.day) == (command.what, command.day)
        if each.is_over(given.today)
    ]


DEADLINES = Deadlines(due, c.NoteProposalMissed)
