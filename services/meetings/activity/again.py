"""A form that was sent twice, under another key each time: the activity is on record already."""

import sqlalchemy as sa

from runtime.units import within
from runtime.web.http import Submitting
from runtime.web.problems import Problem
from services.meetings.activity import commands as c
from services.meetings.activity.decider import Stage
from services.meetings.activity.read_models import activities, taking_part, thing_of


async def told_once(submit: Submitting, command: c.RecordActivity) -> None:
    """Refuse (409) an activity that is alike one on record, unless its `occurrence` says that it
    took place once more. What is asked again under its key is left to the writer, and so is
    whoever has no office in the unit."""
    if await _asked_before(submit):
        return
    alike = await _alike(submit, command)
    following = len(alike) + 1
    asked = command.occurrence or 1
    if asked == following:
        return
    if asked > following:
        raise Problem(
            409,
            "other-number",
            f"occurrence 应为下一个序号 {following}：这样的活动已登记 {len(alike)} 次。"
            "当日只有一次的，不必填写。",
            f"`occurrence` is the next number, {following}: {len(alike)} such activities are on"
            " record. It is left out where there was one that day.",
        )
    raise Problem(
        409,
        "activity-on-record",
        f"{command.held_on} 的“{command.title}”（{command.place}）已经登记，"
        f"类别、单位、机构和到会委员都相同（活动编号 {alike[asked - 1]}）。同一次活动请勿重复"
        f"登记，有误的请更正；确为当日另一次的，请在 occurrence 中填写 {following}。",
        f"{command.title} of {command.held_on} ({command.place}) is on record with the same kind,"
        f" unit, bodies and members (activity {alike[asked - 1]})."
        " Do not record it twice; correct it where it is wrong."
        f" If it took place once more that day, say so: `occurrence` {following}.",
    )


async def _asked_before(submit: Submitting) -> bool:
    """Whether something is on record under the key of this request."""
    here = sa.select(activities.c.activity).where(activities.c.activity == str(submit.command_id))
    async with submit.request.app.state.engine.connect() as connection:
        return await connection.scalar(here) is not None


async def _alike(submit: Submitting, command: c.RecordActivity) -> list[str]:
    """The ids of activities of the same unit, kind, day, title, place, members and bodies that
    serve and follow up the same, in the order in which they were recorded."""
    found = activities.c
    chosen = sa.select(found.activity, found.consultations, found.bodies, found.follows).where(
        found.unit == command.unit,
        found.kind == command.kind,
        found.held_on == command.held_on,
        found.title == command.title,
        found.place == command.place,
        found.stage == Stage.RECORDED,
        within(submit.actor.scopes, found.unit),
    )
    async with submit.request.app.state.engine.connect() as connection:
        rows = (await connection.execute(chosen.order_by(found.as_of, found.activity))).all()
        told = [
            row.activity
            for row in rows
            if tuple(row.consultations) == command.consultations
            and set(row.bodies or ()) == set(command.bodies)
            and row.follows == thing_of(command.follows_up)
        ]
        of_these = taking_part.c.activity.in_(told)
        there = sa.select(taking_part.c.activity, taking_part.c.member).where(of_these)
        came = [(row.activity, row.member) for row in await connection.execute(there)]
    members = {member for each in command.present for member in each.members}
    return [each for each in told if {who for which, who in came if which == each} == members]
