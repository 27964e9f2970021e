"""What was recorded wrongly of a proposal is put right by facts of their own (model 12)."""

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event
from contracts.ids import ProposalId
from contracts.text import Day, Sentence, Title
from contracts.topics.proposal_parts import Joined, Placed, Signers
from contracts.topics.proposal_rules import Credits
from contracts.vocabulary import Code


class ProposalCorrected(Correction, Placed, Event):
    """Kind, signers or the day of submission were recorded wrongly: as they are in truth, whole.
    `before` are the signers as they were on record; `waiting` those who are now to be told what
    became of it, where it ended. A number that was given stays as it is, and so does the series in
    which it runs. `credited_as` and `filed_as` are the duty facts of submission and of filing,
    `filed_as` once it is filed, on the day `filed_on`."""

    audience = Audience.PERSONAL

    title: Title
    kind: Code
    signers: Signers
    before: Signers
    before_on: Day
    waiting: tuple[str, ...] | None
    credited_as: Credits = Credits()
    filed_as: Credits | None = None
    filed_on: Day | None = None


class ProposalCarriedOn(Event):
    """What this proposal had become part of became part of another one itself, which answers its
    signers as well, and is told where these are corrected."""

    audience = Audience.PERSONAL
    joins = "into"

    into: ProposalId


class JoinedCorrected(Event):
    """Whose a proposal is that became part of this one was recorded wrongly: as it is in truth.
    `waiting` are those who are now to be told what became of this one, where it ended."""

    audience = Audience.PERSONAL

    joined: Joined
    waiting: tuple[str, ...] | None
    reason: Sentence


class ExaminationTakenBack(Correction, Event):
    """It was recorded by mistake that the proposal was not filed, merged, or handled as a report.
    It waits for the last step of its examination again; nobody is to be told any more. `merged`:
    the proposal of which it had become part."""

    merged: ProposalId | None


class ProposalLetGo(Event):
    """A proposal that had become part of this one did so by mistake, and is none of it, nor are
    those that it had taken in before."""

    joins = "merged"

    merged: ProposalId
    let_go: tuple[ProposalId, ...]
    reason: Sentence
