"""The lines of plans."""

from typing import assert_never

from contracts.topics import plan as p
from services.console.lines.line import Line, entry, on, resolution
from services.console.lines.names import Names


def line(event: p.PlanEvent, names: Names) -> Line:
    match event:
        case p.PlanDrafted():
            return entry(f"拟定{event.year}年度计划“{event.title}”，{len(event.entries)}项议题。")
        case p.PlanConsented():
            return entry(
                f"{names.those(event.consent.bodies)}{event.word}年度计划。",
                决议=resolution(event.consent),
            )
        case p.PlanDecided():
            return entry(
                f"{names.those(event.consent.bodies)}审定{event.year}年度计划，"
                f"{len(event.entries)}项议题。",
                决议=resolution(event.consent),
            )
        case p.PlanRefused():
            return entry(
                f"{names.those(event.bodies)}未予{event.word}年度计划，退回拟定单位"
                f"（{on(event.decided_on)}）。",
                理由=event.reason,
            )
        case p.PlanAmended(consent=consent):
            changes = [("增补", len(event.added)), ("撤出", len(event.withdrawn))]
            told = "，".join(f"{word}{count}项议题" for word, count in changes if count)
            return entry(
                f"年度计划{told}。",
                理由=event.reason,
                同意=f"{names.those(consent.bodies)}，{resolution(consent)}" if consent else None,
            )
        case p.PlanPublished():
            return entry(f"{event.year}年度计划在{event.where}公布（{on(event.on)}）。")
        case p.PlanCarriedOver():
            _, year, _ = event.into.split(":")
            return entry(f"未办完的{len(event.topics)}项议题转入{year}年度计划。")
        case _:
            assert_never(event)
