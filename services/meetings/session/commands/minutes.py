"""What may be asked of the minutes of a session, from the draft to what is published."""

from contracts.text import Day, Passage, Sentence, Title
from runtime.decider import Command
from services.meetings.session.commands.fields import Ordinal


class DraftMinutes(Command):
    """Draft the minutes; a later draft takes the place of this one."""

    called = ("起草纪要", "Draft the minutes")

    summary: Passage


class CommentOnMinutes(Command):
    """Say what should be changed in the draft of the minutes, for oneself or on behalf of whoever
    said it to the office. `participant` is their number."""

    called = ("对纪要提出修改意见", "Comment on the minutes")

    participant: Ordinal
    text: Passage


class SettleComment(Command):
    """Say what became of a comment on the minutes: taken up or not, and why."""

    called = ("答复修改意见", "Settle a comment")

    comment: Ordinal
    taken_up: bool
    answer: Sentence


class CorrectMinutes(Command):
    """Put confirmed minutes right: what they should say, confirmed anew on which day and by which
    office or body, and why. Tasks are put right in their outcome."""

    called = ("更正会议纪要", "Correct the minutes")

    summary: Passage
    on: Day
    confirmed_by: Title
    reason: Sentence


class PublishMinutes(Command):
    """Record what was published of the minutes, where and when. `text` is what everybody may read,
    without names; `left_out` says what it leaves out and why."""

    called = ("公布会议纪要", "Publish the minutes")

    text: Passage
    left_out: Sentence | None = None
    on: Day
    where: Title


class ConfirmMinutes(Command):
    """Confirm the draft of the minutes. `confirmed_by` is the office or body that confirms
    (the convenor), never the name of a person. `silence`: why somebody was there and said nothing,
    where the procedure asks that every kind of participants speak; another round is then needed.
    """

    called = ("确认纪要", "Confirm the minutes")

    on: Day
    confirmed_by: Title
    silence: Sentence | None = None
