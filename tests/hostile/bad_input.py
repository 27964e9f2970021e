"""Forms that offices fill in wrongly: which example, what is written in it, what is answered."""

from collections.abc import Mapping
from typing import Any, NamedTuple

NOBODY, NOWHERE = "m-620123-9999", "620123109999"
NONE = "yz-nobody"


class Form(NamedTuple):
    """`what` is the kind of mistake; `example` that of the service with these fields changed."""

    what: str
    service: str
    example: str
    changes: Mapping[str, Any]
    status: int
    rule: str

    def __str__(self) -> str:
        return f"{self.what}: {self.example.split()[0]} {'-'.join(self.changes)}"


def head(kind: str, count: int = 0, members: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"kind": kind, "count": count, "members": list(members)}


PROPOSED = "ProposeTopic TopicProposed"
TRANSFERRED = "TransferTopicOut TopicTransferredOut"
CALLED = "CallSession SessionCalled ParticipantsInvited"
ATTENDED = "RecordAttendance AttendanceRecorded"
CHECKED = "HoldCheck CheckHeld"
RESEARCH = "RecordActivity ActivityRecorded"
CODE, UNIT, BODY = "unknown code", "unknown unit", "unknown body"
MEMBER, DAYS, SUMS = "unknown member", "days out of order", "sums that do not add up"
FORMS = [
    Form(CODE, "topics", PROPOSED, {"origin": "heaven"}, 422, "unknown-code"),
    Form(UNIT, "topics", PROPOSED, {"unit": NOWHERE}, 422, "unknown-unit"),
    Form(MEMBER, "topics", PROPOSED, {"raised_by": NOBODY}, 422, "unknown-member"),
    Form(BODY, "topics", TRANSFERRED, {"receiver": NONE}, 422, "unknown-body"),
    Form(
        DAYS,
        "topics",
        "OpenTopicCall TopicCallOpened",
        {"closes": "2025-01-01"},
        409,
        "call-backward",
    ),
    Form(SUMS, "topics", PROPOSED, {"supporters": -3}, 422, "misfit"),
    Form(CODE, "meetings", CALLED, {"form": "dance"}, 422, "unknown-code"),
    Form(UNIT, "meetings", CALLED, {"unit": NOWHERE}, 422, "unknown-unit"),
    Form(BODY, "meetings", "MakePromise PromiseMade", {"department": NONE}, 422, "unknown-body"),
    Form(BODY, "meetings", "TaskPromise PromiseTasked", {"lead": NONE}, 422, "unknown-body"),
    Form(
        MEMBER,
        "meetings",
        ATTENDED,
        {"present": [head("member", members=(NOBODY,))]},
        422,
        "unknown-member",
    ),
    Form(CODE, "meetings", ATTENDED, {"present": [head("angel", 3)]}, 422, "unknown-code"),
    Form(
        SUMS,
        "meetings",
        ATTENDED,
        {"present": [head("member", 9, ("m-1", "m-2"))]},
        409,
        "members-one-by-one",
    ),
    Form(
        SUMS,
        "meetings",
        ATTENDED,
        {"present": [head("stakeholder", 6), head("stakeholder", 6)]},
        409,
        "listed-twice",
    ),
    Form(
        SUMS,
        "meetings",
        ATTENDED,
        {"present": [head("stakeholder", 9999)]},
        409,
        "far-more-than-invited",
    ),
    Form(SUMS, "meetings", "TakeVote VoteTaken", {"in_favour": 0, "against": 0}, 422, "no-hands"),
    Form(SUMS, "meetings", "TakeVote VoteTaken", {"in_favour": -1}, 422, "misfit"),
    Form(DAYS, "meetings", "HoldSitting SittingHeld", {"on": "2031-01-01"}, 409, "future-day"),
    Form(
        DAYS,
        "meetings",
        "ConfirmMinutes MinutesConfirmed",
        {"on": "2025-01-01"},
        409,
        "minutes-before",
    ),
    Form(
        DAYS,
        "meetings",
        "SeekViews ViewsSought StepCompleted",
        {"since": "2026-02-27"},
        409,
        "views-backwards",
    ),
    Form(DAYS, "meetings", RESEARCH, {"until": "2026-02-01"}, 409, "days-backwards"),
    Form(
        MEMBER,
        "meetings",
        RESEARCH,
        {"present": [head("member", members=(NOBODY,))]},
        422,
        "unknown-member",
    ),
    Form(CODE, "members", "RegisterUnit UnitRegistered", {"kind": "moon"}, 422, "unknown-code"),
    Form(UNIT, "members", "PostMember MemberPosted", {"to_unit": NOWHERE}, 422, "unknown-unit"),
    Form(UNIT, "members", "RegisterBody BodyRegistered", {"unit": NOWHERE}, 422, "unknown-unit"),
    Form(
        BODY, "members", "AdmitMember MemberAdmitted", {"committee": NONE}, 422, "unknown-committee"
    ),
    Form(MEMBER, "members", "AskLeave LeaveAsked", {"member": NOBODY}, 404, "not-found"),
    Form(
        MEMBER,
        "members",
        "TakePost PostTaken",
        {"member": NOBODY, "person": None},
        422,
        "unknown-member",
    ),
    Form(
        DAYS,
        "members",
        "EndPosting PostingEnded",
        {"until": "2010-01-01"},
        409,
        "until-before-since",
    ),
    Form(DAYS, "members", "EndMembership MemberLeft", {"on": "2010-01-01"}, 409, "left-too-early"),
    Form(
        DAYS, "members", "CloseRoom RoomClosed", {"until": "2010-01-01"}, 409, "until-before-since"
    ),
    Form(
        DAYS,
        "members",
        "GrantLeave LeaveGranted",
        {"decided_on": "2026-02-01"},
        409,
        "decided-before",
    ),
    Form(SUMS, "members", "PublishPool PoolPublished", {"choose": 30}, 409, "pool-too-small"),
    Form(CODE, "outcomes", CHECKED, {"kind": "glance"}, 422, "unknown-code"),
    Form(BODY, "outcomes", "AssignTask TaskAssigned", {"lead": NONE}, 422, "unknown-body"),
    Form(MEMBER, "outcomes", CHECKED, {"members": [NOBODY]}, 422, "unknown-member"),
    Form(DAYS, "outcomes", CHECKED, {"on": "2031-01-01"}, 409, "future-day"),
    Form(
        SUMS,
        "outcomes",
        CHECKED,
        {"residents_asked": 3, "residents_confirming": 9},
        409,
        "residents-confirming",
    ),
    Form(SUMS, "outcomes", "ReportProgress ProgressReported", {"percent": 130}, 422, "misfit"),
]
"""`unknown-unit` of outcomes is that of the consultation: nobody types a unit there."""
