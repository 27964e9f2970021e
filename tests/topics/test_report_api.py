"""Reports and bulletins over HTTP: from a member's note to what a province used, and who reads it.

The figures are those of a small year (003-15); the river's minutes those of domain 004-21."""

from typing import Any

import pytest

from contracts.roles import Role
from tests.slices.towns import Town, refused, types
from tests.support.service import by
from tests.topics.situations import COUNTY, TOWNSHIP

pytestmark = pytest.mark.servers

TEXT = "大营河下游 水质变差。\n建议查处。"
LENGTH = 15
EDITED = "大营河下游水质变差，亟待查处。"
MEMBER = by("m-620123-0007", "member@620123109")
CLERK = by("wei", "clerk@620123109")
EDITOR, CHECKER, SIGNER = (by(name, "cppcc-office@620123") for name in ("ou", "he", "an"))
PARTY = by("qian", "party@620123#party-620123")
WATER = by("sun", "department@620123#yz-water")
COMMITTEE = by("cai", "committee@620123#yz-culture")
YEAR = "2026"


async def uploaded(here: Town, who: dict[str, str], text: str) -> dict[str, Any]:
    answer = await here.client.post("/papers", content=text.encode(), headers=who)
    assert answer.status_code == 201, answer.text
    paper: dict[str, Any] = answer.json()
    return paper


async def submitted(
    here: Town, who: dict[str, str] = MEMBER, text: str = TEXT, **more: Any
) -> tuple[str, str]:
    """The address of a report of the township, and of its text."""
    paper = await uploaded(here, who, text)
    body = {
        "unit": TOWNSHIP,
        "title": "大营河下游水质变差",
        "category": "warning",
        "channel": "paper",
        "author_kind": "member",
        "received_on": "2026-02-26",
        "text": paper,
        **more,
    }
    answer = await here.post("/reports", body, who)
    assert types(answer) == ["ReportSubmitted"]
    assert text not in answer.text
    return answer.headers["location"], f"/papers/{paper['digest']}"


async def done(here: Town, place: str, body: dict[str, Any], who: dict[str, str]) -> list[str]:
    return types(await here.post(place, body, who))


async def signed(
    here: Town, place: str, minutes: tuple[str, str] = ("", ""), **taking: Any
) -> dict[str, Any]:
    """The edited text of a report that went through all steps."""
    assert await done(here, f"{place}/taking", taking, EDITOR) == ["ReportTaken"]
    paper = await uploaded(here, EDITOR, EDITED)
    edit = {"title": "大营河下游水质变差亟待查处", "text": paper}
    assert await done(here, f"{place}/editing", edit, EDITOR) == ["ReportEdited"]
    checked, at = ({"at": each} if each else {"on": "2026-02-27"} for each in minutes)
    assert await done(here, f"{place}/step", checked, CHECKER) == ["ReportChecked"]
    assert await done(here, f"{place}/step", at, SIGNER) == ["ReportSigned"]
    return paper


async def issued(here: Town, *places: str, **when: str) -> str:
    """The address of a new bulletin that holds these reports."""
    known = await here.get("/bulletins?limit=200", EDITOR, unit=COUNTY, year=YEAR)
    issue = max((each["issue"] for each in known["items"]), default=0) + 1
    place = f"/bulletins/{COUNTY}/{YEAR}/{issue}"
    items = [each.rsplit("/", 1)[1] for each in places]
    body = {"unit": COUNTY, "year": int(YEAR), "issue": issue, "items": items}
    answer = await here.post(
        f"{place}/issue", {**body, **(when or {"issued_on": "2026-03-02"})}, EDITOR
    )
    assert types(answer) == ["BulletinIssued"]
    assert answer.headers["location"] == place
    return place


async def test_a_report_goes_from_its_author_to_those_above_and_back(here: Town):  # 8.4, 003-15
    place, text = await submitted(here)
    edited = await signed(here, place, committee="yz-culture")
    bulletin = await issued(here, place)

    page = await here.get(place, EDITOR)
    assert (page["stage"], page["bulletin_number"][-2:]) == ("issued", "1号")
    assert page["characters"] == LENGTH, "counted, blanks left out"
    assert page["untold"] == ["m-620123-0007"]
    sent = {"recipients": ["party-620123", "yz-water"], "sent_on": "2026-03-02"}
    assert await done(here, f"{bulletin}/sending", sent, EDITOR) == ["BulletinSent"]
    up = {"level": "city", "sent_on": "2026-03-02"}
    assert await done(here, f"{place}/sending-up", up, EDITOR) == ["ReportSentUp"]
    use = {"level": "province", "used_on": "2026-03-02", "publication": "第88期"}
    assert await done(here, f"{place}/use", use, EDITOR) == ["ReportUsed"]

    untold = await here.get("/reports", EDITOR, untold="true", limit="200")
    assert place.rsplit("/", 1)[1] in {each["report_id"] for each in untold["items"]}
    answer = {"answer": "已被省政协采用", "told_on": "2026-03-02"}
    assert await done(here, f"{place}/feedback", answer, EDITOR) == ["AuthorsTold"]
    page = await here.get(place, MEMBER)
    assert (page["fate"], page["untold"]) == ("used", [])
    assert [each["answer"] for each in page["feedback"]] == ["已被省政协采用"]
    assert [(each["level"], each["used_on"]) for each in page["used"]] == [
        ("province", "2026-03-02")
    ]

    for who in (MEMBER, EDITOR, COMMITTEE):
        assert (await here.client.get(text, headers=who)).text == TEXT
    for who in (MEMBER, EDITOR, PARTY, WATER, COMMITTEE):
        there = await here.client.get(f"/papers/{edited['digest']}", headers=who)
        assert there.text == EDITED, who
    for who in (PARTY, WATER):
        assert await here.status(text, who) == 404, "the original is for nobody who was sent it"


async def test_by_the_matrix_everybody_else_reads_nothing_of_it(here: Town):  # matrix 9.2
    place, text = await submitted(here, CLERK, authors=["m-620123-0007"])
    edited = await signed(here, place)
    bulletin = await issued(here, place)
    sent = {"recipients": ["party-620123"], "sent_on": "2026-03-02"}
    await done(here, f"{bulletin}/sending", sent, EDITOR)
    paper = f"/papers/{edited['digest']}"

    report_for = {"CLERK": CLERK, "MEMBER": MEMBER, "EDITOR": EDITOR}
    for who in report_for.values():
        assert (await here.get(place, who))["title"] == "大营河下游水质变差"
        assert await here.status(text, who) == 200
    for who in (PARTY, EDITOR):
        shown = await here.get(bulletin, who)
        assert [each["title"] for each in shown["items"]] == ["大营河下游水质变差亟待查处"]
        assert "m-620123-0007" not in str(shown), "who is sent an item learns no author"
        assert await here.status(paper, who) == 200
    others = [
        by("m-620123-0008", "member@620123109"),
        by("gu", "clerk@620123109"),
        by("gu", "convenor@620123109"),
        by("gu", "party@620123"),
        by("gu", "party@620123109#party-620123109"),
        by("gu", "supervisor@620123"),
        by("gu", "auditor@620123"),
        WATER,
        COMMITTEE,
        by("gu", "cppcc-office@511623"),
    ]
    for who in others:
        for address in (place, bulletin):
            assert await here.status(address, who) in (403, 404), who
        for digest in (text, paper):
            assert await here.status(digest, who) == 404, who
        for lists in ("/reports", "/bulletins"):
            answer = await here.client.get(lists, headers=who, params={"limit": "200"})
            for address in (place, bulletin):
                assert address.split("/", 2)[2].replace("/", ":") not in answer.text


async def test_the_urgent_path_is_kept_to_the_minute(here: Town):  # 004-21
    received = {"urgent": True, "received_at": "2026-03-02T08:10+08:00", "received_on": None}
    place, _ = await submitted(here, **received)
    await signed(here, place, ("2026-03-02T08:50+08:00", "2026-03-02T09:05+08:00"))
    bulletin = await issued(here, place, issued_at="2026-03-02T09:40+08:00")

    late = {"recipients": ["yz-water"]}
    answer = await here.post(f"{bulletin}/sending", late, EDITOR)
    assert refused(answer) == (409, "minute-needed")
    sent = {**late, "sent_at": "2026-03-02T01:45Z"}
    assert await done(here, f"{bulletin}/sending", sent, EDITOR) == ["BulletinSent"]

    up = {"level": "city", "sent_at": "2026-03-02T10:10+08:00"}
    assert await done(here, f"{place}/sending-up", up, EDITOR) == ["ReportSentUp"]

    page = await here.get(place, EDITOR)
    assert (page["urgent"], page["minutes"]) == (True, 90)
    assert [each["minutes"] for each in page["sent_up"]] == [120]
    assert [each["sent_at"] for each in (await here.get(bulletin, WATER))["sent"]] == [
        "2026-03-02T01:45:00Z"
    ]
    urgent = await here.get("/reports", EDITOR, urgent="true", limit="200")
    assert place.rsplit("/", 1)[1] in {each["report_id"] for each in urgent["items"]}


async def test_numbers_have_no_gaps_and_no_doubles(here: Town):  # 003-15, 8.4-4
    place, _ = await submitted(here)
    await signed(here, place)
    bulletin = await issued(here, place)
    other, _ = await submitted(here)
    await signed(here, other)
    issue = int(bulletin.rsplit("/", 1)[1])
    body: dict[str, Any] = {
        "unit": COUNTY,
        "year": int(YEAR),
        "items": [other.rsplit("/", 1)[1]],
        "issued_on": "2026-03-02",
    }
    for number, refusal in (
        (issue + 2, (409, "number-gap")),
        (issue, (409, "number-taken")),
        (0, (422, "malformed")),
    ):
        address = f"/bulletins/{COUNTY}/{YEAR}/{number}/issue"
        answer = await here.post(address, {**body, "issue": number}, EDITOR)
        assert answer.status_code == refusal[0]
        assert refused(answer)[1] == refusal[1] or number == 0
    skipped = f"/bulletins/{COUNTY}/2027/7/issue"
    answer = await here.post(skipped, {**body, "year": 2027, "issue": 7}, EDITOR)
    assert refused(answer) == (409, "number-gap")
    assert "1" in answer.json()["detail"]

    withdrawn = await done(here, f"{bulletin}/withdrawal", {"reason": "内容须核实"}, EDITOR)
    assert withdrawn == ["BulletinWithdrawn"]
    assert (await here.get(place, EDITOR))["stage"] == "signed"
    again = await issued(here, place, other)
    assert again.endswith(f"/{issue + 1}"), "the number of a withdrawn one stays used"


async def test_what_was_entered_of_a_sending_wrongly_is_withdrawn(here: Town):  # model 12
    place, _ = await submitted(here)
    await signed(here, place)
    bulletin = await issued(here, place)
    sent = {"recipients": ["yz-water", "party-620123"], "sent_on": "2026-03-02"}
    await done(here, f"{bulletin}/sending", sent, EDITOR)
    wrong = {"recipients": ["yz-water"], "reason": "误选机构"}
    deeds = await done(here, f"{bulletin}/sending-withdrawal", wrong, EDITOR)
    assert deeds == ["SendingWithdrawn"]
    assert [await here.status(bulletin, who) for who in (WATER, PARTY)] == [404, 200]

    up = {"level": "city", "sent_on": "2026-03-02"}
    await done(here, f"{place}/sending-up", up, EDITOR)
    back = {"level": "city", "reason": "误登"}
    withdrawn = await done(here, f"{place}/sending-up-withdrawal", back, EDITOR)
    assert withdrawn == ["SendingUpWithdrawn"]
    await done(here, f"{place}/feedback", {"answer": "已编发"}, EDITOR)
    assert (await here.get(place, EDITOR))["untold"] == []
    untold = {"authors": ["m-620123-0007"], "reason": "误登"}
    deeds = await done(here, f"{place}/feedback-withdrawal", untold, EDITOR)
    assert deeds == ["FeedbackWithdrawn"]
    page = await here.get(place, EDITOR)
    assert (page["sent_up"], page["untold"]) == ([], ["m-620123-0007"])


async def test_a_correction_of_a_bulletin_reaches_its_reports(here: Town):  # model 12
    wrong, right = (await submitted(here))[0], (await submitted(here))[0]
    for each in (wrong, right):
        await signed(here, each)
    bulletin = await issued(here, wrong)
    body = {"items": [right.rsplit("/", 1)[1]], "issued_on": "2026-03-02", "reason": "误列"}
    assert await done(here, f"{bulletin}/correction", body, EDITOR) == ["BulletinCorrected"]

    stages = [(await here.get(each, EDITOR))["stage"] for each in (wrong, right)]
    assert stages == ["signed", "issued"]
    held = (await here.get(bulletin, EDITOR))["items"]
    assert [each["report"] for each in held] == [right.rsplit("/", 1)[1]]


async def test_what_became_part_of_another_is_answered_with_it(here: Town):  # 8.4-10
    second = by("m-620123-0008", "member@620123109")
    one, two = (await submitted(here))[0], (await submitted(here, second))[0]
    merger = {"into": two.rsplit("/", 1)[1], "reason": "同一件事"}
    itself = await here.post(f"{two}/merger", merger, EDITOR)
    assert refused(itself) == (422, "into-itself")
    assert await done(here, f"{one}/merger", merger, EDITOR) == ["ReportMerged"]

    assert [each["report_id"] for each in (await here.get(two, EDITOR))["joined"]] == [
        one.rsplit("/", 1)[1]
    ]
    assert (await here.get(one, EDITOR))["untold"] == ["m-620123-0007"]
    keeping = {"ground": "known"}
    assert await done(here, f"{two}/keeping", keeping, EDITOR) == ["ReportKept"]
    page = await here.get(two, MEMBER)  # who reads what theirs became part of
    assert sorted(page["untold"]) == ["m-620123-0007", "m-620123-0008"]
    told = {"authors": ["m-620123-0007"], "answer": "留存"}
    assert await done(here, f"{two}/feedback", told, EDITOR) == ["AuthorsTold"]
    assert (await here.get(two, EDITOR))["untold"] == ["m-620123-0008"]


async def test_what_became_part_of_it_stays_so_when_it_comes_in_again(here: Town):  # 8.4-2, 8.4-10
    second = by("m-620123-0008", "member@620123109")
    one, two = (await submitted(here))[0], (await submitted(here, second))[0]
    merger = {"into": two.rsplit("/", 1)[1], "reason": "同一件事"}
    await done(here, f"{one}/merger", merger, EDITOR)
    await done(here, f"{two}/taking", {"committee": "yz-culture"}, EDITOR)
    lacks = {"missing": ["advice"], "reason": "请补充建议"}
    assert await done(here, f"{two}/return", lacks, EDITOR) == ["ReportReturned"]
    paper = await uploaded(here, second, EDITED)
    again = {"title": "再报", "received_on": "2026-02-27", "text": paper}
    assert await done(here, f"{two}/resubmission", again, second) == ["ReportSubmitted"]

    page = await here.get(two, MEMBER)
    assert (page["joined_authors"], page["stage"]) == (["m-620123-0007"], "submitted")
    left = ("committee", "missing", "reason", "fate")
    assert [page[each] for each in left] == [None] * 4
    corrected = {
        **{"title": "更正", "category": "warning", "channel": "paper", "author_kind": "member"},
        **{"authors": ["m-620123-0009"], "received_on": "2026-02-26", "reason": "登记有误"},
    }
    assert await done(here, f"{one}/correction", corrected, EDITOR) == ["ReportCorrected"]
    assert (await here.get(two, EDITOR))["joined_authors"] == ["m-620123-0009"]
    assert await here.status(two, MEMBER) == 404


async def test_the_committee_in_charge_may_take_the_text_as_it_is(here: Town):  # 8.4-3
    paper = await uploaded(here, MEMBER, TEXT)
    answer = await here.post("/reports", await _body(here, paper), MEMBER)
    place = answer.headers["location"]
    edit = {"title": "原文照用", "text": paper}
    await done(here, f"{place}/taking", {}, EDITOR)
    assert (await here.post(f"{place}/editing", edit, COMMITTEE)).status_code == 409
    await done(here, f"{place}/keeping", {"ground": "known"}, EDITOR)
    await done(here, f"{place}/taking", {"committee": "yz-culture"}, EDITOR)

    assert await done(here, f"{place}/editing", edit, COMMITTEE) == ["ReportEdited"]


async def test_a_report_becomes_a_topic_in_the_same_breath(here: Town):  # 8.4-10, 001-16
    place, _ = await submitted(here)
    topic = {
        "title": "大营河治理",
        "description": "沿河排污怎样管。",
        "origin": "member",
        "scale": "group",
        "reason": "宜协商",
    }
    wrong = await here.post(f"{place}/topic", {**topic, "origin": "rumour"}, EDITOR)
    assert refused(wrong) == (422, "unknown-code")
    assert (await here.get(place, EDITOR))["stage"] == "submitted"

    answer = await here.post(f"{place}/topic", topic, EDITOR)

    assert types(answer) == ["ReportTurnedIntoTopic"]
    page = await here.get(place, EDITOR)
    raised = await here.get(f"/topics/{page['topic']}", CLERK)
    assert (raised["title"], raised["raised_by"]) == ("大营河治理", "m-620123-0007")
    assert raised["source"].endswith(place.rsplit("/", 1)[1])
    matters = "SELECT DISTINCT matter FROM ledger WHERE stream = ANY($1)"
    streams = [f"report/{place.rsplit('/', 1)[1]}", f"topic/{page['topic']}"]
    assert len(await here.bench.pool.fetch(matters, streams)) == 1, "one matter"


async def test_a_follow_up_belongs_to_the_matter_of_the_first(here: Town):  # 8.4-1
    first, _ = await submitted(here)
    second, _ = await submitted(here, follows=first.rsplit("/", 1)[1])

    page = await here.get(first, EDITOR)
    assert [each["report_id"] for each in page["followed_by"]] == [second.rsplit("/", 1)[1]]
    paper = await uploaded(here, MEMBER, TEXT)
    nowhere = {**(await _body(here, paper)), "follows": "no-such-report"}
    assert refused(await here.post("/reports", nowhere, MEMBER)) == (404, "not-found")


async def _body(here: Town, paper: dict[str, Any]) -> dict[str, Any]:
    return {
        "unit": TOWNSHIP,
        "title": "续报",
        "category": "warning",
        "channel": "paper",
        "author_kind": "member",
        "text": paper,
    }


async def test_what_comes_in_wrongly_is_one_clear_sentence(here: Town):
    paper = await uploaded(here, MEMBER, TEXT)
    good = await _body(here, paper)
    long = await uploaded(here, MEMBER, "水" * 1501)
    for change, refusal in (
        ({"category": "rumour"}, (422, "unknown-code")),
        ({"text": long}, (409, "too-long")),
        ({"text": {**paper, "digest": "0" * 64}}, (409, "length-needed")),
        ({"text": {**paper, "digest": "0" * 64}, "characters": 9}, (422, "unknown-paper")),
        ({"authors": ["m-620123-9999"]}, (422, "unknown-member")),
        ({"unit": "511623100000"}, (403, "out-of-scope")),
        ({"received_on": "2031-01-01"}, (409, "future-day")),
        ({"urgent": True}, (409, "minute-needed")),
        ({"follows": "X"}, (422, "malformed")),
    ):
        answer = await here.post("/reports", {**good, **change}, MEMBER)
        status, rule = refused(answer)
        assert status == refusal[0], (change, answer.text)
        assert rule == refusal[1] or refusal[1] == "malformed", (change, rule)


async def test_the_figures_of_the_year_come_with_the_facts_behind_them(here: Town):  # 003-15
    before = await here.get("/reports/figures", EDITOR, year=YEAR, unit="620123")
    places = [(await submitted(here))[0] for _ in range(4)]
    for each in places[:3]:
        await signed(here, each)
    await issued(here, *places[:2])
    lost = await issued(here, places[2])
    await done(here, f"{lost}/withdrawal", {"reason": "误发"}, EDITOR)
    up = {"level": "city", "sent_on": "2026-03-02"}
    await done(here, f"{places[0]}/sending-up", up, EDITOR)
    use = {"level": "province", "used_on": "2026-03-02"}
    await done(here, f"{places[0]}/use", use, EDITOR)
    await done(here, f"{places[0]}/use", {**use, "level": "city"}, EDITOR)
    wrong = {"level": "city", "reason": "误登"}
    await done(here, f"{places[0]}/use-withdrawal", wrong, EDITOR)

    after = await here.get("/reports/figures", EDITOR, year=YEAR, unit="620123")

    def more(what: str) -> int:
        return int(after[what]["count"] - before[what]["count"])

    assert [more(each) for each in ("received", "issues", "items", "used")] == [4, 1, 2, 1]
    for kind, word in (("category", "warning"), ("channel", "paper")):  # 003-06, 003-16
        there = [figures["received"][f"by_{kind}"].get(word, 0) for figures in (after, before)]
        assert there[0] - there[1] == 4
    province = after["used"]["by_level"]["province"]
    assert province - before["used"]["by_level"].get("province", 0) == 1
    (fact,) = [each for each in after["used"]["facts"] if places[0].endswith(each["report"])]
    row = "SELECT type FROM ledger WHERE position = $1"
    assert (await here.bench.pool.fetchval(row, fact["as_of"])).endswith("ReportUsed")
    for figure, kind in (("received", "ReportSubmitted"), ("issues", "BulletinIssued")):
        event = after[figure]["facts"][-1]["as_of"]
        assert (await here.bench.pool.fetchval(row, event)).endswith(kind)
    then = await here.get("/reports/figures", EDITOR, year=YEAR, as_of="2026-03-01")
    assert then["used"]["count"] == before["used"]["count"] - sum(
        each["on"] > "2026-03-01" for each in before["used"]["facts"]
    )
    other = by("gu", "cppcc-office@511623")
    assert (await here.get("/reports/figures", other, year=YEAR))["received"]["count"] == 0
    assert (await here.get("/reports/figures", EDITOR, year="2025"))["received"]["count"] == 0


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CLERK, Role.PARTY])
async def test_figures_are_for_the_information_office(here: Town, role: Role):
    answer = await here.client.get(
        "/reports/figures", params={"year": YEAR}, headers=by("gu", f"{role}@620123")
    )
    assert refused(answer) == (403, "no-office")
