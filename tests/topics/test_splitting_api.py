"""Over HTTP: one topic becomes several at once, and each is found from the other."""

from datetime import date

from tests.slices.towns import Town, refused, types
from tests.support.service import by
from tests.topics import situations as s
from tests.topics import splitting_examples as x
from tests.topics.commands import CLERK, MEMBER

SCREENER = by("chen", "convenor@620123109")


async def test_one_topic_becomes_several_and_each_page_says_so(here: Town):
    whole = await here.at("topic", s.proposed)

    answer = await here.post(f"/topics/{whole}/splitting", x.splitting, SCREENER)
    assert types(answer) == ["TopicSplit"]

    ended = await here.get(f"/topics/{whole}", CLERK)
    assert (ended["stage"], ended["answer_owed"]) == ("split", "split")
    assert len(ended["parts"]) == 2
    for each in ended["parts"]:
        part = await here.get(f"/topics/{each['topic_id']}", CLERK)
        assert (part["stage"], part["part_of"]) == ("proposed", whole)
        assert (part["raised_by"], part["raised_in_name"]) == (s.RESIDENT, ended["unit_name"])
    again = await here.post(f"/topics/{whole}/splitting", x.splitting, SCREENER)
    assert refused(again) == (409, "out-of-step")


async def test_each_part_is_a_matter_of_its_own(here: Town):  # model 3
    whole = await here.at("topic", s.proposed)
    await here.post(f"/topics/{whole}/splitting", x.splitting, SCREENER)
    parts = [each["topic_id"] for each in (await here.get(f"/topics/{whole}", CLERK))["parts"]]

    matters = "SELECT DISTINCT stream, matter FROM ledger WHERE stream = ANY($1)"
    subjects = [f"topic/{each}" for each in (whole, *parts)]
    rows = await here.bench.pool.fetch(matters, subjects)
    assert {row["stream"]: row["matter"] for row in rows} == {
        f"topic/{each}": each for each in (whole, *parts)
    }


async def test_whoever_may_not_read_claims_finds_no_part_that_is_one(here: Town):  # 001-15
    whole = await here.at("topic", s.proposed)
    await here.post(f"/topics/{whole}/splitting", x.splitting, SCREENER)

    parts = (await here.get(f"/topics/{whole}", MEMBER))["parts"]
    assert [each["title"] for each in parts] == [x.site.title]


async def test_figures_count_a_part_from_the_day_on_which_it_became_one(here: Town):  # 003-23
    whole = await here.at("topic", s.proposed.model_copy(update={"received_on": date(2026, 1, 5)}))
    await here.post(f"/topics/{whole}/splitting", x.splitting, SCREENER)
    parts = {each["topic_id"] for each in (await here.get(f"/topics/{whole}", CLERK))["parts"]}

    async def counted(on: str) -> dict[str, set[str]]:
        found = await here.get("/topic-figures", CLERK, by="stage", on=on)
        return {
            each["value"]: {row["topic_id"] for row in each["rows"]} for each in found["figures"]
        }

    before = await counted("2026-01-06")
    assert whole in before["proposed"]
    assert not parts & before["proposed"]
    now = await counted("2149-12-31")
    assert whole in now["split"]
    assert parts <= now["proposed"]
