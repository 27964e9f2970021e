"""What a clerk may repeat, and what not, whichever replica answers; and a clock that is wrong."""

import asyncio
import json
import time
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from nats.nuid import PREFIX_LENGTH

from runtime.writing.ledger import continues
from tests.faults.clerks import VILLAGE
from tests.faults.deployment import PATIENCE, Program
from tests.support.streams import connected

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


@pytest.fixture
async def post(deployment, clerks):
    """`await post(replica, path, body, If_Match=…)`; everything is known to the auditor."""
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as web:

        async def call(replica, path, body, key=None, events=1, **headers):
            key = key or uuid4()
            answer = await web.post(
                deployment.replicas("counting")[replica].url + path,
                json=body,
                headers={
                    "Authorization": f"Bearer {deployment.token()}",
                    "Idempotency-Key": str(key),
                    **{name.replace("_", "-"): value for name, value in headers.items()},
                },
            )
            if answer.is_success:
                clerks.asked[key] = events
                clerks.acknowledged.setdefault(key, answer.content)
            return answer

        yield call


def begun(label="样例"):
    return {"unit": VILLAGE, "label": label}


async def test_a_repeated_key_is_answered_alike_by_both_replicas(post, sound):
    key = uuid4()

    answers = [await post(n % 2, "/counters", begun(), key) for n in range(4)]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    other = await post(0, "/counters", begun())  # negative control: another key is another thing
    assert other.content != answers[0].content
    await sound()


async def test_the_same_key_for_something_else_is_refused(post, sound):
    key = uuid4()
    assert (await post(0, "/counters", begun("first"), key)).status_code == 201

    refused = await post(1, "/counters", begun("second"), key)

    assert (refused.status_code, refused.json()["rule"]) == (422, "key-reused")
    assert (await post(1, "/counters", begun("second"))).status_code == 201
    await sound()


async def test_a_stale_screen_is_refused_by_either_replica(post, sound):
    key = uuid4()
    first = await post(0, "/counters", begun(), key)
    path = f"/counters/{key}/raises"
    seen = first.headers["ETag"]
    assert (await post(1, path, {"by": 2}, events=2, If_Match=seen)).status_code == 200

    stale = await post(0, path, {"by": 1}, If_Match=seen)

    assert (stale.status_code, stale.json()["rule"]) == (412, "stale")
    assert (await post(0, path, {"by": 1}, If_Match='"3"')).status_code == 200
    await sound()


def faketime():
    """The library of Debian's `libfaketime`, where it is installed."""
    found = [*Path("/usr/lib").glob("*/faketime/libfaketime.so.1")]
    return str(found[0]) if found else ""


@pytest.mark.parametrize(
    ("off", "mistake"), [("-1d", "lives_yesterday"), ("+1d", "lives_tomorrow")]
)
async def test_a_replica_whose_clock_is_a_day_off_records_nothing_and_its_twins_go_on(
    deployment, clerks, post, sound, off, mistake
):
    library = faketime()
    odd = {"LD_PRELOAD": library, "FAKETIME": off, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    mistakes = () if library else (mistake,)
    strange = Program("counting", deployment.folder, deployment.settings, *mistakes)
    strange.start(**(odd if library else {}))
    deployment.programs.append(strange)
    before = len(await ledger_rows(deployment))
    try:
        await says(strange, "nothing is recorded: this machine's clock says ")
        async with clerks.working():
            for _ in range(15):
                refused = await post(2, "/counters", begun())
                assert (refused.status_code, refused.json()["rule"]) == (503, "clock-off")
                assert int(refused.headers["retry-after"]) > 0
                assert (await post(0, "/counters", begun())).status_code == 201
    finally:
        deployment.programs.remove(strange)
        strange.kill()

    await sound()
    rows = await ledger_rows(deployment)
    continues("ledger", rows, 0, bytes(32))
    times = [row["recorded_at"] for row in rows[before:]]
    assert len(times) >= 15
    assert times == sorted(times)
    assert max(times) - min(times) < timedelta(hours=1)
    told = [datetime.fromisoformat(json.loads(row["body"])["time"]) for row in rows[before:]]
    assert told == times


async def says(program, words):
    """Wait until its `/readyz` says why it is not ready."""
    deadline = time.monotonic() + PATIENCE
    async with httpx2.AsyncClient(trust_env=False) as web:
        said = ""
        while words not in said:
            assert time.monotonic() < deadline, f"{said}\n{program.last_words()}"
            await asyncio.sleep(0.1)
            with suppress(httpx2.HTTPError):
                said = (await web.get(f"{program.url}/readyz")).text


async def ledger_rows(deployment):
    connection = await asyncpg.connect(deployment.dsn("counting"))
    try:
        return await connection.fetch("SELECT * FROM ledger ORDER BY position")
    finally:
        await connection.close()


async def test_both_replicas_write_and_both_relays_carry(deployment, clerks, sound):
    replicas = deployment.replicas("counting")
    async with httpx2.AsyncClient(trust_env=False) as web, carriers(deployment) as carrying:
        before = [await recorded(web, each) for each in replicas]
        async with asyncio.timeout(PATIENCE):
            while True:
                for _ in range(20):
                    await clerks.ask()
                after = [await recorded(web, each) for each in replicas]
                wrote = [there > here for here, there in zip(before, after, strict=True)]
                if all(wrote) and len(carrying) == len(replicas):
                    break

    await sound()


async def test_both_twins_of_a_reader_have_effects(deployment, clerks, sound):
    """Neither is idle, or exactly once would prove nothing about two."""
    twins = deployment.replicas("echo")
    async with clerks.working(), httpx2.AsyncClient(trust_env=False) as web:
        before = [await recorded(web, each) for each in twins]
        async with asyncio.timeout(PATIENCE):
            while True:
                after = [await recorded(web, each) for each in twins]
                if all(there > here for here, there in zip(before, after, strict=True)):
                    break
                await asyncio.sleep(0.1)

    await sound()


async def recorded(web, program):
    """How many commands this replica's writer has recorded."""
    page = (await web.get(f"{program.url}/metrics")).text
    lines = [line for line in page.splitlines() if line.startswith("yishi_commands_total")]
    return sum(float(line.split()[-1]) for line in lines if 'outcome="recorded"' in line)


@asynccontextmanager
async def carriers(deployment):
    """The clients of NATS to whom the stream said that it took what they published."""
    found = set()

    async def overhear(message):
        said = json.loads(message.data or b"{}")
        if said.get("stream") == "COUNTING" and "error" not in said:
            found.add(message.subject.removeprefix("_INBOX.")[:PREFIX_LENGTH])

    async with connected(deployment.nats.url) as client:
        await client.subscribe("_INBOX.>", cb=overhear)
        await client.flush()
        yield found
