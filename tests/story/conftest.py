"""One real installation for all stories: every service a process of its own, started as a person
would start it, with the demonstration loaded over HTTP."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from contracts.places import CHINA
from runtime import clock
from runtime.due import CALENDAR
from runtime.settings import DECIDING
from tests.story.people_of_places import PEOPLE_OF_PLACES
from tests.story.tiers import CITIZENS
from tests.support import evenings
from yishi import environment
from yishi.client import Client, TokenOf, eventually, key_of
from yishi.credentials import addresses, token_of
from yishi.development.issuer.people import PEOPLE

SECONDS = 240
FOREIGN = "".join(
    f"""
[[people]]
id = "foreign-{role}"
name = "例邻县"
office = "邻县"
grants = [{{ role = "{role}", scope = "620122" }}]
"""
    for role in (
        *("clerk", "convenor", "member", "committee", "cppcc-office", "party"),
        *("department", "supervisor", "auditor", "operator"),
    )
)

GOING, TAKING = "620123109391", "620123212391"
"""Two villages of different townships; the first is merged into the second."""
SPLIT = "620123109392"
"""A village that is shared out among two."""
VILLAGERS = "".join(
    f"""
[[people]]
id = "{name}-{role}"
name = "例并村"
office = "样例并村"
grants = [{{ role = "{role}", scope = "{code}" }}]
"""
    for name, code in (("going", GOING), ("taking", TAKING))
    for role in ("clerk", "convenor", "party")
)

NORTH = "620121100201"
"""A village of a county that follows another procedure, see north.toml."""
NORTHERNERS = "".join(
    f"""
[[people]]
id = "north-{name}"
name = "例北"
office = "样例北县"
grants = [{{ role = "{role}", scope = "{scope}"{body} }}]
"""
    for name, role, scope, body in (
        ("clerk", "clerk", NORTH, ""),
        ("convenor", "convenor", NORTH, ""),
        ("party", "party", NORTH, ""),
        ("auditor", "auditor", NORTH[:6], ""),
        ("agriculture", "department", NORTH[:6], ', body = "north-agriculture"'),
    )
)

SHARING = ("620123109210", "620123109211", "620123109212")
"""Three villages of one township, whose canal is one matter. The first has people of its own."""
SHARERS = "".join(
    f"""
[[people]]
id = "{code}-{office}"
name = "例共渠"
office = "样例三村"
grants = [{{ role = "{role}", scope = "{scope}"{body} }}]
"""
    for code in SHARING
    for office, role, scope, body in (
        ("clerk", "clerk", code, ""),
        ("council", "department", code[:9], f', body = "{code}-council"'),
    )
)


@dataclass(frozen=True)
class World:
    """The running installation: its addresses, its personas, its command line."""

    settings: dict[str, str]
    first: dict[str, int]
    """How long each ledger was when `yishi up` had run once."""
    client: Client
    web: httpx2.AsyncClient
    token_of: TokenOf

    @property
    def today(self) -> date:
        """The day in China of this installation, which may live at another than ours."""
        now = clock.machine() + timedelta(seconds=int(self.settings["YISHI_CLOCK"]))
        return now.astimezone(CHINA).date()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`yishi …` in this installation, as from another terminal."""
        return subprocess.run(
            [sys.executable, "-m", "yishi.cli", *arguments],
            env=self.settings,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )

    async def ledger(self, service: str) -> list[dict[str, Any]]:
        """Every event of a service, in order."""
        return await self.rows(service, "platform-auditor")

    async def rows(self, service: str, person: str) -> list[dict[str, Any]]:
        """Every event of a service that this person may see."""
        address = f"{addresses(self.settings)[service]}/ledger"
        events: list[dict[str, Any]] = []
        after = 0
        while True:
            answer = await self.web.get(
                address,
                params={"after": after, "limit": 1000},
                headers={"Authorization": f"Bearer {await self.token_of(person)}"},
            )
            answer.raise_for_status()
            rows = [json.loads(line) for line in answer.text.split("\n") if line]
            if not rows:
                return events
            events += [json.loads(row["body"]) for row in rows if "body" in row]
            after = rows[-1]["position"]

    async def begun(self, kind: str, topic: str) -> dict[str, Any]:
        """The consultation or the outcome that began for a topic, once the service has heard."""
        service = {"consultation": "meetings", "outcome": "outcomes"}[kind]
        page = await eventually(
            f"the {kind} of {topic}",
            lambda: self.client.get(service, f"/{kind}s", as_="cppcc-office", topic=topic),
            done=lambda found: found["items"],
        )
        found: dict[str, Any] = page["items"][0]
        return found

    async def heads(self) -> dict[str, int]:
        """How many events of people and policies each ledger holds, once nothing is under way any
        more. What time made due is noted at any moment: midnight may pass while stories are told.
        """
        before: dict[str, int] = {}
        while True:
            now = {service: await self._told(service) for service in DECIDING}
            if now == before:
                return now
            before = now
            await asyncio.sleep(1)

    async def _told(self, service: str) -> int:
        return sum(event["actor"] != CALENDAR.id for event in await self.ledger(service))


def case(name: str) -> str:
    """The id of a demonstration case: that of its topic."""
    return str(key_of(f"demo/{name}/topic"))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """`yishi up` in a new data folder on free ports, until all stories are told. Before, it was
    started once, stopped, and told to load its demonstration again: whoever tries it does so."""
    folder = tmp_path_factory.mktemp("story")
    people = folder / "people.toml"
    persons = PEOPLE.read_text(encoding="utf-8") + FOREIGN + VILLAGERS + NORTHERNERS + SHARERS
    persons += CITIZENS + PEOPLE_OF_PLACES
    people.write_text(persons, encoding="utf-8")
    mine = {name: value for name, value in os.environ.items() if not name.startswith("YISHI_")}
    settings = {**mine, "YISHI_DATA": str(folder / "data"), "YISHI_PEOPLE": str(people)}
    with (
        _up({**settings, **evenings.settings()}, folder / "first.log") as first,
        ThreadPoolExecutor() as aside,  # pytest's own loop is not to be touched
    ):
        heads = aside.submit(asyncio.run, _heads(first)).result()
    (folder / "data" / "demonstration").unlink()
    with _up({**settings, "TZ": first["TZ"]}, folder / "up.log") as again:
        yield {**again, FIRST: json.dumps(heads)}


FIRST = "heads of the first"


@contextmanager
def _up(settings: dict[str, str], log: Path) -> Iterator[dict[str, str]]:
    """The settings of the installation, while it runs."""
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "yishi.cli", "up", "--free-ports"],
            env=settings,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _ready(process, log)
        yield {**settings, **environment.read(Path(settings["YISHI_DATA"]))}
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, log.read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


async def _heads(settings: dict[str, str]) -> dict[str, int]:
    async with connected(settings, {}) as world:
        return await world.heads()


def _ready(process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + SECONDS
    while "Yishi is ready" not in (said := log.read_text()):
        assert process.poll() is None, f"`yishi up` ended:\n{said}"
        assert "but not all of it" not in said, said
        assert time.monotonic() < patience, f"`yishi up` is not ready:\n{said}"
        time.sleep(0.2)


@asynccontextmanager
async def connected(settings: dict[str, str], first: dict[str, int]) -> AsyncIterator[World]:
    tokens = token_of(settings)
    async with (
        Client(addresses(settings), tokens) as client,
        httpx2.AsyncClient(trust_env=False, timeout=30) as web,
    ):
        yield World(settings, first, client, web, tokens)


@pytest.fixture(scope="session")
async def world(running: dict[str, str]) -> AsyncIterator[World]:
    settings = dict(running)
    async with connected(settings, json.loads(settings.pop(FIRST))) as world:
        yield world
