"""The routes of papers: upload, read, erase. A paper is uploaded before the command that uses it.

What a file is, its content says (puremagic, within the list of what offices bring). That is no
proof: a paper is served as an attachment that no browser opens by itself or looks into.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO
from urllib.parse import quote
from zipfile import is_zipfile

import puremagic
import sqlalchemy as sa
from fastapi import Depends, Path, Request, Response
from fastapi.responses import StreamingResponse

from contracts.paper import SALT_BYTES, Digest, Paper, PaperClass
from contracts.places import covers
from contracts.roles import Role
from runtime.actor import Actor
from runtime.media import ENDINGS, PLAIN
from runtime.operations import ErasePaper
from runtime.papers import may_read, paper_uses
from runtime.web.http import Reading, Submitting, reading, submitting
from runtime.web.problems import Problem
from runtime.web.routes import Router
from runtime.writing import papers

MOST_UNUSED = 1024**3
"""Bytes of papers that one person may have uploaded without any use."""
_SPOOLED = 1024 * 1024

_PEOPLE = tuple(role for role in Role if role not in (Role.SERVICE, Role.POLICY, Role.OPERATOR))
Uploader = Annotated[Submitting, Depends(submitting(*_PEOPLE))]
Eraser = Annotated[Submitting, Depends(submitting(Role.CPPCC_OFFICE))]
Erased = Annotated[Reading, Depends(reading(Role.CPPCC_OFFICE))]
PaperReader = Annotated[Reading, Depends(reading(*_PEOPLE))]
Named = Annotated[Digest, Path(description="the digest in the answer to the upload")]

router = Router(prefix="/papers", tags=["papers"])


@router.post(
    "",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def upload(request: Request, response: Response, submit: Uploader) -> Paper:
    """Upload a paper of at most 20 MB; the body is the file itself. The answer is what a command
    says of it. What no command uses within seven days is removed."""
    sent_as = request.headers.get("content-type", "").lower()
    if sent_as.startswith(("multipart/", "application/x-www-form")):
        raise Problem(
            415,
            "form-upload",
            "请把文件本身作为请求正文上传，不要用表单（curl 用 --data-binary @文件，不用 -F）。",
            "Send the file itself as the body and no form around it (curl: --data-binary @FILE,"
            " not -F).",
        )
    with SpooledTemporaryFile(_SPOOLED) as spooled:
        content: BinaryIO = spooled  # type: ignore[assignment]  # a file in all but its class
        size = 0
        async for piece in request.stream():
            content.write(piece)
            size += len(piece)
        media_type = _kind(content, size)
        paper = await kept(submit, content, media_type, size)
    response.headers["Location"] = f"/papers/{paper.digest}"
    response.headers.update(request.state.key)
    return paper


async def kept(submit: Submitting, content: BinaryIO, media_type: str, size: int) -> Paper:
    """Keep a paper of whoever submits, under the key of the request. Raises `Problem`."""
    async with submit.request.app.state.process.pool.acquire() as connection:
        await _room(connection, submit.actor.id)
        paper = await papers.store(
            connection, content, media_type, size, submit.actor.id, submit.command_id
        )
    if paper is None:
        raise Problem(
            422,
            "key-reused",
            "此 Idempotency-Key 已用于另一份文件。请换一个新的再提交。",
            "This Idempotency-Key was used for another paper. Use a new one.",
        )
    return paper


def _kind(content: BinaryIO, size: int) -> str:
    """The media type that the content shows. Raises `Problem` (422)."""
    content.seek(0)
    if size == 0:
        raise Problem(
            422,
            "empty-paper",
            "文件是空的。请核对后重新上传。",
            "The paper is empty. Check the file and upload it again.",
        )
    whole = content.read()
    with suppress(puremagic.PureError, ValueError):
        for found in puremagic.magic_string(whole):
            if found.mime_type in ENDINGS and found.mime_type != PLAIN:
                if _cut_off(whole):
                    raise _half()
                return str(found.mime_type)
    with suppress(UnicodeDecodeError):
        text = whole.decode("utf-8-sig")
        if all(each.isprintable() or each.isspace() for each in text):
            return PLAIN
    raise Problem(
        422,
        "unknown-kind",
        "只接收 PDF、Word、Excel、PPT、OFD、图片（JPG、PNG、HEIC）和纯文本（UTF-8）文件。"
        "请转换后重新上传。",
        "Papers are PDF, Word, Excel, PowerPoint, OFD, pictures (JPEG, PNG, HEIC) or plain text in"
        " UTF-8. Convert the file and upload it again.",
    )


def _cut_off(content: bytes) -> bool:
    """Whether the end of the file is missing, in kinds that have one: a PDF (ISO 32000-1, 7.5.5), a
    package, a PNG. A JPEG holds smaller ones, with ends of their own."""
    if content.startswith(b"%PDF-"):
        return b"%%EOF" not in content.rstrip(b"\0\r\n\t ")[-2048:]  # scanners fill up with zeros
    if content.startswith(b"PK\x03\x04"):
        return not is_zipfile(BytesIO(content))
    return content.startswith(b"\x89PNG") and b"IEND" not in content


def _half() -> Problem:
    return Problem(
        422,
        "half-a-paper",
        "文件不完整，结尾缺失，可能没有下载或导出完。请用原程序打开核对，重新导出后再上传。",
        "The end of the file is missing: it was not downloaded or exported to the end. Open it in"
        " its own program, export it again, and upload that.",
    )


async def _room(connection: Any, person: str) -> None:
    unused = await connection.fetchval(
        "SELECT coalesce(sum(size), 0) FROM papers WHERE uploaded_by = $1"
        " AND NOT EXISTS (SELECT FROM paper_uses WHERE paper_uses.digest = papers.digest)",
        person,
    )
    if unused >= MOST_UNUSED:
        raise Problem(
            409,
            "unused-papers",
            "您上传后没有使用的文件已超过 1 GB。请先使用已上传的文件，七天未用的会自动清除。",
            "More than 1 GB that you uploaded is used by nothing yet. Use it first; what is not"
            " used within seven days is removed.",
        )


@router.get("/{digest}", response_class=StreamingResponse)
async def read_paper(request: Request, digest: Named, read: PaperReader) -> Response:
    """The paper itself, for those who may read one of its uses."""
    use = (await readable(read, [digest])).get(digest)
    if use is None:
        raise _not_found()
    return await served(request, use)


async def served(request: Request, use: dict[str, Any]) -> Response:
    """The content of a paper that somebody may read, as this use of it is kept."""
    pool, digest = request.app.state.process.pool, use["digest"]
    pieces = papers.chunks(pool, digest, use["size"])
    first = await anext(pieces, None)
    if first is None:
        raise await _gone(pool, digest)

    async def content() -> AsyncIterator[bytes]:
        yield first[SALT_BYTES:]
        async for piece in pieces:
            yield piece

    open_to_all = use["kept"] == PaperClass.OPEN
    headers = {
        "Content-Length": str(use["size"]),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(use['title'], safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private" if open_to_all else "private, no-store",
    }
    return StreamingResponse(content(), media_type=use["media_type"], headers=headers)


async def readable(read: Reading, digests: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Those of the papers that somebody reads, each with the first use by which they do."""
    named = paper_uses.c.digest.in_(list(digests))
    last_first = paper_uses.c.position.desc()
    uses = await read.rows(sa.select(paper_uses).where(named).order_by(last_first))
    return {use["digest"]: use for use in uses if may_read(read.actor, use)}


async def withhold(read: Reading, rows: Iterable[dict[str, Any]], column: str) -> None:
    """Leave out of these rows by what a paper is found and used again (what the answer to its
    upload said), where the reader may not read it. How it is kept, and for whom, goes on to show.
    """
    with_paper = [row for row in rows if row[column]]
    if not with_paper:
        return
    known = await readable(read, [row[column]["digest"] for row in with_paper])
    for row in with_paper:
        if row[column]["digest"] not in known:
            shown = {n: value for n, value in row[column].items() if n not in Paper.model_fields}
            row[column] = shown


async def _gone(pool: Any, digest: str) -> Problem:
    if await pool.fetchval(
        "SELECT EXISTS (SELECT FROM ledger WHERE stream = $1)", f"paper/{digest}"
    ):
        return Problem(
            410,
            "paper-erased",
            "这份文件已按规定删除，只保留记录。",
            "This paper was erased. Only the record of it is kept.",
        )
    return Problem(
        503,
        "paper-away",
        "这份文件暂时取不到，正在从备份恢复。请稍后再试，仍取不到请联系运维。",
        "This paper cannot be read now; it is being fetched from its second copy. Try again"
        " shortly, and tell the operator if it stays so.",
        headers={"Retry-After": "30"},
    )


@router.post("/{digest}/erasure")
async def erase(digest: Named, command: ErasePaper, submit: Eraser, read: Erased) -> Response:
    """Erase the content for good, everywhere it is used. The record of it stays."""
    units = await read.rows(sa.select(paper_uses.c.unit).where(paper_uses.c.digest == digest))
    if not _within(submit.actor, [row["unit"] for row in units]):
        raise _not_found()
    return await submit(digest, command)


def _within(actor: Actor, units: Sequence[str]) -> bool:
    scopes = [grant.scope for grant in actor.grants]
    return bool(units) and all(any(covers(scope, unit) for scope in scopes) for unit in units)


def _not_found() -> Problem:
    return Problem(
        404,
        "not-found",
        "没有找到这份文件，或不在您的查阅范围内。请核对编号。",
        "There is no such paper that you may read. Check the digest.",
    )
