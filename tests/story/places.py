"""How a matter goes from its topic to a closed outcome in the stories of several places."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.story.conftest import World
from yishi.development.demo.case import Case

PROFILES = Path("deploy/profiles")
CALLED = {
    "resident": "居民",
    "cadre": "干部",
    "department": "部门",
    "stakeholder": "利益相关方",
    "firm": "企业",
    "expert": "专家",
    "member": "委员",
}
"""Who speaks for a kind of participants: documents bear no codes."""


async def profile_of(world: World, place: str) -> World:
    """The installation, once the profile of this place is in force in it, and says so again."""
    for said in ("events recorded", "Nothing to change"):
        done = world.command("apply", str(PROFILES / f"{place}.toml"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert said in done.stdout
    return world


def case_of(
    world: World,
    name: str,
    unit: str,
    people: str,
    organisation: str,
    office: str,
    branch: str = "",
) -> Case:
    """A matter of this unit, conducted by its people."""
    return Case(
        world.client,
        name,
        name,
        unit,
        world.today,
        lambda _: None,
        clerk=f"{people}-clerk",
        branch=branch or f"{people}-party",
        organisation=organisation,
        office=office,
    )


async def looked_into(case: Case, days: int, led_by: str, place: str, facts: str, way: str) -> None:
    """Research before the session, with residents of the place (000-45)."""
    await case.ask(
        "meetings",
        "/activities",
        unit=case.unit,
        kind="research",
        title="议前调研",
        consultations=await case.served(),
        held_on=case.ago(days),
        led_by=led_by,
        place=place,
        present=[{"kind": "resident", "count": 9}],
        findings={"facts": facts, "key_problem": facts, "proposal": way},
    )


async def talked(
    case: Case,
    title: str,
    questions: Sequence[str],
    voices: Mapping[str, str],
    *,
    days: int,
    minutes: int = 70,
    members: Sequence[str] = (),
    silent: Sequence[str] = (),
    **called: Any,
) -> None:
    """A session in which somebody of each kind that has a voice speaks; those of the other kinds
    are there, and `members` one by one."""
    await case.hold(
        title,
        days=days,
        minutes=minutes,
        questions=questions,
        present=members,
        headcount=dict.fromkeys((*voices, *silent), 6),
        speeches=[(kind, f"{CALLED[kind]}代表", gist) for kind, gist in voices.items()],
        **called,
    )


async def concluded(case: Case, summary: str, days: int) -> None:
    await case.minute(summary, "会议召集人", days)
    await case.meet("conclusion", summary=summary)


async def converted(
    case: Case,
    leads: Mapping[str, str],
    benefit: Mapping[str, int],
    *,
    days: int,
    reason: str,
    adopted: tuple[str, str] | None = None,
) -> None:
    """Sent with consent, worked on by each department (person by body), adopted at a place and a
    level where it is, checked, told, closed."""
    letter = {"recipients": ["党委、政府"], "copies": [], "outcome_number": f"{case.name}〔1〕号"}
    await case.send("会议纪要第9号", consented=days, sent=days, **letter)
    for number, (_, person) in enumerate(leads.items(), start=1):
        await case.follow("task-acceptance", as_=person, task=number, officer="办公室")
        done = {"task": number, "on": case.ago(max(days - 2, 0)), "result": "已办结"}
        await case.follow("task-completion", as_=person, **done)
    if adopted:
        place, level = adopted
        await case.adopted(place, level, "样例县人民政府", "项目批复第1号", max(days - 2, 0))
    await case.follow(
        "checks",
        kind="look-back",
        on=case.ago(max(days - 3, 0)),
        led_by="政协委员",
        tasks=[
            {"task": number, "kept": True, "finding": "已落实"}
            for number in range(1, len(leads) + 1)
        ],
        finding="现场查看，确已落实。",
    )
    told = {"on": case.ago(max(days - 4, 0)), "channel": "上门告知", "satisfaction": "satisfied"}
    await case.follow("feedback", **told)
    await case.finish(dict(benefit), reason)


async def promised(case: Case, *promises: tuple[str, str]) -> None:
    """What departments promise in session becomes tasks when the session has ended."""
    for body, what in promises:
        await case.promise(body, what, -30)
    await case.end("consensus", "solved")
    for number, (body, _) in enumerate(promises, start=1):
        await case.sit("promises/task", promise=number, lead=body)


async def outcome_of(world: World, case: Case) -> dict[str, Any]:
    """The outcome of a matter as the office reads it."""
    place = await case.begun("outcomes", "/outcomes", "outcome")
    found: dict[str, Any] = await world.client.get("outcomes", place, as_=case.office)
    return found
