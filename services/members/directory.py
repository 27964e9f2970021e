"""Members' telephone numbers, identity numbers and addresses: an ordinary table, never an event.

Its rows can be corrected and erased (design 8), and no rebuild touches them.
"""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Response
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.dialects import postgresql

from contracts.ids import MemberId
from contracts.text import Title
from runtime import clock
from runtime.web.routes import Router
from services.members.access import ContactKeeper
from services.members.member.api import seen

directory = sa.Table(
    "directory",
    sa.MetaData(),
    sa.Column("member_id", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("phone", sa.Text),
    sa.Column("id_number", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
)

Phone = Annotated[
    str, StringConstraints(pattern=r"^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?)$")
]
"""A mobile number of 11 digits, or a landline with its area code."""
IdNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{17}[0-9X]$")]


class Contact(BaseModel):
    """How a member is reached. What is left out is erased."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phone: Phone | None = None
    id_number: IdNumber | None = None
    address: Title | None = None


router = Router(prefix="/members/{member}/contact", tags=["contact"])


@router.put("", status_code=204)
async def keep(member: MemberId, contact: Contact, read: ContactKeeper) -> Response:
    """Write down how a member is reached."""
    row = await read.one(seen(member, read))
    new = postgresql.insert(directory).values(
        member_id=member, unit=row["unit"], updated_at=clock.now(), **contact.model_dump()
    )
    replaced = {name: new.excluded[name] for name in (*Contact.model_fields, "updated_at")}
    async with read.engine.begin() as connection:
        await connection.execute(
            new.on_conflict_do_update(index_elements=["member_id"], set_=replaced)
        )
    return Response(status_code=204)


@router.get("")
async def look_up(member: MemberId, read: ContactKeeper) -> dict[str, Any]:
    await read.one(seen(member, read))
    return await read.one(sa.select(directory).where(directory.c.member_id == member))


@router.delete("", status_code=204)
async def erase(member: MemberId, read: ContactKeeper) -> Response:
    """Erase how a member is reached. No event holds any of it."""
    await read.one(seen(member, read))
    async with read.engine.begin() as connection:
        await connection.execute(sa.delete(directory).where(directory.c.member_id == member))
    return Response(status_code=204)
