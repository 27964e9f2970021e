"""What those who are invited get before a session: the notice, and materials with their papers."""

from operator import not_

from pydantic import Field

from contracts.event import Event, Fact
from contracts.paper import PaperUse
from contracts.text import Day, Title
from contracts.vocabulary import Code


class NoticeGiven(Event):
    """Notice was given. `late`: after the last day that the form of the session allows. `text`: the
    notice itself, where it was kept as a paper."""

    on: Day
    how: Title
    late: bool
    text: PaperUse | None = Field(None, exclude_if=not_)


class Enclosed(Fact):
    """The text of a document that was sent. `document` is its place among the titles, from 1."""

    document: int
    text: PaperUse


class MaterialsSent(Event):
    """Those invited know the matter before the session (004-10). `documents` are the titles of all
    that was sent, `papers` the texts of those that were kept as papers. `part`: the part of the
    session for which they are meant, where its form has parts."""

    documents: tuple[Title, ...]
    on: Day
    late: bool
    part: Code | None = Field(None, exclude_if=not_)
    papers: tuple[Enclosed, ...] = Field((), exclude_if=not_)
