"""The conditions of the procedure in force, as deeds wait for them."""

from dataclasses import replace
from datetime import date
from typing import Any

from common.conditions import lacking, plain_of
from runtime.decider import Circumstances, Command
from services.meetings.consultation.conditions import BEFORE_A_SESSION, DEEDS, holds
from services.meetings.consultation.decider.case import Consultation


def in_turn(case: Consultation, command: Command, given: Circumstances[Any]) -> None:
    """Refuse a deed that fulfils conditions whose step does not have its turn yet."""
    if kinds := DEEDS.get(type(command)):
        case.walk.in_turn(kinds, holds(case.facts), given)


def prepared(case: Consultation, day: date) -> None:
    """Refuse a session on a day on which something that comes before it has not been (13.3-1)."""
    on_that_day = holds(replace(case.facts, meets_on=day))
    for _, condition in case.walk.asked():
        before = all(type(each) in BEFORE_A_SESSION for each in plain_of(condition))
        if before and not on_that_day(condition):
            raise lacking(condition)
