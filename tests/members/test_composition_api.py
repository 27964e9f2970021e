"""What bodies are composed of as of a day, over HTTP (000-05, 001-27, 004-06, 004-07)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.members.county import CLERK, NEIGHBOUR, OFFICE, county, entry
from tests.members.situations import COUNTY, TOWNSHIP
from tests.slices.towns import Town, refused
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with county(postgres) as found:
        yield found


async def admitted(here: Town, number: int, affiliation: str | None, **changes: Any) -> str:
    name = f"m-620123-7{number:02}"
    said = entry(name, name=f"样{'甲乙丙丁戊己庚辛壬癸'[number % 10]}某", **changes)
    assert (await here.post("/members", said, OFFICE)).status_code == 201
    if affiliation:
        stated = {"affiliation": affiliation, "since": "2010-01-01"}
        answer = await here.post(f"/members/{name}/affiliations", stated, OFFICE)
        assert answer.status_code == 200, answer.text
    return name


async def test_posted_members_sit_in_the_council_of_their_unit(here: Town) -> None:  # 000-05
    council = {"unit": TOWNSHIP, "body": "xy-council", "name": "新营镇议事会", "kind": "council"}
    assert (await here.post("/bodies", council, OFFICE)).status_code == 201
    one = await admitted(here, 1, None)
    posting = {"to_unit": TOWNSHIP, "basis": "native", "since": "2021-03-01"}
    assert (await here.post(f"/members/{one}/postings", posting, OFFICE)).status_code == 200

    told = await here.get("/composition/xy-council", CLERK)
    (seat,) = told["seats"]
    assert (seat["member"], seat["by"], seat["posts"]) == (one, ["posting"], [])
    post = {"post": "convenor", "member": one, "since": "2021-06-01"}
    assert (await here.post("/bodies/xy-council/posts", post, OFFICE)).status_code == 200
    (seat,) = (await here.get("/composition/xy-council", CLERK))["seats"]
    assert (seat["by"], seat["leads"]) == (["post", "posting"], True)
    before = await here.get("/composition/xy-council", CLERK, on="2021-02-28")
    assert before["seats"] == []

    end = {"to_unit": TOWNSHIP, "until": "2024-01-31", "reason": "轮换"}
    assert (await here.post(f"/members/{one}/posting-end", end, OFFICE)).status_code == 200
    (seat,) = (await here.get("/composition/xy-council", CLERK))["seats"]
    assert seat["by"] == ["post"]
    assert await here.status("/composition/xy-council", NEIGHBOUR) == 404


async def test_posts_are_vacant_until_they_are_taken(here: Town) -> None:  # 004-06, 001-27
    group = {"unit": COUNTY, "body": "yz-lead", "name": "领导小组", "kind": "office"}
    assert (await here.post("/bodies", group, OFFICE)).status_code == 201
    said = {"posts": 2, "since": "2021-01-01", "basis": "编〔2021〕1号"}
    answer = await here.post("/bodies/yz-lead/establishment", said, OFFICE)
    assert answer.status_code == 200
    two = await admitted(here, 2, None)
    post = {"post": "convenor", "member": two, "since": "2022-01-01"}
    assert (await here.post("/bodies/yz-lead/posts", post, OFFICE)).status_code == 200

    (told,) = (await here.get("/composition/yz-lead", OFFICE))["posts"]
    assert (told["posts"], told["held"], told["vacant"]) == (2, 1, 1)
    (then,) = (await here.get("/composition/yz-lead", OFFICE, on="2021-12-31"))["posts"]
    assert (then["held"], then["vacant"]) == (0, 2)
    assert (await here.get("/composition/yz-lead", OFFICE, on="2020-12-31"))["posts"] == []

    left = {"on": "2025-06-30", "ground": "resigned"}
    assert (await here.post(f"/members/{two}/leaving", left, OFFICE)).status_code == 200
    (now,) = (await here.get("/composition/yz-lead", OFFICE))["posts"]
    assert now["vacant"] == 2


async def test_shares_outside_the_party_follow_the_days_of_parties_and_committees(
    here: Town,
) -> None:  # 004-07
    law = {"unit": COUNTY, "body": "yz-law", "name": "提案委", "kind": "committee"}
    assert (await here.post("/bodies", law, OFFICE)).status_code == 201
    parties = ["minge", "party", "party"]
    those = [
        await admitted(here, 10 + n, each, committee="yz-law") for n, each in enumerate(parties)
    ]
    (await here.get("/composition/yz-law", OFFICE))["shares"]
    told = (await here.get("/composition/yz-law", OFFICE))["shares"]
    assert (told["persons"], told["outside"], told["percent"]) == (3, 1, 33.3)

    joined = {"affiliation": "none", "since": "2024-01-01"}
    path = f"/members/{those[1]}/affiliations"
    assert (await here.post(path, joined, OFFICE)).status_code == 200
    assert (await here.get("/composition/yz-law", OFFICE))["shares"]["outside"] == 2
    then = await here.get("/composition/yz-law", OFFICE, on="2023-12-31")
    assert then["shares"]["outside"] == 1

    moved = {
        **{name: entry()[name] for name in ("level", "sector")},
        "name": "样甲某",
        "committee": "yz-social",
        "committee_since": "2025-01-01",
        "reason": "调整归口",
    }
    answer = await here.post(f"/members/{those[0]}/correction", moved, OFFICE)
    assert answer.status_code == 200, answer.text
    now = await here.get("/composition/yz-law", OFFICE)
    assert (now["shares"]["persons"], now["shares"]["percent"]) == (2, None)
    then = await here.get("/composition/yz-law", OFFICE, on="2024-12-31")
    assert then["shares"]["persons"] == 3

    figures = await here.get(f"/composition-figures/{COUNTY}", OFFICE, on="2024-12-31")
    (committees,) = [each for each in figures["bodies"] if each["kind"] == "committee"]
    assert {"yz-law", "yz-social"} <= {each["body"] for each in committees["rows"]}
    assert figures["members"]["outside"] == 2
    (level,) = figures["levels"]
    assert level["level"] == "county"
    assert level["persons"] == figures["members"]["persons"] >= 4


async def test_of_which_party_somebody_is_the_office_the_committee_and_they_see(
    here: Town,
) -> None:  # domain 9.2
    one = await admitted(here, 20, "minge")
    path = f"/members/{one}/affiliations"
    (told,) = (await here.get(path, OFFICE))["items"]
    assert (told["affiliation"], told["outside"]) == ("minge", True)
    themselves = by(one, "member@620123")
    assert len((await here.get(path, themselves))["items"]) == 1
    assert len((await here.get(path, by("he", "committee@620123#yz-social")))["items"]) == 1
    assert await here.status(path, by("he", "committee@620123#yz-law")) == 404
    assert await here.status(path, by("m-620123-701", "member@620123")) == 404
    assert await here.status(path, CLERK) == 403
    assert await here.status(path, by("ou", "cppcc-office@511623")) == 404
    body = {"affiliation": "party", "since": "2010-01-01"}
    assert refused(await here.post(path, body, OFFICE)) == (409, "affiliation-stated")
