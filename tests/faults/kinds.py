"""The faults that strike a running deployment: what is done to whom, and undone again."""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable
from random import Random

import asyncpg

from tests.faults.clerks import Clerks
from tests.faults.counters import SERVICES
from tests.faults.deployment import Deployment, Program, family, send
from tests.support.cluster import Node
from tests.support.streams import connected, declare
from tests.support.wires import Wire

Strike = Callable[[Deployment, Random], Awaitable[float | None]]
"""Hurts and mends. What it gives back, if anything, is how long nothing could have worked."""


async def kill_service(deployment: Deployment, chance: Random) -> None:
    """kill -9 of counting or echo; started again a moment later."""
    program: Program = chance.choice(deployment.programs)
    program.kill()
    await asyncio.sleep(chance.uniform(0, 0.3))
    program.start()


async def hurt_readers(deployment: Deployment, chance: Random) -> None:
    """kill -9 or SIGSTOP of echo, which only reads: of one of the twins, or of both (T12)."""
    twins = deployment.replicas("echo")
    victims = chance.sample(twins, chance.randint(1, len(twins)))
    for each in victims:
        if chance.random() < 0.7:
            each.kill()
        else:
            send([each.pid], signal.SIGSTOP)
    await asyncio.sleep(chance.uniform(0, 1))
    for each in victims:
        if each.stopped:
            each.start()
        else:
            send([each.pid], signal.SIGCONT)


async def kill_postgres(deployment: Deployment, chance: Random) -> None:
    """kill -9 of PostgreSQL, or of one of its backends."""
    if chance.random() < 0.3:
        send([chance.choice(family(deployment.postgres.pid)[1:])], signal.SIGKILL)
        return
    deployment.postgres.kill()
    await asyncio.sleep(chance.uniform(0, 0.3))
    deployment.postgres.start()


async def kill_nats(deployment: Deployment, chance: Random) -> None:
    """kill -9 of nats-server."""
    deployment.nats.kill()
    await asyncio.sleep(chance.uniform(0, 0.5))
    deployment.nats.start()


async def kill_everything(deployment: Deployment, chance: Random) -> None:
    """All at once, and started in any order."""
    for each in (*deployment.programs, deployment.postgres, deployment.nats):
        each.kill()
    starting = [*deployment.programs, deployment.postgres, deployment.nats]
    chance.shuffle(starting)
    for each in starting:
        each.start()


def pause(seconds: float, long: float = 0) -> Strike:
    async def pause_one(deployment: Deployment, chance: Random) -> None:
        """SIGSTOP of a service, PostgreSQL or nats-server; one in ten takes `long`."""
        victims = [*(each.pid for each in deployment.programs), deployment.nats.pid]
        pids = family(chance.choice([*victims, deployment.postgres.pid]))
        send(pids, signal.SIGSTOP)
        shortly = chance.uniform(0.2, seconds)
        await asyncio.sleep(long if long and chance.random() < 0.1 else shortly)
        send(pids, signal.SIGCONT)

    return pause_one


async def lose_store(deployment: Deployment, chance: Random) -> None:
    """The store of NATS is deleted while it runs; streams are declared anew."""
    store = deployment.nats.store_dir / "jetstream"
    shutil.rmtree(store, ignore_errors=True)  # and the server goes on making folders in it
    await asyncio.sleep(chance.uniform(0, 0.5))
    deployment.nats.kill()
    shutil.rmtree(store, ignore_errors=True)  # with a half of them it would not start again
    deployment.nats.start()
    async with connected(deployment.nats.url) as client:
        for name in SERVICES:
            await declare(client, name)


async def lose_tail(deployment: Deployment, chance: Random) -> None:
    """NATS comes back with a store of a moment ago."""
    nats, copy = deployment.nats, deployment.folder / "old-store"
    nats.kill()
    shutil.copytree(nats.store_dir, copy)
    nats.start()
    await asyncio.sleep(chance.uniform(0.5, 3))
    nats.kill()
    shutil.rmtree(nats.store_dir)
    shutil.move(copy, nats.store_dir)
    nats.start()


def cut(seconds: float) -> Strike:
    async def cut_off(deployment: Deployment, chance: Random) -> float:
        """The network to NATS, to PostgreSQL or to both is cut: reset, and refused."""
        wires = _some(deployment, chance)
        for wire in wires:
            wire.cut()
        lasted = await nothing_arrives(deployment, chance.uniform(0, seconds))
        for wire in wires:
            wire.heal()
        return lasted

    return cut_off


def silence(seconds: float) -> Strike:
    async def fall_silent(deployment: Deployment, chance: Random) -> float:
        """The same networks pass nothing on and tell nobody; afterwards every second one has
        forgotten the connections of before."""
        wires = _some(deployment, chance)
        for wire in wires:
            wire.silence()
        lasted = await nothing_arrives(deployment, chance.uniform(0, seconds))
        for wire in wires:
            wire.heal(forgetting=chance.random() < 0.5)
        return lasted

    return fall_silent


def _some(deployment: Deployment, chance: Random) -> list[Wire]:
    wires = list(deployment.wires.values())
    return chance.sample(wires, chance.randint(1, len(wires)))


async def nothing_arrives(deployment: Deployment, seconds: float) -> float:
    """The control of every cut: after what was on its way, no effect is committed any more."""
    since = time.monotonic()
    echo = await asyncpg.connect(deployment.dsn("echo"))
    try:
        before = -1
        while before != (before := await echo.fetchval("SELECT position FROM ledger_head")):
            assert time.monotonic() < since + 6, "something gets through"
            await asyncio.sleep(1)
        await asyncio.sleep(seconds)
        after = await echo.fetchval("SELECT position FROM ledger_head")
        assert after == before, "something gets through"
        return time.monotonic() - since
    finally:
        await echo.close()


async def kill_node(deployment: Deployment, chance: Random) -> None:
    """kill -9 of one of three nats-servers: any, or the one that leads a stream."""
    node = await _one_of_three(deployment, chance)
    node.kill()
    await asyncio.sleep(chance.uniform(0, 3))
    node.start()


async def kill_nodes(deployment: Deployment, chance: Random) -> None:
    """All three at once, and started in any order."""
    deployment.nats.kill()
    await asyncio.sleep(chance.uniform(0, 0.5))
    chance.shuffle(deployment.nats.nodes)
    deployment.nats.start()


def freeze_node(seconds: float) -> Strike:
    async def freeze_one(deployment: Deployment, chance: Random) -> None:
        """SIGSTOP of one of three: its connections stay open and say nothing."""
        node = await _one_of_three(deployment, chance)
        send([node.pid], signal.SIGSTOP)
        await asyncio.sleep(chance.uniform(0.2, seconds))
        send([node.pid], signal.SIGCONT)

    return freeze_one


async def _one_of_three(deployment: Deployment, chance: Random) -> Node:
    if chance.random() < 0.5:
        return chance.choice(deployment.nats.nodes)
    async with connected(deployment.nats.url) as client:
        return await deployment.nats.leader(client, chance.choice(("COUNTING", "ECHO")))


async def strike(fault: Strike, deployment: Deployment, clerks: Clerks, chance: Random) -> float:
    """One round under load; the seconds from the fault, or from the end of a cut, until a command
    asked after it has had its effect in another service."""
    await asyncio.sleep(chance.uniform(0.1, 0.6))
    started = time.monotonic()
    lasted = await fault(deployment, chance) or 0.0
    await clerks.effect()
    return time.monotonic() - started - lasted


FAULTS: dict[str, Strike] = {
    "service": kill_service,
    "readers": hurt_readers,
    "postgres": kill_postgres,
    "nats": kill_nats,
    "pauses": pause(8, long=20),
    "everything": kill_everything,
    "store": lose_store,
    "tail": lose_tail,
}
"""What `make soak` repeats."""

CUTS: dict[str, Strike] = {"cut": cut(8), "silence": silence(12)}
"""What it repeats where there are `wires`."""

NODES: dict[str, Strike] = {"node": kill_node, "frozen": freeze_node(8), "nodes": kill_nodes}
"""What it repeats with three servers of NATS."""


def may_mount() -> str:
    """Why this machine cannot mount file systems of its own; empty where it can."""
    if os.geteuid() != 0:
        return "mounting needs root"
    tried = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "this machine does not allow mounting"
