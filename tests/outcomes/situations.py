"""Moments in the life of one outcome, to start tests from: a market for a village (000-47)."""

from dataclasses import replace
from datetime import date

from contracts.calendar import Calendar, Measure, Term
from contracts.consents import Consent, ConsentStep, Level
from contracts.ids import ConsultationId, SessionId, TopicId
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import (
    Basis,
    CheckKind,
    Checks,
    ComplaintKind,
    Deadlines,
    Handling,
    Handlings,
    OutcomeKind,
    ReplyClass,
    Satisfaction,
    TaskList,
    Words,
)
from contracts.outcomes.series import OutcomeSeriesOpened
from contracts.procedure import IsFedBack, Procedure, StepDue
from contracts.roles import Role
from contracts.vocabulary import Entry
from services.outcomes.outcome import commands as c
from services.outcomes.rules.commands import AdoptProfile
from services.outcomes.rules.decider import RULES
from services.outcomes.series.decider import Series
from tests.common.consents import CONSENTS, NAMED
from tests.common.procedures import KNOWN
from tests.common.test_calendar import YEAR
from tests.outcomes.kinds import KINDS, RATINGS, by_letter
from tests.support.scenario import TODAY, adopted, circumstances

COUNTY, VILLAGE = "620123000000", "620123109200"
COMMERCE, TRANSPORT, HEALTH = "yz-commerce", "yz-transport", "yz-health"

opinion = OutcomeKind(
    code="opinion",
    chinese="协商意见",
    english="opinion",
    handling="sent",
    numbering="样例议〔{year}〕{number}号",
)
record_kind = OutcomeKind(
    code="record",
    chinese="协商记录",
    english="record",
    handling="kept",
    procedures=("YZS",),
    adopted_where=("village-rules",),
)
reply_kind = OutcomeKind(
    code="suggestion",
    chinese="建议",
    english="suggestion",
    handling="answered",
    procedures=("FZ8",),
)
sent_on = Handling(code="sent", chinese="报送转化", english="sent and followed up")
kept_here = Handling(code="kept", chinese="本级落实", english="kept here")
answered = Handling(
    code="answered",
    chinese="交办答复",
    english="answered",
    needs_tasks=True,
    reply_classes=("a", "b"),
)
adoption = AdoptProfile(
    unit=COUNTY,
    version="2026-1",
    ratings=RATINGS,
    deadlines=Deadlines(first_progress=Term(count=20), result=Term(count=60)),
    consents=CONSENTS,
    calendar=Calendar(years=(YEAR,)),
    handlings=Handlings(
        kinds=(record_kind, reply_kind, opinion, *KINDS),
        handlings=(sent_on, kept_here, answered, by_letter),
        reply_classes=(
            ReplyClass(code="a", chinese="A类", english="class A"),
            ReplyClass(code="b", chinese="B类", english="class B", answered_again=True),
            ReplyClass(code="c", chinese="C类", english="class C"),
        ),
        referral=ConsentStep(
            code="decide",
            chinese="决定移送",
            english="decides on the referral",
            level=Level.JURISDICTION,
            offices=(Role.CPPCC_OFFICE,),
        ),
    ),
    checks=Checks(
        kinds=(
            CheckKind(
                code="look-back",
                chinese="回头看",
                english="look-back",
                after=(Term(count=60), Term(count=180)),
                credited_as="look-back",
            ),
            CheckKind(
                code="special",
                chinese="专项督查",
                english="special inspection",
                who=(Role.SUPERVISOR,),
                every=Term(count=3, measure=Measure.MONTHS),
            ),
            CheckKind(code="visit", chinese="走访", english="visit"),
        )
    ),
    words=Words(
        copies=("县目标绩效办",),
        lists=(
            TaskList(code="task", chinese="任务清单", english="tasks", columns=("task", "what")),
            TaskList(
                code="responsibility",
                chinese="责任清单",
                english="responsibilities",
                columns=("task", "lead", "co"),
            ),
            TaskList(
                code="implementation",
                chinese="落实清单",
                english="implementation",
                columns=("task", "due", "state"),
            ),
        ),
        satisfaction=(
            Satisfaction(code="good", chinese="满意", english="satisfied", satisfied=True),
            Satisfaction(code="bad", chinese="不满意", english="not satisfied"),
            Satisfaction(code="again", chinese="很不满意", english="bad", again=True),
            Satisfaction(code="unsure", chinese="不了解", english="unsure", abstains=True),
        ),
        recipients=("县委", "镇党委"),
        feedback_to=(Entry(code="present", chinese="与会群众", english="those who took part"),),
        adoption_places=(
            Entry(code="decision", chinese="决策", english="decision"),
            Entry(code="village-rules", chinese="村规民约", english="village rules"),
        ),
        complaint_kinds=(
            ComplaintKind(code="strong", chinese="强烈反映", english="strong", strong=True),
            ComplaintKind(code="plain", chinese="一般反映", english="plain"),
        ),
        instruction_levels=(
            Entry(code="county", chinese="县级", english="county"),
            Entry(code="city", chinese="市级", english="city"),
        ),
        adoption_levels=(
            Entry(code="village", chinese="村级", english="village"),
            Entry(code="county", chinese="县级", english="county"),
        ),
    ),
)
rules_adopted = adopted(RULES, adoption)
rules = RULES.fold((event, COUNTY) for event in rules_adopted)

OPINIONS = f"{VILLAGE}:opinion"
"""The series in which the numbers of opinions of the village run."""
opened = OutcomeSeriesOpened()
clerk = circumstances(
    unit=VILLAGE, rules=rules, states={f"series/{OPINIONS}": Series(unit=VILLAGE)}
)
policy = circumstances("policy", "policy", VILLAGE, rules, scope="")
policy = circumstances("policy", "policy", VILLAGE, rules, scope="")
on_the_day = replace(clerk, today=date(2026, 1, 22))
"""The clerk, who enters on its day that the outcome is sent."""
village_party = circumstances("liang", "party", VILLAGE, rules, scope=VILLAGE)
township_party = circumstances("zhao", "party", VILLAGE, rules, scope="620123109")
supervisor = circumstances("meng", "supervisor", VILLAGE, rules, scope="620123")
commerce = circumstances("song", "department", VILLAGE, rules, body=COMMERCE)
transport = circumstances("qian", "department", VILLAGE, rules, body=TRANSPORT)
health = circumstances("he", "department", VILLAGE, rules, body=HEALTH)

SESSION = SessionId("s-1")
market = e.TaskDraft(
    task=1,
    lead=COMMERCE,
    co=(TRANSPORT,),
    what="在村口空地建成便民蔬菜市场",
    due=date(2026, 5, 31),
    session=SESSION,
    promise=1,
)
road = e.TaskDraft(
    task=2,
    lead=TRANSPORT,
    what="硬化市场进出道路",
    due=date(2026, 1, 15),
    session=SESSION,
    promise=2,
)

TOPIC = TopicId("01990000-0000-7000-8000-000000000042")
CONSULTATION = ConsultationId("01990000-0000-7000-8000-000000000043")
YZ7, YZ6, YZS, AH5, JH1, FZ8 = (KNOWN[code] for code in ("YZ7", "YZ6", "YZS", "AH5", "JH1", "FZ8"))


def step(number: int, of: Procedure = YZ7) -> e.StepCompleted:
    this = of.steps[number - 1]
    return e.StepCompleted(step=this.code, name=this.name, step_number=number)


drafted = e.OutcomeDrafted(
    outcome_kind=opinion,
    handling=sent_on,
    topics=(TOPIC,),
    consultation=CONSULTATION,
    title="新建村级蔬菜市场",
    summary="两轮协商后，就选址、建设内容和后期运营形成一致意见。",
    consensus=("市场建在村口空地", "由村集体运营"),
    dissent=("两户希望保留路边摊位",),
    tasks=(market, road),
    raised_by="m-620123-0007",
    raised_in=VILLAGE,
    concluded_on=date(2026, 1, 12),
    procedure=YZ7,
    rests_on=(e.RestsOn(thing=Basis.SESSION, id=SESSION),),
    series=OPINIONS,
)
consent = Consent(
    bodies=(f"party-{VILLAGE}",), resolution="支发〔2026〕3号", decided_on=date(2026, 1, 20)
)
consented = e.OutcomeConsented(**NAMED, consent=consent, last=True)
refused = e.OutcomeConsentRefused(
    **NAMED,
    bodies=(f"party-{VILLAGE}",),
    reason="资金来源还不清楚",
    decided_on=date(2026, 1, 18),
)
redrafted = e.OutcomeRedrafted(
    title="新建村级蔬菜市场（修改稿）", summary="补充说明资金由县、镇、村三级分担。"
)
sent = e.OutcomeSent(
    outcome_number="样例议〔2026〕1号",
    year=2026,
    number_in_year=1,
    sent_on=date(2026, 1, 22),
    recipients=("镇党委", "镇政府"),
    copies=("县目标绩效办", "县委督查室"),
)
posted = e.ResultPosted(posting=1, place="样例一村村务公开栏", on=date(2026, 1, 23))
waived = e.StepWaived(
    step="publish",
    name="公布结果",
    step_number=5,
    reason="已在群众大会上公布",
    consent=consent,
)
in_time = StepDue(step="convert", due=date(2026, 4, 22))
reported, converted = step(6).model_copy(update={"due": (in_time,)}), step(7)
market_assigned = e.TaskAssigned(
    task=1,
    lead=COMMERCE,
    co=(TRANSPORT,),
    what=market.what,
    due=date(2026, 5, 31),
    first_progress_due=date(2026, 2, 11),
    session=SESSION,
    promise=1,
)
road_assigned = e.TaskAssigned(
    task=2,
    lead=TRANSPORT,
    co=(),
    what=road.what,
    due=road.due,
    due_with_grace=sent.sent_on,
    first_progress_due=date(2026, 2, 11),
    session=SESSION,
    promise=2,
)
market_assigned_later = market_assigned.model_copy(update={"first_progress_due": date(2026, 3, 23)})
market_accepted = e.TaskAccepted(task=1, department=COMMERCE, officer="市场股")
road_returned = e.TaskReturned(
    task=2, department=TRANSPORT, reason="该路段属村道，由镇上负责", on=TODAY
)
road_reassigned = road_assigned.model_copy(
    update={
        "lead": HEALTH,
        "due_with_grace": TODAY,
        "first_progress_due": date(2026, 3, 23),
        "reason": "经核实由该单位承办",
    }
)
market_half_done = e.ProgressReported(
    task=1, department=COMMERCE, on=date(2026, 2, 10), percent=50, text="完成场地平整"
)
FURTHER = ("answered_again", "further_reply_due")
market_done = e.TaskCompleted(
    task=1, department=COMMERCE, on=date(2026, 2, 20), result="市场建成投用"
)
road_done = e.TaskCompleted(task=2, department=TRANSPORT, on=date(2026, 2, 21), result="道路完工")
road_urged = e.HandlingUrged(
    task=2, letter="督字〔2026〕5号", new_due=date(2026, 4, 30), reason="到期未动工"
)
due_in_spring = e.CheckScheduled(kind="look-back", due=date(2026, 4, 22), counted=Term(count=60))
due_in_summer = e.CheckScheduled(kind="look-back", due=date(2026, 8, 20), counted=Term(count=180))
put_under_inspection = e.CheckScheduled(
    kind="special", due=date(2026, 6, 2), reason="列入县委改革事项"
)
checked = e.CheckHeld(
    check=1,
    kind="look-back",
    due=due_in_spring.due,
    credited_as="look-back",
    on=date(2026, 2, 25),
    led_by="县政协社会法制委员会",
    members=("m-620123-0007",),
    residents_asked=12,
    residents_confirming=11,
    tasks=(
        e.TaskChecked(task=1, kept=True, finding="市场正常营业"),
        e.TaskChecked(task=2, kept=True, finding="道路平整通车"),
    ),
    finding="市场已经营业，群众认可",
)
not_kept = checked.model_copy(
    update={
        "check": 2,
        "due": due_in_summer.due,
        "tasks": (e.TaskChecked(task=2, kept=False, finding="路面未硬化"),),
    }
)
road_checked_in_truth = e.CheckCorrected(
    **{
        **not_kept.model_dump(),
        "members": ("m-620123-0008",),
        "tasks": (e.TaskChecked(task=2, kept=True, finding="另一条路未硬化，本路平整"),),
    },
    corrects=14,
    reason="看错了路段",
    before=not_kept.members,
    before_on=not_kept.on,
    verdicts=(e.Verdict(task=2, kept=True, finding="另一条路未硬化，本路平整"),),
    last_on=not_kept.on,
)
road_restored = e.CompletionRestored(check=2, **road_done.model_dump(exclude={"answered_again"}))
road_reopened = e.TaskReopened(task=2, check=2, finding=not_kept.tasks[0].finding)
market_silent = e.DeadlineMissed(
    task=1, what=e.Awaited.FIRST_PROGRESS, due=market_assigned.first_progress_due
)
fed_back = e.FeedbackGiven(
    feedback=1,
    raised_by="m-620123-0007",
    on=date(2026, 2, 26),
    channel="上门反馈",
    satisfaction="good",
    satisfied=True,
)
told_again = fed_back.model_copy(update={"feedback": 2})
told_in_public = e.FeedbackGiven(
    feedback=1,
    raised_by="m-620123-0007",
    whom="present",
    on=date(2026, 2, 27),
    channel="村民小组会",
    satisfaction="good",
    satisfied=True,
)
adopted_as_decision = e.OutcomeAdopted(
    adoption=1,
    place="decision",
    level="county",
    adopted_by="榆中县人民政府",
    paper="政府常务会议纪要〔2026〕4号",
    on=date(2026, 2, 24),
)
benefit = e.Benefit(people=860, households=210)
closed = e.OutcomeClosed(
    topics=(TOPIC,),
    consultation=CONSULTATION,
    outcome_number=sent.outcome_number,
    benefit=benefit,
    reason="任务全部办结，群众满意",
)
benefit_corrected = e.BenefitCorrected(
    corrects=14, reason="漏填资金", benefit=benefit.model_copy(update={"money_yuan": 90_000})
)
market_corrected = e.CompletionCorrected(
    corrects=7, reason="日期登记有误", **{**market_done.model_dump(), "on": date(2026, 2, 19)}
)
reopened = e.OutcomeReopened(
    topics=(TOPIC,),
    outcome_number=sent.outcome_number,
    consented=True,
    reason="雨季后道路再次损坏",
)

reopened_by_check = reopened.model_copy(update={"reason": not_kept.finding, "check": 2})

on_its_way = (drafted, consented, sent, market_assigned, road_assigned, reported)
done = (*on_its_way, market_done, road_done, due_in_spring, due_in_summer)
round_walked = (*done, checked, fed_back, converted)
quarterly = (*done, put_under_inspection)
all_closed = (*round_walked, closed)

by_six_steps = drafted.model_copy(update={"procedure": YZ6})
half_a_page_told = YZS.model_copy(
    update={
        "steps": (
            *YZS.steps[:2],
            YZS.steps[2].model_copy(update={"conditions": (IsFedBack(whom=("present",)),)}),
        )
    }
)
by_half_a_page = drafted.model_copy(update={"procedure": YZS, "tasks": ()})

draft = c.DraftOutcome(
    unit=VILLAGE, **drafted.model_dump(exclude={"outcome_kind", "handling", "series"})
)
consent_to = c.ConsentToOutcome(consent=consent)
refuse = c.RefuseOutcomeConsent(**refused.model_dump(exclude={"step", "word"}))
redraft = c.RedraftOutcome(**dict(redrafted))
post = c.PostResult(place="样例一村村务公开栏", on=date(2026, 1, 23))
waive = c.WaiveStep(**waived.model_dump(exclude={"name", "step_number", "due"}))
send = c.SendOutcome(
    **{**sent.model_dump(exclude={"year", "number_in_year"}), "copies": ("县委督查室",)}
)
assign_agreed = c.AssignAgreedTasks()
assign = c.AssignTask(lead=HEALTH, co=(COMMERCE,), what="每月开展食品检测")
reassign = c.ReassignTask(task=2, lead=HEALTH, reason="经核实由该单位承办")
accept = c.AcceptTask(**market_accepted.model_dump(exclude={"department"}))
give_back = c.ReturnTask(**road_returned.model_dump(exclude={"department", "on"}))
report = c.ReportProgress(**market_half_done.model_dump(exclude={"department"}))
complete = c.CompleteTask(**market_done.model_dump(exclude={"department", *FURTHER}))
urge = c.UrgeHandling(**road_urged.model_dump(exclude={"due_with_grace"}))
check = c.HoldCheck(**checked.model_dump(exclude={"check", "due", "credited_as"}))
schedule = c.ScheduleCheck(kind="special", reason="列入县委改革事项")
check_in_vain = check.model_copy(update={"tasks": not_kept.tasks})
correct_check = c.CorrectCheck(
    **road_checked_in_truth.model_dump(
        include={"check", "on", "led_by", "members", "residents_asked", "residents_confirming"}
        | {"tasks", "finding", "reason"}
    )
)
note_market = c.NoteMissed(what="1/first-progress", day=market_silent.due)
complete_road = c.CompleteTask(**road_done.model_dump(exclude={"department", *FURTHER}))
give_feedback = c.GiveFeedback(on=date(2026, 2, 26), channel="上门反馈", satisfaction="good")
tell_in_public = c.GiveFeedback(
    **told_in_public.model_dump(exclude={"feedback", "raised_by", "satisfied", "again"})
)
adopt = c.AdoptOutcome(**adopted_as_decision.model_dump(exclude={"adoption"}))
close = c.CloseOutcome(benefit=benefit, reason="任务全部办结，群众满意")
correct_benefit = c.CorrectBenefit(**benefit_corrected.model_dump(exclude={"corrects"}))
correct_completion = c.CorrectCompletion(
    **market_corrected.model_dump(exclude={"corrects", "department", *FURTHER})
)
reopen = c.ReopenOutcome(reason="雨季后道路再次损坏")
