"""`yishi draw` repeats a draw from its events alone, and finds each way of tampering (001-32)."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from common.draws import Opening, commitment, pool_digest
from tests.members import draws as d
from tests.yishi_cli.draws import (
    KEY,
    Change,
    Ledger,
    drawn,
    finished,
    order_of,
    tampered,
    void_and_repeated,
)
from yishi import cli, ledgers
from yishi.client import direct
from yishi.commands import draw
from yishi.deployment import DeploymentError
from yishi.draws.pools import whole_pools
from yishi.draws.repeating import repeated

LIVES = pytest.mark.parametrize("life", [drawn, finished, void_and_repeated])


@LIVES
def test_what_was_drawn_by_the_rules_fits_to_the_last_step(life: Callable[[], Ledger]) -> None:
    steps = [*repeated(KEY, life().draw), *whole_pools(KEY, life().bodies)]

    assert [each.said for each in steps if not each.fits] == []
    assert len(steps) > 20


def found(bodies: list[bytes], *noted: str) -> list[str]:
    return [each.said for each in repeated(KEY, bodies, noted) if not each.fits]


def one(events: list[dict[str, Any]], kind: str, number: int = 0) -> dict[str, Any]:
    of_kind = [each for each in events if each["type"].endswith(f".{kind}")]
    data: dict[str, Any] = of_kind[number]["data"]
    return data


def changed(kind: str, nth: int = 0, **values: Any) -> Change:
    return lambda events: one(events, kind, nth).update(values)


def actor(kind: str, who: str, number: int = 0) -> Change:
    def change(events: list[dict[str, Any]]) -> None:
        event = [each for each in events if each["type"].endswith(f".{kind}")][number]
        event["actor"] = event["data"]["by"] = who

    return change


def dropped(kind: str, *, renumber: bool) -> Change:
    def change(events: list[dict[str, Any]]) -> None:
        events[:] = [each for each in events if not each["type"].endswith(f".{kind}")]
        if renumber:
            for version, each in enumerate(events, start=1):
                each["streamversion"] = version

    return change


def put_in(events: list[dict[str, Any]]) -> None:
    """A friend is put into the pool, and the digest made to fit."""
    pool = one(events, "PoolPublished")
    pool["candidates"] = sorted([*pool["candidates"], "t-0"])
    pool["digest"] = pool_digest(pool["candidates"], [("t-6", "suspended")])


def swapped(events: list[dict[str, Any]]) -> None:
    order = one(events, "DrawPerformed")["order"]
    order[0], order[-1] = order[-1], order[0]


def called_again(events: list[dict[str, Any]]) -> None:
    """The call is made anew until the result suits, and its digest with it."""
    call = next(each for each in events if each["type"].endswith("DrawCalled"))
    call["id"] = "01990000-0000-7000-8000-00000000beef"
    body = json.dumps(call, ensure_ascii=False, separators=(",", ":")).encode()
    one(events, "CallSealed")["digest"] = hashlib.sha256(body).hexdigest()


def other_number(events: list[dict[str, Any]]) -> None:
    """A number that suits is revealed, and the commitment made to fit, after the call."""
    data = one(events, "NumberRevealed", 1)
    data["number"] = "777777"
    opening = Opening(data["body"], "777777", data["nonce"])
    one(events, "NumberCommitted", 1)["commitment"] = commitment(KEY, 1, opening)


def at_night(events: list[dict[str, Any]]) -> None:
    events[-1]["time"] = events[0]["time"].replace("20", "19", 1)


TAMPERED = {
    "somebody added to the pool": (changed("PoolPublished", candidates=[]), "in the pool|digest"),
    "a friend put in, digest and all": (put_in, "the call is of this pool"),
    "fewer asked for": (changed("PoolPublished", choose=1), "asked"),
    "an interest forgotten": (dropped("InterestDeclared", renumber=True), "the call is of this"),
    "an event taken out": (dropped("InterestDeclared", renumber=False), "without a gap"),
    "an interest invented": (changed("InterestDeclared", talent="t-3"), "the call is of this pool"),
    "the call of another moment": (called_again, "the seed"),
    "the seal of another call": (changed("CallSealed", digest="0" * 64), "the call's bytes"),
    "no seal": (dropped("CallSealed", renumber=True), "after the call and in time"),
    "another number": (changed("NumberRevealed", number="777777"), "fits its commitment"),
    "another number and commitment": (other_number, "the seed"),
    "a copied commitment": (changed("NumberCommitted", 1, body="yz-culture"), "commits once"),
    "one person twice": (actor("NumberCommitted", "qian", 1), "another person"),
    "who published committed": (actor("NumberCommitted", "office"), "another person"),
    "who committed called": (actor("DrawCalled", "sun"), "called by none"),
    "one number only": (dropped("NumberRevealed", renumber=True), "all numbers are known"),
    "another seed": (changed("DrawPerformed", seed="0" * 64), "the seed"),
    "another order": (swapped, "gives the order"),
    "more were asked": (changed("DrawPerformed", chosen=3), "asked"),
    "the last stepped in": (changed("TalentReplaced", by="t-9"), "the next in order"),
    "nobody stepped in": (dropped("TalentReplaced", renumber=True), "nobody is left"),
    "who was not asked accepts": (changed("DrawAccepted", talent="t-2"), "who was asked"),
    "others take part": (changed("DrawClosed", accepted=["t-1"]), "take part"),
    "closed short": (changed("DrawClosed", short=True), "as the order allows"),
    "somebody else came": (changed("TurnoutRecorded", attended=["t-9"]), "turnout"),
    "a ground put right of nobody": (changed("AnswerCorrected", talent="t-2"), "put right"),
    "an answer of another round": (changed("DrawAccepted", round=7), "not under way"),
    "another draw": (changed("DrawAsked", pool="roads"), "asked for"),
    "of another pool": (changed("DrawAccepted", pool="roads"), "one pool"),
    "of another matter": (changed("DrawPerformed", consultation="c-9"), "one consultation"),
    "published by somebody else": (changed("PoolPublished", by="qian"), "who published it"),
    "revealed by somebody else": (changed("NumberRevealed", by="office"), "who revealed it"),
    "recorded before the one before": (at_night, "one after the other"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_each_tampering_is_found(name: str) -> None:
    change, said = TAMPERED[name]
    findings = found(tampered(finished().draw, change))

    assert any(part in finding for part in said.split("|") for finding in findings), findings


AFTER_VOID = {
    "another pool after a void draw": (changed("PoolPublished", 1, choose=1), "keeps the pool"),
    "no reason": (changed("PoolPublished", 1, reason=None), "with a reason"),
    "whoever kept back commits again": (changed("PoolPublished", 1, barred=[]), "bars whoever"),
    "void, though all had revealed": (changed("DrawVoided", not_revealed=[]), "not revealed by"),
    "the void draw forgotten": (dropped("DrawVoided", renumber=True), "with a reason"),
    "another round": (changed("PoolPublished", 1, round=3), "follows the one before"),
    "a commitment used twice": (
        lambda events: one(events, "NumberCommitted", 2).update(
            commitment=one(events, "NumberCommitted")["commitment"]
        ),
        "no copy",
    ),
}


@pytest.mark.parametrize("name", AFTER_VOID)
def test_each_tampering_after_a_void_draw_is_found(name: str) -> None:
    change, said = AFTER_VOID[name]

    assert any(said in each for each in found(tampered(void_and_repeated().draw, change)))


def test_a_ledger_that_was_put_back_and_called_anew_is_found_by_a_noted_call() -> None:
    """Whoever has both copies of the truth, and knows the numbers, could make it all anew: those
    who committed have the digest of the call that they saw."""
    bodies = finished().draw
    (call,) = (json.loads(each)["data"]["digest"] for each in bodies if b"CallSealed" in each)

    assert found(bodies, call) == []
    assert found(bodies, "0" * 64) == [f"the call that was noted, {'0' * 64}, is on record"]


def test_a_pool_from_which_somebody_was_left_out_is_found() -> None:
    def left_out(events: list[dict[str, Any]]) -> None:
        pool = one(events, "PoolPublished")
        pool["candidates"].remove("t-3")

    steps = [*whole_pools(KEY, tampered(drawn().bodies, left_out))]
    assert [each.fits for each in steps] == [False]
    assert "t-3" in steps[0].said


def test_a_pool_that_leaves_somebody_out_for_nothing_is_found() -> None:
    def excused(events: list[dict[str, Any]]) -> None:
        one(events, "PoolPublished")["excluded"] = [{"talent": "t-6", "why": "often"}]

    (step,) = whole_pools(KEY, tampered(drawn().bodies, excused))
    assert not step.fits


# ------------------------------------------------------------------------------- the command line


def in_file(path: Path, bodies: list[bytes]) -> str:
    path.write_bytes(b"\n".join(bodies))
    return str(path)


def test_the_command_tells_every_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = finished()
    asked = ["draw", "check", KEY, "--file", in_file(tmp_path / "events", ledger.bodies)]

    assert cli.main(asked) == 0
    said = capsys.readouterr().out
    assert f"gives the order {', '.join(order_of(ledger))}" in said
    assert "FINDING" not in said


def test_the_command_ends_with_the_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = tampered(finished().draw, swapped)

    assert cli.main(["draw", "check", KEY, "--file", in_file(tmp_path / "x", bodies)]) == 1
    told = capsys.readouterr()
    assert "FINDING, does not fit:  round 1: the seed gives the order" in told.out
    assert "do not fit" in told.err


def test_an_event_that_cannot_be_read_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = tampered(finished().draw, lambda events: one(events, "DrawCalled").pop("left"))

    assert cli.main(["draw", "check", KEY, "--file", in_file(tmp_path / "x", bodies)]) == 1
    assert "cannot be read: KeyError 'left'" in capsys.readouterr().out


def test_a_draw_that_there_is_not_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = in_file(tmp_path / "x", finished().draw)

    assert cli.main(["draw", "check", "road:session", "--file", path]) == 1
    assert "There is no draw road:session" in capsys.readouterr().err


async def test_whoever_does_not_see_the_draw_is_told_that_it_may_be_hidden() -> None:
    async def unasked(person: str) -> str:
        raise AssertionError(person)

    async with direct(1) as http:
        ledger = ledgers.Ledger(http, "members", "auditor", unasked, None)
        ledger.hidden = 7
        with pytest.raises(DeploymentError, match="7 more are not shown to auditor: .*--as"):
            draw.check("road:session", finished().draw, [], asked=ledger)
        ledger.hidden = 0
        with pytest.raises(DeploymentError, match=r"here are: [^ ]+\.$"):
            draw.check("road:session", finished().draw, [], asked=ledger)


def test_a_commitment_is_made_without_any_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "031415")
    monkeypatch.setattr("secrets.token_hex", lambda count: "b" * 2 * count)

    assert cli.main(["draw", "number", KEY, "1", "yz-water"]) == 0
    said = capsys.readouterr().out
    assert commitment(KEY, 1, d.B) in said
    assert "031415" in said


def test_a_number_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "eight")

    assert cli.main(["draw", "number", KEY, "1", "yz-water"]) == 1
    assert "no number of 6 to 20 digits" in capsys.readouterr().err
