"""What an operator does with the county afterwards: apply and import again, verify, replay."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from contracts.places import CHINA
from runtime.settings import DECIDING
from tests.story.conftest import World, case
from yishi.development.demo import load

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

PROFILES = Path("deploy/profiles")
COUNTY = ("--jurisdiction", "620123000000")


async def test_the_second_up_of_an_evening_records_nothing(world: World) -> None:
    # Midnight may lie between; the cases keep the days they were loaded with.
    simulated = [e for e in await world.ledger("topics") if e["type"].endswith("ClockSimulated")]

    assert await world.heads() == world.first
    assert [event["sequence"] for event in simulated] == ["0000000000000001"]
    assert simulated[0]["data"]["seconds"] == int(world.settings["YISHI_CLOCK"])


async def test_doctor_says_that_no_real_work_was_done_at_a_simulated_time(world: World) -> None:
    said = world.command("doctor")

    assert said.returncode == 1, said.stdout + said.stderr
    for service in DECIDING:
        assert f"BAD   {service}: its clock was simulated (#1)" in said.stdout


async def test_time_is_not_set_back_where_it_need_not_be(world: World) -> None:
    before = await world.heads()

    refused = world.command("clock", "topics", str(before["topics"]), "--reason", "试一试")

    assert refused.returncode == 1
    assert "ledger's last event is not of a later time" in refused.stderr
    assert await world.heads() == before


async def test_every_event_is_of_the_evening_that_is_simulated(world: World) -> None:
    days = {
        datetime.fromisoformat(event["time"]).astimezone(CHINA).date()
        for service in DECIDING
        for event in await world.ledger(service)
    }

    assert days <= {world.today - timedelta(days=1), world.today}


async def test_applying_the_profile_again_changes_nothing(world: World) -> None:
    before = await world.heads()

    again = world.command("apply", str(PROFILES / "yuzhong.toml"))

    assert again.returncode == 0, again.stderr
    assert "Nothing to change" in again.stdout
    assert again.stdout.count("unchanged") == 7
    assert await world.heads() == before


async def test_importing_the_roster_again_changes_nothing(world: World) -> None:
    # 000-04
    before = await world.heads()

    again = world.command("import", "roster", str(PROFILES / "yuzhong.roster.xlsx"), *COUNTY)

    assert again.returncode == 0, again.stdout + again.stderr
    assert await world.heads() == before


async def test_loading_the_cases_again_on_another_day_changes_nothing(world: World) -> None:
    before = await world.heads()

    await load(world.client, world.today + timedelta(days=3), lambda line: None)

    assert await world.heads() == before


async def test_the_county_has_its_units_and_members(world: World) -> None:
    # 000-01 000-03 000-04
    client = world.client
    coverage = await client.get("members", "/coverage/620123000000", as_="cppcc-office")
    members = [row async for row in client.pages("members", "/members", as_="cppcc-office")]

    villages = coverage["kinds"]["village"]
    assert (villages["units"], villages["with_council_and_room"]) == (238, 238)
    assert coverage["kinds"]["township"]["with_workstation"] == 18
    assert coverage["kinds"]["community"]["with_workstation"] == 6
    levels = [row["level"] for row in members]
    assert [levels.count(level) for level in ("provincial", "municipal", "county")] == [1, 39, 185]


async def test_verify_finds_nothing(world: World) -> None:
    await world.heads()

    verified = world.command("verify")

    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.parametrize("name", ["lily", "channel"])
async def test_replay_tells_a_case_over_all_services(world: World, name: str) -> None:
    said = world.command("replay", "--matter", case(name))

    assert said.returncode == 0, said.stderr
    places = [
        said.stdout.find(event)
        for event in (
            *("TopicProposed", "TopicApproved", "ResearchDone", "SittingHeld"),
            *("MinutesConfirmed", "OutcomeSent", "CheckHeld", "OutcomeClosed", "TopicClosed"),
        )
    ]
    assert -1 not in places, said.stdout
    assert said.stdout.count("\n") > 50


async def test_a_name_of_today_is_of_the_day_it_is_in_china(world: World, tmp_path: Path) -> None:
    # Last of all: the register is another one afterwards. P7 of the cases of November 2026.
    for file in PROFILES.glob("yuzhong*"):
        text = file.read_bytes().replace("哈岘乡样例二村,".encode(), "哈岘乡样例新村,".encode())
        (tmp_path / file.name).write_bytes(text)
    days = {world.today}

    applied = world.command("apply", str(tmp_path / "yuzhong.toml"))

    days.add(world.today)
    assert applied.returncode == 0, applied.stderr
    (renamed,) = [e for e in await world.ledger("members") if e["type"].endswith("UnitRenamed")]
    assert date.fromisoformat(renamed["data"]["since"]) in days
