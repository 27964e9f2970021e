"""The web face of activities. Each route is named after its result."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Path, Query, Response

from contracts.ids import ActivityId
from contracts.meetings.activity import Thing
from contracts.places import Scope
from contracts.vocabulary import Code
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.problems import Problem
from runtime.web.register import in_the_directory, in_the_roster
from runtime.web.routes import Router
from services.meetings import visibility
from services.meetings.access import ActivityReader, AskedBody, Conductor, Researcher
from services.meetings.activity import commands as c
from services.meetings.activity.again import told_once
from services.meetings.activity.read_models import activities, requests, taking_part
from services.meetings.outcomes import among_the_outcomes

router = Router(prefix="/activities", tags=["activities"])

ActivityKey = Annotated[ActivityId, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
Reached = Literal["asked", "agreed", "declined", "recorded", "withdrawn"]
"""The stages of activities that there are: all but blank."""


@router.post("", status_code=201)
async def record_activity(command: c.RecordActivity, submit: Researcher) -> Response:
    """Record an activity that took place."""
    await _known(submit, command.unit, command)
    await told_once(submit, command)
    return await submit.create(command)


@router.post("/asked", status_code=201)
async def ask_activity(command: c.AskActivity, submit: Conductor) -> Response:
    """Ask bodies to take part in an activity, and by which day each is to answer."""
    await in_the_directory(submit, command.unit, command.asked)
    answer = await submit.create(command)
    answer.headers["Location"] = f"{router.prefix}/{submit.command_id}"
    return answer


async def who_took_part(
    submit: Submitting, activity: str, command: c.RecordAsked | c.CorrectActivity
) -> None:
    if command.follows_up is not None and command.follows_up.id == activity:
        raise Problem(
            422,
            "follows-itself",
            "活动不能接续自己。请改正所接续的编号。",
            "An activity does not follow up itself. Correct the id of what it follows up.",
        )
    here = sa.select(activities.c.unit).where(activities.c.activity == activity)
    async with submit.request.app.state.engine.connect() as connection:
        unit: str | None = await connection.scalar(here)
    await _known(submit, unit, command)


async def _known(
    submit: Submitting,
    unit: str | None,
    command: c.RecordActivity | c.RecordAsked | c.CorrectActivity,
) -> None:
    await in_the_directory(submit, unit, [*command.bodies, command.held_by])
    listed = [member for each in command.present for member in each.members]
    listed += command.met.members if command.met else ()
    await in_the_roster(submit, unit, listed)
    what = command.follows_up
    if what is not None and what.thing is Thing.OUTCOME and what.check is not None:
        await among_the_outcomes(submit, unit, {what.id: what.check})


deeds(
    router,
    ActivityKey,
    "/{activity}",
    Deed("agreement", c.AgreeActivity, AskedBody),
    Deed("decline", c.DeclineActivity, AskedBody),
    Deed("request-withdrawal", c.WithdrawRequest, Conductor),
    Deed("record", c.RecordAsked, Researcher, look_up=who_took_part),
    Deed("correction", c.CorrectActivity, Researcher, look_up=who_took_part),
)


@router.get("")
async def listed(
    read: ActivityReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    consultation: Annotated[str, Query(max_length=80, description="that it serves")] = "",
    kind: Annotated[str, Query(max_length=63, description="that it is, or serves as well")] = "",
    held_by: Annotated[
        str, Query(max_length=63, description="organ (a word) or body that held it")
    ] = "",
    channel: Annotated[Code | None, Query(description="by which members acted (003-06)")] = None,
    follows: Annotated[
        str,
        Query(max_length=120, description="what it follows up: `session/42`, `outcome/42/2`"),
    ] = "",
    stage: Annotated[Reached | None, Query()] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Activities in the actor's scopes, and those that serve a consultation there. A department
    gets those in which it took part, and the request alone of those for which it was asked."""
    chosen = _told(read)
    if unit:
        chosen = chosen.where(activities.c.unit.startswith(unit, autoescape=True))
    if consultation:
        chosen = chosen.where(activities.c.consultations.contains([consultation]))
    if kind:
        purpose = activities.c.purposes.contains([{"kind": kind}])
        chosen = chosen.where(sa.or_(activities.c.kind == kind, purpose))
    if held_by:
        chosen = chosen.where(
            sa.or_(activities.c.organ == held_by, activities.c.held_by == held_by)
        )
    if channel is not None:
        chosen = chosen.where(activities.c.channel == channel)
    if follows:
        chosen = chosen.where(activities.c.follows == follows)
    if stage is not None:
        chosen = chosen.where(activities.c.stage == stage)
    page = await read.page(chosen, after, limit)
    return {**page, "items": [_shown(row) for row in page["items"]]}


@router.get("/{activity}")
async def one(activity: ActivityKey, read: ActivityReader) -> dict[str, Any]:
    """One activity with all that is recorded of it: which bodies were asked and what each answered,
    and the members who took part. A department that did not take part gets the request to it, and
    its own answer."""
    await read.etag("activity", activity)
    row = await read.one(_told(read).where(activities.c.activity == activity))
    asked = sa.select(*_ANSWERS).where(requests.c.activity == activity).order_by(requests.c.body)
    if not row["in_full"]:
        own = await read.rows(asked.where(visibility.asked_of(read.actor)))
        return {**_shown(row), "answers": own}
    members = sa.select(taking_part.c.member).where(taking_part.c.activity == activity)
    found = await read.rows(members.order_by(taking_part.c.member))
    return {
        **_shown(row),
        "answers": await read.rows(asked),
        "members": [each["member"] for each in found],
        "followed_by": await following(read, f"activity/{activity}"),
    }


async def following(read: Reading, thing: str) -> list[dict[str, Any]]:
    """The activities that follow a thing up, as far as the actor reads them whole (004-29)."""
    chosen = sa.select(*_FOLLOWING).where(
        activities.c.follows == thing, visibility.activity_in_full(read.actor)
    )
    return await read.rows(chosen.order_by(activities.c.held_on, activities.c.activity))


_FOLLOWING = (
    activities.c.activity,
    activities.c.kind,
    activities.c.title,
    activities.c.held_on,
    activities.c.unit,
)


_ANSWERS = (
    requests.c.body,
    requests.c.answer,
    requests.c.planned_on,
    requests.c.reason,
    requests.c.missed,
)


def _told(read: Reading) -> sa.Select[Any]:
    """The rows, which say `in_full` whether all of them may be shown."""
    in_full = visibility.activity_in_full(read.actor)
    seen = visibility.activity_seen(read.actor)
    return sa.select(activities, in_full.label("in_full")).where(seen)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in row if name != "in_full"]
    return {name: row[name] for name in (names if row["in_full"] else visibility.ACTIVITY_OUTLINE)}
