"""A village is merged into one of another township while its matters run: each goes on to its end.

Comes last in this folder, for it adds to the county's register.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from runtime import clock
from tests.story.conftest import GOING, SPLIT, TAKING, World
from yishi.client import Refused, eventually
from yishi.credentials import addresses
from yishi.development.demo.case import Case

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

MEMBER = "m-620123-001"


@dataclass(frozen=True)
class Matters:
    """One for each point at which a matter may stand when its village goes."""

    proposed: Case
    admitted: Case
    running: Case
    tasked: Case


TITLES = {"proposed": "南渠", "admitted": "北渠", "running": "东渠", "tasked": "西渠"}
"""What each is about, as their documents say it."""


def with_the_successor(case: Case) -> Case:
    """From now on its people ask, and its sessions serve what the closed village began."""
    case.unit = TAKING
    case.clerk, case.branch, case.organisation = "taking-clerk", "taking-party", "taking-branch"
    return case


@pytest.fixture(scope="module")
async def merged(world: World) -> Matters:
    """The village is closed, and the posting to it ends."""
    for code, name, branch in (
        (GOING, "样例并出村", "going-branch"),
        (TAKING, "样例承接村", "taking-branch"),
    ):
        parent = code[:9] + "000"
        unit = {"unit": code, "name": name, "kind": "village", "parent": parent}
        await world.client.ask(
            "members", "/units", {**unit, "valid_from": "2020-01-01"}, as_="cppcc-office"
        )
        body = {"unit": code, "body": branch, "name": f"{name}党支部", "kind": "party"}
        await world.client.ask("members", "/bodies", body, as_="cppcc-office")
    posting = {"to_unit": GOING, "basis": "native", "since": clock.today().isoformat()}
    await world.client.ask("members", f"/members/{MEMBER}/postings", posting, as_="cppcc-office")
    matters = Matters(*[await begun(world, name) for name in Matters.__dataclass_fields__])
    await admitted(matters.admitted)
    for case in (matters.running, matters.tasked):
        await admitted(case)
        await case.approve("并出村党支部会议纪要第1号", 0)
    await talked_over(matters.tasked)
    await sent(matters.tasked)

    closure = {
        "valid_to": clock.today().isoformat(),
        "successors": [TAKING],
        "reason": "行政村合并",
    }
    await close(world, closure)
    page = await world.client.get("members", f"/members/{MEMBER}", as_="cppcc-office")
    (posting,) = [each for each in page["postings"] if each["to_unit"] == GOING]
    assert posting["until"] == closure["valid_to"]
    for service, path in (
        ("topics", f"/topics/{matters.proposed.topic}"),
        ("meetings", await matters.running.begun("meetings", "/consultations", "consultation")),
        ("outcomes", await matters.tasked.begun("outcomes", "/outcomes", "outcome")),
    ):
        await eventually(f"{service} to know of it", seen(world, service, path))
    return matters


async def close(world: World, closure: dict[str, Any]) -> None:
    await world.client.ask("members", f"/units/{GOING}/closure", closure, as_="cppcc-office")


def seen(world: World, service: str, path: str) -> Callable[[], Awaitable[Any]]:
    return lambda: world.client.get(service, path, as_="taking-clerk")


async def begun(world: World, name: str) -> Case:
    case = Case(
        world.client,
        f"merged-{name}",
        name,
        GOING,
        clock.today(),
        lambda _: None,
        clerk="going-clerk",
        branch="going-party",
        organisation="going-branch",
    )
    await case.raise_topic("样例村民", title=TITLES[name], description="渠道清淤", origin="public")
    return case


async def admitted(case: Case, by: str = "going-convenor") -> None:
    await case.screen(by, "livelihood", "general", "一个社的日常维护")


async def talked_over(case: Case) -> None:
    participants = [{"kind": "stakeholder", "title": "灌溉户", "count": 9}]
    await case.meet("participants", participants=participants)
    await case.hold(
        "渠道清淤",
        days=0,
        form="simple",
        place="渠边",
        questions=["怎样办？"],
        minutes=30,
        present=[],
        headcount={"stakeholder": 9},
        speeches=[("stakeholder", "灌溉户", "同意。")],
    )
    await case.promise("yz-water", "清淤", -30)
    await case.agree("先清淤")
    await case.end("consensus")
    await case.sit("promises/task", promise=1, lead="yz-water")
    await case.minute("同意清淤。", "议事会召集人", 0)
    await case.meet("conclusion", summary="同意清淤。")


async def sent(case: Case) -> None:
    await case.send(
        "党支部会议纪要第2号",
        consented=0,
        sent=0,
        outcome_number=f"{case.name}号",
        recipients=["乡镇人民政府"],
        copies=[],
    )


async def ended(case: Case) -> None:
    """The task is done, checked, told to those who raised it; the outcome is closed."""
    work = {"task": 1, "officer": "农村水利股"}
    await case.follow("task-acceptance", as_="yz-water", **work)
    done = {"task": 1, "on": case.ago(0), "result": "已清淤"}
    await case.follow("task-completion", as_="yz-water", **done)
    finding = {"on": case.ago(0), "led_by": "议事会", "finding": "属实", "kind": "look-back"}
    await case.follow("checks", tasks=[{"task": 1, "kept": True, "finding": "渠道畅通"}], **finding)
    await case.follow("feedback", on=case.ago(0), channel="上门", satisfaction="satisfied")
    if case.name != "merged-tasked":
        await case.follow("publication", place="公开栏", on=case.ago(0))
    await case.finish({"people": 9}, "办结")


async def test_what_was_proposed_goes_on_to_its_end(merged: Matters) -> None:
    case = with_the_successor(merged.proposed)
    await admitted(case, "taking-convenor")
    await case.approve("承接村党支部会议纪要第1号", 0)
    await talked_over(case)
    await sent(case)
    await ended(case)


async def test_what_was_admitted_is_consented_to_by_the_successor_s_branch_alone(
    world: World, merged: Matters
) -> None:
    case = with_the_successor(merged.admitted)
    consent = case.consent("taking-branch", "第1号", 0)
    for branch, rule in (
        ("going-party", "unit-closed"),
        ("xinying-party", "same-level"),
        ("yuanzicha-party", "same-level"),
        ("xinying-village-party", "out-of-scope"),
    ):
        with pytest.raises(Refused) as refused:
            await world.client.ask(
                "topics", f"/topics/{case.topic}/approval", {"consent": consent}, as_=branch
            )
        assert refused.value.rule == rule, branch
    assert "样例承接村（620123212391）" in await _said(world, case)

    await case.approve("承接村党支部会议纪要第2号", 0)
    await talked_over(case)
    await sent(case)
    await ended(case)


async def _said(world: World, case: Case) -> str:
    """What the closed village's people are told, in Chinese."""
    answer = await world.web.post(
        f"{addresses(world.settings)['topics']}/topics/{case.topic}/screening",
        json={"answers": {}},
        headers={"Authorization": f"Bearer {await world.token_of('going-convenor')}"},
    )
    assert (answer.status_code, answer.json()["rule"]) == (422, "unit-closed")
    return str(answer.json()["detail"])


async def test_a_running_consultation_goes_on(merged: Matters) -> None:
    case = with_the_successor(merged.running)
    await talked_over(case)
    await sent(case)
    await ended(case)


async def test_bodies_of_the_closed_village_are_given_nothing_new(
    world: World, merged: Matters
) -> None:
    case = with_the_successor(merged.tasked)
    place = await case.begun("outcomes", "/outcomes", "outcome")
    task = {"lead": "going-branch", "what": "看护渠道"}
    with pytest.raises(Refused) as refused:
        await world.client.ask("outcomes", f"{place}/tasks", task, as_=case.clerk)

    assert refused.value.rule == "unknown-body"
    assert "going-branch" in refused.value.sentence


async def test_an_open_task_is_finished_by_its_department(merged: Matters) -> None:
    case = with_the_successor(merged.tasked)
    await case.follow("publication", place="公开栏", on=case.ago(0))
    await ended(case)


async def test_nothing_new_begins_and_no_policy_was_refused(world: World, merged: Matters) -> None:
    for person in ("going-clerk", "taking-clerk", "cppcc-office"):
        body = {"unit": GOING, "title": "新", "description": "新", "origin": "public"}
        with pytest.raises(Refused) as refused:
            await world.client.ask("topics", "/topics", {**body, "scale": "group"}, as_=person)
        assert refused.value.rule == "unit-closed", person
    for service in ("topics", "meetings", "members", "outcomes"):
        rows = await world.client.get(service, "/unanswered", as_="platform-auditor")
        assert not [row for row in rows if row["rule"] == "unit-closed"], service


async def test_a_matter_of_a_village_with_two_successors_lies_with_whom_the_county_says(
    world: World, merged: Matters
) -> None:  # (f)
    client, office = world.client, "cppcc-office"
    unit = {"unit": SPLIT, "name": "样例分设村", "kind": "village", "parent": SPLIT[:9] + "000"}
    await client.ask("members", "/units", {**unit, "valid_from": "2020-01-01"}, as_=office)
    case = replace(merged.running, name="界渠", unit=SPLIT, clerk="xinying-clerk", topic="")
    case.places = {}
    await case.raise_topic("样例村民", title="界渠", description="两村共用", origin="public")
    closure = {
        "valid_to": clock.today().isoformat(),
        "successors": [TAKING, "620123109210"],
        "reason": "分设",
    }
    await client.ask("members", f"/units/{SPLIT}/closure", closure, as_=office)
    path, other = f"/topics/{case.topic}", "xinying-village-convenor"
    for convenor in (other, "taking-convenor"):  # until then both of them see it, and may act
        await eventually("topics to know", lambda by=convenor: client.get("topics", path, as_=by))
    deal = {"matter": case.topic, "successor": TAKING}
    await client.ask("members", f"/units/{SPLIT}/dealing", deal, as_=office)
    page = await client.get("members", f"/units/{SPLIT}", as_=office)
    assert page["dealt_out"] == [deal]

    async def said() -> str:
        try:
            await client.ask("topics", f"{path}/screening", {"answers": {}}, as_=other)
        except Refused as refusal:
            return f"{refusal.rule} {refusal.sentence}"
        return ""

    told = await eventually(
        "topics to know of it", said, done=lambda each: each.startswith("out-of-scope")
    )
    assert TAKING in told
    assert (await client.get("topics", path, as_=other))["title"] == "界渠"
    case = with_the_successor(case)
    await admitted(case, "taking-convenor")
    await case.approve("承接村党支部会议纪要第9号", 0)
    await talked_over(case)
    await sent(case)
    await ended(case)
