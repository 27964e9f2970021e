"""Let a department read streams, in one step: its account, its user and its durables.

`yishi department add dept-transport --streams TOPICS,OUTCOMES` makes all of it, has NATS take it
over without a restart and without disconnecting anybody, reads as the department to prove it, and
prints what the department needs. It may be repeated as often as one likes. `yishi department list`
tells who reads what and how far; `yishi department anew dept-transport TOPICS --after 20` lets one
durable begin anew behind a position; `yishi department remove dept-transport --yes` ends all of it.

Where `departments.conf` is not read by NATS from where it is written, it says which file to copy.
"""

import argparse
import json
import os
import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from yishi import nats_conf
from yishi.departments.durables import Durables, as_it_goes_on
from yishi.departments.register import (
    STREAMS,
    Department,
    DepartmentError,
    consumer,
    keep,
    registered,
)
from yishi.deployment import DeploymentError, deploy_identity
from yishi.doctor.accounts import full_house, has_all_connections
from yishi.doctor.rights import connected

BEGIN = ("deliver_policy", "opt_start_seq", "opt_start_time")
"""Where a durable begins: NATS lets nobody change it."""
PATIENCE = 5
"""So many seconds a server has to answer."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="let it read; repeatable")
    add.add_argument("name", help="its name as user, account and durable, e.g. dept-transport")
    add.add_argument("--streams", help=f"some of {','.join(STREAMS)}, with commas between")
    seen = add.add_mutually_exclusive_group()
    seen.add_argument("--county", help="the six digits of the one county whose events it sees")
    seen.add_argument("--filter", help="the subjects it sees, e.g. yishi.topics.*.620123.>")
    add.add_argument("--after", type=_position, default=0, metavar="POSITION", help="begin behind")
    key = add.add_mutually_exclusive_group()
    key.add_argument("--nkey", help="the public half of the key it signs in with (U…)")
    key.add_argument("--new-password", action="store_true", help="draw its password anew")
    add.add_argument("--yes", action="store_true", help="end the streams that are left out")
    anew = actions.add_parser("anew", help="let it read one stream anew, behind a position")
    anew.add_argument("name")
    anew.add_argument("stream", type=str.upper, choices=STREAMS)
    anew.add_argument("--after", type=_position, required=True, metavar="POSITION", help="0: all")
    actions.add_parser("list", help="who reads what, and how far they are")
    actions.add_parser("write", help="only write the file that NATS reads, from the list")
    remove = actions.add_parser("remove", help="end it: user, account, durables")
    remove.add_argument("name")
    remove.add_argument("--yes", action="store_true", help="remove without being asked again")


def _position(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no position: 0, 1, 2 …")
    return int(text)


async def run(arguments: argparse.Namespace) -> int:
    match arguments.action:
        case "add":
            return await add(arguments)
        case "anew":
            return await begin_anew(arguments.name, arguments.stream, arguments.after)
        case "remove":
            return await remove(arguments.name, arguments.yes)
        case "write":
            print(keep(os.environ, registered(os.environ)))
            return 0
        case _:
            return await tell()


def with_one(
    known: Sequence[Department],
    name: str,
    streams: Mapping[str, str],
    nkey: str = "",
    new_password: bool = False,
) -> list[Department]:
    """The list with this department in it. How it signs in stays unless that is asked for."""
    found = next((each for each in known if each.name == name), None)
    if nkey:
        mine = Department(name, streams, nkey=nkey)
    elif found is None or new_password:
        mine = Department(name, streams, password=secrets.token_urlsafe(24))
    else:
        mine = replace(found, streams=streams)
    return sorted((mine, *(each for each in known if each.name != name)), key=lambda x: x.name)


async def add(arguments: argparse.Namespace) -> int:
    known = registered(os.environ)
    found = next((each for each in known if each.name == arguments.name), None)
    streams = _streams(arguments, found)
    wanted = with_one(known, arguments.name, streams, arguments.nkey or "", arguments.new_password)
    [mine] = [each for each in wanted if each.name == arguments.name]
    ending = sorted(set(found.streams if found else ()) - set(streams))
    if ending and not arguments.yes:
        raise DepartmentError(
            f"This ends {', '.join(ending)} for {mine.name} and forgets how far it is there. To"
            f" keep all: --streams {','.join(sorted({*ending, *streams}))}. To end it, repeat with"
            " --yes."
        )
    async with deploy_identity() as client, system_identity() as system:
        servers = await _servers(system)
        told = await make_durables(client, mine, arguments.after)
        for stream in ending:
            told.append(await _forget(client, stream, mine.name))
        accounts = keep(os.environ, wanted)
        await take_over(system, servers)
    for line in told:
        print(line)
    if mine.password:
        full = [
            server
            for server in _addresses(os.environ["YISHI_NATS_URL"])
            if not await prove(mine, server, str(accounts))
        ]
        if full:
            print(f"Not tried as {mine.name} on {', '.join(full)}: {full_house(mine)}.")
        else:
            print(f"Tried as {mine.name}: it reads, on {', '.join(sorted(servers.values()))}.")
    else:
        who = ", ".join(sorted(servers.values()))
        print(
            f"Taken over by {who}. It was not tried as {mine.name}, whose key is its own: where it"
            f" is refused, copy {accounts} to where NATS reads it and repeat this."
        )
    _tell(mine, shown=mine.password != (found.password if found else ""))
    return 0


async def remove(name: str, certain: bool) -> int:
    known = registered(os.environ)
    if name not in {each.name for each in known}:
        return await _remove_strays(name, certain)
    mine = _of(known, name)
    async with deploy_identity() as client, system_identity() as system:
        servers = await _servers(system)
        if not certain:
            lines = [await _told(client, mine, stream) for stream in mine.streams]
            raise _uncertain(f"This ends the access of {name}, and forgets how far it is:", lines)
        accounts = keep(os.environ, known, ending=name)
        await take_over(system, servers)
        if mine.password:
            for server in _addresses(os.environ["YISHI_NATS_URL"]):
                if await _lets_in(mine, server):
                    raise DepartmentError(
                        f"NATS at {server} still lets {name} in. Copy {accounts} to where it reads"
                        f" it, and repeat this."
                    )
        for stream in mine.streams:
            print(await _forget(client, stream, name))
        keep(os.environ, [each for each in known if each.name != name])
    print(f"{name} is no longer let in by {', '.join(sorted(servers.values()))}.")
    return 0


async def _remove_strays(name: str, certain: bool) -> int:
    """Durables of this name, of nobody on the list: also out of the file from which `yishi streams`
    would make them again."""
    if not re.fullmatch(r"[^\s.*>]+", name):
        raise DepartmentError(f"There is no department {name}. `yishi department list` names all.")
    async with deploy_identity() as client:
        kept, found = Durables(os.environ), {}
        for stream in STREAMS:
            there = await _asked(client, "INFO", stream, name)
            if there or name in kept.of(stream).durables:
                found[stream] = there["ack_floor"]["stream_seq"] if there else 0
        if not found:
            raise DepartmentError(
                f"There is no department {name}. `yishi department list` names all."
            )
        if not certain:
            lines = [f"  {stream}: acknowledged up to {at}" for stream, at in found.items()]
            raise _uncertain(f"{name} is on no list. This deletes its durables:", lines)
        for stream in found:
            print(await _forget(client, stream, name))
    return 0


def _uncertain(what: str, lines: Sequence[str]) -> DepartmentError:
    return DepartmentError("\n".join([what, *lines, "Repeat with --yes."]))


def _of(known: Sequence[Department], name: str) -> Department:
    for each in known:
        if each.name == name:
            return each
    raise DepartmentError(f"There is no department {name}. `yishi department list` names all.")


async def begin_anew(name: str, stream: str, after: int) -> int:
    """One durable behind a position, whatever it is now: its consumer's state is damaged, or the
    department has put an older copy of its database back."""
    mine = _of(registered(os.environ), name)
    if stream not in mine.streams:
        raise DepartmentError(f"{name} reads {', '.join(mine.streams)}, and not {stream}.")
    async with deploy_identity() as client:
        await _anew(client, stream, consumer(mine, stream, after))
    print(f"{stream}: durable {name} is made anew; it goes on behind {after}")
    return 0


async def _anew(client: Client, stream: str, config: dict[str, Any]) -> None:
    """Wherever this is killed, `yishi streams` finishes it."""
    kept = Durables(os.environ)
    kept.keep(stream, config)
    await _asked(client, "DELETE", stream, config["name"])
    body = {"stream_name": stream, "config": config}
    await _asked(client, "CREATE", stream, config["name"], body)
    await kept.learn(client, stream)


async def tell() -> int:
    known = registered(os.environ)
    if not known:
        print("No department reads here. `yishi department add --help` tells how to let one.")
        return 0
    async with deploy_identity() as client:
        for each in known:
            print(f"{each.name} signs in with {each.nkey or 'a password'}")
            for stream in each.streams:
                print(await _told(client, each, stream))
    return 0


def _streams(arguments: argparse.Namespace, found: Department | None) -> dict[str, str]:
    """What it shall read: as asked for, else as it stands."""
    if arguments.streams is None:
        if found is None:
            raise DepartmentError(
                f"Say what {arguments.name} reads: --streams with some of {','.join(STREAMS)}."
            )
        names = list(found.streams)
    else:
        names = [each.strip().upper() for each in arguments.streams.split(",") if each.strip()]
    if arguments.county is not None:
        if not (len(arguments.county) == 6 and arguments.county.isdecimal()):
            raise DepartmentError("--county takes six digits, for example 620123.")
        return {name: f"yishi.{STREAMS.get(name, '')}.*.{arguments.county}.>" for name in names}
    if arguments.filter is not None:
        return dict.fromkeys(names, arguments.filter)
    kept = found.streams if found else {}
    return {name: kept.get(name, "") for name in names}


async def make_durables(client: Client, department: Department, after: int = 0) -> list[str]:
    """Make the durables that lack and correct those that differ; how far one is, stays.

    Returns what was done, a line each. Raises `DepartmentError` where NATS refuses."""
    done, kept = [], Durables(os.environ)
    for stream in department.streams:
        wanted = consumer(department, stream, after)
        found = await _asked(client, "INFO", stream, department.name)
        seen = department.streams[stream] or "everything"
        told = f"{stream}: durable {department.name} reads {seen}"
        if found is None and not after:
            known = kept.of(stream).durables.get(department.name, {})
            wanted |= {key: known[key] for key in BEGIN if key in known}
        elif found is not None:
            wanted = _beginning_as(wanted, found["config"])
            if after and after != found["ack_floor"]["stream_seq"]:
                told += (
                    f", and goes on where it stands. `yishi department anew {department.name}"
                    f" {stream} --after {after}` lets it begin there"
                )
        try:
            body = {"stream_name": stream, "config": wanted}
            await _asked(client, "CREATE", stream, department.name, body)
        except Unchangeable:
            if found is None:
                raise
            wanted = _beginning_as(wanted, as_it_goes_on(found))
            await _anew(client, stream, wanted)
            told += f", made anew: it goes on at {wanted.get('opt_start_seq', 1)}"
        await kept.learn(client, stream)
        done.append(told)
    return done


def _beginning_as(wanted: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    mine = {key: value for key, value in wanted.items() if key not in BEGIN}
    return mine | {key: other[key] for key in BEGIN if key in other}


class Unchangeable(DepartmentError):
    """NATS does not let this be changed in a durable that is there."""


async def _asked(
    client: Client, verb: str, stream: str, name: str, body: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """One request about a durable. None where it is not there."""
    subject = f"$JS.API.CONSUMER.{verb}.{stream}.{name}"
    reply = await client.request(subject, json.dumps(body or {}).encode(), timeout=PATIENCE)
    answer: dict[str, Any] = json.loads(reply.data)
    if error := answer.get("error"):
        if error.get("err_code") == 10014:  # no such consumer
            return None
        if error.get("err_code") == 10059:
            raise DepartmentError(f"There is no stream {stream} yet. Run `yishi streams` first.")
        kind = Unchangeable if error.get("err_code") == 10012 else DepartmentError
        raise kind(f"NATS refuses the durable {name} on {stream}: {error['description']}")
    return answer


async def _forget(client: Client, stream: str, name: str) -> str:
    found = await _asked(client, "INFO", stream, name)
    await _asked(client, "DELETE", stream, name)
    Durables(os.environ).forget(stream, name)
    at = found["ack_floor"]["stream_seq"] if found else 0
    return f"{stream}: durable {name} is gone; it had acknowledged up to {at} (--after {at})"


async def _told(client: Client, department: Department, stream: str) -> str:
    found = await _asked(client, "INFO", stream, department.name)
    seen = department.streams[stream] or "everything"
    if found is None:
        return (
            f"  {stream} {seen}: THE DURABLE IS MISSING. `yishi department anew {department.name}"
            f" {stream} --after POSITION` makes it again behind the last position that the"
            " department has."
        )
    at = found["ack_floor"]["stream_seq"]
    waiting = found["num_pending"] + found["num_ack_pending"]
    return f"  {stream} {seen}: acknowledged up to {at}, {waiting} wait"


@asynccontextmanager
async def system_identity(environment: Mapping[str, str] = os.environ) -> AsyncIterator[Client]:
    """A NATS connection that may ask the servers to read their configuration again."""
    url, password = environment.get("YISHI_NATS_URL", ""), "YISHI_DEPLOY_NATS_PASSWORD"
    client = Client()
    try:
        await client.connect(
            servers=_addresses(url),
            user=nats_conf.SYSTEM,
            password=environment.get(password) or None,
            inbox_prefix=f"_INBOX.{nats_conf.SYSTEM}",
            allow_reconnect=False,
            connect_timeout=PATIENCE,
            error_cb=_quietly,
        )
    except (Error, OSError) as error:
        raise DeploymentError(
            f"NATS does not let {nats_conf.SYSTEM} in: {error}. It signs in with {password}; is"
            " nats.conf the one of this version, with `system_account: SYS`?"
        ) from error
    try:
        yield client
    finally:
        await client.close()


async def take_over(system: Client, servers: Mapping[str, str]) -> None:
    """Have every server read its configuration again.

    Twice: the first time makes a new account's requests known to it, and only the second answers
    them (nats-server 2.15.1). Nobody is disconnected, but for users that are gone."""
    for _ in range(2):
        for identity, name in servers.items():
            reply = await system.request(
                f"$SYS.REQ.SERVER.{identity}.RELOAD", b"", timeout=PATIENCE
            )
            if error := json.loads(reply.data).get("error"):
                raise DepartmentError(
                    f"The NATS server {name} does not take its configuration over:"
                    f" {error.get('description', error)}"
                )


async def _servers(system: Client) -> dict[str, str]:
    """Each server's identity and name. Raises `DepartmentError` where one of them is away."""
    wanted = len(_addresses(os.environ["YISHI_NATS_URL"]))
    inbox = system.new_inbox()
    answers = await system.subscribe(inbox)
    await system.publish("$SYS.REQ.SERVER.PING", b"", reply=inbox)
    found: dict[str, str] = {}
    try:
        while True:
            said = json.loads((await answers.next_msg(timeout=1)).data)["server"]
            found[said["id"]] = said["name"]
    except TimeoutError:
        pass
    await answers.unsubscribe()
    if len(found) < wanted:
        raise DepartmentError(
            f"Of {wanted} NATS servers in YISHI_NATS_URL only {len(found)} answer"
            f" ({', '.join(sorted(found.values()))}). Start the others and repeat this."
        )
    return found


async def prove(department: Department, server: str, accounts: str) -> bool:
    """Read as the department itself. What is met there it receives all the same, and at once. False
    where it could not be tried."""
    try:
        async with _as(department, server) as client:
            for stream in department.streams:
                answer = await _next(client, stream, department.name)
                if answer is None:
                    raise DepartmentError(
                        f"NATS at {server} lets {department.name} in, but {stream} does not answer"
                        f" it. Copy {accounts} to where NATS reads it, on every server, and repeat"
                        " this."
                    )
                if answer.reply:
                    await client.publish(answer.reply, b"-NAK")
            await client.flush()
        return True
    except Error as error:
        if has_all_connections(error):
            return False
        if not _refused(error):
            raise
        raise DepartmentError(
            f"NATS at {server} does not know {department.name} yet. Copy {accounts} to where it"
            " reads it (the line `include` of its nats.conf says where) and repeat this."
        ) from error


async def _next(client: Client, stream: str, name: str) -> Msg | None:
    """Whatever is answered to a pull: an event, or that there is none. None for no answer."""
    inbox = client.new_inbox()
    answers = await client.subscribe(inbox)  # an event comes under its own subject: no `request`
    subject = f"{nats_conf.PREFIX}.CONSUMER.MSG.NEXT.{stream}.{name}"
    await client.publish(subject, b'{"batch": 1, "no_wait": true}', reply=inbox)
    try:
        answer = await answers.next_msg(timeout=PATIENCE)
    except TimeoutError:
        return None
    return None if (answer.headers or {}).get("Status") == "503" else answer


async def _lets_in(department: Department, server: str) -> bool:
    try:
        async with _as(department, server):
            return True
    except Error as error:
        if not (_refused(error) or has_all_connections(error)):
            raise
        return has_all_connections(error)


def _as(department: Department, server: str) -> AbstractAsyncContextManager[Client]:
    """A connection as the department, given up at once where it is refused."""
    return connected(server, department.name, department.password, [])


def _refused(error: Error) -> bool:
    return "authorization" in str(error).lower()


async def _quietly(error: Exception) -> None:
    """What goes wrong is raised where it was asked for."""


def _addresses(urls: str) -> list[str]:
    return [each.strip() for each in urls.split(",") if each.strip()]


def url(department: Department, addresses: str) -> str:
    """Where the department connects: with name and password, or without where it has a key."""
    return ",".join(_with(department, each) for each in _addresses(addresses))


def _with(department: Department, address: str) -> str:
    parts = urlsplit(address)
    user = f"{department.name}:{department.password}@" if department.password else ""
    return urlunsplit(parts._replace(netloc=user + parts.netloc.rpartition("@")[2]))


def _tell(department: Department, shown: bool) -> None:
    """What the department needs, ready for the environment of examples/subscriber.py."""
    address = os.environ.get("YISHI_NATS_OUTSIDE_URL") or os.environ["YISHI_NATS_URL"]
    hidden = replace(department, password="(as before)") if department.password else department
    print("\nFor the department (docs/guides/subscriber.md), once for each stream:")
    for stream, subjects in department.streams.items():
        print(f"  NATS_URL={url(department if shown else hidden, address)}")
        print(f"  YISHI_STREAM={stream}")
        print(f"  YISHI_DURABLE={department.name}")
        if subjects:
            print(f"  # sees {subjects} only: positions with gaps, at which examples/subscriber.py")
            print("  # halts, for it checks the chain (docs/guides/subscriber.md, section 5)")
    if shown and department.password:
        print("The password is shown this once. `--new-password` draws another.")
