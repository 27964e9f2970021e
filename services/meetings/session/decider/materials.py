"""What those invited get before a session, and who reads the papers among it (004-10)."""

from collections.abc import Iterable
from datetime import date

from common.checks import listed_once
from common.visibility import What, by_scope
from contracts.meetings import session as e
from contracts.paper import Paper, PaperClass, PaperUse
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.meetings.session import commands as c
from services.meetings.session.decider.calling import of_the_form
from services.meetings.session.decider.state import Session
from services.meetings.words import Book


def kept(paper: Paper, title: str) -> PaperUse:
    """A paper of a session. Offices of its unit read it as they read the session; the session
    itself shows it to whoever takes part (`session/papers.py`). The title says no more than what
    kind of paper it is."""
    readers = by_scope(What.MATTER)
    return PaperUse(**dict(paper), title=title, kept=PaperClass.INTERNAL, readers=readers)


def give_notice(
    session: Session, command: c.GiveNotice, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    assert session.called
    given.has_come(command.on)
    notice = e.NoticeGiven(
        on=command.on,
        how=command.how,
        late=_late(command.on, session.called.notice_due),
        text=command.text and kept(command.text, "会议通知"),
    )
    return [] if notice == session.notice else [notice]


def send_materials(
    session: Session, command: c.SendMaterials, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    assert session.called
    listed_once(command.documents)
    given.has_come(command.on)
    of_the_form(command.part, session.called.parts)
    sent = e.MaterialsSent(
        documents=command.documents,
        on=command.on,
        late=_late(command.on, session.called.materials_due),
        part=command.part,
        papers=_enclosed(command.papers, len(command.documents)),
    )
    if sent in session.materials:
        return []
    if session.sittings and command.on > session.sittings[0].on:
        raise Rejected(
            "materials-late",
            "材料须在会前送达。请核对送达日期。",
            "Materials are sent before the session. Check the day on which they were sent.",
        )
    return [sent]


def _enclosed(papers: Iterable[c.Enclosure], documents: int) -> tuple[e.Enclosed, ...]:
    found = tuple(papers)
    listed_once(str(each.document) for each in found)
    for each in found:
        if each.document > documents:
            raise Misfit(
                "no-document",
                f"材料只有 {documents} 份，没有第 {each.document} 份。请核对文件所属材料的序号。",
                f"There are {documents} documents and no document {each.document}. Check of which "
                "one this is the text.",
            )
    return tuple(
        e.Enclosed(document=each.document, text=kept(each.text, f"会议材料{each.document}"))
        for each in found
    )


def _late(on: date, due: date | None) -> bool:
    return due is not None and on > due
