"""Moments in the life of one outcome, to start tests from: a market for a village (000-47)."""

from datetime import date

from contracts.calendar import Calendar, Term
from contracts.consent import Consent
from contracts.ids import ConsultationId, TopicId
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import Deadlines, Words
from contracts.procedure import Procedure
from services.outcomes.outcome import commands as c
from services.outcomes.rules.commands import AdoptProfile
from services.outcomes.rules.decider import RULES
from tests.common.procedures import KNOWN
from tests.common.test_calendar import YEAR
from tests.support.scenario import adopted, circumstances

COUNTY, VILLAGE = "620123000000", "620123109200"
COMMERCE, TRANSPORT, HEALTH = "yz-commerce", "yz-transport", "yz-health"

adoption = AdoptProfile(
    unit=COUNTY,
    version="2026-1",
    deadlines=Deadlines(
        first_progress=Term(count=20), result=Term(count=60), look_back=Term(count=60)
    ),
    calendar=Calendar(years=(YEAR,)),
    words=Words(copies=("县目标绩效办",), lists=("任务清单", "责任清单", "落实清单")),
)
rules_adopted = adopted(RULES, adoption)
rules = RULES.fold((event, COUNTY) for event in rules_adopted)

clerk = circumstances(unit=VILLAGE, rules=rules)
village_party = circumstances("liang", "party", VILLAGE, rules, scope=VILLAGE)
township_party = circumstances("zhao", "party", VILLAGE, rules, scope="620123109")
commerce = circumstances("song", "department", VILLAGE, rules, body=COMMERCE)
transport = circumstances("qian", "department", VILLAGE, rules, body=TRANSPORT)
health = circumstances("he", "department", VILLAGE, rules, body=HEALTH)

market = e.TaskDraft(
    task=1,
    lead=COMMERCE,
    co=(TRANSPORT,),
    what="在村口空地建成便民蔬菜市场",
    due=date(2026, 5, 31),
    promise=1,
)
road = e.TaskDraft(
    task=2, lead=TRANSPORT, what="硬化市场进出道路", due=date(2026, 1, 15), promise=2
)

TOPIC = TopicId("01990000-0000-7000-8000-000000000042")
CONSULTATION = ConsultationId("01990000-0000-7000-8000-000000000043")
YZ7, YZ6, YZS, AH5, JH1, FZ8 = (KNOWN[code] for code in ("YZ7", "YZ6", "YZS", "AH5", "JH1", "FZ8"))


def step(number: int, of: Procedure = YZ7) -> e.StepCompleted:
    this = of.steps[number - 1]
    return e.StepCompleted(step=this.code, name=this.name, step_number=number)


drafted = e.OutcomeDrafted(
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
)
consent = Consent(
    organisation="样例一村党支部", resolution="支发〔2026〕3号", decided_on=date(2026, 1, 20)
)
consented = e.OutcomeConsented(consent=consent)
refused = e.OutcomeConsentRefused(
    organisation="样例一村党支部", reason="资金来源还不清楚", decided_on=date(2026, 1, 18)
)
sent = e.OutcomeSent(
    outcome_number="样例议〔2026〕1号",
    sent_on=date(2026, 1, 22),
    recipients=("镇党委", "镇政府"),
    copies=("县目标绩效办", "县委督查室"),
)
posted = e.ResultPosted(place="样例一村村务公开栏", on=date(2026, 1, 23))
waived = e.StepWaived(
    step="publish",
    name="公布结果",
    step_number=5,
    reason="已在群众大会上公布",
    organisation="样例一村党支部",
    resolution="支发〔2026〕4号",
)
reported, converted = step(6), step(7)
market_assigned = e.TaskAssigned(
    task=1,
    lead=COMMERCE,
    co=(TRANSPORT,),
    what=market.what,
    due=date(2026, 5, 31),
    first_progress_due=date(2026, 2, 11),
    promise=1,
)
road_assigned = e.TaskAssigned(
    task=2,
    lead=TRANSPORT,
    co=(),
    what=road.what,
    due=date(2026, 1, 22),
    first_progress_due=date(2026, 2, 11),
    promise=2,
)
market_accepted = e.TaskAccepted(task=1, department=COMMERCE, officer="市场股")
road_returned = e.TaskReturned(task=2, department=TRANSPORT, reason="该路段属村道，由镇上负责")
road_reassigned = road_assigned.model_copy(
    update={
        "lead": HEALTH,
        "first_progress_due": date(2026, 3, 23),
        "reason": "经核实由该单位承办",
    }
)
market_half_done = e.ProgressReported(
    task=1, department=COMMERCE, on=date(2026, 2, 10), percent=50, text="完成场地平整"
)
market_done = e.TaskCompleted(
    task=1, department=COMMERCE, on=date(2026, 2, 20), result="市场建成投用"
)
road_done = e.TaskCompleted(task=2, department=TRANSPORT, on=date(2026, 2, 21), result="道路完工")
road_urged = e.HandlingUrged(
    task=2, letter="督字〔2026〕5号", new_due=date(2026, 4, 30), reason="到期未动工"
)
checked = e.CheckHeld(
    check=1,
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
    update={"check": 2, "tasks": (e.TaskChecked(task=2, kept=False, finding="路面未硬化"),)}
)
road_reopened = e.TaskReopened(task=2, check=2, finding=not_kept.tasks[0].finding)
market_silent = e.DeadlineMissed(
    task=1, what=e.Awaited.FIRST_PROGRESS, due=market_assigned.first_progress_due
)
fed_back = e.FeedbackGiven(
    raised_by="m-620123-0007", on=date(2026, 2, 26), channel="上门反馈", satisfied=True
)
benefit = e.Benefit(people=860, households=210)
closed = e.OutcomeClosed(
    topics=(TOPIC,),
    consultation=CONSULTATION,
    outcome_number=sent.outcome_number,
    benefit=benefit,
    reason="任务全部办结，群众满意",
)
reopened = e.OutcomeReopened(outcome_number=sent.outcome_number, reason="雨季后道路再次损坏")

on_its_way = (drafted, consented, sent, market_assigned, road_assigned, reported)
done = (*on_its_way, market_done, road_done)
round_walked = (*done, checked, fed_back, converted)
all_closed = (*round_walked, closed)

by_six_steps = drafted.model_copy(update={"procedure": YZ6})
by_half_a_page = drafted.model_copy(update={"procedure": YZS, "tasks": ()})

draft = c.DraftOutcome(unit=VILLAGE, **drafted.model_dump())
consent_to = c.ConsentToOutcome(consent=consent)
refuse = c.RefuseOutcomeConsent(**refused.model_dump())
post = c.PostResult(place="样例一村村务公开栏", on=date(2026, 1, 23))
waive = c.WaiveStep(**waived.model_dump(exclude={"name", "step_number"}))
send = c.SendOutcome(**{**sent.model_dump(), "copies": ("县委督查室",)})
assign = c.AssignTask(lead=HEALTH, co=(COMMERCE,), what="每月开展食品检测")
reassign = c.ReassignTask(task=2, lead=HEALTH, reason="经核实由该单位承办")
accept = c.AcceptTask(**market_accepted.model_dump(exclude={"department"}))
give_back = c.ReturnTask(**road_returned.model_dump(exclude={"department"}))
report = c.ReportProgress(**market_half_done.model_dump(exclude={"department"}))
complete = c.CompleteTask(**market_done.model_dump(exclude={"department"}))
urge = c.UrgeHandling(**road_urged.model_dump())
check = c.HoldCheck(**checked.model_dump(exclude={"check"}))
check_in_vain = check.model_copy(update={"tasks": not_kept.tasks})
note_market = c.NoteMissed(what="1/first-progress", day=market_silent.due)
give_feedback = c.GiveFeedback(on=date(2026, 2, 26), channel="上门反馈", satisfied=True)
close = c.CloseOutcome(benefit=benefit, reason="任务全部办结，群众满意")
reopen = c.ReopenOutcome(reason="雨季后道路再次损坏")
