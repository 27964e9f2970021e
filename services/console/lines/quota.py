"""The line of a quota that was missed."""

from contracts.meetings import quota as e
from services.console.lines.line import Line, entry, on


def line(event: e.QuotaEvent) -> Line:
    return entry(
        f"“{event.title}”未达要求：{on(event.first)}至{on(event.last)}记录"
        f"{len(event.sessions) + len(event.activities)}次，应有{event.least}次。"
    )
