"""The web face of the directory of residents: enter, correct, read, erase."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.ids import PersonId
from contracts.names import PersonName
from contracts.places import UnitId
from contracts.text import Sentence
from runtime import clock
from runtime.ids import uuid7
from runtime.web.http import Reading
from runtime.web.problems import Problem
from runtime.web.register import registered
from runtime.web.routes import Router
from services.topics.access import PeopleKeeper
from services.topics.people.directory import people

router = Router(prefix="/people", tags=["people"])

Person = Annotated[PersonId, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class Details(BaseModel):
    """How a resident can be reached."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: PersonName
    phone: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 -]{2,22}$")] | None = None
    address: Sentence | None = None


class Resident(Details):
    unit: UnitId


@router.post("", status_code=201)
async def enter(resident: Resident, read: PeopleKeeper) -> dict[str, str]:
    """Enter a resident; a topic names the resident by this id, as `raised_by`."""
    if read.actor.grant_for(resident.unit) is None:
        raise Problem(
            403,
            "out-of-scope",
            f"您的管辖范围不含 {resident.unit}。请由该单位的人员登记。",
            f"Your office does not cover {resident.unit}. Ask somebody of that unit.",
        )
    await registered(read.engine, resident.unit, clock.today())
    person = str(uuid7())
    await _change(read, sa.insert(people).values(person_id=person, **resident.model_dump()))
    return {"id": person}


@router.get("/{person_id}")
async def one(person_id: Person, read: PeopleKeeper) -> dict[str, Any]:
    """Name and address of a resident of a unit within the actor's scopes."""
    return await read.one(_of(person_id, read))


@router.put("/{person_id}", status_code=204)
async def correct(person_id: Person, details: Details, read: PeopleKeeper) -> Response:
    """Correct what is known of a resident."""
    await read.one(_of(person_id, read))
    await _change(
        read,
        sa.update(people).where(people.c.person_id == person_id).values(**details.model_dump()),
    )
    return Response(status_code=204)


@router.delete("/{person_id}", status_code=204)
async def erase(person_id: Person, read: PeopleKeeper) -> Response:
    """Erase a resident. The history keeps the id, which then leads to nobody."""
    await read.one(_of(person_id, read))
    await _change(read, sa.delete(people).where(people.c.person_id == person_id))
    return Response(status_code=204)


def _of(person_id: str, read: Reading) -> sa.Select[Any]:
    here = read.visible(people.c.unit)
    return sa.select(people).where(people.c.person_id == person_id, here)


async def _change(read: Reading, statement: sa.Executable) -> None:
    async with read.engine.begin() as connection:
        await connection.execute(statement)
