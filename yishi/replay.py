"""Tell the history again, merged over the services: of a case, a unit, a member, or everything.

It reads the ledgers over HTTP with the auditor's token and chains every event on the way; what an
office may not see is left out, and then the end says that the chain could not be checked whole.
Events of different services are ordered by the time they were recorded, those of one service by
position.
"""

import argparse
import heapq
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx

from contracts.event import Recorded
from contracts.places import CHINA, UnitId, covers, prefix
from contracts.roles import OFFICES
from runtime.envelope import GENESIS, chain
from runtime.run import load
from runtime.settings import DECIDING
from runtime.writing.ledger import Broken
from services.console.registers import register
from services.console.sentences import Names, Told, tell
from yishi.client import TokenOf
from yishi.credentials import addresses, token_of
from yishi.deployment import DeploymentError
from yishi.progress import progress, progress_ends

PAGE = 5000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--case", metavar="ID", help="a topic with its consultation and outcome")
    parser.add_argument("--unit", type=_code, metavar="CODE", help="a unit and all below it")
    parser.add_argument("--member", metavar="ID", help="everything that names this member")
    parser.add_argument("--until", type=_until, metavar="DAY", help="up to this day")
    parser.add_argument(
        "--until-position", metavar="SERVICE:N", action="append", default=[], help="may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="the events themselves, one a line")
    parser.add_argument("--as", dest="person", default="auditor", help="who asks")


@dataclass(frozen=True)
class Line:
    """One event with where it stands and the exact text that was recorded."""

    service: str
    position: int
    hash: str
    body: str
    event: dict[str, Any]

    def __lt__(self, other: "Line") -> bool:
        mine, theirs = (self.event["time"], self.service), (other.event["time"], other.service)
        return (*mine, self.position) < (*theirs, other.position)


async def run(arguments: argparse.Namespace) -> int:
    until = dict(_limit(text) for text in arguments.until_position)
    ledgers, whole = [], True
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        for service in DECIDING:
            lines = [
                line
                async for line in _ledger(http, service, arguments.person, token_of(os.environ))
            ]
            whole &= chained(service, lines)
            ledgers.append([one for one in lines if one.position <= until.get(service, 2**62)])
    progress_ends()
    shown = 0
    names = _names(line for lines in ledgers for line in lines)
    for line in heapq.merge(*ledgers):
        if matches(line, arguments):
            print(line.body if arguments.json else in_words(line, names), flush=False)
            shown += 1
    total = sum(map(len, ledgers))
    told = "every hash checked" if whole else "seen in part, so the chain was not checked whole"
    print(f"{shown} of {total} events; {told}.", file=sys.stderr)
    if not shown:
        print(
            "Nothing belongs to what was asked for. Without options everything is told; the number"
            " of a case stands at the end of its line TopicProposed.",
            file=sys.stderr,
        )
    return 0 if shown else 1


def _until(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no day. Write it like 2026-03-31.") from error


def _code(text: str) -> UnitId:
    if not (text.isascii() and text.isdecimal() and 2 <= len(text) <= 12):
        raise argparse.ArgumentTypeError(
            f"{text} is no division code. Write 2 to 12 digits, like 620123109."
        )
    return text.ljust(12, "0")


def _limit(text: str) -> tuple[str, int]:
    service, _, position = text.partition(":")
    if service not in DECIDING or not position.isdecimal():
        raise DeploymentError(f"--until-position {text}: write it like topics:120.")
    return service, int(position)


async def _ledger(
    http: httpx.AsyncClient, service: str, person: str, tokens: TokenOf
) -> AsyncIterator[Line]:
    base, after = addresses(os.environ)[service], 0
    while True:
        answer = await http.get(
            f"{base}/ledger",
            params={"after": after, "limit": PAGE},
            headers={"Authorization": f"Bearer {await tokens(person)}"},
        )
        if answer.status_code != 200:
            said = answer.json().get("detail", answer.text)
            raise DeploymentError(f"{service} does not show its ledger to {person}: {said}")
        lines = [json.loads(line) for line in answer.text.split("\n") if line]
        progress(f"reading {service}", lines[-1]["position"] if lines else after)
        for one in lines:
            event = json.loads(one["body"])
            yield Line(service, one["position"], one["hash"], one["body"], event)
        if not lines:
            return
        after = lines[-1]["position"]


def chained(service: str, lines: list[Line]) -> bool:
    """Whether the whole chain was there and holds. Raises `Broken` where it does not hold."""
    previous = GENESIS
    for position, line in enumerate(lines, start=1):
        if line.position != position:
            return False
        previous = chain(previous, line.body.encode())
        if line.hash != previous.hex():
            raise Broken(f"ledger {service}", position, line.hash, previous.hex())
    return True


def matches(line: Line, asked: argparse.Namespace) -> bool:
    """Whether a line belongs to what was asked for."""
    event = line.event
    if asked.case and asked.case not in (
        event["subject"].split("/", 1)[1],
        event["data"].get("topic"),
    ):
        return False
    if asked.unit and not covers(prefix(asked.unit), event["unit"]):
        return False
    if (
        asked.member
        and f'"{asked.member}"' not in line.body
        and asked.member not in event["subject"]
    ):
        return False
    return not (asked.until and _day(event) > asked.until)


def _day(event: dict[str, Any]) -> date:
    return datetime.fromisoformat(event["time"]).astimezone(CHINA).date()


def in_words(line: Line, names: Names) -> str:
    """A line of a timeline: when, where in the ledger, which unit, in which office, what."""
    event = line.event
    when = datetime.fromisoformat(event["time"]).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    office = OFFICES.get(event["actorrole"], event["actorrole"])
    kind = event["type"].rsplit(".", 1)[1]
    case = f", case {event['subject'].split('/', 1)[1]}" if kind == "TopicProposed" else ""
    return (
        f"{when}  {line.service:>8} #{line.position:<5} {event['unitname']}"
        f"  {_sentence(line, names)}  [{kind}, {office}{case}]"
    )


def _sentence(line: Line, names: Names) -> str:
    service, _ = load(line.service)
    record: Recorded[Any] | None = service.codec.decode(line.event["type"], line.body.encode())
    plain = json.dumps(line.event["data"], ensure_ascii=False)
    if record is None:
        return plain
    try:
        told = tell(record.data, names)
        if told.sentence == "—":  # no page tells of it
            key = line.event["subject"].split("/", 1)[1]
            told = register(record.data, key, names) or Told(plain)
    except (LookupError, ValueError, TypeError):
        return plain
    more = "；".join(f"{label}：{text.rstrip('。')}" for label, text in told.more)
    return f"{told.sentence}{more}。" if more else told.sentence


def _names(lines: Iterable[Line]) -> Names:
    """What ids are called, as far as the history itself says it."""
    bodies: dict[str, str] = {}
    members: dict[str, str] = {}
    units: dict[str, str] = {}
    words: dict[tuple[str, str], str] = {}
    for line in lines:
        key = line.event["subject"].split("/", 1)[1]
        data = line.event["data"]
        units[line.event["unit"]] = line.event["unitname"]
        match line.event["type"].rsplit(".", 1)[1]:
            case "BodyRegistered" | "BodyRenamed":
                bodies[key] = data["name"]
            case "MemberAdmitted" | "MemberCorrected":
                members[key] = data["name"]
            case "ProcedureAdopted":
                words["procedure", data["procedure"]["code"]] = data["procedure"]["name"]
    return Names(bodies=bodies, members=members, units=units, words=words)
