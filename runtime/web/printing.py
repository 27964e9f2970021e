"""What routes that hand out documents have in common: their parameters, the chapter with a
jurisdiction's words, the names of bodies, and the answers."""

from collections.abc import Iterable
from typing import Annotated, Any, Protocol
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import Path, Query, Response

from contracts.documents import Form
from runtime.known import known_bodies
from runtime.media import WORD
from runtime.units import units
from runtime.web.http import Reading
from runtime.web.problems import Problem

PAGE_POLICY = "sandbox allow-modals; default-src 'none'; style-src 'unsafe-inline'"
"""The content security policy of a page to print: it loads nothing and runs nothing."""

AsForm = Annotated[Form, Path(description="`docx` to go on editing, `html` to print")]
Red = Annotated[
    bool | None, Query(description="with or without the red header, whatever the template says")
]


class Made(Protocol):
    """A document that can be made (`common/documents/making.py`)."""

    @property
    def unit(self) -> str: ...

    def made(
        self, chapter: Any, form: Form, red: bool | None = None, unit_kind: str = ""
    ) -> tuple[bytes, str]: ...


async def handed_out(read: Reading, document: Made, form: Form, red: bool | None) -> Response:
    """The document as a file, or as a page to print, in the words of the rules of its unit."""
    content, name = await made(read, document, form, red)
    return page(content) if form == "html" else file(content, WORD, name)


async def made(
    read: Reading, document: Made, form: Form, red: bool | None = None
) -> tuple[bytes, str]:
    """The content and the name of a document, in the words of the rules of its unit."""
    chapter = await chapter_in_force(read, "documents", document.unit)
    kinds = await read.rows(sa.select(units.c.kind).where(units.c.unit == document.unit))
    return document.made(chapter, form, red, kinds[0]["kind"] if kinds else "")


async def chapter_in_force(read: Reading, chapter: str, unit: str) -> Any:
    """The content of a chapter in the rules of a unit; `None` where there is none."""
    ruling = (await read.jurisdictions()).in_force(chapter, sa.literal(unit))
    (row,) = await read.rows(sa.select(ruling.label("content")))
    return row["content"]


async def names_of(read: Reading, bodies: Iterable[str]) -> dict[str, str]:
    """The names of bodies by their ids; an id that is not known stands for itself, and so does a
    name: where a body is named in words, somebody may have written its id."""
    ids = sorted(set(bodies))
    chosen = sa.select(known_bodies.c.number, known_bodies.c.name)
    rows = await read.rows(chosen.where(known_bodies.c.number.in_(ids)))
    return {each: each for each in ids} | {row["number"]: row["name"] for row in rows}


def file(content: bytes, media_type: str, name: str) -> Response:
    """A file that is saved under this name."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


def page(content: bytes) -> Response:
    """A page to print."""
    headers = {
        "Content-Security-Policy": PAGE_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type="text/html; charset=utf-8", headers=headers)


def not_found() -> Problem:
    """The refusal of what somebody does not see whole, as if there were none."""
    return Problem(
        404,
        "not-found",
        "没有找到，或不在您的管辖范围内。请核对编号。",
        "There is no such record within your scope. Check the number.",
    )
