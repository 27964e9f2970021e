"""One example of each slice of reports and bulletins."""

from tests.slices.example import Example
from tests.topics import proposals as p
from tests.topics import reports as r
from tests.topics import situations as s

SEWAGE = {f"report/{r.SEWAGE}": (r.sewage,)}
HELD = {f"report/{r.RIVER}": r.SIGNED}
HELD_TWO = {f"report/{r.RIVER}": r.ISSUED, f"report/{r.ROAD}": r.SIGNED}
FOLLOWED_BY = {f"bulletin/{r.NEXT}": (r.bulletin_issued.model_copy(update={"issue": 2}),)}

REPORTS = [
    Example(
        "reports",
        (),
        r.of_proposal,
        r.EDITOR,
        (r.submitted_of_proposal,),
        beside={f"proposal/{p.PROPOSAL}": (*p.waiting, p.to_a_report)},
    ),  # domain 8.4-1, 8.1-4d, 003-06, 003-16
    Example("resubmission", (r.submitted, r.returned), r.submit_again, r.WRITER, (r.again,)),
    Example(
        "correction",
        (r.submitted, r.merged),
        r.correction,
        r.EDITOR,
        (r.corrected,),
        beside={f"report/{r.SEWAGE}": (r.sewage, r.took_in)},
    ),  # model 12
    Example("taking", (r.submitted,), r.take, r.EDITOR, (r.taken,)),  # 8.4-2
    Example("return", (r.submitted,), r.give_back, r.EDITOR, (r.returned,)),
    Example("keeping", (r.submitted,), r.keep, r.EDITOR, (r.kept,)),  # 8.4-10
    Example("merger", (r.submitted,), r.merge, r.EDITOR, (r.merged,), beside=SEWAGE),
    Example(
        "",
        (r.sewage,),
        r.c.TakeInReport(merged=r.RIVER, authors=(r.MEMBER,), credited=(r.MEMBER,)),
        r.POLICY,
        (r.took_in,),
    ),
    Example(
        "",
        (r.submitted, r.took_in.model_copy(update={"merged": r.FIRST_ONE}), r.merged),
        r.c.NoteReportCarriedOn(into=r.ROAD),
        r.POLICY,
        (r.carried_on,),
    ),  # model 12
    Example("topic", (r.submitted,), r.turn, r.EDITOR, (r.turned,)),  # 8.4-10
    Example("editing", r.IN_WORK, r.edit, r.EDITOR, (r.edited,)),  # 8.4-3
    Example("step", r.EDITED, r.check, r.CHECKER, (r.checked,)),
    Example("step", (*r.EDITED, r.checked), r.sign, r.SIGNER, (r.signed,)),
    Example("sending-back", r.EDITED, r.send_back, r.CHECKER, (r.sent_back,)),
    Example("", r.SIGNED, r.note_issue, r.POLICY, (r.issued,)),  # 003-15
    Example("", r.ISSUED, r.note_withdrawn, r.POLICY, (r.issue_withdrawn,)),
    Example("sending-up", r.ISSUED, r.send_up, r.EDITOR, (r.sent_up,)),  # 8.4-5
    Example(
        "sending-up-withdrawal",
        (*r.ISSUED, r.sent_up),
        r.withdraw_sending_up,
        r.EDITOR,
        (r.sending_up_withdrawn,),
    ),
    Example("use", (*r.ISSUED, r.sent_up), r.record_use, r.EDITOR, (r.used,)),  # 8.4-8
    Example(
        "use-withdrawal",
        (*r.ISSUED, r.sent_up, r.used),
        r.withdraw_use,
        r.EDITOR,
        (r.use_withdrawn,),
    ),
    Example("feedback", r.ISSUED, r.tell, r.EDITOR, (r.told,)),  # 8.4-9
    Example(
        "feedback-withdrawal",
        (*r.ISSUED, r.told),
        r.withdraw_feedback,
        r.EDITOR,
        (r.feedback_withdrawn,),
    ),
    Example("issue", (), r.issue, r.EDITOR, (r.bulletin_issued,), beside=HELD),  # 8.4-4
    Example("sending", (r.bulletin_issued,), r.send, r.EDITOR, (r.bulletin_sent,)),
    Example("", (r.bulletin_issued,), r.note_next, r.POLICY, (r.followed,)),  # model 12
    Example(
        "sending-withdrawal",
        (r.bulletin_issued.model_copy(update={"issue": 2}), r.bulletin_sent),
        r.withdraw_sending,
        r.EDITOR,
        (r.sending_withdrawn,),
    ),
    Example(
        "correction",
        (r.bulletin_issued,),
        r.correct_bulletin,
        r.EDITOR,
        (r.bulletin_corrected,),
        beside=HELD_TWO | FOLLOWED_BY,
    ),
    Example(
        "withdrawal",
        (r.bulletin_issued,),
        r.withdraw_bulletin,
        r.EDITOR,
        (r.bulletin_withdrawn,),
        beside={f"report/{r.RIVER}": r.ISSUED},
    ),
]
KEYS = {"bulletin": s.COUNTY + ":{}:1"}
