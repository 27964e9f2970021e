"""Looks up the thing of ours on which a topic is said to rest (001-16)."""

from collections.abc import Mapping

import sqlalchemy as sa

from contracts.topics.topic import SourceKind, SourceThing
from runtime import clock
from runtime.jurisdictions import read_jurisdictions
from runtime.web.http import Submitting
from runtime.web.problems import Problem
from services.topics.bulletin.read_models import bulletins
from services.topics.call.read_models import calls
from services.topics.held import known_activities, known_sessions
from services.topics.proposal.read_models import proposals
from services.topics.report.read_models import reports
from services.topics.topic import commands as c
from services.topics.topic.decider.sources import CALLED
from services.topics.topic.tables import topics

OURS: Mapping[SourceKind, tuple[sa.Column[str], sa.Column[str]]] = {
    SourceKind.REPORT: (reports.c.report_id, reports.c.unit),
    SourceKind.BULLETIN: (bulletins.c.bulletin_id, bulletins.c.unit),
    SourceKind.PROPOSAL: (proposals.c.proposal_id, proposals.c.unit),
    SourceKind.CALL: (calls.c.call_id, calls.c.unit),
    SourceKind.SESSION: (known_sessions.c.id, known_sessions.c.unit),
    SourceKind.ACTIVITY: (known_activities.c.id, known_activities.c.unit),
}
"""Where the things of ours are found: sessions and activities as this service knows them."""


async def rests(submit: Submitting, unit: str | None, thing: SourceThing | None) -> None:
    """Refuse (422) what is not there, or lies under other rules than the unit of the topic."""
    if thing is None or unit is None:
        return
    key, place = OURS[thing.kind]
    async with submit.request.app.state.engine.connect() as connection:
        found: str | None = await connection.scalar(sa.select(place).where(key == thing.id))
        there = await read_jurisdictions(connection, clock.today())
    if found is None or there.of(found) != there.of(unit):
        raise Problem(
            422,
            "unknown-source",
            f"本地没有编号为 {thing.id} 的{CALLED[thing.kind]}。请核对编号；"
            "刚登记的请稍后再提交，不是本系统内的请只写 source。",
            f"There is no {thing.kind} {thing.id} here. Check the id; what was recorded just now"
            " is known shortly, and what stands outside is named in `source` alone.",
        )


async def what_it_rests_on(
    submit: Submitting, topic_id: str, command: c.CorrectSource | c.RaiseAgain
) -> None:
    here = sa.select(topics.c.unit).where(topics.c.topic_id == topic_id)
    async with submit.request.app.state.engine.connect() as connection:
        unit: str | None = await connection.scalar(here)
    await rests(submit, unit, command.rests_on)
