"""Commands that every service has: of readers, clocks, keys and papers."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, TypeAlias

from contracts import operations as e
from contracts.places import UnitId
from contracts.text import Count, Day, Sentence
from runtime.aggregate import Aggregate
from runtime.decider import Circumstances, Command, Decider, Rejected


class Deed(Command):
    """A command about a whole deployment."""

    creates: ClassVar[bool] = True
    founds: ClassVar[bool] = True
    unit: ClassVar[str] = "0" * 12
    name: ClassVar[str] = "本系统"


class PassEvent(Deed):
    """Let a reader (the key: `TOPICS`) pass the event at `position`, at which it halted."""

    called = ("略过无法处理的事件", "Pass over an event")

    position: Count
    reason: Sentence


class AdoptKey(Deed):
    """Sign with this key after the event; only `yishi key` asks for it."""

    key: e.PublicKey
    reason: Sentence


class ReplaceKey(Deed):
    """Sign with this key instead of one that was lost; only `yishi key` asks for it."""

    key: e.PublicKey
    reason: Sentence


@dataclass(frozen=True)
class Passed:
    unit: str = ""
    positions: frozenset[int] = frozenset()


def decide(passed: Passed, command: PassEvent, given: Circumstances[Any]) -> list[e.ReaderPassed]:
    if command.position in passed.positions:
        return []
    if command.position < 1:
        raise Rejected(
            "no-such-position",
            "位置号从 1 开始，请照 yishi verify 显示的位置填写。",
            "Positions begin at 1. Use the one that `yishi verify` shows.",
        )
    return [e.ReaderPassed(position=command.position, reason=command.reason)]


def evolve(passed: Passed, event: e.ReaderPassed, unit: str) -> Passed:
    return replace(passed, unit=unit, positions=passed.positions | {event.position})


READER = Aggregate("reader", Decider(Passed(), decide, evolve), PassEvent, e.ReaderPassed)


class SimulateClock(Deed):
    """Run so many seconds after the true time. The process asks for it when it starts."""

    seconds: e.Seconds


class SetTimeBack(Deed):
    """Let the ledger go on behind the event at `position`, its last, which is of a later time."""

    called = ("拨回时钟", "Set the clock back")

    position: Count
    reason: Sentence


class ConfirmDay(Deed):
    """Confirm that it is this day, so that what was due before it is recorded as missed."""

    called = ("确认日期", "Confirm the day")

    day: Day


@dataclass(frozen=True)
class Times:
    unit: str = ""
    seconds: int = 0
    back_at: int = 0
    confirmed: date | None = None


ClockCommand: TypeAlias = SimulateClock | SetTimeBack | ConfirmDay
ClockEvent: TypeAlias = e.ClockSimulated | e.TimeSetBack | e.DayConfirmed


def _tell(times: Times, command: ClockCommand, given: Circumstances[Any]) -> list[ClockEvent]:
    match command:
        case SimulateClock(seconds=seconds) if seconds != times.seconds:
            return [e.ClockSimulated(seconds=seconds)]
        case SetTimeBack(position=position, reason=reason) if position != times.back_at:
            return [e.TimeSetBack(position=position, reason=reason)]
        case ConfirmDay(day=day) if day != given.today:
            raise Rejected(
                "another-day",
                f"本服务的日期是 {given.today}，不是 {day}。请先校准时钟，再确认日期。",
                f"It is {given.today} in this service, not {day}. Set the wrong clock right first.",
            )
        case ConfirmDay(day=day) if day != times.confirmed:
            return [e.DayConfirmed(day=day)]
    return []


def _told(times: Times, event: ClockEvent, unit: str) -> Times:
    match event:
        case e.ClockSimulated(seconds=seconds):
            return replace(times, unit=unit, seconds=seconds)
        case e.TimeSetBack(position=position):
            return replace(times, unit=unit, back_at=position)
        case e.DayConfirmed(day=day):
            return replace(times, unit=unit, confirmed=day)


CLOCK = Aggregate("clock", Decider(Times(), _tell, _told), ClockCommand, ClockEvent)


@dataclass(frozen=True)
class Key:
    unit: str = ""
    key: str = ""


def decide_key(
    held: Key, command: AdoptKey | ReplaceKey, given: Circumstances[Any]
) -> list[e.KeyAdopted | e.KeyLost]:
    if command.key == held.key:
        return []
    event = e.KeyAdopted if isinstance(command, AdoptKey) else e.KeyLost
    return [event(key=command.key, reason=command.reason)]


def evolve_key(held: Key, event: e.KeyAdopted | e.KeyLost, unit: str) -> Key:
    return Key(unit, event.key)


KEY = Aggregate(
    "key", Decider(Key(), decide_key, evolve_key), AdoptKey | ReplaceKey, e.KeyAdopted | e.KeyLost
)


class ErasePaper(Command):
    """Erase the content of a paper for good; its digest and its uses stay. `unit` is that of the
    event which uses it."""

    called = ("删除材料", "Erase the paper")

    creates: ClassVar[bool] = True

    unit: UnitId
    reason: Sentence


@dataclass(frozen=True)
class ErasedPaper:
    unit: str = ""


def decide_paper(
    paper: ErasedPaper, command: ErasePaper, given: Circumstances[Any]
) -> list[e.PaperErased]:
    return [] if paper.unit else [e.PaperErased(reason=command.reason)]


PAPER = Aggregate(
    "paper",
    Decider(ErasedPaper(), decide_paper, lambda paper, event, unit: ErasedPaper(unit)),
    ErasePaper,
    e.PaperErased,
)

OPERATIONS = (READER, CLOCK, KEY, PAPER)
"""The kinds of things that every service keeps besides its own."""
