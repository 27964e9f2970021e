"""What becomes of one person's claim: it goes to whoever is competent, who answers (001-15)."""

from operator import not_

from pydantic import Field

from contracts.audience import Audience
from contracts.checklists import Answer
from contracts.event import Event
from contracts.ids import BodyId
from contracts.text import Day, Sentence
from contracts.vocabulary import Code


class TopicTransferredOut(Event):
    """A personal claim, or what a checklist has transferred, went to the body that is competent. It
    never reaches a session, and stays open until it is answered (001-15). Where screening found
    so, its answers stand here.

    It is to be answered until the day `due`, where the rules say so; that it was may be told until
    the end of `due_with_grace`. `provisional`: the day was counted without the calendar of a year.
    `transferred_on`: the day on which it went there, before which it is not answered.
    """

    audience = Audience.PERSONAL

    receiver: BodyId
    reason: Sentence
    transferred_on: Day | None = Field(None, exclude_if=not_)
    checklist: Code | None = None
    answers: dict[Code, Answer] = {}
    due: Day | None = None
    due_with_grace: Day | None = None
    provisional: bool = False


class TransferReturned(Event):
    """The receiver is not competent and gave the claim back; it goes to another one."""

    audience = Audience.PERSONAL

    receiver: BodyId
    reason: Sentence


class TransferAnswered(Event):
    """The receiver answered the claim, which ends here (001-15)."""

    audience = Audience.PERSONAL

    receiver: BodyId
    answer: Sentence
    answered_on: Day


class TransferAnswerMissed(Event):
    """The receiver has not answered the claim by the day `due`. It may still do so. The calendar
    records this; no decision reads it."""

    audience = Audience.PERSONAL

    receiver: BodyId
    due: Day
