"""What happens to a report of public opinion: submitted, screened, edited, signed, issued, used.

Reports are internal (domain 8.4): their texts are papers, and all types of events are personal, so
that nobody is sent a title, an author or a reason who does not ask for the type by name.
"""

from enum import StrEnum

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, BulletinId, ProposalId, ReportId
from contracts.paper import PaperUse
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Moment, Passage, Sentence, Title
from contracts.topics.report_merging import Author as Author
from contracts.topics.report_merging import ReportCarriedOn as ReportCarriedOn
from contracts.topics.report_merging import ReportMerged as ReportMerged
from contracts.topics.report_merging import ReportTookIn as ReportTookIn
from contracts.vocabulary import Code


class Fate(StrEnum):
    """What became of a report, as its authors are told."""

    RETURNED = "returned"
    KEPT = "kept"
    MERGED = "merged"
    TURNED = "turned-into-topic"
    ISSUED = "issued"
    USED = "used"


class About(Fact):
    """What is on record of a report beside its text.

    `authors` wrote it; whoever enters it, and the `source` it rests on, stand apart. `urgent`: it
    goes the urgent path; then all days are known to the minute (`received_at`, 004-21). `follows`
    is an earlier report on the same matter; `proposal` one that became this report.
    """

    title: Title
    category: Code
    channel: Code
    author_kind: Code
    authors: tuple[Author, ...]
    source: Title | None = None
    received_on: Day
    received_at: Moment | None = None
    urgent: bool = False
    follows: ReportId | None = None
    proposal: ProposalId | None = None
    credited_as: Code | None = None


class ReportSubmitted(About, Event):
    """A report came in, or came in again after it was returned: then `before` are the authors that
    were on record, as of `before_on`. `characters`: how long its text is, where that is known."""

    audience = Audience.PERSONAL

    entered_by: str
    submitted_in: UnitId
    text: PaperUse
    characters: Count | None = None
    before: tuple[Author, ...] = ()
    before_on: Day | None = None


class ReportCorrected(Correction, About, Event):
    """What was entered of a report was wrong, and is told again as a whole. `before`: the authors
    that were on record, as of `before_on`."""

    audience = Audience.PERSONAL

    text: PaperUse
    before: tuple[Author, ...]
    before_on: Day


class ReportTaken(Event):
    """The information office took the report for editing. A `committee` in charge reads it from
    now on, by this use of its `text`."""

    audience = Audience.PERSONAL

    committee: BodyId | None = None
    text: PaperUse | None = None


class ReportReturned(Event):
    """The report went back to its authors. It lacks what is `missing`, and may be submitted
    again."""

    audience = Audience.PERSONAL

    missing: tuple[Code, ...]
    reason: Sentence


class ReportKept(Event):
    """The report is kept for reference, on one of the jurisdiction's grounds. It may be taken up
    later."""

    audience = Audience.PERSONAL

    ground: Code
    reason: Sentence | None = None


class ReportTurnedIntoTopic(Event):
    """The matter of the report goes on as a topic, whose id is that which this event begins
    (`begun_by`, kind `topic`). It says what was proposed: in words of its own, or by the text of
    the report."""

    audience = Audience.PERSONAL

    unit: UnitId
    kind: Code | None = None
    title: Title
    description: Passage | None = None
    text: PaperUse | None = None
    origin: Code
    scale: Code
    places: tuple[UnitId, ...] = ()
    reason: Sentence


class ReportEdited(Event):
    """The report was put into the words in which it may be issued. The text is a new paper."""

    audience = Audience.PERSONAL

    step: Code
    word: Title
    title: Title
    text: PaperUse
    characters: Count | None = None
    edited_by: str


class ReportChecked(Event):
    """A step between editing and signing was taken, by another person."""

    audience = Audience.PERSONAL

    step: Code
    word: Title
    checked_by: str
    checked_on: Day
    checked_at: Moment | None = None


class ReportSentBack(Event):
    """Whoever had the next step sent the text back to be edited again."""

    audience = Audience.PERSONAL

    step: Code
    word: Title
    reason: Sentence


class ReportSigned(Event):
    """The last step was taken: the report may be issued. `signed_by` answers for it."""

    audience = Audience.PERSONAL

    step: Code
    word: Title
    signed_by: str
    signed_on: Day
    signed_at: Moment | None = None


class Contribution(Fact):
    """Whose report it is that was issued or used, and the duty fact for which it counts with those
    who are `credited`: authors that are members. Recorded again after a correction, it names whose
    it was `before`, as of `before_on`."""

    title: Title
    category: Code
    authors: tuple[Author, ...]
    credited: tuple[Author, ...] = ()
    credited_as: Code | None = None
    before: tuple[Author, ...] = ()
    before_on: Day | None = None


class ReportIssued(Contribution, Event):
    """A bulletin holds the report. Its authors read it as it was issued (`text`); they are also
    those of reports that became part of it. `minutes`: from receipt to issue, where both are known
    to the minute (004-21)."""

    audience = Audience.PERSONAL

    bulletin: BulletinId
    bulletin_number: DocumentNumber
    issued_on: Day
    issued_at: Moment | None = None
    minutes: Count | None = None
    text: PaperUse


class IssueWithdrawn(Event):
    """The bulletin that held the report was withdrawn, or corrected to hold it no more: it waits
    to be issued, as signed. `authors` and `issued_on` are those of the issue; `fate` is what has
    become of it without that."""

    audience = Audience.PERSONAL

    bulletin: BulletinId
    reason: Sentence
    authors: tuple[Author, ...]
    issued_on: Day
    fate: Fate | None = None


class ReportSentUp(Event):
    """The report was sent to a level above. `receiver`: to which office there."""

    audience = Audience.PERSONAL

    level: Code
    receiver: Title | None = None
    sent_on: Day
    sent_at: Moment | None = None


class SendingUpWithdrawn(Event):
    """That the report was sent to a level was entered wrongly: it was not, or on another day, which
    is then recorded anew."""

    audience = Audience.PERSONAL

    level: Code
    reason: Sentence


class ReportUsed(Contribution, Event):
    """A level above used the report (采用, 003-15). `publication` says where it appeared there."""

    audience = Audience.PERSONAL

    level: Code
    used_on: Day
    publication: DocumentNumber | None = None


class UseWithdrawn(Event):
    """That a level used the report was entered wrongly: it did not, or on another day. `fate` is
    what has become of the report without that; its authors are told of it again."""

    audience = Audience.PERSONAL

    level: Code
    reason: Sentence
    authors: tuple[Author, ...]
    used_on: Day
    fate: Fate | None = None


class AuthorsTold(Event):
    """These authors were told what became of their report (domain 8.4-9)."""

    audience = Audience.PERSONAL

    authors: tuple[Author, ...]
    of: Fate
    answer: Sentence
    told_on: Day


class FeedbackWithdrawn(Event):
    """That these authors were told was entered wrongly: they wait to be told."""

    audience = Audience.PERSONAL

    authors: tuple[Author, ...]
    reason: Sentence


ReportEvent = (
    ReportSubmitted
    | ReportCorrected
    | ReportTaken
    | ReportReturned
    | ReportKept
    | ReportMerged
    | ReportTookIn
    | ReportCarriedOn
    | ReportTurnedIntoTopic
    | ReportEdited
    | ReportChecked
    | ReportSentBack
    | ReportSigned
    | ReportIssued
    | IssueWithdrawn
    | ReportSentUp
    | SendingUpWithdrawn
    | ReportUsed
    | UseWithdrawn
    | AuthorsTold
    | FeedbackWithdrawn
)
