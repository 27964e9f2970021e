"""The accounts of NATS: departments' as `yishi department add` writes them, and nobody else's.

What accounts give each other is read from each server's monitor; what a department reaches is tried
as the department, where its password is kept here.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import httpx2
import nats.errors
from nats.aio.client import Client

from yishi import nats_conf
from yishi.client import direct
from yishi.departments.accounts import full_house, has_all_connections
from yishi.departments.register import Department
from yishi.deployment import PATIENCE, connected
from yishi.doctor.finding import Found, unseen, why
from yishi.doctor.rights import ELSEWHERE, NOTHING, Durable, asked_for, speaks

OURS, SYSTEM, UNUSED = "YISHI", "SYS", "$G"
HEARD_WITHIN = 2.0
"""So many seconds a server has to say that nobody listens."""

Import = tuple[str, str]
"""A subject of our account, and its name in the department's."""


async def accounts(monitor: str, departments: Sequence[Department]) -> Found:
    """Whose streams and connections a server has, and what its accounts give each other."""
    async with direct(PATIENCE, base_url=monitor) as http:
        names: list[str] = await _said(http, "accountz", "accounts")
        streams = await _said(http, "jsz", "account_details", accounts=1, streams=1)
        connections = await _said(http, "connz", "connections", auth=1, limit=10_000)
        details = {
            name: await _said(http, "accountz", "account_detail", acc=name)
            for name in names
            if name not in (SYSTEM, UNUSED)
        }
    own = {each.name for each in departments}
    if OURS not in names:
        yield (
            "BAD",
            f"NATS at {monitor} has no account {OURS}: departments and services are not apart."
            f" {_WHOLE}",
        )
        return
    for name in sorted(set(details) - {OURS} - own):
        yield (
            "BAD",
            f"NATS at {monitor} has the account {name}, which is no department's. Find out whose it"
            " is, take it out of NATS's configuration and restart NATS.",
        )
    for each in departments:
        if each.name not in details:
            yield "BAD", f"NATS at {monitor} does not know {each.name}. {_again(each.name)}"
            continue
        for difference in _differences(each, details[each.name]):
            yield "BAD", f"NATS at {monitor}: {each.name} {difference}. {_again(each.name)}"
    for difference in _ours(details[OURS]):
        yield "BAD", f"NATS at {monitor}: the account {OURS} {difference}. {_WHOLE}"
    for one in streams:
        if one["name"] != OURS and (kept := one.get("stream_detail")):
            held = ", ".join(sorted(stream["name"] for stream in kept))
            yield (
                "BAD",
                f"NATS at {monitor}: the account {one['name']} holds {held}. Only {OURS} may have"
                f" JetStream. {_WHOLE}",
            )
    known = {*own, *(each.nkey for each in departments)}
    known |= {*nats_conf.SERVICES, *nats_conf.READERS, nats_conf.DEPLOY, nats_conf.SYSTEM, ""}
    for user in sorted({one.get("authorized_user", "") for one in connections} - known):
        yield (
            "BAD",
            f"Somebody is connected to NATS at {monitor} as {user}, who is none of Yishi's. Find"
            " out who that is, take the user out of NATS's configuration and restart NATS.",
        )


_WHOLE = (
    "Bring nats.conf back to deploy/nats.conf, and restart NATS (`yishi up` writes it anew when it"
    " starts)."
)


def _again(name: str) -> str:
    return f"Run `yishi department add {name}`, which writes it anew."


async def _said(http: httpx2.AsyncClient, page: str, what: str, **asked: Any) -> Any:
    answer = await http.get(f"/{page}", params=asked)
    return answer.raise_for_status().json().get(what) or []


def imports(department: Department) -> set[Import]:
    """What its account takes from ours, as its configuration says."""
    found = re.findall(
        r'account: YISHI, subject: "([^"]+)" \}(?:, to: "([^"]+)")?',
        nats_conf.departments_config([department]),
    )
    return {(ours, theirs or ours) for ours, theirs in found}


def _differences(department: Department, detail: dict[str, Any]) -> Iterable[str]:
    wanted = imports(department)
    there = {
        (one["subject"], one["to"])
        for one in detail.get("imports") or []
        if one["account"] != SYSTEM
    }
    for subject, theirs in sorted(there - wanted):
        yield f"reaches {subject} as {theirs} and should not"
    for subject, theirs in sorted(wanted - there):
        yield f"does not reach {subject} as {theirs} and must"
    unheard = {"$JS.API.>": "unheard.>", "$SYS.>": "unheard.>"}
    turned = {
        of: to[0]["subject"] for of, to in (detail.get("mappings") or {}).items() if len(to) == 1
    }
    for subject in sorted(
        unheard.keys() - {of for of, to in turned.items() if to == unheard.get(of)}
    ):
        yield f"may ask the server by {subject} and should not"
    for subject in sorted((detail.get("mappings") or {}).keys() - unheard.keys()):
        yield f"has {subject} mapped and should not"
    if detail.get("jetstream_enabled"):
        yield "has JetStream and should not"
    for one in detail.get("exports") or []:
        yield f"offers {one['subject']} to others and should not"


def _ours(detail: dict[str, Any]) -> Iterable[str]:
    text = nats_conf.nats_config(Path("/"), 0, 0, dict.fromkeys(nats_conf.RESERVED, ""), "")
    wanted = set(re.findall(r'^\s*(?:\{ )?service: "([^"]+)"', text, re.M))
    there = {one["subject"] for one in detail.get("exports") or []}
    for subject in sorted(there - wanted):
        yield f"offers {subject} to others and should not"
    for subject in sorted(wanted - there):
        yield f"does not offer {subject} to departments and must"
    for one in detail.get("imports") or []:
        if one["account"] != SYSTEM:
            yield f"takes {one['subject']} from {one['account']} and should not"
    for subject in detail.get("mappings") or {}:
        yield f"has {subject} mapped and should not"


async def reach(urls: str, departments: Sequence[Department]) -> Found:
    """What each department reaches, tried as the department."""
    everybody = [(stream, each.name) for each in departments for stream in each.streams]
    tried = [each for each in departments if each.password]
    for url in urls.split(","):
        try:
            await speaks(url)
        except (OSError, TimeoutError) as error:
            yield "BAD", unseen(f"What departments reach on NATS at {url}", error, "Does it run?")
            continue
        bad = False
        for each in tried:
            own = [(stream, each.name) for stream in each.streams]
            right = {_next(*durable) for durable in own}
            acks = {f"$JS.ACK.{stream}.{name}.1.0.0.0.0" for stream, name in own}
            acks |= {f"$JS.ACK._._.{stream}.{name}.1.0.0.0.0" for stream, name in own}
            try:
                heard = await _heard(url, each, everybody, right | acks)
            except (nats.errors.Error, OSError, TimeoutError) as error:
                bad = True
                if has_all_connections(error):
                    yield "NOTE", f"NATS at {url}: not tried as {each.name}: {full_house(each)}."
                    continue
                yield (
                    "BAD",
                    f"NATS at {url} does not let {each.name} in: {why(error)}. {_again(each.name)}",
                )
                continue
            for subjects, what in (
                (sorted(heard - right - acks, key=_events_first), "reaches {} and should not"),
                (sorted(right - heard), "does not reach {} and must"),
            ):
                if subjects:
                    bad = True
                    some = ", ".join(subjects[:3])
                    more = f" and {len(subjects) - 3} more" if len(subjects) > 3 else ""
                    said = what.format(some + more)
                    yield "BAD", f"NATS at {url}: {each.name} {said}. {_again(each.name)}"
        if tried and not bad:
            who = ", ".join(each.name for each in tried)
            yield "GOOD", f"NATS at {url}: {who} reach their own durables and nothing else"


def _events_first(subject: str) -> tuple[bool, str]:
    return not subject.startswith("yishi."), subject


def _next(stream: str, name: str) -> str:
    return f"{nats_conf.PREFIX}.CONSUMER.MSG.NEXT.{stream}.{name}"


async def _heard(
    url: str, department: Department, durables: list[Durable], expected: set[str]
) -> set[str]:
    """The subjects on which somebody listens to this department."""
    subjects = [*asked_for(durables), *(_next(*each) for each in durables)]
    subjects += ["$SYS.REQ.SERVER.PING", "$SYS.REQ.USER.INFO"]
    async with connected(url, department.name, department.password, []) as client:
        return await _not_silent(client, subjects, expected)


async def _not_silent(client: Client, subjects: list[str], expected: set[str]) -> set[str]:
    inbox = client.new_inbox()
    answers = await client.subscribe(f"{inbox}.*")
    for number, subject in enumerate(subjects):
        headers = ELSEWHERE if subject.startswith("yishi.") else None
        await client.publish(subject, NOTHING, f"{inbox}.{number}", headers)
    for _ in range(2):
        await client.flush(timeout=PATIENCE)
    heard = set(subjects)
    try:
        async with asyncio.timeout(HEARD_WITHIN):
            while heard - expected:
                answer = await answers.next_msg(timeout=HEARD_WITHIN)
                if (answer.headers or {}).get("Status") == "503":
                    heard.discard(subjects[int(answer.subject.rpartition(".")[2])])
    except TimeoutError:
        pass
    return heard
