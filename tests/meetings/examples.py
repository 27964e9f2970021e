"""One example of each slice of meetings, and the commands that its tests ask."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from contracts.consents import Consent
from contracts.meetings import activity as a
from contracts.meetings import consultation as e
from contracts.meetings import session as m
from contracts.meetings.participant import Presence
from contracts.meetings.rules import Quotas
from contracts.paper import Paper
from contracts.places import CHINA
from contracts.procedure import Procedures
from services.meetings.activity import commands as ac
from services.meetings.consultation import commands as c
from services.meetings.quota.commands import NoteQuotaMissed
from services.meetings.rules.decider import RULES
from services.meetings.session import commands as sc
from services.meetings.session.decider.checking_in import of_code
from services.meetings.session.decider.materials import kept
from services.meetings.wiring import MEETINGS as SERVICE
from tests.common.documents import DOCUMENTS
from tests.meetings import situations as s
from tests.meetings.document_examples import OF_DOCUMENTS
from tests.meetings.situations import CLERK, COMMITTEE, PARTY, done
from tests.slices.example import Example, Examples
from tests.support import scenario
from tests.support.scenario import PREFECTURE, circumstances

POLICY = circumstances("policy", "policy", s.VILLAGE, s.RULES, scope="")
LATER = s.replace(POLICY, today=date(2026, 4, 1))
OFFICE = circumstances("office", "cppcc-office", PREFECTURE, scope="6201")

# ------------------------------------------------------------------------------- a consultation

OPEN = c.OpenConsultation(
    unit=s.VILLAGE,
    topics=(s.TOPIC,),
    title="新建蔬菜市场",
    weight="major",
    origin="public",
    raised_by="p-1",
    raised_in=s.VILLAGE,
    places=(s.NEXT,),
    procedure=s.YZ6,
)
FIX = c.FixParticipants(participants=(s.GROWERS, s.MARKET_OFFICE))
PLAN = c.PlanSession(**s.session_planned.model_dump())
NOTICE = c.PostNotice(what="topic", place="村务公开栏", on=date(2026, 2, 25))
VIEWS = c.SeekViews(
    since=date(2026, 2, 22),
    until=date(2026, 2, 26),
    how="入户走访",
    people=40,
    gist="多数赞成建在村北。",
)
BACK_NOTICE = c.TakeBackNotice(**NOTICE.model_dump(), reason="实际未张贴")
BACK_VIEWS = c.TakeBackViews(**VIEWS.model_dump(exclude={"gist"}), reason="人数登记有误")
NOTE_RESEARCH = c.NoteResearch(**s.researched.model_dump())
NOTE_TALENT = c.NoteTalent(pool="session", talent="t-1", on=date(2026, 2, 26))
NOTE_TALENT_LEFT = c.NoteTalentLeft(pool="session", talent="t-1")
NOTE_CALL = c.NoteCall(session=s.MEETING, form="council", key=True, on=s.DAY)
NOTE_POSTPONEMENT = c.NotePostponement(session=s.MEETING, on=date(2026, 3, 5))
NOTE_NOT_HELD = c.NoteNotHeld(session=s.MEETING)
NOTE_CANCELLATION = c.NoteCancellation(session=s.MEETING)
NOTE_HOLDING = c.NoteHolding(**s.round_held().model_dump(exclude={"round"}))
NOTE_MINUTES = c.NoteMinutes(**s.round_minuted().model_dump(exclude={"round"}))
CONCLUDE = c.ConcludeConsultation(summary="各方同意建在村北。")
WAIVE = c.WaiveStep(
    step="plan",
    reason="已在群众大会上商定",
    consent=Consent(
        bodies=(f"party-{s.VILLAGE}",), resolution="支〔2026〕3号", decided_on=date(2026, 2, 20)
    ),
)
UPGRADE = c.UpgradeConsultation(procedure="YZ6", reason="涉及全村")

posted = e.NoticePosted(**NOTICE.model_dump())
sought = e.ViewsSought(**VIEWS.model_dump())
notice_back = e.NoticeTakenBack(**BACK_NOTICE.model_dump())
views_back = e.ViewsTakenBack(**BACK_VIEWS.model_dump())
waived = e.StepWaived(name="制定方案", step_number=3, **WAIVE.model_dump())
joined = e.TalentJoined(**NOTE_TALENT.model_dump())
left = e.TalentLeft(**NOTE_TALENT_LEFT.model_dump())
round_postponed = e.RoundPostponed(session=s.MEETING, round=1, on=date(2026, 3, 5))
round_not_held = e.RoundNotHeld(session=s.MEETING, round=1)
round_cancelled = e.RoundCancelled(session=s.MEETING, round=1)

# ------------------------------------------------------------------------------------ a session

CALL = sc.CallSession(
    unit=s.VILLAGE,
    title="春季议事",
    form="council",
    on=s.DAY,
    place="村议事室",
    agenda=(sc.Point(title="议程1", consultation=s.CASE),),
)
GIVE_NOTICE = sc.GiveNotice(on=date(2026, 2, 25), how="电话通知")
INVITE = sc.InviteParticipants(participants=(s.RESIDENTS,))
REPORT = Paper(digest="5e" * 32, media_type="application/pdf", size=4096)
MATERIALS = sc.SendMaterials(
    documents=("议程", "调研报告"),
    on=date(2026, 2, 25),
    papers=(sc.Enclosure(document=2, text=REPORT),),
)
POSTPONE = sc.PostponeSession(on=date(2026, 3, 5), place="镇会议室", reason="大雪封路")
CANCEL = sc.CancelSession(reason="大雪封路")
OPEN_CODE = sc.OpenCheckIn(code="K7QX2M", minutes=30)
CHECK_IN = sc.CheckIn(participant=2, code="K7QX2M")
HOLD = sc.HoldSitting(on=s.DAY, duration_minutes=90)
RESIT = sc.CorrectSitting(
    sitting=1, on=date(2026, 3, 1), duration_minutes=80, reason="日期看错一行"
)
UNSIT = sc.WithdrawSitting(sitting=1, reason="记到别的会上了")
ATTEND = sc.RecordAttendance(
    present=(
        Presence(kind="member", members=("m-1", "m-2")),
        Presence(kind="stakeholder", count=6),
    )
)
CORRECT = sc.CorrectAttendance(
    present=(
        Presence(kind="member", members=("m-1", "m-3")),
        Presence(kind="stakeholder", count=6),
    ),
    reason="签到表看错一行",
)
SPEECH = sc.RecordSpeech(participant=1, gist="要有停车处。")
RESAY = sc.CorrectSpeech(speech=1, participant=1, gist="停车处要两亩。", reason="漏记面积")
UNSAY = sc.WithdrawSpeech(speech=1, reason="记到别的会上了")
PROMISE = sc.MakePromise(department="yz-market", what="平整场地", due=date(2026, 6, 30))
TASK = sc.TaskPromise(promise=1, lead="yz-market", co=("yz-town",))
WITHDRAW = sc.WithdrawPromise(promise=1, reason="场地变更")
CONSENSUS = sc.RecordConsensus(text="建在村北")
DISSENT = sc.RecordDissent(held_by="菜农代表", text="离家太远")
VOTE = sc.TakeVote(question="是否同意方案？", in_favour=12, against=3)
CLOSE = sc.CloseSession(results=("consensus",))
DRAFT = sc.DraftMinutes(summary="同意建在村北。")
ANSWER = sc.AnswerInvitation(participant=2, answer=m.Answer.SENDS, stand_in="县市场监管局副局长")
NOTE_LEAVE = sc.NoteLeave(**s.on_leave.model_dump())
NOTE_LAPSED = sc.NoteLeaveLapsed(leave="l-1", member="m-3")
COMMENT = sc.CommentOnMinutes(participant=1, text="停车处的面积没有写。")
SETTLE = sc.SettleComment(comment=1, taken_up=True, answer="已补写面积")
MEND = sc.CorrectMinutes(
    summary="同意建在村北，停车处两亩。", on=s.DAY, confirmed_by="召集人", reason="漏写停车处"
)
PUBLISH = sc.PublishMinutes(
    text="各方同意市场建在村北。",
    left_out="发言人和住户情况，涉及个人",
    on=s.DAY,
    where="村务公开栏",
)
CONFIRM = sc.ConfirmMinutes(on=s.DAY, confirmed_by="召集人")
BULLETIN = sc.FileSessionPaper(kind="bulletin", title="会议简报第1期", on=s.DAY, text=REPORT)
REPRINT = sc.CorrectSessionPaper(
    **{**BULLETIN.model_dump(), "title": "会议简报第2期"}, filed=1, reason="期号印错"
)
RECALL = sc.WithdrawSessionPaper(filed=1, reason="未经审定")

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
AT_THE_DOOR = s.replace(CLERK, now=MORNING)
FAR = datetime(2149, 3, 2, 9, 30, tzinfo=CHINA)
"""So far away that the code is good whenever these tests run."""


def opened_until(until: datetime, sitting: int = 1, code: str = "K7QX2M") -> m.CheckInOpened:
    digest = of_code(sitting, until, code)
    return m.CheckInOpened(sitting=sitting, until=until, digest=digest)


code_shown = opened_until(datetime(2026, 3, 2, 9, 30, tzinfo=CHINA))
checked_in = m.CheckedIn(sitting=1, participant=2, at=MORNING, body="yz-market", member=None)
noticed = m.NoticeGiven(on=date(2026, 2, 25), how="电话通知", late=False)
also_invited = m.ParticipantsInvited(
    participants=(s.residents.participants[0].model_copy(update={"participant": 3}),)
)
materials_sent = m.MaterialsSent(
    documents=("议程", "调研报告"),
    on=date(2026, 2, 25),
    late=False,
    papers=(m.Enclosed(document=2, text=kept(REPORT, "会议材料2")),),
)
answered = m.InvitationAnswered(
    participant=2,
    answer=m.Answer.SENDS,
    stand_in="县市场监管局副局长",
    body="yz-market",
    member=None,
)
commented = m.MinutesCommented(
    comment=1, participant=1, title="菜农代表", text="停车处的面积没有写。"
)
settled = m.CommentSettled(comment=1, taken_up=True, answer="已补写面积")
mended = m.MinutesCorrected(
    **{**s.minutes().model_dump(), "summary": MEND.summary}, corrects=7, reason="漏写停车处"
)
published = m.MinutesPublished(
    title="春季议事",
    form="council",
    held_on=s.DAY,
    **PUBLISH.model_dump(),
)
postponed = m.SessionPostponed(
    on=date(2026, 3, 5),
    called_for=s.DAY,
    place="镇会议室",
    consultations=(s.CASE,),
    reason="大雪封路",
)
resat = m.SittingCorrected(
    sitting=1,
    on=date(2026, 3, 1),
    duration_minutes=80,
    held_on=date(2026, 3, 1),
    corrects=3,
    reason="日期看错一行",
)
unsat = m.SittingWithdrawn(sitting=1, held_on=None, reason="记到别的会上了")
cancelled = m.SessionCancelled(reason="大雪封路")
resaid = m.SpeechCorrected(
    **{**dict(s.said), "gist": "停车处要两亩。"}, corrects=4, reason="漏记面积"
)
unsaid = m.SpeechWithdrawn(speech=1, consultation=s.CASE, reason="记到别的会上了")
corrected = m.AttendanceCorrected(
    **s.there("m-1", "m-3"), corrects=4, reason="签到表看错一行", before=("m-1", "m-2")
)
voted = m.VoteTaken(
    vote=1,
    item=1,
    consultation=None,
    question="是否同意方案？",
    in_favour=12,
    against=3,
    abstaining=0,
)
plenary = (s.called(s.CASE, form="leaders"), s.sat)
filed = m.SessionPaperFiled(
    filed=1, kind="bulletin", title="会议简报第1期", on=s.DAY, text=kept(REPORT, "会议文件1")
)
reprinted = m.SessionPaperCorrected(
    **{**dict(filed), "title": "会议简报第2期"}, corrects=3, reason="期号印错"
)
recalled = m.SessionPaperWithdrawn(filed=1, reason="未经审定")
chairs = s.called(form="chairpersons")
meeting_promised = (*s.meeting_held, s.promised())

# ---------------------------------------------------------------------------------- an activity

SURVEY = ac.RecordActivity(
    unit=s.VILLAGE,
    kind="research",
    title="市场选址调研",
    held_on=date(2026, 2, 20),
    led_by="下派委员小组",
    place="新营镇样例一村",
    present=(
        Presence(kind="member", members=("m-1", "m-2")),
        Presence(kind="resident", count=31),
    ),
    findings=s.FINDINGS,
    consultations=(s.CASE,),
)
ASK = ac.AskActivity(
    unit=s.VILLAGE,
    asked=("yz-culture",),
    **s.survey_asked.model_dump(include=set(ac.AskActivity.model_fields) - {"asked"}),
)
NOTE_ANSWER = ac.NoteAnswerMissed(what="yz-culture", day=s.survey_unanswered.due)
AGREE = ac.AgreeActivity(planned_on=s.survey_agreed.planned_on)
WITHDRAW_REQUEST = ac.WithdrawRequest(reason=s.request_withdrawn.reason)
DECLINE = ac.DeclineActivity(reason="人手不足")
TOOK_PLACE = ac.RecordAsked(
    **SURVEY.model_dump(include={"held_on", "led_by", "place", "present", "findings"})
)
AMEND = ac.CorrectActivity(
    **SURVEY.model_dump(include={"title", "held_on", "led_by", "place", "findings"}),
    present=(Presence(kind="member", members=("m-2",)),),
    reason="写错了人",
)
together = a.ActivityRecorded(
    **s.surveyed(bodies=("yz-culture",), body_kinds=("committee",), joint=True)
)
amended = a.ActivityCorrected(
    **s.surveyed(present=(Presence(kind="member", count=1, members=("m-2",)),)),
    corrects=1,
    reason="写错了人",
    before=("m-1", "m-2"),
    before_on=SURVEY.held_on,
)

# ------------------------------------------------------------------------------------ the rules

renamed = s.YZ6.model_copy(update={"name": "六步协商"})
next_adoption = s.adoption.model_copy(
    update={
        "unit": PREFECTURE,
        "version": "2026.2",
        "procedures": Procedures(procedures=(renamed,)),
        "quotas": Quotas(quotas=(s.KEY_SESSIONS,)),
        "documents": DOCUMENTS,
    }
)
NOTE_QUOTA = NoteQuotaMissed(
    what="key-session",
    day=s.quota_missed.last,
    unit=s.VILLAGE,
    title=s.quota_missed.title,
    first=s.quota_missed.first,
    least=2,
    sessions=(s.MEETING,),
)
NOTE_COMMITTEE = NoteQuotaMissed(
    what="counterpart",
    day=s.committee_missed.last,
    unit=s.COUNTY,
    body="yz-culture",
    title=s.committee_missed.title,
    first=s.committee_missed.first,
    least=2,
    sessions=(s.MEETING,),
)
NOTE_MEMBER = NoteQuotaMissed(
    what="tour",
    day=s.member_missed.last,
    unit=s.COUNTY,
    member="m-1",
    count=1,
    title=s.member_missed.title,
    first=s.member_missed.first,
    least=2,
    activities=(s.SURVEY,),
)
next_adopted = scenario.adopted(RULES, next_adoption)


def beside(*life: Any) -> Mapping[str, tuple[Any, ...]]:
    """What happened to the consultation."""
    return {f"consultation/{s.CASE}": life}


NOTE_BEGUN = c.NoteBegun()
GONE = c.WithdrawConsultation(reason="县里已统一安排，今年不议。")
begun = e.ConsultationBegun(topics=s.six_opened[0].topics)
consultation_gone = e.ConsultationWithdrawn(topics=begun.topics, reason=GONE.reason)

OF_CONSULTATIONS = [
    Example("", (), OPEN, POLICY, s.six_opened),  # 13.3-4
    Example("", (*s.six_opened, s.session_planned), NOTE_BEGUN, POLICY, (begun,)),  # domain 5.5
    Example("", s.six_opened, GONE, POLICY, (consultation_gone,)),  # domain 5.5
    Example("notices", s.eight_opened, NOTICE, CLERK, (posted,)),
    Example(
        "notices/withdrawal",
        (*s.eight_opened, posted),
        BACK_NOTICE,
        CLERK,
        (notice_back,),
    ),
    Example("views/withdrawal", (*s.eight_opened, sought), BACK_VIEWS, CLERK, (views_back,)),
    Example("views", (*s.eight_opened, posted), VIEWS, CLERK, (sought, done(3, s.FZ8))),
    Example("participants", s.six_researched, FIX, CLERK, (s.fixed,)),
    Example("session-plan", s.six_opened, PLAN, CLERK, (s.session_planned,)),
    Example("", s.six_opened, NOTE_RESEARCH, POLICY, (s.researched, done(3, s.YZ6))),
    Example("", s.six_opened, NOTE_TALENT, POLICY, (joined,)),  # 001-32
    Example("", (*s.six_opened, joined), NOTE_TALENT_LEFT, POLICY, (left,)),
    Example("", s.six_ready, NOTE_CALL, POLICY, (s.round_called(),)),
    Example("", s.six_called, NOTE_POSTPONEMENT, POLICY, (round_postponed,)),
    Example(
        "",
        (*s.six_called, s.round_held(closed=False)),
        NOTE_NOT_HELD,
        POLICY,
        (round_not_held,),
    ),
    Example("", s.six_called, NOTE_CANCELLATION, POLICY, (round_cancelled,)),
    Example("", s.six_called, NOTE_HOLDING, POLICY, (s.round_held(),)),
    Example("", s.six_held, NOTE_MINUTES, POLICY, (s.round_minuted(),)),
    Example("conclusion", s.six_minuted, CONCLUDE, CLERK, s.ending(s.YZ6, 4)),
    Example("waiver", s.seven_opened, WAIVE, PARTY, (waived,)),  # 13.3-5
    Example("upgrade", s.simple_opened, UPGRADE, CLERK, (s.upgraded,)),  # domain 5.2
]

SERVED = beside(*s.six_called)
SAT = beside(*s.six_called, s.round_held(closed=False))

OF_SESSIONS = [
    Example("sessions", (), CALL, CLERK, s.meeting_called, beside(*s.six_ready)),
    Example("notice", s.meeting_called, GIVE_NOTICE, CLERK, (noticed,), SERVED),
    Example("participants", s.meeting_called, INVITE, CLERK, (also_invited,), SERVED),
    Example("answers", s.meeting_called, ANSWER, CLERK, (answered,), SERVED),
    Example("", (s.called(s.CASE), s.with_member), NOTE_LEAVE, POLICY, (s.on_leave,), SERVED),
    Example(
        "",
        (
            *(s.called(s.CASE), s.with_member, s.on_leave, s.sat, s.attended, s.closed, s.drafted),
            *(s.minutes(), s.absent(on_leave=("m-3",))),
        ),
        NOTE_LAPSED,
        POLICY,
        (s.lapsed, s.absent("m-3")),
        SERVED,
    ),  # 004-24
    Example("materials", s.meeting_called, MATERIALS, CLERK, (materials_sent,), SERVED),  # 004-10
    Example(
        "postponement", s.meeting_called, POSTPONE, CLERK, (postponed,), SERVED
    ),  # 000-49, 001-12
    Example("sittings/correction", s.meeting_held, RESIT, CLERK, (resat,), SAT),
    Example("sittings/withdrawal", s.meeting_held, UNSIT, CLERK, (unsat,), SAT),
    Example("cancellation", s.meeting_called, CANCEL, CLERK, (cancelled,), SERVED),
    Example("check-in-code", s.meeting_called, OPEN_CODE, AT_THE_DOOR, (code_shown,), SERVED),
    Example(
        "check-in",
        (*s.meeting_called, opened_until(FAR)),
        CHECK_IN,
        AT_THE_DOOR,
        (checked_in,),
        SERVED,
    ),  # 000-43
    Example("sittings", s.meeting_called, HOLD, CLERK, (s.sat,), SERVED),
    Example("attendance", s.meeting_held, ATTEND, CLERK, (s.attended,), SERVED),  # 000-43
    Example(
        "attendance/correction",
        (*s.meeting_held, s.attended),
        CORRECT,
        CLERK,
        (corrected,),
        SERVED,
    ),
    Example("speeches", s.meeting_held, SPEECH, CLERK, (s.said,), SERVED),  # 000-44
    Example("speeches/correction", (*s.meeting_held, s.said), RESAY, CLERK, (resaid,), SERVED),
    Example("speeches/withdrawal", (*s.meeting_held, s.said), UNSAY, CLERK, (unsaid,), SERVED),
    Example("promises", s.meeting_held, PROMISE, CLERK, (s.promised(),), SERVED),  # 13.3-13, 001-37
    Example("promises/task", meeting_promised, TASK, CLERK, (s.tasked,), SERVED),
    Example(
        "promises/withdrawal",
        (*meeting_promised, s.tasked),
        WITHDRAW,
        CLERK,
        (s.withdrawn,),
        SERVED,
    ),
    Example("consensus", s.meeting_held, CONSENSUS, CLERK, (s.agreed,), SERVED),
    Example("dissent", s.meeting_held, DISSENT, CLERK, (s.differing,), SERVED),
    Example("votes", (chairs, s.sat), VOTE, CLERK, (voted,), SERVED),  # 5.4
    Example("closing", (*s.meeting_held, s.attended), CLOSE, CLERK, (s.closed,), SERVED),  # 000-36
    Example("draft", (*s.meeting_held, s.attended), DRAFT, CLERK, (s.drafted,), SERVED),
    Example("comments", s.meeting_ended, COMMENT, CLERK, (commented,), SERVED),
    Example(
        "comments/settlement", (*s.meeting_ended, commented), SETTLE, CLERK, (settled,), SERVED
    ),
    Example(
        "minutes/correction", s.meeting_minuted, MEND, CLERK, (mended,), beside(*s.six_minuted)
    ),
    Example(
        "minutes/publication",
        s.meeting_minuted,
        PUBLISH,
        CLERK,
        (published,),
        beside(*s.six_minuted),
    ),
    Example("papers", plenary, BULLETIN, CLERK, (filed,), SERVED),  # 001-04
    Example("papers/correction", (*plenary, filed), REPRINT, CLERK, (reprinted,), SERVED),
    Example("papers/withdrawal", (*plenary, filed), RECALL, CLERK, (recalled,), SERVED),
    Example("minutes", s.meeting_ended, CONFIRM, CLERK, (s.minutes(),), beside(*s.six_held)),
]

OF_ACTIVITIES = [
    Example("activities", (), SURVEY, CLERK, (s.survey,), beside(*s.six_opened)),  # 000-45, 001-24
    Example("activities/asked", (), ASK, CLERK, (s.survey_asked,), beside(*s.six_opened)),  # 000-50
    Example("", (s.survey_asked_by,), NOTE_ANSWER, LATER, (s.survey_unanswered,)),  # 000-50
    Example("agreement", (s.survey_asked,), AGREE, COMMITTEE, (s.survey_agreed,)),
    Example("decline", (s.survey_asked,), DECLINE, COMMITTEE, (s.survey_declined,)),
    Example(
        "request-withdrawal",
        (s.survey_asked_by,),
        WITHDRAW_REQUEST,
        CLERK,
        (s.request_withdrawn,),
    ),  # 000-50
    Example(
        "record",
        (s.survey_asked, s.survey_agreed),
        TOOK_PLACE,
        CLERK,
        (together,),
        beside(*s.six_opened),
    ),
    Example("correction", (s.survey,), AMEND, CLERK, (amended,), beside(*s.six_researched)),
]

MEETINGS = Examples(
    SERVICE,
    rules=s.adopted,
    keys={"rules": PREFECTURE},
    each=[
        *OF_CONSULTATIONS,
        *OF_SESSIONS,
        *OF_ACTIVITIES,
        *OF_DOCUMENTS,
        Example("", (), NOTE_QUOTA, POLICY, (s.quota_missed,)),  # 000-40
        Example("", (), NOTE_MEMBER, POLICY, (s.member_missed,)),  # 003-09
        Example("adoption", (), next_adoption, OFFICE, next_adopted),
    ],
)
