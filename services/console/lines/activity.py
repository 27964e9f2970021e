"""The lines of an activity."""

from typing import assert_never

from contracts.meetings import activity as e
from services.console.lines.line import RESEARCH, Line, on, to_everybody
from services.console.lines.names import Names


def line(event: e.ActivityEvent, names: Names) -> Line:
    match event:
        case e.ActivityAsked():
            return to_everybody(
                f"请{names.body(event.asked)}参加{names.word('activities', event.kind)}"
                f"“{event.title}”。",
                RESEARCH,
                需要弄清=event.question,
            )
        case e.ActivityAgreed():
            when = f"，拟于{on(event.planned_on)}开展" if event.planned_on else ""
            return to_everybody(f"{names.body(event.asked)}同意参加{when}。", RESEARCH)
        case e.ActivityDeclined():
            return to_everybody(f"{names.body(event.asked)}不参加。", RESEARCH, 理由=event.reason)
        case e.ActivityRecorded():
            return _took_place(event, names)
        case e.ActivityCorrected():
            return _took_place(event, names, "更正：", event.reason)
        case _:
            assert_never(event)


def _took_place(event: e.Activity, names: Names, before: str = "", reason: str = "") -> Line:
    others = sum(each.count for each in event.present if not each.members)
    found = event.findings
    return to_everybody(
        f"{before}{on(event.held_on)}在{event.place}开展{'联合' if event.joint else ''}"
        f"{names.word('activities', event.kind)}“{event.title}”，由{event.led_by}带队，"
        f"委员{len(event.members)}人，其他{others}人。",
        RESEARCH,
        理由=reason,
        机构="、".join(names.body(body) for body in event.bodies),
        委员=names.people(event.members),
        了解到的情况=found.facts if found else None,
        关键问题=found.key_problem if found else None,
        建议=found.proposal if found else None,
    )
