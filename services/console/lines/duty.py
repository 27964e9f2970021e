"""The lines of members' duty facts."""

from collections.abc import Mapping, Sequence

from contracts.members.duty import DutyEvent, DutyFactCredited, DutyKind
from services.console.lines.line import CHECKING, RESEARCH, TALKING, Line, Step, on, to_everybody
from services.console.lines.names import Names

KINDS: Mapping[DutyKind, tuple[str, Step]] = {
    DutyKind.ATTENDANCE: ("出席协商", TALKING),
    DutyKind.RESEARCH: ("参加调研", RESEARCH),
    DutyKind.LOOK_BACK: ("参加回头看", CHECKING),
}


def line(event: DutyEvent, names: Names) -> Line:
    return credited([event], names)


def credited(events: Sequence[DutyFactCredited], names: Names) -> Line:
    """One line for everybody who was credited with the same occasion. Points are not shown."""
    first = events[0]
    kind, step = KINDS.get(first.kind, (first.kind, CHECKING))
    return to_everybody(
        f"{len(events)}名委员的履职档案记入“{kind}”（{on(first.on)}）。",
        step,
        委员=names.people(event.member for event in events),
        echo=True,
    )
