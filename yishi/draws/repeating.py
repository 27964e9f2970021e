"""Repeat a draw from the events of its stream, and say of each step whether it fits (001-32).

It uses the arithmetic of the document (docs/decisions/0030, common/draws.py) and the recorded
bytes, and none of the rules by which the service decided. A step that does not fit is a finding.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from common.draws import Opening, commitment, drawn_order, pool_digest, seed
from yishi.draws.answering import answered
from yishi.draws.told import Round, Step, Told


def repeated(draw: str, bodies: Iterable[bytes], noted: Iterable[str] = ()) -> Iterator[Step]:
    """The steps of the draw `<occasion>:<pool>`, from the events of its stream in their order.
    `noted`: digests of calls that somebody wrote down; each must be that of a call here."""
    told = [Told(each) for each in bodies]
    versions = [int(each.event["streamversion"]) for each in told]
    whole = versions == list(range(1, len(told) + 1))
    yield Step(whole, f"the {len(told)} events of the draw are there without a gap")
    here = all(each.stream == f"draw/{draw}" for each in told)
    yield Step(here, f"all of them belong to {draw}")
    times = [each.event["time"] for each in told]
    yield Step(times == sorted(times), "they were recorded one after the other")
    named = [
        {str(each.data[name]) for each in told if each.data.get(name) is not None}
        for name in ("occasion", "pool", "consultation")
    ]
    one = all(len(each) <= 1 for each in named)
    yield Step(one, "they name one occasion, one pool and one consultation")
    rounds: list[Round] = []
    for each in told:
        yield from _step(draw, rounds, each)
    calls = [each.call.digest for each in rounds if each.call]
    for digest in noted:
        yield Step(digest in calls, f"the call that was noted, {digest}, is on record")


def _step(draw: str, rounds: list[Round], told: Told) -> Iterator[Step]:
    data = told.data
    if told.kind == "DrawAsked":
        key = f"{data['occasion']}:{data['pool']}"
        yield Step(key == draw, f"asked for “{data['title']}”, {data['least']} at least")
    elif told.kind == "PoolPublished":
        yield from _published(draw, rounds, told)
    elif not rounds or data["round"] != rounds[-1].number:
        yield Step(False, f"{told.kind} says round {data['round']}, which is not under way")
    else:
        yield from _within(draw, rounds, told)


def _published(draw: str, rounds: list[Round], told: Told) -> Iterator[Step]:
    data, at = told.data, f"round {told.data['round']}"
    before = rounds[-1] if rounds else None
    now = Round(told)
    candidates = data["candidates"]
    excluded = [(each["talent"], each["why"]) for each in data["excluded"]]
    yield Step(data["round"] == len(rounds) + 1, f"{at} follows the one before it")
    yield Step(data["by"] == told.event["actor"], f"{at}: the pool names who published it")
    listed = candidates == sorted(set(candidates)) and not {t for t, _ in excluded} & {*candidates}
    yield Step(listed, f"{at}: {len(candidates)} in the pool, each once, {len(excluded)} left out")
    right = pool_digest(candidates, excluded) == data["digest"]
    yield Step(right, f"{at}: the digest of the pool is {data['digest']}")
    if before:
        over = before.ended != ""
        yield Step(over and bool(data["reason"]), f"{at} was begun with a reason: {data['reason']}")
    if before and before.ended == "DrawVoided":
        same = data["same_as"] == before.number and all(
            data[name] == before.pool.data[name]
            for name in ("candidates", "excluded", "digest", "choose", "title")
        )
        yield Step(same, f"{at} keeps the pool of the void round {before.number}")
        barred = {*before.pool.data["barred"], *before.missing} <= {*data["barred"]}
        yield Step(barred, f"{at} bars whoever had not revealed: {_listed(data['barred'])}")
        now.declared |= before.declared
    elif data["same_as"] is not None:
        yield Step(False, f"{at} claims the pool of round {data['same_as']}, which was not void")
    rounds.append(now)


def _within(draw: str, rounds: list[Round], told: Told) -> Iterator[Step]:
    now, data, at = rounds[-1], told.data, f"round {told.data['round']}"
    if now.ended and told.kind not in ("TurnoutRecorded", "AnswerCorrected"):
        yield Step(False, f"{at}: {told.kind} after the round had ended")
    match told.kind:
        case "InterestDeclared":
            fits = now.call is None and data["talent"] in now.pool.data["candidates"]
            now.declared.add(data["talent"])
            yield Step(fits, f"{at}: {data['talent']} declared an interest before the call")
        case "NumberCommitted":
            yield from _committed(rounds, told)
        case "DrawCalled":
            yield from _called(now, told, at)
        case "CallSealed":
            now.sealed = data["digest"]
            fits = now.call is not None and now.call.digest == now.sealed
            yield Step(fits, f"{at}: SHA-256 of the call's bytes is {now.sealed}")
        case "NumberRevealed":
            yield from _revealed(draw, now, told, at)
        case "DrawPerformed":
            yield from _performed(now, data, at)
        case "DrawVoided":
            now.ended = told.kind
            late = now.call is not None and told.day > now.call.data["reveal_by"]
            yield Step(late and not now.order, f"{at}: void after the limit, and not drawn")
            right = data["not_revealed"] == now.missing != []
            yield Step(right, f"{at}: not revealed by {_listed(data['not_revealed'])}")
        case "PoolWithdrawn":
            now.ended = told.kind
            yield Step(now.call is None, f"{at}: withdrawn before it was called")
        case _:
            yield from answered(now, told, at)


def _committed(rounds: list[Round], told: Told) -> Iterator[Step]:
    now, data = rounds[-1], told.data
    at, body, person = f"round {now.number}", data["body"], told.event["actor"]
    persons = [each.event["actor"] for each in now.committed]
    used = [each.data["commitment"] for one in rounds for each in one.committed]
    yield Step(now.call is None, f"{at}: {body} committed to a number before the call")
    other = body not in now.bodies and body not in now.pool.data["barred"]
    yield Step(other, f"{at}: {body} commits once, and is not barred")
    hands = person not in persons and person != now.pool.event["actor"]
    named = data["by"] == person
    yield Step(hands and named, f"{at}: another person than who published, or committed before")
    yield Step(data["commitment"] not in used, f"{at}: the commitment of {body} is no copy")
    now.committed.append(told)


def _called(now: Round, told: Told, at: str) -> Iterator[Step]:
    data, pool = told.data, now.pool.data
    yield Step(now.call is None, f"{at}: called once, on {data['on']}")
    persons = [each.event["actor"] for each in now.committed]
    enough = len(now.committed) >= max(2, pool["committers"])
    yield Step(enough, f"{at}: {len(persons)} had committed before the call")
    yield Step(told.event["actor"] not in persons, f"{at}: called by none of those who committed")
    yield Step(told.day >= pool["callable_from"], f"{at}: not before {pool['callable_from']}")
    bound = (data["digest"], data["left"], data["size"]) == (
        pool["digest"],
        pool_digest(now.left),
        len(now.left),
    )
    yield Step(bound, f"{at}: the call is of this pool and of the {len(now.left)} who are left")
    now.call = told


def _revealed(draw: str, now: Round, told: Told, at: str) -> Iterator[Step]:
    data = told.data
    opening = Opening(data["body"], data["number"], data["nonce"])
    said = {each.data["body"]: each.data["commitment"] for each in now.committed}
    fits = said.get(opening.body) == commitment(draw, now.number, opening)
    yield Step(fits, f"{at}: the number {opening.number} of {opening.body} fits its commitment")
    own = data["by"] == told.event["actor"]
    yield Step(own, f"{at}: the number of {opening.body} names who revealed it")
    in_time = now.call is not None and told.day <= now.call.data["reveal_by"]
    yield Step(in_time and now.sealed != "", f"{at}: revealed after the call and in time")
    now.revealed[opening.body] = opening


def _performed(now: Round, data: dict[str, Any], at: str) -> Iterator[Step]:
    yield Step(not now.missing and not now.order, f"{at}: all numbers are known, and it is new")
    digest = now.call.digest if now.call else ""
    right = seed(digest, now.openings)
    yield Step(data["seed"] == right, f"{at}: call and numbers give the seed {right}")
    order = list(drawn_order(right, now.left))
    yield Step(data["order"] == order, f"{at}: the seed gives the order {_listed(order)}")
    yield Step(data["chosen"] == now.pool.data["choose"], f"{at}: the first {data['chosen']} asked")
    now.order, now.asked = order, order[: now.pool.data["choose"]]


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(ids) or "nobody"
