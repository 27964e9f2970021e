"""What routes of issued documents have in common."""

from collections.abc import Awaitable, Callable
from datetime import date
from io import BytesIO
from typing import Annotated, Any, Protocol, Self, TypeVar

import sqlalchemy as sa
from fastapi import Path, Request, Response

from contracts.paper import Paper
from runtime.issued import issued_documents
from runtime.media import WORD
from runtime.web.http import Reading, Submitting
from runtime.web.papers import kept, served
from runtime.web.printing import Made, not_found
from runtime.web.printing import made as made_of
from runtime.web.problems import Problem

Document = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9._:-]{1,100}$", description="`document` in the list of the thing"),
]
Issue = Annotated[int, Path(ge=1, le=1000)]


class Issuable(Made, Protocol):
    """A document that can be made with the day and the number under which it is issued. A draft
    is not issued."""

    @property
    def draft(self) -> bool: ...

    def issued(self, on: date, number: str | None) -> Self: ...


class Issues(Protocol):
    """The command, of which the route fills in the paper. `key`: what the document is called in its
    stream."""

    @property
    def key(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def document_number(self) -> str | None: ...
    @property
    def paper(self) -> Paper | None: ...

    def model_copy(self, *, update: dict[str, Any]) -> Self: ...


C = TypeVar("C", bound=Issues)


async def with_paper(
    submit: Submitting, read: Reading, command: C, document: Callable[[], Awaitable[Issuable]]
) -> C:
    """The command with the paper that somebody uploaded, or with the .docx that the system makes.
    Of a draft none is made, and of what is not shown to whoever asks: the rule refuses it. Refuses
    (409) a number that another document of the unit bears."""
    await _numbered_once(read, command)
    if command.paper is not None:
        return command
    try:
        made = await document()
    except Problem:
        return command
    if made.draft:
        return command
    issued = made.issued(command.on, command.document_number)
    content, _ = await made_of(read, issued, "docx")
    paper = await kept(submit, BytesIO(content), WORD, len(content))
    return command.model_copy(update={"paper": paper})


async def _numbered_once(read: Reading, command: Issues) -> None:
    """Refuse (409) a number under which another document of the unit is in force, as far as whoever
    asks has an office there. What was withdrawn gives its number back: it may have been typed at
    the wrong document."""
    if command.document_number is None:
        return
    chosen = sa.select(issued_documents.c.document, issued_documents.c.on)
    there = await read.rows(
        chosen.where(
            issued_documents.c.unit == command.unit,
            issued_documents.c.document_number == command.document_number,
            issued_documents.c.document != command.key,
            issued_documents.c.withdrawn_because.is_(None),
            read.visible(issued_documents.c.unit),
        ).limit(1)
    )
    for other in there:
        raise Problem(
            409,
            "document-number-taken",
            f"文号{command.document_number}已用于 {other['on']} 的另一件文书（文书编号"
            f" {other['document']}）。请核对文号；那一份的文号有误的，请先收回，再重新印发。",
            f"{command.document_number} is the number of another document, of {other['on']}"
            f" ({other['document']}). Check the number; where that document bears it wrongly,"
            " withdraw it and issue it anew first.",
        )


async def issued_of(read: Reading, thing: str) -> dict[str, Any]:
    """All documents of a thing that were issued, those withdrawn since among them; `thing` is its
    stream, such as `session/42`."""
    return await _listed(read, issued_documents.c.about == thing)


async def issues_of(read: Reading, document: str) -> dict[str, Any]:
    """One document, issue by issue."""
    return await _listed(read, issued_documents.c.document == document)


async def _listed(read: Reading, which: sa.ColumnElement[bool]) -> dict[str, Any]:
    chosen = sa.select(issued_documents).where(which)
    return {"items": await read.rows(chosen.order_by(*issued_documents.primary_key.columns))}


async def thing_of(read: Reading, document: str) -> str:
    """The key of the thing that a document is of. Raises `Problem` (404) where none was issued."""
    chosen = sa.select(issued_documents.c.about).where(issued_documents.c.document == document)
    if not (rows := await read.rows(chosen.limit(1))):
        raise not_found()
    return str(rows[0]["about"]).split("/", 1)[1]


async def file_of(request: Request, read: Reading, document: str, issue: int) -> Response:
    """The paper of an issued document. The caller has seen to it that the reader may read it."""
    here = (issued_documents.c.document == document, issued_documents.c.issue == issue)
    row = await read.one(sa.select(issued_documents.c.paper).where(*here))
    return await served(request, row["paper"])
