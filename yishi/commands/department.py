"""Let a department read streams, in one step: its account, its user and its durables.

`yishi department add dept-transport --streams TOPICS,OUTCOMES` makes all of it, has NATS take it
over without a restart and without disconnecting anybody, reads as the department to prove it, and
prints what the department needs. It may be repeated as often as one likes. `yishi department list`
tells who reads what and how far; `yishi department anew dept-transport TOPICS --after 20` lets one
durable begin anew behind a position; `yishi department remove dept-transport --yes` ends all of it.

Where `departments.conf` is not read by NATS from where it is written, it says which file to copy.
"""

import argparse
import os
import re
from collections.abc import Sequence
from dataclasses import replace

from nats.errors import NoServersError

from contracts.audience import Audience
from runtime.run import load
from runtime.settings import DECIDING
from yishi.departments import consumers
from yishi.departments.accounts import (
    Servers,
    addresses,
    full_house,
    lets_in,
    prove,
    system_identity,
    take_over,
    url,
)
from yishi.departments.durables import Durables
from yishi.departments.register import (
    ALL,
    STREAMS,
    Department,
    DepartmentError,
    alone,
    consumer,
    keep,
    registered,
    with_one,
)
from yishi.deployment import deploy_identity


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="let it read; repeatable")
    add.add_argument("name", help="its name as user, account and durable, e.g. dept-transport")
    add.add_argument("--streams", help=f"some of {','.join(STREAMS)}, with commas between")
    add.add_argument("--place", help="the place whose events it sees, by its code: 5206, 620123")
    add.add_argument(
        "--personal",
        metavar="TYPES",
        help="the personal types it is sent besides what is open or internal, with commas between,"
        " e.g. members.MemberPosted; or all, or none",
    )
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
    if arguments.action == "list":
        return await tell()
    async with alone(os.environ):
        match arguments.action:
            case "add":
                return await add(arguments)
            case "anew":
                return await begin_anew(arguments.name, arguments.stream, arguments.after)
            case "remove":
                return await remove(arguments.name, arguments.yes)
            case _:
                print(keep(os.environ, registered(os.environ)))
                return 0


async def add(arguments: argparse.Namespace) -> int:
    known = registered(os.environ)
    found = next((each for each in known if each.name == arguments.name), None)
    streams = _streams(arguments, found)
    personal = _personal(arguments.personal, found)
    signs_in = (arguments.nkey or "", arguments.new_password)
    wanted = with_one(known, arguments.name, streams, personal, *signs_in)
    [mine] = [each for each in wanted if each.name == arguments.name]
    ending = sorted(set(found.streams if found else ()) - set(streams))
    if ending and not arguments.yes:
        raise DepartmentError(
            f"This ends {', '.join(ending)} for {mine.name} and forgets how far it is there. To"
            f" keep all: --streams {','.join(sorted({*ending, *streams}))}. To end it, repeat with"
            " --yes."
        )
    async with deploy_identity() as client, system_identity() as system:
        servers = await Servers.answering(system)
        servers.raise_where_one_is_away()
        told = await consumers.make(client, mine, arguments.after)
        for stream in ending:
            told.append(await consumers.forget(client, stream, mine.name))
        written = keep(os.environ, wanted)
        await take_over(system, servers.names)
    for line in told:
        print(line)
    if mine.password:
        full = [
            server
            for server in addresses(os.environ["YISHI_NATS_URL"])
            if not await prove(mine, server, str(written))
        ]
        if full:
            print(f"Not tried as {mine.name} on {', '.join(full)}: {full_house(mine)}.")
        else:
            print(f"Tried as {mine.name}: it reads, on {servers}.")
    else:
        print(
            f"Taken over by {servers}. It was not tried as {mine.name}, whose key is its own: where"
            f" it is refused, copy {written} to where NATS reads it and repeat this."
        )
    _tell(mine, shown=mine.password != (found.password if found else ""))
    return 0


async def remove(name: str, certain: bool) -> int:
    known = registered(os.environ)
    if name not in {each.name for each in known}:
        return await _remove_strays(name, certain)
    mine = _of(known, name)
    async with deploy_identity() as client, system_identity() as system:
        if not certain:
            lines = [await consumers.told(client, mine, stream) for stream in mine.streams]
            raise _uncertain(f"This ends the access of {name}, and forgets how far it is:", lines)
        servers = await Servers.answering(system)
        written = keep(os.environ, known, ending=name)
        await take_over(system, servers.names)
        if mine.password:
            for server in addresses(os.environ["YISHI_NATS_URL"]):
                try:
                    let_in = await lets_in(mine, server)
                except (NoServersError, OSError):
                    if not servers.away:
                        raise
                    continue
                if let_in:
                    raise DepartmentError(
                        f"NATS at {server} still lets {name} in. Copy {written} to where it reads"
                        f" it, and repeat this."
                    )
        for stream in mine.streams:
            print(await consumers.forget(client, stream, name))
        print(f"{name} is no longer let in by {servers}.")
        servers.raise_where_one_is_away()  # it may let the department in again, and is told then
        keep(os.environ, [each for each in known if each.name != name])
    return 0


async def _remove_strays(name: str, certain: bool) -> int:
    """Durables of this name, of nobody on the list: also out of the file from which `yishi streams`
    would make them again."""
    if not re.fullmatch(r"[^\s.*>]+", name):
        raise DepartmentError(f"There is no department {name}. `yishi department list` names all.")
    async with deploy_identity() as client:
        kept, found = Durables(os.environ), {}
        for stream in STREAMS:
            there = await consumers.asked(client, "INFO", stream, name)
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
            print(await consumers.forget(client, stream, name))
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
        await consumers.begin_anew(client, stream, consumer(mine, stream, after))
    print(f"{stream}: durable {name} is made anew; it goes on behind {after}")
    return 0


async def tell() -> int:
    known = registered(os.environ)
    if not known:
        print("No department reads here. `yishi department add --help` tells how to let one.")
        return 0
    async with deploy_identity() as client:
        for each in known:
            print(f"{each.name} signs in with {each.nkey or 'a password'}")
            for stream in each.streams:
                print(await consumers.told(client, each, stream))
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
    if arguments.place is not None:
        return dict.fromkeys(names, arguments.place)
    kept = found.streams if found else {}
    return {name: kept.get(name, "") for name in names}


def _personal(asked: str | None, found: Department | None) -> Sequence[str]:
    """The personal types that it shall be sent: as asked for, else as it stands."""
    if asked is None:
        return found.personal if found else ()
    if asked in (ALL, "none"):
        return (ALL,) if asked == ALL else ()
    named = tuple(dict.fromkeys(each.strip() for each in asked.split(",") if each.strip()))
    there = [
        f"{service}.{event.__name__}"
        for service in DECIDING
        for kind in load(service)[0].kinds
        for event in kind.events
        if event.audience is Audience.PERSONAL
    ]
    if strange := [each for each in named if each not in there]:
        raise DepartmentError(
            f"{strange[0]} is no personal event type. Those are: {', '.join(sorted(there))}. What"
            " is open or internal it is sent without being named."
        )
    return named


def _tell(department: Department, shown: bool) -> None:
    """What the department needs, ready for the environment of examples/subscriber.py."""
    address = os.environ.get("YISHI_NATS_OUTSIDE_URL") or os.environ["YISHI_NATS_URL"]
    hidden = replace(department, password="(as before)") if department.password else department
    print("\nFor the department (docs/guides/subscriber.md), once for each stream:")
    for stream, place in department.streams.items():
        print(f"  NATS_URL={url(department if shown else hidden, address)}")
        print(f"  YISHI_STREAM={stream}")
        print(f"  YISHI_DURABLE={department.name}")
        if department.personal == (ALL,):
            print(f"  YISHI_PERSONAL={ALL}")
        if place:
            print(f"  # sees {place} only: positions with gaps, at which examples/subscriber.py")
            print("  # halts, for it checks the chain (docs/guides/subscriber.md, section 5)")
    if shown and department.password:
        print("The password is shown this once. `--new-password` draws another.")
