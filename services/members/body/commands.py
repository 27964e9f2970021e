"""What may be asked of a body at a unit: a committee, a department, a workstation, a council."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import BodyId, MemberId, PersonId
from contracts.members.body import OfficeNumber
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command

Ordinal = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class RegisterBody(Command):
    """Enter a body at a unit, with the day of its founding where that is known."""

    called = ("登记机构", "Enter a body")

    creates: ClassVar[bool] = True

    unit: UnitId
    body: BodyId
    name: Title
    kind: Code
    since: Day | None = None


class FoundBody(Command):
    """Record the day of founding, or another one than was recorded."""

    called = ("登记成立日期", "Record the day of founding")

    since: Day


class RenameBody(Command):
    """Give a body another name."""

    called = ("机构更名", "Rename the body")

    name: Title


class ClassifyBody(Command):
    """Take a body for one of this kind, with what the kind means in the rules in force."""

    called = ("机构归类", "Classify the body")

    kind: Code


class ChangeOfficeNumber(Command):
    """Say by which telephone the office of the body is reached; by none, where it names none. A
    person's own number does not stand in the directory."""

    called = ("登记办公电话", "Enter the telephone of the office")

    office_number: OfficeNumber | None = None


class TakePost(Command):
    """Give a post in the body to a member, or to a person of the personal directory."""

    called = ("登记任职", "Give a post")

    post: Code
    member: MemberId | None = None
    person: PersonId | None = None
    capacity: Title | None = None
    since: Day


class LeavePost(Command):
    """Record that somebody no longer holds a post, taken under the number `held`."""

    called = ("登记离任", "Record that a post was left")

    held: Ordinal
    until: Day
    reason: Sentence


Posts = Annotated[int, Field(strict=True, ge=0, le=1000)]


class SetEstablishment(Command):
    """Say how many posts the body has from a day on: of one kind, or all together where no `post`
    is named; none, where they were abolished."""

    called = ("核定编制（职数）", "Say how many posts there are")

    post: Code | None = None
    posts: Posts
    since: Day
    basis: Sentence | None = None


class WithdrawEstablishment(Command):
    """Take back how many posts were set from a day on: it was entered wrongly."""

    called = ("撤回编制登记", "Take back a number of posts")

    post: Code | None = None
    since: Day
    reason: Sentence


class EndBody(Command):
    """Record that the body is no more."""

    called = ("撤销机构", "End the body")

    until: Day
    reason: Sentence


BodyCommand = (
    RegisterBody
    | FoundBody
    | RenameBody
    | ClassifyBody
    | ChangeOfficeNumber
    | TakePost
    | LeavePost
    | SetEstablishment
    | WithdrawEstablishment
    | EndBody
)
