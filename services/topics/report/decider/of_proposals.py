"""How a report comes in that a proposal became (domain 8.1, 4d): of whom, entered by whom."""

from contracts.ids import ProposalId
from contracts.roles import Role
from contracts.topics.proposal_parts import Conversion
from runtime.decider import Circumstances, Rejected
from services.topics.proposal.decider.state import Proposal, Stage, concerned
from services.topics.rules.decider import TopicRules

EXAMINERS = (Role.CPPCC_OFFICE, Role.COMMITTEE)


def those_who_proposed(
    key: ProposalId, named: tuple[str, ...], given: Circumstances[TopicRules]
) -> tuple[str, ...]:
    """The authors of the report: all who signed the proposal, or those of them who are named.
    Refuses a proposal that did not become a report, and whoever may not read it."""
    if given.role not in EXAMINERS:
        raise Rejected(
            "from-a-proposal",
            "由提案转成的信息，由政协办公室或专门委员会登记。请转请其办理。",
            "A report that a proposal became is entered by the CPPCC office or a committee. Bring"
            " it to them.",
        )
    proposal: Proposal = given.read(f"proposal/{key}")
    if proposal.stage is not Stage.CONVERTED or proposal.becomes is not Conversion.REPORT:
        raise Rejected(
            "not-converted",
            "此提案没有转为社情民意信息，不能登记为信息的来源。请先办理转办，或去掉 proposal。",
            "This proposal was not converted into a report. Have it converted first, or leave"
            " `proposal` out.",
        )
    signers = concerned(proposal.signers, proposal.joined)
    if strangers := [each for each in named if each not in signers]:
        raise Rejected(
            "not-a-signer",
            f"{'、'.join(strangers)} 不是此提案的提案人，不能作为信息的作者。请核对编号。",
            f"{', '.join(strangers)} did not sign the proposal, so they are no authors of the"
            " report. Check the ids.",
        )
    return named or signers
