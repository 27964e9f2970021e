"""A draw as a ledger would hold it: decided by the rules, recorded to the byte."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from common.draws import Opening, commitment
from runtime.envelope import encode
from services.members.draw import commands as c
from services.members.draw.decider import DRAW
from services.members.draw.reactions import seal_the_call
from services.members.rules.decider import RULES
from services.members.talent.decider import TALENT
from tests.members import draws as d
from tests.members import situations as s
from tests.slices.example import recorded

KEY = d.KEY
FRIDAY, MONDAY = date(2026, 2, 27), date(2026, 3, 2)
Change = Callable[[list[dict[str, Any]]], None]


class Ledger:
    """What is asked is decided and recorded. `bodies` are all events, `draw` those of the draw."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self._states: dict[str, Any] = {}
        self._versions: dict[str, int] = {}

    @property
    def draw(self) -> list[bytes]:
        return [each for each in self.bodies if b'"subject":"draw/' in each]

    def tell(self, stream: str, *events: Any, actor: str = "office", day: date = FRIDAY) -> None:
        decider = {"talent": TALENT, "draw": DRAW, "rules": RULES}[stream.split("/")[0]]
        for event in events:
            version = self._versions.get(stream, 0) + 1
            position = len(self.bodies) + 1
            at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(minutes=position)
            told = recorded(event, stream, s.COUNTY, "榆中县", position, at, "members")
            record = told.model_copy(
                update={
                    "actor": actor,
                    "streamversion": version,
                    "rules": f"{s.COUNTY}/2026-1" if s.COUNTY else "",
                }
            )
            self.bodies.append(encode(record))
            self._versions[stream] = version
            before = self._states.get(stream, decider.blank)
            self._states[stream] = decider.evolve(before, event, s.COUNTY)
            for wanted in self._following(record):
                self.ask(wanted.command, "policy", day)

    def _following(self, record: Any) -> Sequence[Any]:
        called = type(record.data).__name__ == "DrawCalled"
        return seal_the_call(record, self._states[record.subject]) if called else ()

    def ask(self, command: Any, actor: str = "office", day: date = MONDAY) -> None:
        states = {**d.STATES, **self._states, "body/yz-third": d.STATES["body/yz-water"]}
        by = replace(s.office, actor=actor, known_as=frozenset({actor}), today=day, states=states)
        state = self._states.get(f"draw/{KEY}", DRAW.blank)
        self.tell(f"draw/{KEY}", *DRAW.decide(state, command, by), actor=actor, day=day)


def begun() -> Ledger:
    """Five talents, the draw asked for, the pool published, an interest declared."""
    ledger = Ledger()
    ledger.tell(f"rules/{s.COUNTY}", *s.scheme)
    for number in range(1, 6):
        ledger.tell(f"talent/t-{number}", *d.SERVING)
    ledger.tell("talent/t-6", *d.SERVING, d.suspended)
    ledger.tell(f"draw/{KEY}", d.asked)
    talents = tuple(f"t-{number}" for number in range(1, 7))
    ledger.ask(c.PublishPool(choose=2, talents=talents), day=FRIDAY)
    ledger.ask(c.DeclareInterest(talent="t-2", what="其子在参建企业任职"), day=FRIDAY)
    return ledger


def commit(ledger: Ledger, opening: Opening, actor: str, round: int = 1) -> None:
    said = commitment(KEY, round, opening)
    ledger.ask(c.CommitNumber(body=opening.body, commitment=said), actor)


def performed() -> Ledger:
    """… and drawn."""
    ledger = begun()
    commit(ledger, d.A, "qian")
    commit(ledger, d.B, "sun")
    ledger.ask(c.CallDraw())
    ledger.ask(c.RevealNumber(**d.A._asdict()), "qian")
    ledger.ask(c.RevealNumber(**d.B._asdict()), "sun")
    return ledger


drawn = cache(performed)


def order_of(ledger: Ledger) -> list[str]:
    return [json.loads(each) for each in ledger.draw if b"DrawPerformed" in each][0]["data"][
        "order"
    ]


@cache
def finished() -> Ledger:
    """… the first declined, the third stepped in, closed, and who came."""
    ledger = performed()
    first, second, third, _ = order_of(ledger)
    ledger.ask(c.DeclineDraw(talent=first, ground="illness", on=MONDAY))
    ledger.ask(c.AcceptDraw(talent=second, on=MONDAY))
    ledger.ask(c.AcceptDraw(talent=third, on=MONDAY))
    ledger.ask(c.CorrectAnswer(talent=first, ground="travel", reason="补交说明"))
    ledger.ask(c.CloseDraw())
    ledger.ask(c.RecordTurnout(attended=(second,), on=MONDAY))
    return ledger


@cache
def void_and_repeated() -> Ledger:
    """One number was kept back: void, and drawn again from the same pool by another body."""
    ledger = begun()
    commit(ledger, d.A, "qian")
    commit(ledger, d.B, "sun")
    ledger.ask(c.CallDraw())
    ledger.ask(c.RevealNumber(**d.A._asdict()), "qian")
    later = MONDAY + timedelta(days=2)
    ledger.ask(c.VoidDraw(reason="未按时公开"), day=later)
    ledger.ask(c.RepeatDraw(reason="上次作废"), day=later)
    third = Opening("yz-third", "999999", "c" * 64)
    for opening, actor in ((d.A, "qian"), (third, "li")):
        said = commitment(KEY, 2, opening)
        ledger.ask(c.CommitNumber(body=opening.body, commitment=said), actor, later)
    ledger.ask(c.CallDraw(), day=later)
    ledger.ask(c.RevealNumber(**third._asdict()), "li", later)
    ledger.ask(c.RevealNumber(**d.A._asdict()), "qian", later)
    return ledger


def tampered(bodies: list[bytes], change: Change) -> list[bytes]:
    """The events after somebody changed some; all others keep their bytes."""
    before = [json.loads(each) for each in bodies]
    after = [json.loads(each) for each in bodies]
    change(after)
    known = {json.dumps(one): body for one, body in zip(before, bodies, strict=True)}
    return [known.get(json.dumps(each)) or _dumped(each) for each in after]


def _dumped(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
