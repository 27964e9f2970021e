"""Tell the history again, merged over the services: of a matter, a unit, a member, or everything.

It reads the ledgers over HTTP with the auditor's token and chains every event on the way. Of what
an office may not see there is only the hash: the chain goes through it, and the end says how many
hashes were taken as they stood. A matter is found by index, with what it was merged with; a hash
tells nothing without the events in between, so none is checked then.
Events of different services are ordered by the time they were recorded, those of one service by
position.
"""

import argparse
import asyncio
import heapq
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from contracts.places import CHINA, UnitId, covers, prefix, whole
from contracts.roles import OFFICES
from contracts.rules import ChapterIssued
from runtime.settings import DECIDING
from services.console.lines import every
from services.console.lines.names import Names
from services.console.words import words_of
from yishi.client import direct
from yishi.credentials import token_of
from yishi.deployment import DeploymentError
from yishi.ledgers import Ledger, Line
from yishi.progress import progress_ends


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--matter", metavar="ID", help="a topic and all that came of it")
    parser.add_argument("--unit", type=_code, metavar="CODE", help="a unit and all below it")
    parser.add_argument("--member", metavar="ID", help="everything that names this member")
    parser.add_argument("--until", type=_until, metavar="DAY", help="up to this day")
    parser.add_argument(
        "--until-position", metavar="SERVICE:N", action="append", default=[], help="may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="the events themselves, one a line")
    parser.add_argument("--as", dest="person", default="auditor", help="who asks")


async def run(arguments: argparse.Namespace) -> int:
    until = dict(_limit(text) for text in arguments.until_position)
    shown = total = 0
    known = Known()
    async with direct(60) as http:
        ledgers = [
            Ledger(http, service, arguments.person, token_of(os.environ), until.get(service))
            for service in DECIDING
        ]
        of_one = arguments.matter and await of_matter(ledgers, arguments.matter)
        if of_one:
            await name_all(ledgers, of_one, known)
        async for line in _each(of_one) if arguments.matter else merged(ledgers):
            total += 1
            known.learn(line)
            if matches(line, arguments):
                progress_ends()
                print(line.body if arguments.json else in_words(line, known.names), flush=False)
                shown += 1
    progress_ends()
    hidden = sum(one.hidden for one in ledgers)
    checked = _unchecked(hidden) if arguments.matter else _checked(hidden)
    print(f"{shown} of {total} events; {checked}.", file=sys.stderr)
    if not shown:
        print(
            "Nothing belongs to what was asked for. Without options everything is told; the number"
            " of a matter stands at the end of its first line.",
            file=sys.stderr,
        )
    return 0 if shown else 1


def _checked(hidden: int) -> str:
    if not hidden:
        return "every hash checked"
    return (
        f"the hash of each checked against the one before it; {hidden} more of other places are not"
        " shown: none of their positions is missing, their hashes were taken as they stood"
    )


def _unchecked(hidden: int) -> str:
    outside = f"{hidden} more lie outside what you may see; " if hidden else ""
    return f"{outside}found by index, so no hash was checked: `yishi verify` does"


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
    return whole(text)


def _limit(text: str) -> tuple[str, int]:
    service, _, position = text.partition(":")
    if service not in DECIDING or not position.isdecimal():
        raise DeploymentError(f"--until-position {text}: write it like topics:120.")
    return service, int(position)


async def merged(ledgers: Iterable[Ledger]) -> AsyncIterator[Line]:
    """By the time they were recorded, and never one of a service before those before it."""
    coming = [one.lines() for one in ledgers]
    ahead = [(line, lines) for lines in coming if (line := await anext(lines, None))]
    while ahead:
        line, lines = min(ahead, key=lambda each: each[0])
        yield line
        ahead.remove((line, lines))
        if following := await anext(lines, None):
            ahead.append((following, lines))


async def of_matter(ledgers: Sequence[Ledger], matter: str) -> list[Line]:
    """All lines of a matter, and of those that were merged with it, in the order of `merged`."""
    found: dict[str, list[Line]] = {one.service: [] for one in ledgers}
    waiting, known = [matter], set[str]()
    while waiting:
        if (each := waiting.pop()) not in known:
            known.add(each)
            answers = await asyncio.gather(*(one.of(each) for one in ledgers))
            for one, (lines, hidden) in zip(ledgers, answers, strict=True):
                one.hidden += hidden
                found[one.service] += lines
                waiting += [line.joined for line in lines if line.joined]
    in_order = (sorted(of, key=lambda line: line.position) for of in found.values())
    return list(heapq.merge(*in_order))


async def _each(lines: Iterable[Line]) -> AsyncIterator[Line]:
    for line in lines:
        yield line


async def name_all(ledgers: Iterable[Ledger], lines: Sequence[Line], known: "Known") -> None:
    """Learn what the ids in these lines are called, each from the events of whoever bears it."""
    asked, words = Asked(), Asked()
    for line in lines:
        in_words(line, Names(asked, asked, asked, words))
    said = [line.event.get("rules", "") for line in lines if words.ids]
    places = {rules.partition("/")[0] for rules in said if rules}  # whose rules tell the words
    for one in ledgers:
        ids = places | (asked.ids if one.service == "members" else set())
        for found, _ in await asyncio.gather(*map(one.of, ids)):
            for line in found:
                known.learn(line)


def matches(line: Line, asked: argparse.Namespace) -> bool:
    """Whether a line belongs to what was asked for."""
    event = line.event
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
    begins = event["subject"].endswith(f"/{event['correlationid']}") and event["streamversion"] == 1
    matter = f", matter {event['correlationid']}" if begins else ""
    return (
        f"{when}  {line.service:>8} #{line.position:<5} {event['unitname']}"
        f"  {_sentence(line, names)}  [{kind}, {office}{matter}]"
    )


def _sentence(line: Line, names: Names) -> str:
    record = line.record
    if record is None:
        return json.dumps(line.event["data"], ensure_ascii=False)
    ruling = line.event.get("rules", "").partition("/")[0]
    said = every.line(record.data, names.under(ruling), record.key)
    more = "；".join(f"{label}：{text.rstrip('。')}" for label, text in said.more)
    return f"{said.sentence}{more}。" if more else said.sentence


class Asked(dict[Any, str]):
    """Names of nothing, which notes the ids that it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[Any] = set()

    def get(self, key: Any, default: Any = None) -> Any:
        self.ids.add(key)
        return default


class Known:
    """What ids are called, as far as the history has told it up to here."""

    def __init__(self) -> None:
        self._bodies: dict[str, str] = {}
        self._members: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._words: dict[str, dict[tuple[str, str], str]] = {}
        self.names = Names(self._bodies, self._members, self._units, {}, self._words)

    def learn(self, line: Line) -> None:
        key = line.event["subject"].split("/", 1)[1]
        data = line.event["data"]
        self._units[line.event["unit"]] = line.event["unitname"]
        match line.event["type"].rsplit(".", 1)[1]:
            case "BodyRegistered" | "BodyRenamed":
                self._bodies[key] = data["name"]
            case "MemberAdmitted" | "MemberCorrected":
                self._members[key] = data["name"]
            case name if name.endswith("Issued") and (record := line.record):
                if isinstance(record.data, ChapterIssued):
                    words = self._words.setdefault(key, {})
                    words.update({(kind, code): word for kind, code, word in words_of(record.data)})
