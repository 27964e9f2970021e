"""Who the contacts of members are: an ordinary table, never an event.

Its rows can be corrected and erased (design 8), and no rebuild touches them.
"""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy.dialects import postgresql

from contracts.ids import ContactId, MemberId
from contracts.names import PersonName
from contracts.text import Title
from runtime import clock
from runtime.web.http import Reading
from runtime.web.routes import Router
from services.members.access import ContactsReader
from services.members.contacts.visibility import members_seen
from services.members.directory import Phone
from services.members.member.read_models import members

people = sa.Table(
    "contact_people",
    sa.MetaData(),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("contact", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text),
    sa.Column("sector", sa.Text),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
)


class Person(BaseModel):
    """Who a contact is, and how they are reached. What is left out is erased."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: PersonName
    phone: Phone | None = None
    sector: Title | None = None


router = Router(prefix="/members/{member}/contact-people", tags=["contacts"])
Named = Annotated[ContactId, Path()]


@router.put("/{contact}", status_code=204)
async def keep(member: MemberId, contact: Named, person: Person, read: ContactsReader) -> Response:
    """Write down who a contact of a member is."""
    row = await read.one(_of(member, read))
    said = {"member": member, "contact": contact, "unit": row["unit"], "updated_at": clock.now()}
    new = postgresql.insert(people).values(**said, **person.model_dump())
    replaced = {name: new.excluded[name] for name in (*Person.model_fields, "updated_at")}
    there = ["member", "contact"]
    return await _change(read, new.on_conflict_do_update(index_elements=there, set_=replaced))


@router.get("")
async def listed(member: MemberId, read: ContactsReader) -> dict[str, Any]:
    """Who the contacts of a member are; for the office, the member and the member's committee."""
    await read.one(_of(member, read))
    found = sa.select(people).where(people.c.member == member).order_by(people.c.contact)
    return {"member": member, "items": await read.rows(found)}


@router.delete("/{contact}", status_code=204)
async def erase(member: MemberId, contact: Named, read: ContactsReader) -> Response:
    """Erase who a contact is. The history keeps the id, which then leads to nobody."""
    await read.one(_of(member, read))
    those = (people.c.member == member, people.c.contact == contact)
    return await _change(read, sa.delete(people).where(*those))


def _of(member: str, read: Reading) -> sa.Select[Any]:
    return sa.select(members.c.member_id, members.c.unit).where(
        members.c.member_id == member, members_seen(read.actor)
    )


async def _change(read: Reading, statement: sa.Executable) -> Response:
    async with read.engine.begin() as connection:
        await connection.execute(statement)
    return Response(status_code=204)
