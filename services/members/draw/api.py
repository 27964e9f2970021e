"""Routes of the draws."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Depends, Path, Response

from common.visibility import Relation, What, by_body, clause
from contracts.vocabulary import Code
from runtime import clock
from runtime.jurisdictions import read_jurisdictions
from runtime.units import within
from runtime.web.http import After, Deed, Limit, Reading, Submitting, agree, deeds
from runtime.web.routes import Router
from services.members.access import Committer, DrawKeeper, DrawReader, Prefix
from services.members.draw import commands as c
from services.members.draw.read_models import answers, declared, draws, numbers, rounds
from services.members.talent.decider.state import Stage as OfTalent
from services.members.talent.read_models import talents

router = Router(prefix="/draws", tags=["draws"])

Occasion = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
Pool = Annotated[Code, Path()]


def _draw(occasion: Occasion, pool: Pool) -> str:
    return f"{occasion}:{pool}"


Draw = Annotated[str, Depends(_draw)]
Reached = Literal["asked", "published", "called", "performed", "void", "withdrawn", "closed"]


@router.post("/{occasion}/{pool}/request", status_code=201)
async def ask(draw: Draw, command: c.AskForDraw, submit: DrawKeeper) -> Response:
    """Ask for a draw. The same again changes nothing."""
    agree(draw, f"{command.occasion}:{command.pool}")
    return await submit.create(command, key=draw)


@router.post("/{occasion}/{pool}/pool")
async def publish(draw: Draw, command: c.PublishPool, submit: DrawKeeper) -> Response:
    """Publish the pool, made of all talents that there are in the jurisdiction."""
    there = tuple(await _talents_for(submit, draw))
    return await submit(draw, command.model_copy(update={"talents": there}))


async def _talents_for(submit: Submitting, draw: str) -> list[str]:
    """All appointed talents of the jurisdiction in which the draw lies."""
    async with submit.request.app.state.engine.connect() as connection:
        place = sa.select(draws.c.unit).where(draws.c.draw == draw)
        if (unit := await connection.scalar(place)) is None:
            return []
        ruling = (await read_jurisdictions(connection, clock.today())).of(unit)
        chosen = sa.select(talents.c.talent).where(
            talents.c.jurisdiction == ruling, talents.c.stage == OfTalent.APPOINTED
        )
        return list(await connection.scalars(chosen.order_by(talents.c.talent)))


deeds(
    router,
    Draw,
    "/{occasion}/{pool}",
    Deed("pool", c.PublishPool, DrawKeeper, own=True),
    Deed("withdrawal", c.WithdrawPool, DrawKeeper, "withdraw"),
    Deed("interests", c.DeclareInterest, DrawKeeper),
    Deed("commitments", c.CommitNumber, Committer),
    Deed("call", c.CallDraw, DrawKeeper, "call"),
    Deed("numbers", c.RevealNumber, Committer),
    Deed("void", c.VoidDraw, DrawKeeper, "declare_void"),
    Deed("repetition", c.RepeatDraw, DrawKeeper, "repeat"),
    Deed("acceptances", c.AcceptDraw, DrawKeeper),
    Deed("refusals", c.DeclineDraw, DrawKeeper),
    Deed("lapses", c.LapseAnswer, DrawKeeper),
    Deed("answer-correction", c.CorrectAnswer, DrawKeeper),
    Deed("closure", c.CloseDraw, DrawKeeper, "close"),
    Deed("turnout", c.RecordTurnout, DrawKeeper),
)


@router.get("")
async def listed(
    read: DrawReader,
    stage: Reached | None = None,
    prefix: Prefix = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Draws within the reader's scope, those too that a procedure asks for and nobody has begun."""
    inside = draws.c.unit.startswith(prefix, autoescape=True)
    wanted = sa.select(draws).where(_seen(read), inside)
    if stage:
        wanted = wanted.where(draws.c.stage == stage)
    return await read.page(wanted, after, limit)


@router.get("/{occasion}/{pool}")
async def one(draw: Draw, read: DrawReader) -> dict[str, Any]:
    """A draw, with all rounds that there were, interests, numbers and answers: all that is needed
    to repeat it by hand."""
    await read.etag("draw", draw)
    row = await read.one(sa.select(draws).where(draws.c.draw == draw, _seen(read)))
    return {
        **row,
        "rounds": await _of(draw, read, rounds, rounds.c.round),
        "interests": await _of(draw, read, declared, declared.c.talent),
        "numbers": await _of(draw, read, numbers, numbers.c.round, numbers.c.place),
        "answers": await _of(draw, read, answers, answers.c.round, answers.c.as_of),
    }


async def _of(
    draw: str, read: Reading, table: sa.Table, *order: sa.Column[Any]
) -> list[dict[str, Any]]:
    return await read.rows(sa.select(table).where(table.c.draw == draw).order_by(*order))


def _seen(read: Reading) -> sa.ColumnElement[bool]:
    """Draws of the reader's scope; those for which their own body has committed to a number."""
    committed = sa.select(numbers.c.draw)
    links = {
        Relation.ASSIGNED: by_body(
            lambda body: draws.c.draw.in_(committed.where(numbers.c.body == body))
        )
    }
    return clause(What.DRAW, read.actor, lambda scopes: within(scopes, draws.c.unit), links)
