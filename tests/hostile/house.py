"""One of the two counties: what its things are called, and a service with something of them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.decider import Command
from runtime.service import Service
from runtime.submission import Submission
from services.members import wiring as members_wiring
from services.topics import wiring as topics_wiring
from tests.support.service import UNITS, Bench, by

SERVICES = ("topics", "meetings", "members", "outcomes")
PERSONAL = {
    "topics": topics_wiring.PERSONAL_TABLES,
    "members": members_wiring.PERSONAL_TABLES,
}

SECRET = "暗号"
OWN, FOREIGN = "620123", "511623"
COUNTY, TOWNSHIP, VILLAGE = "620123000000", "620123109000", "620123109200"
NEIGHBOUR = "620123212"
"""The scope of another township of the same county."""
KNOWN = tuple((code, SECRET + name, kind) for code, name, kind in UNITS if code.startswith(OWN)) + (
    ("511623000000", "邻水县", "county"),
    ("511623100000", "鼎屏镇", "township"),
)
MATTER = "01990000-0000-7000-8000-00000000cafe"
"""The topic, its consultation and its outcome: here, all bear one id."""
CLAIM = "01990000-0000-7000-8000-00000000c1a1"
TOPIC_CALL = "01990000-0000-7000-8000-000000ca1100"
MEETING, SURVEY = (
    "01990000-0000-7000-8000-00000000ca11",
    "01990000-0000-7000-8000-00000000ab1e",
)
"""A session and an activity that serve the consultation."""
SURVEYED = ("held_on", "led_by", "place", "findings")
REGISTERED = "620123101000"
"""A township of the own county that members itself registered."""
TALENT = "t-620123-0001"
LEAVE = "01990000-0000-7000-8000-000000001ea7"
MEMBER, COMMITTEE, LEAD, ROOM = "m-620123-0001", "yz-social", "yz-water", "620123109200-room"

ADDRESSEE = "party-620123"
"""To whom a bulletin goes."""

POLICY = Actor("policy", (Grant(role=Role.POLICY, scope=""),))
OFFICE = by("ou", f"cppcc-office@{OWN}")
PROPOSAL = {
    "unit": VILLAGE,
    "title": f"{SECRET}市场",
    "description": f"{SECRET}菜摊沿路摆放",
    "origin": "public",
    "scale": "group",
    "raised_by": "p-1",
}
ENTRY = {"topic": MATTER, "form": "council", "month": 3, "responsible": f"{SECRET}工作站"}


@dataclass
class House:
    """One service with its app."""

    service: Service
    app: FastAPI
    bench: Bench
    client: AsyncClient
    paper: str = ""
    """The digest of a paper: of the text of the claim in topics, of a material in meetings."""

    async def policy(self, key: str, command: Command) -> None:
        await self.bench.writer.ask(Submission(key, command, POLICY, uuid4()))

    async def given(self, place: str, body: Any, headers: dict[str, str] = OFFICE) -> Response:
        answer = await self.client.post(place, json=body, headers=headers)
        assert answer.is_success, f"{place}: {answer.text}"
        return answer

    async def events(self) -> int:
        found: int = await self.bench.pool.fetchval("SELECT count(*) FROM ledger")
        return found


def leaks(answer: Response) -> bool:
    """Whether anything of the own county stands in an answer, body or headers."""
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return SECRET in answer.text or SECRET in headers
