"""What may be asked of a link."""

from typing import ClassVar

from contracts.ids import LinkId, MemberId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command


class MakeLink(Command):
    """Link a member, or whoever holds an office, to a member, or to the CPPCC of the unit where no
    member is named. `unit` is the jurisdiction's own code."""

    creates: ClassVar[bool] = True
    called = ("登记联系关系", "Enter a link")

    unit: UnitId
    link: LinkId
    kind: Code
    member: MemberId | None = None
    office: Title | None = None
    with_member: MemberId | None = None
    since: Day


class EndLink(Command):
    """Record that the link is over."""

    called = ("结束联系关系", "End the link")

    until: Day
    reason: Sentence


class WithdrawLink(Command):
    """Take the link back: it was entered wrongly."""

    called = ("撤回联系关系", "Take the link back")

    reason: Sentence


LinkCommand = MakeLink | EndLink | WithdrawLink
