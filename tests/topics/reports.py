"""Moments in the lives of reports and bulletins, named as people name them."""

from datetime import date, datetime, timedelta
from typing import Any

from contracts.ids import BulletinId, ReportId
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.places import CHINA
from contracts.roles import Role
from contracts.topics import bulletin as b
from contracts.topics import report as e
from runtime.decider import Circumstances, Listed
from services.topics.bulletin import commands as bc
from services.topics.report import commands as c
from tests.support.scenario import DIRECTORY, circumstances
from tests.topics import proposals as p
from tests.topics.situations import COUNTY, rules_in_force

MEMBER, SECOND = "m-620123-0007", "m-620123-0008"
RIVER, SEWAGE, ROAD, FIRST_ONE = (
    ReportId(f"01990000-0000-7000-8000-0000000000{n}") for n in ("47", "48", "49", "50")
)
BULLETIN = BulletinId(f"{COUNTY}:2026:1")
NUMBER = "样例政协信〔2026〕1号"
COMMITTEE = "yz-culture"
LISTED = {**DIRECTORY, "yz-station": Listed("工作站", "workstation", COUNTY)}


def office(person: str, role: str = "cppcc-office", **more: Any) -> Circumstances[Any]:
    """Somebody of the county, in whose rules there are reports."""
    known = {"unit": COUNTY, "unit_kind": "county", "scope": "620123", "directory": LISTED}
    return circumstances(person, role, rules=rules_in_force, **{**known, **more})


WRITER = office(MEMBER, "member")
CLERK = office("wei", "clerk")
EDITOR, CHECKER, SIGNER = (office(each) for each in ("ou", "he", "an"))
POLICY = office("policy", "policy", scope="")


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    """A minute of March 2026, by the clock of the place."""
    return datetime(2026, 3, day, hour, minute, tzinfo=CHINA)


original = Paper(digest="6e" * 32, media_type="text/plain", size=2100)
completed = Paper(digest="6f" * 32, media_type="text/plain", size=2400)
rewritten = Paper(digest="7e" * 32, media_type="text/plain", size=1800)


def use(paper: Paper, title: str, **readers: Any) -> PaperUse:
    return PaperUse(
        **dict(paper),
        title=title,
        kept=PaperClass.INTERNAL,
        readers=(Role.CPPCC_OFFICE,),
        by_author=True,
        **readers,
    )


on_the_river = {
    "title": "大营河下游水质变差须尽快查处",
    "category": "warning",
    "channel": "paper",
    "author_kind": "member",
    "authors": (MEMBER,),
    "received_on": date(2026, 2, 26),
    "credited_as": "report",
}
submitted = e.ReportSubmitted(
    **on_the_river,
    entered_by=MEMBER,
    submitted_in=COUNTY,
    text=use(original, "社情民意信息原文", persons=(MEMBER,)),
    characters=700,
)
again = submitted.model_copy(
    update={
        "title": "大营河下游水质变差的情况和建议",
        "received_on": date(2026, 2, 28),
        "text": use(completed, "社情民意信息原文", persons=(MEMBER,)),
        "characters": 800,
        "before": (MEMBER,),
        "before_on": date(2026, 2, 26),
    }
)
corrected = e.ReportCorrected(
    **{**on_the_river, "authors": (MEMBER, SECOND), "category": "livelihood"},
    corrects=1,
    reason="登记时漏了一位联名委员",
    text=use(original, "社情民意信息原文", persons=(MEMBER, SECOND)),
    before=(MEMBER,),
    before_on=date(2026, 2, 26),
)
taken = e.ReportTaken(
    committee=COMMITTEE, text=use(original, "社情民意信息原文", bodies=(COMMITTEE,))
)
returned = e.ReportReturned(missing=("advice",), reason="请补充可操作的建议。")
kept = e.ReportKept(ground="known", reason=None)
sewage = submitted.model_copy(update={"title": "污水直排", "authors": (SECOND,)})
merged = e.ReportMerged(into=SEWAGE, reason="反映的是同一件事")
took_in = e.ReportTookIn(
    merged=RIVER, authors=(MEMBER,), credited=(MEMBER,), joined_authors=(MEMBER,)
)
turned = e.ReportTurnedIntoTopic(
    unit=COUNTY,
    kind="consultation",
    title="大营河下游水质治理",
    description="沿河企业和村庄的排污怎样管。",
    origin="member",
    scale="group",
    reason="涉及沿河各村，宜开展协商",
)
edited = e.ReportEdited(
    step="edited",
    word="编辑",
    title="大营河下游水质变差亟待查处",
    text=use(rewritten, "社情民意信息编辑稿", bodies=(COMMITTEE,)),
    characters=600,
    edited_by="ou",
)
checked = e.ReportChecked(
    step="checked", word="审核", checked_by="he", checked_on=date(2026, 2, 28)
)
sent_back = e.ReportSentBack(step="checked", word="审核", reason="数字须再核实")
signed = e.ReportSigned(step="signed", word="签发", signed_by="an", signed_on=date(2026, 3, 1))
credit = {
    "title": edited.title,
    "category": "warning",
    "authors": (MEMBER,),
    "credited": (MEMBER,),
}
issued = e.ReportIssued(
    **credit,
    credited_as="issued",
    bulletin=BULLETIN,
    bulletin_number=NUMBER,
    issued_on=date(2026, 3, 2),
    text=use(rewritten, "社情民意信息", persons=(MEMBER,), bodies=(COMMITTEE,)),
)
issue_withdrawn = e.IssueWithdrawn(
    bulletin=BULLETIN, reason="内容须核实", authors=(MEMBER,), issued_on=date(2026, 3, 2)
)
sent_up = e.ReportSentUp(level="city", receiver="市政协办公室", sent_on=date(2026, 3, 2))
sending_up_withdrawn = e.SendingUpWithdrawn(level="city", reason="误登，尚未报送")
used = e.ReportUsed(
    **credit,
    credited_as="used",
    level="province",
    used_on=date(2026, 3, 2),
    publication="省政协信息第88期",
)
use_withdrawn = e.UseWithdrawn(
    level="province",
    reason="误登为省政协采用",
    authors=(MEMBER,),
    used_on=date(2026, 3, 2),
    fate=e.Fate.ISSUED,
)
told = e.AuthorsTold(
    authors=(MEMBER,), of=e.Fate.ISSUED, answer="已编发本期信息", told_on=date(2026, 3, 2)
)
feedback_withdrawn = e.FeedbackWithdrawn(authors=(MEMBER,), reason="误登，尚未反馈")
IN_WORK = (submitted, taken)
EDITED = (*IN_WORK, edited)
SIGNED = (*EDITED, checked, signed)
ISSUED = (*SIGNED, issued)


def urgently(event: Any, **minutes: Any) -> Any:
    """The event of an urgent report, to the minute."""
    days = {name.replace("_at", "_on"): at.date() for name, at in minutes.items()}
    return event.model_copy(update={**minutes, **days})


urgent = urgently(submitted, received_at=at(8, 10)).model_copy(update={"urgent": True})
URGENT = (
    urgent,
    e.ReportTaken(),
    edited,
    urgently(checked, checked_at=at(8, 50)),
    urgently(signed, signed_at=at(9, 5)),
)

item = b.BulletinItem(
    report=RIVER,
    title=edited.title,
    category="warning",
    text=use(rewritten, "社情民意信息"),
)
road_item = item.model_copy(update={"report": ROAD})
bulletin_issued = b.BulletinIssued(
    unit=COUNTY,
    year=2026,
    issue=1,
    bulletin_number=NUMBER,
    items=(item,),
    issued_on=date(2026, 3, 2),
)
PARTY, WATER = "party-620123", "yz-water"
bulletin_sent = b.BulletinSent(
    recipients=(PARTY, WATER),
    sent_on=date(2026, 3, 2),
    texts=(use(rewritten, "社情民意信息", bodies=(PARTY, WATER)),),
)
sending_withdrawn = b.SendingWithdrawn(recipients=(WATER,), reason="误选机构")
NEXT = BulletinId(f"{COUNTY}:2026:2")
followed = b.BulletinFollowed(next=NEXT)
bulletin_corrected = b.BulletinCorrected(
    corrects=1,
    reason="漏列一条",
    bulletin_number=NUMBER,
    items=(item, road_item),
    issued_on=date(2026, 3, 2),
)
bulletin_withdrawn = b.BulletinWithdrawn(items=(RIVER,), reason="内容须核实")

submit = c.SubmitReport(
    unit=COUNTY,
    title=submitted.title,
    category="warning",
    channel="paper",
    author_kind="member",
    received_on=submitted.received_on,
    text=original,
    characters=700,
)
of_proposal = submit.model_copy(update={"proposal": p.PROPOSAL})
submitted_of_proposal = submitted.model_copy(
    update={
        "proposal": p.PROPOSAL,
        "authors": p.both.proposers,
        "entered_by": "ou",
        "text": use(original, "社情民意信息原文", persons=p.both.proposers),
    }
)
submit_again = c.SubmitAgain(
    title=again.title, received_on=again.received_on, text=completed, characters=800
)
correction = c.CorrectReport(
    title=corrected.title,
    category="livelihood",
    channel="paper",
    author_kind="member",
    authors=(MEMBER, SECOND),
    received_on=corrected.received_on,
    reason=corrected.reason,
)
take = c.TakeReport(committee=COMMITTEE)
give_back = c.ReturnReport(missing=("advice",), reason=returned.reason)
keep = c.KeepReport(ground="known")
merge = c.MergeReport(into=SEWAGE, reason=merged.reason)
turn = c.TurnIntoTopic(**turned.model_dump(exclude={"unit", "text", "places"}))
edit = c.EditReport(title=edited.title, text=rewritten, characters=600)
check = c.PassReport(on=checked.checked_on)
sign = c.PassReport(on=signed.signed_on)
send_back = c.SendBack(reason=sent_back.reason)
note_issue = c.NoteIssue(bulletin=BULLETIN, bulletin_number=NUMBER, issued_on=issued.issued_on)
note_withdrawn = c.NoteIssueWithdrawn(bulletin=BULLETIN, reason=issue_withdrawn.reason)
send_up = c.SendReportUp(level="city", receiver="市政协办公室", sent_on=sent_up.sent_on)
withdraw_sending_up = c.WithdrawSendingUp(level="city", reason=sending_up_withdrawn.reason)
record_use = c.RecordUse(level="province", used_on=used.used_on, publication=used.publication)
withdraw_use = c.WithdrawUse(level="province", reason=use_withdrawn.reason)
tell = c.TellAuthors(answer=told.answer, told_on=told.told_on)
withdraw_feedback = c.WithdrawFeedback(authors=(MEMBER,), reason=feedback_withdrawn.reason)
issue = bc.IssueBulletin(
    unit=COUNTY, year=2026, issue=1, items=(RIVER,), issued_on=bulletin_issued.issued_on
)
carried_on = e.ReportCarriedOn(into=ROAD)
note_next = bc.NoteNextIssue(next=NEXT)
send = bc.SendBulletin(recipients=(PARTY, WATER), sent_on=bulletin_sent.sent_on)
withdraw_sending = bc.WithdrawSending(recipients=(WATER,), reason=sending_withdrawn.reason)
correct_bulletin = bc.CorrectBulletin(
    items=(RIVER, ROAD), issued_on=bulletin_issued.issued_on, reason=bulletin_corrected.reason
)
withdraw_bulletin = bc.WithdrawBulletin(reason=bulletin_withdrawn.reason)
MINUTE = timedelta(minutes=1)
BULLETIN_COMMANDS = (
    bc.IssueBulletin,
    bc.SendBulletin,
    bc.WithdrawSending,
    bc.CorrectBulletin,
    bc.NoteNextIssue,
    bc.WithdrawBulletin,
)
