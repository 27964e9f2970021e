"""One example of each slice of a call for topics, and of a topic that came in under one."""

from datetime import date

from contracts.ids import TopicCallId
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.topics import call as e
from contracts.topics import topic as t
from services.topics.call import commands as c
from services.topics.topic.commands import NameCall
from tests.slices.example import Example
from tests.support.scenario import circumstances
from tests.topics import situations as s
from tests.topics.commands import proposal

CALL = TopicCallId("01990000-0000-7000-8000-0000000000ca")
FORMER = TopicCallId("01990000-0000-7000-8000-0000000000cb")

CALLER = circumstances(by="wei", unit=s.VILLAGE, rules=s.rules_in_force)
POLICY = circumstances("policy", "policy", s.VILLAGE, s.rules_in_force, scope="")

opening = c.OpenTopicCall(
    unit=s.VILLAGE,
    title="2026年度征题",
    what="群众最盼望解决、村里一时难办的事，切口要小。",
    channels=("letter", "area-group"),
    notice="关于征集2026年度协商议题的公告",
    opens=date(2026, 2, 20),
    closes=date(2026, 3, 20),
)
opened = e.TopicCallOpened(**opening.model_dump())
correction = c.CorrectTopicCall(
    **{
        **opening.model_dump(include=set(c.Calling.model_fields)),
        "units": (s.VILLAGE,),
        "channels": (),
    },
    reason="公告写明各渠道均可，只面向本村",
)
corrected = e.TopicCallCorrected(**correction.model_dump(), corrects=1)
extended = e.TopicCallExtended(
    closes=date(2026, 3, 31), instead_of=opened.closes, reason="外出务工村民请求顺延"
)
closed = e.TopicCallClosed(closes=date(2026, 3, 1), instead_of=opened.closes, reason="议题已经够多")
withdrawn = e.TopicCallWithdrawn(reason="重复登记")
received = e.SubmissionReceived(
    topic=s.MARKET, from_unit=s.VILLAGE, channel="letter", received_on=date(2026, 3, 1)
)
taken_back = e.SubmissionTakenBack(topic=s.MARKET, reason="登记时选错了征题")

notice = Paper(digest="ca" * 32, media_type="application/pdf", size=40_000)
made_known = PaperUse(
    **dict(notice),
    title="关于征集2026年度协商议题的公告",
    kept=PaperClass.OPEN,
    readers=(
        "clerk",
        "convenor",
        "committee",
        "cppcc-office",
        "party",
        "supervisor",
        "auditor",
        "member",
    ),
)

under_it = proposal.model_copy(
    update={"call": CALL, "channel": "letter", "received_on": date(2026, 3, 1)}
)
raised_under_it = s.proposed.model_copy(
    update={"call": CALL, "channel": "letter", "received_on": date(2026, 3, 1)}
)
named = t.TopicCallNamed(
    call=CALL,
    instead_of=FORMER,
    channel="letter",
    received_on=date(2026, 3, 1),
    reason="登记时选错了征题",
)
under_the_former = raised_under_it.model_copy(update={"call": FORMER})
naming = NameCall(**named.model_dump(exclude={"instead_of"}))

EACH = [
    Example("calls", (), opening, CALLER, (opened,)),  # 000-33
    Example("correction", (opened,), correction, CALLER, (corrected,)),
    Example(
        "extension",
        (opened,),
        c.ExtendTopicCall(**extended.model_dump(exclude={"instead_of"})),
        CALLER,
        (extended,),
    ),
    Example(
        "closing",
        (opened,),
        c.CloseTopicCall(**closed.model_dump(exclude={"instead_of"})),
        CALLER,
        (closed,),
    ),
    Example(
        "withdrawal", (opened,), c.WithdrawTopicCall(reason=withdrawn.reason), CALLER, (withdrawn,)
    ),
    Example(
        "",
        (opened,),
        c.ReceiveSubmission(**received.model_dump()),
        POLICY,
        (received,),
    ),
    Example(
        "",
        (opened, received),
        c.TakeBackSubmission(**taken_back.model_dump()),
        POLICY,
        (taken_back,),
    ),
    Example(
        "topics",
        (),
        under_it,
        CALLER,
        (raised_under_it,),
        beside={f"call/{CALL}": (opened,)},
    ),  # 000-33, 000-39, 001-17
    Example(
        "call",
        (under_the_former,),
        naming,
        CALLER,
        (named,),
        beside={
            f"call/{CALL}": (opened,),
            f"call/{FORMER}": (opened, received),
        },
    ),
]
