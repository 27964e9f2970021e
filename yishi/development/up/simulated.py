"""At which day `yishi up` lets a whole installation live, for a demonstration or a test.

`YISHI_CLOCK=2027-02-28T15:59:00Z make up`, or the seconds by which it is to be ahead, or 0 for the
true time. What is chosen stays with the data folder, since no ledger goes back in time: where it
has come further than the moment asked for, it stays there. So it is never the folder that is
taken when none is named, nor one with a history of the true time.
"""

from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path

from contracts.places import CHINA
from runtime import clock
from runtime.settings import MissingSetting
from yishi import environment
from yishi.development.up.child import say

CLOCK = "YISHI_CLOCK"


def simulated(given: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The setting that all processes share: seconds, empty for the true time."""
    before = environment.read(folder)
    kept = before.get(CLOCK, "")
    asked = given.get(CLOCK, "").strip() or kept
    asked_for = asked
    if "T" in asked or "-" in asked[1:]:
        seconds = _seconds_to(asked)
        asked = f"{max(seconds, int(kept or seconds)):+d}"
    if asked.strip("+-0") == "":
        return {CLOCK: ""}
    if not kept and (before or not given.get("YISHI_DATA")):
        why = (
            f"{folder} lives at the true time"
            if before
            else f"{folder} is taken by whoever names none"
        )
        raise MissingSetting(
            f"{CLOCK} lets a data folder live at another day for good, and {why}. Give it a folder"
            f" of its own: `YISHI_DATA=../another-day {CLOCK}={asked_for} make up`."
        )
    return {CLOCK: asked}


def _seconds_to(moment: str) -> int:
    try:
        there = datetime.fromisoformat(moment)
    except ValueError:
        there = None
    if there is None or there.tzinfo is None:
        raise MissingSetting(
            f"{CLOCK} is {moment!r}. Give a moment with its zone, such as 2027-02-28T15:59:00Z or"
            " 2027-02-28T23:59:00+08:00; or seconds, such as +86400; or 0 for the true time."
        )
    return round((there.astimezone(UTC) - clock.machine()).total_seconds())


def live(settings: MutableMapping[str, str]) -> None:
    """Let this process live at that time too, and say so."""
    clock.simulate(clock.asked_for(settings))
    if clock.ahead():
        said = clock.now().astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        say(
            f"The clock is simulated: here it is {said} in China, and stays so for this data"
            " folder. For the true time set YISHI_DATA to another one."
        )
