"""The lines of bulletins. The history tells them; no page shows them."""

from typing import assert_never

from contracts.topics import bulletin as e
from services.console.lines.line import Line, entry
from services.console.lines.names import Names
from services.console.lines.report import at


def line(event: e.BulletinEvent, names: Names) -> Line:
    match event:
        case e.BulletinIssued():
            return entry(
                f"编发{event.bulletin_number}，{len(event.items)}条信息"
                f"（{at(event.issued_on, event.issued_at)}）。",
                目录=_titles(event.items),
            )
        case e.BulletinSent():
            return entry(
                f"分送{names.those(event.recipients)}（{at(event.sent_on, event.sent_at)}）。"
            )
        case e.SendingWithdrawn():
            return entry(f"撤销分送{names.those(event.recipients)}的登记。", 理由=event.reason)
        case e.BulletinCorrected():
            return entry(
                f"更正{event.bulletin_number}（{at(event.issued_on, event.issued_at)}编发）。",
                目录=_titles(event.items),
                理由=event.reason,
            )
        case e.BulletinFollowed():
            return entry("下一期已编发。")
        case e.BulletinWithdrawn():
            return entry(f"撤回本期，{len(event.items)}条信息。", 理由=event.reason)
        case _:
            assert_never(event)


def _titles(items: tuple[e.BulletinItem, ...]) -> str:
    return "；".join(item.title for item in items)
