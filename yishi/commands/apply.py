"""`yishi apply PROFILE`: what a profile says and the services do not know yet becomes events.

All services are asked first whether they would take it. Safe to repeat: a second run finds
everything as it should be and records nothing, and one that was cut off is completed.
"""

import argparse
import asyncio
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from common.rules import AdoptProfile
from contracts.members.rules import BodyKind
from contracts.places import prefix
from runtime import clock
from services.members.body.commands import RegisterBody
from services.members.body.decider import meaning_of
from services.members.room.commands import OpenRoom
from services.members.unit.commands import RegisterUnit
from yishi.client import Client, Refused, TooLate, eventually
from yishi.credentials import addresses, token_of
from yishi.profile.reading import Profile, read

Row = dict[str, Any]
Say = Callable[[str], None]

TOLD = 10
"""So many units are named that the list leaves out: below a city there may be thousands."""
TOGETHER = 16
"""So many commands are under way at once; the service commits them in one transaction."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("profile", type=Path, help="the .toml file, with its list of units beside")
    parser.add_argument("--as", dest="person", default="operator", help="who asks (operator)")


async def run(arguments: argparse.Namespace) -> int:
    profile = read(arguments.profile)
    async with Client(addresses(os.environ), token_of(os.environ)) as client:
        events = await apply(client, profile, arguments.person, clock.today(), print)
    print(
        f"{events} events recorded." if events else "Nothing to change: all is as the profile says."
    )
    return 0


@dataclass(frozen=True)
class Deed:
    """One thing to ask of the members service, and of which unit or body."""

    about: str
    path: str
    body: Row


def unit_deeds(
    units: Iterable[RegisterUnit], registered: dict[str, Row], today: date
) -> list[Deed]:
    """What the register lacks: units and new names."""
    deeds = []
    for unit in units:
        row, wanted = registered.get(unit.unit), unit.model_dump(mode="json")
        if row is not None and row["name"] != unit.name:
            renamed = {"name": unit.name, "since": today.isoformat()}
            deeds.append(Deed(unit.name, f"/units/{unit.unit}/name", renamed))
        if row is None or any(
            row[name] != wanted[name] for name in ("kind", "parent", "valid_from")
        ):
            deeds.append(Deed(unit.name, "/units", wanted))
    return deeds


def body_deeds(
    bodies: Iterable[RegisterBody], registered: dict[str, Row], kinds: Iterable[BodyKind]
) -> list[Deed]:
    """What the directory of bodies lacks: bodies, new names, what their kinds mean now, days of
    founding. A day that the list leaves out changes nothing."""
    meanings = {each.code: meaning_of(each).model_dump(mode="json") for each in kinds}
    deeds = []
    for body in bodies:
        row, wanted = registered.get(body.body), body.model_dump(mode="json")
        if row is None or row["unit"] != wanted["unit"]:
            deeds.append(Deed(body.name, "/bodies", wanted))
            continue
        meaning = {"kind": body.kind, **meanings.get(body.kind, {})}
        if any(row[name] != value for name, value in meaning.items()):
            deeds.append(Deed(body.name, f"/bodies/{body.body}/kind", {"kind": body.kind}))
        if row["name"] != body.name:
            deeds.append(Deed(body.name, f"/bodies/{body.body}/name", {"name": body.name}))
        if wanted["since"] not in (None, row["since"]):
            founded = {"since": wanted["since"]}
            deeds.append(Deed(body.name, f"/bodies/{body.body}/founding", founded))
    return deeds


def room_deeds(listed: Iterable[OpenRoom], registered: dict[str, Row], version: str) -> list[Deed]:
    """What the register of rooms lacks: rooms, new names, days of opening."""
    deeds = []
    for room in listed:
        row, wanted = registered.get(room.room), room.model_dump(mode="json")
        if row is None or row["unit"] != room.unit:
            deeds.append(Deed(room.name, "/rooms", wanted))
        elif any(row[name] != wanted[name] for name in ("name", "since")):
            own = ("host", "shared_with", "equipment", "host_kind", "post")
            kept = {name: row[name] for name in own}
            changed = {name: wanted[name] for name in ("name", "since")}
            body = {**changed, **kept, "reason": f"单位名单 {version}"}
            deeds.append(Deed(room.name, f"/rooms/{room.room}/change", body))
    return deeds


class NotApplied(Exception):
    """The profile is not in force in all services. The message says what was done."""


async def apply(client: Client, profile: Profile, as_: str, today: date, say: Say) -> int:
    """Bring everything in the profile into force; returns how many events that took."""
    rules, adoptions = profile.rules, dict(profile.adoptions)
    say(f"{profile.members.name} {rules.jurisdiction}, profile version {rules.version}")
    await _would_take(client, adoptions, as_)
    if rules.extends and (missing := await _above_lacks(client, rules.extends, as_)):
        say(missing)
    # Units and bodies are of kinds that the rules on members name.
    events = await _adopt(client, "members", adoptions.pop("members"), as_, say)
    events += await _units(client, profile, as_, today, say)
    answers = await asyncio.gather(
        *(_adopt(client, service, each, as_, say) for service, each in adoptions.items()),
        return_exceptions=True,
    )
    wrong = {s: a for s, a in zip(adoptions, answers, strict=True) if isinstance(a, Exception)}
    if wrong:
        done = ", ".join(each for each in profile.adoptions if each not in wrong)
        why = "; ".join(f"{service}: {error}" for service, error in wrong.items())
        raise NotApplied(
            f"In force in {done}, but not in {', '.join(wrong)} ({why}). What was recorded stays:"
            " mend this and apply the same file again, which does the rest."
        )
    events += sum(each for each in answers if isinstance(each, int))
    return events + await _bodies(client, profile, as_, say)


async def _would_take(client: Client, adoptions: Mapping[str, AdoptProfile], as_: str) -> None:
    """Refuse, before anything is recorded anywhere, what some service would refuse, or cannot be
    asked. The rules themselves were tested when the profile was read."""
    answers = await asyncio.gather(
        *(_why_not(client, service, each, as_) for service, each in adoptions.items())
    )
    if wrong := [f"{s}: {why}" for s, why in zip(adoptions, answers, strict=True) if why]:
        raise NotApplied(
            f"Nothing was recorded in any service. {'; '.join(wrong)}. Mend this and apply again."
        )


async def _above_lacks(client: Client, stamp: str, as_: str) -> str | None:
    """A sentence where the rules that this profile extends are not those in force above: what it
    takes from them holds all the same, but the place above decides by others."""
    place, _, version = stamp.partition("/")
    try:
        there = await client.get("members", f"/rules/{place}", as_=as_)
    except Refused as refusal:
        if refusal.rule != "not-found":
            return None  # not for this person to read
        there = {}
    if (there.get("jurisdiction"), there.get("version")) == (place, version):
        return None
    return (
        f"  It extends the rules of {place}, version {version}, which are not in force there."
        " Apply that file as well; next time, first."
    )


async def _why_not(client: Client, service: str, command: AdoptProfile, as_: str) -> str | None:
    """What will keep a service from adopting this, as far as it shows beforehand."""
    try:
        known = await client.get(service, f"/rules/{command.unit}", as_=as_)
    except Refused as refusal:  # none in force yet, or not for this person to read
        return None if refusal.rule in ("not-found", "no-office") else str(refusal)
    except TooLate as late:
        return str(late)
    digests = {name: each.digest for name, each in command.chapters.items()}
    same = {**known["digests"], **digests} == known["digests"]
    if (known["jurisdiction"], known["version"]) != (command.unit, command.version) or same:
        return None
    return f"version {command.version} already names other rules, so give the change a new one"


async def _units(client: Client, profile: Profile, as_: str, today: date, say: Say) -> int:
    units = list(profile.registrations())
    listed = {unit.unit for unit in units}
    digits = prefix(profile.rules.jurisdiction)
    found = [row async for row in client.pages("members", "/units", as_=as_, prefix=digits)]
    registered = {row["unit"]: row for row in found}
    # The place itself first: everything below is recorded in its name.
    place = profile.rules.jurisdiction
    first = unit_deeds([unit for unit in units if unit.unit == place], registered, today)
    rest = unit_deeds([unit for unit in units if unit.unit != place], registered, today)
    count = await _do(client, first, as_, "place", say)
    # A new name before everything else, which is asked for under that name.
    for renaming in (True, False):
        deeds = [deed for deed in rest if (deed.path != "/units") is renaming]
        count += await _do(client, deeds, as_, "units", say)
    say(f"units: {len(units)} in the list, {_counted(count)}")
    if strays := sorted(c for c, r in registered.items() if c not in listed and not r["valid_to"]):
        named = ", ".join(strays[:TOLD]) + (", …" if len(strays) > TOLD else "")
        say(f"  {len(strays)} registered and not in the list, left as they are: {named}")
    return count


async def _bodies(client: Client, profile: Profile, as_: str, say: Say) -> int:
    registered = {row["body"]: row async for row in client.pages("members", "/bodies", as_=as_)}
    bodies = list(profile.bodies())
    deeds = body_deeds(bodies, registered, profile.members.words.body_kinds)
    count = await _do(client, deeds, as_, "bodies", say)
    say(f"bodies: {len(bodies)} in the profile, {_counted(count)}")
    open_ = {row["room"]: row async for row in client.pages("members", "/rooms", as_=as_)}
    rooms = list(profile.rooms())
    changes = room_deeds(rooms, open_, profile.rules.version)
    opened = await _do(client, changes, as_, "rooms", say)
    say(f"rooms: {len(rooms)} in the profile, {_counted(opened)}")
    return count + opened


async def _do(client: Client, deeds: Sequence[Deed], as_: str, what: str, say: Say) -> int:
    """Ask for all of it, some at a time; the first refusal stops the run."""
    count = 0
    for start in range(0, len(deeds), TOGETHER):
        batch = deeds[start : start + TOGETHER]
        answers = await asyncio.gather(
            *(client.ask("members", deed.path, deed.body, as_=as_) for deed in batch)
        )
        count += sum(len(events) for events in answers)
        if len(deeds) > TOGETHER:
            say(f"  {what} {min(start + TOGETHER, len(deeds))}/{len(deeds)} … {batch[-1].about}")
    return count


async def _adopt(client: Client, service: str, command: AdoptProfile, as_: str, say: Say) -> int:
    """Wait until the service has heard of the place, then ask."""
    path, body = f"/rules/{command.unit}/adoption", command.model_dump(mode="json")
    events = await eventually(
        f"{service} to know the place",
        lambda: client.ask(service, path, body, as_=as_),
        unsettled=("unknown-unit",),
    )
    say(f"rules on {service}: {_counted(len(events))}")
    return len(events)


def _counted(events: int) -> str:
    return f"{events} recorded" if events else "unchanged"
