"""Three consultations of Yuzhong, from a villager's topic to a checked outcome."""

from typing import Any

import pytest

from runtime.settings import DECIDING
from tests.story.conftest import World, case

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

CASES = ("market", "lily", "channel")


def of(events: list[dict[str, Any]], name: str, *types: str) -> list[dict[str, Any]]:
    """The facts of these types about a case, in order."""
    return [
        event["data"]
        for event in events
        if event["correlationid"] == case(name) and event["type"].split(".")[-1] in types
    ]


@pytest.mark.parametrize("name", CASES)
async def test_the_loop_of_each_case_is_closed(world: World, name: str) -> None:
    # 000-34 13.3-15
    topic = await world.client.get("topics", f"/topics/{case(name)}", as_="cppcc-office")
    talk = await world.begun("consultation", case(name))
    outcome = await world.begun("outcome", case(name))

    assert (topic["stage"], talk["stage"], outcome["stage"]) == ("closed", "concluded", "closed")
    assert topic["outcome"] == outcome["outcome"]
    assert topic["outcome_number"]
    said = of(await world.ledger("outcomes"), name, "CheckHeld", "FeedbackGiven")
    assert len(said) == 2
    (closed,) = of(await world.ledger("outcomes"), name, "OutcomeClosed")
    assert closed["benefit"]["people"] > 0


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("market", ["collect", "consent", "research", "session", "publish", "act"]),
        (
            "lily",
            ["collect", "collect", "consent", "plan", "research", "session", "report", "convert"],
        ),
        ("channel", ["receive", "research", "session", "publish", "act"]),
    ],
)
async def test_the_steps_were_completed_in_order(world: World, name: str, steps: list[str]) -> None:
    # 13.3-5; 000-30 000-31
    completed = [
        step["step"]
        for service in ("topics", "meetings", "outcomes")
        for step in of(await world.ledger(service), name, "StepCompleted")
    ]

    assert completed == steps


async def test_the_market_took_two_rounds_and_one_promise_was_withdrawn(world: World) -> None:
    # 000-47 13.3-13
    events = await world.ledger("meetings")
    outcomes = await world.ledger("outcomes")

    assert len(of(events, "market", "SessionCalled")) == 2
    assert len(of(events, "market", "PromiseMade")) == 3
    assert [p["promise"] for p in of(events, "market", "PromiseTasked")] == [1, 1]
    (withdrawn,) = of(events, "market", "PromiseWithdrawn")
    assert withdrawn["reason"]
    assert [task["promise"] for task in of(outcomes, "market", "TaskAssigned")] == [1, 1]
    (concluded,) = of(events, "market", "ConsultationConcluded")
    assert concluded["dissent"]


async def test_the_village_topic_stands_in_the_plan_of_its_township(world: World) -> None:
    # 000-32
    (planned,) = of(await world.ledger("topics"), "market", "TopicPlanned")

    assert planned["plan"].startswith("620123109000:")


async def test_the_lily_trade_was_passed_up_and_researched_jointly(world: World) -> None:
    # 000-50 000-52
    topics, meetings = await world.ledger("topics"), await world.ledger("meetings")
    (passed,) = of(topics, "lily", "TopicPassedUp")
    (research,) = of(meetings, "lily", "ActivityRecorded")
    (agreed,) = of(meetings, "lily", "ActivityAgreed")
    (opened,) = of(meetings, "lily", "ConsultationOpened")

    assert (passed["from_unit"], passed["to_unit"]) == ("620123212000", "620123000000")
    assert research["joint"]
    assert research["bodies"] == [agreed["asked"]] == ["yz-education-culture-health-sports"]
    assert opened["procedure"]["code"] == "YZ7"
    assert opened["raised_in"] == "620123212000"


async def test_who_raised_the_lily_topic_still_sees_what_became_of_it(world: World) -> None:
    # 000-52
    seen = await world.client.get("topics", f"/topics/{case('lily')}", as_="yuanzicha-clerk")

    assert seen["stage"] == "closed"


async def test_the_target_performance_office_gets_every_outcome(world: World) -> None:
    # 001-22
    outcomes = await world.ledger("outcomes")

    for name in CASES:
        (sent,) = of(outcomes, name, "OutcomeSent")
        assert "县目标绩效办" in sent["copies"]


async def test_the_channel_began_simply_and_was_promoted(world: World) -> None:
    # domain 5.2, 13.3-5
    events = await world.ledger("meetings")
    (upgraded,) = of(events, "channel", "ConsultationUpgraded")
    first, second = of(events, "channel", "SessionCalled")

    assert (upgraded["from_procedure"], upgraded["procedure"]["code"]) == ("YZS", "YZ6")
    assert (first["form"], second["form"]) == ("simple", "council")


async def test_each_consent_came_from_the_party_organisation_of_the_level(world: World) -> None:
    # 000-24
    consents = {
        "TopicApproved": ("topics", {"market": "620123109210", "lily": "620123000000"}),
        "OutcomeConsented": ("outcomes", {"market": "620123109210", "lily": "620123000000"}),
    }
    for type_, (service, units) in consents.items():
        for event in await world.ledger(service):
            if event["type"].endswith(type_):
                assert event["actorrole"] == "party"
                for name, unit in units.items():
                    if event["correlationid"] == case(name):
                        assert event["unit"] == unit


async def test_nothing_a_policy_asked_was_refused(world: World) -> None:
    for service in DECIDING:
        assert await world.client.get(service, "/unanswered", as_="platform-auditor") == []


async def test_every_event_tells_where_and_under_which_rules(world: World) -> None:
    # 13.3-16
    for service in ("topics", "meetings", "outcomes"):
        for event in await world.ledger(service):
            assert len(event["unit"]) == 12
            assert event["unitname"]
            # Each county's own: another story brings a second one into the same installation.
            stamp = f"{event['unit'][:6]}000000/2026.1"
            assert event.get("rules") == stamp or event["subject"].startswith(("rules/", "clock/"))


async def test_no_resident_is_named_in_the_history(world: World) -> None:
    # domain 9.2, 13.3-18
    for service in DECIDING:
        for event in await world.ledger(service):
            assert "样例村民" not in str(event)


async def test_history_that_is_entered_long_after_is_not_recorded_as_missed(world: World) -> None:
    # domain 9.3: the tasks were due months ago, and done in time
    told = {event["type"].split(".")[-1] for event in await world.ledger("outcomes")}

    assert "TaskAssigned" in told
    assert "DeadlineMissed" not in told
