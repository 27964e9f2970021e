"""Over HTTP: nothing is told of a topic before it came in, whoever said on which day it did."""

from typing import Any

import pytest

from runtime import clock
from services.topics.topic import commands as c
from tests.slices.towns import Town, refused, types
from tests.support.service import by
from tests.topics import situations as s
from tests.topics.commands import transfer

SCREENER = by("chen", "convenor@620123109")
LONG_AGO = "2020-01-05"


def reply(on: str) -> dict[str, Any]:
    return {"answer": "与上级部署相抵触。", "how": "书面", "on": on}


async def test_nobody_is_answered_before_the_topic_was_entered(here: Town):  # 9.1-14
    topic = await here.at("topic", s.proposed, s.rejected)

    early = await here.post(f"/topics/{topic}/reply", reply(LONG_AGO), SCREENER)
    assert refused(early) == (409, "day-before")
    assert "received_on" in early.json()["detail"]
    today = reply(clock.today().isoformat())
    assert types(await here.post(f"/topics/{topic}/reply", today, SCREENER)) == ["ProposerAnswered"]


async def test_what_came_in_earlier_is_answered_once_that_is_on_record(here: Town):
    topic = await here.at("topic", s.proposed, s.rejected)
    came = c.NameCall(received_on=s.TODAY, reason="补录收到日期。")
    assert types(await here.post(f"/topics/{topic}/call", came, SCREENER)) == ["TopicCallNamed"]

    told = reply(s.TODAY.isoformat())
    early = await here.post(f"/topics/{topic}/reply", reply(LONG_AGO), SCREENER)
    assert refused(early) == (409, "day-before")
    assert types(await here.post(f"/topics/{topic}/reply", told, SCREENER)) == ["ProposerAnswered"]


async def test_no_claim_is_transferred_before_it_was_entered(here: Town):  # 001-15
    topic = await here.at("topic", s.claimed)
    early = {**transfer.model_dump(mode="json"), "transferred_on": LONG_AGO}

    answer = await here.post(f"/topics/{topic}/transfer", early, SCREENER)
    assert refused(answer) == (409, "day-before")
    answer = await here.post(f"/topics/{topic}/transfer", transfer, SCREENER)
    assert types(answer) == ["TopicTransferredOut"]


@pytest.mark.parametrize("office", ["convenor@511623", "convenor@620123212"])
async def test_whoever_may_not_act_for_it_learns_no_day(here: Town, office: str):
    topic = await here.at("topic", s.proposed, s.rejected)
    answer = await here.post(f"/topics/{topic}/reply", reply(LONG_AGO), by("zhou", office))

    assert answer.status_code in (403, 404)
