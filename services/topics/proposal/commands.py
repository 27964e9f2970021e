"""What people may ask of a proposal."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.checklists import Answer
from contracts.ids import BodyId, MemberId, ProposalId, ReportId
from contracts.paper import Paper
from contracts.places import UnitId
from contracts.text import Day, Passage, Sentence, Title
from contracts.topics.proposal_parts import AsTopic, Conversion, Joined
from contracts.vocabulary import Code
from runtime.decider import Command
from runtime.due import NoteMissed

Named = Annotated[ProposalId, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Members = Annotated[tuple[MemberId, ...], Field(max_length=200)]
Bodies = Annotated[tuple[BodyId, ...], Field(max_length=20)]


class Saying(Command):
    """What a proposal says: title, facts, analysis and advice, or a paper with all of it that was
    uploaded before (`text` is the answer to the upload); which departments its authors suggest; and
    which members they invite to join."""

    title: Title
    facts: Passage | None = None
    analysis: Passage | None = None
    advice: Passage | None = None
    text: Paper | None = None
    suggested: Bodies = ()
    invited: Members = ()


class Owned(Command):
    """Whose proposal it is. Without `first` and `body` it is that of the member who asks."""

    kind: Code
    first: MemberId | None = None
    co_signers: Members = ()
    body: BodyId | None = None
    signed_for: MemberId | None = None
    main_persons: Annotated[tuple[MemberId, ...], Field(max_length=20)] = ()
    sealed: bool = False

    def looks_up(self) -> tuple[str, ...]:
        return (self.body,) if self.body else ()


class DraftProposal(Owned, Saying):
    """Draft a proposal on one matter: in your own name, in that of your committee, or for those who
    brought it on paper, co-signers included (`signed` is that paper). Members whom you invite join
    it by themselves."""

    called = ("起草提案", "Draft a proposal")

    creates: ClassVar[bool] = True

    unit: UnitId
    signed: Paper | None = None


class ReviseProposal(Saying):
    """Write a proposal that is not filed yet anew: all that it says, and whom it invites. Once it
    was submitted, say why; its examination begins again."""

    called = ("修改提案", "Revise the proposal")

    reason: Sentence | None = None


class EnterCoSigners(Command):
    """Enter members who signed the proposal on paper; `signed` is that paper."""

    called = ("登记联名人", "Enter co-signers")

    co_signers: Annotated[tuple[MemberId, ...], Field(min_length=1, max_length=200)]
    signed: Paper


class NoteCoSigner(Command):
    """Note that a member joined. Only a reaction asks this."""

    member: MemberId


class NoteCoSignerLeft(Command):
    """Note that a member took their signature back. Only a reaction asks this."""

    member: MemberId
    reason: Sentence


class SubmitProposal(Command):
    """Submit the proposal. The day on which it came in says whether it is one of a session."""

    called = ("提交提案", "Submit the proposal")

    submitted_on: Day


class SupplementProposal(Command):
    """Bring a returned proposal back to the examination, once it is revised or signed as asked."""

    called = ("补充后再次提交", "Submit the supplement")

    supplemented_on: Day
    note: Sentence | None = None


class WithdrawProposal(Command):
    """Withdraw a proposal that is not filed yet, with the reason."""

    called = ("撤回提案", "Withdraw the proposal")

    reason: Sentence


class CheckProposal(Command):
    """Record that the proposal passed a step of the examination before its last. `step`: which one
    by its code; it may be left out where nothing else can be meant."""

    called = ("初步审查通过", "Pass a step of the examination")

    step: Code | None = None
    checked_on: Day
    note: Sentence | None = None


class ExamineProposal(Command):
    """Take the last step of the examination: answer the checklist of its kind. Where all is yes the
    proposal is filed under the next number. The first no leads to a return, to no filing (name the
    `ground`, and the bodies to which it goes as a reference), or to a report of public opinion."""

    called = ("审查提案", "Examine the proposal")

    examined_on: Day
    answers: Annotated[dict[Code, Answer], Field(max_length=30)]
    ground: Code | None = None
    reason: Sentence | None = None
    passed_to: Bodies = ()


class MergeProposal(Command):
    """Make the proposal part of another one on the same matter that is submitted or filed."""

    called = ("并案", "Merge into another proposal")

    into: Named
    merged_on: Day
    reason: Sentence


class TakeInProposal(Command):
    """Note that another proposal became part of this one. Only a reaction asks this."""

    merged: ProposalId
    joined: tuple[Joined, ...]
    reason: Sentence


class ConvertProposal(Command):
    """Handle it as a report of public opinion, or as a topic, and no more as a proposal. A topic
    needs its origin and scale, and its kind where there are several."""

    called = ("转为社情民意信息或议题", "Convert the proposal")

    becomes: Conversion
    converted_on: Day
    reason: Sentence
    topic: AsTopic | None = None


class NoteReport(Command):
    """Note the report that the proposal became. Only a reaction asks this."""

    report: ReportId


class TellProposers(Command):
    """Record that signers were told what became of the proposal: by their ids, on which day, and
    how (a letter, by telephone, at a meeting)."""

    called = ("告知提案人", "Tell the proposers")

    told: Annotated[tuple[MemberId, ...], Field(min_length=1, max_length=200)]
    told_on: Day
    how: Sentence


class GradeProposal(Command):
    """Give a filed proposal a grade, such as key proposal. Where the supervision of its handling is
    led by somebody, say by which office (never a person's name), and which bodies take part."""

    called = ("确定提案等次", "Grade the proposal")

    grade: Code
    graded_on: Day
    led_by: Title | None = None
    bodies: Bodies = ()


class TakeGradeBack(Command):
    """Take a grade back, with the reason."""

    called = ("取消提案等次", "Take a grade back")

    grade: Code
    reason: Sentence


class CorrectProposal(Owned):
    """Put right whose proposal it is, of which kind, and on which day it was submitted: the whole
    of it as it is in truth, with the reason. A number that was given stays."""

    called = ("更正提案", "Correct the proposal")

    submitted_on: Day
    reason: Sentence


class TakeExaminationBack(Command):
    """Take back what was recorded by mistake: that the proposal was not filed, merged, or handled
    as a report. It waits for the last step of its examination again."""

    called = ("撤销审查结论", "Take the examination back")

    reason: Sentence


class LetProposalGo(Command):
    """Note that another proposal is no part of this one. Only a reaction asks this."""

    merged: ProposalId
    let_go: tuple[ProposalId, ...]
    reason: Sentence


class NoteProposalCarriedOn(Command):
    """Note that what this proposal became part of became part of another one. Only a reaction asks
    this."""

    into: ProposalId


class CorrectJoined(Command):
    """Note whose a proposal is that became part of this one. Only a reaction asks this."""

    joined: Joined
    reason: Sentence


class NoteProposalMissed(NoteMissed):
    """Note that a supplement did not come, or that not all signers were told, by the day."""


ProposalCommand = (
    DraftProposal
    | ReviseProposal
    | EnterCoSigners
    | NoteCoSigner
    | NoteCoSignerLeft
    | SubmitProposal
    | SupplementProposal
    | WithdrawProposal
    | CheckProposal
    | ExamineProposal
    | MergeProposal
    | TakeInProposal
    | ConvertProposal
    | NoteReport
    | TellProposers
    | GradeProposal
    | TakeGradeBack
    | CorrectProposal
    | TakeExaminationBack
    | LetProposalGo
    | NoteProposalCarriedOn
    | CorrectJoined
    | NoteProposalMissed
)
