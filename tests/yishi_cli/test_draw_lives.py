"""Whatever is asked of a draw in whatever order, its repetition finds nothing (13.3-7)."""

import json
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from common.draws import Opening, commitment
from runtime.decider import Rejected
from services.members.draw import commands as c
from tests.members import draws as d
from tests.yishi_cli.draws import KEY, MONDAY, Ledger, begun
from yishi.draws.pools import whole_pools
from yishi.draws.repeating import repeated

TALENTS = tuple(f"t-{number}" for number in range(1, 7))
OPENINGS = (d.A, d.B, Opening("yz-third", "999999", "c" * 64))
PERSONS = ("office", "qian", "sun", "li")
KINDS = (
    *(c.PublishPool, c.WithdrawPool, c.DeclareInterest, c.VoidDraw, c.RepeatDraw),
    *(c.CorrectAnswer, c.RecordTurnout),
    *(c.CallDraw, c.CloseDraw) * 4,
    *(c.CommitNumber, c.RevealNumber) * 10,
    *(c.AcceptDraw, c.DeclineDraw, c.LapseAnswer) * 4,
)
"""Those that a draw waits for come more often."""


def question(chance: random.Random, rounds: int, day: Any) -> Any:
    kind, opening, talent = chance.choice(KINDS), chance.choice(OPENINGS), chance.choice(TALENTS)
    some = tuple(chance.sample(TALENTS, chance.randrange(3)))
    content: dict[Any, dict[str, Any]] = {
        c.PublishPool: {"choose": chance.randint(1, 2), "talents": TALENTS, "reason": "另抽"},
        c.WithdrawPool: {"reason": "误"},
        c.DeclareInterest: {"talent": talent, "what": "有关"},
        c.CommitNumber: {
            "body": chance.choice((opening, opening, chance.choice(OPENINGS))).body,
            "commitment": commitment(KEY, chance.choice((rounds, rounds, 1)), opening),
        },
        c.RevealNumber: opening._asdict(),
        c.VoidDraw: {"reason": "逾期"},
        c.RepeatDraw: {"reason": "再抽"},
        c.AcceptDraw: {"talent": talent, "on": day},
        c.DeclineDraw: {"talent": talent, "on": day, "ground": chance.choice((None, "illness"))},
        c.LapseAnswer: {"talent": talent},
        c.CorrectAnswer: {"talent": talent, "ground": "travel", "reason": "补"},
        c.RecordTurnout: {"attended": some, "on": day, "reason": chance.choice((None, "改"))},
    }
    return kind(**content.get(kind, {}))


def lived(seed: int) -> Ledger:
    """A life of 700 questions, most of them out of place, over some weeks."""
    chance, ledger, day = random.Random(seed), begun(), MONDAY
    for _ in range(700):
        if chance.random() < 0.03:
            day += timedelta(days=chance.randint(1, 4))
        rounds = sum(b"PoolPublished" in each for each in ledger.draw)
        try:
            ledger.ask(question(chance, rounds, day), chance.choice(PERSONS), day)
        except Rejected:
            continue
    return ledger


@pytest.mark.parametrize("seed", range(8))
def test_the_repetition_of_any_life_finds_nothing(seed: int) -> None:
    ledger = lived(seed)
    steps = [*repeated(KEY, ledger.draw), *whole_pools(KEY, ledger.bodies)]

    assert [each.said for each in steps if not each.fits] == []


def test_the_lives_see_everything_that_there_is() -> None:
    """The control: lives in which nothing happens would prove little."""
    kinds = Counter(
        json.loads(each)["type"].rsplit(".", 1)[1] for seed in range(8) for each in lived(seed).draw
    )

    assert {"DrawPerformed", "DrawVoided", "PoolWithdrawn", "DrawClosed"} <= set(kinds)
    assert {"TalentReplaced", "AnswerLapsed", "AnswerCorrected", "TurnoutRecorded"} <= set(kinds)
    assert kinds["PoolPublished"] > 8
