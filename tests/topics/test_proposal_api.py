"""Proposals over HTTP: from a draft to a number, a topic, or an answer to its signers."""

import asyncio
from typing import Any
from uuid import UUID

from contracts.ids import begun_by
from tests.slices.towns import Town, refused, types
from tests.support.service import by
from tests.topics import proposals as p
from tests.topics.commands import CLERK, ELSEWHERE, OFFICE
from tests.topics.situations import VILLAGE

FIRST = by(p.FIRST, "member@620123109")
FAR = by(p.SECOND, "member@620123212")
"""A member who is posted to another township."""
STRANGER = by(p.THIRD, "member@620123109")
COMMITTEE = by("xu", "committee@620123#yz-culture")
CHECKED = {"checked_on": "2026-02-27"}
EXAMINED = {
    "examined_on": "2026-03-02",
    "answers": {
        name: {"met": True, "reason": "经核对，符合。"}
        for name in ("lawful", "proposal", "one-matter")
    },
}
DRAFT = p.draft.model_dump(mode="json", exclude={"unit"})


def answers(question: str, reason: str) -> dict[str, Any]:
    return {**EXAMINED["answers"], question: {"met": False, "reason": reason}}  # type: ignore[dict-item]


async def drafted(here: Town, kind: str = "individual", **more: Any) -> str:
    """The address of a new proposal of a member."""
    body = {"unit": VILLAGE, **DRAFT, "kind": kind, "invited": [], **more}
    answer = await here.post("/proposals", body, FIRST)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def checked(here: Town, on: str = "2026-02-25", **more: Any) -> str:
    """The address of one that waits for the last step of its examination."""
    place = await drafted(here, **more)
    for end, body, office in (
        ("submission", {"submitted_on": on}, FIRST),
        ("check", CHECKED, OFFICE),
    ):
        answer = await here.post(f"{place}/{end}", body, office)
        assert answer.is_success, answer.text
    return place


async def test_members_of_several_townships_sign_one_proposal(here: Town):  # 8.1-1
    place = await drafted(here, kind="joint", invited=[p.SECOND])
    mine = {"unit": "620123212000", "proposal": place.rsplit("/", 1)[1], "member": p.SECOND}

    assert (await here.get(place, FAR))["title"] == p.said.title  # who is invited reads it
    assert await here.status(place, STRANGER) == 404
    uninvited = {**mine, "unit": VILLAGE, "member": p.THIRD}
    assert refused(await here.post("/signatures", uninvited, STRANGER)) == (409, "not-invited")
    assert refused(await here.post("/signatures", mine, STRANGER)) == (403, "out-of-scope")
    foreign = {**mine, "unit": "511623100000"}
    there = by(p.SECOND, "member@511623")
    assert refused(await here.post("/signatures", foreign, there)) == (404, "not-found")
    assert types(await here.post("/signatures", mine, FAR)) == ["ProposalSigned"]
    assert (await here.post("/signatures", mine, FAR)).json() == []

    signers = (await here.get(place, FIRST))["signers"]
    assert {each["signer"]: each["part"] for each in signers} == {p.FIRST: "first", p.SECOND: "co"}
    await here.post(f"{place}/submission", {"submitted_on": "2026-02-25"}, FIRST)
    await here.post(f"{place}/check", CHECKED, OFFICE)
    late = {**mine, "reason": "另有提案。"}
    answer = await here.post("/signatures/withdrawals", late, FAR)
    assert refused(answer) == (409, "being-examined")  # in the words of the proposal


async def test_numbers_have_no_gaps_and_no_doubles(here: Town):  # 8.1-4a
    """Filed at the same time, with one that is refused among them; asked twice, filed once."""
    places = [await checked(here, on="2026-01-12") for _ in range(4)]
    second = {"checked_on": "2026-02-28", "note": "复审"}
    for place in places:
        assert types(await here.post(f"{place}/check", second, OFFICE)) == ["ProposalChecked"]
    wrong = {**EXAMINED, "answers": {}}
    refused_one = await checked(here, on="2026-01-12")
    await here.post(f"{refused_one}/check", second, OFFICE)
    keys = [{**COMMITTEE, "Idempotency-Key": begun_by(p_id, "filing")} for p_id in _ids(places)]

    asked = [
        here.post(f"{refused_one}/examination", wrong, COMMITTEE),
        *(
            here.post(f"{each}/examination", EXAMINED, k)
            for each, k in zip(places, keys, strict=True)
        ),
        *(
            here.post(f"{each}/examination", EXAMINED, k)
            for each, k in zip(places, keys, strict=True)
        ),
    ]
    first, *filed = await asyncio.gather(*asked)
    assert refused(first) == (409, "unanswered")
    numbers = sorted(each.json()[0]["data"]["proposal_number"] for each in filed)
    begin = numbers[0]  # others may have been filed before, whichever test ran first
    assert numbers == [number for number in range(begin, begin + 4) for _ in range(2)]
    written = {(await here.get(each, OFFICE))["document_number"] for each in places}
    assert written == {f"十届五次会议第{number}号" for number in range(begin, begin + 4)}


def _ids(places: list[str]) -> list[UUID]:
    return [UUID(place.rsplit("/", 1)[1]) for place in places]


async def test_what_is_filed_is_read_as_other_matters_and_the_rest_is_not(here: Town):
    place = await checked(here)
    for reader in (OFFICE, COMMITTEE, FIRST):
        assert await here.status(place, reader) == 200
    for reader in (CLERK, STRANGER, ELSEWHERE):
        assert await here.status(place, reader) == 404

    assert types(await here.post(f"{place}/examination", EXAMINED, COMMITTEE)) == ["ProposalFiled"]
    for reader in (CLERK, STRANGER):
        assert (await here.get(place, reader))["stage"] == "filed"
    assert await here.status(place, ELSEWHERE) == 404
    key = place.rsplit("/", 1)[1]
    found = (await here.get("/proposals", OFFICE, author=p.FIRST, stage="filed", year=2026))[
        "items"
    ]
    assert key in {each["proposal_id"] for each in found}
    assert not (await here.get("/proposals", OFFICE, author="m-620123-0020"))["items"]
    assert not (await here.get("/proposals", OFFICE, session="10-4"))["items"]


async def test_a_merged_proposal_is_answered_too(here: Town):  # 8.1-4b
    into, place = await checked(here), await checked(here)
    await here.post(f"{into}/examination", EXAMINED, COMMITTEE)
    merging = {
        "into": into.rsplit("/", 1)[1],
        "merged_on": "2026-03-02",
        "reason": "同一件事。",
    }

    answer = await here.post(f"{place}/merger", merging, COMMITTEE)
    assert types(answer) == ["ProposalMerged"]
    joined = (await here.get(into, OFFICE))["joined"]
    assert [(each["proposal_id"], each["waiting"]) for each in joined] == [
        (place.rsplit("/", 1)[1], [p.FIRST])
    ]
    assert place.rsplit("/", 1)[1] in await untold(here)
    body = {"told": [p.FIRST], "told_on": "2026-03-03", "how": "当面告知，并送复印件。"}
    assert types(await here.post(f"{place}/telling", body, OFFICE))[-1] == "ProposersTold"
    assert place.rsplit("/", 1)[1] not in await untold(here)
    assert (await here.get(place, FIRST))["told"][0]["how"] == body["how"]
    again = await here.post(
        f"{into}/merger", {**merging, "into": into.rsplit("/", 1)[1]}, COMMITTEE
    )
    assert refused(again) == (422, "into-itself")


async def test_what_was_merged_by_mistake_is_examined_by_itself(here: Town):  # model 12
    into, place = await checked(here), await checked(here)
    merging = {"into": into.rsplit("/", 1)[1], "merged_on": "2026-03-02", "reason": "误并。"}
    await here.post(f"{place}/merger", merging, COMMITTEE)
    withdrawing = {"reason": "撤回。"}
    answer = await here.post(f"{into}/withdrawal", withdrawing, FIRST)
    assert refused(answer) == (409, "others-joined")

    back = await here.post(f"{place}/examination/withdrawal", {"reason": "不是同一事。"}, OFFICE)
    assert types(back)[-1] == "ExaminationTakenBack"
    assert not (await here.get(into, OFFICE))["joined"]
    assert place.rsplit("/", 1)[1] not in await untold(here)
    assert types(await here.post(f"{into}/withdrawal", withdrawing, FIRST)) == ["ProposalWithdrawn"]
    assert types(await here.post(f"{place}/examination", EXAMINED, COMMITTEE)) == ["ProposalFiled"]


async def untold(here: Town) -> set[str]:
    found = await here.get("/proposals/untold", OFFICE, limit=200)
    return {each["proposal_id"] for each in found["items"]}


async def test_nothing_is_merged_into_itself(here: Town):
    place = await checked(here)
    itself = {"into": place.rsplit("/", 1)[1], "merged_on": "2026-03-02", "reason": "误操作。"}

    assert refused(await here.post(f"{place}/merger", itself, COMMITTEE)) == (422, "into-itself")
    assert (await here.get(place, OFFICE))["stage"] == "submitted"


async def test_a_converted_proposal_is_a_topic_at_once_or_nothing_is_recorded(here: Town):  # 8.1-4d
    place = await checked(here)
    body = {
        "becomes": "topic",
        "converted_on": "2026-03-02",
        "reason": "属一村之事。",
        "topic": {"origin": "nowhere", "scale": "group"},
    }

    answer = await here.post(f"{place}/conversion", body, COMMITTEE)
    assert refused(answer) == (422, "unknown-code")  # in the words of the topic
    assert (await here.get(place, OFFICE))["stage"] == "submitted"

    body["topic"] = {"origin": "member", "scale": "group"}
    answer = await here.post(f"{place}/conversion", body, COMMITTEE)
    (event,) = answer.json()
    topic = await here.get(f"/topics/{begun_by(UUID(event['id']), 'topic')}", CLERK)
    assert (topic["title"], topic["raised_by"]) == (p.said.title, p.FIRST)
    assert topic["source"] == f"提案：{p.said.title}"
    matter = place.rsplit("/", 1)[1]
    assert event["correlationid"] == matter


async def test_a_text_that_stands_apart_is_read_by_few_until_it_is_filed(here: Town):  # model 7
    upload = await here.client.post("/papers", content="全文".encode(), headers=FIRST)
    paper = upload.json()
    apart = {"facts": None, "analysis": None, "advice": None, "text": paper}
    place = await checked(here, **apart)
    text = f"/papers/{paper['digest']}"

    assert [await here.status(text, who) for who in (FIRST, COMMITTEE, CLERK)] == [200, 200, 404]
    assert (await here.get(place, OFFICE))["text"]["digest"] == paper["digest"]
    await here.post(f"{place}/examination", EXAMINED, COMMITTEE)
    assert [await here.status(text, who) for who in (CLERK, STRANGER, ELSEWHERE)] == [200, 200, 404]


async def test_figures_have_their_rows_and_are_of_a_day(here: Town):  # 004-22
    on_the_last_day = "2024-12-31"
    place = await drafted(here)
    await here.post(f"{place}/submission", {"submitted_on": on_the_last_day}, FIRST)
    for step in ("first", "second"):
        await here.post(f"{place}/check", {"step": step, "checked_on": "2025-01-02"}, OFFICE)
    filing = {**EXAMINED, "examined_on": "2025-01-05"}
    assert types(await here.post(f"{place}/examination", filing, COMMITTEE)) == ["ProposalFiled"]
    key = place.rsplit("/", 1)[1]

    async def counted(**span: str) -> dict[str, Any]:
        found = await here.get("/proposals/figures", OFFICE, **span)
        assert {each["proposal_id"] for each in found["proposals"]} == {
            each
            for figure in found["figures"]
            if figure["figure"] in ("submitted", "withdrawn")
            for each in figure["proposals"]
        }
        return {each["figure"]: each for each in found["figures"]}

    before = await counted(since="2024-12-01", on="2025-01-04")
    after = await counted(since="2024-12-01", on="2025-01-05")
    assert (before["submitted"]["proposals"], before["filed"]["count"]) == ([key], 0)
    assert (after["filed"]["proposals"], after["in-session"]["count"]) == ([key], 1)
    assert after["members"]["members"] == [p.FIRST]
    assert (await counted(since="2024-12-01", on="2024-12-30"))["submitted"]["count"] == 0
    assert (await counted(since="2024-12-01", on="2025-01-05", session="10-5"))["filed"][
        "count"
    ] == 0
    answer = await here.client.get(
        "/proposals/figures", params={"since": "2000-01-01"}, headers=OFFICE
    )
    assert refused(answer) == (422, "period-too-long")


async def test_wrong_ids_are_refused_with_the_nearest_that_there_are(here: Town):
    body = {"unit": VILLAGE, **DRAFT, "kind": "individual", "invited": []}

    for wrong, rule in (
        ({"first": "m-620123-0099"}, "unknown-member"),
        ({"kind": "joint", "invited": ["m-620123-0099"]}, "unknown-member"),
        ({"suggested": ["yz-nobody"]}, "unknown-body"),
        ({"kind": "committee", "body": "yz-nobody", "sealed": True}, "unknown-body"),
        ({"unit": "620123999999"}, "unknown-unit"),
        ({"kind": "petition"}, "unknown-code"),
        ({"title": ""}, "misfit"),
    ):
        answer = await here.post("/proposals", {**body, "first": p.FIRST, **wrong}, OFFICE)
        assert refused(answer) == (422, rule), wrong
