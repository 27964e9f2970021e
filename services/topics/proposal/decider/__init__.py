"""The life of a proposal as a table: drafted, submitted, examined, filed, or something else."""

from contracts.topics import proposal as e
from runtime.decider import Circumstances, Decider, Rejected
from services.topics.proposal import commands as c
from services.topics.proposal.decider.afterwards import (
    carried_on,
    correct,
    correct_joined,
    grade,
    let_go,
    take_back,
    take_examination_back,
    tell,
)
from services.topics.proposal.decider.days import missed
from services.topics.proposal.decider.drafting import (
    draft,
    enter,
    join,
    leave,
    revise,
    submit,
    supplement,
    withdraw,
)
from services.topics.proposal.decider.examining import check, examine
from services.topics.proposal.decider.merging import convert, merge, note_report, took_in
from services.topics.proposal.decider.state import SAID, Proposal, Stage, evolve
from services.topics.rules.decider import TopicRules


def decide(
    proposal: Proposal, command: c.ProposalCommand, given: Circumstances[TopicRules]
) -> list[e.ProposalEvent]:
    match proposal.stage, command:
        case Stage.BLANK, c.DraftProposal():
            return draft(command, given)
        case Stage.DRAFTED | Stage.SUBMITTED | Stage.RETURNED, c.ReviseProposal():
            return revise(proposal, command, given)
        case Stage.DRAFTED | Stage.SUBMITTED | Stage.RETURNED, c.EnterCoSigners():
            return enter(proposal, command, given)
        case Stage.DRAFTED | Stage.SUBMITTED | Stage.RETURNED, c.NoteCoSigner():
            return join(proposal, command, given)
        case Stage.DRAFTED | Stage.SUBMITTED | Stage.RETURNED, c.NoteCoSignerLeft():
            return leave(proposal, command, given)
        case Stage.DRAFTED | Stage.SUBMITTED | Stage.RETURNED, c.WithdrawProposal():
            return withdraw(proposal, command, given)
        case Stage.DRAFTED, c.SubmitProposal():
            return submit(proposal, command, given)
        case Stage.RETURNED, c.SupplementProposal():
            return supplement(proposal, command, given)
        case Stage.SUBMITTED, c.CheckProposal():
            return check(proposal, command, given)
        case Stage.SUBMITTED, c.ExamineProposal():
            return examine(proposal, command, given)
        case Stage.SUBMITTED, c.MergeProposal():
            return merge(proposal, command, given)
        case Stage.SUBMITTED, c.ConvertProposal():
            return convert(proposal, command, given)
        case Stage.CONVERTED, c.NoteReport():
            return note_report(proposal, command)
        case Stage.SUBMITTED | Stage.FILED, c.TakeInProposal():
            return [took_in(proposal, command)]
        case Stage.NOT_FILED | Stage.MERGED | Stage.CONVERTED, c.TellProposers():
            return tell(proposal, command, given)
        case Stage.FILED, c.GradeProposal():
            return grade(proposal, command, given)
        case Stage.FILED, c.TakeGradeBack():
            return take_back(proposal, command, given)
        case (
            (
                Stage.SUBMITTED
                | Stage.RETURNED
                | Stage.FILED
                | Stage.NOT_FILED
                | Stage.MERGED
                | Stage.CONVERTED
            ),
            c.CorrectProposal(),
        ):
            return correct(proposal, command, given)
        case Stage.NOT_FILED | Stage.MERGED | Stage.CONVERTED, c.TakeExaminationBack():
            return take_examination_back(proposal, command)
        case Stage.SUBMITTED | Stage.FILED, c.LetProposalGo():
            return let_go(proposal, command)
        case Stage.MERGED, c.NoteProposalCarriedOn():
            return carried_on(proposal, command)
        case stage, c.CorrectJoined() if stage is not Stage.BLANK:
            return correct_joined(proposal, command)
        case _, c.NoteProposalMissed() if proposal.stage is not Stage.BLANK:
            return missed(proposal, command, given)
        case _:
            chinese, english = SAID[proposal.stage]
            raise Rejected(
                "out-of-step",
                f"该提案目前是“{chinese}”，不能办理这一步。请刷新页面，按当前状态办理。",
                f"This step is not open: the proposal is {english}. Reload it and go on from "
                "there.",
            )


PROPOSAL = Decider[Proposal, c.ProposalCommand, e.ProposalEvent](Proposal(), decide, evolve)
