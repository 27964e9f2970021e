"""A series of numbers, without gaps: each filing reads the last one and takes the next."""

from dataclasses import dataclass, replace
from typing import Any, assert_never

from contracts.topics import proposal_series as e
from runtime.decider import Circumstances, Decider, Rejected
from services.topics.proposal_series import commands as c


@dataclass(frozen=True)
class Series:
    """`last` is the number that was given last, 0 before the first."""

    unit: str = ""
    last: int = 0


def decide(
    series: Series, command: c.SeriesCommand, given: Circumstances[Any]
) -> list[e.SeriesEvent]:
    match command:
        case c.OpenSeries():
            return [] if series.unit else [e.SeriesOpened(numbering=command.numbering)]
        case c.NoteNumber():
            if not series.unit or command.proposal_number != series.last + 1:
                raise Rejected(
                    "number-taken",
                    f"提案号 {command.proposal_number} 已被使用，下一号是 {series.last + 1}。"
                    "请重新提交。",
                    f"Number {command.proposal_number} is taken, the next one is"
                    f" {series.last + 1}. Send it again.",
                )
            return [e.ProposalNumbered(**dict(command))]
        case _:
            assert_never(command)


def evolve(series: Series, event: e.SeriesEvent, unit: str) -> Series:
    match event:
        case e.SeriesOpened():
            return replace(series, unit=unit)
        case e.ProposalNumbered(proposal_number=number):
            return replace(series, last=number)
        case _:
            assert_never(event)


SERIES = Decider[Series, c.SeriesCommand, e.SeriesEvent](Series(), decide, evolve)
