"""`YISHI_CLOCK=… yishi up`: a moment becomes the seconds that all processes share."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runtime.settings import MissingSetting
from yishi import cli, environment
from yishi.development.up.simulated import simulated

ITS_OWN = {"YISHI_DATA": "../another-day"}


@pytest.mark.parametrize("moment", ["2027-02-28T15:59:00Z", "2027-02-28T23:59:00+08:00"])
def test_a_moment_becomes_seconds(moment: str, tmp_path: Path) -> None:
    found = int(simulated({**ITS_OWN, "YISHI_CLOCK": moment}, tmp_path)["YISHI_CLOCK"])

    there = datetime.now(UTC) + timedelta(seconds=found)
    assert abs(there - datetime(2027, 2, 28, 15, 59, tzinfo=UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize("moment", ["2027-02-28T15:59:00", "2027-02-30T00:00:00Z", "2027-02-28"])
def test_a_moment_without_zone_or_that_is_none_is_refused(moment: str, tmp_path: Path) -> None:
    with pytest.raises(MissingSetting, match="Give a moment with its zone"):
        simulated({**ITS_OWN, "YISHI_CLOCK": moment}, tmp_path)


def test_the_distance_stays_with_the_folder_until_it_is_ended(tmp_path: Path) -> None:
    assert simulated(ITS_OWN, tmp_path) == {"YISHI_CLOCK": ""}
    environment.write(tmp_path, simulated({**ITS_OWN, "YISHI_CLOCK": "+60"}, tmp_path))

    assert simulated(ITS_OWN, tmp_path) == {"YISHI_CLOCK": "+60"}
    assert simulated({**ITS_OWN, "YISHI_CLOCK": "-60"}, tmp_path) == {"YISHI_CLOCK": "-60"}
    assert simulated({**ITS_OWN, "YISHI_CLOCK": "0"}, tmp_path) == {"YISHI_CLOCK": ""}


def test_the_same_moment_again_goes_on_where_it_was_and_a_later_one_jumps(tmp_path: Path) -> None:
    first = simulated({**ITS_OWN, "YISHI_CLOCK": "2027-02-28T15:59:00Z"}, tmp_path)
    later = {"YISHI_CLOCK": f"{int(first['YISHI_CLOCK']) + 600:+d}"}  # ten minutes have passed
    environment.write(tmp_path, later)

    assert simulated({**ITS_OWN, "YISHI_CLOCK": "2027-02-28T15:59:00Z"}, tmp_path) == later
    jumped = simulated({**ITS_OWN, "YISHI_CLOCK": "2028-02-28T15:59:00Z"}, tmp_path)
    assert int(jumped["YISHI_CLOCK"]) - int(later["YISHI_CLOCK"]) > 364 * 86400


def test_the_folder_that_nobody_named_stays_at_the_true_time(tmp_path: Path) -> None:
    with pytest.raises(MissingSetting, match=r"YISHI_DATA=../another-day YISHI_CLOCK=\+60 make up"):
        simulated({"YISHI_CLOCK": "+60"}, tmp_path)

    assert simulated({"YISHI_CLOCK": "0"}, tmp_path) == {"YISHI_CLOCK": ""}


def test_a_folder_with_a_history_of_the_true_time_is_not_taken_to_another_day(
    tmp_path: Path,
) -> None:
    environment.write(tmp_path, {"YISHI_DATA": str(tmp_path), "YISHI_CLOCK": ""})

    with pytest.raises(MissingSetting, match="lives at the true time"):
        simulated({**ITS_OWN, "YISHI_CLOCK": "2027-02-28T15:59:00Z"}, tmp_path)


@pytest.mark.parametrize("command", ["replay", "apply", "up"])
def test_a_command_with_a_clock_that_may_not_be_ends_with_2(
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("YISHI_DATA", str(tmp_path))
    monkeypatch.setenv("YISHI_CLOCK", "2027-02-31T00:00:00Z")
    monkeypatch.setenv("YISHI_ISSUER_URL", "http://127.0.0.1:8110")

    assert cli.main([command]) == 2
    assert capsys.readouterr().err.startswith(f"yishi {command}: YISHI_CLOCK is '2027-02-31")
