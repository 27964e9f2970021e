"""The keys that sign what services record: list them, change one, or replace one that was lost.

`yishi prepare` makes the first key of each service, and prints its public half. Give that to every
department and auditor; it also stands in the file of trusted keys, which every service reads. Keep
the private keys out of the database's backup and in a backup of their own.

`rotate` is recorded and signed with the key before, so whoever trusts that one trusts the new one.
`lost` is for a key that is gone or stolen: tell departments and auditors the new line by a way of
your own, since nothing signed with the old key may vouch for it any more.
"""

import argparse
import asyncio
import base64
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.ids import uuid7
from runtime.keys import Trust, Trusted
from runtime.operations import AdoptKey, ReplaceKey
from runtime.proving.gate import recover
from runtime.settings import DECIDING, key_file, trusted_keys_file
from runtime.signer import Signer, new_key, private_key
from runtime.submission import Submission
from runtime.writing import ledger
from runtime.writing.writer import Writer
from yishi.deployment import SERVICES, Deployed, DeploymentError, deploy_identity, deployed
from yishi.signing import write_down


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "rotate", "lost"))
    parser.add_argument("service", nargs="?", choices=SERVICES)
    parser.add_argument("--reason", default="", help="why; it stands in the history for ever")
    parser.add_argument("--as", dest="person", default="operator", help="who does it")


async def run(arguments: argparse.Namespace) -> int:
    trusted = Trusted.read(trusted_keys_file(os.environ))
    if arguments.action == "list":
        for name in [arguments.service] if arguments.service else SERVICES:
            for one in trusted.of(name):
                print(f"{one.line(name)}  # key {one.id}")
        return 0
    if not arguments.service or not arguments.reason:
        raise DeploymentError(
            f"Say whose and why: `yishi key {arguments.action} topics --reason …`."
        )
    each = deployed(arguments.service)
    alone = key_file(arguments.service, os.environ).with_name("lock").open("w")
    try:
        fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        alone.close()
        raise DeploymentError(
            f"The key of {arguments.service} is just being changed by somebody else. Look at"
            f" `yishi key list {arguments.service}` when that has ended."
        ) from error
    with alone:
        return await _change(arguments, each, trusted)


async def _change(arguments: argparse.Namespace, each: Deployed, trusted: Trusted) -> int:
    change = rotate if arguments.action == "rotate" else lost
    async with asyncpg.create_pool(each.owner_url, min_size=1, max_size=2) as pool:
        line = await change(each, pool, trusted, arguments.reason, arguments.person)
    print(f"{arguments.service} signs with a new key. Its public half, for whoever verifies:")
    print(line)
    print("Take the new key into the backup.")
    if arguments.action == "rotate":
        print("Running services take it up by themselves; bring it to other machines at once.")
    else:
        print("Running services heed it within seconds; bring the file of trusted keys and the new")
        print("key to other machines at once. Tell departments and auditors this line yourself.")
    return 0


async def rotate(
    each: Deployed, pool: asyncpg.Pool, trusted: Trusted, reason: str, person: str
) -> str:
    """Record the next key, signed with the present one, and put it in its place. Begun and not
    finished, it is finished when it is asked again."""
    name = each.service.name
    file, after = key_file(name, os.environ), key_file(name, os.environ).with_name("next.pem")
    signer = Signer(name, private_key(file), trusted, file)
    await _agree(each, pool, signer)
    if not after.exists():
        new_key(after)
    public = private_key(after).public_key().public_bytes_raw()
    if not any(one.public == public for one in trusted.of(name)):
        await _record(each, pool, signer, AdoptKey(key=_text(public), reason=reason), person)
        async with pool.acquire() as connection:
            await ledger.learn_keys(connection, name, trusted)
    after.replace(file)
    return write_down(name, next(one for one in trusted.of(name) if one.public == public))


async def lost(
    each: Deployed, pool: asyncpg.Pool, trusted: Trusted, reason: str, person: str
) -> str:
    """Begin anew behind what the lost key has signed; the first event of the new key says so."""
    name, file = each.service.name, key_file(each.service.name, os.environ)
    after = file.with_name("next.pem")
    if not after.exists():
        new_key(after)
    private = private_key(after)
    signer = Signer(name, private, trusted)
    await _agree(each, pool, signer)
    async with pool.acquire() as connection:
        end = await ledger.head(connection)
    public = private.public_key().public_bytes_raw()
    trust = Trust(public, end.position + 1, end.hash)
    trusted.add(name, trust)
    line = write_down(name, trust)
    with suppress(FileNotFoundError):
        file.with_name("highest").unlink()
    after.replace(file)
    await _record(each, pool, signer, ReplaceKey(key=_text(public), reason=reason), person)
    noting = Signer(name, private, trusted, file)
    noting.signed = signer.signed
    noting.note()
    return line


async def _agree(each: Deployed, pool: asyncpg.Pool, signer: Signer) -> None:
    """No position is given away that the stream already holds with other content."""
    if each.service.name in DECIDING:
        async with deploy_identity() as client:
            await recover(each.service, pool, client, signer)


async def _record(
    each: Deployed,
    pool: asyncpg.Pool,
    signer: Signer,
    command: AdoptKey | ReplaceKey,
    person: str,
) -> None:
    actor = Actor(person, (Grant(role=Role.OPERATOR, scope=""),))
    async with _writing(each, pool, signer) as writer:
        await writer.ask(Submission(each.service.name, command, actor, uuid7()))


@asynccontextmanager
async def _writing(each: Deployed, pool: asyncpg.Pool, signer: Signer) -> AsyncIterator[Writer]:
    writer = Writer(each.service, pool, signer)
    writer.closed = None
    running = asyncio.create_task(writer.run())
    try:
        yield writer
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def _text(public: bytes) -> str:
    return base64.b64encode(public).decode()
