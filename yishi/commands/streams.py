"""Declare the streams, or compare them with their declaration; refill a damaged one.

`yishi streams` makes what lacks, streams and departments' consumers, and tells what differs.
`yishi streams correct` brings settings back to what they are declared to be, and resumes what is
paused; `yishi streams remove NAME` deletes a stream that is none of Yishi's.
`yishi streams rebuild topics` empties one stream and fills it again from the ledger, whether the
service runs or not. Departments' consumers are made again where they stood. Whenever it is ended,
the same command once more, or `yishi streams`, finishes what it began.
"""

import argparse
import os
from typing import Any, NamedTuple

from nats.aio.client import Client

from runtime import given as read
from runtime.carrying.jetstream import StreamEnd, papers_stream, stream_end, stream_name
from runtime.carrying.streams import (
    GIB,
    StreamError,
    call,
    declaration,
    declaration_of_papers,
    drift,
    drift_of_papers,
)
from runtime.settings import DECIDING
from runtime.writing import ledger
from yishi.departments.durables import Durables, NotKept, durables
from yishi.deployment import DeploymentError, all_deployed, deploy_identity, owners, replicas
from yishi.progress import progress_ends
from yishi.refill import compared, fill, head_fits, unsound
from yishi.signing import own_signer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = ("declare", "correct", "rebuild", "remove")
    parser.add_argument("action", nargs="?", choices=actions, default="declare")
    parser.add_argument("name", nargs="?", help="rebuild: whose stream; remove: which")
    parser.add_argument("--yes", action="store_true", help="do it without being asked again")
    parser.add_argument(
        "--losing", default="", metavar="WHAT", help="rebuild though the stream alone holds this"
    )


async def run(arguments: argparse.Namespace) -> int:
    async with deploy_identity() as client:
        if arguments.action == "declare":
            return await declare(client)
        if arguments.action == "correct":
            return await correct(client)
        if arguments.action == "remove":
            return await remove(client, arguments.name, arguments.yes)
        if arguments.name not in DECIDING:
            raise DeploymentError(
                f"Say whose stream, one of {', '.join(DECIDING)}: `yishi streams rebuild topics`."
            )
        if not arguments.yes:
            raise DeploymentError(
                "This empties the stream and fills it again from the ledger. Run `yishi verify`"
                " first: the ledger must be sound. Then repeat with --yes."
            )
        return await rebuild(client, arguments.name, arguments.losing)


class Declared(NamedTuple):
    """A stream that has to be there: of a service's events, or of its papers."""

    service: str
    papers: bool = False

    @property
    def name(self) -> str:
        return papers_stream(self.service) if self.papers else stream_name(self.service)

    def wanted(self, kept: Durables) -> dict[str, Any]:
        """The declaration of a stream that is to be made, with the sizes it had."""
        setting, usual = ("YISHI_PAPERS_GIB", 2) if self.papers else ("YISHI_STREAM_GIB", 1)
        size = int(read.number(os.environ, setting, usual, 0.001, 1_000_000, "GiB") * GIB)
        of = declaration_of_papers if self.papers else declaration
        return of(self.service, replicas(), size) | kept.of(self.name).sizes

    @property
    def mend(self) -> str:
        """What to do about a setting that cannot be changed any more."""
        if self.papers:
            return (
                f"Run `yishi verify {self.service}`, which must find no paper without content; then"
                f" `yishi streams remove {self.name} --yes` and `yishi streams`: {self.service}"
                " fills it again."
            )
        return (
            f"Run `yishi verify {self.service}`; where it finds the ledger sound, `yishi streams"
            f" rebuild {self.service}`."
        )

    def drift(self, found: StreamEnd) -> list[str]:
        return (drift_of_papers if self.papers else drift)(self.service, found)


def every() -> list[Declared]:
    return [Declared(service, papers) for papers in (False, True) for service in DECIDING]


async def declare(client: Client) -> int:
    """Exit code 1 where a stream differs from its declaration."""
    kept = Durables(os.environ)
    differences = []
    for stream in every():
        name = stream.name
        found = await stream_end(client, name)
        if found is None:
            await call(client, "CREATE", name, stream.wanted(kept))
            print(f"{name}: declared")
        else:
            differences += stream.drift(found)
            print(f"{name}: there, {found.messages} {'chunks' if stream.papers else 'events'}")
            try:
                await kept.learn(client, name)
            except NotKept as error:  # nothing is about to be deleted
                print(f"NOTE  {error}")
        for line in await kept.restore(client, name):
            print(line)
    for difference in differences:
        print(f"DIFFERS {difference}; run `yishi streams correct`")
    return 1 if differences else 0


async def correct(client: Client) -> int:
    """Bring settings back to the declaration, and resume what is paused. No event is touched. Exit
    code 1 where a setting cannot be changed any more."""
    code = 0
    for stream in every():
        name = stream.name
        found = await stream_end(client, name)
        if found is None:
            print(f"{name}: is not there; run `yishi streams`")
            code = 1
            continue
        wanted = stream.wanted(Durables(os.environ))
        wanted["max_bytes"] = max(wanted["max_bytes"], found.config["max_bytes"])
        sizes = [
            f"{name}.{size} is {found.config[size]}, should be {wanted[size]}"
            for size in ("num_replicas", "max_bytes")
            if found.config[size] != wanted[size]
        ]
        if differences := stream.drift(found) + sizes:
            try:
                await call(client, "UPDATE", name, wanted)
            except StreamError as error:
                code = 1
                print(f"{name}: {'; '.join(differences)}: {error}. {stream.mend}")
            else:
                print(f"{name}: corrected: {'; '.join(differences)}")
        for durable in await durables(client, name):
            if durable.get("paused"):
                subject = f"$JS.API.CONSUMER.PAUSE.{name}.{durable['name']}"
                await client.request(subject, b"", timeout=5)
                print(f"{name}: durable {durable['name']} goes on")
    return code


async def remove(client: Client, name: str | None, certain: bool) -> int:
    """Delete a stream that is none of Yishi's, or a second copy of papers."""
    if name is None or name in map(stream_name, DECIDING):
        raise DeploymentError(
            "Say which stream, and none of Yishi's own events: `yishi doctor` names those that"
            " should not be there."
        )
    if not certain:
        raise DeploymentError(f"This deletes {name} and what it holds. Repeat with --yes.")
    await call(client, "DELETE", name, {})
    print(f"{name}: removed")
    return 0


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
        await call(client, "CREATE", name, Declared(service).wanted(kept))
        made = await kept.restore(client, name)
        held = await fill(client, service, connection)
        kept.finish(name)
    for line in made:
        print(line)
    print(f"{name}: holds {held} events again. Run `yishi verify`.")
    return 0


async def _may_be_emptied(client: Client, connection: object, service: str, losing: str) -> None:
    """Raises `DeploymentError` where the stream holds what the ledger cannot give back."""
    signer = own_signer(service)
    broken = await unsound(connection, service)
    fits = await head_fits(connection)
    if fits and not broken:
        try:
            await ledger.sound_end(connection, signer)
        except ledger.Broken as unsigned:
            broken = str(unsigned)
    copies = await compared(client, connection, signer)
    progress_ends()
    if broken:
        raise DeploymentError(
            f"{broken}. Nothing was deleted: the ledger itself is damaged, and {copies.stream} is"
            f" sound up to {copies.sound}. docs/guides/operator.md, 6.4."
        )
    if not fits:
        raise DeploymentError(
            f"The head of ledger {service} is not its last row. Nothing was deleted. Run"
            f" `yishi restore {service}`, which mends that, and then this again."
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
