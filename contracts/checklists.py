"""Checklists as data: questions in order, and what a "no" leads to (001-13, 004-28, domain 8.2)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.calendar import Term
from contracts.event import Fact
from contracts.text import Sentence
from contracts.vocabulary import Code, Entry


class Leads(StrEnum):
    """What becomes of the thing whose question is answered with no."""

    RETURN = "return"  # to whoever raised it, who may raise it again
    REJECT = "reject"  # it ends
    TRANSFER = "transfer"  # to whoever is competent


class Question(Entry):
    """A question to be answered with yes or no, and with a reason; or `computed` by what is on
    record, under the name of a test that the service has."""

    no: Leads = Leads.RETURN
    computed: Code | None = None


class Supplement(Fact):
    """In which time what was returned is to be supplemented, and with which grace for telling so.
    `lapses`: what comes in later is not taken; otherwise it is, and was late."""

    within: Term
    grace: Term | None = None
    lapses: bool = False


class Checklist(Entry):
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=30)]
    supplement: Supplement | None = None


class Answer(Fact):
    """Whether it is so, and why."""

    met: bool
    reason: Sentence
