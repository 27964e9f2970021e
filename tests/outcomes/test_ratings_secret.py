"""Nobody can tell who voted what, and everybody reads the totals that are theirs (001-36, 9.2,
13.3-12)."""

import json
from collections.abc import AsyncIterator
from typing import Any, get_args

import pytest

from contracts.audience import Audience
from contracts.outcomes.rating import RatingEvent
from services.outcomes.rating.read_models import READ_MODEL
from tests.outcomes import rated as x
from tests.outcomes import situations as s
from tests.outcomes.examples import OUTCOMES
from tests.slices.towns import Town, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by
from yishi.contract import promises
from yishi.contract.schemas import of_data

CLERK, SUPERVISOR = by("wei", "clerk@620123"), by("meng", "supervisor@620123")
OFFICE, MEMBER = by("ou", "cppcc-office@620123"), by("an", "member@620123")
ELSEWHERE = by("xu", "clerk@620104")
COMMERCE = by("song", f"department@620123#{s.COMMERCE}")
TRANSPORT = by("qian", f"department@620123#{s.TRANSPORT}")
HEALTH = by("he", f"department@620123#{s.HEALTH}")

OF_WHOM = {"teller", "body", "bodies"}
"""Whom a rating names at all: who counted, and bodies that are rated or told."""
TOLD = {
    *("subjects", "subject", "title", "outcome", "task", "body", "place", "session", "kind"),
    *("rating_kind", "options", "voters", "entitled", "code", "chinese", "english", "counts_as"),
    *("satisfied", "abstains", "quorum", "least", "satisfied_from", "with_abstentions", "openly"),
    *("report_to", "on", "present", "issued", "corrects", "reason", "returned", "counts", "votes"),
    *("option", "blank", "invalid", "teller", "results", "share", "report_number", "reported_on"),
    *("recipients", "bodies", "published_on", "published_at"),
}


def fields() -> dict[str, set[str]]:
    return {
        event.__name__: {
            part
            for path in promises.fields_of(of_data(f"yishi.outcomes.{event.__name__}", event))
            for part in path.replace("[]", "").split(".")
        }
        for event in get_args(RatingEvent)
    }


def test_no_event_has_a_place_for_a_voter() -> None:  # 13.3-12
    """Whoever adds a field says here what it tells; one of a voter or of a single ballot is not to
    be added."""
    assert set().union(*fields().values()) - {"", promises.AUDIENCE} <= TOLD
    columns = {column.name for table in READ_MODEL.tables for column in table.columns}
    extra = {"rating", "stage", "one_counted", "subject_id", "unit", "unit_name", "as_of"}
    assert columns <= TOLD - {"teller"} | extra


def test_what_is_published_holds_totals_alone() -> None:  # 13.3-18
    opened = {each.__name__ for each in get_args(RatingEvent) if each.audience is Audience.OPEN}
    assert opened == {"RatingPublished", "RatingAnnulled"}
    assert "teller" not in fields()["RatingPublished"] | fields()["RatingAnnulled"]


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(OUTCOMES, postgres) as found:
        yield found


async def asked(here: Town, path: str, command: Any, office: dict[str, str]) -> Any:
    return await here.client.post(path, json=command.model_dump(mode="json"), headers=office)


async def test_two_persons_count_over_http_and_nobody_twice(here: Town) -> None:  # 001-36
    outcome = await here.at("outcome", *s.done)
    lines = (x.market.model_copy(update={"outcome": outcome}), x.commerce)
    opened = await asked(here, "/ratings", x.open_it.model_copy(update={"subjects": lines}), OFFICE)
    assert opened.status_code == 201, opened.text
    place = opened.headers["Location"]
    assert (await asked(here, f"{place}/counts", x.count, CLERK)).status_code == 409
    assert (await asked(here, f"{place}/ballots", x.issue, OFFICE)).status_code == 200
    for who in (MEMBER, COMMERCE, HEALTH):  # whoever may not
        assert (await asked(here, f"{place}/counts", x.count, who)).status_code == 403
    assert (await asked(here, f"{place}/counts", x.count, ELSEWHERE)).status_code in (403, 404)
    assert (await asked(here, f"{place}/counts", x.count, CLERK)).status_code == 200
    for office in ("convenor@620123", "supervisor@620123"):  # the same person in another office
        twice = await asked(here, f"{place}/counts", x.count, by("wei", office))
        assert (twice.status_code, twice.json()["rule"]) == (409, "same-teller")

    row = await here.get(place, OFFICE)  # what the first counted is seen by nobody yet
    assert row["one_counted"]
    assert row["returned"] is None
    assert [each["votes"] for each in row["subjects"]] == [None, None]
    moved = x.count.model_copy(
        update={"counts": (x.poor, x.good.model_copy(update={"votes": x.votes(14, 11, 3, 2)}))}
    )
    differs = await asked(here, f"{place}/counts", moved, SUPERVISOR)
    assert differs.json()["rule"] == "counts-differ"
    assert not {"14", "15", "11", "10"} & set(differs.text.split())
    assert (await asked(here, f"{place}/counts", x.count, SUPERVISOR)).status_code == 200
    late = await asked(here, f"{place}/counts", x.count, by("li", "convenor@620123"))
    assert (late.status_code, late.json()["rule"]) == (409, "rating-stage")

    row = await here.get(place, MEMBER)
    assert [each["share"] for each in row["subjects"]] == [37, 83]
    assert "wei" not in json.dumps(row)
    assert "meng" not in json.dumps(row)
    tasks = (await here.get("/tasks", CLERK, outcome=outcome))["items"]
    assert {each["state"] for each in tasks} == {"reopened"}  # 8.1, 10
    assert (await asked(here, f"{place}/annulment", x.annul, OFFICE)).status_code == 200


async def test_departments_read_their_own_totals(here: Town) -> None:  # 9.2
    outcome = await here.at("outcome", *s.done)
    line = x.market.model_copy(update={"outcome": outcome, "task": 2})
    opened = x.opened.model_copy(update={"subjects": (line, x.commerce)})
    key = await here.at("rating", opened, *x.done[1:])

    async def seen(office: dict[str, str]) -> list[int]:
        found = await here.get(f"/ratings/{key}", office)
        return [each["subject"] for each in found["subjects"]]

    assert await seen(OFFICE) == await seen(MEMBER) == [1, 2]
    assert await seen(COMMERCE) == [2]
    assert await seen(TRANSPORT) == [1]  # it leads the task
    for who in (HEALTH, ELSEWHERE):
        assert (await here.client.get(f"/ratings/{key}", headers=who)).status_code == 404
        assert key not in {each["rating"] for each in (await here.get("/ratings", who))["items"]}
    page = await here.get("/ratings", CLERK, outcome=outcome, stage="counted", session=s.SESSION)
    assert [each["rating"] for each in page["items"]] == [key]
    page = await here.get("/ratings", CLERK, body=s.COMMERCE, stage="voting")
    assert key not in {each["rating"] for each in page["items"]}


async def test_the_ledger_tells_totals_and_no_order_of_votes(here: Town) -> None:  # 13.3-12
    key = await here.at("rating", *x.done, x.reported, x.published)
    async with here.bench.pool.acquire() as connection:
        rows = await connection.fetch(
            "SELECT convert_from(body, 'UTF8') AS body FROM ledger WHERE stream = $1",
            f"rating/{key}",
        )
    assert len(rows) == 7, "one for each deed of the office, and none for a vote"
