"""The rooms of the register, where a session names one. The members service records the facts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.members.room import RoomChanged, RoomClosed, RoomOpened
from runtime.projection import Change, filled, patch, put
from runtime.service import Reference
from runtime.web.http import Submitting
from runtime.web.problems import Problem

known_rooms = sa.Table(
    "known_rooms",
    sa.MetaData(),
    sa.Column("room", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("shared_with", JSONB, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)


def project(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case RoomOpened() as event:
            return [put(known_rooms, record, **filled(known_rooms, event))]
        case RoomChanged() | RoomClosed() as event:
            return [patch(known_rooms, record, **filled(known_rooms, event))]
    return []


ROOMS = Reference((RoomOpened, RoomChanged, RoomClosed), (known_rooms,), project)


async def in_a_room_of(submit: Submitting, unit: str, room: str | None, on: date) -> None:
    """Refuse (422) a room that is neither the unit's own nor shared with it, or is closed on that
    day (001-08)."""
    if room is None:
        return
    async with submit.request.app.state.engine.connect() as connection:
        there = list((await connection.execute(_usable(unit, on))).mappings())
    if room not in {each["room"] for each in there}:
        chinese, english = _listed(there)
        raise Problem(
            422,
            "unknown-room",
            f"{unit} 没有编号为 {room} 的房间，或当天已停用（可用：{chinese}）。请核对编号，"
            "或请先登记房间、写明共用单位；刚登记的请稍后再提交。",
            f"{unit} has no room {room}, or it is closed on that day (there are: {english}). Check "
            "the id, or have the room registered or shared with the unit first; a room registered "
            "a moment ago is known shortly.",
        )


def _usable(unit: str, on: date) -> sa.Select[Any]:
    rooms = known_rooms.c
    return (
        sa.select(rooms.room, rooms.name)
        .where(
            sa.or_(rooms.unit == unit, rooms.shared_with.contains([unit])),
            sa.or_(rooms.until.is_(None), rooms.until > on),
        )
        .order_by(rooms.room)
    )


def _listed(there: Iterable[Any]) -> tuple[str, str]:
    shown = [(each["room"], each["name"]) for each in there][:10]
    return (
        "、".join(f"{room}（{name}）" for room, name in shown) or "无",
        ", ".join(f"{room} ({name})" for room, name in shown) or "none",
    )
