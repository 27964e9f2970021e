"""The lines of quotas that were missed."""

from typing import assert_never

from contracts.meetings import quota as e
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: e.QuotaEvent, names: Names) -> Line:
    match event:
        case e.QuotaMissed(body=body):
            held = len(event.sessions) + len(event.activities)
            return _missed(event, held, names.body(body) if body else "")
        case e.MemberQuotaMissed(member=member, count=count):
            return _missed(event, count, names.people((member,)))
        case _:
            assert_never(event)


def _missed(event: e.Missed, count: int, who: str = "") -> Line:
    return entry(
        f"{who}“{event.title}”未达要求：{on(event.first)}至{on(event.last)}记录{count}次，"
        f"应有{event.least}次。"
    )
