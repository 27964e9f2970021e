"""An activity follows something up (004-29): what it names is there, and is not later."""

from datetime import date
from typing import Any, assert_never

from contracts.meetings import activity as e
from runtime.decider import Circumstances, Rejected
from services.meetings.activity import commands as c


def stream(follows_up: c.Following | None) -> tuple[str, ...]:
    """The stream of this service that is followed up. An outcome lies in another service."""
    if follows_up is None or follows_up.thing is e.Thing.OUTCOME:
        return ()
    return (f"{follows_up.thing}/{follows_up.id}",)


def of(told: c.TookPlace, given: Circumstances[Any]) -> e.Followed | None:
    """What is followed up, with its title."""
    if (follows_up := told.follows_up) is None:
        return None
    if (follows_up.thing is e.Thing.OUTCOME) != (follows_up.check is not None):
        raise Rejected(
            "which-check",
            "接续成果核查的，须写明成果编号和第几次核查；接续其他事项的，不写核查。请改正。",
            "What follows up a check names the outcome and the number of the check; what follows "
            "up anything else names no check. Correct it.",
        )
    title, on = _there(follows_up, given)
    if on is not None and told.held_on < on:
        raise Rejected(
            "follows-later",
            f"所接续的事项在 {on} 才开展，后续活动不能早于它。请核对日期和编号。",
            f"What it follows up took place on {on}, which is later. Check the day and the id.",
        )
    return e.Followed(**follows_up.model_dump(), title=title)


def _there(follows_up: c.Following, given: Circumstances[Any]) -> tuple[str | None, date | None]:
    """Its title and its day. Refuses what has not taken place."""
    if follows_up.thing is e.Thing.OUTCOME:
        return None, None
    found = given.read(f"{follows_up.thing}/{follows_up.id}")
    match follows_up.thing:
        case e.Thing.ACTIVITY if found.recorded:
            return found.recorded.title, found.recorded.held_on
        case e.Thing.SESSION if found.sittings:
            return found.called.title, found.sittings[0].on
        case e.Thing.CONSULTATION if found.opened:
            return found.opened.title, None
        case e.Thing.ACTIVITY | e.Thing.SESSION | e.Thing.CONSULTATION:
            raise Rejected(
                "follows-nothing",
                "所接续的活动或会议尚未开展。请核对编号，或先登记其已开展。",
                "The activity or session that it follows up has not taken place. Check the id, or "
                "record first that it did.",
            )
        case _:
            assert_never(follows_up.thing)
