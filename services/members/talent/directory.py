"""Names and telephone numbers of talents: an ordinary table, never an event.

Its rows can be corrected and erased (design 8), and no rebuild touches them.
"""

from typing import Any

import sqlalchemy as sa
from fastapi import Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy.dialects import postgresql

from contracts.ids import TalentId
from contracts.names import PersonName
from contracts.text import Sentence, Title
from runtime import clock
from runtime.web.http import Reading
from runtime.web.routes import Router
from services.members.access import TalentKeeper
from services.members.directory import Phone
from services.members.talent.read_models import talents

people = sa.Table(
    "talent_people",
    sa.MetaData(),
    sa.Column("talent", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text),
    sa.Column("work", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
)


class Person(BaseModel):
    """Who a talent is, and how they are reached. What is left out is erased."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: PersonName
    phone: Phone | None = None
    work: Title | None = None
    address: Sentence | None = None


router = Router(prefix="/talents/{talent}/contact", tags=["contact"])


@router.put("", status_code=204)
async def keep(talent: TalentId, person: Person, read: TalentKeeper) -> Response:
    """Write down who a talent is."""
    row = await read.one(_of(talent, read))
    new = postgresql.insert(people).values(
        talent=talent, unit=row["unit"], updated_at=clock.now(), **person.model_dump()
    )
    replaced = {name: new.excluded[name] for name in (*Person.model_fields, "updated_at")}
    statement = new.on_conflict_do_update(index_elements=["talent"], set_=replaced)
    return await _change(read, statement)


@router.get("")
async def look_up(talent: TalentId, read: TalentKeeper) -> dict[str, Any]:
    await read.one(_of(talent, read))
    return await read.one(sa.select(people).where(people.c.talent == talent))


@router.delete("", status_code=204)
async def erase(talent: TalentId, read: TalentKeeper) -> Response:
    """Erase who a talent is. The history keeps the id, which then leads to nobody."""
    await read.one(_of(talent, read))
    return await _change(read, sa.delete(people).where(people.c.talent == talent))


def _of(talent: str, read: Reading) -> sa.Select[Any]:
    return sa.select(talents).where(talents.c.talent == talent, read.visible(talents.c.unit))


async def _change(read: Reading, statement: sa.Executable) -> Response:
    async with read.engine.begin() as connection:
        await connection.execute(statement)
    return Response(status_code=204)
