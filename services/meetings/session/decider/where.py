"""Where a session takes place, inside which other meeting, and what is appraised in it."""

from typing import Any

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.meetings.words import SessionForm, VenueMode, Words
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.meetings.session import commands as c
from services.meetings.words import FORUM, VENUE

PLAIN = VenueMode(code="plain", chinese="一处场所", english="one place")
"""A session of which nothing is said: at one place, in no room of the register."""


def venue_of(command: c.CallSession | c.PostponeSession, words: Words) -> VenueMode:
    """How the session takes its place (000-49, 001-12). Refuses a room or further places that do
    not fit."""
    mode = PLAIN if command.venue is None else chosen(words.venues, command.venue, VENUE)
    if mode.room != (command.room is not None):
        raise Misfit(
            "room-or-not",
            f"“{mode.chinese}”须写明房间编号（room）。请填写。"
            if mode.room
            else f"“{mode.chinese}”不在登记的房间召开。请不填 room，或改选会场方式。",
            f"{mode.english}: name the room of the register (`room`)."
            if mode.room
            else f"{mode.english}: it takes place in no room of the register. Leave `room` out, or "
            "choose another venue.",
        )
    listed_once((command.place, *command.places))
    if mode.scattered != bool(command.places):
        raise Misfit(
            "places-or-not",
            f"“{mode.chinese}”须在 places 中写明同时开会的其他地点。请填写。"
            if mode.scattered
            else f"“{mode.chinese}”只在一处开会。请把 places 留空，或改选会场方式。",
            f"{mode.english}: name the other places of the session in `places`."
            if mode.scattered
            else f"{mode.english}: it has one place. Leave `places` empty, or choose another "
            "venue.",
        )
    return mode


def inside(command: c.CallSession, words: Words) -> None:
    """Refuse a meeting around it that the county does not know (000-29)."""
    if command.host_forum is not None:
        chosen(words.forums, command.host_forum, FORUM)


def appraisable(command: c.CallSession, form: SessionForm, given: Circumstances[Any]) -> None:
    """Refuse a point that appraises where the form does not, or that says not what; and a body
    that consents, as a Party organisation does: departments are appraised (001-06)."""
    for point in command.agenda:
        if point.appraises is None:
            continue
        if not form.appraises:
            raise Rejected(
                "no-appraisal",
                f"“{form.chinese}”不开展民主评议。请改选会议形式，或去掉议程上的评议对象。",
                f"{form.english}: nothing is appraised in it. Choose another form, or leave out "
                "what the point appraises.",
            )
        if (point.appraises.body is None) == (point.appraises.outcome is None):
            raise Misfit(
                "appraises-what",
                f"议程“{point.title}”评议的对象请写一个部门（body）或一项成果（outcome）。",
                f"{point.title}: say what is appraised, one department (`body`) or one outcome "
                "(`outcome`).",
            )
        listed = given.directory.get(point.appraises.body or "")
        if listed is not None and listed.consents:
            raise Rejected(
                "no-department",
                f"{listed.name}是对事项作出同意的机构，不在会上接受评议。请写承办部门的编号（body），"
                "或一项成果（outcome）。",
                f"{listed.name} is a body that consents, and is not appraised in a session. Name "
                "the department (`body`), or one outcome (`outcome`).",
            )
