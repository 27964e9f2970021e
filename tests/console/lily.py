"""000-52, the lily trade: passed up to the county, joint research, closed with benefit figures."""

from datetime import date

from contracts.meetings import consultation as m
from contracts.outcomes import outcome as o
from contracts.topics import topic as t
from tests.console.deeds import RAISED_BY, approved, consent, done, proposed
from tests.console.ledgers import Ledgers
from tests.console.register import COUNTY, MEMBERS, TOWNSHIP, YZ7

LILY = "01981000-0000-7000-8000-000000000052"


def lily_trade(ledgers: Ledgers) -> None:
    title = "园子岔乡百合产业发展"
    key, out = f"consultation/{LILY}", f"outcome/{LILY}"
    ledgers.on(1, 12)
    proposed(ledgers, LILY, TOWNSHIP, title, "百合品种退化、销路单一，请商量怎样做成支柱产业。")
    ledgers.on(1, 20)
    ledgers.tell(
        f"topic/{LILY}",
        COUNTY,
        t.TopicPassedUp(
            from_unit=TOWNSHIP,
            to_unit=COUNTY,
            reason="涉及全县产业布局，乡镇难以单独解决。",
            consent=consent("中共园子岔乡委员会", "园党纪〔2026〕2号", date(2026, 1, 19)),
        ),
        role="party",
    )
    approved(
        ledgers, LILY, COUNTY, title, YZ7, "中共榆中县委员会", date(2026, 1, 26), raised_in=TOWNSHIP
    )
    ledgers.on(2, 3)
    ledgers.tell(
        key,
        COUNTY,
        m.SessionPlanned(
            form=m.Form.COUNTERPART,
            place="县政协会议室",
            on=date(2026, 3, 5),
            questions=("品种", "销路", "由谁牵头"),
        ),
    )
    done(ledgers, LILY, COUNTY, YZ7, "plan")
    ledgers.tell(
        key,
        TOWNSHIP,
        m.JointResearchRequested(
            committee="yz-education-culture-health-sports", question="百合深加工有没有条件"
        ),
    )
    ledgers.on(2, 20)
    ledgers.tell(
        key,
        COUNTY,
        m.ResearchRecorded(
            number=1,
            held_on=date(2026, 2, 19),
            led_by="教科文卫体委员会",
            committee="yz-education-culture-health-sports",
            joint=True,
            members=MEMBERS[2:6],
            people_met=58,
            place="园子岔乡五个村",
            facts="全乡种植百合6,300亩，户均收入一半来自百合。",
            key_problem="种球退化，没有加工企业。",
            proposal="作为乡村振兴支柱产业，建种球繁育基地。",
        ),
        role="committee",
    )
    done(ledgers, LILY, COUNTY, YZ7, "research")
    ledgers.on(3, 6)
    ledgers.tell(
        key,
        COUNTY,
        m.MinutesConfirmed(
            title=title,
            summary="建议把百合列为支柱产业。",
            sessions=1,
            consensus=("列为支柱产业",),
            dissent=(),
            tasks=(),
            raised_by=RAISED_BY,
            raised_in=TOWNSHIP,
            confirmed_by="会议主持人",
        ),
        role="committee",
    )
    done(ledgers, LILY, COUNTY, YZ7, "session")
    ledgers.on(3, 16)
    ledgers.tell(
        out,
        COUNTY,
        o.OutcomeDrafted(
            title=title,
            summary="列为支柱产业。",
            consensus=(),
            dissent=(),
            tasks=(),
            raised_by=RAISED_BY,
            raised_in=TOWNSHIP,
        ),
        o.OutcomeSent(
            number="榆政协〔2026〕3号",
            sent_on=date(2026, 3, 16),
            recipients=("县委",),
            copies=("县目标绩效办",),
        ),
        o.TaskAssigned(
            number=1,
            lead="yz-agriculture",
            co=("yz-commerce",),
            what="建百合种球繁育基地500亩",
            due=date(2026, 6, 20),
            first_progress_due=date(2026, 4, 15),
        ),
        role="county-office",
    )
    done(ledgers, LILY, COUNTY, YZ7, "report")
    ledgers.on(6, 10)
    ledgers.tell(
        out,
        COUNTY,
        o.TaskCompleted(
            number=1, department="yz-agriculture", on=date(2026, 6, 10), result="基地建成并移交。"
        ),
        role="department",
    )
    ledgers.on(6, 28, 11)
    ledgers.tell(
        out,
        COUNTY,
        o.LookBackHeld(
            number=1,
            on=date(2026, 6, 24),
            led_by="县政协副主席",
            kept=True,
            finding="种球长势良好，台账齐全。",
        ),
        o.FeedbackGiven(
            raised_by=RAISED_BY, on=date(2026, 6, 28), channel="乡工作站登门", satisfied=True
        ),
        o.OutcomeClosed(
            number="榆政协〔2026〕3号",
            benefit=o.Benefit(people=4100, households=980, area_mu=6300),
            reason="任务完成，回头看属实，已反馈。",
        ),
        role="county-office",
    )
    done(ledgers, LILY, COUNTY, YZ7, "convert")
    ledgers.tell(f"topic/{LILY}", COUNTY, t.TopicClosed(outcome_number="榆政协〔2026〕3号"))
