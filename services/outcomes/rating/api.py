"""The web face of ratings by secret ballot."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Path, Query, Response

from common.visibility import Relation, What, by_body, clause
from contracts.ids import BodyId, RatingId
from runtime.actor import Actor
from runtime.units import Condition, within
from runtime.web.http import After, Deed, Limit, Submitting, deeds
from runtime.web.register import in_the_directory
from runtime.web.routes import Router
from services.outcomes.access import Office, RatingReader, Teller
from services.outcomes.outcome.tables import tasks
from services.outcomes.rating import commands as c
from services.outcomes.rating.read_models import ratings, subjects

router = Router(prefix="/ratings", tags=["ratings"])

RatingKey = Annotated[RatingId, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
Reached = Literal["open", "voting", "counted", "annulled"]
"""The stages of ratings that there are: all but blank."""


@router.post("", status_code=201, name="open_rating")
async def opened(command: c.OpenRating, submit: Office) -> Response:
    """Open a rating by secret ballot."""
    await in_the_directory(submit, command.unit, [each.body for each in command.subjects])
    return await submit.create(command)


async def who_is_told(submit: Submitting, rating: str, command: c.ReportRating) -> None:
    here = sa.select(ratings.c.unit).where(ratings.c.rating == rating)
    async with submit.request.app.state.engine.connect() as connection:
        unit = await connection.scalar(here)
    await in_the_directory(submit, unit, command.bodies)


deeds(
    router,
    RatingKey,
    "/{rating}",
    Deed("ballots", c.IssueBallots, Office),
    Deed("ballots-correction", c.CorrectBallots, Office),
    Deed("counts", c.CountBallots, Teller),
    Deed("count-withdrawal", c.TakeBackCount, Teller),
    Deed("report", c.ReportRating, Office, "report_rating", who_is_told),
    Deed("publication", c.PublishRating, Office),
    Deed("annulment", c.AnnulRating, Office),
)


def seen(actor: Actor) -> Condition:
    """The lines that somebody may read: a department those on itself and on outcomes in which it
    leads a task (matrix 9.2, own totals)."""
    links = {Relation.ASSIGNED: by_body(_theirs)}
    return clause(What.RATING, actor, lambda scopes: within(scopes, subjects.c.unit), links)


def _theirs(body: str) -> Condition:
    led = sa.select(tasks.c.outcome).where(tasks.c.lead == body)
    the_task = sa.exists().where(
        tasks.c.outcome == subjects.c.outcome,
        tasks.c.lead == body,
        tasks.c.task == subjects.c.task,
    )
    whole = sa.and_(subjects.c.task.is_(None), subjects.c.outcome.in_(led))
    return sa.or_(subjects.c.body == body, whole, the_task)


@router.get("")
async def listed(
    read: RatingReader,
    stage: Reached | None = None,
    outcome: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9._:-]{1,80}$")] = None,
    session: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9._:-]{1,80}$")] = None,
    body: BodyId | None = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Ratings of your scope: how many voted, and what came of it. Departments find those with a
    line on them."""
    lines = sa.select(subjects.c.rating).where(seen(read.actor))
    if outcome is not None:
        lines = lines.where(subjects.c.outcome == outcome)
    if body is not None:
        lines = lines.where(subjects.c.body == body)
    chosen = sa.select(ratings).where(ratings.c.rating.in_(lines))
    if stage is not None:
        chosen = chosen.where(ratings.c.stage == stage)
    if session is not None:
        chosen = chosen.where(ratings.c.session == session)
    return await read.page(chosen, after, limit)


@router.get("/{rating}")
async def one(rating: RatingKey, read: RatingReader) -> dict[str, Any]:
    """A rating with the totals of each line of its ballot, once both tellers counted the same. Who
    voted what is nowhere; departments see their own lines."""
    await read.etag("rating", rating)
    mine = sa.select(subjects).where(subjects.c.rating == rating, seen(read.actor))
    lines = await read.rows(mine.order_by(subjects.c.subject))
    seen_there = ratings.c.rating == rating if lines else sa.false()
    row = await read.one(sa.select(ratings).where(seen_there))
    return {**row, "subjects": lines}
