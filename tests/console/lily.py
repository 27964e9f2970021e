"""000-52, the lily trade: passed up to the county, joint research, closed with benefit figures."""

from datetime import date

from contracts.ids import PlanId
from contracts.meetings import consultation as m
from contracts.outcomes import outcome as o
from services.meetings.consultation import commands as meetings
from services.outcomes.outcome import commands as outcomes
from services.topics.topic.commands import PassTopicUp, PlanTopic
from tests.console.deeds import admitted, approved, consent, proposed
from tests.console.ledgers import Ledgers
from tests.console.register import COUNTY, MEMBERS, TOWNSHIP

LILY = "01981000-0000-7000-8000-000000000052"
COMMITTEE = "yz-education-culture-health-sports"
PARTY = "中共榆中县委员会"


def lily_trade(ledgers: Ledgers) -> None:
    title = "园子岔乡百合产业发展"
    ledgers.on(1, 12)
    proposed(ledgers, LILY, TOWNSHIP, title, "百合品种退化、销路单一，请商量怎样做成支柱产业。")
    ledgers.on(1, 20)
    admitted(ledgers, LILY)
    passing = PassTopicUp(
        to_unit=COUNTY,
        reason="涉及全县产业布局，乡镇难以单独解决。",
        consent=consent("中共园子岔乡委员会", "园党纪〔2026〕2号", date(2026, 1, 19)),
    )
    ledgers.ask(LILY, passing, role="party")
    ledgers.on(1, 26)
    approved(ledgers, LILY, PARTY, date(2026, 1, 26))
    ledgers.ask(LILY, PlanTopic(plan=PlanId(f"{COUNTY}:2026")), role="policy")
    ledgers.on(2, 3)
    planned = {
        "form": m.Form.COUNTERPART,
        "place": "县政协会议室",
        "on": date(2026, 3, 5),
        "questions": ("品种", "销路", "由谁牵头"),
    }
    ledgers.ask(
        LILY,
        meetings.PlanSession(**planned),
        meetings.RequestJointResearch(committee=COMMITTEE, question="百合深加工有没有条件"),
    )
    ledgers.on(2, 20)
    research = meetings.RecordResearch(
        held_on=date(2026, 2, 19),
        led_by="教科文卫体委员会",
        committee=COMMITTEE,
        joint=True,
        members=MEMBERS[2:6],
        people_met=58,
        place="园子岔乡五个村",
        facts="全乡种植百合6,300亩，户均收入一半来自百合。",
        key_problem="种球退化，没有加工企业。",
        proposal="作为乡村振兴支柱产业，建种球繁育基地。",
    )
    ledgers.ask(LILY, research, role="committee", body=COMMITTEE)
    ledgers.on(3, 6)
    ledgers.ask(
        LILY,
        meetings.CallSession(**planned),
        meetings.HoldSession(session=1, on=date(2026, 3, 5), duration_minutes=120),
        meetings.RecordConsensus(session=1, text="列为支柱产业"),
        meetings.CloseSession(session=1, results=(m.Result.CONSENSUS,)),
        meetings.ConfirmMinutes(summary="建议把百合列为支柱产业。", confirmed_by="会议主持人"),
    )
    ledgers.on(3, 16)
    agreed = consent(PARTY, "县委纪要〔2026〕5号", date(2026, 3, 13))
    ledgers.ask(LILY, outcomes.ConsentToOutcome(consent=agreed), role="party")
    ledgers.ask(
        LILY,
        outcomes.SendOutcome(
            outcome_number="榆政协〔2026〕3号",
            sent_on=date(2026, 3, 16),
            recipients=("县委",),
            copies=("县目标绩效办",),
        ),
        outcomes.AssignTask(
            lead="yz-agriculture",
            co=("yz-commerce",),
            what="建百合种球繁育基地500亩",
            due=date(2026, 6, 20),
        ),
        role="county-office",
    )
    ledgers.on(6, 10)
    done = outcomes.CompleteTask(task=1, on=date(2026, 6, 10), result="基地建成并移交。")
    ledgers.ask(LILY, done, role="department", body="yz-agriculture")
    ledgers.on(6, 28, 11)
    ledgers.ask(
        LILY,
        outcomes.HoldLookBack(
            on=date(2026, 6, 24),
            led_by="县政协副主席",
            tasks=(o.TaskChecked(task=1, kept=True),),
            finding="种球长势良好，台账齐全。",
        ),
        outcomes.GiveFeedback(on=date(2026, 6, 28), channel="乡工作站登门", satisfied=True),
        outcomes.CloseOutcome(
            benefit=o.Benefit(people=4100, households=980, area_mu=6300),
            reason="任务完成，回头看属实，已反馈。",
        ),
        role="county-office",
    )
