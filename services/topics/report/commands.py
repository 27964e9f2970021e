"""What people may ask of a report of public opinion."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import BodyId, BulletinId, ReportId
from contracts.paper import Paper
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Moment, Passage, Sentence, Title
from contracts.topics.report import Author
from contracts.vocabulary import Code
from runtime.decider import Command
from services.topics.proposal.commands import Named

Authors = Annotated[tuple[Author, ...], Field(max_length=10)]
Id = Annotated[ReportId, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class SubmitReport(Command):
    """Submit a report of public opinion, on one matter. `text` is the answer to the upload of what
    it says. Without `authors`, whoever submits it wrote it. `source` is what it rests on.
    `received_on` is today, unless given; an urgent report says the minute (`received_at`). The
    service counts the `characters` of a plain text; of any other file, say how many there are.
    `follows` is an earlier report on the same matter. `proposal` is one that was converted into a
    report: its signers are the authors then, and this is the report that it became."""

    called = ("报送社情民意信息", "Submit a report")

    creates: ClassVar[bool] = True

    unit: UnitId
    title: Title
    category: Code
    channel: Code
    author_kind: Code
    authors: Authors = ()
    source: Title | None = None
    received_on: Day | None = None
    received_at: Moment | None = None
    urgent: bool = False
    follows: Id | None = None
    proposal: Named | None = None
    text: Paper
    characters: Count | None = None


class SubmitAgain(Command):
    """Submit a report again that was returned, with what it lacked. It came in again on this day:
    `received_on`, or `received_at` where it is urgent."""

    called = ("补充后再次报送", "Submit the report again")

    title: Title
    source: Title | None = None
    received_on: Day | None = None
    received_at: Moment | None = None
    urgent: bool = False
    text: Paper
    characters: Count | None = None


class CorrectReport(Command):
    """Correct what was entered of a report: tell the whole again, with a reason. Its text stays as
    it is; a later judgement that it is urgent is such a correction, too."""

    called = ("更正信息登记", "Correct the record of the report")

    title: Title
    category: Code
    channel: Code
    author_kind: Code
    authors: Annotated[Authors, Field(min_length=1)]
    source: Title | None = None
    received_on: Day | None = None
    received_at: Moment | None = None
    urgent: bool = False
    follows: Id | None = None
    reason: Sentence


class TakeReport(Command):
    """Take the report for editing. A `committee` in charge reads its text from now on."""

    called = ("采编", "Take for editing")

    committee: BodyId | None = None

    def looks_up(self) -> tuple[str, ...]:
        return (self.committee,) if self.committee else ()


class ReturnReport(Command):
    """Return the report to its authors: it lacks what is `missing`, by the codes of the rules."""

    called = ("退回补充", "Return for completion")

    missing: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    reason: Sentence


class KeepReport(Command):
    """Keep the report for reference, on a ground of the rules. It may be taken up later."""

    called = ("留存备查", "Keep for reference")

    ground: Code
    reason: Sentence | None = None


class MergeReport(Command):
    """Make the report part of another one on the same matter, which goes on for both."""

    called = ("并入另一条信息", "Merge into another report")

    into: Id
    reason: Sentence


class TakeInReport(Command):
    """Take in a report that became part of this one, or its authors as they were corrected since.
    Only a reaction asks this."""

    merged: ReportId
    authors: tuple[Author, ...]
    credited: tuple[Author, ...] = ()


class NoteReportCarriedOn(Command):
    """Note that what this report became part of became part of another one. Only a reaction asks
    this."""

    into: ReportId


class TurnIntoTopic(Command):
    """Propose the matter of the report as a topic, and end the report. The topic lies in the
    report's unit, unless `unit` says otherwise, and is raised by the first author. What it is about
    stands in `description`; without one, the text of the report goes along."""

    called = ("转为协商议题", "Turn into a topic")

    unit: UnitId | None = None
    kind: Code | None = None
    title: Title
    description: Passage | None = None
    origin: Code
    scale: Code
    places: Annotated[tuple[UnitId, ...], Field(max_length=50)] = ()
    reason: Sentence


class EditReport(Command):
    """Put the report into the words in which it may be issued, or edit it anew. The text is a new
    paper; of a plain text the service counts the `characters`."""

    called = ("编辑", "Edit")

    title: Title
    text: Paper
    characters: Count | None = None


class PassReport(Command):
    """Take the next step: check the edited text or, with the last step, sign it. `on` is today,
    unless given; where the report is urgent, say the minute (`at`). Nobody takes two steps."""

    called = ("审核签发", "Check or sign")

    on: Day | None = None
    at: Moment | None = None


class SendBack(Command):
    """Send the text back to be edited again, in place of the next step."""

    called = ("退回修改", "Send back to be edited")

    reason: Sentence


class NoteIssue(Command):
    """Note that a bulletin holds the report. Only a reaction asks this."""

    bulletin: BulletinId
    bulletin_number: DocumentNumber
    issued_on: Day
    issued_at: Moment | None = None


class NoteIssueWithdrawn(Command):
    """Note that a bulletin holds the report no more. Only a reaction asks this."""

    bulletin: BulletinId
    reason: Sentence


class SendReportUp(Command):
    """Record that the signed report was sent to a level above, on this day; where it is urgent, at
    this minute. `receiver` is the office there that received it, not a person."""

    called = ("向上报送", "Send up")

    level: Code
    receiver: Title | None = None
    sent_on: Day | None = None
    sent_at: Moment | None = None


class WithdrawSendingUp(Command):
    """Take back that the report was sent to a level: it was entered wrongly."""

    called = ("撤销报送登记", "Withdraw the record of sending it up")

    level: Code
    reason: Sentence


class RecordUse(Command):
    """Record that a level above used the report."""

    called = ("登记采用", "Record that it was used")

    level: Code
    used_on: Day
    publication: DocumentNumber | None = None


class WithdrawUse(Command):
    """Take back that a level used the report: it was entered wrongly."""

    called = ("撤销采用登记", "Withdraw the record of a use")

    level: Code
    reason: Sentence


class TellAuthors(Command):
    """Record that authors were told what became of their report: all who were not, unless `authors`
    names some of them."""

    called = ("反馈作者", "Tell the authors")

    authors: Authors = ()
    answer: Sentence
    told_on: Day | None = None


class WithdrawFeedback(Command):
    """Take back that authors were told what became of their report: it was entered wrongly."""

    called = ("撤销反馈登记", "Withdraw the record of telling them")

    authors: Annotated[Authors, Field(min_length=1)]
    reason: Sentence


ReportCommand = (
    SubmitReport
    | SubmitAgain
    | CorrectReport
    | TakeReport
    | ReturnReport
    | KeepReport
    | MergeReport
    | TakeInReport
    | NoteReportCarriedOn
    | TurnIntoTopic
    | EditReport
    | PassReport
    | SendBack
    | NoteIssue
    | NoteIssueWithdrawn
    | SendReportUp
    | WithdrawSendingUp
    | RecordUse
    | WithdrawUse
    | TellAuthors
    | WithdrawFeedback
)
