"""The lines of plans."""

from typing import assert_never

from contracts.topics import plan as p
from services.console.lines.line import Line, entry, on, resolution


def line(event: p.PlanEvent) -> Line:
    match event:
        case p.PlanDrafted():
            return entry(f"拟定{event.year}年度计划“{event.title}”，{len(event.entries)}项议题。")
        case p.PlanDecided():
            return entry(
                f"{event.consent.organisation}审定{event.year}年度计划，"
                f"{len(event.entries)}项议题。",
                决议=resolution(event.consent),
            )
        case p.PlanRefused():
            return entry(
                f"{event.organisation}未审定年度计划，退回拟定单位（{on(event.decided_on)}）。",
                理由=event.reason,
            )
        case p.PlanAmended():
            return entry(
                f"{event.consent.organisation}同意年度计划增补{len(event.added)}项议题。",
                理由=event.reason,
                决议=resolution(event.consent),
            )
        case _:
            assert_never(event)
