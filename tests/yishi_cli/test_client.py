"""The client: one key for every try, refusals in the service's words, patience with an end."""

from collections.abc import Callable

import httpx2
import pytest

from yishi.client import Client, Refused, TooLate, eventually, key_of

Answer = Callable[[httpx2.Request], httpx2.Response]


async def persona_token(persona: str) -> str:
    return f"token-of-{persona}"


def client(answer: Answer, patience: float = 2) -> Client:
    return Client(
        {"topics": "http://topics/"},
        persona_token,
        patience=patience,
        transport=httpx2.MockTransport(answer),
    )


def problem(status: int, rule: str, **headers: str) -> httpx2.Response:
    return httpx2.Response(
        status, json={"rule": rule, "detail": f"Sentence about {rule}."}, headers=headers
    )


class Service:
    """Gives these answers one after the other, the last for ever; remembers what was asked."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.answers, self.asked = list(answers), list[httpx2.Request]()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_a_persona_asks_with_its_token_and_a_key_made_of_the_name() -> None:
    service = Service(httpx2.Response(201, json=[{"type": "x"}]))

    async with client(service) as asking:
        events = await asking.ask("topics", "/topics", {"a": 1}, as_="wei", key="a name")

    (asked,) = service.asked
    assert events == [{"type": "x"}]
    assert asked.headers["Authorization"] == "Bearer token-of-wei"
    assert asked.headers["Idempotency-Key"] == str(key_of("a name"))


@pytest.mark.parametrize(
    "trouble",
    [
        problem(503, "busy", **{"Retry-After": "0"}),
        problem(503, "outcome-unknown"),
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("lost"),
    ],
)
async def test_a_lost_answer_is_asked_for_again_under_the_same_key(
    trouble: httpx2.Response | Exception,
) -> None:
    service = Service(trouble, trouble, httpx2.Response(200, json=[]))

    async with client(service) as asking:
        await asking.ask("topics", "/topics", {}, as_="wei")

    assert len(service.asked) == 3
    assert len({asked.headers["Idempotency-Key"] for asked in service.asked}) == 1


async def test_a_refusal_is_raised_with_its_sentence_and_never_repeated() -> None:
    service = Service(problem(409, "own-topic"))

    async with client(service) as asking:
        with pytest.raises(Refused, match="Sentence about own-topic") as refused:
            await asking.ask("topics", "/topics", {}, as_="wei")

    assert (refused.value.status, refused.value.rule) == (409, "own-topic")
    assert len(service.asked) == 1


async def test_an_answer_that_is_no_problem_document_is_a_refusal_too() -> None:
    async with client(Service(httpx2.Response(502, text="<html>"))) as asking:
        with pytest.raises(Refused, match="<html>"):
            await asking.get("topics", "/topics", as_="wei")


async def test_waiting_ends_with_the_reason() -> None:
    async with client(Service(problem(503, "recovering")), patience=0.3) as asking:
        with pytest.raises(TooLate, match="Sentence about recovering"):
            await asking.ask("topics", "/topics", {}, as_="wei")


async def test_pages_are_followed_to_the_end() -> None:
    service = Service(
        httpx2.Response(200, json={"items": [{"n": 1}, {"n": 2}], "next": "b"}),
        httpx2.Response(200, json={"items": [{"n": 3}], "next": None}),
    )

    async with client(service) as asking:
        rows = [row["n"] async for row in asking.pages("topics", "/topics", as_="wei")]

    assert rows == [1, 2, 3]
    assert service.asked[1].url.params["after"] == "b"


async def test_waiting_ends_when_the_effect_has_arrived() -> None:
    seen = iter(
        [Refused(404, "not-found", "", ""), Refused(409, "not-planned", "", ""), "draft", "sent"]
    )

    async def look() -> str:
        found = next(seen)
        if isinstance(found, Refused):
            raise found
        return found

    stage = await eventually(
        "outcome", look, done=lambda s: s == "sent", unsettled=("not-found", "not-planned")
    )

    assert stage == "sent"


async def test_waiting_in_vain_tells_what_was_seen_last() -> None:
    async def look() -> str:
        return "draft"

    with pytest.raises(TooLate, match="the outcome to be sent: not within 0 s; last seen: 'draft'"):
        await eventually("the outcome to be sent", look, done=lambda s: s == "sent", seconds=0)


async def test_another_refusal_ends_the_waiting_at_once() -> None:
    async def look() -> str:
        raise Refused(403, "no-office", "Not yours.", "GET x")

    with pytest.raises(Refused, match="Not yours"):
        await eventually("x", look)
