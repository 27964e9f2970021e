"""That nothing is told of a topic before it came in, where the history alone knows when it did."""

from datetime import date

import sqlalchemy as sa

from runtime.web.http import Submitting
from runtime.web.problems import Problem
from services.topics.topic import commands as c
from services.topics.topic.decider.stages import Stage
from services.topics.topic.tables import topics


async def once_it_came(
    submit: Submitting, topic_id: str, day: date | None, *out_of_step: Stage
) -> None:
    """Refuse (409) a day before that on which the topic was entered, where nobody said that it came
    in earlier: the rule knows no other day than the one that was said. Topics that the asker may
    not act for, or in a stage that is `out_of_step`, are left to the writer."""
    if day is None:
        return
    here = sa.select(topics.c.unit, topics.c.came_on).where(
        topics.c.topic_id == topic_id,
        topics.c.received_on.is_(None),
        topics.c.stage.not_in(out_of_step),
    )
    async with submit.request.app.state.engine.connect() as connection:
        row = (await connection.execute(here)).first()
    if row is None or submit.actor.grant_for(row.unit) is None:
        return
    if day < row.came_on:
        raise Problem(
            409,
            "day-before",
            f"议题没有填写收到日期，按 {row.came_on} 登记时收到计，此事不可能更早（{day}）。"
            "请核对日期；更早收到的，请先更正收到日期（POST /topics/…/call 的 received_on，"
            "原有的征题和渠道一并填写）。",
            f"Nobody said on which day the topic came in, so it did when it was entered, on"
            f" {row.came_on}, and this was not before, on {day}. Check the day; where the topic"
            " came in earlier, correct that first (`received_on` of POST /topics/…/call, with call"
            " and channel as they are).",
        )


async def told_once_it_came(submit: Submitting, topic_id: str, command: c.AnswerProposer) -> None:
    await once_it_came(submit, topic_id, command.on, Stage.PROPOSED)
