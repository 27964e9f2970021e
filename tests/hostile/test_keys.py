"""Idempotency keys: nobody's command is read, replaced or suppressed by somebody else's."""

import asyncio
from uuid import uuid4

from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.submission import Cause, Submission
from services.topics.topic.commands import RaiseAgain
from tests.hostile.house import OWN, PROPOSAL, SECRET, VILLAGE, House
from tests.support.service import by

CLERK = by("wei", f"clerk@{OWN}")
COLLEAGUE = by("lin", f"clerk@{OWN}")
MEMBER = by("m-620123-0009", f"member@{OWN}")


async def test_the_id_of_a_command_is_no_key_to_what_it_recorded(town: dict[str, House]) -> None:
    # 9.2: a member does not read of a personal claim, whose id they may well have seen.
    here = town["topics"]
    claim = {**PROPOSAL, "scale": "personal", "title": f"{SECRET}个人诉求"}
    recorded = await here.given("/topics", claim, CLERK)
    (event,) = recorded.json()

    for who in (MEMBER, COLLEAGUE):
        key = {"Idempotency-Key": event["commandid"]}
        answer = await here.client.post("/topics", json=PROPOSAL, headers={**who, **key})
        assert (answer.status_code, answer.json()["rule"]) == (422, "key-reused")
        assert SECRET not in answer.text


async def test_whoever_asked_without_a_key_may_ask_again_with_the_one_they_were_given(
    town: dict[str, House],
) -> None:
    here = town["topics"]
    recorded = await here.given("/topics", PROPOSAL, CLERK)
    key = {"Idempotency-Key": recorded.headers["idempotency-key"]}

    again = await here.client.post("/topics", json=PROPOSAL, headers={**CLERK, **key})

    assert again.content == recorded.content


async def test_a_restored_ledger_still_knows_whose_key_it_was(town: dict[str, House]) -> None:
    """The fingerprints are no part of the stream and are lost with the database."""
    here = town["topics"]
    key = {"Idempotency-Key": str(uuid4())}
    recorded = await here.given("/topics", PROPOSAL, {**CLERK, **key})
    await here.bench.pool.execute("DELETE FROM command_keys")

    again = await here.client.post("/topics", json=PROPOSAL, headers={**CLERK, **key})
    stranger = await here.client.post("/topics", json=PROPOSAL, headers={**COLLEAGUE, **key})

    assert again.content == recorded.content
    assert (stranger.status_code, stranger.json()["rule"]) == (422, "key-reused")


async def test_a_persons_key_does_not_suppress_a_policys_command(town: dict[str, House]) -> None:
    """Ids of policies' commands can be computed by whoever knows the event."""
    here = town["topics"]
    topic = (await here.given("/topics", PROPOSAL, CLERK)).headers["location"].rsplit("/", 1)[1]
    foreseen = uuid4()
    taken = {**CLERK, "Idempotency-Key": str(foreseen)}
    await here.given("/topics", PROPOSAL, taken)
    policy = Actor("policy:when_asked", (Grant(role=Role.POLICY, scope=""),))
    again = RaiseAgain(title="由策略提出", description="x", scale="group")
    cause = Cause(uuid4(), "t-1", "when_asked", "MEETINGS", 1)
    wish = Submission(topic, again, policy, foreseen, cause=cause)

    # Refused by the rules of the topic, not because somebody else has the id.
    result = (await asyncio.gather(here.bench.writer.ask(wish), return_exceptions=True))[0]
    assert getattr(result, "rule", None) == "out-of-step"


async def test_the_same_key_of_two_at_once_is_one_command(town: dict[str, House]) -> None:
    here = town["topics"]
    before = await here.events()
    key = {"Idempotency-Key": str(uuid4())}
    asked = [
        here.client.post("/topics", json=PROPOSAL, headers={**who, **key})
        for who in (CLERK, COLLEAGUE) * 10
    ]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {201, 422}
    assert await here.events() == before + 1


async def test_what_policies_could_not_do_is_shown_only_where_it_concerns(
    town: dict[str, House],
) -> None:
    # 13.3-17
    here = town["topics"]
    await here.bench.pool.execute(
        "INSERT INTO unanswered (command_id, source, position, policy, key, unit, rule, chinese,"
        " english) VALUES ($1, 'MEETINGS', 7, 'when_x', $2, $3, 'rule', $4, 'x')",
        uuid4(),
        SECRET,
        VILLAGE,
        SECRET,
    )
    seen = {
        scope: (await here.client.get("/unanswered", headers=by("a", f"auditor@{scope}"))).text
        for scope in ("", "62", OWN, VILLAGE, "511623", "620123212")
    }
    assert [scope for scope, text in seen.items() if SECRET in text] == ["", "62", OWN, VILLAGE]
