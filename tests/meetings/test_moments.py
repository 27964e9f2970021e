"""The beginning of a session and of a sitting: a moment at the place, whatever the host's zone."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.meetings import session as e
from runtime.projection import fold, in_json
from services.console.lines.names import Names
from services.console.lines.session import line
from services.meetings.session import commands as c
from services.meetings.session.decider import SESSION
from services.meetings.session.read_models import project
from services.meetings.session.tables import sittings
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import called
from tests.slices.example import recorded
from tests.support.evenings import ZONES
from tests.support.scenario import Scenario

AT_PLACE = "2026-03-02T00:30:00+08:00"
SAID = ("2026-03-02T00:30+08:00", "2026-03-01T16:30Z", "2026-03-01T08:30-08:00")
"""Half an hour after midnight in China, on the last day of February and the first of March."""


@pytest.fixture(params=(*ZONES, "Asia/Shanghai"), autouse=True)
def host(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def held(**said: Any) -> c.HoldSitting:
    return c.HoldSitting.model_validate({"on": "2026-03-02", "duration_minutes": 90, **said})


def life(**circumstances: Any) -> Scenario:
    by = s.replace(s.CLERK, **circumstances)
    return Scenario(SESSION, by=by).given(called())


@pytest.mark.parametrize("said", SAID)
def test_a_moment_is_kept_as_the_clock_of_the_place_shows_it(said: str) -> None:
    (event,) = life().when(held(began=said)).result

    written = json.loads(event.model_dump_json())
    assert (written["on"], written["began"]) == ("2026-03-02", AT_PLACE)
    assert e.SittingHeld.model_validate(written) == event
    (row, _) = fold(project(recorded(event, "session/s-1", s.VILLAGE)))
    assert row.table is sittings
    assert in_json(row.values["began"]) == f'"{AT_PLACE}"'
    assert "2026年3月2日00:30召开" in line(event, Names()).sentence


@pytest.mark.parametrize("said", SAID)
def test_its_day_is_the_day_in_china(said: str) -> None:
    day_before = held(on="2026-03-01", began=said)

    life().when(day_before).then_rejected("other-day")
    called = x.CALL.model_copy(update={"begins": held(began=said).began, "on": date(2026, 3, 1)})
    Scenario(SESSION, by=s.CLERK).when(called).then_rejected("other-day")


def test_a_moment_to_come_is_not_recorded() -> None:
    evening = held(began="2026-03-02T20:00+08:00")

    noon = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    life(now=noon).when(evening).then_rejected("future-moment")
    life(now=datetime(2026, 3, 2, 12, 0, tzinfo=UTC)).when(evening).then(
        e.SittingHeld(**{**dict(evening), "sitting": 1})
    )


@pytest.mark.parametrize("said", ["2026-03-02T09:30", "2026-03-02", 1772415000, "9:30"])
def test_a_moment_names_its_zone_and_its_minute(said: Any) -> None:
    with pytest.raises(ValidationError):
        held(began=said)
