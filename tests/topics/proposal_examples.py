"""One example of each slice of proposals."""

from services.topics.proposal import commands as c
from services.topics.proposal_series.commands import NoteNumber, OpenSeries
from services.topics.signature.commands import SignProposal, WithdrawSignature
from tests.slices.example import Example
from tests.support.scenario import circumstances
from tests.topics import proposals as p
from tests.topics.situations import COUNTY, VILLAGE, rules_in_force

NUMBERING = circumstances("policy", "policy", COUNTY, rules_in_force, scope="")
THE_PROPOSAL = {f"proposal/{p.PROPOSAL}": (p.drafted,)}
THE_OTHER = {f"proposal/{p.OTHER}": (p.other_drafted, p.other_submitted)}
in_hand = {"unit": VILLAGE, "proposal": p.PROPOSAL, "member": p.SECOND}

PROPOSALS = [
    Example("proposals", (), p.draft, p.MEMBER, (p.drafted,)),  # 8.1-1
    Example("revision", p.there, p.revision, p.MEMBER, (p.revised,)),
    Example("co-signers", p.ready, p.entry, p.CLERK, (p.entered,)),
    Example(
        "signatures",
        (),
        SignProposal(**in_hand),
        p.CO_SIGNER,
        (p.signed,),
        beside=THE_PROPOSAL,
    ),
    Example(
        "signatures/withdrawals",
        (),
        WithdrawSignature(**in_hand, reason=p.left.reason),
        p.CO_SIGNER,
        (p.signature_withdrawn,),
        beside={f"proposal/{p.PROPOSAL}": p.ready},
    ),
    Example("", (p.drafted,), c.NoteCoSigner(member=p.SECOND), p.POLICY, (p.joined,)),
    Example(
        "",
        p.ready,
        c.NoteCoSignerLeft(member=p.left.member, reason=p.left.reason),
        p.POLICY,
        (p.left,),
    ),
    Example("submission", p.ready, p.submission, p.MEMBER, (p.submitted,)),  # 8.1-2
    Example(
        "withdrawal",
        p.there,
        c.WithdrawProposal(reason="已由县里列入计划。"),
        p.MEMBER,
        (
            p.e.ProposalWithdrawn(
                signers=p.both,
                submitted_on=p.BETWEEN.submitted_on,
                supplemented=True,
                reason="已由县里列入计划。",
            ),
        ),
    ),
    Example("check", p.there, p.checking, p.OFFICE, (p.checked,)),  # 8.1-3
    Example(
        "examination", p.waiting, p.examination, p.COMMITTEE, (p.filed,), beside=p.BESIDE
    ),  # 8.1-4a
    Example(
        "examination",
        p.waiting,
        c.ExamineProposal(examined_on=p.TODAY, answers=p.no("one-matter", "写了两件事。")),
        p.COMMITTEE,
        (p.returned,),
        beside=p.BESIDE,
    ),
    Example(
        "examination",
        p.waiting,
        c.ExamineProposal(
            examined_on=p.TODAY,
            answers=p.no("lawful", "没有具体建议。"),
            ground="empty",
            passed_to=("yz-agriculture",),
        ),
        p.COMMITTEE,
        (p.not_filed,),
        beside=p.BESIDE,
    ),  # 8.1-4c, 8.2
    Example(
        "examination",
        p.waiting,
        c.ExamineProposal(examined_on=p.TODAY, answers=p.no_proposal),
        p.COMMITTEE,
        (p.to_a_report,),
        beside=p.BESIDE,
    ),  # 8.1-4d
    Example(
        "supplement",
        (*p.waiting, p.returned),
        c.SupplementProposal(**dict(p.supplemented)),
        p.MEMBER,
        (p.supplemented,),
    ),
    Example(
        "merger",
        p.waiting,
        c.MergeProposal(into=p.OTHER, merged_on=p.TODAY, reason=p.merged.reason),
        p.COMMITTEE,
        (p.merged,),
        beside=THE_OTHER,
    ),  # 8.1-4b
    Example(
        "",
        (*p.waiting, p.filed),
        c.TakeInProposal(**p.took_in.model_dump(exclude={"document_number"})),
        p.POLICY,
        (p.took_in,),
    ),
    Example(
        "conversion",
        p.waiting,
        c.ConvertProposal(
            becomes="topic", converted_on=p.TODAY, reason=p.to_a_topic.reason, topic=p.as_topic
        ),
        p.COMMITTEE,
        (p.to_a_topic,),
    ),
    Example(
        "",
        (*p.waiting, p.to_a_report),
        c.NoteReport(report=p.reported.report),
        p.POLICY,
        (p.reported,),
    ),  # 8.1-4d
    Example(
        "telling",
        (*p.waiting, p.not_filed),
        c.TellProposers(told=p.told.told, told_on=p.TODAY, how=p.told.how),
        p.OFFICE,
        (p.told,),
    ),
    Example("grades", (*p.waiting, p.filed), p.grading, p.OFFICE, (p.graded,)),
    Example(
        "grades/withdrawal",
        (*p.waiting, p.filed, p.graded),
        c.TakeGradeBack(grade="key", reason=p.grade_taken_back.reason),
        p.OFFICE,
        (p.grade_taken_back,),
    ),
    Example("correction", p.there, p.correction, p.OFFICE, (p.corrected,)),  # model 12
    Example(
        "examination/withdrawal",
        (*p.waiting, p.merged),
        c.TakeExaminationBack(reason=p.taken_back.reason),
        p.OFFICE,
        (p.taken_back,),
        beside={
            f"proposal/{p.OTHER}": (
                p.other_drafted,
                p.other_submitted,
                p.took_in_by_the_other,
            )
        },
    ),  # model 12
    Example(
        "",
        (*p.waiting, p.filed, p.took_in),
        c.LetProposalGo(**dict(p.let_go)),
        p.POLICY,
        (p.let_go,),
    ),
    Example(
        "",
        (*p.waiting, p.took_in, p.merged, p.corrected),
        c.NoteProposalCarriedOn(into=p.THIRD_ONE),
        p.POLICY,
        (p.carried_on,),
    ),  # model 12
    Example(
        "",
        (*p.waiting, p.filed, p.took_in),
        c.CorrectJoined(joined=p.other_put_right, reason=p.joined_corrected.reason),
        p.POLICY,
        (p.joined_corrected,),
    ),  # model 12
    Example(
        "",
        (*p.waiting, p.returned),
        c.NoteProposalMissed(what="supplement", day=p.returned.due),
        p.CALENDAR,
        (p.supplement_missed,),
    ),
    Example("", (), OpenSeries(unit=COUNTY, **dict(p.opened)), NUMBERING, (p.opened,)),
    Example("", (p.opened,), NoteNumber(**dict(p.numbered)), NUMBERING, (p.numbered,)),
]
