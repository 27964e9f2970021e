"""Declare the streams, or compare them with their declaration; refill a damaged one.

`yishi streams` makes what lacks, streams and departments' consumers, and tells what differs.
`yishi streams rebuild topics` empties one stream and fills it again from the ledger, whether the
service runs or not. Departments' consumers are made again where they stood. Whenever it is ended,
the same command once more, or `yishi streams`, finishes what it began.
"""

import argparse
import os

from nats.aio.client import Client

from runtime.carrying.jetstream import stream_end, stream_name
from runtime.carrying.streams import GIB, call, declaration, drift
from runtime.settings import DECIDING
from yishi.deployment import DeploymentError, all_deployed, deploy_identity, owners
from yishi.durables import Durables
from yishi.progress import progress_ends
from yishi.refill import compared, fill, unsound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("declare", "rebuild"), default="declare")
    parser.add_argument("service", nargs="?", choices=DECIDING, help="for rebuild: whose stream")
    parser.add_argument("--yes", action="store_true", help="rebuild without being asked again")
    parser.add_argument(
        "--losing", default="", metavar="WHAT", help="rebuild though the stream alone holds this"
    )


async def run(arguments: argparse.Namespace) -> int:
    async with deploy_identity() as client:
        if arguments.action == "declare":
            return await declare(client)
        if arguments.service is None:
            raise DeploymentError("Say whose stream: `yishi streams rebuild topics`.")
        if not arguments.yes:
            raise DeploymentError(
                "This empties the stream and fills it again from the ledger. Run `yishi verify`"
                " first: the ledger must be sound. Then repeat with --yes."
            )
        return await rebuild(client, arguments.service, arguments.losing)


async def declare(client: Client) -> int:
    """Exit code 1 where a stream differs from its declaration."""
    kept = Durables(os.environ)
    differences = []
    for service in DECIDING:
        name = stream_name(service)
        found = await stream_end(client, name)
        if found is None:
            await call(client, "CREATE", name, _wanted(service, kept))
            print(f"{name}: declared")
        else:
            differences += drift(service, found)
            await kept.learn(client, name)
            print(f"{name}: there, {found.messages} events")
        for line in await kept.restore(client, name):
            print(line)
    for difference in differences:
        print(f"DIFFERS {difference}; run `yishi streams rebuild` or correct it by hand")
    return 1 if differences else 0


def _wanted(service: str, kept: Durables) -> dict[str, object]:
    """The declaration of a stream that is to be made, with the sizes it had."""
    replicas = int(os.environ.get("YISHI_STREAM_REPLICAS", "1"))
    size = int(float(os.environ.get("YISHI_STREAM_GIB", "1")) * GIB)
    return declaration(service, replicas, size) | kept.of(stream_name(service)).sizes


async def rebuild(client: Client, service: str, losing: str = "") -> int:
    """Empty and refill one stream, but not while it alone holds something sound."""
    name = stream_name(service)
    async with owners(all_deployed([service])) as connections:
        connection = connections[service]
        await _may_be_emptied(client, connection, service, losing)
        kept = Durables(os.environ)
        before = await stream_end(client, name)
        if before is not None:
            await kept.learn(client, name)
            kept.begin(name, before)
            await call(client, "DELETE", name, {})
        await call(client, "CREATE", name, _wanted(service, kept))
        made = await kept.restore(client, name)
        held = await fill(client, service, connection)
        kept.finish(name)
    for line in made:
        print(line)
    print(f"{name}: holds {held} events again. Run `yishi verify`.")
    return 0


async def _may_be_emptied(client: Client, connection: object, service: str, losing: str) -> None:
    """Raises `DeploymentError` where the stream holds what the ledger cannot give back."""
    broken = await unsound(connection, service)
    copies = await compared(client, connection, service)
    progress_ends()
    if broken:
        raise DeploymentError(
            f"{broken}. Nothing was deleted: the ledger itself is damaged, and {copies.stream} is"
            f" sound up to {copies.sound}. docs/guides/operator.md, 6.4."
        )
    if not (lost := copies.lost) or losing == lost:
        return
    if copies.parts:
        why = (
            f"{copies.stream} is sound up to {copies.sound}, and the ledger has not the same from"
            f" {copies.parts} on: one of the two was put back or changed. To bring what the stream"
            f" has into the ledger: docs/guides/operator.md, 6.1 and 6.4."
        )
    else:
        why = f"What {copies.stream} holds behind {copies.sound} cannot be read now."
    raise DeploymentError(
        f"{why} Nothing was deleted. To delete it all the same, and for ever, repeat with"
        f" --losing '{lost}'"
    )
