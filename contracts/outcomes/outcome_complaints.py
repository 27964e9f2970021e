"""Complaints about a task that is not done, and its referral to discipline inspection (001-37)."""

from contracts.audience import Audience
from contracts.consents import Consent
from contracts.event import Event
from contracts.ids import MemberId, SessionId
from contracts.text import Count, Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code


class ComplaintRecorded(Event):
    """Residents or members complained about a task. `complaint` is 1..n within the outcome;
    `strong`: by its kind it counts for a referral; `residents` are counted, never named."""

    audience = Audience.PERSONAL

    complaint: int
    task: int
    kind: Code
    strong: bool
    on: Day
    residents: Count = 0
    members: tuple[MemberId, ...] = ()
    gist: Sentence


class ComplaintTakenBack(Event):
    """That somebody complained was entered wrongly, or the complaint was withdrawn."""

    complaint: int
    reason: Sentence


class TaskReferred(Event):
    """A promise that was made in session and not kept was passed to discipline inspection (001-37,
    13.3-14): there are strong `complaints`, its day was over, and so was the one to which it was
    urged (`urged_until`), and there is a consent. `referral` is 1..n within the outcome."""

    referral: int
    task: int
    session: SessionId
    promise: int
    complaints: tuple[int, ...]
    urged_until: Day
    consent: Consent
    referred_to: Title
    letter: DocumentNumber
    on: Day


class ReferralAnswered(Event):
    """Discipline inspection said what came of it. No person is named."""

    referral: int
    on: Day
    result: Sentence
