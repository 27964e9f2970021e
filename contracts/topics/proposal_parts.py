"""What the events of a proposal are made of: whose it is, what it says, where it belongs."""

from enum import StrEnum

from contracts.event import Fact
from contracts.ids import BodyId, MemberId, ProposalId
from contracts.paper import PaperUse
from contracts.text import Day, Passage, Title, Year
from contracts.vocabulary import Code


class Signers(Fact):
    """Whose proposal it is, by ids. `first` is the member who initiated it; `co_signers` follow in
    the order in which they joined. A collective proposal has the `body` whose it is instead, the
    member who `signed_for` it where its kind asks for that, and the `main_persons` who wrote it."""

    first: MemberId | None = None
    co_signers: tuple[MemberId, ...] = ()
    body: BodyId | None = None
    signed_for: MemberId | None = None
    main_persons: tuple[MemberId, ...] = ()

    @property
    def proposers(self) -> tuple[str, ...]:
        """Those who get an answer: each member, or the body."""
        return tuple(each for each in (self.first, *self.co_signers, self.body) if each)

    @property
    def everybody(self) -> tuple[str, ...]:
        """All who had a hand in it, each once."""
        named = (*self.proposers, *filter(None, (self.signed_for,)), *self.main_persons)
        return tuple(dict.fromkeys(named))


class Said(Fact):
    """What a proposal says: facts, analysis and advice (domain 8.1, 1), or a paper, `text`, with
    all of it. `suggested` are the departments that its authors want to handle it."""

    title: Title
    facts: Passage | None = None
    analysis: Passage | None = None
    advice: Passage | None = None
    text: PaperUse | None = None
    suggested: tuple[BodyId, ...] = ()


class Placed(Fact):
    """Where a proposal belongs by the day on which it was submitted: to a plenary `session`, or (no
    session) between sessions; to a year; and to the `series` in which its number will run, by its
    shape, `numbering`."""

    submitted_on: Day
    session: Code | None
    session_word: Title | None
    year: Year
    series: str
    numbering: Title


class Until(Fact):
    """Something is due until that day; what was done by then may be told until the end of
    `due_with_grace`. `provisional`: the working calendar of the year is not issued yet."""

    due: Day
    due_with_grace: Day | None
    provisional: bool


class Joined(Fact):
    """A proposal that became part of another one. Its signers get an answer, too."""

    proposal: ProposalId
    title: Title
    signers: Signers


class Conversion(StrEnum):
    """What a proposal becomes that is not handled as one (domain 8.1, 4d)."""

    REPORT = "report"  # a report of public opinion
    TOPIC = "topic"


class AsTopic(Fact):
    """What the topic is that a proposal becomes. `description` says what it is about, where the
    proposal says that in a passage too long for one."""

    kind: Code | None = None
    origin: Code
    scale: Code
    description: Passage | None = None


class Awaited(StrEnum):
    """What of a proposal is due until a day."""

    SUPPLEMENT = "supplement"
    TELLING = "telling"
