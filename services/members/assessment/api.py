"""The web face of score sheets."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Path, Query, Response

from common.visibility import What, by_scope
from contracts.members.assessment_rules import Assessed
from contracts.places import UnitId
from contracts.roles import Role
from contracts.text import Year
from contracts.vocabulary import Code
from runtime.actor import Actor, Grant
from runtime.units import Condition, within
from runtime.web.http import After, Deed, Limit, deeds
from runtime.web.routes import Router
from services.members.access import Assessor, Reader
from services.members.assessment import commands as c
from services.members.assessment.read_models import assessments, scores

router = Router(prefix="/assessments", tags=["assessments"])


def _joined(
    unit: UnitId, year: Annotated[int, Path(ge=1949, le=2200)], sheet: Annotated[Code, Path()]
) -> str:
    return f"{unit}:{year}:{sheet}"


Key = Annotated[str, Depends(_joined)]


@router.post("", status_code=201, name="open_assessment")
async def opened(command: c.OpenAssessment, submit: Assessor) -> Response:
    """Open the sheet of a year, for its owner. A repeated request records nothing."""
    key = f"{command.unit}:{command.year}:{command.sheet}"
    return await submit.create(command, key=key)


deeds(
    router,
    Key,
    "/{unit}/{year}/{sheet}",
    Deed("scores", c.EnterScore, Assessor),
    Deed("score-correction", c.CorrectScore, Assessor),
    Deed("counting", c.CountScores, Assessor),
    Deed("publication", c.PublishAssessment, Assessor),
)


def owned(actor: Actor) -> Condition:
    """The sheets of those for whom somebody holds an office, published or not."""
    found = [_by(grant) for grant in actor.grants]
    return sa.or_(sa.false(), *found)


def _by(grant: Grant) -> Condition:
    its = sa.and_(
        within((grant.scope,), assessments.c.unit), assessments.c.offices.contains([grant.role])
    )
    if grant.role is Role.CPPCC_OFFICE and grant.body is None:
        return its
    return sa.and_(its, assessments.c.owner == grant.body) if grant.body else sa.false()


def seen(actor: Actor) -> Condition:
    """What is published: of units and bodies for whoever reads the registers, of talents for
    whoever reads about them. And one's own."""
    published = assessments.c.published_on.is_not(None)
    registers = within(actor.holding(by_scope(What.REGISTER)).scopes, assessments.c.unit)
    talents = within(actor.holding(by_scope(What.TALENT)).scopes, assessments.c.unit)
    of_talents = assessments.c.of == Assessed.TALENT
    told = sa.or_(sa.and_(~of_talents, registers), sa.and_(of_talents, talents))
    return sa.or_(sa.and_(published, told), owned(actor))


@router.get("")
async def listed(
    read: Reader,
    of: Assessed | None = None,
    year: Annotated[Year | None, Query()] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The score sheets that were published, with their totals in the order of ids, and your own."""
    chosen = sa.select(assessments).where(seen(read.actor))
    if of is not None:
        chosen = chosen.where(assessments.c.of == of)
    if year is not None:
        chosen = chosen.where(assessments.c.year == year)
    return await read.page(chosen, after, limit)


@router.get("/{unit}/{year}/{sheet}")
async def one(key: Key, read: Reader) -> dict[str, Any]:
    """A score sheet with its totals; its owner sees the points of each criterion too, what was
    entered with its ground, and what was counted with its figures."""
    await read.etag("assessment", key)
    here = assessments.c.assessment == key
    row = await read.one(sa.select(assessments).where(here, seen(read.actor)))
    mine = sa.select(assessments.c.assessment).where(here, owned(read.actor))
    lines = sa.select(scores).where(scores.c.assessment.in_(mine)).order_by(scores.c.score)
    return {**row, "scores": await read.rows(lines)}
