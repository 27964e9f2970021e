"""A jurisdiction's documents as data: what a notice, minutes or an opinion says, in its own words.
And that a document of a thing was issued.

Every service that hands out documents keeps the chapter, and records which of them were issued.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from contracts.event import Event, Fact
from contracts.paper import PaperUse
from contracts.rules import Chapter, ChapterIssued
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code


class DocumentKind(StrEnum):
    """A kind of document."""

    NOTICE = "notice"  # 会议通知
    MINUTES = "minutes"  # 协商纪要
    OPINION = "opinion"  # 协商意见
    REPLY = "reply"  # 办理答复
    PLAN = "plan"  # 年度计划
    BULLETIN = "bulletin"  # 社情民意信息专报


Form = Literal["docx", "html"]
"""What a document is made as: the end of its address."""


class DocumentTemplate(Fact):
    """What a document of a kind says, paragraph by paragraph. `{name}` stands for what is on
    record; a paragraph that names what is not is left out. `# ` to `#### ` begin a heading, which
    numbers itself and is left out where nothing stands below it. `to`: to whom it goes. `red`:
    with the red header; `sealed`: with room for a seal."""

    kind: DocumentKind
    title: Title
    to: Title | None = None
    paragraphs: Annotated[tuple[Sentence, ...], Field(max_length=100)] = ()
    issuer: Title | None = None
    note: Title | None = None
    copies: Annotated[tuple[Title, ...], Field(max_length=20)] = ()
    red: bool = False
    sealed: bool = True


class Head(Fact):
    """In whose name units of these kinds issue documents: as `Documents` says of all others."""

    unit_kinds: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    mark: Title
    issuer: Title
    printed_by: Title | None = None


class Documents(Chapter):
    """The documents of a jurisdiction. `mark` is that of the issuing body in the red header;
    `issuer` signs where a template names nobody; `printed_by` stands at the foot of the last page.
    `heads` say so for units of some kinds, such as the county itself; the first that fits counts.
    `texts` are its templates; a kind without one has that which is shipped."""

    mark: Title = "{unit}"
    issuer: Title = "{unit}"
    printed_by: Title | None = None
    heads: Annotated[tuple[Head, ...], Field(max_length=20)] = ()
    texts: Annotated[tuple[DocumentTemplate, ...], Field(max_length=20)] = ()


class DocumentsIssued(ChapterIssued):
    """The jurisdiction's words for documents."""

    documents: Documents


class DocumentIssued(Event):
    """A document was issued (印发): the paper is that which was sealed or signed. Each service
    records it with the thing that it is of. `issue` counts from 1; each further one takes the place
    of one that was withdrawn. `on`: the day that the document bears (成文日期)."""

    issue: int
    kind: DocumentKind
    on: Day
    document_number: DocumentNumber | None
    paper: PaperUse

    @property
    def about(self) -> str:
        """The stream of the thing, such as `session/42`."""
        raise NotImplementedError


class DocumentWithdrawn(Event):
    """A document that was issued was wrong, and counts no longer (收回). Its paper is kept."""

    issue: int
    kind: DocumentKind
    reason: Sentence
