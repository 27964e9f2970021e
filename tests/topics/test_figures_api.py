"""Figures as of a day, answers owed and clocks, over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest

from runtime import clock
from tests.slices.towns import Town, refused, types
from tests.support.service import by
from tests.topics import call_examples
from tests.topics import screening_examples as x
from tests.topics import situations as s
from tests.topics.commands import CLERK, ELSEWHERE

pytestmark = pytest.mark.servers

SCREENER = by("chen", "convenor@620123109")
LED = s.admitted.model_copy(update={"led_by": "县政协副主席", "leader_level": "chair"})


def figure(page: dict[str, Any], value: str | None) -> tuple[int, int, list[str]]:
    found = [each for each in page["figures"] if each["value"] == value]
    if not found:
        return 0, 0, []
    rows = [row["topic_id"] for row in found[0]["rows"]]
    return found[0]["topics"], found[0]["sites"], rows


async def test_topics_led_by_level_with_their_sites(here: Town):  # 003-23, 004-31
    led = await here.at("topic", s.proposed, LED, x.sites_added)
    standing = await here.at(
        "topic", s.proposed, LED.model_copy(update={"leader_level": "standing"})
    )
    nobody = await here.at("topic", s.proposed)

    page = await here.get("/topic-figures", CLERK, by="leader_level", unit=s.VILLAGE)
    assert led in figure(page, "chair")[2]
    assert standing in figure(page, "standing")[2]
    assert nobody in figure(page, None)[2]
    assert figure(page, "chair")[1] >= 2
    stages = await here.get("/topic-figures", CLERK, by="stage", unit=s.VILLAGE)
    assert nobody in figure(stages, "proposed")[2]
    own = await here.get("/topics", CLERK, led_by="县政协副主席", limit=200)  # 004-31
    assert led in [row["topic_id"] for row in own["items"]]
    assert nobody not in [row["topic_id"] for row in own["items"]]
    other = await here.get("/topic-figures", ELSEWHERE, by="stage")
    assert other["figures"] == []


async def test_claims_are_listed_whose_answer_is_late_or_came_late(here: Town):  # 001-15
    day = clock.today() - timedelta(days=3)
    sent = s.transferred_out.model_copy(update={"due": day})
    late, came_late, in_time, without = [
        await here.at("topic", s.claimed, *life)
        for life in (
            (sent,),
            (sent, s.transfer_answered.model_copy(update={"answered_on": clock.today()})),
            (sent, s.transfer_answered.model_copy(update={"answered_on": day})),
            (s.transferred_out,),
        )
    ]

    listed = await here.get("/transfers", CLERK, overdue=True, limit=200)
    found = {row["topic_id"]: row["answer_due"] for row in listed["items"]}
    assert {late: str(day), came_late: str(day)}.items() <= found.items()
    assert not {in_time, without} & found.keys()


async def test_as_of_a_day_before_it_is_counted_as_it_stood_then(here: Town):
    """By the day on which it came in: what is entered late stands where it belongs."""
    came_in = s.proposed.model_copy(update={"received_on": date(2026, 3, 1)})
    topic = await here.at("topic", came_in, s.rejected)

    def asked(day: date) -> Any:
        return here.get("/topic-figures", CLERK, by="stage", unit=s.VILLAGE, on=str(day))

    assert topic in figure(await asked(clock.today()), "rejected")[2]
    assert topic in figure(await asked(date(2026, 3, 1)), "proposed")[2]
    before = await asked(date(2026, 2, 28))
    assert topic not in str(before["figures"])


async def test_what_is_raised_again_stood_first_as_what_it_was_raised_first(here: Town):
    """As another kind; and the channel is the one that was named later, from the first day on."""
    day, later = date(2026, 3, 1), date(2026, 3, 9)
    first = s.proposed.model_copy(update={"received_on": day, "kind": "wish", "source": "来信"})
    again = s.proposed.model_copy(
        update={"received_on": later, "title": "重新提出的菜场", "channel": "letter"}
    )
    named = call_examples.named.model_copy(update={"received_on": day, "channel": "letter"})
    topic = await here.at("topic", first, named, s.admitted, s.consent_refused, again)

    def asked(by: str, on: date) -> Any:
        return here.get("/topic-figures", CLERK, by=by, unit=s.VILLAGE, on=str(on))

    assert topic in figure(await asked("kind", day), "wish")[2]
    assert topic in figure(await asked("channel", day), "letter")[2]
    assert topic in figure(await asked("kind", later), again.kind)[2]
    assert topic in figure(await asked("stage", later), "proposed")[2]
    assert topic not in str((await asked("stage", date(2026, 2, 28)))["figures"])
    own = await here.get(f"/topics/{topic}", CLERK)
    assert (own["stage"], own["title"], own["unit"]) == ("proposed", "重新提出的菜场", s.VILLAGE)
    decided = ("weight", "category", "procedure", "reason", "consent_on", "checklist", "answers")
    assert {name: own[name] for name in decided} == dict.fromkeys(decided)


async def test_whose_proposer_waits_for_an_answer_is_listed_until_it_is_given(here: Town):
    came = s.proposed.model_copy(update={"received_on": date(2026, 3, 1)})
    topic = await here.at("topic", came, s.rejected)

    async def waiting() -> list[str]:
        page = await here.get("/topics", CLERK, owed=True, limit=200)
        return [row["topic_id"] for row in page["items"]]

    assert topic in await waiting()
    answer = {"answer": "与上级部署相抵触。", "how": "书面", "on": "2026-03-02"}
    assert types(await here.post(f"/topics/{topic}/reply", answer, SCREENER)) == [
        "ProposerAnswered"
    ]
    assert topic not in await waiting()
    assert (await here.get(f"/topics/{topic}", CLERK))["told"]["decision"] == "rejected"


async def test_what_was_not_supplemented_in_time_is_overdue(here: Town):
    over = clock.today() - timedelta(days=1)
    late = s.returned.model_copy(update={"due": over, "due_with_grace": None, "lapses": True})
    topic = await here.at("topic", s.proposed, late)
    open_still = await here.at(
        "topic", s.proposed, s.returned.model_copy(update={"due": clock.today()})
    )

    page = await here.get("/topics", CLERK, overdue=True, limit=200)
    listed = [row["topic_id"] for row in page["items"]]
    assert topic in listed
    assert open_still not in listed
    body = {"title": "蔬菜市场选址", "description": "只议选址。", "scale": "group"}
    assert refused(await here.post(f"/topics/{topic}/proposal", body, CLERK)) == (409, "lapsed")
    in_time = {**body, "received_on": str(over)}
    assert types(await here.post(f"/topics/{topic}/proposal", in_time, CLERK)) == ["TopicProposed"]
