"""What facts of members, bodies, rooms and profiles become."""

from typing import Any, get_args

from contracts.event import Event, Recorded
from contracts.members import body as b
from contracts.members import room as r
from contracts.members import rules
from contracts.members.member import MemberAdmitted, MemberCorrected
from contracts.members.unit import MatterDealtOut
from contracts.places import china_day
from contracts.rules import ChapterIssued
from runtime import chapters
from runtime.projection import Change, filled, patch, put
from services.console.projections.shared import chapters_of, worded
from services.console.tables import body_names, matters_dealt, member_names, rooms, unit_kinds

OF_MEMBERS: tuple[type[Event], ...] = (
    MemberAdmitted,
    MemberCorrected,
    MatterDealtOut,
    rules.ProfileAdopted,
    *chapters_of(rules.RulesEvent),
    *get_args(b.BodyEvent),
    *get_args(r.RoomEvent),
)


def project_members(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case MemberAdmitted(name=name) | MemberCorrected(name=name):
            return [put(member_names, record, name=name)]
        case rules.WordsIssued(words=chapter):
            kinds = chapter.unit_kinds
            parts = [put(unit_kinds, record, each.code, parts=each.parts) for each in kinds]
            return [*parts, *worded("members", record)]
        case ChapterIssued():
            return worded("members", record)
        case rules.ProfileAdopted():
            return chapters.project(record)
        case MatterDealtOut(matter=matter, successor=successor):
            proof = {"office": record.actorrole, "event_id": str(record.id)}
            dealt: dict[str, Any] = {
                "successor": successor,
                "recorded_on": china_day(record.time),
                **proof,
            }
            return [put(matters_dealt, record, matter, **dealt)]
        case b.BodyRegistered() as event:
            return [put(body_names, record, **filled(body_names, event))]
        case b.BodyFounded() | b.BodyRenamed() | b.BodyClassified() | b.BodyEnded() as event:
            return [patch(body_names, record, **filled(body_names, event))]
        case r.RoomOpened() as event:
            return [put(rooms, record, **filled(rooms, event))]
        case r.RoomChanged() | r.RoomClosed() as event:
            return [patch(rooms, record, **filled(rooms, event))]
    return []
