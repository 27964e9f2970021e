"""What may be asked of an outcome as a whole: drafted, consented to, sent, told, closed."""

from typing import Annotated, ClassVar

from pydantic import Field

from common import consents, procedure
from contracts.ids import ConsultationId, MemberId, ProposalId, TopicId
from contracts.outcomes.outcome import Benefit, Proposers, RestsOn, TaskDraft
from contracts.outcomes.rules import Basis
from contracts.places import UnitId
from contracts.procedure import Procedure
from contracts.text import Day, DocumentNumber, Passage, Sentence, Title
from contracts.vocabulary import Code
from runtime import due
from runtime.decider import Command

Ordinal = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Slug = MemberId
"""The id of a member, or of a body."""
Names = Annotated[tuple[Title, ...], Field(max_length=50)]


class DraftOutcome(Command):
    """Only ever asked by a policy, when a consultation is concluded (001-22), a proposal is filed,
    a report of public opinion is issued or used, or research or a session that serves no
    consultation is on record (004-13). The kind of the outcome follows from what led to it
    (`basis`), and from its procedure, the form of the session or the kind of the activity
    (`of_kind`)."""

    creates: ClassVar[bool] = True

    unit: UnitId
    topics: tuple[TopicId, ...]
    consultation: ConsultationId | None
    title: Title
    summary: Passage
    consensus: tuple[Sentence, ...]
    dissent: tuple[Sentence, ...]
    tasks: tuple[TaskDraft, ...]
    raised_by: str
    raised_in: UnitId
    places: tuple[UnitId, ...] = ()
    concluded_on: Day | None
    basis: Basis = Basis.CONSULTATION
    of_kind: str | None = None
    procedure: Procedure | None
    rests_on: tuple[RestsOn, ...] = ()
    proposers: tuple[Proposers, ...] = ()
    confidential: bool = False


class NoteProposers(Command):
    """Only ever asked by a policy: who gets an answer for a proposal has changed."""

    creates: ClassVar[bool] = True

    unit: UnitId
    proposal: ProposalId
    proposers: tuple[str, ...]


class ConsentToOutcome(consents.Consenting):
    """Record the next step of the chain of consents to the use of the outcome (000-24)."""

    called = ("同意使用成果", "Consent to the use of the outcome")


class RefuseOutcomeConsent(consents.Refusing):
    """Record that the bodies whose turn it is do not consent to the use of the outcome."""

    called = ("不同意使用成果", "Refuse consent to the use of the outcome")


class RedraftOutcome(Command):
    """Draw the outcome up again, in other words, until there is consent to use it."""

    called = ("重新起草成果", "Draw the outcome up again")

    title: Title
    summary: Passage


class PostResult(Command):
    """Record where the result was posted for those concerned to read."""

    called = ("公示结果", "Post the result")

    place: Title
    on: Day


class SendOutcome(Command):
    """Send the outcome, with its copies and its tasks: they go to the departments with it (001-22,
    001-34). Without `outcome_number` it has the next one of its kind in the unit and the year."""

    called = ("送交成果", "Send the outcome")

    outcome_number: DocumentNumber | None = None
    sent_on: Day
    recipients: Annotated[tuple[Title, ...], Field(min_length=1, max_length=50)]
    copies: Names = ()


class GiveFeedback(Command):
    """Record that those who raised the topic, or `whom` of the county's list of others, were told
    what became of it (000-34), and what they say of it. `told`: which of the proposers were, by
    id; all of them where it names none."""

    called = ("反馈结果", "Give feedback")

    told: Annotated[tuple[Slug, ...], Field(max_length=200)] = ()

    whom: Code | None = None
    on: Day
    channel: Title
    satisfaction: Code | None = None


class AdoptOutcome(Command):
    """Record that the addressee took the outcome over: as what, who, at which level, in which
    paper (004-14). `adopted_by` is a body, never a person."""

    called = ("登记成果采纳", "Record where the outcome was adopted")

    place: Code
    level: Code
    adopted_by: Title
    paper: DocumentNumber
    on: Day


class CorrectPosting(Command):
    """Tell where and when the result was posted in truth, and why it was entered otherwise."""

    called = ("更正公示登记", "Correct the record of a posting")

    posting: Ordinal
    place: Title
    on: Day
    reason: Sentence


class TakeBackPosting(Command):
    """Take back that the result was posted: it was entered by mistake."""

    called = ("撤销公示登记", "Take back the record of a posting")

    posting: Ordinal
    reason: Sentence


class CorrectFeedback(Command):
    """Tell how a feedback was in truth, whole, and why it was entered otherwise. Whom it was given
    to stays: where that was wrong, take it back and enter it anew."""

    called = ("更正反馈登记", "Correct the record of feedback")

    feedback: Ordinal
    told: Annotated[tuple[Slug, ...], Field(max_length=200)] = ()
    on: Day
    channel: Title
    satisfaction: Code | None = None
    reason: Sentence


class TakeBackFeedback(Command):
    """Take back that somebody was told: it was entered by mistake."""

    called = ("撤销反馈登记", "Take back the record of feedback")

    feedback: Ordinal
    reason: Sentence


class CorrectAdoption(Command):
    """Tell how an adoption was in truth, whole, and why it was entered otherwise."""

    called = ("更正采纳登记", "Correct the record of an adoption")

    adoption: Ordinal
    place: Code
    level: Code
    adopted_by: Title
    paper: DocumentNumber
    on: Day
    reason: Sentence


class TakeBackAdoption(Command):
    """Take back that the outcome was adopted: it was entered by mistake."""

    called = ("撤销采纳登记", "Take back the record of an adoption")

    adoption: Ordinal
    reason: Sentence


class CloseOutcome(Command):
    """Close the outcome with its benefit: figures, or a stated "none" (002-15, 13.3-15)."""

    called = ("成果销号", "Close the outcome")

    benefit: Benefit
    reason: Sentence


class CorrectBenefit(Command):
    """Tell what the benefit of a closed outcome was in truth, whole, and why it was entered
    otherwise."""

    called = ("更正受益情况", "Correct the benefit")

    benefit: Benefit
    reason: Sentence


class WaiveStep(procedure.WaiveStep):
    """Pass over the step whose turn it is, with the reason and the consent that it needs."""


class ReopenOutcome(Command):
    """Open a closed outcome again."""

    called = ("重新办理", "Reopen the outcome")

    reason: Sentence


class NoteMissed(due.NoteMissed):
    """Note that nothing was on record of a task by its day. `what` is that of `Deadline`."""
