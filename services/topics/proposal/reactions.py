"""What happens to a proposal, and what it means for other things of this service."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import ProposalId, begun_by
from contracts.paper import Paper
from contracts.topics import proposal as e
from contracts.topics import signature as s
from contracts.topics.proposal_parts import Conversion
from contracts.topics.topic import SourceKind, SourceThing
from runtime.policy import Reaction, Wanted
from services.topics.proposal.commands import (
    CorrectJoined,
    LetProposalGo,
    NoteCoSigner,
    NoteCoSignerLeft,
    NoteProposalCarriedOn,
    TakeInProposal,
)
from services.topics.proposal.decider.merging import all_of
from services.topics.proposal.decider.state import Proposal
from services.topics.proposal_series.commands import NoteNumber, OpenSeries
from services.topics.signature.decider import Signature
from services.topics.topic.commands import ProposeTopic

_TITLE = 120


def have_its_series_there(
    record: Recorded[e.ProposalSubmitted | e.ProposalCorrected], proposal: Proposal
) -> list[Wanted]:
    """The series of which it takes a number when it is filed."""
    placed = record.data
    jurisdiction = placed.series.split(":")[0]
    return [Wanted(placed.series, OpenSeries(unit=jurisdiction, numbering=placed.numbering))]


def have_its_number_noted(record: Recorded[e.ProposalFiled], proposal: Proposal) -> list[Wanted]:
    """Both or neither: so no number is given twice, and none is left out."""
    filed = record.data
    number = NoteNumber(proposal=ProposalId(record.key), proposal_number=filed.proposal_number)
    return [Wanted(filed.series, number)]


def have_the_other_take_it_in(
    record: Recorded[e.ProposalMerged], proposal: Proposal
) -> list[Wanted]:
    """The other one goes on for the signers of both."""
    merged = TakeInProposal(
        merged=ProposalId(record.key),
        joined=all_of(record.key, proposal),
        reason=record.data.reason,
    )
    return [Wanted(record.data.into, merged)]


def have_those_that_joined_note_it(
    record: Recorded[e.ProposalMerged], proposal: Proposal
) -> list[Wanted]:
    """So that a correction of whose they are reaches the other one as well."""
    note = NoteProposalCarriedOn(into=record.data.into)
    return [Wanted(each.proposal, note) for each in proposal.joined]


def have_the_others_correct_it(
    record: Recorded[e.ProposalCorrected], proposal: Proposal
) -> list[Wanted]:
    """Whose a proposal is that became part of others was corrected: each of them says so too."""
    if not proposal.merged or record.data.before == proposal.signers:
        return []
    itself, *_ = all_of(record.key, proposal)
    command = CorrectJoined(joined=itself, reason=record.data.reason)
    return [Wanted(each, command) for each in (proposal.merged, *proposal.carried)]


def have_the_other_let_it_go(
    record: Recorded[e.ExaminationTakenBack], proposal: Proposal
) -> list[Wanted]:
    """Both or neither: it is part of the other one, or waits for its own examination."""
    taken_back = record.data
    if taken_back.merged is None:
        return []
    gone = tuple(each.proposal for each in all_of(record.key, proposal))
    command = LetProposalGo(merged=ProposalId(record.key), let_go=gone, reason=taken_back.reason)
    return [Wanted(taken_back.merged, command)]


def begin_the_topic(record: Recorded[e.ProposalConverted], proposal: Proposal) -> list[Wanted]:
    """A topic begins in the words of the proposal, raised by its initiator or its body."""
    event, topic = record.data, record.data.topic
    if event.becomes is not Conversion.TOPIC or topic is None:
        return []
    facts = {name: getattr(event.text, name) for name in Paper.model_fields} if event.text else None
    raised = ProposeTopic(
        unit=record.unit,
        kind=topic.kind,
        title=event.title,
        description=None if facts else topic.description,
        text=Paper(**facts) if facts else None,
        origin=topic.origin,
        source=f"提案：{event.title}"[:_TITLE],
        rests_on=SourceThing(kind=SourceKind.PROPOSAL, id=record.key),
        scale=topic.scale,
        raised_by=event.signers.first or event.signers.body,
    )
    return [Wanted(begun_by(record.id, "topic"), raised)]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.ProposalSubmitted: (have_its_series_there,),
    e.ProposalCorrected: (have_its_series_there, have_the_others_correct_it),
    e.ProposalFiled: (have_its_number_noted,),
    e.ProposalMerged: (have_the_other_take_it_in, have_those_that_joined_note_it),
    e.ProposalConverted: (begin_the_topic,),
    e.ExaminationTakenBack: (have_the_other_let_it_go,),
}


def have_them_join(record: Recorded[s.ProposalSigned], signature: Signature) -> list[Wanted]:
    """The proposal takes the member in, or refuses the signature in its own words."""
    return [Wanted(record.data.proposal, NoteCoSigner(member=record.data.member))]


def have_them_leave(record: Recorded[s.SignatureWithdrawn], signature: Signature) -> list[Wanted]:
    withdrawn = record.data
    left = NoteCoSignerLeft(member=withdrawn.member, reason=withdrawn.reason)
    return [Wanted(withdrawn.proposal, left)]


OF_SIGNATURES: Mapping[type[Event], Sequence[Reaction]] = {
    s.ProposalSigned: (have_them_join,),
    s.SignatureWithdrawn: (have_them_leave,),
}
