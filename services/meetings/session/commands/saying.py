"""What may be asked of what is said in a session: speeches, promises, consensus, votes."""

from typing import Annotated

from pydantic import Field

from contracts.ids import BodyId
from contracts.text import Count, Day, Moment, Sentence, Title
from runtime.decider import Command
from services.meetings.session.commands.fields import Code, Ordinal

Bodies = Annotated[tuple[BodyId, ...], Field(max_length=20)]


Minutes = Annotated[int, Field(strict=True, ge=1, le=24 * 60)]


class RecordSpeech(Command):
    """Record what a participant said; `participant` is their number among those invited. `item` is
    needed where the agenda has several. `part`: the part of the session, where its form has parts;
    `began` and `minutes`: when they spoke, and how long, if that was written down. `channel`: one
    of the county's ways in which members act. `speech` is needed only where somebody said the same
    once more: it is the number that this speech gets, the next one."""

    called = ("记录发言", "Record a speech")

    participant: Ordinal
    item: Ordinal | None = None
    gist: Sentence
    part: Code | None = None
    began: Moment | None = None
    minutes: Minutes | None = None
    channel: Code | None = None
    speech: Ordinal | None = None


class CorrectSpeech(Command):
    """Correct one speech: the whole of it as it was in truth, and why. It may be corrected after
    the minutes were confirmed, too. `speech` is its number."""

    called = ("更正发言记录", "Correct a speech")

    speech: Ordinal
    participant: Ordinal
    item: Ordinal | None = None
    gist: Sentence
    part: Code | None = None
    began: Moment | None = None
    minutes: Minutes | None = None
    channel: Code | None = None
    reason: Sentence


class WithdrawSpeech(Command):
    """Withdraw a speech that nobody made, with the reason. It may be withdrawn after the minutes
    were confirmed, too."""

    called = ("撤回发言记录", "Withdraw a speech")

    speech: Ordinal
    reason: Sentence


class MakePromise(Command):
    """Record a promise made in session; its number is in the event."""

    called = ("记录承诺", "Record a promise")

    item: Ordinal | None = None
    department: BodyId
    what: Sentence
    due: Day


class WithdrawPromise(Command):
    """Withdraw a promise, with the reason."""

    called = ("撤回承诺", "Withdraw the promise")

    promise: Ordinal
    reason: Sentence


class TaskPromise(Command):
    """Make a promise a task: who leads, who helps."""

    called = ("承诺转为任务", "Make the promise a task")

    promise: Ordinal
    lead: BodyId
    co: Bodies = ()


class RecordConsensus(Command):
    """Record a point on which all agreed."""

    called = ("记录共识", "Record a consensus")

    item: Ordinal | None = None
    text: Sentence


class RecordDissent(Command):
    """Record an opinion that differs. `held_by` is the participant or group that differs
    (some of the residents), never the name of a person."""

    called = ("记录不同意见", "Record a dissent")

    item: Ordinal | None = None
    held_by: Title
    text: Sentence


class TakeVote(Command):
    """Record a vote by show of hands, where the form of the session knows votes. `vote` is needed
    only where the same was voted on once more, with the same hands: it is the number that this vote
    gets, the next one."""

    called = ("记录表决", "Record a vote")

    item: Ordinal | None = None
    question: Sentence
    in_favour: Count
    against: Count
    abstaining: Count = 0
    vote: Ordinal | None = None
