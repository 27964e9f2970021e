"""What a session brings forth on paper, as a plenary does: bulletins, an opinion, the proposals
that were collected (001-04)."""

from operator import not_

from pydantic import Field

from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.paper import PaperUse
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code


class SessionPaper(Fact):
    """A paper of a session. `filed` is its number, 1..n within the session; `kind` one of the
    county's `papers`. `text`: what it says. `proposals_of`: it collects the proposals of this
    plenary session, by the code under which the topics service lists them."""

    filed: int
    kind: Code
    title: Title
    on: Day
    text: PaperUse | None = Field(None, exclude_if=not_)
    proposals_of: Code | None = Field(None, exclude_if=not_)


class SessionPaperFiled(SessionPaper, Event):
    """The session brought forth a paper."""


class SessionPaperCorrected(Correction, SessionPaper, Event):
    """The paper as it should have been filed; the text that was wrong stays in the history."""


class SessionPaperWithdrawn(Event):
    """The paper counts no more."""

    filed: int
    reason: Sentence
