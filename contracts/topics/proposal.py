"""What happens to a proposal (提案), to its filing: domain 8.1, steps 1 to 4."""

from contracts.audience import Audience
from contracts.checklists import Answer
from contracts.event import Event
from contracts.ids import BodyId, MemberId, ProposalId, ReportId
from contracts.paper import PaperUse
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.topics.proposal_corrections import ExaminationTakenBack as ExaminationTakenBack
from contracts.topics.proposal_corrections import JoinedCorrected as JoinedCorrected
from contracts.topics.proposal_corrections import ProposalCarriedOn as ProposalCarriedOn
from contracts.topics.proposal_corrections import ProposalCorrected as ProposalCorrected
from contracts.topics.proposal_corrections import ProposalLetGo as ProposalLetGo
from contracts.topics.proposal_parts import (
    AsTopic,
    Awaited,
    Conversion,
    Joined,
    Placed,
    Said,
    Signers,
    Until,
)
from contracts.topics.proposal_rules import Credits
from contracts.vocabulary import Code


class ProposalDrafted(Said, Event):
    """Somebody drafted a proposal; its co-signers may join it now. `invited` are members who were
    asked to. `entered_by` wrote it down, for themselves or for whoever brought it on paper.
    `sealed`: the paper bears the seal of the body whose proposal it is."""

    audience = Audience.PERSONAL

    kind: Code
    signers: Signers
    sealed: bool
    invited: tuple[MemberId, ...]
    entered_by: str


class ProposalRevised(Said, Event):
    """Its authors changed what it says, or whom they invite, before it was filed. Once it was
    submitted there is a reason, and the examination begins again."""

    audience = Audience.PERSONAL

    invited: tuple[MemberId, ...]
    reason: Sentence | None


class CoSignersEntered(Event):
    """These members signed on paper, and somebody entered them; `signed` is that paper.
    `credited_as`: what each is credited with who joins what was `submitted_on` that day already."""

    audience = Audience.PERSONAL

    title: Title
    co_signers: tuple[MemberId, ...]
    signed: PaperUse
    submitted_on: Day | None = None
    credited_as: Code | None = None


class CoSignerJoined(Event):
    """A member joined by a deed of their own (`ProposalSigned`); the rest as of those entered."""

    audience = Audience.PERSONAL

    title: Title
    member: MemberId
    submitted_on: Day | None = None
    credited_as: Code | None = None


class CoSignerLeft(Event):
    """A member took their signature back, before the examination (`SignatureWithdrawn`).
    `submitted_on`: the day on which it had been submitted already, if it had."""

    audience = Audience.PERSONAL

    member: MemberId
    submitted_on: Day | None = None
    reason: Sentence


class ProposalSubmitted(Placed, Event):
    """Its authors submitted it, as it was drafted or revised last: it waits for the examination."""

    audience = Audience.PERSONAL

    title: Title
    kind: Code
    signers: Signers
    credited_as: Credits = Credits()


class ProposalSupplemented(Event):
    """A returned proposal came back. What was changed, `ProposalRevised` told before."""

    supplemented_on: Day
    note: Sentence | None


class ProposalWithdrawn(Event):
    """Its authors withdrew it before it was filed. `submitted_on` is empty for a draft;
    `supplemented` is false where it had been returned and its supplement was awaited."""

    audience = Audience.PERSONAL

    signers: Signers
    submitted_on: Day | None
    supplemented: bool
    reason: Sentence


class ProposalChecked(Event):
    """A step of the examination before the last: first check, second check (domain 8.1, 3)."""

    step: Code
    step_word: Title
    step_number: int
    checked_on: Day
    note: Sentence | None


class ProposalReturned(Until, Event):
    """It lacks something and is back with its authors, who supplement it until the day `due`."""

    checklist: Code
    answers: dict[Code, Answer]
    examined_on: Day
    reason: Sentence


class ProposalFiled(Said, Placed, Event):
    """It meets the filing standard (立案), and has a number: its handling begins.

    All that handing it over needs is repeated. `proposal_number` counts from 1 within its series,
    without gaps; `document_number` is how it is written. `joined` are the proposals that became
    part of it so far, each of whose signers is answered as well.
    """

    kind: Code
    signers: Signers
    proposal_number: int
    document_number: DocumentNumber
    examined_on: Day
    checklist: Code
    answers: dict[Code, Answer]
    joined: tuple[Joined, ...]
    credited_as: Credits = Credits()


class ProposalNotFiled(Until, Event):
    """It is not filed (不予立案), on a ground of the list (domain 8.2). `passed_to` are the bodies
    to which it goes as a reference. Those who are `waiting` are told until the day `due`: its
    signers, and those of what became part of it."""

    audience = Audience.PERSONAL

    ground: Code
    ground_word: Title
    checklist: Code
    answers: dict[Code, Answer]
    examined_on: Day
    reason: Sentence
    passed_to: tuple[BodyId, ...]
    signers: Signers
    waiting: tuple[str, ...]


class ProposalMerged(Until, Event):
    """It became part of another proposal on the same matter (并案), and ends here. Its signers
    (`waiting`) are told until the day `due`, and are answered with those of the other one."""

    audience = Audience.PERSONAL
    joins = "into"

    into: ProposalId
    into_title: Title
    merged_on: Day
    reason: Sentence
    signers: Signers
    waiting: tuple[str, ...]


class ProposalTookIn(Event):
    """Other proposals became part of this one: the one that was merged, and those that it had taken
    in before. `document_number` is that of this one, once it is filed."""

    audience = Audience.PERSONAL
    joins = "merged"

    merged: ProposalId
    joined: tuple[Joined, ...]
    reason: Sentence
    document_number: DocumentNumber | None


class ProposalConverted(Said, Until, Event):
    """It becomes a report of public opinion, or a topic, and ends here as a proposal. What these
    need is repeated. Those who are `waiting` are told until the day `due`: its signers, and those
    of what became part of it."""

    audience = Audience.PERSONAL

    becomes: Conversion
    topic: AsTopic | None
    converted_on: Day
    reason: Sentence
    signers: Signers
    waiting: tuple[str, ...]


class ProposalReported(Event):
    """The report of public opinion that the proposal became came in."""

    audience = Audience.PERSONAL

    report: ReportId


class ProposersTold(Event):
    """These signers were told what became of the proposal, on that day and so. `waiting` are those
    who are still to be told."""

    audience = Audience.PERSONAL

    told: tuple[str, ...]
    told_on: Day
    how: Sentence
    waiting: tuple[str, ...]


class ProposalGraded(Event):
    """A filed proposal was given a grade: it is a key proposal, an excellent one. `led_by` is the
    office that leads the supervision, never a person's name; `bodies` take part in it. `before_on`:
    the day that was on record of the same grade, where it was told before."""

    title: Title
    grade: Code
    grade_word: Title
    supervised: bool
    led_by: Title | None
    bodies: tuple[BodyId, ...]
    graded_on: Day
    before_on: Day | None = None
    signers: Signers
    credited_as: Credits = Credits()


class GradeTakenBack(Event):
    """The proposal has the grade no longer."""

    grade: Code
    graded_on: Day
    reason: Sentence
    signers: Signers


class ProposalDeadlineMissed(Event):
    """Its supplement was not submitted, or not all of its signers were told, by that day."""

    what: Awaited
    due: Day


ProposalEvent = (
    ProposalDrafted
    | ProposalRevised
    | CoSignersEntered
    | CoSignerJoined
    | CoSignerLeft
    | ProposalSubmitted
    | ProposalSupplemented
    | ProposalWithdrawn
    | ProposalChecked
    | ProposalReturned
    | ProposalFiled
    | ProposalNotFiled
    | ProposalMerged
    | ProposalTookIn
    | ProposalConverted
    | ProposalReported
    | ProposersTold
    | ProposalGraded
    | GradeTakenBack
    | ProposalCorrected
    | ExaminationTakenBack
    | ProposalLetGo
    | ProposalCarriedOn
    | JoinedCorrected
    | ProposalDeadlineMissed
)
