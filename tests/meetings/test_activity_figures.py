"""What activities add up to, who holds them, and what follows what: read over HTTP."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.meetings.participant import Presence
from runtime import clock
from runtime.submission import Delivery
from services.meetings.activity import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.outcomes import outcome
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

OFFICE = by("ou", "cppcc-office@620123")
CLERK = by("wei", f"clerk@{s.VILLAGE}")
FOREIGN = by("zhou", "auditor@511623")
WATER = by("liu", "department@620123#yz-water")
PLAIN = x.SURVEY.model_copy(update={"consultations": (), "findings": None, "present": ()})
SHOWN = {"by": "kind", "since": "2026-01-01", "on": "2026-12-31"}


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def done(here: Town, office: dict[str, str] = OFFICE, **more: Any) -> str:
    """The address of an activity that took place."""
    command = c.RecordActivity(**{**PLAIN.model_dump(), **more})
    answer = await here.post("/activities", command, office)
    assert types(answer) == ["ActivityRecorded"]
    return answer.headers["location"]


async def figures(here: Town, office: dict[str, str] = OFFICE, **query: Any) -> dict[Any, Any]:
    page = await here.get("/activity-figures", office, **{**SHOWN, **query})
    return {each["value"]: each for each in page["figures"]}


def key(place: str) -> str:
    return place.rsplit("/", 1)[1]


async def test_amounts_are_added_up_by_unit_kind_and_year_with_the_rows_behind(
    here: Town,
) -> None:  # 004-33
    aid = {"kind": "aid", "value": 1_200_000}
    first = await done(here, kind="supervision", held_on="2019-03-01", amounts=[aid])
    homes = {"kind": "reached", "value": 327}
    given = [{**aid, "value": 800_000}, homes]
    second = await done(here, kind="supervision", held_on="2019-05-01", amounts=given)
    other = await done(
        here, kind="supervision", unit=s.COUNTY, held_on="2020-05-01", amounts=[homes]
    )
    span = {"since": "2019-01-01", "on": "2020-12-31"}

    (by_kind,) = (await figures(here, **span)).values()
    assert by_kind["amounts"] == [
        {"kind": "aid", "measure": "yuan", "total": 2_000_000},
        {"kind": "reached", "measure": "household", "total": 654},
    ]
    assert [each["activity"] for each in by_kind["rows"]] == [
        key(a) for a in (first, second, other)
    ]
    by_year = await figures(here, by="year", **span)
    assert {year: each["activities"] for year, each in by_year.items()} == {2019: 2, 2020: 1}
    by_unit = await figures(here, by="unit", **span)
    assert by_unit[s.VILLAGE]["amounts"][0]["total"] == 2_000_000
    assert by_unit[s.COUNTY]["amounts"][0]["total"] == 327
    # What was entered wrongly is corrected, and the sums follow.
    amend = c.CorrectActivity(
        **PLAIN.model_dump(include={"title", "led_by", "place"}),
        held_on=date(2019, 5, 1),
        amounts=(c.Counted(kind="aid", value=80_000),),
        reason="多写了一个零",
    )
    assert types(await here.post(f"{second}/correction", amend, OFFICE)) == ["ActivityCorrected"]
    corrected = (await figures(here, by="unit", **span))[s.VILLAGE]["amounts"]
    assert corrected == [{"kind": "aid", "measure": "yuan", "total": 1_280_000}]


async def test_activities_are_counted_by_who_held_them_and_by_each_purpose(here: Town) -> None:
    # 003-05, 003-14, 004-18
    span = {"since": "2021-01-01", "on": "2021-12-31"}
    day = {"held_on": "2021-04-01"}
    for title in ("茶产业", "锰产业"):
        await done(here, **day, title=title, organ="standing-committee")
    await done(here, **day, organ="chairpersons", kind="supervision", joined=["media"])
    both = await done(here, **day, held_by="yz-culture", purposes=["training"])

    holders = await figures(here, by="holder", **span)
    counts = {value: each["activities"] for value, each in holders.items()}
    assert counts == {"standing-committee": 2, "chairpersons": 1, "yz-culture": 1}
    assert [each["title"] for each in holders["standing-committee"]["rows"]] == ["茶产业", "锰产业"]
    kinds = {v: e["activities"] for v, e in (await figures(here, **span)).items()}
    assert kinds == {"research": 3, "supervision": 1, "training": 1}
    joined = await figures(here, by="joined", **span)
    assert (joined["media"]["activities"], joined[None]["activities"]) == (1, 3)
    of_one = await figures(here, held_by="chairpersons", **span)
    assert {v: e["activities"] for v, e in of_one.items()} == {"supervision": 1}
    listed = await here.get("/activities", OFFICE, held_by="yz-culture")
    assert [row["activity"] for row in listed["items"]] == [key(both)]
    as_training = await here.get("/activities", OFFICE, kind="training", limit=200)
    assert key(both) in [row["activity"] for row in as_training["items"]]


async def test_training_is_counted_by_audience_with_those_who_came(here: Town) -> None:
    # 000-12, 000-42, 002-14, 004-25
    span = {"since": "2022-01-01", "on": "2022-12-31"}
    training = {"kind": "training", "held_on": "2022-06-01", "until": "2022-06-03"}
    for members in (("m-1", "m-2"), ("m-2", "m-3")):
        came = [Presence(kind="member", members=members), Presence(kind="cadre", count=98)]
        await done(here, **training, present=came, meant_for=["station-head", "village-head"])
    by_audience = await figures(here, by="audience", **span)

    for audience in ("station-head", "village-head"):
        figure = by_audience[audience]
        assert (figure["activities"], figure["attendances"], figure["members"]) == (2, 200, 3)
    place = await done(here, **training, meant_for=["station-head"])
    row = await here.get(place, OFFICE)
    assert (row["meant_for"], row["held_on"], row["until"]) == (
        ["station-head"],
        "2022-06-01",
        "2022-06-03",
    )


async def test_figures_count_what_the_reader_reads(here: Town) -> None:  # 13.3-17
    span = {"since": "2023-01-01", "on": "2023-12-31"}
    await done(here, held_on="2023-01-01")
    await done(here, held_on="2023-12-31", unit=s.COUNTY)

    assert (await figures(here, **span))["research"]["activities"] == 2
    assert (await figures(here, CLERK, **span))["research"]["activities"] == 1
    assert await figures(here, FOREIGN, **span) == {}
    assert await here.status("/activity-figures", WATER) == 403
    for wrong, rule in (
        ("since=2027-01-01&on=2026-01-01", "days-backwards"),
        ("since=1949-10-01&on=2149-12-31", "period-too-long"),
    ):
        answer = await here.client.get(f"/activity-figures?{wrong}", headers=OFFICE)
        assert refused(answer) == (422, rule)
    answer = await here.client.get("/activity-figures?by=colour", headers=OFFICE)
    assert refused(answer) == (422, "misfit")


async def test_a_follow_up_is_shown_from_both_sides_and_belongs_to_the_matter(here: Town) -> None:
    # 004-29
    first = await done(here, title="出诊")
    answer = await here.post(
        "/activities",
        c.RecordActivity(
            **{
                **PLAIN.model_dump(),
                "title": "复诊",
                "follows_up": {"thing": "activity", "id": key(first)},
            }
        ),
        OFFICE,
    )
    (event,) = answer.json()
    second = answer.headers["location"]
    assert event["correlationid"] == key(first)
    assert (await here.get(second, OFFICE))["follows_up"]["title"] == "出诊"
    (back,) = (await here.get(first, OFFICE))["followed_by"]
    assert (back["activity"], back["title"]) == (key(second), "复诊")

    case = await here.at("consultation", *s.six_opened)
    meeting = await here.at("session", *s.meeting_held)
    for thing, place in (("consultation", case), ("session", meeting)):
        after = await done(here, held_on=str(s.DAY), follows_up={"thing": thing, "id": place})
        found = await here.get("/activities", OFFICE, follows=f"{thing}/{place}")
        assert [row["activity"] for row in found["items"]] == [key(after)]
    assert len((await here.get(f"/consultations/{case}", OFFICE))["followed_by"]) == 1
    rows = [outcome("o-1", s.VILLAGE, checks=2), outcome("o-2", "511623000000", checks=2)]
    await here.bench.writer.deliver(Delivery("OUTCOMES", 0, 1, bytes(32), rows, []))
    check = await done(here, follows_up={"thing": "outcome", "id": "o-1", "check": 2})
    for which, number, rule in (("o-1", 3, "check"), ("o-2", 1, "outcome"), ("o-3", 1, "outcome")):
        follows = {"thing": "outcome", "id": which, "check": number}
        command = c.RecordActivity(**{**PLAIN.model_dump(), "follows_up": follows})
        *refusal, detail = await here.unrecorded("/activities", command, OFFICE)
        assert refusal == [422, f"unknown-{rule}"]
        assert which in detail
    found = await here.get("/activities", OFFICE, follows="outcome/o-1/2")
    assert [row["activity"] for row in found["items"]] == [key(check)]


FOLLOWS_NOBODY = {"follows_up": {"thing": "activity", "id": "nobody"}}


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"held_by": "yz-cultur"}, (422, "unknown-body")),
        ({"organ": "senate"}, (422, "unknown-code")),
        ({"meant_for": ["pilots"]}, (422, "unknown-code")),
        ({"purposes": ["research"]}, (409, "listed-twice")),
        ({"joined": ["media"]}, (409, "not-joined")),
        ({"until": "2026-02-19"}, (409, "days-backwards")),
        ({"amounts": [{"kind": "gold", "value": 1}]}, (422, "unknown-code")),
        (FOLLOWS_NOBODY, (404, "not-found")),
        ({"follows_up": {"thing": "outcome", "id": "o-1"}}, (409, "which-check")),
    ],
)
async def test_what_does_not_fit_is_refused_and_leaves_nothing(
    here: Town, wrong: dict[str, Any], refusal: tuple[int, str]
) -> None:
    command = c.RecordActivity(**{**PLAIN.model_dump(), **wrong})
    *found, detail = await here.unrecorded("/activities", command, OFFICE)
    assert tuple(found) == refusal
    assert detail


@pytest.mark.parametrize("value", [-1, 0, 10**13, 1.5, "7", True])
async def test_absurd_amounts_are_misfits(here: Town, value: Any) -> None:  # 004-33
    body = {**PLAIN.model_dump(mode="json"), "amounts": [{"kind": "aid", "value": value}]}
    assert refused(await here.post("/activities", body, OFFICE)) == (422, "misfit")


async def test_no_activity_follows_up_itself_and_a_form_sent_twice_counts_once(here: Town) -> None:
    place = await done(here, held_on="2024-01-05")
    amend = c.CorrectActivity(
        **PLAIN.model_dump(include={"title", "led_by", "place", "held_on"}),
        follows_up=c.Following(thing="activity", id=key(place)),
        reason="接续有误",
    )
    *found, _ = await here.unrecorded(f"{place}/correction", amend, OFFICE)
    assert found == [422, "follows-itself"]
    again = {**OFFICE, "Idempotency-Key": "01990000-0000-7000-8000-0000000f0001"}
    for _ in range(2):
        body = {**PLAIN.model_dump(mode="json"), "held_on": "2024-02-29"}
        assert types(await here.post("/activities", body, again)) == ["ActivityRecorded"]
    counted = await figures(here, since="2024-02-29", on="2024-02-29")
    assert counted["research"]["activities"] == 1


async def test_an_activity_of_several_days_is_not_over_before_its_last(here: Town) -> None:
    today = clock.today()
    command = c.RecordActivity(
        **{**PLAIN.model_dump(), "held_on": today, "until": today + timedelta(days=1)}
    )
    assert (await here.unrecorded("/activities", command, OFFICE))[:2] == (409, "future-day")


async def test_research_reports_are_counted_with_the_rows_behind(here: Town) -> None:  # 004-22
    """An activity with findings is a report of research, of whatever kind it is."""
    found = x.SURVEY.findings
    assert found is not None
    written = {"findings": found.model_dump(), "kind": x.SURVEY.kind}
    first = await done(here, held_on="2017-03-01", **written)
    second = await done(here, held_on="2018-03-01", **written)
    await done(here, held_on="2018-04-01", kind="supervision")
    span = {"since": "2017-01-01", "on": "2018-12-31"}

    by_kind = await figures(here, **span)
    assert (by_kind[x.SURVEY.kind]["findings"], by_kind["supervision"]["findings"]) == (2, 0)
    by_year = await figures(here, **{**span, "by": "year", "findings": True})
    assert {year: each["findings"] for year, each in by_year.items()} == {2017: 1, 2018: 1}
    rows = [row["activity"] for each in by_year.values() for row in each["rows"]]
    assert rows == [key(first), key(second)]
