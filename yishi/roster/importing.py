"""Importing a roster over HTTP: several rows at a time, safe to break off and to repeat.

Nothing is changed unless every row is clean (or the clean ones are accepted). What is recorded
already is not asked for again, and every request bears a key made of its content.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

import httpx2

from contracts.members.rules import Words
from contracts.places import prefix
from runtime import clock
from yishi.client import Client, Refused, TooLate
from yishi.roster.check import check
from yishi.roster.compare import Step, compare, namesakes
from yishi.roster.file import Fault, Row, of_hidden, read_roster, without_hidden
from yishi.roster.reading import Entry
from yishi.roster.workbook.cells import Sentence
from yishi.roster.workbook.file import Unusable
from yishi.roster.workbook.table import Table

T = TypeVar("T")
MEMBERS = "members"
TOGETHER = 16
"""Requests under way at once, so that the service commits them in batches."""

_KEYS = uuid5(NAMESPACE_URL, "yishi:roster")


class NotRegistered(Exception):
    """The members service knows no such unit, or shows it to nobody with this token."""


def key_of(path: str, body: Mapping[str, Any]) -> UUID:
    """The same content always bears the same key, so that sending it again changes nothing."""
    return uuid5(_KEYS, f"{path}\n{json.dumps(body, ensure_ascii=False, sort_keys=True)}")


async def record(service: Client, path: str, body: dict[str, Any]) -> None:
    """Record this, now or when it was sent before."""
    try:
        await service.send(
            *("POST", MEMBERS, path, ""),
            json=body,
            headers={"Idempotency-Key": str(key_of(path, body))},
        )
    except Refused as refusal:
        if refusal.rule != "key-reused":
            raise
        # Somebody else sent this row: without the key the rules themselves say "already so".
        await service.send("POST", MEMBERS, path, "", json=body)


async def rows(service: Client, path: str, **params: str) -> list[dict[str, Any]]:
    return [row async for row in service.pages(MEMBERS, path, as_="", **params)]


async def import_roster(
    path: Path,
    jurisdiction: str,
    members_url: str,
    token: str,
    accept_valid: bool,
    english: bool,
    *,
    sheet: str | None = None,
    hidden: str | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> int:
    """Import a file, or its sheet of that name; what is printed tells everything.

    `hidden` says what becomes of hidden and struck out rows and hidden columns: `take`, `leave`, or
    nothing is changed where there are any.

    0: done, or all of it was there already. 1: rows were faulty or refused. 2: the file is not
    usable. 3: the members service does not answer or does not let the token in.
    """
    say = _Voice(english)
    try:
        table = read_roster(path, sheet)
        _tell(table, say)
        if hidden == "leave":
            table = without_hidden(table)
    except Unusable as reason:
        say(reason.chinese, reason.english)
        return 2

    async def the_given_one(person: str) -> str:
        return token

    language, undecided = "en" if english else "zh", None if hidden else of_hidden(table)
    async with Client(
        {MEMBERS: members_url},
        the_given_one,
        patience=5,  # until it answered once: the address may simply be wrong
        language=language,
        transport=transport,
    ) as members:
        try:
            return await _import(table, jurisdiction, members, accept_valid, undecided, say)
        except TooLate as late:
            say(f"委员服务没有应答：{late.why}", f"The members service does not answer: {late.why}")
        except NotRegistered as unknown:
            say(str(unknown), str(unknown))
        except Refused as refusal:
            say(refusal.sentence, refusal.sentence)
        say(
            "导入中断。已写入的不会重复写入，排除问题后请再次导入同一文件。",
            "The import broke off. Import the same file again; nothing is recorded twice.",
        )
        return 3


class _Voice:
    def __init__(self, english: bool) -> None:
        self.english = english

    def __call__(self, chinese: str, english: str) -> None:
        print(english if self.english else chinese)

    def progress(self, done: int, of: int) -> None:
        """On one line for a person, on few lines for a log."""
        text = f"Roster: {done} of {of} rows" if self.english else f"名册：已处理 {done}/{of} 行"
        if sys.stderr.isatty():
            print(f"\r{text}", end="\n" if done == of else "", file=sys.stderr, flush=True)
        elif done == of or done % max(1, of // 10) == 0:
            print(text, file=sys.stderr, flush=True)


def _tell(table: Table, say: _Voice) -> None:
    """What was read, and what was not, before anything is changed."""
    count = len(table.lines)
    say(f"读取工作表“{table.sheet}”，{count} 行。", f"Sheet {table.sheet}: {count} rows.")
    if table.unread:
        say(
            f"没有读取的工作表：{'、'.join(one for one, _ in table.unread)}。"
            "如也要读取，请用 --sheet 指明。",
            f"Sheets that are not read: {', '.join(one for _, one in table.unread)}. "
            "Name one with --sheet to read it.",
        )
    if table.unknown:
        listed = "、".join(table.unknown)
        say(f"未使用的列：{listed}。", f"Columns that are not used: {listed}.")


async def _import(
    table: Table,
    jurisdiction: str,
    service: Client,
    accept_valid: bool,
    undecided: Sentence | None,
    say: _Voice,
) -> int:
    units = await rows(service, "/units", prefix=prefix(jurisdiction))
    service.patience = 60
    if not any(unit["unit"] == jurisdiction for unit in units):
        raise NotRegistered(
            f"{jurisdiction} is not registered, or the token's scope does not cover it. "
            "Apply its profile first."
            if say.english
            else f"{jurisdiction} 尚未登记，或不在令牌的管辖范围内。请先用 yishi apply 启用其规则。"
        )
    rules = await service.get(MEMBERS, f"/rules/{jurisdiction}", as_="")
    words = Words.model_validate(rules["chapters"]["words"])
    bodies = await rows(service, "/bodies")
    today = clock.today()
    members = [row for row in await rows(service, "/members") if row["unit"] == jurisdiction]
    entries, faults = check(
        table.lines,
        units,
        bodies,
        whose=jurisdiction,
        words=words,
        today=today,
        members=members,
    )
    postings = await rows(service, "/postings", prefix=prefix(jurisdiction))
    phones = await _phones(service, entries, members)
    steps, differing = compare(entries, members, postings, phones)
    faults = sorted([*faults, *differing])
    for fault in faults:
        print(fault.say(say.english))
    wrong = len({fault.row for fault in faults})
    if undecided:
        say(*undecided)
        return 1
    if faults and not accept_valid:
        say(
            f"共 {len(table.lines)} 行，{wrong} 行有问题，未做任何更改。"
            "请改正后再导入；也可加 --accept-valid 只导入没有问题的行。",
            f"{wrong} of {len(table.lines)} rows are faulty; nothing was changed. "
            "Correct them, or import the clean rows with --accept-valid.",
        )
        return 1
    done, refused = await _carry_out(service, steps, say)
    unchanged = sum(step.idle for step in steps)
    say(
        f"共 {len(table.lines)} 行：新录入委员 {done['admitted']} 名，"
        f"新增下沉 {done['posted']} 条，写入手机号 {done['phones']} 个，{unchanged} 行原已一致，"
        f"{wrong} 行有问题未导入，{refused} 行被服务拒绝。",
        f"{len(table.lines)} rows: {done['admitted']} members admitted, {done['posted']} postings, "
        f"{done['phones']} telephone numbers, {unchanged} rows unchanged, {wrong} faulty and left "
        f"out, {refused} refused by the service.",
    )
    return 1 if faults or refused else 0


async def _phones(
    service: Client, entries: Sequence[Entry], members: Iterable[Row]
) -> dict[str, str | None]:
    """The recorded numbers of members whom the file gives one and who are known already."""
    members = list(members)
    known = {row["member_id"] for row in members}
    reached = [one.admit.member for one in entries if one.phone]
    # One is asked for in any case: whoever may not see the directory learns it before a change.
    asked = [member for member in reached if member in known] or reached[:1]
    fresh = [one for one in entries if one.phone and one.admit.member not in known]
    asked += {other for one in fresh for other in namesakes(one, members)} - set(asked)
    found: dict[str, str | None] = {}

    async def look_up(member: str) -> None:
        try:
            contact = await service.get(MEMBERS, f"/members/{member}/contact", as_="")
            found[member] = contact["phone"]
        except Refused as refusal:
            if refusal.status != 404:  # no entry at all
                raise

    await _together(look_up, asked)
    return found


async def _carry_out(
    service: Client, steps: Sequence[Step], say: _Voice
) -> tuple[Counter[str], int]:
    """How many of each were recorded, and how many rows the service refused after all."""
    todo = [step for step in steps if not step.idle]
    done: Counter[str] = Counter()
    refused = 0

    async def one(step: Step) -> None:
        nonlocal refused
        try:
            await _carry_out_one(service, step, done)
        except Refused as refusal:
            if refusal.status == 401 or refusal.rule in ("no-office", "out-of-scope"):
                raise
            refused += 1
            fault = Fault(step.entry.row, step.entry.admit.name, *(refusal.sentence,) * 2)
            print(fault.say(say.english))
        done["rows"] += 1
        say.progress(done["rows"], len(todo))

    await _together(one, todo)
    return done, refused


async def _carry_out_one(service: Client, step: Step, done: Counter[str]) -> None:
    """In this order: nobody is posted or reached before they are admitted."""
    member = step.entry.admit.member
    if step.admit:
        await record(service, "/members", step.entry.admit.model_dump(mode="json"))
        done["admitted"] += 1
    for posting in step.postings:
        await record(service, f"/members/{member}/postings", posting.model_dump(mode="json"))
        done["posted"] += 1
    if step.phone and step.entry.phone:
        contact = f"/members/{member}/contact"
        await service.send("PUT", MEMBERS, contact, "", json={"phone": step.entry.phone})
        done["phones"] += 1


async def _together(do: Callable[[T], Awaitable[None]], items: Iterable[T]) -> None:
    """Do it with all of them, `TOGETHER` at a time; the first trouble ends the rest."""
    room = asyncio.Semaphore(TOGETHER)

    async def one(item: T) -> None:
        async with room:
            await do(item)

    try:
        async with asyncio.TaskGroup() as group:
            for item in items:
                group.create_task(one(item))
    except ExceptionGroup as troubles:
        raise troubles.exceptions[0] from None
