"""A county in the middle of its year: the matters whose pages the tests look at."""

from datetime import UTC, date, datetime

from contracts.topics import topic as t
from services.meetings.consultation.commands import UpgradeCase
from services.topics.topic.commands import ScreenTopic, TransferTopicOut
from tests.console.deeds import ANSWERS, admitted, approved, proposed
from tests.console.ledgers import Ledgers
from tests.console.lily import lily_trade
from tests.console.market import village_market
from tests.console.register import ELSEWHERE, VILLAGE, registered, unit_names

TODAY = date(2026, 7, 15)
CHANNEL = "01981000-0000-7000-8000-000000000031"
CLAIM = "01981000-0000-7000-8000-000000000015"
FOREIGN = "01981000-0000-7000-8000-000000000099"
OVERLONG = "01981000-0000-7000-8000-000000000077"
HOSTILE = '<script>alert("议事")</script>&<img src=x onerror=alert(1)>'


def irrigation_channel(ledgers: Ledgers) -> None:
    """A simple consultation that was promoted to six steps."""
    title = "高崖镇样例二村灌溉渠系维修"
    unit = "620123102201"
    ledgers.on(6, 1)
    proposed(ledgers, CHANNEL, unit, title, "三号支渠渗漏，下游浇不上水。")
    ledgers.on(6, 3)
    admitted(ledgers, CHANNEL, t.Weight.GENERAL)
    approved(ledgers, CHANNEL, "中共样例二村支部委员会", date(2026, 6, 3))
    ledgers.on(6, 9)
    upgrade = UpgradeCase(procedure="YZ6", reason="涉及上下游三个村，现场说不清，需要调研。")
    ledgers.ask(CHANNEL, upgrade, role="convenor")


def personal_claim(ledgers: Ledgers) -> None:
    """001-15: one person's claim, transferred out."""
    ledgers.on(5, 6)
    proposed(
        ledgers, CLAIM, VILLAGE, "宅基地界址争议", "与邻居的界址争议。", scale=t.Scale.PERSONAL
    )
    transfer = TransferTopicOut(receiver="镇人民调解委员会", reason="属于个人之间的争议。")
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
    unmet = t.Answer(met=False, reason=f"{HOSTILE} {long}")
    ledgers.ask(OVERLONG, ScreenTopic(answers={**ANSWERS, t.Principle.MASS: unmet}))


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
            approved(ledgers, topic, "同级党组织", date(2026, 6, 15))


def whole_county() -> Ledgers:
    ledgers = Ledgers(datetime(2026, 1, 4, 1, tzinfo=UTC), unit_names())
    registered(ledgers)
    lily_trade(ledgers)
    village_market(ledgers)
    irrigation_channel(ledgers)
    personal_claim(ledgers)
    in_another_county(ledgers)
    waiting(ledgers)
    written_with_ill_intent(ledgers)
    ledgers.records.sort(key=lambda record: record.time)
    return ledgers


def empty_county() -> Ledgers:
    """The units are registered and nothing has been raised yet."""
    ledgers = Ledgers(datetime(2026, 1, 4, 1, tzinfo=UTC), unit_names())
    registered(ledgers)
    return ledgers
