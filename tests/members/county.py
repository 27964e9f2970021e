"""A county over HTTP: who asks there, and who is in its roster."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from contracts.event import Event
from contracts.members.member import MemberAdmitted
from tests.members import situations as s
from tests.members.examples import MEMBERS, register
from tests.members.situations import COUNTY
from tests.slices.towns import Town, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

OFFICE = by("ou", "cppcc-office@620123")
OPERATOR = by("ops", "operator@")
CLERK = by("wei", "clerk@620123109")
CLERK_ELSEWHERE = by("wu", "clerk@620123212")
NEIGHBOUR = by("lin", "cppcc-office@511623")
COMMITTEE = {"unit": COUNTY, "body": "yz-social", "name": "社会和法制委员会", "kind": "committee"}
SCHEME = {
    "unit": COUNTY,
    "version": "2026-2",
    "name": "榆中县",
    "words": s.words.model_dump(mode="json"),
    "duty": {
        "facts": [{"code": "attendance", "chinese": "出席协商", "english": "attendance"}],
        "points": [{"kind": "attendance", "since": 2020, "points": 3, "most_per_year": 15}],
    },
}
UNIT = {**register.model_dump(mode="json"), "unit": "620123101000", "name": "夏官营镇"}


@asynccontextmanager
async def county(postgres: PostgresServer) -> AsyncIterator[Town]:
    """A county with one committee."""
    async with town_of(MEMBERS, postgres) as here:
        assert (await here.post("/bodies", COMMITTEE, OFFICE)).status_code == 201
        yield here


def entry(member: str = "m-620123-900", **changes: Any) -> dict[str, Any]:
    """A member as they are entered."""
    admitted = s.admitted.model_dump(mode="json")
    return {**admitted, "unit": COUNTY, "member": member, "committee": "yz-social", **changes}


def named(name: str, **changes: Any) -> MemberAdmitted:
    return s.admitted.model_copy(update={"name": name, **changes})


async def somebody(here: Town, *events: Event, unit: str = COUNTY) -> str:
    """The address of a new member, of this committee, to whom this happened too."""
    admitted = s.admitted.model_copy(update={"committee": "yz-social"})
    return f"/members/{await here.at('member', *(events or (admitted,)), unit=unit)}"


async def found(here: Town, office: dict[str, str], **query: Any) -> list[str]:
    page = await here.get("/members", office, limit=200, **query)
    return [f"/members/{row['member_id']}" for row in page["items"]]
