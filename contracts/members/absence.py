"""A member's absences of one year, and the cases that follow from them (004-24). Stream
`absences/<member>:<year>`. No event holds what anybody said: letters and answers are named by their
document numbers, and lie with the office."""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import MemberId, SessionId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title, Year
from contracts.vocabulary import Code


class AbsenceEntered(Event):
    """The member was absent from a session: on leave that counts (`on_leave`), or without. A later
    one of the same session takes the place of the one before. `credited_as`: the duty fact that it
    is, if any; `place`: the unit where the session was."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    session: SessionId
    title: Title
    form: Code
    on: Day
    on_leave: bool
    place: UnitId
    credited_as: Code | None = None


class AbsenceCleared(Event):
    """The record of the session was put right: the member was not absent."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    session: SessionId


class AbsenceCaseOpened(Event):
    """The absences without leave from these sessions reach the number that the rule `ground` names.
    `case` is 1..n within the year."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    case: int
    ground: Code
    sessions: tuple[SessionId, ...]


class AbsenceCaseDropped(Event):
    """Fewer absences are left than its ground needs: the case never was."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    case: int


class CaseStepTaken(Event):
    """A step of the case was taken on this day: a reminder, a talk, a written inquiry, a report.
    `letter` is the number of its document; `answer_by`: until when the member answers it."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    case: int
    step: Code
    on: Day
    letter: Title | None = None
    answer_by: Day | None = None


class InquiryAnswered(Event):
    """The member answered the step in writing; `letter` is the number of the answer."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    case: int
    step: Code
    on: Day
    letter: Title | None = None


class AbsenceCaseClosed(Event):
    """The case is over, with this result."""

    audience = Audience.PERSONAL

    member: MemberId
    year: Year
    case: int
    result: Code
    on: Day
    reason: Sentence | None = None


AbsenceEvent = (
    AbsenceEntered
    | AbsenceCleared
    | AbsenceCaseOpened
    | AbsenceCaseDropped
    | CaseStepTaken
    | InquiryAnswered
    | AbsenceCaseClosed
)
