"""The outcomes that there are, and how many checks were held of each, where somebody names one: a
point that appraises it, an activity that follows up its check. The outcomes service records the
facts; nothing here follows from them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.outcomes.outcome import CheckHeld, OutcomeDrafted
from runtime import clock
from runtime.jurisdictions import read_jurisdictions
from runtime.projection import Change, patch, put
from runtime.service import Reference
from runtime.web.http import Submitting
from runtime.web.problems import Problem
from runtime.web.register import SHOWN

known_outcomes = sa.Table(
    "known_outcomes",
    sa.MetaData(),
    sa.Column("outcome", sa.Text, primary_key=True),
    sa.Column("checks", sa.Integer, nullable=False),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)


def project(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case OutcomeDrafted():
            return [put(known_outcomes, record, checks=0)]
        case CheckHeld(check=number):
            return [patch(known_outcomes, record, checks=number)]
    return []


OUTCOMES = Reference((OutcomeDrafted, CheckHeld), (known_outcomes,), project)


async def among_the_outcomes(
    submit: Submitting, unit: str | None, named: Mapping[str, int]
) -> None:
    """Refuse (422) outcomes that there are not in the unit's jurisdiction, each named with the
    number of a check of it, or with 0. Unknown units, and those the asker may not act for, are left
    to the writer."""
    if not named or unit is None:
        return
    async with submit.request.app.state.engine.connect() as connection:
        there = await read_jurisdictions(connection, clock.today())
        covering = there.succession.standing(unit, there.day).covering
        if submit.actor.grant_for(*covering) is None:
            return
        ruling = {there.of(each) or each for each in covering}
        chosen = sa.select(known_outcomes.c.outcome, known_outcomes.c.checks).where(
            known_outcomes.c.outcome.in_(list(named)),
            sa.or_(*(there.reached(each, known_outcomes.c.unit) for each in sorted(ruling))),
        )
        checks = {row.outcome: row.checks for row in await connection.execute(chosen)}
    if unknown := [each for each in named if each not in checks][:SHOWN]:
        raise Problem(
            422,
            "unknown-outcome",
            f"本地没有编号为 {'、'.join(unknown)} 的成果。请核对成果编号；刚形成的请稍后再提交。",
            f"There is no outcome {', '.join(unknown)} here. Check the id; an outcome drafted a"
            " moment ago is known shortly.",
        )
    for outcome, check in named.items():
        if check > checks[outcome]:
            held = checks[outcome]
            raise Problem(
                422,
                "unknown-check",
                f"成果 {outcome} 没有第 {check} 次核查（已核查 {held} 次）。"
                "请核对次数；刚登记的核查请稍后再提交。",
                f"No check {check} of outcome {outcome} was held (there are {held}). Check the"
                " number; a check recorded a moment ago is known shortly.",
            )
