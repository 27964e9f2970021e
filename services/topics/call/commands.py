"""What people may ask of a call for topics."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import TopicId
from contracts.paper import Paper
from contracts.places import UnitId
from contracts.text import Day, Passage, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command


class Calling(Command):
    """What is called for, of whom, by which channels, and how that was made known. `paper`: the
    answer to the upload of the notice."""

    title: Title
    what: Passage
    units: Annotated[tuple[UnitId, ...], Field(max_length=300)] = ()
    channels: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    notice: Title | None = None
    paper: Paper | None = None


class OpenTopicCall(Calling):
    """Call for topics. What is received from the day `opens` to the day `closes`, both included,
    comes in under the call. `units`: of these and all below them; of all below its own where it
    names none."""

    called = ("发起征题", "Call for topics")

    creates: ClassVar[bool] = True

    unit: UnitId
    opens: Day
    closes: Day


class CorrectTopicCall(Calling):
    """Tell again what was called for, whole, because it was entered wrongly. What came in already
    still has to fit."""

    called = ("更正征题", "Correct the call")

    reason: Sentence


class ExtendTopicCall(Command):
    """Keep the call open until a later day, also where it is over already."""

    called = ("延长征题", "Extend the call")

    closes: Day
    reason: Sentence


class CloseTopicCall(Command):
    """End the call early: what was received until the day `closes` counts."""

    called = ("提前结束征题", "End the call early")

    closes: Day
    reason: Sentence


class WithdrawTopicCall(Command):
    """Declare a call void that was entered twice or by mistake. Nothing has come in under it."""

    called = ("撤销征题", "Withdraw the call")

    reason: Sentence


class ReceiveSubmission(Command):
    """Note that a topic came in under the call. Only a reaction asks this."""

    topic: TopicId
    from_unit: UnitId
    channel: Code | None = None
    received_on: Day


class TakeBackSubmission(Command):
    """Note that a topic did not come in under this call. Only a reaction asks this."""

    topic: TopicId
    reason: Sentence


TopicCallCommand = (
    OpenTopicCall
    | CorrectTopicCall
    | ExtendTopicCall
    | CloseTopicCall
    | WithdrawTopicCall
    | ReceiveSubmission
    | TakeBackSubmission
)
