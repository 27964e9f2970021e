"""An issue of a unit's bulletin as a document, made of what the bulletin's own route shows to
whoever asks (docs/decisions/0035)."""

from typing import Any

from fastapi import Request, Response

from common.documents.making import Making
from common.documents.templates import Facts
from contracts.documents import DocumentKind
from contracts.paper import SALT_BYTES
from runtime.web.http import Reading
from runtime.web.printing import AsForm, Red, handed_out, names_of
from runtime.web.problems import Problem
from runtime.web.routes import Router
from runtime.writing import papers
from services.topics.access import BulletinReader
from services.topics.bulletin import api
from services.topics.bulletin.api import Bulletin
from services.topics.bulletin.decider.state import Stage

router = Router(prefix="/bulletins", tags=["reports"])


@router.get("/{unit}/{year}/{issue}/document.{form}", response_class=Response)
async def document(
    request: Request, bulletin: Bulletin, form: AsForm, read: BulletinReader, red: Red = None
) -> Any:
    """The issue (社情民意信息), for whoever reads the bulletin: each item with its title, and with
    its text where that is plain text. A text of another kind, such as a scan, is enclosed by hand.
    """
    return await handed_out(read, await bulletin_of(request, bulletin, read), form, red)


async def bulletin_of(request: Request, bulletin: str, read: Reading) -> Making:
    row = await api.one(bulletin, read)
    if row["stage"] == Stage.WITHDRAWN:
        raise Problem(
            409,
            "withdrawn",
            "这一期已经收回，不再下载。请查看更正后的一期。",
            "This issue was called back and is not handed out. Look at the one that followed it.",
        )
    names = await names_of(read, (each["body"] for each in row["sent"]))
    values = {
        "number": row["bulletin_number"],
        "year": str(row["year"]),
        "issue": str(row["issue"]),
        "items": [
            f"{each['title']}\n{await _text(request, each['text'])}" for each in row["items"]
        ],
        "recipients": [names[each["body"]] for each in row["sent"]],
    }
    facts = Facts(row["unit_name"], values, row["issued_on"], row["bulletin_number"])
    return Making(DocumentKind.BULLETIN, row["unit"], facts, row["bulletin_number"])


async def _text(request: Request, paper: dict[str, Any]) -> str:
    """What a paper says that the bulletin shows: its digest is left out for whoever may not read
    it. An erased one says nothing."""
    if "digest" not in paper or paper["media_type"] != "text/plain":
        return "（正文另附）"
    pieces = papers.chunks(request.app.state.process.pool, paper["digest"], paper["size"])
    content = b"".join([piece async for piece in pieces])
    return content[SALT_BYTES:].decode("utf-8-sig") or "（正文已按规定删除）"
