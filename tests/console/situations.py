"""A county in the middle of its year: the matters whose pages the tests look at."""

from datetime import UTC, date, datetime

from contracts.checklists import Answer
from contracts.meetings.participant import Invited, Presence
from contracts.outcomes.outcome import TaskChecked
from services.meetings.activity.commands import AskActivity, RecordActivity
from services.meetings.quota.commands import NoteQuotaMissed
from services.meetings.session.commands import (
    CallSession,
    HoldSitting,
    InviteParticipants,
    MakePromise,
    RecordConsensus,
    RecordSpeech,
)
from services.members.unit.commands import CloseUnit, DealOutMatter
from services.outcomes.outcome.commands import HoldCheck
from services.topics.topic.commands import MergeTopic, ScreenTopic, TransferTopicOut
from tests.console.deeds import ANSWERS, admitted, approved, proposed
from tests.console.ledgers import Ledgers
from tests.console.played import MARKET, play
from tests.console.register import COUNTY, ELSEWHERE, VILLAGE, registered, unit_names
from yishi.development.demo.channel import irrigation_channel
from yishi.development.demo.lily import lily_trade
from yishi.development.demo.market import village_market

BEGINNING = datetime(2025, 11, 4, 1, tzinfo=UTC)
TODAY = date(2026, 7, 15)
CLAIM = "01981000-0000-7000-8000-000000000015"
TALK, TRAINING, RESEARCH = (f"01981000-0000-7000-8000-00000000003{n}" for n in (1, 2, 3))
BUS, STOP, SCHOOL = (f"01981000-0000-7000-8000-00000000004{n}" for n in (1, 2, 3))
FENCE, FENCE_TALK = (f"01981000-0000-7000-8000-00000000005{n}" for n in (1, 2))
FOREIGN = "01981000-0000-7000-8000-000000000099"
OVERLONG = "01981000-0000-7000-8000-000000000077"
HOSTILE = '<script>alert("议事")</script>&<img src=x onerror=alert(1)>'


def lily(ledgers: Ledgers) -> None:
    """000-52: passed up to the county, joint research, closed with benefit figures."""
    play(lily_trade, ledgers, date(2026, 7, 14))


def market(ledgers: Ledgers) -> None:
    """000-47: two rounds of sessions, one task done and checked, one overdue."""
    play(village_market, ledgers, date(2026, 10, 3), "task-completion", 2)
    ledgers.on(7, 8)
    check = HoldCheck(
        kind="look-back",
        on=date(2026, 7, 8),
        led_by="县政协农业农村委主任",
        tasks=(TaskChecked(task=1, kept=True, finding="棚位已投入使用。"),),
        finding="用地手续齐全，棚位已投入使用。",
    )
    ledgers.ask(ledgers.begun("outcome", MARKET), check, role="committee")


def channel(ledgers: Ledgers) -> None:
    """A simple consultation that was promoted to six steps."""
    play(irrigation_channel, ledgers, date(2026, 11, 20), "activities")


def personal_claim(ledgers: Ledgers) -> None:
    """001-15: one person's claim, transferred out."""
    ledgers.on(7, 14)
    proposed(ledgers, CLAIM, VILLAGE, "宅基地界址争议", "与邻居的界址争议。", scale="personal")
    transfer = TransferTopicOut(receiver="yz-justice", reason="属于个人之间的争议。")
    ledgers.ask(CLAIM, transfer)


def in_another_county(ledgers: Ledgers) -> None:
    ledgers.on(5, 7)
    proposed(ledgers, FOREIGN, ELSEWHERE, "城北镇停车难", "街面车位不足。")


def written_with_ill_intent(ledgers: Ledgers) -> None:
    """Markup in every text, and words longer than a telephone is wide; in another county."""
    unit = ELSEWHERE
    ledgers.on(6, 20)
    long = "W" * 110
    proposed(ledgers, OVERLONG, unit, HOSTILE + "长题目" * 10, f"{HOSTILE}\n{long}")
    unmet = Answer(met=False, reason=f"{HOSTILE} {long}")
    ledgers.ask(OVERLONG, ScreenTopic(answers={**ANSWERS, "feasible": unmet}))


def waiting(ledgers: Ledgers) -> None:
    """A few more matters here and there, at different steps."""
    for number, (unit, title) in enumerate(
        (
            ("620123100001", "兴隆片老旧小区改造后的物业管理"),
            ("620123101000", "安置房抽签分房办法摸底"),
            ("620123210000", "洋葱产业冷链与错峰上市"),
            ("620123205201", "村道路灯由谁维护"),
            ("620123109000", "集镇农贸市场秩序治理"),
        ),
        start=100,
    ):
        topic = f"01981000-0000-7000-8000-000000000{number}"
        ledgers.on(6, 2 + number % 20)
        proposed(ledgers, topic, unit, title, title + "，请大家商量。")
        if number % 2 == 0:
            ledgers.on(6, 25)
            admitted(ledgers, topic)
            approved(ledgers, topic, unit, date(2026, 6, 15))


def apart_from_topics(ledgers: Ledgers) -> None:
    """A session, a training and research that belong to no topic."""
    ledgers.on(6, 10)
    unit = "620123109000"
    ledgers.ask(
        TALK,
        CallSession(
            unit=unit,
            title="集镇环境整治议事",
            form="council",
            on=date(2026, 6, 10),
            place="镇议事室",
        ),
        InviteParticipants(
            participants=(
                Invited(kind="department", title="县财政局", body="yz-finance"),
                Invited(kind="member", title="政协委员", member="m-620123-003"),
                Invited(kind="stakeholder", title="沿街商户代表", count=6),
            )
        ),
        HoldSitting(on=date(2026, 6, 10), duration_minutes=90),
        RecordSpeech(participant=3, gist="垃圾桶离摊位太远。"),
        MakePromise(department="yz-transport", what="迁移候车亭", due=date(2026, 9, 30)),
        RecordConsensus(text="摊位划线经营。"),
    )
    ledgers.on(6, 18)
    training = {"title": "协商议事规则培训", "kind": "training", "held_on": date(2026, 6, 18)}
    known = Presence(kind="member", members=("m-620123-001", "m-620123-004"))
    ledgers.ask(
        TRAINING,
        RecordActivity(
            unit=COUNTY, led_by="县政协办公室", place="县政协会议室", present=(known,), **training
        ),
        role="cppcc-office",
    )
    research = {
        "kind": "research",
        "title": "高原夏菜产业链调研",
        "asked": ("yz-economy-agriculture",),
    }
    ledgers.ask(RESEARCH, AskActivity(unit=unit, question="冷链短板在哪里？", **research))


def quota_missed(ledgers: Ledgers) -> None:
    """The town of the talk held no session in March and April; the calendar wrote it down."""
    ledgers.on(5, 1)
    missed = NoteQuotaMissed(
        what="key-session",
        day=date(2026, 4, 30),
        unit="620123109000",
        title="重点会议协商",
        first=date(2026, 3, 1),
        least=1,
    )
    ledgers.ask(missed.unit, missed, role="policy")


def dealt_out(ledgers: Ledgers) -> None:
    """A village is closed, and two others succeed it; the town deals two matters of it out."""
    ledgers.on(7, 1)
    town, closed = "620123109", "620123109202"
    successors = ("620123109203", "620123109204")
    proposed(ledgers, FENCE, closed, "村口护栏", "护栏坏了。")
    works = {"held_on": date(2026, 7, 1), "led_by": "村委会", "place": "村部"}
    meeting = RecordActivity(unit=closed, kind="work-meeting", title="护栏摸底会", **works)
    ledgers.ask(FENCE_TALK, meeting)
    ledgers.ask(
        closed,
        CloseUnit(valid_to=date(2026, 7, 1), successors=successors, reason="并村"),
        role="operator",
    )
    for matter, successor in zip((FENCE, FENCE_TALK), successors, strict=True):
        deal = DealOutMatter(matter=matter, successor=successor)
        ledgers.ask(closed, deal, role="cppcc-office", scope=town)


def merged(ledgers: Ledgers) -> None:
    """Two villages about one bus line, and the township that takes both topics in. The one that
    joined last had taken the first in."""
    ledgers.on(6, 12)
    for topic, unit, title in (
        (BUS, "620123212000", "开通赶集公交"),
        (STOP, "620123212200", "候车亭太远"),
        (SCHOOL, "620123212201", "学生乘车难"),
    ):
        proposed(ledgers, topic, unit, title, title + "，请大家商量。")
    for topic, into in ((SCHOOL, STOP), (STOP, BUS)):
        ledgers.ask(
            topic, MergeTopic(into=into, reason="同一条线路，一并商量。"), scope="620123212"
        )


def whole_county() -> Ledgers:
    ledgers = Ledgers(BEGINNING, unit_names())
    registered(ledgers)
    for case in (lily, market, channel):
        ledgers.now = BEGINNING
        case(ledgers)
    personal_claim(ledgers)
    in_another_county(ledgers)
    waiting(ledgers)
    apart_from_topics(ledgers)
    merged(ledgers)
    quota_missed(ledgers)
    written_with_ill_intent(ledgers)
    ledgers.records.sort(key=lambda record: record.time)
    return ledgers


def empty_county() -> Ledgers:
    """The units are registered and nothing has been raised yet."""
    ledgers = Ledgers(BEGINNING, unit_names())
    registered(ledgers)
    return ledgers
