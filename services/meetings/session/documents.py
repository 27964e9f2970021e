"""The notice and the minutes of a session as documents, made of what the session's own routes show
to whoever asks (docs/decisions/0035)."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from fastapi import Response

from common.documents.content import written
from common.documents.making import Making
from common.documents.templates import Facts
from contracts.documents import DocumentKind
from contracts.ids import SessionId
from contracts.meetings.words import Words
from contracts.places import CHINA
from runtime.web.http import Reading
from runtime.web.printing import AsForm, Red, chapter_in_force, handed_out, names_of, not_found
from runtime.web.problems import Problem
from runtime.web.routes import Router
from services.meetings.access import OutlineReader
from services.meetings.session import api, who_came
from services.meetings.session.api import SessionKey
from services.meetings.session.decider.state import Stage
from services.meetings.session.tables import absences

router = Router(prefix="/sessions", tags=["sessions"])

Row = dict[str, Any]


@router.get("/{session}/notice.{form}", response_class=Response)
async def notice(session: SessionKey, form: AsForm, read: OutlineReader, red: Red = None) -> Any:
    """The notice of a session (会议通知), for whoever sees the session in full."""
    return await handed_out(read, await notice_of(session, read), form, red)


async def notice_of(session: SessionId, read: Reading) -> Making:
    row = await in_full(session, read)
    if row["stage"] == Stage.CANCELLED:
        raise Problem(
            409,
            "session-cancelled",
            "会议已取消，没有会议通知。请重新召集会议后再下载。",
            "The session was cancelled and has no notice. Call it anew, then fetch its notice.",
        )
    words = await _words(read, row["unit"])
    row["participants"] = await _named(read, row["participants"], words)
    day = row["on_day"]
    values = {
        "title": row["title"],
        "form": _called(words.forms, row["form"], gone=_SESSION),
        "day": written(day),
        "weekday": _weekday(day),
        "when": _when(day, row["begins"]),
        "place": [row["place"], *row["places"]],
        "agenda": [each["title"] for each in row["agenda"]],
        "participants": _participants(row),
        "materials_due": written(row["materials_due"]) if row["materials_due"] else None,
    }
    facts = Facts(row["unit_name"], values, row["notice_on"])
    return Making(DocumentKind.NOTICE, row["unit"], facts)


@router.get("/{session}/minutes.{form}", response_class=Response)
async def minutes(session: SessionKey, form: AsForm, read: OutlineReader, red: Red = None) -> Any:
    """The minutes of a session (协商纪要), for whoever sees the session in full: as they were
    confirmed. Before that it is what there is on record so far, and says in its title that it is a
    draft."""
    return await handed_out(read, await minutes_of(session, read), form, red)


async def minutes_of(session: SessionId, read: Reading) -> Making:
    row = await in_full(session, read)
    words = await _words(read, row["unit"])
    row["participants"] = await _named(read, row["participants"], words)
    record = await api.record_of(session, read)
    promised = (await api.promises_of(session, read))["items"]
    kept = [each for each in promised if each["state"] != "withdrawn"]
    found, by = record["findings"], row["confirmed_by"]
    held_by = [each["held_by"] for each in found if each["kind"] == "dissent"]
    bodies = [each["department"] for each in kept] + held_by + ([by] if by else [])
    names = await names_of(read, bodies)
    kind = partial(_called, words.participants, gone=_OTHERS)
    stayed = sa.select(absences.c.member, absences.c.on_leave).where(absences.c.session == session)
    away = {each["member"]: each["on_leave"] for each in await read.rows(stayed)}
    values = {
        "title": row["title"],
        "form": _called(words.forms, row["form"], gone=_SESSION),
        "days": _days(row),
        "place": list(dict.fromkeys(each["place"] or row["place"] for each in row["sittings"]))
        or row["place"],
        "people": _people(row["sittings"]),
        "participants": who_came.present(row, kind, away),
        "absent": who_came.absent(row, kind, away),
        "on_leave": who_came.on_leave(row, kind, away),
        "agenda": [each["title"] for each in row["agenda"]],
        "summary": row["summary"] or row["draft"],
        "consensus": [each["finding"] for each in found if each["kind"] == "consensus"],
        "dissent": [
            f"{names[each['held_by']]}：{each['finding']}"
            for each in found
            if each["kind"] == "dissent"
        ],
        "votes": [
            f"{each['question']}：赞成{each['in_favour']}，反对{each['against']}，"
            f"弃权{each['abstaining']}"
            for each in record["votes"]
        ],
        "promises": [
            f"{names[each['department']]}：{each['what']}（{written(each['due'])}前）"
            for each in kept
        ],
        "confirmed_by": names[by] if by else None,
        "silence": row["silence"],
    }
    draft = row["summary"] is None
    facts = Facts(row["unit_name"], values, row["minutes_on"], draft=draft)
    return Making(DocumentKind.MINUTES, row["unit"], facts)


async def in_full(session: SessionId, read: Reading) -> Row:
    """What `GET /sessions/{session}` shows. A department that sees it in outline is told that
    there is none."""
    row = await api.one(session, read)
    if "agenda" not in row:
        raise not_found()
    return row


async def _words(read: Reading, unit: str) -> Words:
    content = await chapter_in_force(read, "words", unit)
    return Words.model_validate(content) if content else Words()


_SESSION, _OTHERS = "协商会议", "其他人员"
"""What a form of session, or a kind of participants, goes by whose word the county has dropped."""


def _called(entries: Sequence[Any], code: str, gone: str) -> str:
    """The Chinese word of a code."""
    return next((each.chinese for each in entries if each.code == code), gone)


async def _named(read: Reading, participants: Sequence[Row], words: Words) -> list[Row]:
    """The participants as a document names them. Bodies bear their names; members, and talents that
    were drawn, go by the word for their kind and are counted, as their names are not kept here."""
    kinds = {each.code: each for each in words.participants}
    names = await names_of(read, (each["title"] for each in participants))
    found: dict[tuple[Any, ...], Row] = {}
    for number, each in enumerate(participants):
        kind = kinds.get(each["kind"])
        unnamed = each["member"] is None and kind is not None and kind.talent
        title = names[each["title"]]
        if kind is not None and (unnamed or title == each["member"]):
            title = kind.chinese
        key = (each["kind"], title) if unnamed else (number,)
        before = found.get(key, {"count": 0})["count"]
        found[key] = {**each, "title": title, "count": before + each["count"]}
    return list(found.values())


def _when(day: date, begins: str | None) -> str:
    said = f"{written(day)}（{_weekday(day)}）"
    if begins is None:
        return said
    at = datetime.fromisoformat(begins).astimezone(CHINA)
    half, hour = ("上午", at.hour) if at.hour < 12 else ("下午", (at.hour - 1) % 12 + 1)
    return f"{said}{half}{hour}:{at.minute:02}"


def _weekday(day: date) -> str:
    return f"星期{'一二三四五六日'[day.weekday()]}"


def _days(row: Row) -> list[str]:
    """The days of the sittings. Where the first of them is another than was called, which is the
    day that the notice names, it says so, and why if the sitting was corrected."""
    days = list(dict.fromkeys(each["on"] for each in row["sittings"]))
    said = [written(day) for day in days]
    if days and days[0] != row["on_day"]:
        why = row["sittings"][0]["sitting_corrected_because"]
        corrected = f"；开会日期经过更正，理由：{why.rstrip('。')}" if why else ""
        said[0] += f"（原定{written(row['on_day'])}召开{corrected}）"
    return said


def _people(sittings: Sequence[Row]) -> str | None:
    """How many were there: people at one sitting, attendances (人次) at several."""
    found = sum(each["people"] or 0 for each in sittings)
    return (f"{found}人" if len(sittings) == 1 else f"{found}人次") if found else None


def _participants(row: Row) -> list[str]:
    return [who_came.titled(each) for each in row["participants"]]
