"""A topic that became several: links both ways, and the history of before told with each part."""

from contracts.roles import Role
from services.topics.topic.commands import Part, SplitTopic
from tests.console.conftest import Open, office
from tests.console.deeds import proposed
from tests.console.ledgers import Ledgers
from tests.console.register import COUNTY
from tests.console.situations import empty_county
from tests.console.test_merging import sentences
from tests.console.test_pages import get
from tests.console.test_projections import rows

TOWN, VILLAGE = "620123212", "620123212200"
ROAD = "01981000-0000-7000-8000-000000000061"


def split() -> tuple[Ledgers, list[str]]:
    ledgers = empty_county()
    proposed(ledgers, ROAD, VILLAGE, "村口道路和一户围墙", "请商量。")
    parts = (
        Part(title="村口道路", description="路面破损。"),
        Part(title="一户围墙", description="围墙倾斜。", scale="personal"),
    )
    ledgers.ask(ROAD, SplitTopic(parts=parts, reason="是两件事。"), scope=COUNTY[:6])
    begun = [r.key for r in ledgers.records if getattr(r.data, "part_of", None) == ROAD]
    return ledgers, begun


def test_each_part_is_a_case_of_its_own() -> None:
    ledgers, (road, wall) = split()
    found = rows(ledgers, "case_topics")

    assert found[ROAD,]["stage"] == "split"
    assert [found[each,]["part_of"] for each in (road, wall)] == [ROAD, ROAD]
    assert [found[each,]["personal"] for each in (road, wall)] == [False, True]


async def test_both_pages_link_to_each_other_and_tell_what_was_before(a_site: Open) -> None:
    ledgers, (road, wall) = split()
    site = await a_site(ledgers)
    clerk = office(Role.CLERK, TOWN)
    whole = (await get(site, f"/cases/{ROAD}", clerk)).text
    part = (await get(site, f"/cases/{road}", clerk)).text

    assert "已拆分为几个议题" in whole
    for each in (road, wall):
        assert f'<a href="/cases/{each}">' in whole
    assert f'<dt>拆分自</dt><dd><a href="/cases/{ROAD}">村口道路和一户围墙</a>' in part
    assert "并入本议题</dt>" not in part
    assert "提出议题“村口道路”。" in sentences(part)
    assert "原议题“村口道路和一户围墙” 提出议题“村口道路和一户围墙”。" in sentences(part)


async def test_a_part_that_is_a_claim_is_named_to_nobody_else(a_site: Open) -> None:  # 001-15
    ledgers, (_, wall) = split()
    site = await a_site(ledgers)
    text = (await get(site, f"/cases/{ROAD}", office(Role.MEMBER, TOWN))).text

    assert "一户围墙" not in text.replace("村口道路和一户围墙", "")
    assert f"/cases/{wall}" not in text
